"""Servers as processes of their own, timed from their spawn to the first answer of their page."""

from __future__ import annotations

import http.client
import socket
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from evals.errors import ProgramFailed
from evals.program import command, environment, process

PATIENCE = 120.0
"""Seconds for a page to answer."""

PAGE = "/nb/"
_POLL = 0.01
_OFFLINE = {"GRADIO_ANALYTICS_ENABLED": "False"}


class Served(NamedTuple):
    """A page that answers: its process, the seconds from spawn to the first answer 200, stderr."""

    pid: int
    port: int
    seconds: float
    stderr: IO[str]

    def processor_time(self) -> float | None:
        """Seconds of processor time so far, which a busy machine hardly changes; needs psutil."""
        try:
            import psutil
        except ImportError:
            return None
        times = psutil.Process(self.pid).cpu_times()
        return times.user + times.system

    def wait_until_ready(self) -> None:
        """Wait until the index is open, too.

        Raises:
            ProgramFailed: when that takes too long.
        """
        deadline = time.perf_counter() + PATIENCE
        while not _answers(self.port, "/readyz"):
            if time.perf_counter() > deadline:
                raise ProgramFailed("getting ready", "")
            time.sleep(_POLL)


@contextmanager
def kollega_page(data_dir: Path) -> Generator[Served]:
    """`kollega serve` with its data in `data_dir`."""
    port = _free_port()
    with _served("kollega serve", command("serve", "--port", str(port)), port, data_dir) as served:
        yield served


@contextmanager
def bare_page(folder: Path) -> Generator[Served]:
    """A Gradio chat that does nothing."""
    port = _free_port()
    arguments = [sys.executable, "-m", "evals.bench._bare_page", str(port)]
    with _served("the bare page", arguments, port, folder) as served:
        yield served


def modules_of_kollega(data_dir: Path) -> frozenset[str]:
    """Every module that `kollega serve` has imported when its page answers.

    Python itself tells (`-X importtime`), so that the program is seen as it is.
    """
    port = _free_port()
    python, *arguments = command("serve", "--port", str(port))
    told = [python, "-X", "importtime", *arguments]
    with _served("kollega serve", told, port, data_dir) as served:
        served.stderr.seek(0)
        lines = served.stderr.read().splitlines()
    return frozenset(
        line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")
    )


@contextmanager
def _served(doing: str, arguments: Sequence[str], port: int, folder: Path) -> Generator[Served]:
    start = time.perf_counter()
    with process(arguments, environment(folder, **_OFFLINE), folder) as (running, stderr):
        while not _answers(port):
            if running.poll() is not None or time.perf_counter() - start > PATIENCE:
                running.kill()
                stderr.seek(0)
                raise ProgramFailed(doing, stderr.read())
            time.sleep(_POLL)
        try:
            yield Served(running.pid, port, time.perf_counter() - start, stderr)
        finally:
            running.terminate()


def _answers(port: int, path: str = PAGE) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
