"""Looks at an endpoint: what answers there, and what it can do. Sends nothing anybody wrote."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel

from agent.domain import Frozen
from agent.ports import Message
from agent.providers._faults import CONTENT_TYPE, TIMEOUT, Fault
from agent.providers._line import Answer, Line, open_line
from agent.providers.endpoint import Endpoint
from agent.providers.profiles import Profile, TokensField, profile_for
from agent.providers.structured import Step, climb

LIMIT = 20.0
"""Seconds a probe takes at most."""

ROOM = 256
"""Tokens for an answer to a probe; a thinking model needs most of them before it speaks."""

GREETING = (Message(role="user", content="Answer with the one word: hello"),)
COLOUR = (Message(role="user", content="Name a colour, as JSON with the field `colour`."),)

LOCAL_SERVERS = (("Ollama", 11434), ("LM Studio", 1234), ("llama.cpp", 8080), ("vLLM", 8000))
LOCAL_LIMIT = 0.3
"""Seconds a local server has to say that it is there."""

_CONTEXT_FIELDS = ("max_model_len", "context_length", "max_context_length")


class Colour(Frozen):
    """What the ladder is tried with."""

    colour: str


class ProbeReport(Frozen):
    """What a probe found; None where it could not tell.

    Attributes:
        host: where it looked, as people are shown it.
        model: the model that was asked for.
        reachable: whether anything answered at all.
        models: the models the endpoint lists, at most 50.
        model_exists: whether the model is among them.
        streams: whether an answer comes piece by piece.
        structured: the first step of the ladder that gave a valid answer.
        first_token_ms: from the request to the first visible piece, in milliseconds.
        fault: what stood in the way of an answer, as in `agent.errors.ModelFailed`.
        profile: what to use the endpoint with, corrected by what was found.
    """

    host: str
    model: str
    reachable: bool = False
    models: tuple[str, ...] = ()
    model_exists: bool | None = None
    streams: bool | None = None
    structured: Step | None = None
    first_token_ms: int | None = None
    fault: str | None = None
    profile: Profile

    @property
    def usable(self) -> bool:
        """Whether the model voice can speak through it."""
        return self.streams is not None and self.fault is None


class LocalServer(NamedTuple):
    """A server on this machine that could be configured; it is not used unasked."""

    name: str
    base_url: str
    models: tuple[str, ...]


async def probe(endpoint: Endpoint, *, limit: float = LIMIT) -> ProbeReport:
    """Look at an endpoint, one request at a time and none twice.

    Args:
        endpoint: what to look at.
        limit: seconds for all of it; what is not known by then stays None.
    """
    looking = _Probe(endpoint, asyncio.get_running_loop().time() + limit)
    try:
        async with asyncio.timeout(limit):
            await looking.look()
    except TimeoutError:
        looking.note(fault=looking.report.fault or TIMEOUT)
    finally:
        await looking.close()
    return looking.report


async def local_servers(
    servers: Sequence[tuple[str, int]] = LOCAL_SERVERS, *, limit: float = LOCAL_LIMIT
) -> list[LocalServer]:
    """The model servers that answer on this machine's usual ports, all looked at together."""
    found = await asyncio.gather(*(_local(name, port, limit) for name, port in servers))
    return [server for server in found if server is not None]


class _Model(BaseModel):
    id: str


class _Listed(BaseModel):
    data: list[_Model]


