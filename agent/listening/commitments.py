"""Commitments: an action the coachee takes on, told from wishes, worries, facts and others' tasks.

A sentence holds a commitment when a *head* ("jeg skal", "I'm going to", "i morgen ringer jeg")
opens a main clause - nothing before it but dates, small words or a condition - and what follows
is an action. The head may be missing in a short answer ("Ringe Ola fredag").
"""

from __future__ import annotations

import re
from datetime import date

from agent.domain import Language
from agent.listening import verbs
from agent.listening._commitment_sentence import (
    SHORT_CLAUSE,
    Found,
    Front,
    Head,
    Sentence,
    due_of,
    if_then_of,
    negated,
    only_says_when,
    sentence_of,
)
from agent.listening._commitment_short import short_answer
from agent.listening._commitment_words import Kind, Patterns, forms_of, patterns_of
from agent.listening.actions import Action, action_words, cut_action
from agent.listening.fronts import (
    EDGE,
    clause_start,
    fronts,
    may_front,
    quoted,
    without_openers,
)
from agent.listening.signals import CommitmentCandidate
from agent.listening.text import MAX_MESSAGE, fold, sentences, words

_LONG_ENOUGH_CONDITION = 3
_HEADS = 16
_HEDGED_WITHIN = 3
_INFINITIVE_NB = re.compile(r"\w+[aeiosyøå]\Z")


def find_commitment(
    text: str, language: Language, today: date, *, expected: bool = False
) -> CommitmentCandidate | None:
    """The first commitment in a message.

    Args:
        text: The coachee's message; read up to `MAX_MESSAGE` characters.
        language: The language it is in (`NB` covers Nynorsk).
        today: The coachee's today, which dates are counted from.
        expected: The coach just asked what the coachee will do, so that short answers,
            "jeg kan" and plain present count too.

    Returns:
        The action in own words as an infinitive, its date, and its if-then sentence;
        or None when there is no commitment.
    """
    pieces = sentences(text[:MAX_MESSAGE])
    for index, piece in enumerate(pieces):
        found = _in_sentence(sentence_of(piece, language, today, expected), len(pieces))
        if found is None:
            continue
        beside = [*pieces[index + 1 : index + 2], *pieces[max(index - 1, 0) : index]]
        due = found.due or _date_beside(beside, language, today)
        if_then = found.if_then or _later_if_then(pieces[index + 1 :], language, today)
        return CommitmentCandidate(action=found.action, due=due, if_then=if_then)
    return None


def find_if_then(text: str, language: Language, today: date) -> str | None:
    """The whole if-then sentence of a message ("Hvis X, skal jeg Y"), if there is one."""
    return _later_if_then(sentences(text[:MAX_MESSAGE]), language, today)


def _date_beside(pieces: list[str], language: Language, today: date) -> date | None:
    """A date in a short sentence right after or before: "Jeg skal ringe Ola. På fredag."."""
    for piece in pieces:
        if len(words(piece)) > SHORT_CLAUSE or piece.endswith("?"):
            continue
        sentence = sentence_of(piece, language, today, expected=False)
        near = [s.day for s in sentence.spans if s.day]
        if near and only_says_when(sentence, 0, len(piece)):
            return near[0]
    return None


def _later_if_then(pieces: list[str], language: Language, today: date) -> str | None:
    for piece in pieces:
        found = _in_sentence(sentence_of(piece, language, today, expected=True), 1)
        if found is not None and found.if_then:
            return found.if_then
    return None


def _in_sentence(sentence: Sentence, of: int) -> Found | None:
    patterns = patterns_of(sentence.language)
    ending = forms_of(sentence.language).tag.search(sentence.folded)
    if sentence.folded.rstrip(" \"'»”)").endswith("?"):
        if ending is None:
            return None
        sentence = sentence._replace(
            text=sentence.text[: ending.start()], folded=sentence.folded[: ending.start()]
        )
    for head in _heads(sentence, patterns):
        front = _front(sentence, head)
        if front is None:
            continue
        found = _found(sentence, head, front)
        if found is not None:
            return found
    return short_answer(sentence, patterns, of)


# --- heads and what stands before them -------------------------------------------------


def _heads(sentence: Sentence, patterns: Patterns) -> list[Head]:
    folded = sentence.folded
    found = [
        Head(m.start(), m.end(), kind)
        for kind, pattern in forms_of(sentence.language).heads
        for m in pattern.finditer(folded)
    ]
    found += [
        Head(m.start(), m.start("verb"), kind, m["verb"])
        for kind, pattern in forms_of(sentence.language).present
        for m in pattern.finditer(folded)
        if m["verb"] == "har" or not patterns.states.match(folded, m.start("verb"))
    ]
    return sorted(found, key=lambda head: (head.start, head.kind))[:_HEADS]


def _front(sentence: Sentence, head: Head) -> Front | None:
    """Whether the head opens a main clause, and what stands before it; None if it does not."""
    before = sentence.folded[: head.start]
    if quoted(before):
        return None
    start = clause_start(before, sentence.language)
    prefix = before[start:]
    condition = _condition(sentence, before, start, head)
    if condition is not None:
        return Front(head.start, condition, agreed=False)
    agreed = bool(forms_of(sentence.language).agree.match(before))
    remaining = _without_small_words(sentence, start, prefix)
    inverted = head.kind in (Kind.INVERTED, Kind.PRESENT_INVERTED) or (
        head.kind is Kind.SOFT
        and forms_of(sentence.language).verb_first.match(sentence.folded, head.start) is not None
    )
    if inverted and not before.strip():
        return None
    fits = inverted or sentence.language is Language.EN
    if not remaining or (fits and may_front(remaining, sentence.language)):
        return Front(start, None, agreed)
    return None


