"""A language model behind an OpenAI-compatible endpoint, as the coach needs it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from pydantic import BaseModel

from agent.errors import ModelFailed
from agent.ports import Message
from agent.providers._faults import EMPTY, RESTING, Fault
from agent.providers._line import Answer, Line, open_line
from agent.providers._retry import with_retries
from agent.providers.breaker import Breaker
from agent.providers.endpoint import Endpoint
from agent.providers.profiles import REASONING_ROOM, Profile, profile_for
from agent.providers.structured import Step, climb, ladder

logger = logging.getLogger(__name__)

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

STRUCTURED_TOKENS = 1024
"""Room for a structured answer, and for a thinking model's way to it."""


class EndpointModel:
    """Fulfils `agent.ports.ChatModel` with one endpoint.

    Faults before the first visible piece are tried again where that makes sense, within the
    endpoint's patience; afterwards nothing is. An endpoint that keeps failing is rested.
    One object serves any number of conversations at once.

    Args:
        endpoint: where the model lives.
        profile: what its server can do, from a probe; None takes it from the address.
        breaker: shared by everything that speaks with this endpoint.
    """

    def __init__(
        self, endpoint: Endpoint, profile: Profile | None = None, breaker: Breaker | None = None
    ) -> None:
        self.host = endpoint.host
        self.endpoint = endpoint
        self.profile = profile or profile_for(endpoint)
        self.breaker = breaker or Breaker()
        self._opens_thinking = self.profile.opens_thinking
        self._more_room = 0
        self._refused_steps: set[Step] = set()
        self._line: Line | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._opening = asyncio.Lock()

    def __repr__(self) -> str:
        return f"EndpointModel(host={self.host!r}, model={self.endpoint.model!r})"

    async def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> AsyncGenerator[str, None]:
        """Yield the answer's visible text as it comes; reasoning text never.

        Whoever stops early closes the generator (`contextlib.aclosing`), and with it the
        connection.

        Raises:
            ModelFailed: no first piece within the patience, or the answer broke off.
        """
        self._take_turn()
        settle = self.breaker.released
        answer: Answer | None = None
        clock = asyncio.get_running_loop().time
        end = clock() + self.endpoint.timeouts.total
        try:
            begun = await self._begin(messages, max_tokens)
            if isinstance(begun, Fault):
                settle = self._settle(begun)
                raise self._failure(begun)
            answer, first = begun
            settle = self.breaker.succeeded
            yield first
            while answer is not None:
                piece = await answer.piece(min(clock() + self.endpoint.timeouts.idle, end))
                if piece is None:
                    break
                if isinstance(piece, Fault):
                    settle = self._settle(piece)
                    raise self._failure(piece)
                yield piece
        finally:
            settle()
            if answer is not None:
                self._opens_thinking |= answer.began_inside_reasoning
                await answer.close()

    async def structured(self, messages: Sequence[Message], schema: type[M]) -> M | None:
        """One answer as a validated model, or None when the endpoint cannot give one.

        Raises:
            ModelFailed: when the endpoint cannot be reached or refuses.
        """
        self._take_turn()
        settle = self.breaker.released
        try:
            found = await self._climb(messages, schema)
            if isinstance(found, Fault):
                settle = self._settle(found)
                raise self._failure(found)
            settle = self.breaker.succeeded
            return found
        finally:
            settle()

    async def whole(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        response_format: dict[str, Any] | None = None,
    ) -> str | Fault:
        """One answer in one piece, or why there is none; for the ladder and the probe."""
        limits = self.endpoint.timeouts
        until = asyncio.get_running_loop().time() + limits.whole

        async def ask() -> str | Fault:
            line = await self.line()
            return await line.whole(
                messages, max_tokens=max_tokens, until=until, response_format=response_format
            )

        return await self._tried(ask, limits.whole)

    async def line(self) -> Line:
        """The line for the running event loop, opened when there is none."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._opening = loop, asyncio.Lock()
            await self._abandon()
        async with self._opening:
            if self._line is None:
                self._line = await open_line(self.endpoint, self.profile)
            return self._line

    async def warm(self) -> None:
        """Load the libraries now rather than in the first turn; sends nothing."""
        await self.line()

    async def close(self) -> None:
        """Close all connections; the next call opens new ones."""
        if self._loop is not asyncio.get_running_loop():
            await self._abandon()
        line, self._line = self._line, None
        if line is not None:
            await line.close()

    async def _abandon(self) -> None:
        """Drop a line whose event loop is gone, and its connections with it."""
        line, self._line = self._line, None
        if line is not None:
            with suppress(Exception):
                await line.close()

    async def _begin(
        self, messages: Sequence[Message], max_tokens: int
    ) -> tuple[Answer | None, str] | Fault:
        """The first visible piece and what follows it, None where that was all.

        Takes as many requests as the patience allows.
        """
        limits = self.endpoint.timeouts
        until = asyncio.get_running_loop().time() + limits.patience

        async def ask() -> tuple[Answer | None, str] | Fault:
            line = await self.line()
            if not self.profile.streams:
                text = await line.whole(messages, max_tokens=max_tokens, until=until)
                return text if isinstance(text, Fault) else (None, text)
            return await line.answer(
                messages,
                max_tokens=max_tokens + self._more_room,
                until=until,
                opens_thinking=self._opens_thinking,
            )

        return await self._tried(ask, limits.patience)

    async def _tried(self, ask: Callable[[], Awaitable[T | Fault]], seconds: float) -> T | Fault:
        return await with_retries(ask, self.endpoint.timeouts, seconds, self.host)

    async def _climb(self, messages: Sequence[Message], schema: type[M]) -> M | Fault | None:
        async def ask(said: Sequence[Message], form: dict[str, Any] | None) -> str | Fault:
            return await self.whole(said, max_tokens=STRUCTURED_TOKENS, response_format=form)

        steps = [step for step in ladder(self.profile) if step not in self._refused_steps]
        try:
            async with asyncio.timeout(self.endpoint.timeouts.total):
                climbed = await climb(messages, schema, steps, ask)
        except TimeoutError:
            return None
        self._refused_steps |= climbed.refused
        return climbed.found

    def _take_turn(self) -> None:
        if not self.breaker.allow():
            raise ModelFailed(host=self.host, fault=RESTING)

    def _settle(self, fault: Fault) -> Callable[[], None]:
        """What a fault means to the breaker: a request refused says the endpoint is well."""
        return self.breaker.succeeded if fault.request_refused else self.breaker.failed

    def _failure(self, fault: Fault) -> ModelFailed:
        if fault.name == EMPTY and not self.profile.reasoning_room:
            self._more_room = REASONING_ROOM  # it may think where nobody sees it
        logger.info("no answer from %s: %s", self.host, fault.name)
        return ModelFailed(host=self.host, fault=fault.name)
