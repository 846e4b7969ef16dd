"""Writing what was asked for, to a file or to stdout."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from agent.cli._lines import write_bytes
from agent.domain import Language
from agent.errors import BadInput
from prompts import phrasebook

STDOUT = Path("-")


def deliver(data: bytes, output: Path | None, language: Language, *, is_text: bool) -> None:
    """Write to `output`, or to stdout without one; a terminal is not given binary data.

    Raises:
        agent.errors.BadInput: when the file cannot be written, or one has to be named.
    """
    book = phrasebook(language)
    if output is None or output == STDOUT:
        if not is_text and sys.stdout.isatty():
            raise BadInput(reason=book.one("cli_needs_output"))
        write_bytes(data)
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        reason = book.one("cli_not_written", path=str(output), reason=error.strerror or str(error))
        raise BadInput(reason=reason) from error
    typer.echo(book.one("cli_written", path=str(output)), err=True)
