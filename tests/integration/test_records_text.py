"""Whatever people write comes back, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.domain import CheckInStatus, CommitmentDraft, Conversation, Phase
from agent.records.repository import SqlRecords

if TYPE_CHECKING:
    from conftest import Samples

TEXTS = (
    "Blåbærsyltetøy på brødskiva, ÆØÅ",
    "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽",
    "مرحبا بالعالم \u202eabc\u202c שלום",
    "a\u200bb\u200d\ufeffc\u2028d\u2029e",
    "<script>alert(1)</script> **fet** `; DROP TABLE turn; --",
    '{"lc": 1, "type": "constructor"}',
    "%s %(x)s :name ?1 $1 {0}",
    "\r\n\t\x01\x1f\x7f\x85",
    "\U0010ffff\uffff\ufdd0",
    "x" * 1_000_000,
)


@pytest.mark.parametrize("said", TEXTS, ids=range(len(TEXTS)))
def test_text_survives_everywhere(
    records: SqlRecords, talk: Conversation, samples: Samples, said: str
) -> None:
    records.hear("kari", talk.id, said, Phase.INTRO, key=said)
    assert not records.hear("kari", talk.id, said, Phase.INTRO, key=said)[1]
    records.rename("kari", talk.id, said)
    goal = records.confirm_goal("kari", talk.id, samples.goal(said, said))
    proposal = samples.commitment(said + "2", action=said, if_then=said)
    made = records.confirm_commitment("kari", talk.id, proposal)
    check = records.check_in("kari", made.id, CheckInStatus.PARTLY, said, key=said)
    view = records.view("kari", talk.id)
    assert view.turns[0].text == said
    assert view.conversation.title == said
    assert (goal.text, view.goals) == (said, (goal,))
    assert (made.action, made.if_then) == (said, said)
    assert (check.note, view.check_ins) == (said, (check,))


@pytest.mark.parametrize(
    ("said", "stored"), [("a\0b", "a\ufffdb"), ("\0", "\ufffd"), ("a\ud800b", "a?b")]
)
def test_what_a_database_cannot_hold_is_replaced(
    records: SqlRecords, talk: Conversation, samples: Samples, said: str, stored: str
) -> None:
    heard, _ = records.hear("kari", talk.id, said, Phase.INTRO, key=said)
    again, fresh = records.hear("kari", talk.id, said, Phase.INTRO, key=said)
    assert (heard.text, again, fresh) == (stored, heard, False)
    reply = records.reply("kari", samples.reply(talk.id, said), talk.state)
    assert records.turns("kari", talk.id) == (heard, reply)
    records.rename("kari", talk.id, said)
    assert records.conversation("kari", talk.id).title == stored
    goal = records.confirm_goal("kari", talk.id, samples.goal(said, said))
    assert records.edit_goal("kari", goal.id, said).text == stored
    made = records.confirm_commitment("kari", talk.id, samples.commitment(said + "2"))
    draft = CommitmentDraft.model_construct(
        **{**made.model_dump(), "action": said, "if_then": said}
    )
    edited = records.edit_commitment("kari", made.id, draft)
    assert (edited.action, edited.if_then) == (stored, stored)
    assert records.commitments("kari") == (edited,)
    note = records.check_in("kari", made.id, CheckInStatus.DONE, said, key=said)
    assert records.check_ins("kari", made.id) == (note,)
    assert note.note == stored


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(said=st.text(min_size=1, max_size=300))
def test_any_text_is_heard_and_makes_a_short_title(
    records: SqlRecords, talk: Conversation, said: str
) -> None:
    records.rename("kari", talk.id, "")
    heard, _ = records.hear("kari", talk.id, said, Phase.INTRO)
    assert heard.text == said.replace("\0", "\ufffd")
    assert records.turns("kari", talk.id, last=1) == (heard,)
    title = records.conversation("kari", talk.id).title
    assert len(title) <= 60
    assert "\n" not in title
    assert bool(title) == bool(heard.text.strip())
