"""What may stand before a head ("jeg skal", "I want to") for it to open a main clause."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from agent.domain import Language
from agent.listening.lexicon import alternatives, lexicon, phrases, spaced

EDGE = r"[,;:–—!(\n]|\s-\s"
"""What ends a clause within a sentence. Full stops there belong to dates and abbreviations."""


class Fronts(NamedTuple):
    """Patterns on folded text."""

    boundary: re.Pattern[str]
    openers: re.Pattern[str]
    fronted: re.Pattern[str]
    subordinate: re.Pattern[str]


@cache
def fronts(language: Language) -> Fronts:
    """A language's clause boundaries, opening words, fronted phrases and subordinating words."""
    lists = lexicon(language).commitments
    openers = spaced(alternatives(lists.openers))
    return Fronts(
        boundary=re.compile(rf"(?:{EDGE})\s*|(?<!\w){alternatives(lists.conjunctions)}\s+"),
        openers=re.compile(rf"\A(?:{openers}(?!\w)[\s,]*)+"),
        fronted=re.compile(rf"{spaced(alternatives(lists.prepositions))}(?:\s+[\w'-]+){{1,7}}\Z"),
        subordinate=phrases(lists.subordinators),
    )


def clause_start(before: str, language: Language) -> int:
    """Where the clause starts that `before` runs into."""
    edges = [m.end() for m in fronts(language).boundary.finditer(before)]
    return edges[-1] if edges else 0


def quoted(before: str) -> bool:
    """Whether what follows `before` stands inside quotation marks: somebody else's words."""
    return (
        before.count('"') % 2 == 1
        or before.count("«") > before.count("»")
        or before.count("“") > before.count("”")
    )


def without_openers(prefix: str, language: Language) -> str:
    """A prefix without the small words that may open any clause."""
    left = fronts(language).openers.sub("", " ".join(prefix.split()) + " ")
    return left.strip(" \"'(-*•")


def may_front(remaining: str, language: Language) -> bool:
    """Whether a phrase ("på møtet i neste uke") can stand first in a main clause."""
    patterns = fronts(language)
    is_phrase = patterns.fronted.match(remaining) is not None
    return is_phrase and patterns.subordinate.search(remaining) is None


def opens_clause(before: str, language: Language) -> bool:
    """Whether a head after `before` opens a main clause of the speaker's own."""
    if quoted(before):
        return False
    remaining = without_openers(before[clause_start(before, language) :], language)
    return not remaining or may_front(remaining, language)
