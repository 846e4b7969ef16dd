"""Figures as aligned text, for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evals.figures import Figure, Part

_PARTS: tuple[Part, ...] = ("tune", "held", "all")


def figures_table(figures: Iterable[Figure]) -> str:
    """A line a figure and language: each part beside the other, the bound, the verdict, a note.

    A part is shown as `value (n)`; columns without any value are left out.
    """
    lines = [("figure", "lang", *_PARTS, "bound", "verdict", "note")]
    lines += [_line(of) for of in _side_by_side(figures)]
    return aligned(lines)


def aligned(lines: Sequence[tuple[str, ...]]) -> str:
    """Rows of cells under the first, a head, in columns; columns with nothing are left out."""
    kept = [i for i in range(len(lines[0])) if any(line[i] for line in lines[1:])]
    widths = {i: max(len(line[i]) for line in lines) for i in kept}
    return "\n".join("  ".join(line[i].ljust(widths[i]) for i in kept).rstrip() for line in lines)


def _side_by_side(figures: Iterable[Figure]) -> list[list[Figure]]:
    found: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        found.setdefault((figure.name, figure.language), []).append(figure)
    return list(found.values())


def _line(parts: Sequence[Figure]) -> tuple[str, ...]:
    by_part = {figure.part: figure for figure in parts}
    bound = parts[0].threshold
    missed = [figure.part for figure in parts if not figure.holds]
    where = " ".join(part for part in missed if part != "all")
    verdict = f"MISSED {where}".rstrip() if missed else "ok" if bound else ""
    return (
        parts[0].name,
        parts[0].language,
        *(_cell(by_part.get(part)) for part in _PARTS),
        str(bound or ""),
        verdict,
        " ".join(figure.note for figure in parts if figure.note),
    )


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return ""
    value = f"{figure.value:.0f}" if figure.unit == "count" else f"{figure.value:.3f}"
    return f"{value} ({figure.n})"
