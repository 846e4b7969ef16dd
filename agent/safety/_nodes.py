"""What patterns are made of, matched on the words of a sentence.

Every part answers with the set of places it reaches, so that no pattern can be slow: the work
is bounded by the words of the sentence times the parts of the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Sentence(NamedTuple):
    """Folded words; `starts` are the places of words that begin a clause."""

    words: tuple[str, ...]
    starts: frozenset[int]
    vocabulary: frozenset[str]


class Node(Protocol):
    """A part of a pattern.

    `first` and `needs` are words: one of `first` begins any match, one of `needs` is in any
    match; None when that cannot be told.
    """

    @property
    def first(self) -> frozenset[str] | None: ...

    @property
    def needs(self) -> frozenset[str] | None: ...

    def ends(self, sentence: Sentence, at: int) -> set[int]:
        """The places at which a match from `at` may end."""
        ...


class Words:
    """Any of a set of words and fixed phrases, or of words with a choice of endings."""

    def __init__(
        self,
        phrases: Iterable[tuple[str, ...]],
        stems: Iterable[str] = (),
        common: frozenset[str] = frozenset(),
    ) -> None:
        self._tails: dict[str, list[tuple[str, ...]]] = {}
        needs: set[str] = set()
        for phrase in phrases:
            self._tails.setdefault(phrase[0], []).append(phrase[1:])
            needs.add(next((word for word in phrase if word not in common), phrase[0]))
        stem = "|".join(stems)
        self._stems = re.compile(stem) if stem else None
        self.first = None if stem else frozenset(self._tails)
        self.needs = None if stem else frozenset(needs)

    def ends(self, sentence: Sentence, at: int) -> set[int]:
        """One place for each phrase that stands here."""
        words = sentence.words
        if at >= len(words):
            return set()
        found: set[int] = set()
        for tail in self._tails.get(words[at], ()):
            end = at + 1 + len(tail)
            if words[at + 1 : end] == tail:
                found.add(end)
        if self._stems is not None and self._stems.fullmatch(words[at]):
            found.add(at + 1)
        return found


@dataclass(frozen=True)
class Sequence:
    """One part after the other."""

    parts: tuple[Node, ...]
    first: frozenset[str] | None
    needs: frozenset[str] | None
    gates: tuple[frozenset[str], ...]

    def ends(self, sentence: Sentence, at: int) -> set[int]:
        """The places reached through all parts."""
        places = {at}
        for part in self.parts:
            places = {end for place in places for end in part.ends(sentence, place)}
            if not places:
                break
        return places


@dataclass(frozen=True)
class Choice:
    """Any of several."""

    options: tuple[Node, ...]
    first: frozenset[str] | None
    needs: frozenset[str] | None

    def ends(self, sentence: Sentence, at: int) -> set[int]:
        """The places reached through any option."""
        word = sentence.words[at] if at < len(sentence.words) else ""
        return {
            end
            for option in self.options
            if option.first is None or word in option.first
            for end in option.ends(sentence, at)
        }


@dataclass(frozen=True)
class Repeat:
    """The same part from `least` to `most` times."""

    part: Node
    least: int
    most: int

    @property
    def first(self) -> frozenset[str] | None:
        """Known only for what cannot be missing."""
        return self.part.first if self.least else None

    @property
    def needs(self) -> frozenset[str] | None:
        """Known only for what cannot be missing."""
        return self.part.needs if self.least else None

    def ends(self, sentence: Sentence, at: int) -> set[int]:
        """The places reached after each allowed number of times."""
        reached = {at}
        found = {at} if self.least == 0 else set[int]()
        for times in range(1, self.most + 1):
            reached = {end for place in reached for end in self.part.ends(sentence, place)}
            if not reached:
                break
            if times >= self.least:
                found |= reached
        return found


@dataclass(frozen=True)
class Gap:
    """Up to `most` words, none of them a negation."""

    most: int
    negations: frozenset[str]
    first: None = None
    needs: None = None

    def ends(self, sentence: Sentence, at: int) -> set[int]:
        """Every place up to the first negation."""
        found = {at}
        for place, word in enumerate(sentence.words[at : at + self.most], at + 1):
            if word in self.negations:
                break
            found.add(place)
        return found


@dataclass(frozen=True)
class NotAhead:
    """Nothing of this may follow."""

    part: Node
    first: None = None
    needs: None = None

    def ends(self, sentence: Sentence, at: int) -> set[int]:
        """Here, or nowhere."""
        return set() if self.part.ends(sentence, at) else {at}


@dataclass(frozen=True)
class ClauseStart:
    """The start of a clause, or the place after a word that leads into one."""

    leads: frozenset[str]
    first: None = None
    needs: None = None

    def ends(self, sentence: Sentence, at: int) -> set[int]:
        """Here, or nowhere."""
        begins = at == 0 or at in sentence.starts or sentence.words[at - 1] in self.leads
        return {at} if begins else set()


class End:
    """The end of the sentence or of a clause."""

    first = None
    needs = None

    def ends(self, sentence: Sentence, at: int) -> set[int]:
        """Here, or nowhere."""
        return {at} if at == len(sentence.words) or at in sentence.starts else set()
