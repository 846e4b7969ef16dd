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
OWN_WITHIN = 3  # the subject, also behind a fronted adverb and the verb
BACKGROUND = -2.0
COMMA = ","
LAST = 2.0
REPORTED = -4.0
"""What somebody else said is background to what the coachee makes of it."""
LIGHT_WORDS = 4
LIGHT_WORDS_POINTING_BACK = 7
# Joiners that bind a clause to the one before closely enough to say both.
BINDING = frozenset({"og", "men", "and", "but", "yet"})
_SPEAKERS = frozenset({"jeg", "eg", "vi", "i", "we"})
_NEGATIONS = frozenset({"ikke", "ikkje", "not", "didn't", "doesn't", "wasn't", "isn't"})
_CORRECTING = frozenset({"han", "hun", "ho", "de", "det", "den", "he", "she", "they", "it"})
_REPORTING = frozenset(
    {"sa", "sier", "spurte", "fortalte", "mente", "said", "says", "told", "asked"}
)
_POINTERS = frozenset({"det", "it", "it's", "that's"})
_SUBJECTS_POINTING_BACK = frozenset({"det", "dette", "it", "that", "this"})
# With a noun behind, these point nowhere: "this project".
_POINTERS_ALONE = frozenset({"dette", "this", "that"})
_BEHIND_POINTERS = frozenset(
    {
        "",
        "before",
        "again",
        "anymore",
        "now",
        "yet",
        "last",
        "too",
        "either",
        "anyway",
        "from",
        "lenger",
    }
)
# Below this, a clause carries nothing that could stand for the whole message.
WEIGHTY = 4.0


class Segment(NamedTuple):
    """A main clause of a sentence; `joiner` binds it to the one before, `number` counts them."""

    tokens: Tokens
    joiner: str = ""
    contrast: bool = False
    number: int = 0


class Candidate(NamedTuple):
    """A clause with its weight, and the clause before it in the sentence.

    `light`: it says little without that clause ("... but nobody came"), and
    `dangling`: nothing at all, since it points back to it ("... and he knows it").
    """

    tokens: Tokens
    before: Tokens
    joiner: str
    weight: float
    light: bool
    dangling: bool


def weigh(segments: Sequence[Sequence[Segment]], lists: Common) -> list[Candidate]:
    """All clauses, the weightiest first; of equals the later one."""
    total = sum(len(sentence) for sentence in segments)
    found: list[Candidate] = []
    for sentence in segments:
        for segment in sentence:
            before = sentence[segment.number - 1].tokens if segment.number else ()
            words = [token.low for token in segment.tokens]
            felt = lists.feelings.within(words)
            weight = FEELING * felt + CONTRAST * segment.contrast + LAST * (len(found) + 1) / total
            weight += _weight(words, lists)
            points = bool(before) and segment.joiner in BINDING and _points_back(words)
            corrects = segment.joiner == COMMA and corrects_before(before, words)
            light = points or corrects or (len(words) <= LIGHT_WORDS and not felt)
            if points:  # stands for both: "I finally got an answer, and it was a no"
                weight = max(weight, found[-1].weight)
            dangling = points and (not felt or words[0] in _SUBJECTS_POINTING_BACK)
            found.append(Candidate(segment.tokens, before, segment.joiner, weight, light, dangling))
    found.reverse()  # sorting is stable: of equals, the later one comes first
    return sorted(found, key=lambda candidate: candidate.weight, reverse=True)


def _reports_others(words: list[str]) -> bool:
    told = next((at for at, word in enumerate(words) if word in _REPORTING), None)
    return told is not None and _SPEAKERS.isdisjoint(words[:told])


def corrects_before(before: Tokens, words: Sequence[str]) -> bool:
    """Whether a clause says what was so instead: "the boss didn't ask me, he asked Ola"."""
    denied = not _NEGATIONS.isdisjoint(token.low for token in before)
    return denied and words[0] in _CORRECTING


def _points_back(words: list[str]) -> bool:
    if len(words) > LIGHT_WORDS_POINTING_BACK:
        return False
    if _POINTERS & set(words) or words[0] in _POINTERS_ALONE:
        return True
    return any(
        word in _POINTERS_ALONE and following in _BEHIND_POINTERS
        for word, following in zip(words, [*words[1:], ""], strict=True)
    )


def _weight(words: list[str], lists: Common) -> float:
    weight = REPORTED * _reports_others(words)
    weight += STAKE * lists.stakes.within(words) + BACKGROUND * lists.background.within(words)
    if lists.first_person.within(words):
        weight += OWN + OWN * lists.first_person.within(words[:OWN_WITHIN])
    return weight
