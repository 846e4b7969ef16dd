"""What the in-process benchmarks share: an open Kollega, varied messages, and a stopwatch."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

from agent.coach import Coach
from agent.domain import Language, Phase
from agent.events import TextDelta
from agent.wiring import Kollega, build
from evals.program import settings
from evals.scripts import scripts

OWNER = "bench"

STEPS = {
    "screen": "screen",
    "hear": "hear",
    "listen": "listen",
    "question": "question",
    "guidance": "guidance",
    "view": "view",
    "reply": "store_reply",
}
"""Calls of the coach's ports that are timed, and the step each is."""

P = TypeVar("P")


class Sayings(NamedTuple):
    """What one scripted colleague says, in order."""

    language: Language
    lines: tuple[str, ...]


class TurnTime(NamedTuple):
    """Seconds from the call to the first text of the reply, and to the end of the turn."""

    first: float
    whole: float


class Stopwatch:
    """Durations in seconds by step, taken round the ports and never inside the agent."""

    def __init__(self) -> None:
        self.steps: dict[str, list[float]] = {}

    def round(self, part: P, **steps: str) -> P:
        """A part that behaves as `part`, with calls of some methods timed.

        Args:
            part: what fulfils a port.
            steps: method names, each with the step its time belongs to.
        """
        return cast("P", _Timed(part, steps, self))

    def timed(self, step: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The call, with its duration noted."""

        def measured(*args: Any, **kwargs: Any) -> Any:
            start = time.perf_counter()
            try:
                return call(*args, **kwargs)
            finally:
                self.steps.setdefault(step, []).append(time.perf_counter() - start)

        return measured


class _Timed:
    def __init__(self, part: object, steps: dict[str, str], watch: Stopwatch) -> None:
        self._part = part
        self._steps = steps
        self._watch = watch

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        step = self._steps.get(name)
        return found if step is None else self._watch.timed(step, found)


def watched(kollega: Kollega, watch: Stopwatch) -> Coach:
    """The coach just as the program joined it, with each port's calls timed."""
    coach = copy(kollega.coach)
    for name, part in tuple(vars(coach).items()):
        steps = {call: step for call, step in STEPS.items() if callable(getattr(part, call, None))}
        if steps:
            setattr(coach, name, watch.round(part, **steps))
    return coach


@contextmanager
def open_kollega(data_dir: Path) -> Generator[Kollega]:
    """Everything joined as the program joins it, with real records and a real index."""
    kollega = build(settings(data_dir))
    try:
        yield kollega
    finally:
        kollega.close()


def sayings(*phases: Phase) -> tuple[Sayings, ...]:
    """The messages of every scripted colleague, in all or some phases; buttons left out."""
    wanted = phases or tuple(Phase)
    return tuple(
        Sayings(
            script.language,
            tuple(
                line
                for phase in wanted
                for line in script.says.get(phase, ())
                if not line.startswith("{")
            ),
        )
        for script in scripts()
    )


def cycled(lines: Sequence[str], count: int) -> Iterator[str]:
    """So many lines, over and over again."""
    return (lines[number % len(lines)] for number in range(count))


async def begin(coach: Coach, language: Language) -> str:
    """Start a conversation and let the coach speak first; gives its id."""
    conversation = await coach.start(OWNER, language)
    async for _ in coach.open(OWNER, conversation.id):
        pass
    return conversation.id


async def turn(coach: Coach, conversation_id: str, text: str) -> TurnTime:
    """Hold one turn and time it."""
    first = None
    start = time.perf_counter()
    async for event in coach.reply(OWNER, conversation_id, text):
        if first is None and isinstance(event, TextDelta):
            first = time.perf_counter() - start
    whole = time.perf_counter() - start
    return TurnTime(whole if first is None else first, whole)
