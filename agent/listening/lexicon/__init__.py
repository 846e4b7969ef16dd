"""The words listening goes by: one YAML file per language, loaded once.

Entries under a `*patterns`-like key are regular expression fragments; a space in one
stands for one or more spaces, and all are matched on folded text (see `text.fold`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict

from agent.domain import Language

NEVER = "(?!)"
"""A pattern that matches nothing, for a slot that a language leaves empty."""


def _valid(fragment: str) -> str:
    re.compile(fragment.replace("@", ""))
    return fragment


Fragment = Annotated[str, AfterValidator(_valid)]
Fragments = tuple[Fragment, ...]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DateWords(_Section):
    """Names and phrases for days. Lists of lists run Monday-Sunday, January-December, 1-31."""

    weekdays: tuple[Fragments, ...]
    weekday_short: tuple[Fragments, ...]
    weekday_plural: Fragments
    months: tuple[Fragments, ...]
    ordinals: tuple[Fragments, ...]
    numbers: dict[str, int]
    slots: dict[str, Fragments]
    fixed: dict[str, Fragments]


class VerbWords(_Section):
    """Action verbs in the infinitive, space-separated, and forms that no rule gives.

    `forms` are present forms, `past` past ones; each with its infinitive.
    """

    action: str
    weak: str
    forms: dict[str, str]
    past: dict[str, str]


class CommitmentWords(_Section):
    """What tells a commitment from a wish, a worry, a fact or somebody else's task."""

    heads: Fragments
    present_heads: Fragments
    inverted: Fragments
    soft: Fragments
    subject: Fragments
    openers: Fragments
    prepositions: Fragments
    subordinators: Fragments
    hedges: Fragments
    negations: Fragments
    negation_ok: Fragments
    adverbs: Fragments
    blocked: Fragments
    have_done: Fragment
    states: Fragments
    every: Fragments
    habits: Fragments
    cuts: Fragments
    comma_cuts: Fragments
    fillers: Fragments
    tags: Fragments
    finite: Fragments
    complements: Fragments
    nouns: Fragments
    noun_links: Fragments
    articles: Fragments
    second_person: Fragments
    meta: Fragments
    condition: Fragments
    condition_sure: Fragments
    condition_trailing: Fragments
    asking: Fragments
    events: Fragments
    dread: Fragments
    doing_it: Fragments
    deadline: Fragments
    dangling: Fragments
    told: Fragments
    conjunctions: Fragments
    elliptic: Fragments
    agree: Fragments
    pronouns: Fragments
    nominative: Fragments


class GoalWords(_Section):
    """What tells a goal, and what keeps one from being specific."""

    heads: Fragments
    growth_heads: Fragments
    growth: Fragments
    not_heads: Fragments
    not_goal: str
    finite_heads: Fragments
    others: Fragment
    others_goal: str
    objects: dict[str, str]
    noun_heads: Fragments
    noun_goal: str
    more: Fragment
    bare: Fragments
    infinitive_start: Fragment
    how: Fragments
    adverbs: Fragments
    blocked: Fragments
    no_longer: Fragment
    negation: Fragment
    vague: Fragments


class SignalWords(_Section):
    """How one signal sounds; see the comment above `signals` in the files."""

    whole: Fragments = ()
    start: Fragments = ()
    within: Fragments = ()
    before_action: Fragments = ()
    must: Fragments = ()
    unless: Fragments = ()


class EmotionWords(_Section):
    """Words for feelings, what denies them, and phrases in which they are none."""

    words: Fragments
    good: Fragments
    negations: Fragments
    blocked: Fragments


class ConfidenceWords(_Section):
    """Numbers from 0 to 10, and what tells that one is a confidence."""

    numbers: dict[str, int]
    out_of: Fragment
    percent: Fragment


class CheckInWords(_Section):
    """How a commitment went."""

    dropped: Fragments
    partly: Fragments
    not_yet: Fragments
    done: Fragments


class MoveWords(_Section):
    """What each move sounds like."""

    openers: Fragments
    open_starts: Fragments
    invitations: Fragments
    strict_starts: Fragments
    leading: Fragments
    one_fact: Fragments
    question_words: Fragments
    closed_starts: Fragments
    either_or: Fragments
    advice: Fragments
    permission: Fragments
    affirmation: Fragments
    judgement: Fragments
    observation: Fragments
    reflection_leads: Fragments
    complex_marks: Fragments
    reflection_not: Fragments
    information: Fragments


class Lexicon(_Section):
    """Everything one language's file holds."""

    dates: DateWords
    verbs: VerbWords
    commitments: CommitmentWords
    goals: GoalWords
    signals: dict[str, SignalWords]
    emotions: EmotionWords
    confidence: ConfidenceWords
    check_in: CheckInWords
    moves: MoveWords
    function_words: Fragments


@cache
def lexicon(language: Language) -> Lexicon:
    """The checked word lists of a language.

    Raises:
        pydantic.ValidationError: a section is missing, unknown or of the wrong shape.
    """
    source = files("agent.listening.lexicon").joinpath(f"{language.value}.yaml").read_text("utf-8")
    # The base loader builds strings only, so that "no", "on" and "yes" stay the words they are.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return Lexicon.model_validate(yaml.load(source, Loader=loader))  # noqa: S506


def alternatives(fragments: Iterable[str]) -> str:
    """One regular expression group for any of the fragments, the longest first."""
    ordered = sorted(fragments, key=len, reverse=True)
    return f"(?:{'|'.join(ordered)})" if ordered else NEVER


def spaced(fragment: str) -> str:
    """The fragment with each space standing for any run of spaces."""
    return re.sub(r"(?<!\[) (?!\?)", r"\\s+", fragment).replace(" ?", r"\s*")


def phrases(fragments: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of the fragments as whole words."""
    return re.compile(rf"(?<!\w){spaced(alternatives(fragments))}(?!\w)")
