"""From spawning the program to a page that answers, beside a Gradio page that does nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from evals.bench._reading import Reading, quantile, single, timed
from evals.bench._servers import bare_page, kollega_page, modules_of_kollega

TIMES = 5

UNWANTED = ("langchain", "langchain_core", "langchain_openai", "openai")
"""Libraries of the model voice, which guided mode must not load."""


class Started(NamedTuple):
    """Seconds by the clock and of processor time until the page answered."""

    wall: float
    work: float | None


def run(data_dir: Path) -> list[Reading]:
    """Both in turn, five times each; the first start of each, which fills caches, not counted."""
    own: list[Started] = []
    bare: list[Started] = []
    for _ in range(TIMES + 1):
        with kollega_page(data_dir / "kollega") as served:
            own.append(Started(served.seconds, served.processor_time()))
        with bare_page(data_dir / "bare") as served:
            bare.append(Started(served.seconds, served.processor_time()))
    loaded = unwanted(modules_of_kollega(data_dir / "kollega"))
    walls, bare_walls = ([one.wall for one in side[1:]] for side in (own, bare))
    ratio = quantile(walls, 0.5) / quantile(bare_walls, 0.5)
    return [
        timed("cold_start", walls, unit="s", note="kollega serve, index there"),
        timed("cold_start_bare", bare_walls, unit="s", note="a Gradio chat that does nothing"),
        single("cold_start_ratio", "x", ratio, TIMES, f"ratio of medians{_work(own, bare)}"),
        single("first_start", "s", own[0].wall, 1, "index made from the shipped vectors"),
        single(
            "model_libraries_loaded", "", len(loaded), 1, ", ".join(loaded) or "none in guided mode"
        ),
    ]


def unwanted(modules: Iterable[str]) -> list[str]:
    """The model voice's libraries among some module names."""
    return sorted({name.partition(".")[0] for name in modules} & set(UNWANTED))


def _work(own: Sequence[Started], bare: Sequence[Started]) -> str:
    """The ratio of processor time, where it is known."""
    worked, bare_worked = ([one.work for one in side[1:] if one.work] for side in (own, bare))
    if not worked or not bare_worked:
        return ""
    return f"; of processor time {quantile(worked, 0.5) / quantile(bare_worked, 0.5):.2f}"
