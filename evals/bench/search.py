"""Search in 10,000 entries of a language, with the embedding of the query and without it.

The shipped entries keep their vectors. The rest are passages of own documents put together
from shipped sentences; their vectors are random, which costs a search the same.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from agent.domain import EntryKind, Language
from evals.bench._reading import Reading, timed
from evals.sets import SearchRow, rows
from knowledge import KnowledgeGuide, default_embedder, documents, open_knowledge
from knowledge.loader import load_corpus

if TYPE_CHECKING:
    from numpy.typing import NDArray

ENTRIES = 10_000
LANGUAGE = Language.NB
WARM_UP = 5

_DIMENSIONS = 384
_A_FILE = 1000
_SENTENCES = 3
_SEED = 20261122


def run(data_dir: Path) -> list[Reading]:
    """Each query twice: the second time its vector is remembered."""
    shipped = load_corpus().entries(LANGUAGE)
    _write(data_dir / documents.FOLDER, ENTRIES - len(shipped))
    queries = [r.text for r in rows("search", SearchRow) if r.language is LANGUAGE]
    with closing(open_knowledge(data_dir, embedder=Mixed())) as guide:
        guide.warm()
        found = len(guide.entries(LANGUAGE))
        for query in queries[:WARM_UP]:
            _search(guide, f"{query} .")
        pairs = [(_search(guide, query), _search(guide, query)) for query in queries]
    note = f"{found} entries"
    return [
        timed("search_with_embedding", [first for first, _ in pairs], note=note),
        timed("search_without_embedding", [second for _, second in pairs], note=note),
    ]


class Mixed:
    """The default embedder for single texts; random unit vectors for many at once.

    Only building the index embeds many at once, and what is shipped is not embedded then.
    """

    def __init__(self) -> None:
        self._real = default_embedder()
        self._random = np.random.default_rng(_SEED)

    @property
    def embedder_id(self) -> str:
        """The real one's, so that shipped vectors are taken."""
        return self._real.embedder_id

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text."""
        if len(texts) == 1:
            return self._real.vectors(texts)
        made = self._random.standard_normal((len(texts), _DIMENSIONS), dtype=np.float32)
        return made / np.linalg.norm(made, axis=1, keepdims=True)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """As the real one makes them."""
        return self._real.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        """As the real one makes it."""
        return self._real.embed_query(text)


def _search(guide: KnowledgeGuide, query: str) -> float:
    start = time.perf_counter()
    guide.search(query, LANGUAGE)
    return time.perf_counter() - start


def _write(folder: Path, passages: int) -> None:
    made = _passages(passages)
    for number, start in enumerate(range(0, passages, _A_FILE)):
        several = "\n\n".join(next(made) for _ in range(min(_A_FILE, passages - start)))
        documents.store_text(folder, f"bench-{number}.md", several, LANGUAGE, date(2026, 11, 22))


def _passages(count: int) -> Iterator[str]:
    """Passages under a heading each, of a few sentences that are not together anywhere else."""
    chance = random.Random(_SEED)  # noqa: S311  not for secrets
    entries = load_corpus().entries(LANGUAGE)
    lines = [line for entry in entries for line in (*entry.situations, *entry.how, *entry.say)]
    titles = [entry.title for entry in entries if entry.kind is not EntryKind.QUESTION]
    for number in range(count):
        body = " ".join(chance.choice(lines) for _ in range(_SENTENCES))
        yield f"## {chance.choice(titles)} {number}\n\n{body}"
