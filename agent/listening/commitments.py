"""Commitments: an action the coachee takes on, told from wishes, worries, facts and others' tasks.

A sentence holds a commitment when a *head* ("jeg skal", "I'm going to", "i morgen ringer jeg")
opens a main clause - nothing before it but dates, small words or a condition - and what follows
is an action. The head may be missing in a short answer ("Ringe Ola fredag").
"""

from __future__ import annotations

import re
from datetime import date
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from agent.domain import Language
from agent.listening import verbs
from agent.listening.actions import Action, action_words, cut_action, tidy
from agent.listening.dates import DateSpan, find_spans
from agent.listening.fronts import (
    EDGE,
    clause_start,
    fronts,
    may_front,
    quoted,
    without_openers,
)
from agent.listening.lexicon import alternatives, lexicon, phrases, spaced
from agent.listening.signals import CommitmentCandidate
from agent.listening.text import MAX_MESSAGE, clauses, fold, sentences, words

_LONG_ENOUGH_CONDITION = 3
_BARE_WORDS = 25
_LATER_WORDS = 6
_DENIED_WITHIN = 5
_BULLET = re.compile(r"\A(?:[-*•–]|\d{1,2}[.)])\s+")
_INFINITIVE_NB = re.compile(r"\w+[aeiosyøå]\Z")


class _Kind(IntEnum):
    """How sure a head is; the order breaks ties."""

    FIRM = 0  # "jeg skal", "I'll": an infinitive follows
    INVERTED = 1  # "i morgen skal jeg"
    REPORTED = 2  # "planen er at jeg" and a present form
    SOFT = 3  # "jeg kan", "let me": with a date, or when an action was asked for
    ELLIPTIC = 4  # "skal ringe Ola", "will call"
    PRESENT = 5  # "jeg ringer", "I'm calling"
    PRESENT_INVERTED = 6  # "da ringer jeg"
    BARE = 7  # "Ringe Ola fredag"


class _Head(NamedTuple):
    start: int
    end: int
    kind: _Kind
    verb: str | None = None


class _Front(NamedTuple):
    """What stands before a head: where its clause starts, and its condition if any."""

    start: int
    condition: int | None
    agreed: bool


class _Sentence(NamedTuple):
    """One sentence under analysis."""

    text: str
    folded: str
    spans: list[DateSpan]
    language: Language
    expected: bool


class _Found(NamedTuple):
    action: str
    due: date | None
    if_then: str | None


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
        found = _in_sentence(_sentence(piece, language, today, expected), len(pieces))
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


def _sentence(piece: str, language: Language, today: date, expected: bool) -> _Sentence:
    piece = _BULLET.sub("", piece)
    spans = sorted(find_spans(piece, language, today))
    return _Sentence(piece, fold(piece), spans, language, expected)


def _date_beside(pieces: list[str], language: Language, today: date) -> date | None:
    """A date in a short sentence right after or before: "Jeg skal ringe Ola. På fredag."."""
    for piece in pieces:
        if len(words(piece)) > _LATER_WORDS or piece.endswith("?"):
            continue
        sentence = _sentence(piece, language, today, expected=False)
        near = [s.day for s in sentence.spans if s.day]
        if near and _only_says_when(sentence, 0, len(piece)):
            return near[0]
    return None


def _later_if_then(pieces: list[str], language: Language, today: date) -> str | None:
    for piece in pieces:
        found = _in_sentence(_sentence(piece, language, today, expected=True), 1)
        if found is not None and found.if_then:
            return found.if_then
    return None


def _in_sentence(sentence: _Sentence, of: int) -> _Found | None:
    patterns = _patterns(sentence.language)
    ending = patterns.tag.search(sentence.folded)
    if sentence.folded.rstrip(" \"'»”)").endswith("?"):
        if ending is None:
            return None
        sentence = sentence._replace(
            text=sentence.text[: ending.start()], folded=sentence.folded[: ending.start()]
        )
    for head in _heads(sentence, patterns):
        front = _front(sentence, head, patterns)
        if front is None:
            continue
        found = _found(sentence, head, front)
        if found is not None:
            return found
    return _bare(sentence, patterns, of)


# --- heads and what stands before them -------------------------------------------------


def _heads(sentence: _Sentence, patterns: _Patterns) -> list[_Head]:
    folded = sentence.folded
    found = [
        _Head(m.start(), m.end(), kind)
        for kind, pattern in patterns.heads
        for m in pattern.finditer(folded)
    ]
    found += [
        _Head(m.start(), m.start("verb"), kind, m["verb"])
        for kind, pattern in patterns.present
        for m in pattern.finditer(folded)
        if m["verb"] == "har" or not patterns.states.match(folded, m.start("verb"))
    ]
    return sorted(found, key=lambda head: (head.start, head.kind))


