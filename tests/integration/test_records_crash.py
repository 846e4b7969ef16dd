"""`kill -9` at random moments: what was acknowledged is there, once.

Run as a script this file makes the writers that get killed: a process that has imported
everything forks one each time it is asked, so that 200 kills take a minute and not five.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from itertools import count
from pathlib import Path
from time import sleep

import pytest

from agent.domain import (
    CheckInStatus,
    CommitmentDraft,
    FlowState,
    Language,
    Phase,
    Proposal,
    Role,
    VoiceName,
)
from agent.ports import ReplyRecord
from agent.records import (
    open_records,
    repository,  # noqa: F401  (imported before forking, not by every writer)
)
from agent.speaking import Utterance

ROOT = Path(__file__).parents[2]

STEPS = ("hear", "reply", "confirm", "check_in")
"""What one turn stores, in order; each is acknowledged by a line with the turn's number."""

OWNER = "kari"


def say(*words: object) -> None:
    """Print a line in one write, so that being killed never leaves half of it."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def write(url: str, conversation: str, first: int) -> None:
    """Store turns from number `first` on, until killed. Doing a turn again is harmless."""
    records = open_records(url)
    say("ready")
    for number in count(first):
        heard, _ = records.hear(
            OWNER, conversation, f"message {number}", Phase.QUESTIONS, key=f"m{number}"
        )
        say("hear", number)
        last = records.turns(OWNER, conversation, last=1)[0]
        if last.seq == heard.seq:
            text = f"reply {number}"
            record = ReplyRecord(
                conversation_id=conversation,
                text=text,
                phase=Phase.QUESTIONS,
                voice=VoiceName.GUIDED,
                utterance=Utterance(text=text),
            )
            records.reply(OWNER, record, FlowState(phase=Phase.QUESTIONS, turns=number + 1))
        say("reply", number)
        draft = CommitmentDraft(action=f"action {number}")
        proposal = Proposal(key=f"p{number}", kind="commitment", commitment=draft)
        made = records.confirm_commitment(OWNER, conversation, proposal)
        say("confirm", number)
        records.check_in(OWNER, made.id, CheckInStatus.DONE, f"note {number}", key="c")
        say("check_in", number)


def nurse(url: str, conversation: str) -> None:
    """Fork a writer for each line read (its first turn's number), and wait for its death."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            say("pid", os.getpid())
            write(url, conversation, int(line))
        os.waitpid(pid, 0)
        say("dead")


def kill_a_writer(nursery: subprocess.Popen[str], first: int, chance: random.Random) -> list[str]:
    """Have a writer made and kill it at a random moment; gives the lines it had printed."""
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(f"{first}\n")
    nursery.stdin.flush()
    lines = [nursery.stdout.readline()]
    pid = int(lines[0].removeprefix("pid"))
    # One in ten dies while it opens the database, the others somewhere in their first ten turns.
    wanted = 1 if chance.random() < 0.1 else chance.randint(2, 4 * 10)
    lines += [nursery.stdout.readline() for _ in range(wanted - 1)]
    sleep(chance.uniform(0, 0.008))
    os.kill(pid, signal.SIGKILL)
    return lines + list(iter(nursery.stdout.readline, "dead\n"))


def acknowledged(lines: list[str], step: str) -> set[int]:
    """The numbers of the turns of which `step` was acknowledged."""
    pairs = (line.split() for line in lines)
    return {int(pair[1]) for pair in pairs if pair[0] == step}


def survive(path: Path, kills: int, seed: int) -> dict[str, int]:
    """Kill writers one after the other, then check everything; gives the numbers seen."""
    url = f"sqlite:///{path}"
    records = open_records(url)
    conversation = records.start(OWNER, Language.NB, FlowState()).id
    records.close()
    chance = random.Random(seed)  # noqa: S311
    nursery = subprocess.Popen(
        [sys.executable, __file__, url, conversation],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    lines: list[str] = []
    for _ in range(kills):
        finished = acknowledged(lines, STEPS[-1])
        lines += kill_a_writer(nursery, len(finished), chance)
        with sqlite3.connect(path) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
        plain.close()
    nursery.communicate(timeout=10)
    assert nursery.returncode == 0
    check(url, conversation, lines, kills)
    return {step: len(acknowledged(lines, step)) for step in STEPS}


def check(url: str, conversation: str, lines: list[str], kills: int) -> None:
    """Nothing acknowledged is missing, nothing is doubled, nothing is half."""
    records = open_records(url)
    view = records.view(OWNER, conversation)
    records.close()
    assert [turn.seq for turn in view.turns] == list(range(len(view.turns)))
    texts = {
        "hear": [turn.text for turn in view.turns if turn.role is Role.COACHEE],
        "reply": [turn.text for turn in view.turns if turn.role is Role.COACH],
        "confirm": [commitment.action for commitment in view.commitments],
        "check_in": [each.note for each in view.check_ins],
    }
    words = {"hear": "message", "reply": "reply", "confirm": "action", "check_in": "note"}
    for step, word in words.items():
        numbers = [int(text.removeprefix(word)) for text in texts[step]]
        assert numbers == list(range(len(numbers))), f"{step}: doubled, or out of order"
        known = acknowledged(lines, step)
        assert known <= set(numbers), f"{step}: acknowledged and lost"
        assert len(set(numbers) - known) <= kills
    checked = {each.commitment_id for each in view.check_ins}
    for commitment in view.commitments:
        assert (commitment.status is CheckInStatus.DONE) == (commitment.id in checked)
    assert view.conversation.state.turns == len(texts["reply"])


def test_nothing_acknowledged_is_lost_or_doubled_by_kill_9(tmp_path: Path) -> None:
    kills = int(os.environ.get("KOLLEGA_CRASH_RUNS", "12"))
    seen = survive(tmp_path / "kollega.sqlite3", kills, seed=kills)
    assert seen["check_in"] > kills


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_or_doubled_by_200_kills(tmp_path: Path) -> None:
    seen = survive(tmp_path / "kollega.sqlite3", 200, seed=200)
    print(f"200 kills, acknowledged: {seen}")


if __name__ == "__main__":
    nurse(sys.argv[1], sys.argv[2])
