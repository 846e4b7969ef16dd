"""Scripted colleagues talk with the real program, over its JSON lines, and are listened to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from agent.domain import Frozen, Language, Move, Phase
from agent.events import CommitmentProposed, Event, GoalProposed, PhaseChanged, Recorded, TurnEnded
from evals.program import chat
from evals.scripts import Later, Script

MOST_TURNS = 60

LAST_WORDS = {
    Language.NB: {Phase.QUESTIONS: "plan", Phase.ACTION_PLAN: "det holder"},
    Language.EN: {Phase.QUESTIONS: "plan", Phase.ACTION_PLAN: "that's enough"},
}
"""What a colleague says when the script has no more for a phase; elsewhere they stop."""

STOP = {Language.NB: "stopp", Language.EN: "stop"}
"""Said when there is nothing left to say; a colleague who is not let go then just leaves."""

CONFIRM = '{"action": "confirm"}'


class Said(Frozen):
    """One utterance of a talk, the coach's with what it did; `answered` is False for a refusal."""

    who: Literal["coach", "coachee"]
    text: str
    phase: Phase
    moves: tuple[Move, ...] = ()
    answered: bool = True

    @property
    def is_action(self) -> bool:
        """Whether the coachee pressed a button instead of writing."""
        return self.who == "coachee" and self.text.startswith("{")


class Talk(Frozen):
    """A talk as it went: what was said, and every event."""

    script: str
    language: Language
    said: tuple[Said, ...]
    events: tuple[Event, ...]

    @property
    def coach(self) -> tuple[Said, ...]:
        """The coach's utterances."""
        return tuple(one for one in self.said if one.who == "coach")

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Each phase gone to, in order."""
        return tuple(event.phase for event in self.events if isinstance(event, PhaseChanged))

    def recorded(self, kind: Literal["goal", "commitment", "check_in"]) -> tuple[Recorded, ...]:
        """Everything of a kind that was recorded, in order."""
        return tuple(e for e in self.events if isinstance(e, Recorded) and e.kind == kind)


def talk(script: Script, data_dir: Path) -> Talk:
    """Let the colleague talk until the conversation closes or there is nothing left to say.

    Raises:
        ProgramFailed: when the program stops or falls silent.
    """
    colleague = Colleague(
        script.language, script.says, on_goal=script.on_goal, on_commitment=script.on_commitment
    )
    return _talk(script, script.today, colleague, data_dir)


def talk_again(script: Script, later: Later, data_dir: Path) -> Talk:
    """The next conversation, which must begin with what was promised.

    Raises:
        ProgramFailed: when the program stops or falls silent.
    """
    return _talk(script, later.today, Colleague(script.language, later.says), data_dir)


class Colleague:
    """Knows what to say next, from the phase and whether something was proposed."""

    def __init__(
        self,
        language: Language,
        says: Mapping[Phase, Sequence[str]],
        *,
        on_goal: Iterable[str] = (),
        on_commitment: Iterable[str] = (),
    ) -> None:
        self._language = language
        self._lines = {phase: list(lines) for phase, lines in says.items()}
        self._on_goal = list(on_goal)
        self._on_commitment = list(on_commitment)

    def answer(self, phase: Phase, events: Iterable[Event]) -> str:
        """The next line, after a turn with these events that ended in `phase`."""
        for event in events:
            if isinstance(event, GoalProposed):
                return self._on_goal.pop(0) if self._on_goal else CONFIRM
            if isinstance(event, CommitmentProposed):
                return self._on_commitment.pop(0) if self._on_commitment else CONFIRM
        lines = self._lines.get(phase)
        if lines:
            return lines.pop(0)
        return LAST_WORDS[self._language].get(phase, STOP[self._language])


def _talk(script: Script, today: date, colleague: Colleague, data_dir: Path) -> Talk:
    said: list[Said] = []
    heard: list[Event] = []
    with chat(script.id, script.language, today, data_dir) as program:
        for _ in range(MOST_TURNS):
            events = program.turn()
            heard += events
            spoken = _coach(events[-1])
            said.append(spoken)
            if spoken.phase is Phase.CLOSED:
                break
            line = colleague.answer(spoken.phase, events)
            if line == STOP[script.language] and said[-2:-1] and said[-2].text == line:
                break
            said.append(Said(who="coachee", text=line, phase=spoken.phase))
            program.say(line)
    return Talk(script=script.id, language=script.language, said=tuple(said), events=tuple(heard))


def _coach(ended: Event) -> Said:
    if not isinstance(ended, TurnEnded):
        raise TypeError(f"a turn ended with {ended.type}")
    return Said(
        who="coach",
        text=ended.reply,
        phase=ended.phase,
        moves=ended.moves,
        answered=ended.turn_id is not None,
    )
