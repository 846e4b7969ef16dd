"""Every fault of an endpoint at every moment, and what came of it: `python -m evals.faults`."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import NamedTuple

from agent.errors import ModelFailed
from agent.ports import Message
from agent.providers import Endpoint, EndpointModel, Timeouts
from evals.fault_server import Fault, FaultServer, Moment, cell

BOUND = 30.0
"""Seconds in which a turn must end, whatever the endpoint does."""

SHORT = Timeouts(
    connect=1.0,
    first_token=4.0,
    spare=0.2,
    idle=0.6,
    total=8.0,
    whole=2.0,
    backoff=0.1,
)
"""Limits short enough to see all of it in half a minute. The real ones: `Timeouts()`."""

ASKED = (
    Message(role="system", content="You are a peer coach."),
    Message(role="user", content="I have put off a hard conversation for weeks."),
)

Speak = Callable[[Endpoint], Awaitable[str]]
"""Holds one turn with a model at this endpoint and tells in a few words how it ended."""


class FaultRow(NamedTuple):
    """One fault at one moment: how it ended, after how long, with how many requests."""

    fault: Fault
    moment: Moment
    outcome: str
    seconds: float
    requests: int


async def fault_table(
    speak: Speak | None = None,
    *,
    timeouts: Timeouts = SHORT,
    faults: Iterable[Fault] = tuple(Fault),
    told: Callable[[FaultRow], None] = lambda _: None,
) -> tuple[FaultRow, ...]:
    """Play every fault at every moment, one after the other.

    Args:
        speak: what speaks with the endpoint: a whole turn of the coach, or by default the
            endpoint's model alone. It is given a new endpoint each time.
        timeouts: the endpoint's limits.
        faults: which to play.
        told: called with each row as it is there.
    """
    rows: list[FaultRow] = []
    async with FaultServer() as server:
        await (speak or alone)(Endpoint.at(server.base_url, "healthy", timeouts=timeouts))
        for fault in faults:
            for moment in Moment:
                model = cell(fault, moment)
                endpoint = Endpoint.at(server.url(model), model, "sk-none", timeouts=timeouts)
                start = time.perf_counter()
                outcome = await (speak or alone)(endpoint)
                seconds = time.perf_counter() - start
                rows.append(FaultRow(fault, moment, outcome, seconds, server.requests[model]))
                told(rows[-1])
    return tuple(rows)


async def alone(endpoint: Endpoint) -> str:
    """The endpoint's model by itself: what it said before it was whole or failed."""
    model = EndpointModel(endpoint)
    pieces = 0
    try:
        async for _ in model.stream(ASKED, max_tokens=100):
            pieces += 1
    except ModelFailed as failure:
        return f"{failure.details['fault']}, after {pieces} pieces"
    finally:
        await model.close()
    return f"whole, {pieces} pieces"


def line(row: FaultRow) -> str:
    """A row of the printed table."""
    return f"{row.fault:<18}{row.moment:<8}{row.outcome:<44.44}{row.seconds:7.2f}{row.requests:10d}"


def main() -> int:
    """Print the table; 0 when every turn ended in time."""
    parser = argparse.ArgumentParser(prog="python -m evals.faults", description=__doc__)
    parser.add_argument("--real", action="store_true", help="with the real limits: minutes")
    timeouts = Timeouts() if parser.parse_args().real else SHORT
    print(f"{'fault':<18}{'moment':<8}{'outcome':<44}{'seconds':>7}{'requests':>10}")
    rows = asyncio.run(fault_table(timeouts=timeouts, told=lambda row: print(line(row))))
    slowest = max(row.seconds for row in rows)
    print(f"\n{len(rows)} cells; slowest {slowest:.2f} s; {sum(r.requests for r in rows)} requests")
    return 0 if slowest <= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
