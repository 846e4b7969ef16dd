"""Words and sentences of one message, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

# People write the point last; whatever stands before this many characters is background.
MAX_CHARS = 4000
_TOKEN = re.compile(
    r"(?:[Ff]\.eks|[Bb]l\.a|m\.m|e\.g|i\.e|[Dd]vs|osv|[Cc]a|[Kk]l|etc|[MD]rs?|[Nn]r)\.(?=[ ,])"
    r"|\d+(?:[.,:]\d+)+"
    r"|[^\W_]+(?:['\-][^\W_]+)*(?:(?<=s)'(?=\s))?"  # "parents' evening"
    r"|\n+|\.{2,}|\S"
)
# Another clause may follow these within a sentence; no clause goes across them.
_BREAKS = frozenset({";", "–", "—", "-"})
_ENDS = _BREAKS | {".", "!", "?", "…", "\n"}
_WORD = re.compile(r"[^\W_]")
_APOSTROPHES = "’‘´`ʼ"


class Token(NamedTuple):
    """One word or mark. `text` is as it is to be said; `start` and `end` point into the message."""

    text: str
    low: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is a word or number, not a mark or picture."""
        return bool(_WORD.match(self.low))


Tokens = tuple[Token, ...]


class Sentence(NamedTuple):
    """Tokens without the final stop. `end` is the stop, or empty."""

    tokens: Tokens
    end: str


def clean(text: str) -> str:
    """Plain apostrophes, same length; the last `MAX_CHARS` characters, from a sentence start."""
    if len(text) > MAX_CHARS:
        text = text[-MAX_CHARS:]
        stop = re.search(r"[.!?\n]\s", text)
        text = text[stop.end() :] if stop else ""
    for mark in _APOSTROPHES:
        text = text.replace(mark, "'")
    return text


def tokenize(text: str) -> list[Token]:
    """Cut a cleaned message into tokens, in linear time."""
    return [Token(word := m[0], word.lower(), *m.span()) for m in _TOKEN.finditer(text)]


def sentences(text: str, names: frozenset[str]) -> list[Sentence]:
    """Cut a cleaned message into sentences; the first word loses its capital unless a name."""
    found: list[Sentence] = []
    run: list[Token] = []
    for token in tokenize(text):
        mark = token.text
        if mark[0] not in _ENDS:
            run.append(token)
        else:
            _close(found, run, "" if mark in _BREAKS else mark.strip(), names)
            run = []
    _close(found, run, "", names)
    return found


def _close(found: list[Sentence], run: list[Token], end: str, names: frozenset[str]) -> None:
    if not run:
        if found and end == "?":  # "...?!" and "??" belong to the sentence before
            found[-1] = Sentence(found[-1].tokens, "?")
        return
    while run and not run[-1].is_word:
        if run[-1].text in "»”\"')":
            break
        run.pop()
    if run:
        found.append(Sentence((_uncapitalised(run[0], names), *run[1:]), end))


def _uncapitalised(token: Token, names: frozenset[str]) -> Token:
    shouted = len(token.text) > 1 and token.text.isupper()
    if shouted or all(part in names for part in token.low.split("-")):
        return token
    return token._replace(text=token.low)


def lows(tokens: Sequence[Token]) -> list[str]:
    """The words in lower case."""
    return [token.low for token in tokens]


def join(words: Iterable[str]) -> str:
    """Words and marks as running text."""
    line = ""
    for word in words:
        line += word if word in {",", "%", ")"} or not line else f" {word}"
    return line


def source_of(text: str, tokens: Sequence[Token]) -> str:
    """The stretch of the message that the tokens cover, verbatim."""
    return text[tokens[0].start : tokens[-1].end] if tokens else ""
