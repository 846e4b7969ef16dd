"""Structured answers over a real server: the profile's ladder, what is learned, what is refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from pydantic import BaseModel

from agent.errors import ModelFailed
from agent.ports import Message
from agent.providers import Endpoint, EndpointModel, Profile, Timeouts
from evals.fault_server import Exchange, FaultServer

LIMITS = Timeouts(connect=0.3, first_token=2.0, total=3.0, whole=0.6, backoff=0.02)
ASKED = (Message(role="user", content="Kari skal ringe"),)
FULL = Profile(json_schema=True, json_object=True)
GOOD = '{"name": "Kari"}'


class Named(BaseModel):
    name: str


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as running:
        yield running


Reply = Callable[[dict[str, Any]], str | int]


def model_at(server: FaultServer, reply: Reply, profile: Profile = FULL) -> EndpointModel:
    """A model whose server gives a text, or a status, for a request's body."""

    async def play(exchange: Exchange) -> None:
        answer = reply(exchange.request.body)
        if isinstance(answer, int):
            await exchange.status(answer)
        else:
            await exchange.answer(answer)

    server.play("m", play)
    return EndpointModel(Endpoint.at(server.base_url, "m", timeouts=LIMITS), profile)


def form(body: dict[str, Any]) -> str | None:
    return body.get("response_format", {}).get("type")


async def test_the_schema_is_sent_to_a_server_that_takes_it(server: FaultServer) -> None:
    model = model_at(server, lambda _: GOOD)
    assert await model.structured(ASKED, Named) == Named(name="Kari")
    await model.close()
    (request,) = server.seen["m"]
    sent = request.body["response_format"]
    assert sent["type"] == "json_schema"
    assert sent["json_schema"]["schema"]["required"] == ["name"]
    assert not request.body["stream"]


async def test_an_unknown_server_is_asked_in_words(server: FaultServer) -> None:
    model = model_at(server, lambda _: f"<think>hm {{}}</think>```json\n{GOOD}\n```", Profile())
    assert await model.structured(ASKED, Named) == Named(name="Kari")
    await model.close()
    (request,) = server.seen["m"]
    assert "response_format" not in request.body
    assert '"required": ["name"]' in request.body["messages"][-1]["content"]


async def test_a_step_that_was_refused_is_not_tried_the_next_time(server: FaultServer) -> None:
    model = model_at(server, lambda body: 400 if form(body) else GOOD)
    for _ in range(2):
        assert await model.structured(ASKED, Named) == Named(name="Kari")
    await model.close()
    assert [form(request.body) for request in server.seen["m"]] == [
        "json_schema",
        "json_object",
        None,
        None,
    ]


async def test_a_server_that_ignores_the_form_is_asked_in_words(server: FaultServer) -> None:
    def reply(body: dict[str, Any]) -> str:
        return "Kari, I think." if form(body) else GOOD

    model = model_at(server, reply)
    assert await model.structured(ASKED, Named) == Named(name="Kari")
    await model.close()


async def test_nothing_valid_is_none_after_a_bounded_number_of_requests(
    server: FaultServer,
) -> None:
    model = model_at(server, lambda _: '{"nome": "Kari"}')
    assert await model.structured(ASKED, Named) is None
    await model.close()
    assert server.requests["m"] == 4
    assert model.breaker.allow()


@pytest.mark.parametrize(("status", "requests"), [(401, 1), (404, 1), (500, 3), (429, 3)])
async def test_an_endpoint_that_refuses_is_a_failure(
    server: FaultServer, status: int, requests: int
) -> None:
    model = model_at(server, lambda _: status)
    with pytest.raises(ModelFailed) as failed:
        await model.structured(ASKED, Named)
    await model.close()
    assert failed.value.details["fault"] == f"status {status}"
    assert server.requests["m"] == requests


async def test_an_endpoint_that_does_not_answer_is_a_failure(server: FaultServer) -> None:
    async def silent(_: Exchange) -> None:
        await asyncio.sleep(60)

    server.play("silent", silent)
    model = EndpointModel(Endpoint.at(server.base_url, "silent", timeouts=LIMITS), FULL)
    with pytest.raises(ModelFailed) as failed:
        await model.structured(ASKED, Named)
    await model.close()
    assert failed.value.details["fault"] == "timeout"
    assert server.requests["silent"] == 1


async def test_failures_rest_the_endpoint_for_both_ways_of_asking(server: FaultServer) -> None:
    model = model_at(server, lambda _: 401)
    for _ in range(5):
        with pytest.raises(ModelFailed):
            await model.structured(ASKED, Named)
    with pytest.raises(ModelFailed) as failed:
        await anext(model.stream(ASKED, max_tokens=9))
    await model.close()
    assert failed.value.details["fault"] == "resting"
