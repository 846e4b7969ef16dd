"""Commitments without a head: short answers such as "Ringe Ola fredag"."""

from __future__ import annotations

from agent.domain import Language
from agent.listening import verbs
from agent.listening._commitment_sentence import Found, Front, Sentence, due_of, if_then_of, negated
from agent.listening._commitment_words import Patterns, forms_of
from agent.listening.actions import action_words, cut_action
from agent.listening.text import fold, words

_LONGEST = 25


def short_answer(sentence: Sentence, patterns: Patterns, of: int) -> Found | None:
    """A bare infinitive, present or -ing form, or an errand by its name ("en prat med Ola").

    `of` counts the message's sentences: a message that is this phrase alone needs no date.
    """
    if len(words(sentence.text)) > _LONGEST:
        return None
    start = _start_of_bare(sentence)
    action = cut_action(sentence.folded, start, sentence.language)
    body = sentence.folded[start : action.end]
    front = Front(0, None, agreed=False)
    due = due_of(sentence, front, action)
    verb = _bare_verb(body, sentence.language, due is not None or sentence.expected)
    past = any(s.day is None and s.start < action.end for s in sentence.spans)
    sure = due is not None or sentence.expected or (of == 1 and len(words(body)) > 2)
    if not sure or past or _not_bare(body, patterns, sentence.language):
        return None
    if verb is None and not (
        sentence.expected and forms_of(sentence.language).noun_phrase.match(body)
    ):
        return None
    first = (words(body) or [""])[0]
    form = first if verb is not None and verb != first else None
    worded = action_words(sentence.text, action, sentence.spans, form, sentence.language)
    said = fold(worded)
    if not worded or patterns.meta.match(said) or (verb and patterns.blocked.match(said)):
        return None
    return Found(worded, due, if_then_of(sentence, front, action, worded, patterns))


def _start_of_bare(sentence: Sentence) -> int:
    """Where the phrase starts, past opening words, leading dates and "å"/"to"."""
    start = 0
    for _ in range(4):
        opener = forms_of(sentence.language).bare_opener.match(sentence.folded, start)
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


def _not_bare(body: str, patterns: Patterns, language: Language) -> bool:
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
        or negated(body, patterns)
        or patterns.habit.search(body)
        or patterns.hedge.match(body)
        or said_to_coach
        or another_acts
    )
