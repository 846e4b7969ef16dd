"""Several threads and processes at the same conversation."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, TypeVar

import pytest
from sqlalchemy import insert, select, text

from agent.domain import CheckInStatus, Conversation, FlowState, Language, Phase, Role
from agent.errors import NotFound
from agent.records.repository import SqlRecords
from agent.records.tables import CheckInRow, CommitmentRow, TurnRow

if TYPE_CHECKING:
    from conftest import Samples

T = TypeVar("T")

THREADS = 8

ROOT = Path(__file__).parents[2]

WRITER = """
import sys
from agent.domain import FlowState, Phase, VoiceName
from agent.ports import ReplyRecord
from agent.records import open_records
from agent.speaking import Utterance
url, conversation, name, count = sys.argv[1:]
records = open_records(url)
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(count)):
    records.hear("kari", conversation, f"{name} {number}", Phase.INTRO, key=f"{name}-{number}")
    records.hear("kari", conversation, "both", Phase.INTRO, key=f"both-{number}")
    said = ReplyRecord(conversation_id=conversation, text=f"re {name}", phase=Phase.INTRO,
                       voice=VoiceName.GUIDED, utterance=Utterance(text="re"))
    records.reply("kari", said, FlowState(turns=number))
records.close()
"""


def at_once(work: Callable[[int], T]) -> list[T]:
    """The results of `work` in eight threads that start together."""
    start = threading.Barrier(THREADS)

    def begin(number: int) -> T:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, range(THREADS)))


@pytest.mark.parametrize("attempt", range(5))
def test_a_message_sent_eight_times_at_once_is_stored_once(
    records: SqlRecords, talk: Conversation, attempt: int
) -> None:
    found = at_once(lambda _: records.hear("kari", talk.id, "Hei", Phase.INTRO, key="m-1"))
    assert sorted(fresh for _, fresh in found) == [False] * 7 + [True]
    assert len({turn.id for turn, _ in found}) == 1
    assert len(records.turns("kari", talk.id)) == 1


@pytest.mark.parametrize("attempt", range(5))
def test_eight_confirms_at_once_record_one(
    records: SqlRecords, talk: Conversation, samples: Samples, attempt: int
) -> None:
    goals = at_once(lambda _: records.confirm_goal("kari", talk.id, samples.goal("p1")))
    assert len(set(goals)) == 1
    commitment = samples.commitment("p2")
    made = at_once(lambda _: records.confirm_commitment("kari", talk.id, commitment))
    assert len(set(made)) == 1
    change = samples.commitment("p3", made[0].id, action="Skrive")
    changed = at_once(lambda _: records.confirm_commitment("kari", talk.id, change))
    assert len(set(changed)) == 1
    view = records.view("kari", talk.id)
    assert (len(view.goals), len(view.commitments)) == (1, 1)
    assert samples.rows(records)["confirmation"] == 3


def test_eight_check_ins_at_once_record_one(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    made = records.confirm_commitment("kari", talk.id, samples.commitment())
    found = at_once(
        lambda n: records.check_in("kari", made.id, CheckInStatus.DONE, str(n), key="c")
    )
    assert len(set(found)) == 1
    assert records.check_ins("kari", made.id) == (found[0],)


def test_eight_new_owners_at_once_are_one(records: SqlRecords, samples: Samples) -> None:
    made = at_once(lambda _: records.start("ny", Language.NB, FlowState()))
    assert len({conversation.id for conversation in made}) == THREADS
    assert samples.rows(records)["owner"] == 1


def test_different_messages_at_once_get_numbers_without_gaps(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    def work(number: int) -> None:
        for each in range(5):
            records.hear("kari", talk.id, f"{number} {each}", Phase.INTRO)
            records.reply("kari", samples.reply(talk.id), FlowState())
            records.view("kari", talk.id)

    at_once(work)
    turns = records.turns("kari", talk.id, last=1000)
    assert [turn.seq for turn in turns] == list(range(THREADS * 10))
    own = [turn.text for turn in turns if turn.text.startswith("3 ")]
    assert own == [f"3 {each}" for each in range(5)]


def test_erasing_while_others_write_leaves_nothing_half(
    records: SqlRecords, samples: Samples
) -> None:
    ids = [samples.fill(records, "kari") for _ in range(4)]

    def work(number: int) -> None:
        if number == 0:
            sleep(0.02)
            records.erase("kari")
            return
        try:
            for each in range(20):
                records.hear("kari", ids[number % 4], "Hei", Phase.INTRO)
                key = f"p{number}-{each}"
                records.confirm_commitment("kari", ids[number % 4], samples.commitment(key))
        except NotFound:
            pass

    at_once(work)
    assert set(samples.rows(records).values()) == {0}


def test_two_processes_share_a_conversation(
    records: SqlRecords, records_url: str, talk: Conversation
) -> None:
    count = 15
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, records_url, talk.id, name, str(count)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("a", "b")
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.communicate("go\n", timeout=60)
        assert writer.returncode == 0
    turns = records.turns("kari", talk.id, last=1000)
    assert [turn.seq for turn in turns] == list(range(5 * count))
    heard = sorted(turn.text for turn in turns if turn.role is Role.COACHEE)
    own = [f"{name} {number}" for name in "ab" for number in range(count)]
    assert heard == sorted([*own, *["both"] * count])


def test_a_number_taken_in_the_meantime_is_passed_over(
    records: SqlRecords, backend: str, talk: Conversation
) -> None:
    """A writer that takes no lock, as another version might: the unique constraint decides."""
    if backend == "sqlite":
        return  # nobody else can write between our read and our write
    records.hear("kari", talk.id, "0", Phase.INTRO)
    with records.engine.connect() as other:
        row = other.execute(select(TurnRow.__table__)).mappings().one()
        other.execute(insert(TurnRow).values({**row, "id": "x", "seq": 1, "text": "1"}))
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(records.hear, "kari", talk.id, "2", Phase.INTRO, "k")
            sleep(0.2)
            assert not waiting.done()
            other.commit()
            turn, fresh = waiting.result(timeout=10)
    assert (turn.seq, fresh) == (2, True)
    assert [turn.text for turn in records.turns("kari", talk.id)] == ["0", "1", "2"]


def test_a_reader_sees_one_moment_however_many_queries_it_makes(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    with records.reading() as session:
        assert session.scalars(select(CommitmentRow.id)).all() == []
        made = records.confirm_commitment("kari", talk.id, samples.commitment())
        records.check_in("kari", made.id, CheckInStatus.PARTLY)
        assert session.scalars(select(CheckInRow.id)).all() == []
    assert len(records.view("kari", talk.id).check_ins) == 1


def test_a_lost_connection_costs_one_call_at_most(
    records: SqlRecords, backend: str, talk: Conversation
) -> None:
    if backend == "sqlite":
        return
    with records.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    assert records.hear("kari", talk.id, "Hei", Phase.INTRO)[1]