def _front(sentence: _Sentence, head: _Head, patterns: _Patterns) -> _Front | None:
    """Whether the head opens a main clause, and what stands before it; None if it does not."""
    before = sentence.folded[: head.start]
    if quoted(before):
        return None
    start = clause_start(before, sentence.language)
    prefix = before[start:]
    condition = _condition(sentence, before, start, head)
    if condition is not None:
        return _Front(head.start, condition, agreed=False)
    agreed = bool(patterns.agree.match(before))
    remaining = _without_small_words(sentence, start, prefix)
    inverted = head.kind in (_Kind.INVERTED, _Kind.PRESENT_INVERTED) or (
        head.kind is _Kind.SOFT
        and patterns.verb_first.match(sentence.folded, head.start) is not None
    )
    if inverted and not before.strip():
        return None
    fits = inverted or sentence.language is Language.EN
    if not remaining or (fits and may_front(remaining, sentence.language)):
        return _Front(start, None, agreed)
    return None


def _condition(sentence: _Sentence, before: str, start: int, head: _Head) -> int | None:
    """Where the condition starts that the head's clause is the "then" of."""
    patterns = _patterns(sentence.language)
    dates = [range(s.start, s.end) for s in sentence.spans]
    found = (m.start("word") for m in patterns.condition.finditer(before))
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
    subject_first = head.kind in (_Kind.FIRM, _Kind.SOFT, _Kind.PRESENT, _Kind.REPORTED)
    if (subject_first and sentence.language is Language.NB) or fronts(
        sentence.language
    ).subordinate.fullmatch(last):
        return None
    return at


def _without_small_words(sentence: _Sentence, start: int, prefix: str) -> str:
    """The prefix without its dates and opening words."""
    kept = list(prefix)
    for span in sentence.spans:
        for at in range(max(span.start - start, 0), min(span.end - start, len(kept))):
            kept[at] = " "
    return without_openers("".join(kept), sentence.language)


# --- what follows ---------------------------------------------------------------------


def _found(sentence: _Sentence, head: _Head, front: _Front) -> _Found | None:
    patterns = _patterns(sentence.language)
    action = cut_action(sentence.folded, head.end, sentence.language)
    dated = _due(sentence, front, action)
    if not _allowed(sentence, head, front, action, dated is not None, patterns):
        return None
    form = head.verb or _gerund(sentence, action)
    worded = action_words(sentence.text, action, sentence.spans, form, sentence.language)
    if not worded or not _is_action(worded, head, sentence.language, patterns):
        return None
    if patterns.event.match(fold(worded)) and patterns.dread.search(sentence.folded):
        return None
    return _Found(worded, dated, _if_then(sentence, front, action, worded, patterns))


def _allowed(
    sentence: _Sentence,
    head: _Head,
    front: _Front,
    action: Action,
    dated: bool,
    patterns: _Patterns,
) -> bool:
    """Whether this kind of head, with what follows, is a promise at all."""
    kind, expected = head.kind, sentence.expected
    body = sentence.folded[action.start : action.end]
    if _negated(body, patterns) or patterns.hedge.match(body):
        return False
    if kind in (_Kind.FIRM, _Kind.INVERTED, _Kind.REPORTED, _Kind.ELLIPTIC):
        return True
    if kind is _Kind.SOFT:
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
        return is_known or head.verb is not None and _regular(head.verb, sentence.language)
    return is_known and (expected or front.agreed)


def _negated(body: str, patterns: _Patterns) -> bool:
    """Whether the clause itself is denied, not what one will say in it."""
    main = patterns.complement.split(patterns.negation_ok.sub(" ", body), maxsplit=1)[0]
    return patterns.negation.search(" ".join(main.split()[:_DENIED_WITHIN])) is not None


def _is_action(worded: str, head: _Head, language: Language, patterns: _Patterns) -> bool:
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
        return _INFINITIVE_NB.match(first) is not None and not verbs.known_infinitive(
            first, language
        )
    return worded[0].islower() or verbs.is_action(first, language) or worded.split()[0].isupper()


def _gerund(sentence: _Sentence, action: Action) -> str | None:
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


def _due(sentence: _Sentence, front: _Front, action: Action) -> date | None:
    """The first date of the head's own clause, else of a short clause that is only a date."""
    own = [s.day for s in sentence.spans if s.day and front.start <= s.start < action.end]
    if own:
        return own[0]
    for clause in clauses(sentence.text):
        in_condition = front.condition is not None and clause.start <= front.condition < clause.end
        if in_condition or len(words(clause.text)) > _LATER_WORDS:
            continue
        near = [s.day for s in sentence.spans if s.day and clause.start <= s.start < clause.end]
        if near and _only_says_when(sentence, clause.start, clause.end):
            return near[0]
    return None


