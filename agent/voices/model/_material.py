"""What people and guidance wrote, set between marks so that a model can tell it from its task."""

from __future__ import annotations

import re
from html import unescape

from agent.domain import Guidance
from agent.listening.text import clean

_MARKS = str.maketrans({"<": "‹", ">": "›", "＜": "‹", "＞": "›", "﹤": "‹", "﹥": "›"})
_CONTROL = re.compile(r"\[(/?\s*(?:INST|SYS|TOOL\w*|AVAILABLE_TOOLS|IMG\w*)\s*)\]", re.IGNORECASE)
"""Names in square brackets that some servers' templates read as control tokens."""


def fenced(mark: str, text: str) -> str:
    """Text between `<mark>` and `</mark>`; nothing inside it can look like a mark."""
    return f"<{mark}>\n{neutral(text)}\n</{mark}>"


def neutral(text: str) -> str:
    """Text without angle brackets and control tokens: it can end no fence and open no role."""
    return _CONTROL.sub(r"(\1)", clean(text).translate(_MARKS))


def shortened(text: str, most: int) -> str:
    """At most about `most` characters: the beginning, and a third of it from the end."""
    if len(text) <= most:
        return text
    tail = most // 3
    head = text[: most - tail].rsplit(maxsplit=1)[0]
    rest = text[-tail:].split(maxsplit=1)[-1]
    return f"{head} … {rest}"


def one_line(text: str, most: int) -> str:
    """The same on one line, without a full stop."""
    return shortened(" ".join(text.split()), most).rstrip(".")


def plain_guidance(entry: Guidance) -> Guidance:
    """An entry, perhaps of a document that somebody added, that holds no markup and no marks."""
    return entry.model_copy(
        update={
            "title": _unescaped(entry.title),
            "body": _unescaped(entry.body),
            "how": tuple(map(_unescaped, entry.how)),
            "say": tuple(map(_unescaped, entry.say)),
        }
    )


def _unescaped(text: str) -> str:
    """Entities are brackets in disguise."""
    return neutral(unescape(text))
