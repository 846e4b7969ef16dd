"""The word lists of the reflection maker, read once from this package's own YAML files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from agent.domain import Language

_FOLDER = Path(__file__).parent.parent / "lexicon"
# The C loader reads the lists ten times as fast; wheels of PyYAML have it, some builds do not.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Phrases:
    """A set of words and phrases that can be looked up at a place in a sentence."""

    def __init__(self, entries: Iterable[str]) -> None:
        by_first: dict[str, list[tuple[str, ...]]] = {}
        for entry in entries:
            words = tuple(entry.split("_"))
            by_first.setdefault(words[0], []).append(words)
        self._longer = {
            first: sorted((p for p in phrases if len(p) > 1), key=len, reverse=True)
            for first, phrases in by_first.items()
        }
        self._single = frozenset(first for first in by_first if (first,) in by_first[first])
        self._firsts = frozenset(by_first)

    def at(self, words: Sequence[str], place: int) -> int:
        """How many words the longest entry at `place` has; 0 for none."""
        if place >= len(words):
            return 0
        word = words[place]
        if word not in self._firsts:
            return 0
        for phrase in self._longer[word]:
            if tuple(words[place : place + len(phrase)]) == phrase:
                return len(phrase)
        return int(word in self._single)

    def all_of(self, words: Sequence[str]) -> bool:
        """Whether the words are one entry, no more and no less."""
        return bool(words) and self.at(words, 0) == len(words)

    def within(self, words: Sequence[str]) -> bool:
        """Whether an entry occurs anywhere among the words."""
        if self._firsts.isdisjoint(words):
            return False
        firsts = self._firsts
        return any(word in firsts and self.at(words, i) for i, word in enumerate(words))

    def count(self, words: Sequence[str]) -> int:
        """At how many places an entry begins."""
        if self._firsts.isdisjoint(words):
            return 0
        firsts = self._firsts
        return sum(1 for i, word in enumerate(words) if word in firsts and self.at(words, i))

    def __contains__(self, word: object) -> bool:
        """Whether the single word is an entry."""
        return word in self._single

    def __iter__(self) -> Iterator[str]:
        """The single-word entries."""
        return iter(self._single)


@dataclass(frozen=True, slots=True)
class Common:
    """Lists that both languages have: what matters, and what is left alone."""

    feelings: Phrases
    stakes: Phrases
    contrast: Phrases
    background: Phrases
    interjections: Phrases
    comma_interjections: Phrases
    no_openings: Phrases
    greetings: Phrases
    stock: Phrases
    trivial: Phrases
    with_coach: Phrases
    mocking: Phrases
    clause_takers: Phrases
    opinion_verbs: Phrases
    second_person: Phrases
    first_person: Phrases
    insults: Phrases
    safety: Phrases
    irony: Phrases
    foreign: Phrases
    question_words: Phrases


@dataclass(frozen=True, slots=True)
class Norwegian:
    """Grammar lists of `reflection_nb.yaml`; the file says what each is for."""

    subjects: Phrases
    loose_subjects: Phrases
    objects: Phrases
    adverbs: Phrases
    stay: Phrases
    final: Phrases
    particles: Phrases
    prepositions: Phrases
    attaching: Phrases
    times: Phrases
    time_nouns: Phrases
    directions: Phrases
    subordinators: Phrases
    initial_subordinators: Phrases
    fronts: Phrases
    tail: Phrases
    determiners: Phrases
    possessives: Phrases
    superlatives: Phrases
    adjectives: Phrases
    nouns: Phrases


@dataclass(frozen=True, slots=True)
class English:
    """Grammar lists of `reflection_en.yaml`; the file says what each is for."""

    subjects: Phrases
    auxiliaries: Phrases
    adverbs: Phrases
    subordinators: Phrases
    initial_subordinators: Phrases
    fronts: Phrases
    prepositions: Phrases
    determiners: Phrases
    nouns: Phrases
    verbs_only: Phrases


@dataclass(frozen=True, slots=True)
class Verbs:
    """Forms of the verbs known. `ambiguous` forms are as often something else."""

    finite: frozenset[str]
    nonfinite: frozenset[str]
    base: frozenset[str]
    imperatives: frozenset[str]
    ambiguous: frozenset[str]


@cache
def names() -> frozenset[str]:
    """First names, lower case."""
    return frozenset(_load("reflection_names")["names"].split())


@cache
def common(language: Language) -> Common:
    """What matters and what is left alone, in one language."""
    return Common(**_phrases(language, Common))


@cache
def norwegian() -> Norwegian:
    """Norwegian grammar lists."""
    return Norwegian(**_phrases(Language.NB, Norwegian))


@cache
def english() -> English:
    """English grammar lists."""
    return English(**_phrases(Language.EN, English))


@cache
def verbs(language: Language) -> Verbs:
    """The verbs of one language, with their regular forms made."""
    data = _load(f"reflection_{language.value}_verbs")
    return _norwegian_verbs(data) if language is Language.NB else _english_verbs(data)


def _load(name: str) -> dict[str, Any]:
    return yaml.load((_FOLDER / f"{name}.yaml").read_text("utf-8"), Loader=_Loader)  # noqa: S506 - safe, too


def _phrases(language: Language, kind: type[Common | Norwegian | English]) -> dict[str, Phrases]:
    data = _load(f"reflection_{language.value}")
    return {field: Phrases(data[field].split()) for field in kind.__dataclass_fields__}


def _forms(row: str) -> list[list[str]]:
    return [[] if part == "-" else part.split("/") for part in row.split()]


def _norwegian_verbs(data: dict[str, Any]) -> Verbs:
    finite: set[str] = set()
    nonfinite: set[str] = set()
    base: set[str] = set()
    endings = {
        "class_et": ("r", ("t", "a"), ("t", "a")),
        "class_te": ("r", ("te",), ("t",)),
        "class_de": ("r", ("de",), ("d",)),
        "class_dde": ("r", ("dde",), ("dd",)),
    }
    for kind, (present, past, participle) in endings.items():
        for verb in data[kind].split():
            stem = verb[:-1] if verb.endswith("e") and kind != "class_dde" else verb
            if stem.endswith(("mm", "nn")) and kind == "class_te":
                participles = {stem[:-1] + "t", stem + "t"}
                pasts = {stem[:-1] + "te", stem + "te"}
            else:
                et_stem = verb if kind == "class_et" else stem
                pasts = {(stem if e == "a" else et_stem) + e for e in past}
                participles = {(stem if e == "a" else et_stem) + e for e in participle}
            finite |= {verb + present} | pasts
            nonfinite |= {verb} | participles
            base.add(verb)
    for row in data["irregular"]:
        infinitive, presents, pasts_, participles_ = _forms(row)
        finite |= {*presents, *pasts_}
        nonfinite |= {*infinitive, *participles_}
        base |= set(infinitive)
    grammar = _phrases(Language.NB, Norwegian).values()
    imperatives = {verb.removesuffix("e") for verb in base} - finite
    imperatives -= {word for words in grammar for word in words}  # "før ferien", "mål"
    ambiguous = frozenset(data["ambiguous"].split())
    return Verbs(
        frozenset(finite), frozenset(nonfinite), frozenset(base), frozenset(imperatives), ambiguous
    )


def _english_verbs(data: dict[str, Any]) -> Verbs:
    finite: set[str] = set()
    nonfinite: set[str] = set()
    base: set[str] = set()
    pasts_too: set[str] = set()
    for verb in data["regular"].split():
        finite |= {verb, _third(verb)} | _past(verb)
        nonfinite |= {verb} | _past(verb)
        base.add(verb)
    for row in data["irregular"]:
        infinitive, pasts, participles = _forms(row)
        verb = infinitive[0]
        finite |= {verb, _third(verb), *pasts}
        pasts_too |= {verb} & set(pasts)
        nonfinite |= {verb, *participles}
        base.add(verb)
    finite -= {"be", "bes"}
    grammar = _phrases(Language.EN, English).values()
    imperatives = base | {"let's"}
    imperatives -= {word for words in grammar for word in words}  # "last week", "work"
    # A bare stem may be a noun; one that is also a past form ("put") is a verb more often.
    ambiguous = frozenset(base - pasts_too)
    return Verbs(
        frozenset(finite), frozenset(nonfinite), frozenset(base), frozenset(imperatives), ambiguous
    )


def _third(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")


def _past(verb: str) -> set[str]:
    """Both spellings of a doubled consonant: only one is a word, and the other harms nobody."""
    if verb.endswith("e"):
        return {verb + "d"}
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return {verb[:-1] + "ied"}
    return {verb + "ed", verb + verb[-1] + "ed"}
