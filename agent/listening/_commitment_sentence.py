"""A sentence that may hold a commitment: its parts, its due date, its if-then plan."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from agent.domain import Language
from agent.listening import verbs
from agent.listening._commitment_words import Kind, Patterns, forms_of, patterns_of
from agent.listening.actions import Action
from agent.listening.dates import DateSpan, find_spans
from agent.listening.text import clauses, fold, words

SHORT_CLAUSE = 8
"""Words of a clause or sentence that may only say when."""

_DENIED_WITHIN = 5
_BULLET = re.compile(r"\A(?:[-*•–]|\d{1,2}[.)])\s+")


class Head(NamedTuple):
    start: int
    end: int
    kind: Kind
    verb: str | None = None


class Front(NamedTuple):
    """What stands before a head: where its clause starts, and its condition if any."""

    start: int
    condition: int | None
    agreed: bool


class Sentence(NamedTuple):
    """One sentence under analysis."""

    text: str
    folded: str
    spans: list[DateSpan]
    language: Language
    expected: bool


class Found(NamedTuple):
    action: str
    due: date | None
    if_then: str | None


def sentence_of(piece: str, language: Language, today: date, expected: bool) -> Sentence:
    piece = _BULLET.sub("", piece)
    spans = sorted(find_spans(piece, language, today))
    return Sentence(piece, fold(piece), spans, language, expected)


def negated(body: str, patterns: Patterns) -> bool:
    """Whether the clause itself is denied, not what one will say in it."""
    main = patterns.complement.split(patterns.negation_ok.sub(" ", body), maxsplit=1)[0]
    return patterns.negation.search(" ".join(main.split()[:_DENIED_WITHIN])) is not None


def due_of(sentence: Sentence, front: Front, action: Action) -> date | None:
    """The first date of the head's own clause, else of a short clause that is only a date."""
    own = [s.day for s in sentence.spans if s.day and front.start <= s.start < action.end]
    if own:
        return own[0]
    for clause in clauses(sentence.text):
        in_condition = front.condition is not None and clause.start <= front.condition < clause.end
        if in_condition or len(words(clause.text)) > SHORT_CLAUSE:
            continue
        near = [s.day for s in sentence.spans if s.day and clause.start <= s.start < clause.end]
        if near and (
            only_says_when(sentence, clause.start, clause.end) or _goes_on(sentence, clause.start)
        ):
            return near[0]
    return None


def _goes_on(sentence: Sentence, start: int) -> bool:
    """Whether a clause goes on with another act of the same subject: ", og viser den fram"."""
    after = forms_of(sentence.language).and_verb.match(sentence.folded, start)
    if after is None:
        return False
    known = verbs.known_infinitive(after["verb"], sentence.language) or after["verb"]
    return verbs.is_action(known, sentence.language)


def only_says_when(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a stretch is mostly a date, or "and I'll do that" with one."""
    if patterns_of(sentence.language).doing_it.search(sentence.folded, start, end):
        return True
    covered = sum(s.end - s.start for s in sentence.spans if start <= s.start < end)
    return 2 * covered >= end - start - 2


def if_then_of(
    sentence: Sentence, front: Front, action: Action, worded: str, patterns: Patterns
) -> str | None:
    if front.condition is not None:
        return sentence.text[front.condition :].strip()
    if action.condition is not None and not patterns.asking.match(fold(worded)):
        return sentence.text.strip()
    follow = forms_of(sentence.language).second_condition.search(sentence.folded, action.end)
    return sentence.text[follow.start("word") :].strip() if follow else None
