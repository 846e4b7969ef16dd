"""The real program as a process of its own, kept away from whatever is set up on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO

from pydantic import TypeAdapter

from agent.domain import Language
from agent.events import Event, TurnEnded
from agent.settings import Settings
from evals.errors import ProgramFailed

PATIENCE = 90.0
"""Seconds a turn may take before the program counts as stuck; the first builds the index."""

_OURS = ("KOLLEGA_", "OPENAI_")
_MAIN = "from agent.cli import main; main()"
_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


def command(*arguments: str) -> list[str]:
    """The command line of `kollega` with this interpreter."""
    return [sys.executable, "-c", _MAIN, *arguments]


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    """This process's environment without the machine's own settings of Kollega."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return {**kept, "KOLLEGA_DATA_DIR": str(data_dir), **more}


def settings(data_dir: Path) -> Settings:
    """Settings for work in this process: the defaults and a data folder, whatever is set here."""
    saved = {name: os.environ.pop(name) for name in [*os.environ] if name.startswith(_OURS)}
    try:
        return Settings(_env_file=None, data_dir=data_dir)  # pyright: ignore[reportCallIssue]
    finally:
        os.environ.update(saved)


@contextmanager
def process(
    arguments: Sequence[str], environ: Mapping[str, str], folder: Path
) -> Generator[tuple[subprocess.Popen[str], IO[str]]]:
    """Run a process in `folder`, where no `.env` is; gives it and what it wrote on stderr.

    It is stopped on the way out, at first gently.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as stderr:
        running = subprocess.Popen(  # noqa: S603  our own program, our own arguments
            arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            encoding="utf-8",
            env=environ,
            cwd=folder,
        )
        try:
            yield running, stderr
        finally:
            _end(running)


class Chat:
    """A running `kollega chat --jsonl`: a line in, the events of one turn out."""

    def __init__(self, doing: str, running: subprocess.Popen[str], stderr: IO[str]) -> None:
        self._doing = doing
        self._running = running
        self._stderr = stderr

    def say(self, line: str) -> None:
        """Send one line; line breaks within it become spaces."""
        stdin = self._running.stdin
        if stdin is None or self._running.poll() is not None:
            raise self._failed()
        try:
            stdin.write(" ".join(line.split()) + "\n")
            stdin.flush()
        except BrokenPipeError:
            raise self._failed() from None

    def turn(self) -> tuple[Event, ...]:
        """The events up to the next `TurnEnded`.

        Raises:
            ProgramFailed: when the program ends or says nothing for too long.
        """
        impatient = threading.Timer(PATIENCE, self._running.kill)
        impatient.start()
        try:
            return tuple(self._until_end())
        finally:
            impatient.cancel()

    def _until_end(self) -> Iterator[Event]:
        for line in self._running.stdout or ():
            event = _EVENT.validate_json(line)
            yield event
            if isinstance(event, TurnEnded):
                return
        raise self._failed()

    def _failed(self) -> ProgramFailed:
        self._running.wait(timeout=10)
        self._stderr.seek(0)
        return ProgramFailed(self._doing, self._stderr.read())


@contextmanager
def chat(doing: str, language: Language, today: date, data_dir: Path) -> Generator[Chat]:
    """`kollega chat --jsonl` with a data folder of its own, on a fixed day."""
    arguments = command(
        "chat", "--jsonl", "--voice", "guided", "--lang", language, "--today", today.isoformat()
    )
    with process(arguments, environment(data_dir), data_dir) as (running, stderr):
        yield Chat(doing, running, stderr)


def _end(running: subprocess.Popen[str]) -> None:
    if running.stdin is not None:
        running.stdin.close()
    try:
        running.wait(timeout=5)
    except subprocess.TimeoutExpired:
        running.terminate()
        try:
            running.wait(timeout=10)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
    if running.stdout is not None:
        running.stdout.close()
