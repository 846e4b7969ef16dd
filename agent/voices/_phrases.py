"""Choosing phrases so that wording varies and no question comes twice."""

from __future__ import annotations

from zlib import crc32

from agent.domain import FlowState
from prompts import Phrase, Phrasebook

RECENT = 30
"""Phrases looked back on: more than six turns speak."""

SHORTEST = 3
"""Phrases to choose among for a short reply: the shortest not spoken lately."""


class Picker:
    """Picks phrases for one reply and remembers which it took, in order.

    `short`: who says little is answered in few words.
    """

    def __init__(
        self, book: Phrasebook, state: FlowState, said: str, *, short: bool = False
    ) -> None:
        self._book = book
        self._recent = state.phrases[-RECENT:]
        self._asked = frozenset(state.asked)
        self._short = short
        self._seed = crc32(f"{state.turns}:{said}".encode())
        self.taken: list[str] = []
        self.asked: str | None = None

    def say(self, bank: str, **inputs: str) -> str:
        """A phrase of the bank, filled: one not spoken lately, else the longest unspoken.

        A question already asked in this conversation is never picked; when the bank has no
        other left, the result is empty and the reply goes without.
        """
        phrases = [p for p in self._book[bank] if p.ref not in self._asked]
        if not phrases:
            return ""
        fresh = [p for p in phrases if p.ref not in self._recent and p.ref not in self.taken]
        if self._short:
            fresh = sorted(fresh, key=lambda phrase: len(phrase.template))[:SHORTEST]
        chosen = fresh[self._seed % len(fresh)] if fresh else min(phrases, key=self._last_spoken)
        self.taken.append(chosen.ref)
        if "?" in chosen.template:
            self.asked = chosen.ref
        return chosen.fill(**inputs)

    def _last_spoken(self, phrase: Phrase) -> int:
        if phrase.ref in self.taken:
            return RECENT
        refs = self._recent
        return max((i for i, ref in enumerate(refs) if ref == phrase.ref), default=-1)
