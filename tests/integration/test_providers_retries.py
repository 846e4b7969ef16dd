"""Trying again: only before the first piece, only what may pass, never more than promised."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from agent.errors import ModelFailed
from agent.ports import Message
from agent.providers import Breaker, Endpoint, EndpointModel, Timeouts
from evals.fault_server import PIECES, Exchange, FaultServer

LIMITS = Timeouts(
    connect=0.3, first_token=2.0, spare=0.1, idle=0.3, total=3.0, whole=1.0, backoff=0.02
)
ASKED = (Message(role="user", content="Hei"),)


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as running:
        yield running


@pytest.fixture
def failing(server: FaultServer) -> list[tuple[int, dict[str, str]]]:
    """Statuses and headers to answer with before the model `mending` answers well."""
    faults: list[tuple[int, dict[str, str]]] = []

    async def mending(exchange: Exchange) -> None:
        if faults:
            status, headers = faults.pop(0)
            await exchange.status(status, **headers)
        else:
            await exchange.answer(*PIECES)

    server.play("mending", mending)
    return faults


async def turn(server: FaultServer, name: str, limits: Timeouts = LIMITS) -> str:
    """What was said, or the fault."""
    model = EndpointModel(Endpoint.at(server.url(name), name, timeouts=limits))
    try:
        return "".join([piece async for piece in model.stream(ASKED, max_tokens=9)])
    except ModelFailed as failed:
        return str(failed.details["fault"])
    finally:
        await model.close()


Failing = list[tuple[int, dict[str, str]]]


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504])
async def test_a_status_that_passes_is_not_noticed(
    server: FaultServer, failing: Failing, status: int
) -> None:
    failing += [(status, {}), (status, {})]
    assert await turn(server, "mending") == "".join(PIECES)
    assert server.requests["mending"] == 3


@pytest.mark.parametrize("name", ["429@before", "500@before"])
async def test_there_are_three_requests_and_no_more(server: FaultServer, name: str) -> None:
    assert await turn(server, name) == f"status {name[:3]}"
    assert server.requests[name] == 3


@pytest.mark.parametrize("name", ["401@before", "404@before"])
async def test_what_will_not_pass_is_asked_once(server: FaultServer, name: str) -> None:
    assert await turn(server, name) == f"status {name[:3]}"
    assert server.requests[name] == 1


@pytest.mark.parametrize("moment", ["during", "after"])
@pytest.mark.parametrize("fault", ["429", "500", "refused", "stall", "cut", "malformed"])
async def test_nothing_is_tried_again_after_the_first_piece(
    server: FaultServer, fault: str, moment: str
) -> None:
    name = f"{fault}@{moment}"
    await turn(server, name)
    assert server.requests[name] == 1


@pytest.mark.parametrize("fault", ["cut", "stall", "empty", "malformed", "content-type"])
async def test_an_answer_that_had_begun_is_not_tried_again(server: FaultServer, fault: str) -> None:
    name = f"{fault}@before"
    assert await turn(server, name, LIMITS.model_copy(update={"first_token": 0.6}))
    assert server.requests[name] == 1


async def test_a_refused_connection_is_tried_three_times(
    server: FaultServer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="agent.providers"):
        assert await turn(server, "refused@before") == "refused"
    assert sum("trying again" in record.message for record in caplog.records) == 2


async def test_a_connection_that_dies_before_any_answer_is_tried_again(
    server: FaultServer,
) -> None:
    async def dies_once(exchange: Exchange) -> None:
        if server.requests["dies"] == 1:
            await exchange.close()
        else:
            await exchange.answer(*PIECES)

    server.play("dies", dies_once)
    assert await turn(server, "dies") == "".join(PIECES)


@pytest.mark.parametrize("header", ["seconds", "milliseconds", "date"])
async def test_the_wait_that_was_asked_for_is_kept(
    server: FaultServer, failing: Failing, header: str
) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=1.9), usegmt=True)
    headers = {
        "seconds": {"Retry_After": "0.5"},
        "milliseconds": {"retry_after_ms": "500"},
        "date": {"Retry_After": soon},
    }
    failing.append((429, headers[header]))
    start = time.perf_counter()
    patient = LIMITS.model_copy(update={"first_token": 5.0})
    assert await turn(server, "mending", patient) == "".join(PIECES)
    assert time.perf_counter() - start >= 0.5
    assert server.requests["mending"] == 2


async def test_a_wait_that_does_not_fit_is_not_begun(server: FaultServer, failing: Failing) -> None:
    failing.append((429, {"Retry_After": "60"}))
    start = time.perf_counter()
    assert await turn(server, "mending") == "status 429"
    assert time.perf_counter() - start < 1
    assert server.requests["mending"] == 1


async def test_all_attempts_together_keep_to_the_patience(server: FaultServer) -> None:
    async def slow_refusal(exchange: Exchange) -> None:
        await asyncio.sleep(0.5)
        await exchange.status(503)

    server.play("slow", slow_refusal)
    limits = LIMITS.model_copy(update={"first_token": 1.2})
    model = EndpointModel(Endpoint.at(server.base_url, "slow", timeouts=limits))
    await model.warm()
    start = time.perf_counter()
    with pytest.raises(ModelFailed):
        await anext(model.stream(ASKED, max_tokens=9))
    assert time.perf_counter() - start < limits.first_token
    await model.close()


async def test_an_endpoint_that_keeps_failing_is_rested_and_tried_once_afterwards(
    server: FaultServer, failing: Failing
) -> None:
    now = [0.0]
    breaker = Breaker(clock=lambda: now[0])
    model = EndpointModel(Endpoint.at(server.base_url, "mending", timeouts=LIMITS), breaker=breaker)

    async def fault() -> str:
        try:
            _ = [piece async for piece in model.stream(ASKED, max_tokens=9)]
        except ModelFailed as failed:
            return str(failed.details["fault"])
        return "none"

    failing += [(401, {})] * 5
    assert [await fault() for _ in range(6)] == ["status 401"] * 5 + ["resting"]
    assert server.requests["mending"] == 5
    now[0] += 30
    assert [await fault() for _ in range(2)] == ["none", "none"]
    await model.close()


async def test_a_request_that_does_not_suit_does_not_rest_the_endpoint(
    server: FaultServer, failing: Failing
) -> None:
    model = EndpointModel(Endpoint.at(server.base_url, "mending", timeouts=LIMITS))
    failing += [(400, {})] * 6
    for _ in range(6):
        with pytest.raises(ModelFailed):
            await anext(model.stream(ASKED, max_tokens=9))
    assert await anext(model.stream(ASKED, max_tokens=9)) == PIECES[0]
    await model.close()
