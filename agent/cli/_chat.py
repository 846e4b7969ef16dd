"""`kollega chat`: the same conversation for a person at a terminal and for a program."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date

from agent.cli._lines import read_lines, write_json
from agent.cli._protocol import parse_line
from agent.cli._session import whole
from agent.cli._talk import Talk
from agent.cli._telling import speaking
from agent.cli._terminal import TerminalTalk
from agent.domain import Language
from agent.events import Event


def chat(
    lang: str | None,
    conversation: str | None,
    voice: str | None,
    *,
    jsonl: bool,
    today: date | None,
) -> None:
    """Hold a conversation until the input ends.

    Raises:
        agent.errors.KollegaError: when it cannot begin; later errors are told within it.
    """
    wanted = Language(lang) if lang else None if conversation else speaking()
    chosen = {"voice": voice} if voice else {}
    # One loop for the whole conversation, and no thread that reads: Ctrl-C works at once.
    with whole(today, **chosen) as kollega, asyncio.Runner() as loop:
        talk = loop.run(Talk.begin(kollega, conversation, wanted))
        if jsonl:
            _speak_json(loop, talk)
        else:
            _speak(loop, talk)


def _speak_json(loop: asyncio.Runner, talk: Talk) -> None:
    loop.run(_each(talk.open(), _write))
    for line in read_lines():
        loop.run(_each(talk.hear(parse_line(line)), _write))


def _speak(loop: asyncio.Runner, talk: Talk) -> None:
    terminal = TerminalTalk(talk)
    terminal.greet()
    loop.run(_each(talk.open(), terminal.show))
    while (line := terminal.ask()) is not None:
        heard = terminal.heard(line)
        if heard is not None:
            loop.run(_each(talk.hear(heard), terminal.show))


def _write(event: Event) -> None:
    write_json(event.model_dump(mode="json"))


async def _each(events: AsyncIterator[Event], show: Callable[[Event], None]) -> None:
    async for event in events:
        show(event)
