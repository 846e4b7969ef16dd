"""Cuts a stream into sentences as soon as each is complete."""

from __future__ import annotations

import re

from agent.listening.text import sentences

LOOKAHEAD = 4
"""Characters of the next sentence that show that a full stop was one, and no "15. desember"."""

LONGEST = 600
"""Characters without an end after which what is there counts as a sentence all the same."""

_LONGEST_QUOTE = 200
_ENDED = re.compile(r"[.!?…][\"'»”’)\]]*\Z")


class SentenceStream:
    """Takes pieces of text, gives whole sentences."""

    def __init__(self) -> None:
        self._waiting = ""

    @property
    def waiting(self) -> str:
        """The beginning of a sentence that is not complete yet."""
        return self._waiting.strip()

    def push(self, piece: str) -> list[str]:
        """The sentences that this piece completes."""
        self._waiting += piece
        found = _whole_quotes(sentences(self._waiting))
        if self._waiting.endswith("\n") or (found and len(found[-1]) > LONGEST):
            self._waiting = ""
            return found
        if len(found) < 2 or len(found[-1]) < LOOKAHEAD:
            return []
        after = self._waiting[len(self._waiting.rstrip()) :]
        self._waiting = found[-1] + after
        return found[:-1]

    def broken_off(self) -> list[str]:
        """What is complete of what is left when the stream breaks off."""
        return [each for each in self.end() if _ENDED.search(each)]

    def end(self) -> list[str]:
        """What is left when the stream is over."""
        found, self._waiting = _whole_quotes(sentences(self._waiting)), ""
        return found


def _whole_quotes(pieces: list[str]) -> list[str]:
    """Sentences, with a quotation of several of them kept together."""
    joined: list[str] = []
    for piece in pieces:
        if joined and _goes_on(joined[-1], piece):
            joined[-1] += f" {piece}"
        else:
            joined.append(piece)
    return joined


def _goes_on(text: str, piece: str) -> bool:
    """Whether the piece belongs to the text before it: «Kommer du? Nå?» sa hun."""
    after_quote = text.endswith(("»", "”", '"')) and piece[:1].islower()
    return after_quote or (_open(text) and len(text) < _LONGEST_QUOTE)


def _open(text: str) -> bool:
    """Whether a quotation that begins in the text does not end in it."""
    pairs = text.count("«") > text.count("»") or text.count("“") > text.count("”")
    return pairs or text.count('"') % 2 == 1
