"""Whether a need in a colleague's words finds guidance that fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agent.domain import EntryKind, Language
from evals.figures import Figure, share
from evals.scoring._groups import grouped, named
from evals.sets import SearchRow, rows

SEARCHED = (EntryKind.STRATEGY, EntryKind.ACTIVITY, EntryKind.FLOW, EntryKind.EXAMPLE)
"""The kinds that are searched together; the labels name entries of these alone."""

FIRST = 3
"""Hits that a reader sees without looking further."""

Search = Callable[[str, Language, int], Sequence[str]]
"""(query, language, limit) -> ids, the best first."""


def score(find: Search, name: str = "search_hit_at_3", *, name_misses: bool = True) -> list[Figure]:
    """Share of needs with a fitting entry among the first three."""
    figures: list[Figure] = []
    for group, chosen in grouped(rows("search", SearchRow), Language):
        missed = [
            row
            for row in chosen
            if not set(find(row.text, row.language, FIRST)[:FIRST]) & set(row.expected)
        ]
        note = named(missed) if name_misses else ""
        hits = len(chosen) - len(missed)
        figures.append(share(name, group.language, group.split, hits, len(chosen), note))
    return figures
