"""Words on a terminal: streamed and wrapped, with asides set off from them."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap

import typer

WIDEST = 76
"""Columns used at most: longer lines are tiring to read."""

_PIECE = re.compile(r"\n|[^\S\n]*[^\s]+|[^\S\n]+$")


class Paper:
    """Keeps the column, so that words wrap while they stream."""

    def __init__(self) -> None:
        self._column = 0

    @property
    def width(self) -> int:
        """Columns to write in."""
        return max(20, min(WIDEST, shutil.get_terminal_size().columns - 1))

    def stream(self, text: str) -> None:
        """More of what is being said; each word goes on the next line if it does not fit."""
        for piece in _PIECE.findall(text):
            if piece == "\n":
                self._break()
                continue
            if self._column and self._column + len(piece) > self.width:
                self._break()
            self._write(piece if self._column else piece.lstrip())
        sys.stdout.flush()

    def end(self) -> None:
        """The end of what was being said."""
        if self._column:
            self._break()

    def aside(self, text: str, *, dim: bool = True) -> None:
        """Something beside what is said: indented like each line of it is, and 2 more."""
        self.end()
        for line in text.splitlines():
            indent = " " * (2 + len(line) - len(line.lstrip()))
            shown = textwrap.fill(
                line.strip(),
                self.width,
                initial_indent=indent,
                subsequent_indent=indent,
                break_on_hyphens=False,
            )
            typer.secho(shown, dim=dim)

    def _write(self, piece: str) -> None:
        typer.echo(piece, nl=False)
        self._column += len(piece)

    def _break(self) -> None:
        typer.echo()
        self._column = 0
