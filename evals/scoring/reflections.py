"""Whether what a colleague said is said back rightly, or rather not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.domain import Language
from agent.listening.reflection import Reflection, reflect
from evals.figures import Figure, share
from evals.scoring._groups import Group, grouped, named
from evals.sets import ReflectionRow, rows


def score() -> list[Figure]:
    """How many reflections are wrong, and how often the rules would rather say nothing."""
    figures: list[Figure] = []
    for group, chosen in grouped(rows("reflections", ReflectionRow), Language):
        made = [(row, reflect(row.text, row.language)) for row in chosen]
        figures += _of(group, made)
    return figures


def _of(group: Group, made: Sequence[tuple[ReflectionRow, Reflection | None]]) -> list[Figure]:
    wrong = [row for row, hit in made if hit and not _right(row, hit)]
    wanted = [(row, hit) for row, hit in made if row.expected]
    right = sum(hit is not None and _right(row, hit) for row, hit in wanted)
    abstained = [row for row, hit in wanted if hit is None]
    return [
        Figure(
            name="reflection_wrong", language=group.language, part=group.split,
            value=len(wrong), n=len(made), unit="count", note=named(wrong),
        ),
        share("reflection_right", *group, right, len(wanted)),
        share("reflection_abstained", *group, len(abstained), len(wanted), named(abstained)),
    ]  # fmt: skip


def _right(row: ReflectionRow, made: Reflection) -> bool:
    return _folded(made.clause) in {_folded(each) for each in row.expected}


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'")).strip().rstrip(".").lower()
