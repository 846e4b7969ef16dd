"""From a message to a reflection or a quotation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from agent.domain import Frozen, Language
from agent.listening.reflection import _en_split, _en_turn, _nb_split, _nb_turn
from agent.listening.reflection._choose import (
    BINDING,
    COMMA,
    WEIGHTY,
    Candidate,
    Segment,
    corrects_before,
    weigh,
)
from agent.listening.reflection._guards import is_quotable, is_sayable, is_statement, leave_alone
from agent.listening.reflection._lexicon import common, names, verbs
from agent.listening.reflection._text import Tokens, clean, join, lows, sentences, source_of

MAX_WORDS = 22
MAX_CHARS = 200
_LONGEST_SENTENCE = 70
_TRIES = 3
_MAX_JOINED = 18

_SPLIT: dict[Language, Callable[[Tokens], list[Segment]]] = {
    Language.NB: _nb_split.split,
    Language.EN: _en_split.split,
}
_STRIP: dict[Language, Callable[[Tokens], tuple[Tokens, bool]]] = {
    Language.NB: _nb_turn.strip,
    Language.EN: _en_turn.strip,
}
_TURN: dict[Language, Callable[[Tokens, Tokens], list[str] | None]] = {
    Language.NB: _nb_turn.turn,
    Language.EN: _en_turn.turn,
}


class Reflection(Frozen):
    """What the coachee said, said back.

    `clause` can stand after "Så det jeg hører er at ..." and "So what I hear is that ...":
    second person, no capital, no final stop. `source` is the coachee's own clause, verbatim.
    """

    clause: str
    source: str


def reflect(text: str, language: Language) -> Reflection | None:
    """Say back the clause that matters most, or nothing when that is not safe."""
    text = clean(text)
    for place, candidate in enumerate(islice(_candidates(text, language), _TRIES)):
        if place and candidate.weight < WEIGHTY:
            break
        words = _TURN[language](candidate.tokens, candidate.before)
        if words and _is_sound(words, language):
            joined = _joined(candidate, words, language)
            if candidate.dangling and not joined:
                continue
            spoken = candidate.before + candidate.tokens if joined else candidate.tokens
            source = source_of(text, _STRIP[language](spoken)[0])
            return Reflection(clause=join(joined or words), source=source)
    return None


def _joined(candidate: Candidate, words: list[str], language: Language) -> list[str] | None:
    """A light clause with the one before it: "you asked twice, but nobody came"."""
    joiner = candidate.joiner
    low = lows(candidate.tokens)
    corrects = joiner == COMMA and corrects_before(candidate.before, low)
    if not candidate.light or not (corrects or joiner in BINDING):
        return None
    lists = common(language)
    if not is_sayable(lows(candidate.before), lists):
        return None
    first = _TURN[language](candidate.before, ())
    if not first:
        return None
    again = ["at"] if language is Language.NB else []
    bound = [",", *words] if corrects else [",", joiner, *again, *words]
    whole = [*first, *bound]
    short = sum(word[0].isalnum() for word in whole) <= _MAX_JOINED
    return whole if short and _is_sound(whole, language) else None


def quote(text: str, language: Language) -> str | None:
    """The coachee's own short clause worth quoting, verbatim, or None."""
    text = clean(text)
    for candidate in islice(_candidates(text, language), _TRIES):
        tokens = candidate.before + candidate.tokens if candidate.dangling else candidate.tokens
        spoken = _STRIP[language](tokens)[0]
        words = lows(spoken)
        if is_quotable(words, language) and is_sayable(words, common(language)):
            return source_of(text, spoken)
    return None


def _candidates(text: str, language: Language) -> Iterator[Candidate]:
    """The clauses that can be said back, the weightiest first."""
    lists = common(language)
    found = sentences(text, names())
    if leave_alone(found, lists):
        return
    forms = verbs(language)
    told = [
        _SPLIT[language](sentence.tokens)
        for sentence in found
        if len(sentence.tokens) <= _LONGEST_SENTENCE and is_statement(sentence, lists, forms)
    ]
    for candidate in weigh(told, lists):
        if is_sayable(lows(_STRIP[language](candidate.tokens)[0]), lists):
            yield candidate


def _is_sound(words: list[str], language: Language) -> bool:
    """Whether the outcome is of a size to be said and speaks of nobody as "I"."""
    size = sum(word[0].isalnum() for word in words)
    own = common(language).first_person.within([word.lower() for word in words])
    return 2 <= size <= MAX_WORDS and len(join(words)) <= MAX_CHARS and not own
