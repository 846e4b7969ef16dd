"""`kollega serve`: the pages, until interrupted."""

from __future__ import annotations

import webbrowser

import typer

from agent.cli._session import whole
from agent.cli._telling import speaking
from prompts import phrasebook


def serve(host: str | None, port: int | None, *, open_browser: bool) -> None:
    """Serve the pages.

    Raises:
        agent.errors.PortInUse: when something else listens there.
    """
    from ui.server import serve as serve_pages

    book = phrasebook(speaking())

    def ready(address: str) -> None:
        typer.echo(book.one("cli_serving", address=address))
        if open_browser:
            webbrowser.open(address)

    with whole() as kollega:
        found = kollega.settings
        at = found.port if port is None else port
        serve_pages(kollega, host or found.host, at, ready)
