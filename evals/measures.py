"""Measures of one conversation, from what was said and what each reply did."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from agent.domain import Move
from evals.talks import Said

REFLECTIONS = frozenset({Move.SIMPLE_REFLECTION, Move.COMPLEX_REFLECTION})
QUESTIONS = frozenset({Move.OPEN_QUESTION, Move.CLOSED_QUESTION})

LONG_REPLY = 100
"""Words; a reply should have at most about 90, and a little over is no fault."""

_QUESTION = re.compile(r"[^.?!:\n]*\?")
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_REFUSED = re.compile(r"(?:nei|no)\b", re.IGNORECASE)


def questions_in(text: str) -> list[str]:
    """The questions of an utterance, folded; words quoted back are not its own."""
    found = _QUESTION.findall(_QUOTED.sub("", text))
    folded = (" ".join(_WORD.findall(question.lower())) for question in found)
    return [question for question in folded if question]


def two_questions(coach: Iterable[Said]) -> int:
    """Turns that ask more than once."""
    return sum(len(questions_in(one.text)) > 1 for one in coach)


def repeated_questions(coach: Iterable[Said]) -> list[str]:
    """Questions that were asked before in the same talk, once for each time."""
    asked: set[str] = set()
    again: list[str] = []
    for question in (question for one in coach for question in questions_in(one.text)):
        if question in asked:
            again.append(question)
        asked.add(question)
    return again


def reflections_per_question(coach: Iterable[Said]) -> float:
    """Reflections for each question; a talk without questions counts its reflections."""
    moves = [move for one in coach for move in one.moves]
    reflected = sum(move in REFLECTIONS for move in moves)
    return reflected / max(1, sum(move in QUESTIONS for move in moves))


def advice_unasked(said: Sequence[Said]) -> int:
    """Turns that give advice without leave: asked for in the turn before, and not refused."""
    coach = [None, *(place for place, one in enumerate(said) if one.who == "coach")]
    return sum(
        Move.ADVICE in said[place].moves and not _leave(said, before, place)
        for before, place in pairwise(coach)
        if place is not None
    )


def open_share(coach: Iterable[Said]) -> float:
    """Share of questions that open; of none, all do."""
    moves = [move for one in coach for move in one.moves if move in QUESTIONS]
    return sum(move is Move.OPEN_QUESTION for move in moves) / len(moves) if moves else 1.0


def coach_words(said: Iterable[Said]) -> float:
    """The coach's share of the words; a button that was pressed has none."""
    counted = {"coach": 0, "coachee": 0}
    for one in said:
        counted[one.who] += 0 if one.is_action else words(one.text)
    return counted["coach"] / max(1, sum(counted.values()))


def long_replies(coach: Iterable[Said]) -> int:
    """Replies that go on for too long."""
    return sum(words(one.text) > LONG_REPLY for one in coach)


def refused(coach: Iterable[Said]) -> int:
    """Turns in which the coach had no answer but an error."""
    return sum(not one.answered for one in coach)


def words(text: str) -> int:
    """How many words a text has."""
    return len(_WORD.findall(text))


def _leave(said: Sequence[Said], before: int | None, place: int) -> bool:
    """Whether the coach asked for leave at `before`, and what came then was no refusal."""
    if before is None or Move.PERMISSION not in said[before].moves:
        return False
    return not any(_REFUSED.match(one.text.strip()) for one in said[before + 1 : place])
