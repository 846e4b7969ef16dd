"""What `kollega evals` prints, and the exit codes it ends with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typer

from agent.errors import KollegaError
from evals.errors import EvalsError
from evals.figures import Figure
from evals.names import Bench, Subject
from evals.scoring.talks import Played, play, score
from evals.scripts import scripts
from evals.tables import figures_table
from evals.transcripts import described

KEPT, MISSED, BROKEN = 0, 1, 2
"""Exit codes: all bounds kept, one missed, something not measured at all."""


def run_subjects(subjects: Sequence[Subject], *, as_json: bool) -> int:
    """Score subjects and print their figures, each as soon as it is there."""
    from evals import lanes

    figures: list[Figure] = []
    broken = False
    for subject in subjects:
        try:
            scored = lanes.score(subject)
        except (EvalsError, KollegaError) as error:
            _complain(f"{subject}: {error}")
            broken = True
            continue
        figures += scored.figures
        for remark in scored.remarks:
            _complain(remark)
        if not as_json:
            typer.echo(f"{figures_table(scored.figures)}\n")
    if as_json:
        typer.echo(_json([_figure(figure) for figure in figures]))
    missed = [figure for figure in figures if not figure.holds]
    if not as_json:
        typer.echo(_summary([figure.name for figure in missed], len(figures), "bounds"))
    return BROKEN if broken else MISSED if missed else KEPT


def run_talks(only: str | None, *, show: bool) -> int:
    """Hold the scripted talks and print how each went."""
    held: list[Played] = []
    try:
        with TemporaryDirectory(prefix="kollega-evals-") as folder:
            for script in scripts(only):
                held.append(play(script, Path(folder) / script.id))
                typer.echo(described(held[-1], show=show) + "\n")
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
        try:
            found = measure(bench)
        except (EvalsError, KollegaError) as error:
            _complain(f"{bench}: {error}")
            broken = True
            continue
        readings += found
        if not as_json:
            typer.echo(f"{readings_table(found)}\n")
    if as_json:
        typer.echo(_json([reading.as_json() for reading in readings]))
    missed = [reading.name for reading in readings if not reading.holds]
    if not as_json:
        typer.echo(_summary(missed, len(readings), "targets"))
    return BROKEN if broken else MISSED if missed else KEPT


def _figure(figure: Figure) -> dict[str, Any]:
    bound = figure.threshold
    return {
        **figure.model_dump(mode="json"),
        "bound": bound.model_dump(mode="json") if bound else None,
        "holds": figure.holds,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _summary(missed: Sequence[str], n: int, bounds: str) -> str:
    if not missed:
        return f"{n} figures; all {bounds} are kept."
    names = ", ".join(dict.fromkeys(missed))
    return f"{n} figures; {len(missed)} miss their {bounds}: {names}."


def _complain(sentence: str) -> None:
    typer.echo(sentence, err=True)
