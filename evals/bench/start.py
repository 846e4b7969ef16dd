"""From spawning the program to a page that answers, beside a Gradio page that does nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from evals.bench._reading import Reading, quantile, single, timed
from evals.bench._servers import bare_page, kollega_page, modules_of_kollega

TIMES = 5

UNWANTED = ("langchain", "langchain_core", "langchain_openai", "openai")
"""Libraries of the model voice, which guided mode must not load."""


def run(data_dir: Path) -> list[Reading]:
    """Both in turn, five times each; the first start of each, which fills caches, not counted."""
    own: list[float] = []
    bare: list[float] = []
    for _ in range(TIMES + 1):
        with kollega_page(data_dir / "kollega") as served:
            own.append(served.seconds)
        with bare_page(data_dir / "bare") as served:
            bare.append(served.seconds)
    loaded = unwanted(modules_of_kollega(data_dir / "kollega"))
    ratio = quantile(own[1:], 0.5) / quantile(bare[1:], 0.5)
    return [
        timed("cold_start", own[1:], unit="s", note="kollega serve, index there"),
        timed("cold_start_bare", bare[1:], unit="s", note="a Gradio chat that does nothing"),
        single("cold_start_ratio", "x", ratio, TIMES, "ratio of medians"),
        single("first_start", "s", own[0], 1, "index made from the shipped vectors"),
        single(
            "model_libraries_loaded", "", len(loaded), 1, ", ".join(loaded) or "none in guided mode"
        ),
    ]


def unwanted(modules: Iterable[str]) -> list[str]:
    """The model voice's libraries among some module names."""
    return sorted({name.partition(".")[0] for name in modules} & set(UNWANTED))
