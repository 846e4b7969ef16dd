"""What one utterance does, by rule: function over form.

"Kan du fortelle mer?" is an open question in function; "Har du vurdert å si fra?" is advice.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import NamedTuple

from agent.domain import Language, Move
from agent.listening.commitments import find_commitment
from agent.listening.lexicon import alternatives, lexicon, phrases, spaced
from agent.listening.signals import MoveResult
from agent.listening.text import MAX_MESSAGE, plain, sentences, words

_ANY_DAY = date(2026, 1, 5)
"""Whether something is a commitment does not hang on the day it is said."""

_SURE, _LIKELY, _POSSIBLE, _FLOOR = 0.9, 0.7, 0.4, 0.02
_EDGE = " \t\"'“”«»().,;:–—-*"
_BOUNDARY = re.compile(r"[,;:–—]\s+|\s-\s")

_WEIGHT = {
    Move.JUDGEMENT: 9,
    Move.PERMISSION: 8,
    Move.ADVICE: 7,
    Move.OPEN_QUESTION: 6,
    Move.CLOSED_QUESTION: 5,
    Move.COMMITMENT: 4,
    Move.AFFIRMATION: 3,
    Move.OBSERVATION: 3,
    Move.COMPLEX_REFLECTION: 2,
    Move.SIMPLE_REFLECTION: 2,
    Move.INFORMATION: 1,
    Move.OTHER: 0,
}
"""What an utterance of several sentences is taken for: its most consequential move."""


def classify_move(text: str, language: Language) -> MoveResult:
    """The move of an utterance; of several in it, the one that weighs most.

    Args:
        text: One utterance, of a coach or a coachee; read up to `MAX_MESSAGE` characters.
        language: The language it is in.
    """
    scores = dict.fromkeys(Move, 0.0)
    for sentence in sentences(text[:MAX_MESSAGE]):
        for move, score in _sentence_scores(sentence, language).items():
            scores[move] = max(scores[move], score)
    best = max(Move, key=lambda move: (scores[move] >= _LIKELY, _WEIGHT[move], scores[move]))
    if scores[best] < _LIKELY:
        best = max(Move, key=lambda move: (scores[move], _WEIGHT[move]))
    if scores[best] == 0:
        best = Move.OTHER
        scores[best] = _POSSIBLE
    top = scores[best]  # what weighs less may be as sure, not surer
    return MoveResult(move=best, scores={m: max(min(s, top), _FLOOR) for m, s in scores.items()})


def is_open_question(text: str, language: Language) -> bool:
    """Whether a text is one open question in form: the strict guard of the question bank.

    One question mark, at the end; an open start (a leading clause - "Hvis ..., " - must come to
    an open question); not to be answered with yes or no, and no choice between two.
    """
    asked = plain(text).strip(" \"'“”«»")
    patterns = _patterns(language)
    if asked.count("?") != 1 or not asked.endswith("?") or patterns.either_or.search(asked):
        return False
    last = sentences(asked)[-1].strip(" \"'“”«»")
    if patterns.strict_start.match(last) is None or patterns.one_fact.match(last):
        return False
    if patterns.leading.match(last) is None:
        return True
    main = _BOUNDARY.split(last, maxsplit=1)[-1]
    return main != last and any(
        patterns.question_word.match(piece) for piece in _BOUNDARY.split(last)[1:]
    )


def _sentence_scores(sentence: str, language: Language) -> dict[Move, float]:
    """What a sentence may be doing, and how likely."""
    patterns = _patterns(language)
    said = plain(sentence).strip(_EDGE)
    body = patterns.opener.sub("", said).strip(_EDGE) or said
    for move, pattern in patterns.first:
        if pattern.search(said) if move is Move.JUDGEMENT else _starts(pattern, said, body):
            return {move: _SURE}
    if _starts(patterns.open_start, said, body) and (
        said.endswith("?") or _invites(body, patterns)
    ):
        chosen = patterns.either_or.search(said)
        return {Move.CLOSED_QUESTION: _LIKELY} if chosen else {Move.OPEN_QUESTION: _SURE}
    if said.endswith("?"):
        return _question(said, body, patterns)
    return _statement(said, body, language)


def _question(said: str, body: str, patterns: _Patterns) -> dict[Move, float]:
    closed = patterns.closed_start.match(body) is not None
    asks_openly = any(
        patterns.question_word.match(piece) for piece in _BOUNDARY.split(said) if piece
    )
    if asks_openly and not patterns.either_or.search(said):
        return {Move.OPEN_QUESTION: _LIKELY, Move.CLOSED_QUESTION: _POSSIBLE}
    return {Move.CLOSED_QUESTION: _SURE if closed else _LIKELY, Move.OPEN_QUESTION: _FLOOR}


def _statement(said: str, body: str, language: Language) -> dict[Move, float]:
    patterns = _patterns(language)
    for move, pattern in patterns.then:
        if _starts(pattern, said, body):
            return {move: _SURE}
    if _starts(patterns.information, said, body):
        return {Move.INFORMATION: _LIKELY}
    leads = patterns.reflection.match(said) or patterns.reflection.match(body)
    if leads and not patterns.not_reflection.search(said):
        deep = patterns.complex_mark.search(said) is not None
        kind, other = Move.COMPLEX_REFLECTION, Move.SIMPLE_REFLECTION
        return {kind: _LIKELY, other: _POSSIBLE} if deep else {other: _LIKELY, kind: _POSSIBLE}
    if find_commitment(said, language, _ANY_DAY) is not None:
        return {Move.COMMITMENT: _SURE}
    return {Move.OTHER: _POSSIBLE}


def _starts(pattern: re.Pattern[str], said: str, body: str) -> bool:
    """Whether the sentence, or a clause of it, starts so."""
    if pattern.match(said) or pattern.match(body):
        return True
    return any(pattern.match(piece) for piece in _BOUNDARY.split(said)[1:])


def _invites(body: str, patterns: _Patterns) -> bool:
    """ "Fortell mer", "tell me about it": an open question without a question mark."""
    return patterns.invitation.match(body) is not None and len(words(body)) < 20


class _Patterns(NamedTuple):
    first: tuple[tuple[Move, re.Pattern[str]], ...]
    then: tuple[tuple[Move, re.Pattern[str]], ...]
    opener: re.Pattern[str]
    open_start: re.Pattern[str]
    strict_start: re.Pattern[str]
    leading: re.Pattern[str]
    invitation: re.Pattern[str]
    one_fact: re.Pattern[str]
    question_word: re.Pattern[str]
    closed_start: re.Pattern[str]
    either_or: re.Pattern[str]
    reflection: re.Pattern[str]
    not_reflection: re.Pattern[str]
    complex_mark: re.Pattern[str]
    information: re.Pattern[str]


@cache
def _patterns(language: Language) -> _Patterns:
    lists = lexicon(language).moves

    def starts(fragments: tuple[str, ...]) -> re.Pattern[str]:
        return re.compile(rf"{spaced(alternatives(fragments))}(?!\w)")

    return _Patterns(
        first=(
            (Move.PERMISSION, starts(lists.permission)),
            (Move.JUDGEMENT, phrases(lists.judgement)),
            (Move.ADVICE, starts(lists.advice)),
        ),
        then=(
            (Move.AFFIRMATION, starts(lists.affirmation)),
            (Move.OBSERVATION, starts(lists.observation)),
        ),
        opener=re.compile(rf"\A(?:{spaced(alternatives(lists.openers))}(?!\w)[\s,.!]*)+"),
        open_start=starts(lists.open_starts),
        strict_start=starts(lists.strict_starts),
        leading=starts(lists.leading),
        invitation=starts(lists.invitations),
        one_fact=starts(lists.one_fact),
        question_word=starts(lists.question_words),
        closed_start=starts(lists.closed_starts),
        either_or=re.compile(spaced(alternatives(lists.either_or))),
        reflection=starts(lists.reflection_leads),
        not_reflection=re.compile(spaced(alternatives(lists.reflection_not))),
        complex_mark=phrases(lists.complex_marks),
        information=starts(lists.information),
    )