def _condition(sentence: Sentence, before: str, start: int, head: Head) -> int | None:
    """Where the condition starts that the head's clause is the "then" of."""
    dates = [range(s.start, s.end) for s in sentence.spans]
    found = (m.start("word") for m in forms_of(sentence.language).condition.finditer(before))
    openings = [at for at in found if not any(at in span for span in dates)]
    if not openings:
        return None
    at = openings[-1]
    prefix = before[max(start, at) :]
    if len(words(before[at:])) < _LONG_ENOUGH_CONDITION:
        return None
    last = (words(before) or [""])[-1]
    if at < start:  # a comma or "så" between: the clause before must be the condition itself
        between = before[at:start]
        closed = len(re.findall(EDGE, between)) <= 2
        return at if closed and not without_openers(prefix, sentence.language) else None
    subject_first = head.kind in (Kind.FIRM, Kind.SOFT, Kind.PRESENT, Kind.REPORTED)
    if (subject_first and sentence.language is Language.NB) or fronts(
        sentence.language
    ).subordinate.fullmatch(last):
        return None
    return at


def _without_small_words(sentence: Sentence, start: int, prefix: str) -> str:
    """The prefix without its dates and opening words."""
    kept = list(prefix)
    for span in sentence.spans:
        for at in range(max(span.start - start, 0), min(span.end - start, len(kept))):
            kept[at] = " "
    return without_openers("".join(kept), sentence.language)


# --- what follows ---------------------------------------------------------------------


def _found(sentence: Sentence, head: Head, front: Front) -> Found | None:
    patterns = patterns_of(sentence.language)
    action = cut_action(sentence.folded, head.end, sentence.language)
    dated = due_of(sentence, front, action)
    if not _allowed(sentence, head, front, action, dated is not None, patterns):
        return None
    form = head.verb or _gerund(sentence, action)
    worded = action_words(sentence.text, action, sentence.spans, form, sentence.language)
    if not worded or not _is_action(worded, sentence.language, patterns):
        return None
    if patterns.event.match(fold(worded)) and patterns.dread.search(sentence.folded):
        return None
    return Found(worded, dated, if_then_of(sentence, front, action, worded, patterns))


def _allowed(
    sentence: Sentence,
    head: Head,
    front: Front,
    action: Action,
    dated: bool,
    patterns: Patterns,
) -> bool:
    """Whether this kind of head, with what follows, is a promise at all."""
    kind, expected = head.kind, sentence.expected
    body = sentence.folded[action.start : action.end]
    opening = " ".join(body.split()[:_HEDGED_WITHIN])
    if negated(body, patterns) or patterns.hedge.search(opening):
        return False
    if kind in (Kind.FIRM, Kind.INVERTED, Kind.REPORTED, Kind.ELLIPTIC):
        return True
    if kind is Kind.SOFT:
        return (dated or expected) and _first_is_action(body, sentence.language)
    if head.verb == "har" and dated:  # "innen fredag har jeg skrevet ..."
        return patterns.deadline.match(sentence.folded, front.start) is not None
    if patterns.states.match(body) or patterns.habit.search(sentence.folded):
        return False
    if not dated and patterns.every.search(sentence.folded):
        return False
    known = verbs.known_infinitive(head.verb or "", sentence.language)
    is_known = known is not None and verbs.is_action(known, sentence.language)
    if front.condition is not None:
        sure = patterns.condition_sure.match(sentence.folded, front.condition)
        return is_known and (expected or sure is not None)
    if dated:
        return is_known or (head.verb is not None and _regular(head.verb, sentence.language))
    return is_known and (expected or front.agreed)


def _is_action(worded: str, language: Language, patterns: Patterns) -> bool:
    """Whether the words after a head name something to do, not a place, a state or a fear."""
    folded = fold(worded)
    first = (words(folded) or [""])[0]
    if patterns.pronoun.match(folded) or patterns.meta.match(folded):
        return False
    if first in ("ha", "få", "have") and not patterns.have_done.match(folded):
        return False
    if patterns.blocked.match(folded):
        return False
    if language is Language.NB:
        finite = verbs.known_infinitive(first, language) is not None
        return _INFINITIVE_NB.match(first) is not None and not finite
    named = worded[0].isupper() and not worded.split(maxsplit=1)[0].isupper()  # "to Leeds"
    return not named or verbs.is_action(first, language)


def _gerund(sentence: Sentence, action: Action) -> str | None:
    """The -ing form that an English action starts with ("I commit to finishing")."""
    first = (words(sentence.folded[action.start : action.end]) or [""])[0]
    known = verbs.known_infinitive(first, sentence.language)
    return first if sentence.language is Language.EN and known else None


def _first_is_action(body: str, language: Language) -> bool:
    first = (words(body) or [""])[0]
    if verbs.is_action(first, language):
        return True
    return language is Language.NB and first.endswith("ere") and len(first) > 5


def _regular(form: str, language: Language) -> bool:
    """Whether an unknown form can be a present (nb) or -ing form (en) of some verb."""
    return form.endswith("er" if language is Language.NB else "ing") and len(form) > 4
