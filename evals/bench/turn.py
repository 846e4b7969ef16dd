"""One turn in process: the coach's own work before the first words, and the whole of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from agent.coach import Coach
from evals.bench._coaching import (
    Sayings,
    Stopwatch,
    TurnTime,
    begin,
    open_kollega,
    sayings,
    turn,
    watched,
)
from evals.bench._reading import Reading, timed

WARM_UP = 2
"""Colleagues whose talks are not counted: word lists and the embedder load with the first."""


def run(data_dir: Path) -> list[Reading]:
    """Every scripted colleague's messages, nb and en in turn, each colleague in a new talk."""
    watch = Stopwatch()
    with open_kollega(data_dir) as kollega:
        coach = watched(kollega, watch)
        talks = _alternating(sayings())
        asyncio.run(_talk(coach, talks[:WARM_UP]))
        watch.steps.clear()
        times = asyncio.run(_talk(coach, talks[WARM_UP:]))
    return [
        timed("own_work", [one.first for one in times], note="reply() to the first TextDelta"),
        *(timed(f"own_work.{step}", took) for step, took in watch.steps.items()),
        timed("guided_turn", [one.whole for one in times], note="reply() to TurnEnded"),
    ]


async def _talk(coach: Coach, talks: Sequence[Sayings]) -> list[TurnTime]:
    times: list[TurnTime] = []
    for language, lines in talks:
        conversation = await begin(coach, language)
        times += [await turn(coach, conversation, line) for line in lines]
    return times


def _alternating(talks: Sequence[Sayings]) -> list[Sayings]:
    """The talks with languages in turn, so that neither has the cold or the warm half."""
    by_language: dict[str, list[Sayings]] = {}
    for talk in talks:
        by_language.setdefault(talk.language, []).append(talk)
    places = [(place, talk) for of in by_language.values() for place, talk in enumerate(of)]
    return [talk for _, talk in sorted(places, key=lambda item: item[0])]
