"""What `kollega evals` prints, and the exit codes it ends with."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import typer

from agent.errors import KollegaError
from evals.errors import EvalsError
from evals.figures import Figure
from evals.names import Bench, Subject
from evals.scoring.talks import Played, play_all, score
from evals.scripts import scripts
from evals.tables import figures_table
from evals.transcripts import described

logger = logging.getLogger(__name__)

W = TypeVar("W")
F = TypeVar("F")

KEPT, MISSED, BROKEN = 0, 1, 2
"""Exit codes: all bounds kept, one missed, something not measured at all."""


def run_subjects(subjects: Sequence[Subject], *, as_json: bool) -> int:
    """Score subjects and print their figures, each as soon as it is there."""
    from evals import lanes

    figures: list[Figure] = []
    broken = False
    for subject in subjects:
        scored = _tried(subject, lanes.score)
        if scored is None:
            broken = True
            continue
        figures += scored.figures
        for remark in scored.remarks:
            _complain(remark)
        if not as_json:
            typer.echo(f"{figures_table(scored.figures)}\n")
    missed = [figure.name for figure in figures if not figure.holds]
    if as_json:
        typer.echo(_json([_figure(figure) for figure in figures]))
    elif figures:
        typer.echo(_summary(missed, len(figures), "figures", "bounds"))
    return BROKEN if broken else MISSED if missed else KEPT


def run_talks(only: str | None, *, show: bool) -> int:
    """Hold the scripted talks and print how each went."""
    held: list[Played] = []
    try:
        with TemporaryDirectory(prefix="kollega-evals-") as folder:
            for played in play_all(scripts(only), Path(folder)):
                held.append(played)
                typer.echo(described(played, show=show) + "\n")
    except (EvalsError, KollegaError) as error:
        _complain(str(error))
        return BROKEN
    figures = score(held)
    typer.echo(figures_table(figures))
    return KEPT if all(figure.holds for figure in figures) else MISSED


def run_benches(benches: Sequence[Bench], *, as_json: bool) -> int:
    """Run benchmarks and print their readings, each as soon as it is there."""
    from evals.bench import Reading, measure, readings_table

    readings: list[Reading] = []
    broken = False
    for bench in benches:
        found = _tried(bench, measure)
        if found is None:
            broken = True
            continue
        readings += found
        if not as_json:
            typer.echo(f"{readings_table(found)}\n")
    missed = [reading.name for reading in readings if not reading.holds]
    if as_json:
        typer.echo(_json([reading.as_json() for reading in readings]))
    elif readings:
        typer.echo(_summary(missed, len(readings), "readings", "targets"))
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if load > cores:
        _complain(f"The machine was busy (load {load:.1f}, {cores} cores): times are too long.")
    return BROKEN if broken else MISSED if missed else KEPT


def _tried(what: W, measure: Callable[[W], F]) -> F | None:
    """The measurement, or None when it broke down; the others are worth having all the same."""
    try:
        return measure(what)
    except (EvalsError, KollegaError) as error:
        _complain(f"{what}: {error}")
    except Exception:
        logger.exception("%s broke down", what)
    return None


def _figure(figure: Figure) -> dict[str, Any]:
    bound = figure.threshold
    return {
        **figure.model_dump(mode="json"),
        "bound": bound.model_dump(mode="json") if bound else None,
        "holds": figure.holds,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _summary(missed: Sequence[str], n: int, of: str, bounds: str) -> str:
    if not missed:
        return f"{n} {of}; all {bounds} are kept."
    names = ", ".join(dict.fromkeys(missed))
    return f"{n} {of}; {bounds} missed by {len(missed)}: {names}."


def _complain(sentence: str) -> None:
    typer.echo(sentence, err=True)
