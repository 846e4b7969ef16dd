"""`kollega evals`: declared here, imported and done when one is run."""

from __future__ import annotations

from typing import Annotated

import typer

from evals.names import Bench, Subject

app = typer.Typer(
    help="How good Kollega is, in figures, without a model: for those who work on it.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    epilog="[bold]Example[/bold]\n\n  kollega evals run --only search",
)

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command(epilog="[bold]Example[/bold]\n\n  kollega evals run --only search")
def run(
    only: Annotated[Subject | None, typer.Option(help="Only this subject.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Score everything that needs no model.

    Exit code 1 when a figure misses its bound, 2 when something could not be measured at all.
    """
    from evals.commands import run_subjects

    raise typer.Exit(run_subjects(tuple(Subject) if only is None else (only,), as_json=as_json))


@app.command(epilog="[bold]Example[/bold]\n\n  kollega evals talks --only nb-nurse --show")
def talks(
    only: Annotated[
        str | None, typer.Option(metavar="ID", help="Only this scripted colleague.")
    ] = None,
    show: Annotated[bool, typer.Option("--show", help="Print what was said, too.")] = False,
) -> None:
    """Let the scripted colleagues talk with the program, and say how each talk went."""
    from evals.commands import run_talks

    raise typer.Exit(run_talks(only, show=show))


@app.command(epilog="[bold]Example[/bold]\n\n  kollega evals bench --only turn")
def bench(
    only: Annotated[Bench | None, typer.Option(help="Only this benchmark.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Time and weigh it; comparisons alternate within one run. Takes a few minutes.

    Exit code 1 when a reading misses its target, 2 when something could not be measured at all.
    """
    from evals.commands import run_benches

    raise typer.Exit(run_benches(tuple(Bench) if only is None else (only,), as_json=as_json))
