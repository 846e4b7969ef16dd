"""Conversations and turns, on both databases."""

from __future__ import annotations

from datetime import UTC, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from agent.domain import (
    Conversation,
    EntryKind,
    FlowState,
    Language,
    Move,
    Phase,
    Role,
    Source,
    VoiceName,
)
from agent.errors import NotFound
from agent.ports import ReplyRecord
from agent.records import open_records
from agent.records.repository import SqlRecords
from agent.speaking import Utterance

if TYPE_CHECKING:
    from conftest import FixedClock, Samples


def test_start_stores_the_language_and_the_state(records: SqlRecords) -> None:
    state = FlowState(phase=Phase.FOLLOW_UP, due=("a", "b"), asked=("q-1",))
    made = records.start("kari", Language.EN, state)
    assert records.conversation("kari", made.id) == made
    assert made.state == state
    assert made.language is Language.EN
    assert made.title == ""
    assert made.owner_id == "kari"


def test_times_come_back_in_utc(records: SqlRecords, talk: Conversation, samples: Samples) -> None:
    stored = records.conversation("kari", talk.id)
    assert stored.created_at.tzinfo is UTC
    assert stored.created_at.date() == samples.today
    turn, _ = records.hear("kari", talk.id, "Hei", Phase.INTRO)
    (again,) = records.turns("kari", talk.id)
    assert again.created_at == turn.created_at
    assert again.created_at.utcoffset() == timedelta(0)


