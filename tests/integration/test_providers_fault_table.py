"""Every fault at every moment ends in time, with a name, and no more requests than promised."""

from __future__ import annotations

import pytest

from agent.providers import Timeouts
from evals.fault_server import PLAYED, Fault, Moment
from evals.faults import fault_table, line

SHORT = Timeouts(
    connect=0.4, first_token=1.0, spare=0.1, idle=0.2, total=2.0, whole=0.5, backoff=0.02
)
BEFORE = {
    Fault.REFUSED: ("refused", 0),
    Fault.DNS: ("dns", 0),
    Fault.UNAUTHORISED: ("status 401", 1),
    Fault.NOT_FOUND: ("status 404", 1),
    Fault.LIMITED_FOR: ("status 429", 1),  # the second it asks for is more than is left here
    Fault.LIMITED: ("status 429", 3),
    Fault.BROKEN: ("status 500", 3),
    Fault.SLOW: ("timeout", 1),
    Fault.STALL: ("timeout", 1),
    Fault.CUT: ("cut", 1),
    Fault.MALFORMED: ("malformed", 1),
    Fault.EMPTY: ("empty", 1),
    Fault.CONTENT_TYPE: ("content type", 1),
}
LATER = {
    Fault.REFUSED: "cut",
    Fault.SLOW: "timeout",
    Fault.STALL: "timeout",
    Fault.CUT: "cut",
    Fault.MALFORMED: "malformed",
    Fault.CONTENT_TYPE: "cut",
}


async def test_the_whole_table() -> None:
    rows = await fault_table(timeouts=SHORT)
    assert len(rows) == len(Fault) * len(Moment)
    for row in rows:
        assert row.seconds < SHORT.first_token + 0.5, line(row)
        if row.moment is Moment.BEFORE or row.fault is Fault.DNS:
            fault, requests = BEFORE[row.fault]
            assert row.outcome == f"{fault}, after 0 pieces", line(row)
            assert row.requests == requests, line(row)
        else:
            pieces = 3 if row.moment is Moment.DURING else 7
            fault = LATER.get(row.fault, "error in the stream")
            whole = row.fault is Fault.EMPTY
            outcome = "whole, 7 pieces" if whole else f"{fault}, after {pieces} pieces"
            assert row.outcome == outcome, line(row)
            assert row.requests == 1, line(row)


@pytest.mark.parametrize("fault", list(Fault))
def test_how_each_fault_is_played_is_told(fault: Fault) -> None:
    assert all(PLAYED[fault])
