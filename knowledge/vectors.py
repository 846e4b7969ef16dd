"""Vectors that come with the package, so that nobody waits for the first start.

Embedding all shipped rows takes 30 s on two cores; reading them takes 20 ms. `vectors.npz` holds
them as eight-bit numbers with one scale a row (cosine to the original > 0.9999), keyed by the
digest of each text and valid for one embedder. What it lacks is embedded when the index is built.

Write it anew after changing a text: `python -m knowledge.vectors`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from agent.domain import Language
from knowledge.embedder import Embedder, default_embedder
from knowledge.loader import load_corpus
from knowledge.rows import corpus_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

_FILE = "vectors.npz"


def shipped_vectors(embedder_id: str) -> dict[str, Vector]:
    """Vectors by text digest; none when the file was made with another embedder."""
    file = resources.files("knowledge") / _FILE
    if not file.is_file():
        return {}
    with np.load(BytesIO(file.read_bytes()), allow_pickle=False) as held:
        if str(held["embedder"]) != embedder_id:
            return {}
        vectors = held["vectors"].astype(np.float32) * held["scales"][:, None]
        digests = [str(digest) for digest in held["digests"]]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return dict(zip(digests, vectors, strict=True))


def write_vectors(embedder: Embedder | None = None, path: Path | None = None) -> int:
    """Embed what is new, drop what is gone, write the file; returns the number of texts."""
    embedder = embedder or default_embedder()
    path = path or Path(str(resources.files("knowledge") / _FILE))
    corpus = load_corpus()
    texts = {row.digest: row.text for language in Language for row in corpus_rows(corpus, language)}
    known = shipped_vectors(embedder.embedder_id)
    new = [digest for digest in texts if digest not in known]
    if new:
        made = embedder.vectors([texts[digest] for digest in new])
        known.update(zip(new, made, strict=True))
    _save(path, {digest: known[digest] for digest in sorted(texts)}, embedder.embedder_id)
    return len(texts)


def _save(path: Path, vectors: Mapping[str, Vector], embedder_id: str) -> None:
    stacked = np.stack(list(vectors.values()))
    scales = np.abs(stacked).max(axis=1) / 127
    np.savez_compressed(
        path,
        embedder=np.array(embedder_id),
        digests=np.array(list(vectors)),
        scales=scales.astype(np.float32),
        vectors=np.rint(stacked / scales[:, None]).astype(np.int8),
    )


if __name__ == "__main__":
    print(f"{write_vectors()} texts")
