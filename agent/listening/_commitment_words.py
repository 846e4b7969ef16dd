"""The patterns that commitments are told by, from the lexicon, compiled once per language."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from agent.domain import Language
from agent.listening.fronts import EDGE
from agent.listening.lexicon import alternatives, lexicon, phrases, spaced


class Kind(IntEnum):
    """How sure a head is; the order breaks ties."""

    FIRM = 0  # "jeg skal", "I'll": an infinitive follows
    INVERTED = 1  # "i morgen skal jeg"
    REPORTED = 2  # "planen er at jeg" and a present form
    SOFT = 3  # "jeg kan", "let me": with a date, or when an action was asked for
    ELLIPTIC = 4  # "skal ringe Ola", "will call"
    PRESENT = 5  # "jeg ringer", "I'm calling"
    PRESENT_INVERTED = 6  # "da ringer jeg"


class Forms(NamedTuple):
    """What commitments look like: their heads and what may stand around them."""

    heads: tuple[tuple[Kind, re.Pattern[str]], ...]
    present: tuple[tuple[Kind, re.Pattern[str]], ...]
    bare_opener: re.Pattern[str]
    agree: re.Pattern[str]
    verb_first: re.Pattern[str]
    condition: re.Pattern[str]
    second_condition: re.Pattern[str]
    noun_phrase: re.Pattern[str]
    and_verb: re.Pattern[str]
    tag: re.Pattern[str]


class Patterns(NamedTuple):
    """Words that tell whether a form is a promise, and of what."""

    condition_sure: re.Pattern[str]
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
    asking: re.Pattern[str]


@cache
def forms_of(language: Language) -> Forms:
    """The forms of a language."""
    lists = lexicon(language).commitments
    adverbs = rf"(?:\s+{spaced(alternatives(lists.adverbs))}(?!\w))*\s+(?=\S)"
    openers = spaced(alternatives(lists.openers))
    conjunctions = alternatives(lists.conjunctions)
    conditions = spaced(alternatives(lists.condition))
    subject = alternatives(lists.subject)

    def head(fragments: tuple[str, ...]) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w){spaced(alternatives(fragments))}{adverbs}")

    elliptic = spaced(alternatives(lists.elliptic))
    return Forms(
        heads=(
            (Kind.FIRM, head(lists.heads)),
            (Kind.INVERTED, head(lists.inverted)),
            (Kind.SOFT, head(lists.soft)),
            (Kind.ELLIPTIC, re.compile(rf"\A(?:{openers}[\s,]+)*{elliptic}{adverbs}")),
        ),
        present=_present_patterns(language, lists.present_heads, subject),
        bare_opener=re.compile(rf"(?:(?:{openers}|å|to)(?!\w)[\s,:]+)+"),
        agree=re.compile(rf"(?:{spaced(alternatives(lists.agree))}(?!\w)[\s,.]*)+"),
        verb_first=re.compile(rf"\w+\s+{subject}(?!\w)"),
        condition=re.compile(
            rf"(?:\A|(?:{EDGE})\s*|(?<!\w){conjunctions}\s+)(?:{openers}[\s,]+)*?(?P<word>{conditions})(?!\w)"
        ),
        second_condition=re.compile(
            rf"(?:,\s*|\s){conjunctions}\s+(?P<word>{spaced(alternatives(lists.condition_sure))}\s.{{6,}})"
        ),
        noun_phrase=_noun_phrase(language),
        and_verb=re.compile(rf"\s*{conjunctions}\s+(?P<verb>\w+)"),
        tag=re.compile(rf"[\s,.;–-]+{spaced(alternatives(lists.tags))}\s*\?\s*\Z"),
    )


@cache
def patterns_of(language: Language) -> Patterns:
    """The telling words of a language."""
    lists = lexicon(language).commitments
    return Patterns(
        condition_sure=phrases(lists.condition_sure),
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
        asking=phrases(lists.asking),
    )


def _present_patterns(
    language: Language, reported: tuple[str, ...], subject: str
) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    report = (
        Kind.REPORTED,
        re.compile(rf"(?<!\w){spaced(alternatives(reported))}\s+(?P<verb>\w+)"),
    )
    if language is Language.EN:
        return (
            report,
            (Kind.PRESENT, re.compile(r"(?<!\w)(?:i'm|i am|im)\s+(?P<verb>\w+ing)(?!\w)")),
        )
    return (
        report,
        (Kind.PRESENT, re.compile(rf"(?<!\w){subject}\s+(?P<verb>\w+)(?!\w)")),
        (Kind.PRESENT_INVERTED, re.compile(rf"(?<!\w)(?P<verb>\w+)\s+{subject}(?!\w)")),
    )


def _noun_phrase(language: Language) -> re.Pattern[str]:
    """An errand by its name: "en prat med Ola", "an email to HR"."""
    lists = lexicon(language).commitments
    article, noun = spaced(alternatives(lists.articles)), spaced(alternatives(lists.nouns))
    return re.compile(rf"(?:{article}\s+)?{noun}\s+{alternatives(lists.noun_links)}(?!\w)")
