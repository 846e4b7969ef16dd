"""Whether turn 200 costs what turn 20 costs.

Old and young conversations are driven up to their windows unmeasured; then they take turns,
hearing the same messages.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from agent.coach import Coach
from agent.domain import Language, Phase
from agent.wiring import Kollega
from evals.bench._coaching import (
    Stopwatch,
    begin,
    cycled,
    open_kollega,
    sayings,
    turn,
    watched,
)
from evals.bench._reading import Reading, quantile, single, timed

YOUNG, OLD = range(15, 26), range(195, 206)
CONVERSATIONS = 4

PERIOD = 18
"""Messages before they come again; it divides the windows' distance, so that both hear the same."""


class Side:
    """Conversations of one age: their coach, and what its turns took within the window."""

    def __init__(self, kollega: Kollega, window: range) -> None:
        self.window = window
        self.whole: list[float] = []
        self.watch = Stopwatch()
        self._plain = kollega.coach
        self._coach = watched(kollega, self.watch)

    async def aged(self, language: Language, lines: list[str]) -> str:
        """A conversation driven up to the window, unmeasured; gives its id."""
        return await driven(self._plain, language, lines, self.window.start - 1)

    async def turn(self, conversation_id: str, line: str) -> None:
        """One turn within the window."""
        self.whole.append((await turn(self._coach, conversation_id, line)).whole)

    @property
    def median(self) -> float:
        """Seconds of the middle turn."""
        return quantile(self.whole, 0.5)

    def spent(self, step: str) -> float:
        """Seconds a turn that all calls of a step took on average."""
        return sum(self.watch.steps.get(step, ())) / len(self.whole)


def run(data_dir: Path) -> list[Reading]:
    """Whole turns 15-25 against turns 195-205, in turn."""
    with open_kollega(data_dir) as kollega:
        young, old = Side(kollega, YOUNG), Side(kollega, OLD)
        asyncio.run(_measure(young, old))
    return [
        timed("turn_20", young.whole, note="whole turns 15-25"),
        timed("turn_200", old.whole, note="whole turns 195-205"),
        single("turn_200_to_20", "x", old.median / young.median, len(old.whole), _why(young, old)),
    ]


async def driven(coach: Coach, language: Language, lines: list[str], turns: int) -> str:
    """A conversation of so many turns."""
    conversation = await begin(coach, language)
    for line in cycled(lines, turns):
        await turn(coach, conversation, line)
    return conversation


def messages(language: Language) -> list[str]:
    """Messages that tell something and end nothing."""
    telling = [
        line
        for talk in sayings(Phase.GOALS, Phase.QUESTIONS)
        if talk.language is language
        for line in talk.lines
        if len(line.split()) >= 6
    ]
    return telling[:PERIOD]


async def _measure(young: Side, old: Side) -> None:
    for number in range(CONVERSATIONS):
        language = tuple(Language)[number % len(Language)]
        lines = messages(language)
        talks = [(side, await side.aged(language, lines)) for side in (old, young)]
        for place in YOUNG:
            for side, conversation in talks:
                await side.turn(conversation, lines[(place - 1) % PERIOD])
            talks.reverse()


def _why(young: Side, old: Side) -> str:
    """The step that grew most, in milliseconds a turn."""
    grown = {step: old.spent(step) - young.spent(step) for step in old.watch.steps}
    step = max(grown, key=lambda name: grown[name])
    before, after = young.spent(step) * 1000, old.spent(step) * 1000
    return f"ratio of medians; grew most: {step}, {before:.1f} to {after:.1f} ms a turn"
