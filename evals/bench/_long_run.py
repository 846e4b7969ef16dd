"""Many short talks in one process, weighed before and after.

Run as `python -m evals.bench._long_run DATA_DIR TURNS SESSIONS`; prints one line of JSON.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from pathlib import Path

from agent.coach import Coach
from agent.domain import Frozen
from evals.bench._coaching import begin, cycled, open_kollega, sayings, turn

WARM_UP = 80
"""Talks before the first weighing: caches with a bound of their own are full by then."""


WEIGHINGS = 4


class Weighed(Frozen):
    """Resident memory in MB: warm, and then after each quarter of the long run."""

    before: float
    quarters: tuple[float, ...]

    @property
    def growth(self) -> float:
        """MB from warm to the end."""
        return self.quarters[-1] - self.before


async def _talks(coach: Coach, sessions: int, turns: int) -> None:
    talks = sayings()
    for number in range(sessions):
        talk = talks[number % len(talks)]
        conversation = await begin(coach, talk.language)
        for line in cycled(talk.lines, turns):
            await turn(coach, conversation, line)


def _resident() -> float:
    import psutil

    gc.collect()
    return psutil.Process().memory_info().rss / 2**20


def main(data_dir: Path, turns: int, sessions: int) -> Weighed:
    """Hold `turns` turns in `sessions` talks after a warm-up."""
    each = turns // sessions
    with open_kollega(data_dir) as kollega, asyncio.Runner() as loop:
        loop.run(_talks(kollega.coach, WARM_UP, each))
        before = _resident()
        quarters: list[float] = []
        for _ in range(WEIGHINGS):
            loop.run(_talks(kollega.coach, sessions // WEIGHINGS, each))
            quarters.append(_resident())
        return Weighed(before=before, quarters=tuple(quarters))


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])).model_dump_json())
