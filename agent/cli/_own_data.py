"""`kollega data`: everything that is stored about this machine's person."""

from __future__ import annotations

from pathlib import Path

import typer
from pydantic import TypeAdapter

from agent.cli._files import deliver
from agent.cli._session import records_alone
from agent.cli._telling import speaking
from agent.domain import ConversationView
from agent.wiring import LOCAL_OWNER
from prompts import phrasebook

_EVERYTHING = TypeAdapter(tuple[ConversationView, ...])
_YES = frozenset({"ja", "j", "yes", "y"})


def export(output: Path | None, lang: str | None) -> None:
    """Write all conversations with everything in them as a JSON array.

    Raises:
        agent.errors.BadInput: when the file cannot be written.
    """
    with records_alone() as records:
        views = records.export(LOCAL_OWNER)
    data = _EVERYTHING.dump_json(views, indent=2) + b"\n"
    deliver(data, output, speaking(lang), is_text=True)


def erase(lang: str | None, *, yes: bool) -> None:
    """Remove everything, after a yes.

    Raises:
        typer.Exit: with code 1, when the answer was not yes; nothing is removed then.
    """
    book = phrasebook(speaking(lang))
    with records_alone() as records:
        if not yes and not _agreed(book.one("cli_erase_ask")):
            typer.echo(book.one("cli_not_erased"))
            raise typer.Exit(1)
        removed = records.erase(LOCAL_OWNER)
    typer.echo(book.one("cli_erased", count=str(removed)))


def _agreed(question: str) -> bool:
    try:
        return input(f"{question} ").strip().lower() in _YES
    except EOFError:
        typer.echo()
        return False
