"""Finds guidance and questions: fulfils `agent.ports.Guide`, and more for the command line."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from agent.domain import Depth, EntryKind, Guidance, Language, Phase, Question
from agent.errors import IndexUnavailable, KnowledgeFileError
from agent.listening.text import clean, sentences
from agent.ports import QuestionQuery
from knowledge.choosing import (
    STRANGE,
    Scored,
    Wish,
    fitting_questions,
    pool_size,
    topics_of,
    varied,
)
from knowledge.documents import Stored
from knowledge.embedder import Embedder
from knowledge.index import Opened
from knowledge.library import Library, Shelf
from knowledge.loader import Corpus
from knowledge.schema import GENERAL, Entry, Hit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from knowledge.ranking import Fits

logger = logging.getLogger(__name__)

GUIDANCE_FLOOR = 0.3
"""Guidance below this fits no better than any other; then nothing is better than something."""

GIST = 280
"""Characters of a message that are embedded: the time grows with them, 0.4 ms a token."""

SHORT = 4
"""A message of fewer words ("ja, det stemmer") says little about what to ask next."""

SAID_WEIGHT, SHORT_WEIGHT, TOPIC_WEIGHT = 1.0, 0.25, 0.7


class KnowledgeGuide:
    """The guidance of one data folder. Thread-safe; the index opens on first use or `warm`."""

    def __init__(
        self,
        data_dir: Path,
        *,
        chroma_url: str | None,
        embedder: Embedder,
        shipped: Corpus | None = None,
    ) -> None:
        """Read the files; `shipped` stands in for the guidance of the package.

        Raises:
            KnowledgeFileError: when a shipped file is broken.
        """
        self._library = Library(data_dir, chroma_url, embedder, shipped)
        self._embedder = embedder
        self._warming: threading.Thread | None = None
        self._starting = threading.Lock()

    # --- the coach's port -----------------------------------------------------------

    def question(self, query: QuestionQuery) -> Question | None:
        """The best open question that has not been asked, or None when none is left."""
        shelf = self._library.shelf()
        wish = Wish(query.phase, None, query.depth_at_most, query.asked)
        found = self._questions(shelf, query.language, self._heard(shelf, query), wish)
        return _question(*found[0]) if found else None

    def guidance(
        self, said: str, language: Language, kinds: Sequence[EntryKind], limit: int = 3
    ) -> tuple[Guidance, ...]:
        """Entries that fit what was said, best first; none when nothing fits."""
        shelf = self._library.shelf()
        fits = self._fit(shelf, said, language)
        if fits is None or fits.strange > STRANGE:
            return ()
        found = self._ranked(shelf, fits, language, kinds, limit)
        return tuple(entry.guidance(score) for entry, score in found if score >= GUIDANCE_FLOOR)

    def entry(self, entry_id: str, language: Language) -> Guidance | None:
        """One entry by id; never waits for the index."""
        found = self._library.corpus.get(entry_id, language)
        return found.guidance() if found else None

    # --- the command line and the pages ---------------------------------------------

    def search(
        self,
        query: str,
        language: Language,
        kinds: Sequence[EntryKind] = (),
        limit: int = 5,
        *,
        phase: Phase | None = None,
        topic: str | None = None,
    ) -> list[Hit]:
        """Entries of the given kinds (all, if none) that fit best, however little they fit."""
        shelf = self._library.shelf()
        fits = self._fit(shelf, query, language)
        if fits is None:
            return []
        found = self._ranked(shelf, fits, language, kinds, limit, phase, topic)
        return [_hit(entry, score) for entry, score in found]

    def questions(
        self,
        query: str,
        language: Language,
        *,
        phase: Phase | None = None,
        topic: str | None = None,
        limit: int = 5,
    ) -> list[Question]:
        """Several questions to choose from, unlike each other."""
        shelf = self._library.shelf()
        fits = self._fit(shelf, query, language)
        found = self._questions(shelf, language, fits, Wish(phase, topic))
        alike = shelf.ranker(language).likeness
        return [_question(entry, score) for entry, score in varied(found, limit, alike)]

    def entries(self, language: Language, *kinds: EntryKind) -> tuple[Entry, ...]:
        """Everything there is, all or of some kinds, in the files' order."""
        return self._library.corpus.entries(language, *kinds)

    def topics(self, language: Language) -> dict[str, str]:
        """The topics questions are filed under: each id with its name."""
        known = self._library.corpus.topics
        return {name: topic.words(language).title for name, topic in known.items()}

    # --- the library ----------------------------------------------------------------

    @property
    def problems(self) -> tuple[KnowledgeFileError, ...]:
        """Own documents that are left out, and why."""
        return self._library.problems

    def warm(self) -> Opened:
        """Open the index, building what is missing; returns at once when it is open."""
        shelf = self._library.shelf()
        for language in Language:
            shelf.ranker(language)
        return shelf.opened

    def ready(self) -> bool:
        """Whether the index is open; if not, it is being opened in the background from now."""
        if self._library.is_open:
            return True
        with self._starting:
            if self._warming is None or not self._warming.is_alive():
                self._warming = threading.Thread(target=self._warm_quietly, daemon=True)
                self._warming.start()
        return False

    def build(self) -> Opened:
        """Throw the index away and make it again."""
        return self._library.build()

    def refresh(self) -> bool:
        """Take in documents that another process added or removed; True if there were any."""
        return self._library.refresh()

    def add_document(self, path: Path, language: Language, *, today: date | None = None) -> Stored:
        """Add an organisation's own document: .md or .txt, at most 2 MB.

        Raises:
            KnowledgeFileError: when the file cannot be used.
        """
        return self._library.add_file(path, language, today or date.today())

    def add_text(
        self, source: str, text: str, language: Language, *, today: date | None = None
    ) -> Stored:
        """Add a text as a document named `source`."""
        return self._library.add_text(source, text, language, today or date.today())

    def remove_document(self, name: str) -> bool:
        """Remove a document by the name that adding it gave; False when there is none."""
        return self._library.remove(name)

    def close(self) -> None:
        """Let go of the vectors."""
        if self._warming is not None:
            self._warming.join()
        self._library.close()

    # --- how ------------------------------------------------------------------------

    def _warm_quietly(self) -> None:
        try:
            self.warm()
        except IndexUnavailable:
            logger.exception("the index cannot be opened")

    def _ranked(
        self,
        shelf: Shelf,
        fits: Fits,
        language: Language,
        kinds: Sequence[EntryKind],
        limit: int,
        phase: Phase | None = None,
        topic: str | None = None,
    ) -> list[Scored]:
        from knowledge.ranking import best_places

        entries, places = shelf.catalogue(language, kinds)
        if phase or topic:
            kept = [
                i
                for i, entry in enumerate(entries)
                if (not phase or phase in entry.phases) and (not topic or topic in entry.topics)
            ]
            entries, places = [entries[i] for i in kept], places[kept]
        scores = fits.entries[places]
        best = best_places(scores, pool_size(limit))
        ranked = [Scored(entries[place], float(scores[place])) for place in best]
        return varied(ranked, limit, shelf.ranker(language).likeness)

    def _questions(
        self, shelf: Shelf, language: Language, fits: Fits | None, wish: Wish
    ) -> list[Scored]:
        ranker = shelf.ranker(language)
        asked = [i for i in wish.asked if shelf.corpus.get(i, language)]
        entries, places = shelf.catalogue(language, (EntryKind.QUESTION,))
        about: dict[str, float] = {}
        scores = [0.0] * len(entries)
        if fits is not None:
            topics = dict(zip(ranker.topics, fits.topics.tolist(), strict=True))
            about = topics_of(topics, fits.strange)
            scores = fits.entries[places].tolist()
        questions = (Scored(*pair) for pair in zip(entries, scores, strict=True))
        wish = wish._replace(asked=asked)
        return fitting_questions(questions, about, wish, ranker.title_likeness)

    def _heard(self, shelf: Shelf, query: QuestionQuery) -> Fits | None:
        """The last message and the topic of the conversation, mixed."""
        from knowledge.ranking import Fits

        said = self._fit(shelf, query.said, query.language)
        topic = said if query.topic == query.said else self._fit(shelf, query.topic, query.language)
        weight = SAID_WEIGHT if len(query.said.split()) >= SHORT else SHORT_WEIGHT
        parts = [(w, fits) for w, fits in ((weight, said), (TOPIC_WEIGHT, topic)) if fits]
        return Fits.mixed(parts) if parts else None

    def _fit(self, shelf: Shelf, text: str, language: Language) -> Fits | None:
        """How well everything fits a text; None for a text without words."""
        gist = _gist(text)
        if not any(letter.isalnum() for letter in gist):
            return None
        return shelf.ranker(language).fit(gist, self._vector(gist))

    def _vector(self, text: str) -> NDArray[np.float32] | None:
        try:
            return self._embedder.vectors([text])[0]
        except IndexUnavailable as error:
            logger.warning("no vector for a query, going by words alone: %s", error)
            return None


def _gist(text: str) -> str:
    """A long message's last sentences, which as a rule carry the need, up to `GIST`."""
    whole = clean(text[-4 * GIST :])
    if len(whole) <= GIST:
        return whole
    held = ""
    for sentence in reversed(sentences(whole)):
        if held and len(held) + len(sentence) > GIST:
            break
        held = f"{sentence} {held}"
    return held[-GIST:].strip()


def _question(entry: Entry, score: float) -> Question:
    return Question(
        id=entry.id,
        text=entry.title,
        phase=entry.phases[0],
        depth=entry.depth or Depth.OPENING,
        topic=entry.topics[0] if entry.topics else GENERAL,
        strategy=entry.strategies[0] if entry.strategies else "",
        score=round(score, 3),
    )


def _hit(entry: Entry, score: float) -> Hit:
    return Hit(
        id=entry.id,
        kind=entry.kind,
        title=entry.title,
        text=entry.text,
        score=round(score, 3),
        source=entry.source,
    )