def test_hear_and_reply_number_the_turns(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    heard, fresh = records.hear("kari", talk.id, "Jeg gruer meg", Phase.INTRO)
    said = records.reply("kari", samples.reply(talk.id), FlowState(turns=1, phase=Phase.GOALS))
    assert fresh
    assert (heard.seq, heard.role, heard.voice) == (0, Role.COACHEE, None)
    assert (said.seq, said.role, said.voice) == (1, Role.COACH, VoiceName.GUIDED)
    assert records.turns("kari", talk.id) == (heard, said)
    assert records.conversation("kari", talk.id).state == FlowState(turns=1, phase=Phase.GOALS)


def test_reply_keeps_what_stands_behind_it(records: SqlRecords, talk: Conversation) -> None:
    source = Source(
        id="trust", kind=EntryKind.STRATEGY, title="Tillit", text="«Æ»\n🙂", why="passer"
    )
    utterance = Utterance(
        text="Hva nå?",
        moves=(Move.COMPLEX_REFLECTION, Move.OPEN_QUESTION),
        sources=(source,),
        phrases=("ask/3@1a2b",),
        notices=("fallback",),
    )
    record = ReplyRecord(
        conversation_id=talk.id,
        text="Hva nå?",
        phase=Phase.QUESTIONS,
        voice=VoiceName.MODEL,
        utterance=utterance,
    )
    records.reply("kari", record, FlowState())
    (turn,) = records.turns("kari", talk.id)
    assert turn.moves == utterance.moves
    assert turn.sources == (source,)
    assert turn.phrases == utterance.phrases
    assert turn.notices == utterance.notices
    assert turn.voice is VoiceName.MODEL


def test_a_message_sent_again_is_stored_once(records: SqlRecords, talk: Conversation) -> None:
    first, fresh = records.hear("kari", talk.id, "Hei", Phase.INTRO, key="m-1")
    again, new = records.hear("kari", talk.id, "Hei", Phase.GOALS, key="m-1")
    assert (fresh, new) == (True, False)
    assert again == first
    assert len(records.turns("kari", talk.id)) == 1


@pytest.mark.parametrize("key", [None, ""])
def test_messages_without_a_key_are_all_stored(
    records: SqlRecords, talk: Conversation, key: str | None
) -> None:
    for _ in range(2):
        assert records.hear("kari", talk.id, "Hei", Phase.INTRO, key=key)[1]
    assert len(records.turns("kari", talk.id)) == 2


def test_a_key_counts_within_its_conversation(records: SqlRecords, talk: Conversation) -> None:
    other = records.start("kari", Language.NB, FlowState())
    assert records.hear("kari", talk.id, "Hei", Phase.INTRO, key="m-1")[1]
    assert records.hear("kari", other.id, "Hei", Phase.INTRO, key="m-1")[1]


def test_a_very_long_key_works(records: SqlRecords, talk: Conversation) -> None:
    key = "nøkkel" * 100_000
    assert records.hear("kari", talk.id, "Hei", Phase.INTRO, key=key)[1]
    assert not records.hear("kari", talk.id, "Hei", Phase.INTRO, key=key)[1]
    assert records.hear("kari", talk.id, "Hei", Phase.INTRO, key=key + "x")[1]


def test_turns_gives_the_last_ones_oldest_first(records: SqlRecords, talk: Conversation) -> None:
    for number in range(5):
        records.hear("kari", talk.id, str(number), Phase.INTRO)
    assert [turn.text for turn in records.turns("kari", talk.id, last=3)] == ["2", "3", "4"]
    assert records.turns("kari", talk.id, last=0) == ()
    assert [turn.text for turn in records.view("kari", talk.id, last=2).turns] == ["3", "4"]
    assert len(records.view("kari", talk.id).turns) == 5


def test_save_state_stores_it_alone(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    state = FlowState(phase=Phase.ACTION_PLAN, pending=samples.commitment(due=samples.today))
    records.save_state("kari", talk.id, state)
    assert records.conversation("kari", talk.id).state == state
    assert records.turns("kari", talk.id) == ()


def test_rename_and_set_language(records: SqlRecords, talk: Conversation) -> None:
    records.rename("kari", talk.id, "Om lønn")
    records.set_language("kari", talk.id, Language.EN)
    stored = records.conversation("kari", talk.id)
    assert (stored.title, stored.language) == ("Om lønn", Language.EN)
    records.hear("kari", talk.id, "Noe annet", Phase.INTRO)
    assert records.conversation("kari", talk.id).title == "Om lønn"


@pytest.mark.parametrize(
    ("message", "title"),
    [
        ("Hei", "Hei"),
        ("  Hei\n\tdu  ", "Hei du"),
        ("a" * 60, "a" * 60),
        ("a" * 61, "a" * 59 + "…"),
        ("ord " * 20, "ord " * 14 + "ord…"),
        ("x" * 58 + " y z", "x" * 58 + "…"),
        (
            "Jeg gruer meg til samtalen med sjefen min på fredag, og hva så",
            "Jeg gruer meg til samtalen med sjefen min på fredag, og hva…",
        ),
        ("👩‍👩‍👧‍👦" * 20, "👩‍👩‍👧‍👦" * 8 + "…"),
        ("e\u0301" * 40, "e\u0301" * 29 + "…"),
        ("مرحبا " * 3, "مرحبا مرحبا مرحبا"),
    ],
)
def test_the_first_message_is_the_title(
    records: SqlRecords, talk: Conversation, message: str, title: str
) -> None:
    records.hear("kari", talk.id, message, Phase.INTRO)
    records.hear("kari", talk.id, "Og så", Phase.INTRO)
    stored = records.conversation("kari", talk.id).title
    assert stored == title
    assert len(stored) <= 60


def test_conversations_come_last_used_first(records: SqlRecords, samples: Samples) -> None:
    first, second, third = (records.start("kari", Language.NB, FlowState()) for _ in range(3))
    records.hear("kari", first.id, "Hei", Phase.INTRO)
    assert [c.id for c in records.conversations("kari")] == [first.id, third.id, second.id]
    records.reply("kari", samples.reply(second.id), FlowState())
    assert [c.id for c in records.conversations("kari")] == [second.id, first.id, third.id]
    records.rename("kari", third.id, "Bare et navn")
    assert records.conversations("kari")[0].id == second.id


def test_times_go_forward_even_when_the_clock_stands_or_goes_back(
    records: SqlRecords, talk: Conversation, clock: FixedClock
) -> None:
    first, _ = records.hear("kari", talk.id, "en", Phase.INTRO)
    clock.day -= timedelta(days=1)
    second, _ = records.hear("kari", talk.id, "to", Phase.INTRO)
    assert talk.created_at < first.created_at < second.created_at


def test_view_and_export_have_everything(records: SqlRecords, samples: Samples) -> None:
    first, second = samples.fill(records, "kari"), samples.fill(records, "kari")
    samples.fill(records, "ola")
    views = records.export("kari")
    assert [view.conversation.id for view in views] == [second, first]
    for view in views:
        assert view == records.view("kari", view.conversation.id)
        assert [turn.seq for turn in view.turns] == [0, 1]
        assert [goal.text for goal in view.goals] == ["Gi ærlig ros"]
        assert [commitment.action for commitment in view.commitments] == ["Ringe Kari"]
        assert [c.commitment_id for c in view.check_ins] == [view.commitments[0].id]
    assert records.export("nobody") == ()


def test_delete_takes_everything_of_a_conversation(records: SqlRecords, samples: Samples) -> None:
    gone, kept = samples.fill(records, "kari"), samples.fill(records, "kari")
    before = samples.rows(records)
    assert all(before.values())
    records.delete("kari", gone)
    left = {name: n // 2 for name, n in before.items() if name != "owner"}
    assert samples.rows(records) == {**left, "owner": 1}
    with pytest.raises(NotFound):
        records.conversation("kari", gone)
    assert records.view("kari", kept).check_ins


def test_erase_leaves_no_row_of_the_owner(records: SqlRecords, samples: Samples) -> None:
    samples.fill(records, "kari")
    samples.fill(records, "kari")
    assert records.erase("kari") == 2
    assert set(samples.rows(records).values()) == {0}
    samples.fill(records, "kari")
    samples.fill(records, "ola")
    assert records.erase("kari") == 1
    assert set(samples.rows(records).values()) <= {1, 2}
    assert len(records.export("ola")) == 1
    assert records.erase("kari") == 0


def test_what_is_erased_is_not_left_in_the_files(
    records: SqlRecords, backend: str, talk: Conversation
) -> None:
    if backend != "sqlite":
        return  # PostgreSQL's own vacuum decides
    confidence = "hemmeligheten om lederen"
    for number in range(50):
        records.hear("kari", talk.id, f"{confidence} {number}", Phase.INTRO)
    folder = records.path.rpartition("/")[0]
    assert confidence.encode() in _bytes_in(folder)
    records.erase("kari")
    assert confidence.encode() not in _bytes_in(folder)


def _bytes_in(folder: str) -> bytes:
    return b"".join(path.read_bytes() for path in Path(folder).glob("kollega.sqlite3*"))


def test_records_survive_being_closed_and_opened(
    records: SqlRecords, records_url: str, talk: Conversation
) -> None:
    records.hear("kari", talk.id, "Hei", Phase.INTRO)
    before = records.export("kari")
    records.close()
    again = open_records(records_url)
    assert again.export("kari") == before
    again.close()
