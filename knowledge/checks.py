"""What the shipped guidance must hold to, beyond each file's own form. The tests call this."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from agent.domain import Depth, EntryKind, Language, Phase
from agent.listening.moves import is_open_question
from knowledge.library import Library
from knowledge.loader import Corpus
from knowledge.schema import ACTIVITIES, FIXED_IDS, GENERAL, STRATEGIES, Entry

LEAST_QUESTIONS = 200
LEAST_SITUATIONS = 6
LEAST_OPENING = 2
"""General questions of the first depth in each phase, so that there is always one to ask."""

TOO_ALIKE = 0.65
"""Whitened likeness of the wording at which two questions are one.

Of 44 paraphrases written for this 25 lie above it; of the 94,000 pairs of questions, which were
read through from the top, the most alike is at .64. Raw e5 cosines tell them apart far less: the
paraphrases lie at .91 to .99, the most alike pairs at .95."""

ASKED_IN = (Phase.FOLLOW_UP, Phase.INTRO, Phase.GOALS, Phase.QUESTIONS, Phase.ACTION_PLAN)


class Pair(NamedTuple):
    """Two questions that are too much alike."""

    language: Language
    first: str
    second: str
    likeness: float


def faults(corpus: Corpus) -> list[str]:
    """Everything that is wrong with the corpus as a whole, each in a sentence."""
    found = [*_unparallel(corpus), *_missing(corpus)]
    for language in Language:
        entries = corpus.entries(language)
        for entry in entries:
            found += [f"{language}/{entry.id}: {fault}" for fault in _entry_faults(entry, corpus)]
        titles = Counter(entry.title for entry in entries)
        found += [f"{language}: {t!r} is there {n} times" for t, n in titles.items() if n > 1]
    return found


def too_alike(library: Library, language: Language, limit: float = TOO_ALIKE) -> list[Pair]:
    """Pairs of questions that ask for the same thing, the most alike first."""
    shelf = library.shelf()
    ids = [entry.id for entry in shelf.catalogue(language, (EntryKind.QUESTION,)).entries]
    likeness = shelf.ranker(language).title_likeness(ids, ids)
    pairs = [
        Pair(language, first, second, float(likeness[row, column]))
        for row, first in enumerate(ids)
        for column, second in enumerate(ids[:row])
        if likeness[row, column] >= limit
    ]
    return sorted(pairs, key=lambda pair: -pair.likeness)


def _unparallel(corpus: Corpus) -> Iterator[str]:
    """The languages hold the same ids, and the same facts about each."""
    norwegian, english = (
        {e.id: e for e in corpus.entries(language) if e.kind is not EntryKind.DOCUMENT}
        for language in (Language.NB, Language.EN)
    )
    for lonely in sorted(norwegian.keys() ^ english.keys()):
        yield f"{lonely} is in one language only"
    for shared in sorted(norwegian.keys() & english.keys()):
        first, second = norwegian[shared], english[shared]
        for field in ("kind", "phases", "depth"):
            if getattr(first, field) != getattr(second, field):
                yield f"{shared} has another {field} in the other language"


def _missing(corpus: Corpus) -> Iterator[str]:
    for kind, ids in FIXED_IDS.items():
        for wanted in ids:
            entry = corpus.get(wanted, Language.NB)
            if entry is None or entry.kind is not kind:
                yield f"there is no {kind} {wanted!r}"
    questions = corpus.entries(Language.NB, EntryKind.QUESTION)
    if len(questions) < LEAST_QUESTIONS:
        yield f"there are only {len(questions)} questions"
    for phase in ASKED_IN:
        opening = [
            q
            for q in questions
            if phase in q.phases and q.depth is Depth.OPENING and GENERAL in q.topics
        ]
        if len(opening) < LEAST_OPENING:
            yield f"{phase} has only {len(opening)} general opening questions"


def _entry_faults(entry: Entry, corpus: Corpus) -> Iterator[str]:
    for topic in entry.topics:
        if topic not in corpus.topics:
            yield f"unknown topic {topic!r}"
    for strategy in entry.strategies:
        if strategy not in STRATEGIES:
            yield f"unknown strategy {strategy!r}"
    for activity in entry.activities:
        if activity not in ACTIVITIES:
            yield f"unknown activity {activity!r}"
    if entry.kind is EntryKind.QUESTION:
        if not entry.strategies:
            yield "a question must name the strategy behind it"
        if not is_open_question(entry.title, entry.language):
            yield f"not an open question: {entry.title!r}"
    elif len(entry.situations) < LEAST_SITUATIONS:
        yield f"only {len(entry.situations)} situations"
    if len(set(entry.situations)) != len(entry.situations):
        yield "a situation stands twice"
