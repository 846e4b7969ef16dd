"""A figure: what was measured, on what, against which bound."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import TypeAdapter, ValidationError, model_validator

from agent.domain import Frozen
from evals.errors import BrokenData
from evals.files import packaged, read_yaml, reason

Part = Literal["tune", "held", "all"]

_ROUNDING = 1e-9


class Threshold(Frozen):
    """A figure's bound, and why it is where it is."""

    at_least: float | None = None
    at_most: float | None = None
    reason: str

    @model_validator(mode="after")
    def _bounds_something(self) -> Threshold:
        if self.at_least is None and self.at_most is None:
            raise ValueError("neither at_least nor at_most")
        return self

    def keeps(self, value: float) -> bool:
        """Whether a value is within the bound; on it is within."""
        low = self.at_least is None or value >= self.at_least - _ROUNDING
        high = self.at_most is None or value <= self.at_most + _ROUNDING
        return low and high

    def __str__(self) -> str:
        low = [] if self.at_least is None else [f">= {self.at_least:g}"]
        high = [] if self.at_most is None else [f"<= {self.at_most:g}"]
        return " ".join(low + high)


class Figure(Frozen):
    """One measured value.

    `part` is the split it was measured on, `n` how many rows, turns or talks it rests on, `unit`
    whether it is a share (or ratio) or a number of cases. `note` names what is behind it: rows of
    the tune split or scripts, never held rows.
    """

    name: str
    language: str
    part: Part
    value: float
    n: int
    unit: Literal["share", "count"] = "share"
    note: str = ""

    @property
    def threshold(self) -> Threshold | None:
        """The bound for figures of this name, if there is one."""
        return thresholds().get(self.name)

    @property
    def holds(self) -> bool:
        """Whether the value keeps its bound; a figure without one always does."""
        bound = self.threshold
        return bound is None or bound.keeps(self.value)


@cache
def thresholds() -> dict[str, Threshold]:
    """All bounds, from `evals/thresholds.yaml`.

    Raises:
        BrokenData: when a bound is not one.
    """
    try:
        return TypeAdapter(dict[str, Threshold]).validate_python(
            read_yaml(packaged("thresholds.yaml"))
        )
    except ValidationError as error:
        raise BrokenData("evals/thresholds.yaml", reason(error)) from None


def share(name: str, language: str, part: Part, hits: int, n: int, note: str = "") -> Figure:
    """A figure that is a share of `n`; of nothing it is 0, so that an empty set is noticed."""
    value = hits / n if n else 0.0
    return Figure(name=name, language=language, part=part, value=value, n=n, note=note)
