"""Whether turn 200 costs what turn 20 costs.

Old and young conversations are driven up to their windows unmeasured; then they take turns,
hearing the same messages.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from agent.coach import Coach
from agent.domain import Language, Phase
from evals.bench._coaching import begin, cycled, open_kollega, sayings, turn
from evals.bench._reading import Reading, quantile, single, timed

YOUNG, OLD = range(15, 26), range(195, 206)
CONVERSATIONS = 4

PERIOD = 18
"""Messages before they come again; it divides the windows' distance, so that both hear the same."""


def run(data_dir: Path) -> list[Reading]:
    """Whole turns 15-25 against turns 195-205, in turn."""
    with open_kollega(data_dir) as kollega:
        young, old = asyncio.run(_measure(kollega.coach))
    ratio = quantile(old, 0.5) / quantile(young, 0.5)
    return [
        timed("turn_20", young, note="whole turns 15-25"),
        timed("turn_200", old, note="whole turns 195-205"),
        single("turn_200_to_20", "x", ratio, len(old), "ratio of medians"),
    ]


async def _measure(coach: Coach) -> tuple[list[float], list[float]]:
    young: list[float] = []
    old: list[float] = []
    for number in range(CONVERSATIONS):
        language = tuple(Language)[number % len(Language)]
        lines = messages(language)
        aged = await _driven(coach, language, lines, OLD.start - 1)
        fresh = await _driven(coach, language, lines, YOUNG.start - 1)
        for place in YOUNG:
            line = lines[(place - 1) % PERIOD]
            young.append((await turn(coach, fresh, line)).whole)
            old.append((await turn(coach, aged, line)).whole)
    return young, old


async def _driven(coach: Coach, language: Language, lines: list[str], turns: int) -> str:
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
