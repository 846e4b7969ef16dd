"""A line from the person: a message in plain words, or a JSON object with one of two shapes."""

from __future__ import annotations

import json
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from agent.events import Action
from agent.listening.text import clean

_ACTIONS: TypeAdapter[Action] = TypeAdapter(Action)


class Malformed:
    """JSON that has neither shape: told so, and nothing of it is carried out."""


Line = str | Action | Malformed


def parse_line(line: str) -> Line:
    """Read one line of `chat --jsonl`.

    Args:
        line: plain text, `{"text": ...}` or `{"action": ...}` (`docs/events.md`).

    Returns:
        The message, the action, or `Malformed` for a JSON object of any other shape. A line
        that only looks like JSON is a message.
    """
    if not line.lstrip().startswith("{"):
        return line
    try:
        found: Any = json.loads(line)
    except (ValueError, RecursionError):
        return line
    fields = cast("dict[str, object]", found)
    text = fields.get("text")
    if fields.keys() == {"text"} and isinstance(text, str):
        return text
    try:
        return _ACTIONS.validate_python(_cleaned(fields))
    except ValidationError:
        return Malformed()


def _cleaned(value: object) -> object:
    """The value with its texts as the records want them."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        fields = cast("dict[str, object]", value)
        return {name: _cleaned(each) for name, each in fields.items()}
    return value
