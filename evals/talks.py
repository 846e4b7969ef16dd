"""Scripted colleagues talk with the real program, over its JSON lines, and are listened to.

A script says what the colleague answers in each phase and to each proposal; it never looks at
the coach's words, so that it fits any coach. `kollega chat --jsonl` runs as its own process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from agent.domain import CheckInStatus, Language, Move, Phase

MOST_TURNS = 60

LAST_WORDS = {
    Language.NB: {Phase.QUESTIONS: "plan", Phase.ACTION_PLAN: "det holder"},
    Language.EN: {Phase.QUESTIONS: "plan", Phase.ACTION_PLAN: "that's enough"},
}
"""What a colleague says when the script has no more for a phase; elsewhere they stop."""

STOP = {Language.NB: "stopp", Language.EN: "stop"}


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Taken(Strict):
    """A commitment that must be recorded."""

    contains: str
    due: date | None


class Expected(Strict):
    """How the talk must go."""

    phases: tuple[Phase, ...]
    goals: int = 1
    commitments: tuple[Taken, ...] = ()


class Later(Strict):
    """The next conversation, on a later day."""

    today: date
    says: dict[Phase, tuple[str, ...]]
    check_ins: tuple[CheckInStatus, ...]


class Script(Strict):
    """One colleague."""

    id: str
    language: Language
    kind: str
    about: str
    today: date
    says: dict[Phase, tuple[str, ...]]
    on_goal: tuple[str, ...] = ()
    on_commitment: tuple[str, ...] = ()
    expect: Expected
    later: Later | None = None


class Said(BaseModel):
    """One utterance of a talk, the coach's with what it did."""

    who: str
    text: str
    phase: Phase
    moves: tuple[Move, ...] = ()
    question: str | None = None


class Talk(BaseModel):
    """A talk as it went: what was said, and every event."""

    script: str
    language: Language
    said: list[Said] = []
    events: list[dict[str, Any]] = []

    @property
    def coach(self) -> list[Said]:
        """The coach's utterances."""
        return [one for one in self.said if one.who == "coach"]

    @property
    def phases(self) -> list[str]:
        """Each phase gone to, in order."""
        return [e["phase"] for e in self.events if e["type"] == "PhaseChanged"]

    def recorded(self, kind: str) -> list[dict[str, Any]]:
        """Everything of a kind that was recorded, in order."""
        return [e for e in self.events if e["type"] == "Recorded" and e["kind"] == kind]


def scripts() -> tuple[Script, ...]:
    """All colleagues, by name."""
    folder = resources.files("evals") / "colleagues"
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return tuple(
        Script.model_validate(yaml.safe_load(file.read_text("utf-8")))
        for file in files
        if file.name.endswith(".yaml")
    )


def talk(script: Script, data_dir: Path) -> Talk:
    """Let the colleague talk until the conversation closes or there is nothing left to say."""
    colleague = _Colleague(script.says, script.on_goal, script.on_commitment, script.language)
    return _talk(script, script.today, colleague, data_dir)


def talk_again(script: Script, later: Later, data_dir: Path) -> Talk:
    """The next conversation, which must begin with what was promised."""
    return _talk(script, later.today, _Colleague(later.says, (), (), script.language), data_dir)


class _Colleague:
    """Knows what to say next, from the phase and whether something was proposed."""

    def __init__(
        self,
        says: dict[Phase, tuple[str, ...]],
        on_goal: tuple[str, ...],
        on_commitment: tuple[str, ...],
        language: Language,
    ) -> None:
        self._lines = {phase: list(lines) for phase, lines in says.items()}
        self._answers = {"GoalProposed": list(on_goal), "CommitmentProposed": list(on_commitment)}
        self._language = language

    def answer(self, phase: Phase, events: list[dict[str, Any]]) -> str:
        """The next line."""
        for event in events:
            answers = self._answers.get(event["type"])
            if answers is not None:
                return answers.pop(0) if answers else '{"action": "confirm"}'
        lines = self._lines.get(phase)
        if lines:
            return lines.pop(0)
        return LAST_WORDS[self._language].get(phase, STOP[self._language])


def _talk(script: Script, today: date, colleague: _Colleague, data_dir: Path) -> Talk:
    heard = Talk(script=script.id, language=script.language)
    with _program(script.language, today, data_dir) as (write, turns):
        events = next(turns)
        for _ in range(MOST_TURNS):
            heard.events += events
            ended = events[-1]
            heard.said.append(_coach(ended))
            phase = Phase(ended["phase"])
            if phase is Phase.CLOSED:
                break
            line = colleague.answer(phase, events)
            heard.said.append(Said(who="coachee", text=line, phase=phase))
            write(line)
            events = next(turns)
    return heard


def _coach(ended: dict[str, Any]) -> Said:
    asked = [s["id"] for s in ended["sources"] if s["kind"] == "question"]
    return Said(
        who="coach",
        text=ended["reply"],
        phase=ended["phase"],
        moves=ended["moves"],
        question=asked[0] if asked else None,
    )


@contextmanager
def _program(language: Language, today: date, data_dir: Path) -> Iterator[Any]:
    command = [
        sys.executable,
        "-m",
        "agent.cli",
        "chat",
        "--jsonl",
        "--lang",
        str(language),
        "--today",
        today.isoformat(),
    ]
    process = subprocess.Popen(  # noqa: S603  our own program, our own arguments
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "KOLLEGA_DATA_DIR": str(data_dir)},
    )
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        raise RuntimeError("no pipes to the program")

    def write(line: str) -> None:
        stdin.write(" ".join(line.split()) + "\n")
        stdin.flush()

    def turns() -> Iterator[list[dict[str, Any]]]:
        events: list[dict[str, Any]] = []
        for line in stdout:
            events.append(json.loads(line))
            if events[-1]["type"] == "TurnEnded":
                yield events
                events = []

    try:
        yield write, turns()
    finally:
        stdin.close()
        process.wait(timeout=30)
        stdout.close()
