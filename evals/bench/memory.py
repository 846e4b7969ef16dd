"""How much memory the server takes when it starts, and whether long use adds to it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from evals.bench._long_run import Weighed
from evals.bench._reading import Reading, single
from evals.bench._servers import kollega_page
from evals.errors import ProgramFailed, ToolMissing
from evals.program import environment

TURNS, SESSIONS = 2000, 200
PATIENCE = 600.0


def run(data_dir: Path) -> list[Reading]:
    """The server's resident memory at start; then a coach's over 2,000 turns in 200 talks.

    Raises:
        ToolMissing: when psutil is not installed.
    """
    server = _server(data_dir)
    weighed = _long_run(data_dir)
    growth = weighed.growth
    course = " ".join(f"{each:.0f}" for each in (weighed.before, *weighed.quarters))
    return [
        single("memory_at_start", "MB", server, 1, "kollega serve, page answered, index open"),
        single("memory_coach", "MB", weighed.before, 1, "coach in process, warm"),
        single("memory_growth", "MB", growth, TURNS, f"over {TURNS} turns: {course}"),
        single("memory_session", "MB", growth / SESSIONS, SESSIONS, "growth for each talk"),
    ]


def _server(data_dir: Path) -> float:
    try:
        import psutil
    except ImportError:
        raise ToolMissing("psutil", "Weighing memory") from None
    with kollega_page(data_dir) as served:
        served.wait_until_ready()
        process = psutil.Process(served.pid)
        family = [process, *process.children(recursive=True)]
        return sum(each.memory_info().rss for each in family) / 2**20


def _long_run(data_dir: Path) -> Weighed:
    """In a process of its own, so that nothing else that was measured weighs with it."""
    done = subprocess.run(  # noqa: S603  our own program, our own arguments
        [sys.executable, "-m", "evals.bench._long_run", str(data_dir), str(TURNS), str(SESSIONS)],
        capture_output=True,
        text=True,
        env=environment(data_dir),
        cwd=data_dir,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode:
        raise ProgramFailed("the long run", done.stderr)
    return Weighed.model_validate(json.loads(done.stdout.splitlines()[-1]))
