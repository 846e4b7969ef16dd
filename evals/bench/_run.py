"""The benchmarks by name; a benchmark's code is imported when it is run."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.bench._reading import Reading
from evals.names import Bench

MODULES = {
    Bench.TURN: "turn",
    Bench.LONG_TALK: "long_talk",
    Bench.SEARCH: "search",
    Bench.INDEX: "index",
    Bench.START: "start",
    Bench.MEMORY: "memory",
}


def measure(bench: Bench) -> list[Reading]:
    """Run one benchmark in a data folder of its own.

    Raises:
        EvalsError: when it cannot be run.
    """
    run: Callable[[Path], list[Reading]] = import_module(f"evals.bench.{MODULES[bench]}").run
    with TemporaryDirectory(prefix="kollega-bench-", ignore_cleanup_errors=True) as folder:
        return run(Path(folder))
