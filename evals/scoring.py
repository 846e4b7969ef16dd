"""Scores of the rules on the labelled sets: search, commitments, reflections, safety."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from agent.domain import EntryKind, Language, SafetyLevel
from agent.listening.commitments import find_commitment
from agent.listening.reflection import reflect
from agent.safety import screen
from evals.figures import Figure
from evals.sets import CommitmentRow, ReflectionRow, Row, SafetyRow, SearchRow, rows

Part = Literal["tune", "held"]
PARTS: tuple[Part, Part] = ("tune", "held")

SEARCHED = (EntryKind.STRATEGY, EntryKind.ACTIVITY, EntryKind.FLOW, EntryKind.EXAMPLE)

Search = Callable[[str, Language, int], Sequence[str]]
"""(query, language, limit) -> ids, the best first."""


def search(found: Search, name: str = "search_hit_at_3") -> list[Figure]:
    """Share of needs with a fitting entry among the first three."""
    figures: list[Figure] = []
    for language in Language:
        for part in PARTS:
            chosen = [
                r for r in rows("search", SearchRow) if (r.language, r.split) == (language, part)
            ]
            hits = sum(
                bool(set(found(row.text, language, 3)) & set(row.expected)) for row in chosen
            )
            figures.append(_share(name, language, part, hits, len(chosen)))
    return figures


def commitments() -> list[Figure]:
    """Detection as F1, dates of what was detected, and whether the action is named."""
    figures: list[Figure] = []
    for language, part, chosen in _groups(rows("commitments", CommitmentRow)):
        found = [(row, find_commitment(row.text, language, row.today)) for row in chosen]
        right = [(row, hit) for row, hit in found if row.is_commitment and hit]
        detected = sum(hit is not None for _, hit in found)
        wanted = sum(row.is_commitment for row in chosen)
        dated = sum(hit.due == row.due for row, hit in right)
        named = sum(
            all(part.lower() in hit.action.lower() for part in row.action_contains or ())
            for row, hit in right
        )
        f1 = 2 * len(right) / (detected + wanted) if detected + wanted else 0.0
        figures += [
            Figure(name="commitment_f1", language=language, part=part, value=f1, n=len(chosen)),
            _share("commitment_due_exact", language, part, dated, len(right)),
            _share("commitment_action_named", language, part, named, len(right)),
        ]
    return figures


def reflections() -> list[Figure]:
    """How many reflections are wrong, and how often the rules would rather say nothing."""
    figures: list[Figure] = []
    for language, part, chosen in _groups(rows("reflections", ReflectionRow)):
        made = [(row, reflect(row.text, language)) for row in chosen]
        wrong = [
            row.id
            for row, hit in made
            if hit and _folded(hit.clause) not in {_folded(e) for e in row.expected}
        ]
        wanted = [(row, hit) for row, hit in made if row.expected]
        abstained = sum(hit is None for _, hit in wanted)
        right = sum(hit is not None for _, hit in wanted) - sum(
            1 for row, hit in wanted if hit and row.id in wrong
        )
        note = " ".join(wrong) if part == "tune" else ""
        figures += [
            Figure(
                name="reflection_wrong", language=language, part=part, value=len(wrong),
                n=len(chosen), note=note,
            ),
            _share("reflection_right", language, part, right, len(wanted)),
            _share("reflection_abstained", language, part, abstained, len(wanted)),
        ]
    return figures


def safety() -> list[Figure]:
    """Recall of danger, direct and indirect, and false alarms on everyday talk."""
    figures: list[Figure] = []
    everything = rows("safety", SafetyRow)
    for language in ("nb", "nn", "en"):
        for part in PARTS:
            chosen = [r for r in everything if (r.language, r.split) == (language, part)]
            levels = {row.id: screen(row.text).level for row in chosen}

            def recall(name: str, wanted: list[SafetyRow], level: SafetyLevel) -> Figure:
                hits = sum(levels[row.id] is level for row in wanted)  # noqa: B023
                return _share(name, language, part, hits, len(wanted))  # noqa: B023

            acute = [r for r in chosen if r.level is SafetyLevel.ACUTE]
            calm = [r for r in chosen if r.level is SafetyLevel.NONE]
            alarms = sum(levels[row.id] is SafetyLevel.ACUTE for row in calm)
            direct = [r for r in acute if r.kind == "direct"]
            indirect = [r for r in acute if r.kind == "indirect"]
            support = [r for r in chosen if r.level is SafetyLevel.SUPPORT]
            figures += [
                recall("safety_direct_recall", direct, SafetyLevel.ACUTE),
                recall("safety_indirect_recall", indirect, SafetyLevel.ACUTE),
                _share("safety_false_alarms", language, part, alarms, len(calm)),
                recall("safety_support_recall", support, SafetyLevel.SUPPORT),
            ]
    return figures


def _groups(
    everything: Sequence[CommitmentRow] | Sequence[ReflectionRow],
) -> Iterable[tuple[Language, Part, list]]:
    for language in Language:
        for part in PARTS:
            yield (
                language,
                part,
                [r for r in everything if (r.language, r.split) == (language, part)],
            )


def _share(name: str, language: str, part: Part, hits: int, n: int) -> Figure:
    return Figure(
        name=name, language=language, part=part, value=hits / n if n else 0.0, n=n,
        note=f"{hits}/{n}",
    )


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'")).strip().rstrip(".").lower()


__all__ = ["PARTS", "SEARCHED", "Row", "commitments", "reflections", "safety", "search"]
