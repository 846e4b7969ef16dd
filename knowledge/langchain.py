"""Between our embedders and LangChain's `Embeddings`; imports LangChain, so nothing else may."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from langchain_core.embeddings import Embeddings

from knowledge.embedder import Embedder

if TYPE_CHECKING:
    from knowledge.embedder import Matrix


class KollegaEmbeddings(Embeddings):
    """One of our embedders where LangChain wants its own interface."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages."""
        return self._embedder.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        """The vector of a query."""
        return self._embedder.embed_query(text)


class LangChainEmbedder:
    """Any LangChain `Embeddings` as the embedder of the index."""

    def __init__(self, embeddings: Embeddings, embedder_id: str) -> None:
        """`embedder_id` must change when the model does; the index depends on it."""
        self._embeddings = embeddings
        self._embedder_id = embedder_id

    @property
    def embedder_id(self) -> str:
        """The name given."""
        return self._embedder_id

    def vectors(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors, float32, one row a text."""
        made = np.array(self._embeddings.embed_documents(list(texts)), dtype=np.float32)
        made = made.reshape(len(texts), -1)
        return (made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-12)).astype(
            np.float32
        )

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages."""
        return self._embeddings.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        """The vector of a query."""
        return self._embeddings.embed_query(text)
