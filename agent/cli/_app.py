"""The program: its commands, and the groups of commands beside them."""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from agent.cli import _groups
from agent.cli._options import (
    JsonOption,
    LangOption,
    LimitOption,
    Mode,
    PhaseName,
    QueryArgument,
    TodayOption,
    Voice,
    example,
)
from agent.cli._telling import telling
from evals.cli import app as evals

app = typer.Typer(
    name="kollega",
    help="A peer-coaching partner (kollegastøtte) for colleagues, in Norwegian and English.",
    epilog=example("kollega serve --open", "kollega chat --lang nb"),
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def main() -> None:
    """Run the program; the console script."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows "?" for it instead of failing.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    app()


def _version(wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import version

    typer.echo(f"kollega {version('kollega')}")
    raise typer.Exit


@app.callback()
def _program(  # pyright: ignore[reportUnusedFunction]
    _: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """A peer-coaching partner (kollegastøtte) for colleagues, in Norwegian and English."""


@app.command(epilog=example("kollega serve --port 8000 --open"))
@telling
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on. Default: KOLLEGA_HOST.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port, 0 for any. Default: KOLLEGA_PORT."),
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the page.")] = False,
) -> None:
    """Serve the pages, and print their address."""
    from agent.cli._serving import serve as run

    run(host, port, open_browser=open_browser)


@app.command(
    epilog=example(
        "kollega chat --lang nb", "echo 'Jeg gruer meg til onsdag' | kollega chat --jsonl"
    )
)
@telling
def chat(
    mode: Annotated[Mode, typer.Option(help="What kind of conversation.")] = Mode.COACH,
    lang: LangOption = None,
    voice: Annotated[
        Voice | None, typer.Option(help="Who words the replies. Default: KOLLEGA_VOICE.")
    ] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="A message a line in, an event a line of JSON out.")
    ] = False,
    today: TodayOption = None,
    conversation: Annotated[
        str | None, typer.Option(metavar="ID", help="Go on with this conversation.")
    ] = None,
) -> None:
    """Talk with Kollega in the terminal.

    It begins a new conversation, with the commitments that are due if there are any.

    In the terminal, /help lists what else can be typed. docs/events.md has the shapes of --jsonl.
    """
    from agent.cli._chat import chat as run

    del mode  # one is offered so far
    run(lang, conversation, voice, jsonl=jsonl, today=today.date() if today else None)


@app.command(epilog=example('kollega questions "jeg gruer meg til en presentasjon" --phase goals'))
@telling
def questions(
    query: QueryArgument,
    lang: LangOption = None,
    phase: Annotated[PhaseName | None, typer.Option(help="Only for this phase.")] = None,
    topic: Annotated[
        str | None, typer.Option(metavar="TOPIC", help="Only about this topic.")
    ] = None,
    limit: LimitOption = 5,
    as_json: JsonOption = False,
) -> None:
    """Find open questions that fit a situation."""
    from agent.cli._lookup import questions as run

    run(query, lang, phase, topic, limit, as_json=as_json)


app.add_typer(_groups.knowledge, name="knowledge")
app.add_typer(_groups.commitments, name="commitments")
app.add_typer(_groups.data, name="data")
app.add_typer(evals, name="evals")
app.command("inspect", epilog=_groups.INSPECT_EXAMPLE)(_groups.inspect)


@app.command(epilog=example("kollega doctor"))
@telling
def doctor(lang: LangOption = None) -> None:
    """Check that everything Kollega needs is in order; exit code 1 if something is not."""
    from agent.cli._doctor import doctor as run

    run(lang)
