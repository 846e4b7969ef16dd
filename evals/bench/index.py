"""How long a first start waits for the index: with every text embedded, and with none."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from evals.bench._reading import Reading, quantile, single
from knowledge import Embedder, default_embedder, open_knowledge

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TIMES = 3


def run(data_dir: Path) -> list[Reading]:
    """The index of both languages in fresh folders, and one that is there already."""
    built = [_opening(data_dir / f"shipped-{number}") for number in range(TIMES)]
    again = [_opening(data_dir / "shipped-0") for _ in range(TIMES)]
    scratch, texts = _opening(data_dir / "scratch", Unshipped(default_embedder()))
    embedded = max(count for _, count in built)
    return [
        single("index_shipped", "s", _median(built), TIMES, f"median; {embedded} texts embedded"),
        single("index_opened", "s", _median(again), TIMES, "median; nothing to do"),
        single("index_from_scratch", "s", scratch, 1, f"{texts} texts embedded"),
    ]


class Unshipped:
    """An embedder that calls itself something else, so that no shipped vector is its own."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @property
    def embedder_id(self) -> str:
        """No other embedder's name."""
        return f"bench-{self._embedder.embedder_id}"

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the embedder makes them."""
        return self._embedder.vectors(texts)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """As the embedder makes them."""
        return self._embedder.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        """As the embedder makes it."""
        return self._embedder.embed_query(text)


def _opening(folder: Path, embedder: Embedder | None = None) -> tuple[float, int]:
    """Seconds until the index of a folder is open, and how many texts had to be embedded."""
    start = time.perf_counter()
    with closing(open_knowledge(folder, embedder=embedder)) as guide:
        opened = guide.warm()
        return time.perf_counter() - start, opened.embedded


def _median(timed: Sequence[tuple[float, int]]) -> float:
    return quantile([seconds for seconds, _ in timed], 0.5)
