"""Figures, their bounds, and how they are printed."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from evals.figures import Figure, Threshold, share, thresholds
from evals.names import Subject
from evals.tables import aligned, figures_table


def figure(value: float, part: str = "tune", name: str = "commitment_f1") -> Figure:
    return Figure.model_validate(
        {"name": name, "language": "nb", "part": part, "value": value, "n": 10}
    )


@pytest.mark.parametrize(
    ("bound", "value", "kept"),
    [
        (Threshold(at_least=0.9, reason="r"), 0.9, True),
        (Threshold(at_least=0.9, reason="r"), 0.899, False),
        (Threshold(at_most=0, reason="r"), 0, True),
        (Threshold(at_most=0, reason="r"), 1, False),
        (Threshold(at_least=1, at_most=2, reason="r"), 1.5, True),
        (Threshold(at_least=1, at_most=2, reason="r"), 2.1, False),
        (Threshold(at_least=0.3, reason="r"), 0.1 + 0.2, True),
    ],
)
def test_a_value_on_its_bound_keeps_it(bound: Threshold, value: float, kept: bool) -> None:
    assert bound.keeps(value) is kept


def test_a_bound_bounds_something() -> None:
    with pytest.raises(ValidationError, match="neither at_least nor at_most"):
        Threshold(reason="none")


def test_every_bound_says_why_and_is_one_of_a_figure_or_a_benchmark() -> None:
    known = ("bench", "talk", "commitment", "reflection", "safety", "search")
    for name, bound in thresholds().items():
        assert name.startswith(known), name
        assert bound.reason.endswith("."), name
    assert len(Subject) == len(known) - 1


def test_a_figure_without_a_bound_is_only_reported() -> None:
    told = figure(0.0, name="nobody_bounds_this")
    assert told.threshold is None
    assert told.holds


def test_a_share_of_nothing_misses_its_bound() -> None:
    assert not share("commitment_f1", "nb", "tune", 0, 0).holds


def test_the_table_puts_parts_side_by_side_and_names_the_one_that_missed() -> None:
    head, line = figures_table([figure(0.95), figure(0.85, "held")]).splitlines()
    assert head.split() == ["figure", "lang", "tune", "held", "bound", "verdict"]
    assert re.split(r"\s{2,}", line) == [
        "commitment_f1", "nb", "0.950 (10)", "0.850 (10)", ">= 0.9", "MISSED held",
    ]  # fmt: skip


def test_counts_are_printed_as_whole_numbers() -> None:
    counted = Figure(name="reflection_wrong", language="en", part="all", value=2, n=9, unit="count")
    assert "2 (9)" in figures_table([counted])
    assert "MISSED" in figures_table([counted])


def test_columns_line_up_and_empty_ones_are_left_out() -> None:
    assert aligned([("a", "b", "c"), ("long", "", "x"), ("s", "", "y")]) == (
        "a     c\nlong  x\ns     y"
    )
