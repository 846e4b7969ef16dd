"""Groups of commands: knowledge, commitments, data; and `inspect`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agent.cli._options import (
    FileFormat,
    Inspected,
    JsonOption,
    Kind,
    LangOption,
    LimitOption,
    QueryArgument,
    Status,
    TodayOption,
    example,
)
from agent.cli._telling import telling

OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="PATH", help='File to write; "-" is stdout.'),
]

# --- knowledge ------------------------------------------------------------------------

knowledge = typer.Typer(
    help="Search the guidance, and add an organisation's own documents to it.",
    no_args_is_help=True,
    epilog=example('kollega knowledge search "å si nei til sjefen"'),
)


@knowledge.command(epilog=example('kollega knowledge search "å si nei til sjefen" --kind strategy'))
@telling
def search(
    query: QueryArgument,
    kind: Annotated[Kind | None, typer.Option(help="Only entries of this kind.")] = None,
    lang: LangOption = None,
    limit: LimitOption = 5,
    as_json: JsonOption = False,
) -> None:
    """Find guidance that fits a situation."""
    from agent.cli._lookup import search as run

    run(query, lang, kind, limit, as_json=as_json)


@knowledge.command(epilog=example("kollega knowledge build"))
@telling
def build(lang: LangOption = None) -> None:
    """Build the index anew, of both languages."""
    from agent.cli._lookup import build as run

    run(lang)


@knowledge.command(epilog=example("kollega knowledge add personalhandbok.md --lang nb"))
@telling
def add(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A document, or a folder of them.")],
    lang: LangOption = None,
) -> None:
    """Add a document of your own to what Kollega searches."""
    from agent.cli._lookup import add as run

    run(path, lang)


@knowledge.command("list", epilog=example("kollega knowledge list --kind strategy"))
@telling
def list_entries(
    kind: Annotated[Kind | None, typer.Option(help="Only entries of this kind.")] = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the entries."""
    from agent.cli._lookup import list_entries as run

    run(lang, kind, as_json=as_json)


# --- inspect --------------------------------------------------------------------------

INSPECT_EXAMPLE = example("echo 'Hva ville hjulpet deg?' | kollega inspect moves --lang nb")


@telling
def inspect(
    what: Annotated[Inspected, typer.Argument(help="What to look for.")],
    lang: LangOption = None,
    today: TodayOption = None,
) -> None:
    """Show what Kollega hears: a text a line in, a JSON object a line out."""
    from agent.cli._inspect import inspect as run

    run(what, lang, today.date() if today else None)


# --- commitments ----------------------------------------------------------------------

commitments = typer.Typer(
    help="Look at what you have committed to, and take it with you.",
    no_args_is_help=True,
    epilog=example("kollega commitments list"),
)


@commitments.command("list", epilog=example("kollega commitments list --due"))
@telling
def list_commitments(
    due: Annotated[bool, typer.Option("--due", help="Only what is due for a check-in.")] = False,
    lang: LangOption = None,
    today: TodayOption = None,
    as_json: JsonOption = False,
) -> None:
    """List your commitments, the next check-in first."""
    from agent.cli._commitments import list_commitments as run

    run(lang, today.date() if today else None, due=due, as_json=as_json)


@commitments.command(epilog=example('kollega commitments check-in 3f2a91 partly --note "Halvveis"'))
@telling
def check_in(
    commitment: Annotated[
        str, typer.Argument(metavar="ID", help="The commitment's id, or the beginning of it.")
    ],
    status: Annotated[Status, typer.Argument(help="How it went.")],
    note: Annotated[str, typer.Option(metavar="TEXT", help="Anything you want to add.")] = "",
    lang: LangOption = None,
    today: TodayOption = None,
) -> None:
    """Record how a commitment went."""
    from agent.cli._commitments import check_in as run

    run(commitment, status, note, lang, today.date() if today else None)


@commitments.command("export", epilog=example("kollega commitments export --output plan.pdf"))
@telling
def export_commitments(
    form: Annotated[
        FileFormat | None,
        typer.Option("--format", help="File format. Default: that of --output's name, else md."),
    ] = None,
    output: OutputOption = None,
    conversation: Annotated[
        str | None, typer.Option(metavar="ID", help="Only this conversation's plan.")
    ] = None,
    lang: LangOption = None,
    today: TodayOption = None,
) -> None:
    """Write goals, commitments and check-ins to a file."""
    from agent.cli._commitments import export as run

    run(form, output, conversation, lang, today.date() if today else None)


# --- data -----------------------------------------------------------------------------

data = typer.Typer(
    help="Everything that is stored about you: take it out, or remove it.",
    no_args_is_help=True,
    epilog=example("kollega data export --output mine.json"),
)


@data.command("export", epilog=example("kollega data export --output mine.json"))
@telling
def export_data(output: OutputOption = None, lang: LangOption = None) -> None:
    """Write everything that is stored about you as JSON."""
    from agent.cli._own_data import export as run

    run(output, lang)


@data.command(epilog=example("kollega data erase", "kollega data erase --yes"))
@telling
def erase(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    lang: LangOption = None,
) -> None:
    """Remove everything that is stored about you. It cannot be undone."""
    from agent.cli._own_data import erase as run

    run(lang, yes=yes)
