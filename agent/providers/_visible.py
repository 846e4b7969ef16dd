"""Keeps the reasoning of thinking models out of what people see."""

from __future__ import annotations

import re
import string

_PAIRS = {
    "<think>": "</think>",
    "<thinking>": "</thinking>",
    "[think]": "[/think]",  # Mistral's Magistral
    "◁think▷": "◁/think▷",  # Kimi
}
_OPENERS = tuple(_PAIRS)
_CLOSERS = tuple(_PAIRS.values())
_TAG = re.compile("|".join(map(re.escape, (*_OPENERS, *_CLOSERS))), re.IGNORECASE | re.ASCII)
_LONGEST = max(map(len, (*_OPENERS, *_CLOSERS)))
# `str.lower` makes two characters of some single ones, which would shift the cut.
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


class VisibleText:
    """Passes on the visible part of an answer that comes in pieces of any size.

    Text from an opening tag to its closing tag, or to the end, is dropped, and so is space before
    the first visible character. Only what may be the beginning of a tag is held back.

    With `opens_thinking` the answer is taken to begin inside its reasoning: everything is held
    until a closing tag tells where that ends. When no tag ever comes, all of it was the answer.

    Attributes:
        seen: whether anything visible has passed.
        closed_unopened: whether a closing tag came without an opening one; what stood before it
            was reasoning, and the next answer had better be held.
    """

    def __init__(self, *, opens_thinking: bool = False) -> None:
        self.seen = False
        self.closed_unopened = False
        self._held = opens_thinking
        self._closer: str | None = None
        self._rest = ""

    def feed(self, piece: str) -> str:
        """Take the next piece; give what became visible, perhaps nothing."""
        self._rest += piece
        if self._held and not self._released():
            return ""
        return self._shown("".join(self._visible()))

    def finish(self) -> str:
        """The answer has ended: give what was held back and turned out to be text."""
        rest, self._rest = self._rest, ""
        return "" if self._closer is not None else self._shown(rest)

    def _released(self) -> bool:
        """Whether the first tag of a held answer has come; drops the reasoning before it."""
        tag = _TAG.search(self._rest)
        if tag is None:
            return False
        self._held = False
        if tag[0].lower() in _CLOSERS:
            self.closed_unopened = True
            self._rest = self._rest[tag.end() :]
        return True

    def _visible(self) -> list[str]:
        parts: list[str] = []
        while True:
            tag = self._next_tag()
            if tag is None:
                kept = len(self._rest) - _possible_tag(self._rest)
                if self._closer is None:
                    parts.append(self._rest[:kept])
                self._rest = self._rest[kept:]
                return parts
            if self._closer is None:
                parts.append(self._rest[: tag.start()])
                self._closer = _PAIRS.get(tag[0].lower())
                self.closed_unopened |= self._closer is None
            else:
                self._closer = None
            self._rest = self._rest[tag.end() :]

    def _next_tag(self) -> re.Match[str] | None:
        if self._closer is None:
            return _TAG.search(self._rest)
        return re.search(re.escape(self._closer), self._rest, re.IGNORECASE | re.ASCII)

    def _shown(self, text: str) -> str:
        if not self.seen:
            text = text.lstrip()
            self.seen = bool(text)
        return text


def visible(text: str, *, opens_thinking: bool = False) -> str:
    """The visible part of a whole answer."""
    strip = VisibleText(opens_thinking=opens_thinking)
    return strip.feed(text) + strip.finish()


def _possible_tag(text: str) -> int:
    """How many characters at the end may be the beginning of a tag."""
    tail = text[-(_LONGEST - 1) :].translate(_LOWER)
    for length in range(len(tail), 0, -1):
        if any(tag.startswith(tail[-length:]) for tag in (*_OPENERS, *_CLOSERS)):
            return length
    return 0
