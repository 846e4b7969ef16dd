"""A chat model that says what a script says: for tests, demos and evals."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from agent.ports import Message

M = TypeVar("M", bound=BaseModel)

Beat = str | float | Exception
"""A piece of text, a pause in seconds, or what goes wrong at this point."""

Reply = str | Exception | Sequence[Beat]
"""A whole reply; a plain text comes word by word."""

Finding = BaseModel | Mapping[str, Any] | Exception | None
"""A structured answer: the model or its fields, nothing, or what goes wrong."""

_WORD = re.compile(r"\S+\s*|\s+")


class ScriptError(AssertionError):
    """The script and what happened do not fit each other."""


class ScriptedModel:
    """Fulfils `agent.ports.ChatModel` from a script.

    A list is used up in order; a function is asked each time and never runs out, so that a model
    can obey whatever the messages tell it. Used as a context (`with` or `async with`), or closed,
    it complains about steps that nobody asked for and about being asked for more than it has.

    Args:
        replies: what `stream` says, call by call, or a function of the messages.
        findings: what `structured` gives, call by call, or a function of messages and schema.
        host: where the text seems to go.

    Attributes:
        seen: the messages of every call to `stream`, in order.
        asked: the messages and schema of every call to `structured`, in order.
    """

    def __init__(
        self,
        replies: Iterable[Reply] | Callable[[Sequence[Message]], Reply] = (),
        *,
        findings: Iterable[Finding] | Callable[[Sequence[Message], type[BaseModel]], Finding] = (),
        host: str = "scripted",
    ) -> None:
        self.host = host
        self.seen: list[tuple[Message, ...]] = []
        self.asked: list[tuple[tuple[Message, ...], type[BaseModel]]] = []
        self._reply = replies if callable(replies) else None
        self._finding = findings if callable(findings) else None
        self._replies = [] if callable(replies) else [_checked(reply) for reply in replies]
        self._findings = [] if callable(findings) else list(findings)
        self._complaints: list[str] = []

    async def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,  # noqa: ARG002 - a script says all it has
    ) -> AsyncGenerator[str, None]:
        """Say the next reply.

        Raises:
            ScriptError: when the script is at its end.
        """
        self.seen.append(tuple(messages))
        if self._reply is not None:
            reply = _checked(self._reply(messages))
        elif self._replies:
            reply = self._replies.pop(0)
        else:
            raise self._beyond(f"reply {len(self.seen)}")
        for beat in _beats(reply):
            if isinstance(beat, Exception):
                raise beat
            if isinstance(beat, str):
                yield beat
            else:
                await asyncio.sleep(beat)

    async def structured(self, messages: Sequence[Message], schema: type[M]) -> M | None:
        """Give the next finding.

        Raises:
            ScriptError: when the script is at its end, or its finding does not fit the schema.
        """
        self.asked.append((tuple(messages), schema))
        if self._finding is not None:
            finding = self._finding(messages, schema)
        elif self._findings:
            finding = self._findings.pop(0)
        else:
            raise self._beyond(f"finding {len(self.asked)}")
        if isinstance(finding, Exception):
            raise finding
        return None if finding is None else self._fitting(finding, schema)

    def close(self) -> None:
        """End the script.

        Raises:
            ScriptError: when it was not used up, asked for more, or did not fit.
        """
        complaints, self._complaints = self._complaints, []
        for left, what in ((self._replies, "replies"), (self._findings, "findings")):
            if left:
                complaints.append(f"{len(left)} {what} were never asked for")
        if complaints:
            raise ScriptError("; ".join(complaints))

    def __enter__(self) -> ScriptedModel:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:  # what went wrong inside says more
            self.close()

    async def __aenter__(self) -> ScriptedModel:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.__exit__(kind, error, trace)

    def _beyond(self, what: str) -> ScriptError:
        self._complaints.append(f"{what} was asked for and is not in the script")
        return ScriptError(self._complaints[-1])

    def _fitting(self, finding: BaseModel | Mapping[str, Any], schema: type[M]) -> M:
        if isinstance(finding, schema):
            return finding
        try:
            if isinstance(finding, BaseModel):
                finding = finding.model_dump()
            return schema.model_validate(finding)
        except ValidationError as error:
            complaint = f"finding {len(self.asked)} is no {schema.__name__}: {error}"
            self._complaints.append(complaint)
            raise ScriptError(complaint) from None


def _checked(reply: Reply) -> Reply:
    """A reply as it can be said.

    Raises:
        ScriptError: for a beat that is no text, pause or exception, and for no beat at all.
    """
    beats = [reply] if isinstance(reply, str | Exception) else list(reply)
    for beat in beats:
        pause = isinstance(beat, int | float) and beat >= 0
        if not (pause or isinstance(beat, str | Exception)):
            raise ScriptError(f"a reply cannot hold {beat!r}")
    if not beats:
        raise ScriptError("a reply is empty; write '' for a model that says nothing")
    return reply


def _beats(reply: Reply) -> Sequence[Beat]:
    if isinstance(reply, str):
        return _WORD.findall(reply)
    return [reply] if isinstance(reply, Exception) else reply
