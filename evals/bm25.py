"""Plain BM25 over the shipped guidance: what search must beat to be worth its embedder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol, cast

from agent.domain import Language
from evals.errors import ToolMissing
from evals.scoring.search import SEARCHED, Search
from knowledge.loader import load_corpus
from knowledge.schema import Entry

_WORD = re.compile(r"\w+")


class _Okapi(Protocol):
    def get_scores(self, query: list[str]) -> Sequence[float]: ...


def bm25() -> Search:
    """A search over the same text that knowledge's own search has, by words alone.

    Raises:
        ToolMissing: when rank-bm25 is not installed.
    """
    corpus = load_corpus()
    entries = {language: corpus.entries(language, *SEARCHED) for language in Language}
    indexes = {language: _index(entries[language]) for language in Language}

    def find(query: str, language: Language, limit: int) -> Sequence[str]:
        scores = indexes[language].get_scores(_words(query))
        ranked = sorted(zip(scores, entries[language], strict=True), key=lambda hit: -hit[0])
        return [entry.id for _, entry in ranked[:limit]]

    return find


def _index(entries: Sequence[Entry]) -> _Okapi:
    try:
        from rank_bm25 import BM25Okapi  # pyright: ignore[reportMissingTypeStubs]
    except ImportError:
        raise ToolMissing("rank-bm25", "The comparison with plain BM25") from None
    return cast("_Okapi", BM25Okapi([_words(_text(entry)) for entry in entries]))


def _text(entry: Entry) -> str:
    lists = (entry.situations, entry.how, entry.say, entry.goes_wrong)
    return "\n".join((entry.title, entry.body, *(line for lines in lists for line in lines)))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
