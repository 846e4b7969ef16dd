"""Vectors from an OpenAI-compatible embeddings endpoint, for those who have configured one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from agent.errors import IndexUnavailable

if TYPE_CHECKING:
    from knowledge.embedder import Matrix

_BATCH = 64
_MAX_CHARS = 8000
_SURROGATE = re.compile("[\ud800-\udfff\0]")


class EndpointEmbedder:
    """Fulfils `knowledge.embedder.Embedder`. Nothing is sent before the first text."""

    def __init__(
        self, base_url: str, model: str, *, api_key: str | None = None, timeout: float = 10.0
    ) -> None:
        """Name the endpoint, e.g. `http://localhost:11434/v1` and its model."""
        self._base_url = base_url
        self._model = model
        self._api_key = api_key
        self._timeout = timeout
        self._client: Any = None

    @property
    def embedder_id(self) -> str:
        """The model and where it runs."""
        return f"{self._model}-{urlsplit(self._base_url).netloc}"

    def vectors(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors, float32, one row a text.

        Raises:
            IndexUnavailable: when the endpoint does not give one vector for each text.
        """
        import numpy as np

        made: list[list[float]] = []
        for start in range(0, len(texts), _BATCH):
            made += self._asked([_safe(text) for text in texts[start : start + _BATCH]])
        if len({len(vector) for vector in made}) > 1:
            raise IndexUnavailable(path=self._base_url, reason="its vectors differ in length")
        matrix = np.array(made, dtype=np.float32).reshape(len(texts), -1)
        lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
        return (matrix / np.maximum(lengths, 1e-12)).astype(np.float32)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """As LangChain asks for them."""
        return [row.tolist() for row in self.vectors(texts)]

    def embed_query(self, text: str) -> list[float]:
        """As LangChain asks for it."""
        return self.embed_documents([text])[0]

    def close(self) -> None:
        """Close its connections."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _asked(self, texts: list[str]) -> list[list[float]]:
        from openai import OpenAI, OpenAIError

        try:
            if self._client is None:
                self._client = OpenAI(
                    base_url=self._base_url,
                    api_key=self._api_key or "none",
                    timeout=self._timeout,
                    max_retries=1,
                )
            answer = self._client.embeddings.create(
                model=self._model, input=texts, encoding_format="float"
            )
            found = sorted(answer.data, key=lambda item: item.index)
        except (OpenAIError, ValueError, TypeError, AttributeError) as error:
            reason = " ".join(str(error).split())[:200]
            raise IndexUnavailable(path=self._base_url, reason=reason) from error
        if len(found) != len(texts):
            raise IndexUnavailable(
                path=self._base_url, reason=f"{len(found)} vectors for {len(texts)} texts"
            )
        return [list(item.embedding) for item in found]


def _safe(text: str) -> str:
    """Text that can be sent as JSON and is not longer than common models take."""
    return _SURROGATE.sub(" ", text[:_MAX_CHARS]) or " "
