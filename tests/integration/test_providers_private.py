"""Neither the key nor a word of the conversation is anywhere but at the endpoint."""

from __future__ import annotations

import logging
import traceback
from collections.abc import AsyncIterator, Iterator

import pytest
from pydantic import BaseModel

from agent.errors import ModelFailed
from agent.ports import Message
from agent.providers import Endpoint, EndpointModel, Profile, Timeouts, probe
from evals.fault_server import Exchange, Fault, FaultServer, Moment, cell

KEY = "sk-very-secret-key"
SAID = "sjefen-min-heter-Ragnhild"
SECRETS = (KEY, SAID, "secret", "hard. ", "helped?")
LIMITS = Timeouts(
    connect=0.3, first_token=0.8, spare=0.1, idle=0.1, total=2.0, whole=0.4, backoff=0.01
)
ASKED = (Message(role="user", content=SAID),)
WHOLE = [cell(Fault.EMPTY, Moment.DURING), cell(Fault.EMPTY, Moment.AFTER)]
CELLS = [cell(fault, moment) for fault in Fault for moment in Moment]


class Named(BaseModel):
    name: str


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as running:
        yield running


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that any library logs, at its most talkative."""
    with caplog.at_level(logging.DEBUG):
        for name in ("openai", "httpx2", "httpcore2", "langchain_core", "asyncio"):
            logging.getLogger(name).setLevel(logging.DEBUG)
        yield caplog
        for name in ("openai", "httpx2", "httpcore2", "langchain_core", "asyncio"):
            logging.getLogger(name).setLevel(logging.NOTSET)


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def assert_nothing_in(text: str) -> None:
    for secret in SECRETS:
        assert secret not in text


@pytest.mark.parametrize("name", CELLS)
async def test_no_failure_tells_anything(
    server: FaultServer, logged: pytest.LogCaptureFixture, name: str
) -> None:
    model = EndpointModel(Endpoint.at(server.url(name), name, KEY, timeouts=LIMITS))
    failure: ModelFailed | None = None
    try:
        _ = [piece async for piece in model.stream(ASKED, max_tokens=9)]
    except ModelFailed as failed:
        failure = failed
    await model.close()
    assert (failure is None) is (name in WHOLE)
    if failure is not None:
        assert list(chain(failure)) == [failure], "no exception with more in it hangs on"
        assert_nothing_in("".join(traceback.format_exception(failure)))
        assert_nothing_in(repr(failure) + repr(failure.details))
    assert_nothing_in(repr(model) + repr(vars(model)))
    for record in logged.records:
        if not record.name.startswith("evals"):
            assert_nothing_in(record.getMessage() + repr(record.args) + str(record.exc_text))


async def test_neither_does_a_structured_answer_or_a_probe(
    server: FaultServer, logged: pytest.LogCaptureFixture
) -> None:
    async def echoes(exchange: Exchange) -> None:
        await exchange.status(400, {"error": {"message": f"{SAID} {KEY}"}})

    server.play("echoes", echoes)
    endpoint = Endpoint.at(server.base_url, "echoes", KEY, timeouts=LIMITS)
    model = EndpointModel(endpoint, Profile(json_schema=True))
    with pytest.raises(ModelFailed) as failed:
        await model.structured(ASKED, Named)
    await model.close()
    report = await probe(endpoint)
    assert list(chain(failed.value)) == [failed.value]
    assert_nothing_in("".join(traceback.format_exception(failed.value)) + repr(report))
    for record in logged.records:
        assert_nothing_in(record.getMessage())


async def test_text_goes_to_the_endpoint_and_nowhere_else(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with FaultServer() as elsewhere:
        for name, value in {
            "LANGSMITH_TRACING": "true",
            "LANGSMITH_API_KEY": "lsv2_x",
            "LANGSMITH_ENDPOINT": elsewhere.base_url,
            "LANGSMITH_GATEWAY": elsewhere.base_url,
            "OPENAI_BASE_URL": elsewhere.base_url,
            "OPENAI_API_KEY": "sk-environment",
            "OPENAI_ORG_ID": "org-of-somebody",
            "OPENAI_PROXY": elsewhere.base_url,
            "HTTP_PROXY": elsewhere.base_url,
            "http_proxy": elsewhere.base_url,
            "ALL_PROXY": elsewhere.base_url,
        }.items():
            monkeypatch.setenv(name, value)
        model = EndpointModel(Endpoint.at(server.base_url, "healthy", timeouts=LIMITS))
        assert [piece async for piece in model.stream(ASKED, max_tokens=9)]
        await model.structured(ASKED, Named)
        await model.close()
        assert elsewhere.connections == 0
    for request in server.seen["healthy"]:
        assert "authorization" not in request.headers
        assert "openai-organization" not in request.headers


async def test_a_redirect_is_not_followed(server: FaultServer) -> None:
    async with FaultServer() as elsewhere:
        to = f"{elsewhere.base_url}/chat/completions"

        async def redirects(exchange: Exchange) -> None:
            await exchange.status(307, Location=to)

        server.play("healthy", redirects)
        model = EndpointModel(Endpoint.at(server.base_url, "healthy", KEY, timeouts=LIMITS))
        with pytest.raises(ModelFailed) as failed:
            await anext(model.stream(ASKED, max_tokens=9))
        await model.close()
        assert failed.value.details["fault"] == "status 307"
        assert elsewhere.connections == 0
