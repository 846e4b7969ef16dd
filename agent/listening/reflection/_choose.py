"""Which clause of a message matters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from agent.listening.reflection._lexicon import Common
from agent.listening.reflection._text import Tokens

FEELING = 3.0
STAKE = 2.0
CONTRAST = 3.0
OWN = 1.0
BACKGROUND = -2.0
LAST = 2.0
LIGHT_WORDS = 4
LIGHT_WORDS_POINTING_BACK = 7
_POINTERS = frozenset("det dette it that this it's that's".split())
# Below this, a clause carries nothing that could stand for the whole message.
WEIGHTY = 4.0


class Segment(NamedTuple):
    """A main clause of a sentence; `joiner` binds it to the one before, `index` counts them."""

    tokens: Tokens
    joiner: str = ""
    contrast: bool = False
    index: int = 0


class Candidate(NamedTuple):
    """A clause with its weight, and the clause before it in the sentence.

    `light`: it says little without that clause ("... but nobody came").
    """

    tokens: Tokens
    before: Tokens
    joiner: str
    weight: float
    light: bool


def weigh(segments: Sequence[Sequence[Segment]], lists: Common) -> list[Candidate]:
    """All clauses, the weightiest first; of equals the later one."""
    total = sum(len(sentence) for sentence in segments)
    found: list[Candidate] = []
    for sentence in segments:
        for segment in sentence:
            before = sentence[segment.index - 1].tokens if segment.index else ()
            words = [token.low for token in segment.tokens]
            weight = _weight(words, segment.contrast, lists) + LAST * (len(found) + 1) / total
            light = _is_light(words) and not lists.feelings.within(words)
            found.append(Candidate(segment.tokens, before, segment.joiner, weight, light))
    found.reverse()  # sorting is stable: of equals, the later one comes first
    return sorted(found, key=lambda candidate: candidate.weight, reverse=True)


def _is_light(words: list[str]) -> bool:
    most = LIGHT_WORDS_POINTING_BACK if _POINTERS & set(words) else LIGHT_WORDS
    return len(words) <= most


def _weight(words: list[str], contrast: bool, lists: Common) -> float:
    return (
        FEELING * lists.feelings.within(words)
        + STAKE * lists.stakes.within(words)
        + CONTRAST * contrast
        + OWN * lists.first_person.within(words[:2])
        + OWN * lists.first_person.within(words)
        + BACKGROUND * lists.background.within(words)
    )
