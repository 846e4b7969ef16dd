"""A probe tells what answers at an endpoint and what it can do, in bounded time."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from agent.providers import Endpoint, Timeouts, local_servers, probe
from agent.providers.structured import Step
from evals.fault_server import PIECES, Exchange, FaultServer, Play

LIMITS = Timeouts(connect=0.3, whole=0.5)


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as running:
        yield running


def at(server: FaultServer, name: str) -> Endpoint:
    return Endpoint.at(server.url(name), name, "sk-x", timeouts=LIMITS)


def taking(*forms: str, field: str = "max_tokens") -> Play:
    """A server that takes these response formats and this name for the limit."""

    async def play(exchange: Exchange) -> None:
        body = exchange.request.body
        form = body.get("response_format", {}).get("type")
        if field not in body or (form and form not in forms):
            await exchange.status(400)
        elif body.get("stream"):
            await exchange.answer("<think>", "hm", "</think>", "hello")
        else:
            await exchange.answer('{"colour": "red"}')

    return play


@pytest.mark.parametrize(
    ("forms", "step"),
    [
        (("json_schema", "json_object"), Step.JSON_SCHEMA),
        (("json_object",), Step.JSON_OBJECT),
        ((), Step.PROMPTED),
    ],
)
async def test_it_finds_the_step_that_works(
    server: FaultServer, forms: tuple[str, ...], step: Step
) -> None:
    server.play("m", taking(*forms))
    report = await probe(at(server, "m"))
    assert report.usable
    assert report.reachable
    assert report.model_exists
    assert report.streams
    assert report.structured is step
    assert report.first_token_ms is not None
    assert report.profile.json_schema is (step is Step.JSON_SCHEMA)


async def test_it_finds_the_name_of_the_limit(server: FaultServer) -> None:
    server.play("m", taking(field="max_completion_tokens"))
    report = await probe(at(server, "m"))
    assert report.usable
    assert report.profile.max_tokens_field == "max_completion_tokens"


async def test_it_finds_that_answers_do_not_stream(server: FaultServer) -> None:
    async def whole(exchange: Exchange) -> None:
        exchange.request.body["stream"] = False
        await exchange.answer('{"colour": "red"}')

    server.play("m", whole)
    report = await probe(at(server, "m"))
    assert report.usable
    assert report.streams is False
    assert report.profile.streams is False


async def test_it_finds_that_answers_begin_inside_their_reasoning(server: FaultServer) -> None:
    async def thinks(exchange: Exchange) -> None:
        await exchange.answer("hm", "</think>", *PIECES)

    server.play("m", thinks)
    assert (await probe(at(server, "m"))).profile.opens_thinking


async def test_a_model_that_is_not_there_is_told(server: FaultServer) -> None:
    report = await probe(Endpoint.at(server.base_url, "llama9", timeouts=LIMITS))
    assert report.reachable
    assert report.model_exists is False
    assert report.fault == "status 404"
    assert not report.usable
    assert "healthy" in report.models


@pytest.mark.parametrize(
    ("name", "reachable", "fault"),
    [
        ("refused@before", False, "refused"),
        ("dns@before", False, "dns"),
        ("401@before", True, "status 401"),
        ("500@before", True, "status 500"),
        ("empty@before", True, "empty"),
        ("cut@during", True, "cut"),
        ("malformed@before", True, "malformed"),
    ],
)
async def test_a_fault_is_named_and_met_once(
    server: FaultServer, name: str, reachable: bool, fault: str
) -> None:
    report = await probe(at(server, name))
    assert (report.reachable, report.fault) == (reachable, fault)
    assert server.requests[name] <= 1


async def test_it_ends_in_time(server: FaultServer) -> None:
    await probe(at(server, "healthy"))  # the libraries are loaded by now
    start = time.perf_counter()
    report = await probe(at(server, "stall@before"), limit=0.6)
    assert time.perf_counter() - start < 1.5
    assert report.reachable
    assert report.fault == "timeout"


async def test_servers_on_this_machine_are_found_and_others_are_not(server: FaultServer) -> None:
    port = urlsplit(server.base_url).port or 0
    closed = urlsplit(server.closed_url).port or 0
    found = await local_servers((("Ollama", port), ("LM Studio", closed)))
    assert [(each.name, each.base_url) for each in found] == [("Ollama", server.base_url)]
    assert "healthy" in found[0].models
    assert sum(server.requests.values()) == 0, "nothing is asked of a model"
