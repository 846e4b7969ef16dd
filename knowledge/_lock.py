"""One process at a time: an advisory lock on a file."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from agent.errors import IndexUnavailable

try:
    import fcntl
except ImportError:  # Windows has none; there nothing keeps two processes apart
    fcntl = None

_PAUSE = 0.05


@contextmanager
def exclusive(path: Path, patience: float) -> Generator[None]:
    """Hold the lock, waiting for whoever has it.

    Raises:
        IndexUnavailable: when the file cannot be made, or after `patience` seconds.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a")
    except OSError as error:
        raise IndexUnavailable(path=path, reason=error.strerror or str(error)) from error
    with file:
        _wait(file.fileno(), path, patience)
        yield


def _wait(descriptor: int, path: Path, patience: float) -> None:
    if fcntl is None:
        return
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise IndexUnavailable(
                    path=path, reason=f"another process has held it for {patience:.0f} s"
                ) from None
            time.sleep(_PAUSE)
