"""The model of an endpoint, over a real loopback server: what is sent, said, stopped and hidden."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from agent.errors import ModelFailed
from agent.ports import ChatModel, Message
from agent.providers import Endpoint, EndpointModel, Profile, Timeouts
from evals.fault_server import PIECES, Exchange, FaultServer, Play

LIMITS = Timeouts(
    connect=0.5, first_token=2.0, spare=0.1, idle=0.3, total=3.0, whole=1.0, backoff=0.02
)
ASKED = (
    Message(role="system", content="You are a peer coach."),
    Message(role="user", content="I have put it off for weeks."),
)


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as running:
        yield running


def model_at(
    server: FaultServer, name: str, limits: Timeouts = LIMITS, profile: Profile | None = None
) -> EndpointModel:
    return EndpointModel(Endpoint.at(server.url(name), name, "sk-x", timeouts=limits), profile)


async def said(model: ChatModel) -> list[str]:
    return [piece async for piece in model.stream(ASKED, max_tokens=77)]


async def test_the_pieces_come_as_they_are_sent(server: FaultServer) -> None:
    model = model_at(server, "healthy")
    assert await said(model) == list(PIECES)
    await model.close()


async def test_the_request_holds_what_was_asked_and_nothing_else(server: FaultServer) -> None:
    model = model_at(server, "healthy")
    await said(model)
    await model.close()
    (request,) = server.seen["healthy"]
    assert request.path == "/v1/chat/completions"
    assert request.body == {
        "model": "healthy",
        "stream": True,
        "max_tokens": 77,
        "messages": [
            {"role": "system", "content": "You are a peer coach."},
            {"role": "user", "content": "I have put it off for weeks."},
        ],
    }
    assert request.headers["authorization"] == "Bearer sk-x"
    assert not [name for name in request.headers if name.startswith(("x-stainless", "x-kollega"))]


async def test_openais_name_for_the_limit_is_used_where_the_profile_says_so(
    server: FaultServer,
) -> None:
    profile = Profile(max_tokens_field="max_completion_tokens", key_header="api-key")
    model = model_at(server, "healthy", profile=profile)
    await said(model)
    await model.close()
    (request,) = server.seen["healthy"]
    assert request.body["max_completion_tokens"] == 77
    assert "max_tokens" not in request.body
    assert request.headers["api-key"] == "sk-x"
    assert "authorization" not in request.headers


async def test_a_query_and_headers_of_a_gateway_are_sent(server: FaultServer) -> None:
    endpoint = Endpoint.at(
        f"{server.base_url}?api-version=2024-10-21", "healthy", headers={"X-Gateway": "g"}
    )
    model = EndpointModel(endpoint)
    await said(model)
    await model.close()
    (request,) = server.seen["healthy"]
    assert request.path == "/v1/chat/completions?api-version=2024-10-21"
    assert request.headers["x-gateway"] == "g"
    assert "authorization" not in request.headers, "no key, no header"


async def test_a_connection_serves_one_turn_after_another(server: FaultServer) -> None:
    model = model_at(server, "healthy")
    for _ in range(3):
        await said(model)
    await model.close()
    assert server.connections == 1


async def test_many_conversations_at_once_do_not_mix(server: FaultServer) -> None:
    async def echo(exchange: Exchange) -> None:
        await asyncio.sleep(0.01)
        await exchange.answer(*exchange.request.body["messages"][-1]["content"].split(" "))

    server.play("echo", echo)
    model = model_at(server, "echo")

    async def turn(number: int) -> str:
        asked = [Message(role="user", content=f"turn number {number}")]
        return " ".join([piece async for piece in model.stream(asked, max_tokens=9)])

    heard = await asyncio.gather(*(turn(number) for number in range(30)))
    await model.close()
    assert list(heard) == [f"turn number {number}" for number in range(30)]


async def test_reasoning_never_shows(server: FaultServer) -> None:
    async def thinking(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.delta(role="assistant", content=None, reasoning_content="secret")
        await exchange.delta(reasoning="secret")
        await exchange.pieces("<thi", "nk>sec", "ret</th", "ink>\n\n", "Hva ", "skjedde?")
        await exchange.pieces("<think>secret")
        await exchange.finish()

    server.play("thinking", thinking)
    model = model_at(server, "thinking")
    assert "".join(await said(model)) == "Hva skjedde?"
    await model.close()


async def test_blocks_of_thinking_never_show(server: FaultServer) -> None:
    async def blocks(exchange: Exchange) -> None:
        await exchange.start()
        thought = [{"type": "thinking", "thinking": [{"type": "text", "text": "secret"}]}]
        await exchange.delta(role="assistant", content=thought)
        await exchange.delta(content="Hva skjedde?")
        await exchange.finish()

    server.play("blocks", blocks)
    model = model_at(server, "blocks")
    assert "".join(await said(model)) == "Hva skjedde?"
    await model.close()


async def test_a_server_that_opens_with_reasoning_is_held_back_from_the_second_time_on(
    server: FaultServer,
) -> None:
    async def opens(exchange: Exchange) -> None:
        await exchange.answer("secret", "</think>", "Hva ", "skjedde?")

    server.play("opens", opens)
    model = model_at(server, "opens")
    await said(model)
    assert "".join(await said(model)) == "Hva skjedde?"
    await model.close()


async def test_a_model_that_only_thinks_said_nothing(server: FaultServer) -> None:
    async def only(exchange: Exchange) -> None:
        await exchange.answer("<think>", "secret")

    server.play("only", only)
    model = model_at(server, "only")
    with pytest.raises(ModelFailed) as failed:
        await said(model)
    await model.close()
    assert failed.value.details["fault"] == "empty"


async def test_a_model_that_said_nothing_gets_more_room_the_next_time(
    server: FaultServer,
) -> None:
    async def thinks_unseen(exchange: Exchange) -> None:
        await exchange.answer(*PIECES if exchange.request.body["max_tokens"] > 1000 else ())

    server.play("unseen", thinks_unseen)
    model = model_at(server, "unseen")
    with pytest.raises(ModelFailed):
        await said(model)
    assert await said(model) == list(PIECES)
    await model.close()


async def test_an_endpoint_that_does_not_stream_answers_in_one_piece(server: FaultServer) -> None:
    model = model_at(server, "healthy", profile=Profile(streams=False))
    assert await said(model) == ["".join(PIECES)]
    await model.close()
    assert not server.seen["healthy"][0].body["stream"]


async def endless(exchange: Exchange) -> None:
    await exchange.start()
    while True:
        await exchange.pieces("word ")
        await asyncio.sleep(0.01)


async def arrived(server: FaultServer, name: str) -> None:
    """Wait until a request is there and its answer has begun."""
    for _ in range(500):
        if server.requests[name]:
            break
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)


async def silent(exchange: Exchange) -> None:
    await exchange.start()
    await asyncio.sleep(60)


async def let_go(server: FaultServer, name: str) -> bool:
    """Whether the server sees the connection close, within a second."""
    for _ in range(100):
        if server.let_go[name]:
            return True
        await asyncio.sleep(0.01)
    return False


async def test_whoever_stops_early_closes_the_connection(server: FaultServer) -> None:
    server.play("endless", endless)
    model = model_at(server, "endless")
    async with aclosing(model.stream(ASKED, max_tokens=9)) as stream:
        assert await anext(stream) == "word "
    assert await let_go(server, "endless")
    await model.close()


@pytest.mark.parametrize("play", [endless, silent])
async def test_a_turn_that_is_cancelled_closes_the_connection(
    server: FaultServer, play: Play
) -> None:
    server.play("going", play)
    model = model_at(server, "going", Timeouts())
    turn = asyncio.create_task(said(model))
    await arrived(server, "going")
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn
    assert await let_go(server, "going")
    assert model.breaker.allow()
    await model.close()


async def test_an_answer_ends_with_its_finish_whatever_comes_after_it(server: FaultServer) -> None:
    async def lingers(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.pieces("Hva skjedde?")
        await exchange.delta("stop")
        await asyncio.sleep(60)

    async def breaks(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.pieces("Hva skjedde?")
        await exchange.delta("stop")
        await exchange.reset()

    for name, play in (("lingers", lingers), ("breaks", breaks)):
        server.play(name, play)
        model = model_at(server, name)
        assert await said(model) == ["Hva skjedde?"]
        await model.close()


async def test_an_endless_answer_ends_with_the_total(server: FaultServer) -> None:
    server.play("endless", endless)
    model = model_at(server, "endless", LIMITS.model_copy(update={"total": 0.4}))
    with pytest.raises(ModelFailed) as failed:
        await said(model)
    await model.close()
    assert failed.value.details["fault"] == "timeout"
    assert await let_go(server, "endless")


async def test_comments_that_keep_a_stream_alive_are_no_answer(server: FaultServer) -> None:
    async def alive(exchange: Exchange) -> None:
        await exchange.start()
        for _ in range(600):
            await exchange.raw(": keep-alive\n\n")
            await asyncio.sleep(0.05)

    server.play("alive", alive)
    model = model_at(server, "alive", LIMITS.model_copy(update={"first_token": 0.6}))
    with pytest.raises(ModelFailed) as failed:
        await said(model)
    await model.close()
    assert failed.value.details["fault"] == "timeout"


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_model_works_in_one_event_loop_after_another() -> None:
    async def turn(model: EndpointModel | None) -> EndpointModel:
        async with FaultServer() as server:
            endpoint = Endpoint.at(server.base_url, "healthy", timeouts=LIMITS)
            model = model or EndpointModel(endpoint)
            model.endpoint = endpoint
            assert await said(model) == list(PIECES)
            return model

    model = asyncio.run(turn(None))
    model = asyncio.run(turn(model))
    asyncio.run(model.close())
    gc.collect()  # the connections of the loops that are gone


async def test_odd_but_allowed_chunks_are_read(server: FaultServer) -> None:
    async def azure(exchange: Exchange) -> None:
        await exchange.start("text/event-stream")
        await exchange.event({"choices": [], "prompt_filter_results": []})
        await exchange.raw("event: message\r\ndata: " + json.dumps(CHUNK) + "\r\n\r\n")
        await exchange.event({"choices": [{"index": 0, "delta": None, "finish_reason": None}]})
        await exchange.delta("stop", content="du?")
        await exchange.end()

    server.play("azure", azure)
    model = model_at(server, "azure")
    assert "".join(await said(model)) == "Hei du?"
    await model.close()


CHUNK = {"choices": [{"index": 0, "delta": {"content": "Hei "}, "finish_reason": ""}]}
