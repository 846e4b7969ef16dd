"""A reading: what was timed or weighed, how often, and the target for it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from agent.domain import Frozen
from evals.figures import Threshold, thresholds
from evals.tables import aligned

Unit = Literal["ms", "s", "MB", "x", ""]
Statistic = Literal["p50", "p95", "value"]
_STATISTICS: tuple[Statistic, ...] = ("p50", "p95", "value")


class Target(NamedTuple):
    """The bound of one statistic of a reading."""

    statistic: Statistic
    threshold: Threshold


class Reading(Frozen):
    """Either a distribution (`p50`, `p95`) or a single `value`, of `n` samples, in `unit`.

    Targets stand in `evals/thresholds.yaml` as `bench_<name>_<statistic>`.
    """

    name: str
    unit: Unit
    n: int
    p50: float | None = None
    p95: float | None = None
    value: float | None = None
    note: str = ""

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets that are set for this reading."""
        bounds = thresholds()
        names: dict[Statistic, str] = {each: f"bench_{self.name}_{each}" for each in _STATISTICS}
        return tuple(Target(each, bounds[name]) for each, name in names.items() if name in bounds)

    @property
    def missed(self) -> tuple[Target, ...]:
        """The targets that are not met."""
        return tuple(target for target in self.targets if not self._meets(target))

    @property
    def holds(self) -> bool:
        """Whether every target is met."""
        return not self.missed

    def as_json(self) -> dict[str, Any]:
        """The reading with its targets, for machines."""
        targets = {name: bound.model_dump(mode="json") for name, bound in self.targets}
        return {**self.model_dump(mode="json"), "targets": targets, "holds": self.holds}

    def _meets(self, target: Target) -> bool:
        found: float | None = getattr(self, target.statistic)
        return found is not None and target.threshold.keeps(found)


def timed(name: str, seconds: Sequence[float], *, unit: Unit = "ms", note: str = "") -> Reading:
    """The distribution of some durations, given in seconds."""
    factor = 1000 if unit == "ms" else 1
    return Reading(
        name=name,
        unit=unit,
        n=len(seconds),
        p50=quantile(seconds, 0.5) * factor,
        p95=quantile(seconds, 0.95) * factor,
        note=note,
    )


def single(name: str, unit: Unit, value: float, n: int, note: str = "") -> Reading:
    """One value, a ratio or a weight."""
    return Reading(name=name, unit=unit, n=n, value=value, note=note)


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def readings_table(readings: Iterable[Reading]) -> str:
    """A line a reading; columns without any value are left out."""
    head = ("benchmark", "n", *_STATISTICS, "unit", "target", "verdict", "note")
    return aligned([head, *_lines(readings)])


def _lines(readings: Iterable[Reading]) -> Iterator[tuple[str, ...]]:
    for reading in readings:
        missed = [target.statistic for target in reading.missed]
        where = " ".join(each for each in missed if each != "value")
        verdict = f"MISSED {where}".rstrip() if missed else "ok" if reading.targets else ""
        targets = (
            str(bound) if name == "value" else f"{name} {bound}" for name, bound in reading.targets
        )
        yield (
            reading.name,
            str(reading.n),
            *(_number(value) for value in (reading.p50, reading.p95, reading.value)),
            reading.unit,
            ", ".join(targets),
            verdict,
            reading.note,
        )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