class _Probe:
    """One look at one endpoint."""

    def __init__(self, endpoint: Endpoint, until: float) -> None:
        profile = profile_for(endpoint)
        self._endpoint = endpoint
        self._until = until
        self._lines: list[Line] = []
        self.report = ProbeReport(host=endpoint.host, model=endpoint.model, profile=profile)

    def note(self, **found: Any) -> None:
        """Write something into the report."""
        self.report = self.report.model_copy(update=found)

    async def look(self) -> None:
        """All of it, until something stands in the way."""
        if not await self._look_at_models():
            return
        fault = await self._say_hello()
        if fault is not None and fault.request_refused:
            fault = await self._say_hello_with_the_other_field(fault)
        if fault is not None:
            self.note(fault=fault.name)
            return
        await self._find_step()

    async def close(self) -> None:
        """Close every connection."""
        for line in self._lines:
            await line.close()

    async def _line(self) -> Line:
        if not self._lines or self._lines[-1].profile != self.report.profile:
            self._lines.append(await open_line(self._endpoint, self.report.profile))
        return self._lines[-1]

    async def _look_at_models(self) -> bool:
        """Whether it makes sense to go on."""
        line = await self._line()
        listed = await line.models(self._until)
        if isinstance(listed, Fault):
            # Many gateways list nothing; that a key is refused shows here as well as later.
            self.note(reachable=listed.status is not None or listed.name == CONTENT_TYPE)
            go_on = self.report.reachable and listed.status not in (401, 403)
            if not go_on:
                self.note(fault=listed.name)
            return go_on
        names = [str(each.get("id")) for each in listed]
        wanted = (self._endpoint.model, f"{self._endpoint.model}:latest")
        ours = next((each for each in listed if each.get("id") in wanted), None)
        self.note(reachable=True, models=tuple(names[:50]), model_exists=ours is not None)
        if ours is not None:
            self._take_context(ours)
        return True

    def _take_context(self, listed: dict[str, Any]) -> None:
        lengths = [listed.get(field) for field in _CONTEXT_FIELDS]
        told = next((length for length in lengths if isinstance(length, int) and length > 0), None)
        if told is not None:
            self._correct(context_length=told)

    def _correct(self, **better: Any) -> None:
        self.note(profile=self.report.profile.model_copy(update=better))

    async def _say_hello(self) -> Fault | None:
        line = await self._line()
        clock = asyncio.get_running_loop().time
        began = clock()
        begun = await line.answer(
            GREETING, max_tokens=ROOM, until=self._until, opens_thinking=False
        )
        if isinstance(begun, Fault):
            if begun.name == CONTENT_TYPE:
                return await self._say_hello_in_one_piece()
            return begun
        answer, _ = begun
        self.note(first_token_ms=round((clock() - began) * 1000), streams=True)
        try:
            return await self._hear_out(answer)
        finally:
            await answer.close()

    async def _hear_out(self, answer: Answer) -> Fault | None:
        while True:
            piece = await answer.piece(self._until)
            if isinstance(piece, str):
                continue
            if answer.began_inside_reasoning:
                self._correct(opens_thinking=True)
            return piece

    async def _say_hello_in_one_piece(self) -> Fault | None:
        line = await self._line()
        clock = asyncio.get_running_loop().time
        began = clock()
        said = await line.whole(GREETING, max_tokens=ROOM, until=self._until)
        if isinstance(said, Fault):
            return said
        self.note(first_token_ms=round((clock() - began) * 1000), streams=False)
        self._correct(streams=False)
        return None

    async def _say_hello_with_the_other_field(self, refusal: Fault) -> Fault | None:
        """Limit the answer by the other name; it stays when that gets further."""
        old: TokensField = self.report.profile.max_tokens_field
        other = "max_tokens" if old == "max_completion_tokens" else "max_completion_tokens"
        self._correct(max_tokens_field=other)
        fault = await self._say_hello()
        if fault is not None and fault.request_refused:
            self._correct(max_tokens_field=old)
            return refusal
        return fault

    async def _find_step(self) -> None:
        line = await self._line()

        async def ask(said: Sequence[Message], form: dict[str, Any] | None) -> str | Fault:
            return await line.whole(said, max_tokens=ROOM, until=self._until, response_format=form)

        for step in Step:
            climbed = await climb(COLOUR, Colour, [step], ask)
            works = isinstance(climbed.found, Colour)
            if step is not Step.PROMPTED:
                self._correct(**{step.value: works})
            if works:
                self.note(structured=step)
                return


async def _local(name: str, port: int, limit: float) -> LocalServer | None:
    import httpx2

    base_url = f"http://127.0.0.1:{port}/v1"
    try:
        async with asyncio.timeout(limit), httpx2.AsyncClient(trust_env=False) as client:
            response = await client.get(f"{base_url}/models")
        listed = _Listed.model_validate_json(response.content)
        models = tuple(each.id for each in listed.data) if response.is_success else ()
    except Exception:  # whatever it is, it is no model server
        return None
    return LocalServer(name, base_url, models) if models else None
