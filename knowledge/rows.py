"""The lines of an entry that are compared with what somebody says, one vector each.

An entry is found through any of its lines: its situations, its title, the sentences of its
body, its how-to lines, its spoken lines and what goes wrong. One vector for the whole text
found the right strategy among the first three for about half of the needs; many do for nearly
nine in ten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from agent.domain import EntryKind, Language
from agent.listening.text import sentences
from knowledge.loader import Corpus
from knowledge.schema import Entry

TOPIC = "topic/"
"""Stands before a topic's name where an entry's id would be."""


class Row(NamedTuple):
    """One line: `id` is unique within its language, `digest` is that of the text alone."""

    id: str
    entry_id: str
    kind: EntryKind
    language: Language
    part: str
    text: str
    digest: str


def rows_of(entries: Iterable[Entry]) -> list[Row]:
    """The lines of some entries, entry by entry."""
    return [row for entry in entries for row in _rows(entry)]


def corpus_rows(corpus: Corpus, language: Language) -> list[Row]:
    """All lines of a language: those of its entries, then the words for each topic."""
    found = rows_of(corpus.entries(language))
    for name, topic in corpus.topics.items():
        words = topic.words(language)
        for number, text in enumerate((words.title, *words.about) if words.about else ()):
            found.append(_row(TOPIC + name, EntryKind.QUESTION, language, "topic", number, text))
    return found


def digest(text: str) -> str:
    """Names a text: vectors of texts with the same digest are the same."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _rows(entry: Entry) -> Iterator[Row]:
    for part, texts in _parts(entry).items():
        for number, text in enumerate(texts):
            yield _row(entry.id, entry.kind, entry.language, part, number, text)


def _row(owner: str, kind: EntryKind, language: Language, part: str, number: int, text: str) -> Row:
    return Row(f"{owner}/{part}{number}", owner, kind, language, part, text, digest(text))


def _parts(entry: Entry) -> dict[str, Iterable[str]]:
    if entry.kind is EntryKind.DOCUMENT:
        return {"passage": (f"{entry.title}: {entry.body}",)}
    return {
        "title": (entry.title,),
        "situation": entry.situations,
        "body": sentences(entry.body),
        "how": entry.how,
        "say": entry.say,
        "goes_wrong": entry.goes_wrong,
    }
