"""One line to an endpoint: LangChain's chat model over our HTTP client, request by request.

The heavy libraries are imported when a line is opened, in a worker thread, so that the guided
voice never waits for them and a page with many visitors does not stand still meanwhile.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, cast

from agent.ports import Message
from agent.providers._faults import CUT, EMPTY, Fault, fault_of, status_fault
from agent.providers._portable import portable
from agent.providers._visible import VisibleText, visible
from agent.providers._wire import MARK, Attempt, Kind, Wire
from agent.providers.endpoint import Endpoint
from agent.providers.profiles import Profile

if TYPE_CHECKING:
    from langchain_core.language_models.chat_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk, BaseMessage

AFTERGLOW = 0.25
"""Seconds to wait for the end of the stream once the answer is whole, so that the connection can
be used again; a server that lets us wait for longer loses the connection, not the answer."""


class Answer:
    """An answer as it comes, from `Line.answer`."""

    def __init__(
        self, chunks: AsyncGenerator[AIMessageChunk], attempt: Attempt, text: VisibleText
    ) -> None:
        self._chunks = chunks
        self._attempt = attempt
        self._text = text
        self._whole = False

    @property
    def began_inside_reasoning(self) -> bool:
        """Whether reasoning stood before a closing tag that nothing had opened."""
        return self._text.closed_unopened

    async def piece(self, until: float) -> str | Fault | None:
        """The next visible piece, why there is none, or None when the answer is whole.

        Args:
            until: the moment on the loop's clock to wait for at most.
        """
        if self._whole:
            return None
        try:
            async with asyncio.timeout_at(until):
                while True:
                    chunk = await anext(self._chunks, None)
                    if chunk is None:
                        return Fault(CUT)
                    shown = self._text.feed(str(chunk.text))
                    if chunk.response_metadata.get("finish_reason"):
                        self._whole = True
                        shown += self._text.finish()
                        break
                    if shown:
                        return shown
        except Exception as error:
            return fault_of(error, answered=self._attempt.answered)
        await self._let_it_end()
        return shown or (None if self._text.seen else Fault(EMPTY))

    async def close(self) -> None:
        """Let go of the connection; nothing more is read."""
        await self._attempt.close()
        await self._chunks.aclose()

    async def _let_it_end(self) -> None:
        try:
            async with asyncio.timeout(AFTERGLOW):
                async for _ in self._chunks:
                    pass
        except Exception:  # noqa: S110 - the answer is whole, whatever comes after it
            pass
        await self.close()


class Line:
    """A chat model and its HTTP client; lives and dies with one event loop."""

    def __init__(self, endpoint: Endpoint, profile: Profile) -> None:
        self.endpoint = endpoint
        self.profile = profile
        self.wire = Wire(endpoint, profile)
        self._chat = _chat_model(endpoint, self.wire)

    async def answer(
        self, messages: Sequence[Message], *, max_tokens: int, until: float, opens_thinking: bool
    ) -> tuple[Answer, str] | Fault:
        """Make one request; give the answer with its first visible piece, or the fault."""
        attempt = self.wire.attempt(Kind.STREAM)
        chunks = self._chat.astream(
            _langchain(messages, self.profile), **self._request(attempt, max_tokens)
        )
        answer = Answer(
            cast("AsyncGenerator[AIMessageChunk]", chunks),
            attempt,
            VisibleText(opens_thinking=opens_thinking),
        )
        first: str | Fault | None = None
        try:
            with _untraced():
                first = await answer.piece(until)
        finally:
            self.wire.forget(attempt)
            if not isinstance(first, str):
                await answer.close()
        if isinstance(first, str):
            return answer, first
        return first or Fault(EMPTY)

    async def whole(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        until: float,
        response_format: dict[str, Any] | None = None,
    ) -> str | Fault:
        """Make one request for an answer in one piece; give its visible text, or the fault."""
        attempt = self.wire.attempt(Kind.JSON)
        request = self._request(attempt, max_tokens, response_format)
        try:
            with _untraced():
                async with asyncio.timeout_at(until):
                    message = await self._chat.ainvoke(
                        _langchain(messages, self.profile), **request
                    )
            text = visible(str(message.text), opens_thinking=True)  # it is all there: no wait
        except Exception as error:
            return fault_of(error, answered=attempt.answered)
        finally:
            self.wire.forget(attempt)
        return text or Fault(EMPTY)

    async def models(self, until: float) -> list[dict[str, Any]] | Fault:
        """What the endpoint lists under `/models`."""
        attempt = self.wire.attempt(Kind.JSON)
        try:
            async with asyncio.timeout_at(until):
                response = await self.wire.client.get(
                    f"{self.endpoint.base_url}/models",
                    params=dict(self.endpoint.query),
                    headers={MARK: attempt.mark},
                )
            if not response.is_success:
                return status_fault(response.status_code, response.headers)
            return [dict(model) for model in response.json()["data"]]
        except Exception as error:
            return fault_of(error, answered=attempt.answered)
        finally:
            self.wire.forget(attempt)

    async def close(self) -> None:
        """Close all connections."""
        await self.wire.close()

    def _request(
        self, attempt: Attempt, max_tokens: int, response_format: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        # As extra fields of the body: LangChain renames `max_tokens`, and parses for itself when
        # it sees a `response_format`.
        room = max_tokens + self.profile.reasoning_room
        body: dict[str, Any] = {self.profile.max_tokens_field: room}
        if response_format is not None:
            body["response_format"] = response_format
        return {"extra_body": body, "extra_headers": {MARK: attempt.mark}}


async def open_line(endpoint: Endpoint, profile: Profile) -> Line:
    """A line for the running loop, opened in a thread: the imports take a second or two."""
    return await asyncio.to_thread(Line, endpoint, profile)


def _untraced() -> AbstractContextManager[None]:
    """Nothing of this call goes to LangSmith, whose variables may be set for other work."""
    from langsmith import tracing_context  # pyright: ignore[reportUnknownVariableType]

    return tracing_context(enabled=False)


def _chat_model(endpoint: Endpoint, wire: Wire) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    # LangChain dumps every chunk, and pydantic's complaint about an odd one quotes its text.
    warnings.filterwarnings(
        "ignore", "(?s).*Pydantic serializer warnings", UserWarning, r"pydantic\.main"
    )

    async def no_key() -> str:
        return "unused"  # the wire puts the key in; asynchronous, so that no second client is made

    return init_chat_model(
        endpoint.model,
        model_provider="openai",
        base_url=endpoint.base_url,
        api_key=no_key,
        default_query=dict(endpoint.query) or None,
        http_async_client=wire.client,
        timeout=wire.client.timeout,
        max_retries=0,
        stream_chunk_timeout=None,
        use_responses_api=False,
        output_version="v0",
        openai_proxy=None,
        http_socket_options=(),
        cache=False,
    )


def _langchain(messages: Sequence[Message], profile: Profile) -> list[BaseMessage]:
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    kinds = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
    return [
        kinds[message.role](content=message.content)
        for message in portable(messages, system_role=profile.system_role)
    ]
