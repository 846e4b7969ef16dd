"""What is known at this moment: the shipped guidance, own documents, and their open index."""

from __future__ import annotations

import ctypes
import logging
import threading
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from agent.domain import EntryKind, Language
from agent.errors import KnowledgeFileError
from knowledge import documents
from knowledge.documents import Stored
from knowledge.embedder import Embedder
from knowledge.index import Index, Opened
from knowledge.loader import Corpus, load_corpus
from knowledge.rows import Row, corpus_rows
from knowledge.schema import GENERAL, Entry

if TYPE_CHECKING:
    from knowledge.ranking import Places, Ranker, Space

logger = logging.getLogger(__name__)


class Catalogue(NamedTuple):
    """Entries of some kinds, and where they stand in `ranking.Fits.entries`."""

    entries: tuple[Entry, ...]
    places: Places


class Shelf:
    """What searches work with: never changed, only replaced, so that they need no lock.

    A language's ranker takes 0.3 s to prepare, so it is made when the language is first used.
    """

    def __init__(self, corpus: Corpus, rows: Mapping[Language, list[Row]], opened: Opened) -> None:
        self.corpus = corpus
        self.opened = opened
        self._rows = rows
        self._space: Space | None = None
        self._rankers: dict[Language, Ranker] = {}
        self._catalogues: dict[tuple[Language, tuple[EntryKind, ...]], Catalogue] = {}
        self._making = threading.Lock()

    def ranker(self, language: Language) -> Ranker:
        """How well everything in a language fits a text."""
        with self._making:
            if language not in self._rankers:
                self._rankers[language] = self._ranker(language)
                _give_back_memory()
            return self._rankers[language]

    def _ranker(self, language: Language) -> Ranker:
        """Over the rows of a language, then those of the other for the same shipped entries."""
        import numpy as np

        from knowledge.ranking import Ranker, Space

        vectors = self.opened.vectors
        if self._space is None:
            self._space = Space.fitted(
                {each: vectors[each][_shipped(self._rows[each])] for each in Language}
            )
        other = Language.EN if language is Language.NB else Language.NB
        ids = {row.entry_id for row in self._rows[language]}
        shared = [n for n in _shipped(self._rows[other]) if self._rows[other][n].entry_id in ids]
        placed = np.concatenate(
            (
                self._space.placed(vectors[language], language),
                self._space.placed(vectors[other][shared], other),
            )
        )
        rows = [*self._rows[language], *(self._rows[other][n] for n in shared)]
        return Ranker(language, rows, placed, self._space, _topics(self.corpus))

    def catalogue(self, language: Language, kinds: Sequence[EntryKind] = ()) -> Catalogue:
        """The entries of the given kinds, or all."""
        key = (language, tuple(kinds))
        if key not in self._catalogues:
            entries = self.corpus.entries(language, *kinds)
            places = self.ranker(language).places(entry.id for entry in entries)
            self._catalogues[key] = Catalogue(entries, places)
        return self._catalogues[key]


class Library:
    """The files of one data folder and their index, which opens on first use."""

    def __init__(
        self, data_dir: Path, chroma_url: str | None, embedder: Embedder, shipped: Corpus | None
    ) -> None:
        """Read the files, not the index.

        Raises:
            KnowledgeFileError: when a shipped file is broken.
        """
        self._folder = data_dir / documents.FOLDER
        self._index = Index(data_dir, chroma_url, embedder)
        self._changing = threading.RLock()
        self._shelf: Shelf | None = None
        self.problems: tuple[KnowledgeFileError, ...] = ()
        self.corpus = shipped or load_corpus()
        self._seen = self._read_documents()

    @property
    def is_open(self) -> bool:
        """Whether a search can be answered at once."""
        return self._shelf is not None

    def shelf(self) -> Shelf:
        """The open index; the first call opens it.

        Raises:
            IndexUnavailable: when vectors can be had neither from a store nor by embedding.
        """
        held = self._shelf
        if held is not None:
            return held
        with self._changing:
            return self._shelf or self._open()

    def build(self) -> Opened:
        """Throw the index away and make it again."""
        with self._changing:
            return self._open(anew=True).opened

    def refresh(self) -> bool:
        """Take in documents that were added or removed, perhaps by another process."""
        with self._changing:
            if self._seen == self._state_of_folder():
                return False
            self._seen = self._read_documents()
            self._open()
            return True

    def add_file(self, path: Path, language: Language, today: date) -> Stored:
        """Copy a document into the data folder and index it."""
        return self._added(documents.store_file(self._folder, path, language, today))

    def add_text(self, source: str, text: str, language: Language, today: date) -> Stored:
        """Store a text as a document named `source` and index it."""
        return self._added(documents.store_text(self._folder, source, text, language, today))

    def remove(self, name: str) -> bool:
        """Remove a document and its rows in the index."""
        removed = documents.remove(self._folder, name)
        if removed:
            self.refresh()
        return removed

    def close(self) -> None:
        """Let go of the vectors; the store is never left open."""
        with self._changing:
            self._shelf = None

    def _added(self, stored: Stored) -> Stored:
        with self._changing:
            self._seen = self._read_documents()
            self._open()
        return stored

    def _read_documents(self) -> tuple[tuple[str, int], ...]:
        seen = self._state_of_folder()
        found = documents.load_documents(self._folder)
        for problem in found.problems:
            logger.warning("document left out: %s", problem)
        self.problems = found.problems
        self.corpus = self.corpus.with_documents(found.entries)
        return seen

    def _state_of_folder(self) -> tuple[tuple[str, int], ...]:
        """Names and times of the documents: differs when one was added, changed or removed."""
        found: list[tuple[str, int]] = []
        for file in sorted(self._folder.glob("*.md")):
            try:
                found.append((file.name, file.stat().st_mtime_ns))
            except FileNotFoundError:
                continue
        return tuple(found)

    def _open(self, *, anew: bool = False) -> Shelf:
        corpus = self.corpus
        rows = {language: corpus_rows(corpus, language) for language in Language}
        self._shelf = Shelf(corpus, rows, self._index.open(rows, anew=anew))
        return self._shelf


def _give_back_memory() -> None:
    """Return freed memory to the system: reading and calibrating leave 100 MB of holes (glibc)."""
    try:
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    except (OSError, AttributeError):
        return


def _shipped(rows: Sequence[Row]) -> list[int]:
    return [place for place, row in enumerate(rows) if row.kind is not EntryKind.DOCUMENT]


def _topics(corpus: Corpus) -> dict[str, list[str]]:
    """The questions of each topic; general ones say nothing about what a talk is about."""
    found: dict[str, list[str]] = {topic: [] for topic in corpus.topics if topic != GENERAL}
    for question in corpus.entries(Language.NB, EntryKind.QUESTION):
        for topic in question.topics:
            if topic in found:
                found[topic].append(question.id)
    return found