def _only_says_when(sentence: _Sentence, start: int, end: int) -> bool:
    """Whether a stretch is mostly a date, or "and I'll do that" with one."""
    if _patterns(sentence.language).doing_it.search(sentence.folded, start, end):
        return True
    covered = sum(s.end - s.start for s in sentence.spans if start <= s.start < end)
    return 2 * covered >= end - start - 2


def _if_then(
    sentence: _Sentence, front: _Front, action: Action, worded: str, patterns: _Patterns
) -> str | None:
    if front.condition is not None:
        return sentence.text[front.condition :].strip()
    if action.condition is not None and not patterns.asking.match(fold(worded)):
        return sentence.text.strip()
    follow = patterns.second_condition.search(sentence.folded, action.end)
    return sentence.text[follow.start("word") :].strip() if follow else None


# --- short answers without a head --------------------------------------------------------


def _bare(sentence: _Sentence, patterns: _Patterns, of: int) -> _Found | None:
    """ "Ringe Ola fredag", "Booking a room tomorrow", "sender mail til HR tors", "en prat med Ola"."""
    if len(words(sentence.text)) > _BARE_WORDS:
        return None
    start = _start_of_bare(sentence, patterns)
    action = cut_action(sentence.folded, start, sentence.language)
    body = sentence.folded[start : action.end]
    front = _Front(0, None, agreed=False)
    due = _due(sentence, front, action)
    verb = _bare_verb(body, sentence.language, due is not None or sentence.expected)
    past = any(s.day is None and s.start < action.end for s in sentence.spans)
    sure = due is not None or sentence.expected or (of == 1 and len(words(body)) > 2)
    if not sure or past or _not_bare(body, patterns, sentence.language):
        return None
    if verb is None and not (sentence.expected and patterns.noun_phrase.match(body)):
        return None
    head = _Head(0, start, _Kind.BARE, verb if verb != (words(body) or [""])[0] else None)
    worded = action_words(
        sentence.text, action, sentence.spans, head.verb and words(body)[0], sentence.language
    )
    if not worded or patterns.meta.match(fold(worded)) or patterns.blocked.match(fold(worded)):
        return None
    return _Found(worded, due, _if_then(sentence, front, action, worded, patterns))


def _start_of_bare(sentence: _Sentence, patterns: _Patterns) -> int:
    """Where the phrase starts, past opening words, leading dates and "å"/"to"."""
    start = 0
    for _ in range(4):
        opener = patterns.bare_opener.match(sentence.folded, start)
        start = opener.end() if opener else start
        for span in sentence.spans:
            if span.start <= start < span.end:
                start = span.end
        start += len(sentence.folded[start:]) - len(sentence.folded[start:].lstrip(" ,:-–"))
    return start


def _bare_verb(body: str, language: Language, sure: bool) -> str | None:
    """The infinitive that a bare phrase starts with, if it starts with one."""
    first = (words(body) or [""])[0]
    if verbs.is_action(first, language):
        return first
    if language is Language.NB and sure and first.endswith("ere") and len(first) > 5:
        return first
    known = verbs.known_infinitive(first, language)
    return known if known and sure and verbs.is_action(known, language) else None


def _is_subject(body: str, language: Language) -> bool:
    """Whether an English phrase starts with a noun and its verb, not with an imperative."""
    second = (words(body)[1:2] or [""])[0]
    return (
        language is Language.EN and second.endswith("s") and verbs.is_action(second[:-1], language)
    )


def _not_bare(body: str, patterns: _Patterns, language: Language) -> bool:
    """Whether the phrase is a whole statement, a refusal, a habit or said to the coach."""
    main = patterns.complement.split(patterns.negation_ok.sub(" ", body), maxsplit=1)[0]
    if language is Language.EN:
        main = " ".join(main.split()[:5])
    else:  # "tre ting jeg er god på": a relative clause without its "som"
        main = patterns.subject_after.split(main, maxsplit=1)[0]
    following = " ".join(body.split()[1:3])
    said_to_coach = patterns.second_person.search(following)
    # "da sier vi det", "research shows"
    another_acts = patterns.subject_after.match(following) or _is_subject(body, language)
    return bool(
        patterns.finite.search(main)
        or _negated(body, patterns)
        or patterns.habit.search(body)
        or patterns.hedge.match(body)
        or said_to_coach
        or another_acts
    )


