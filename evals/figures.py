"""A figure: what was measured, on what, against which threshold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict


class Threshold(BaseModel):
    """A figure's bound and why it is where it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_least: float | None = None
    at_most: float | None = None
    reason: str


class Figure(BaseModel):
    """One measured value. `part` is the split (tune, held, all); `n` how many it rests on."""

    model_config = ConfigDict(frozen=True)

    name: str
    language: str
    part: Literal["tune", "held", "all"]
    value: float
    n: int
    note: str = ""

    @property
    def threshold(self) -> Threshold | None:
        """The bound for figures of this name, if there is one."""
        return thresholds().get(self.name)

    @property
    def holds(self) -> bool:
        """Whether the value keeps its bound; a figure without one always does."""
        bound = self.threshold
        if bound is None:
            return True
        low = bound.at_least is None or self.value >= bound.at_least - 1e-9
        high = bound.at_most is None or self.value <= bound.at_most + 1e-9
        return low and high


@cache
def thresholds() -> dict[str, Threshold]:
    """All bounds, from `evals/thresholds.yaml`."""
    raw = yaml.safe_load(
        resources.files(__package__).joinpath("thresholds.yaml").read_text("utf-8")
    )
    return {name: Threshold.model_validate(bound) for name, bound in raw.items()}


def table(figures: Iterable[Figure]) -> str:
    """The figures as an aligned table, one line each, the bound and verdict last."""
    lines = [("figure", "lang", "part", "value", "n", "bound", "", "note")]
    for figure in figures:
        bound = figure.threshold
        lines.append(
            (
                figure.name,
                figure.language,
                figure.part,
                f"{figure.value:.3f}",
                str(figure.n),
                _bound(bound),
                "" if bound is None else "ok" if figure.holds else "MISSED",
                figure.note,
            )
        )
    return _aligned(lines)


def _bound(bound: Threshold | None) -> str:
    if bound is None:
        return ""
    return f">= {bound.at_least}" if bound.at_least is not None else f"<= {bound.at_most}"


def _aligned(lines: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
