"""One answer as a validated model: down a ladder of ways to ask for JSON.

The sentences here are for the machine, about form alone; what is asked is in the messages.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from agent.ports import Message
from agent.providers._faults import EMPTY, MALFORMED, Fault
from agent.providers.profiles import Profile

M = TypeVar("M", bound=BaseModel)

Ask = Callable[[Sequence[Message], dict[str, Any] | None], Awaitable[str | Fault]]
"""Sends messages with a `response_format`; gives the visible text of the answer, or the fault."""

_NOT_IN_STRICT = frozenset({"default", "title", "minLength", "maxLength", "examples"})
_AS_JSON = "Answer with one JSON object and nothing else. It must fit this JSON schema:\n{schema}"
_MEND = (
    "That does not fit the schema: {errors}\n"
    "Answer again with the whole JSON object, corrected, and nothing else."
)


class Step(StrEnum):
    """A way to ask for JSON, the most binding first."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    PROMPTED = "prompted"


class Climbed(NamedTuple, Generic[M]):
    """What came of it.

    Attributes:
        found: the model, None when no answer was valid, or the fault that ended it.
        step: the step that worked.
        refused: steps that the endpoint does not take.
    """

    found: M | Fault | None
    step: Step | None
    refused: frozenset[Step]


def ladder(profile: Profile) -> tuple[Step, ...]:
    """The steps a server is known to take, from the most binding to the one all take."""
    known = {Step.JSON_SCHEMA: profile.json_schema, Step.JSON_OBJECT: profile.json_object}
    return tuple(step for step in Step if known.get(step, True))


async def climb(
    messages: Sequence[Message], schema: type[M], steps: Sequence[Step], ask: Ask
) -> Climbed[M]:
    """Ask at each step until an answer is valid.

    A step that the endpoint refuses is left for the next, and so is one whose answer holds no
    valid object. The first answer that is JSON but not valid gets one repair, in all. That makes
    one request a step and one more at most.
    """
    refused: set[Step] = set()
    mended = False
    for number, step in enumerate(steps, start=1):
        asked = _asked(messages, schema, step)
        form = _response_format(schema, step)
        answer = await ask(asked, form)
        if not mended and isinstance(answer, str) and (errors := _errors(answer, schema)):
            mended = True
            answer = await ask(_with_errors(asked, answer, errors), form)
        if isinstance(answer, str):
            found = _valid(answer, schema)
            if found is not None:
                return Climbed(found, step, frozenset(refused))
        elif answer.request_refused and number < len(steps):
            refused.add(step)
        elif answer.name not in (EMPTY, MALFORMED):
            return Climbed(answer, None, frozenset(refused))
    return Climbed(None, None, frozenset(refused))


def strict_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema in the form that strict servers take.

    Every field is required, no other is allowed, and keywords that OpenAI's strict mode refuses
    are left out; pydantic checks them afterwards.
    """
    return _strict(schema.model_json_schema())


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(each) for each in node]  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(node, dict):
        return node
    kept: dict[str, Any] = {}
    for name, value in node.items():  # pyright: ignore[reportUnknownVariableType]
        if name in ("properties", "$defs"):
            kept[name] = {each: _strict(inner) for each, inner in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        elif name not in _NOT_IN_STRICT:
            kept[str(name)] = _strict(value)  # pyright: ignore[reportUnknownArgumentType]
    if "properties" in kept:
        kept["required"] = list(kept["properties"])
        kept["additionalProperties"] = False
    return kept


def _response_format(schema: type[BaseModel], step: Step) -> dict[str, Any] | None:
    if step is Step.JSON_SCHEMA:
        named = {"name": schema.__name__, "strict": True, "schema": strict_schema(schema)}
        return {"type": "json_schema", "json_schema": named}
    return {"type": "json_object"} if step is Step.JSON_OBJECT else None


def _asked(messages: Sequence[Message], schema: type[BaseModel], step: Step) -> tuple[Message, ...]:
    """The messages, with the form spelled out where the server does not enforce the schema."""
    if step is Step.JSON_SCHEMA:
        return tuple(messages)
    form = json.dumps(strict_schema(schema), ensure_ascii=False)
    return (*messages, Message(role="user", content=_AS_JSON.format(schema=form)))


def _with_errors(asked: Sequence[Message], answer: str, errors: str) -> tuple[Message, ...]:
    return (
        *asked,
        Message(role="assistant", content=answer),
        Message(role="user", content=_MEND.format(errors=errors)),
    )


def _valid(answer: str, schema: type[M]) -> M | None:
    for found in _objects(answer):
        try:
            return schema.model_validate_json(found)
        except ValidationError:
            continue
    return None


def _errors(answer: str, schema: type[BaseModel]) -> str | None:
    """What is wrong with the first object in an answer; None when it is valid or there is none."""
    if _valid(answer, schema) is not None:
        return None
    found = next(_objects(answer), None)
    if found is None:
        return None
    try:
        schema.model_validate_json(found)
    except ValidationError as error:
        told = error.errors(include_url=False, include_context=False, include_input=False)
        return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in told)
    return None


def _objects(answer: str) -> Iterator[str]:
    """The JSON objects in a text, fenced or surrounded by words or not, the outermost first."""
    decoder = json.JSONDecoder()
    at = answer.find("{")
    while at >= 0:
        try:
            _, end = decoder.raw_decode(answer, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield answer[at:end]
        at = answer.find("{", end)