class _Patterns(NamedTuple):
    heads: tuple[tuple[_Kind, re.Pattern[str]], ...]
    present: tuple[tuple[_Kind, re.Pattern[str]], ...]
    bare_opener: re.Pattern[str]
    agree: re.Pattern[str]
    verb_first: re.Pattern[str]
    condition: re.Pattern[str]
    condition_sure: re.Pattern[str]
    second_condition: re.Pattern[str]
    complement: re.Pattern[str]
    event: re.Pattern[str]
    dread: re.Pattern[str]
    deadline: re.Pattern[str]
    negation: re.Pattern[str]
    negation_ok: re.Pattern[str]
    hedge: re.Pattern[str]
    states: re.Pattern[str]
    every: re.Pattern[str]
    habit: re.Pattern[str]
    doing_it: re.Pattern[str]
    pronoun: re.Pattern[str]
    subject_after: re.Pattern[str]
    have_done: re.Pattern[str]
    blocked: re.Pattern[str]
    meta: re.Pattern[str]
    finite: re.Pattern[str]
    second_person: re.Pattern[str]
    noun_phrase: re.Pattern[str]
    asking: re.Pattern[str]
    tag: re.Pattern[str]


@cache
def _patterns(language: Language) -> _Patterns:
    lists = lexicon(language).commitments
    adverbs = rf"(?:\s+{spaced(alternatives(lists.adverbs))}(?!\w))*\s+(?=\S)"
    openers = spaced(alternatives(lists.openers))
    conjunctions = alternatives(lists.conjunctions)
    conditions = spaced(alternatives(lists.condition))
    subject = alternatives(lists.subject)

    def head(fragments: tuple[str, ...]) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w){spaced(alternatives(fragments))}{adverbs}")

    elliptic = spaced(alternatives(lists.elliptic))
    return _Patterns(
        heads=(
            (_Kind.FIRM, head(lists.heads)),
            (_Kind.INVERTED, head(lists.inverted)),
            (_Kind.SOFT, head(lists.soft)),
            (_Kind.ELLIPTIC, re.compile(rf"\A(?:{openers}[\s,]+)*{elliptic}{adverbs}")),
        ),
        present=_present_patterns(language, lists.present_heads, subject),
        bare_opener=re.compile(rf"(?:(?:{openers}|å|to)(?!\w)[\s,:]+)+"),
        agree=re.compile(rf"(?:{spaced(alternatives(lists.agree))}(?!\w)[\s,.]*)+"),
        verb_first=re.compile(rf"\w+\s+{subject}(?!\w)"),
        condition=re.compile(
            rf"(?:\A|(?:{EDGE})\s*|(?<!\w){conjunctions}\s+)(?:{openers}[\s,]+)*?(?P<word>{conditions})(?!\w)"
        ),
        condition_sure=phrases(lists.condition_sure),
        second_condition=re.compile(
            rf"(?:,\s*|\s){conjunctions}\s+(?P<word>{spaced(alternatives(lists.condition_sure))}\s.{{6,}})"
        ),
        complement=phrases(lists.complements),
        event=phrases(lists.events),
        dread=phrases(lists.dread),
        deadline=phrases(lists.deadline),
        negation=phrases(lists.negations),
        negation_ok=phrases(lists.negation_ok),
        hedge=phrases(lists.hedges),
        states=re.compile(rf"{spaced(alternatives(lists.states))}(?!\w)"),
        every=phrases(lists.every),
        habit=phrases(lists.habits),
        doing_it=phrases(lists.doing_it),
        pronoun=phrases(lists.pronouns),
        subject_after=phrases(lists.nominative),
        have_done=re.compile(spaced(lists.have_done)),
        blocked=re.compile(spaced(alternatives(lists.blocked))),
        meta=re.compile(spaced(alternatives(lists.meta))),
        finite=phrases(lists.finite),
        second_person=phrases(lists.second_person),
        noun_phrase=_noun_phrase(language),
        asking=phrases(lists.asking),
        tag=re.compile(rf"[\s,.;–-]+{spaced(alternatives(lists.tags))}\s*\?\s*\Z"),
    )


def _present_patterns(
    language: Language, reported: tuple[str, ...], subject: str
) -> tuple[tuple[_Kind, re.Pattern[str]], ...]:
    report = (
        _Kind.REPORTED,
        re.compile(rf"(?<!\w){spaced(alternatives(reported))}\s+(?P<verb>\w+)"),
    )
    if language is Language.EN:
        return (
            report,
            (_Kind.PRESENT, re.compile(r"(?<!\w)(?:i'm|i am|im)\s+(?P<verb>\w+ing)(?!\w)")),
        )
    return (
        report,
        (_Kind.PRESENT, re.compile(rf"(?<!\w){subject}\s+(?P<verb>\w+)(?!\w)")),
        (_Kind.PRESENT_INVERTED, re.compile(rf"(?<!\w)(?P<verb>\w+)\s+{subject}(?!\w)")),
    )


def _noun_phrase(language: Language) -> re.Pattern[str]:
    """An errand by its name: "en prat med Ola", "an email to HR"."""
    lists = lexicon(language).commitments
    article, noun = spaced(alternatives(lists.articles)), spaced(alternatives(lists.nouns))
    return re.compile(rf"(?:{article}\s+)?{noun}\s+{alternatives(lists.noun_links)}(?!\w)")
