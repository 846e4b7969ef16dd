"""What Kollega knows: guidance and questions as files, and finding the ones that fit.

Cheap to import: numpy, the embedding model and Chroma are loaded when they are first needed.
"""

from __future__ import annotations

from pathlib import Path

from knowledge.documents import Stored
from knowledge.embedder import Embedder, default_embedder
from knowledge.index import Opened
from knowledge.schema import Entry, Hit
from knowledge.search import KnowledgeGuide

__all__ = [
    "Embedder",
    "Entry",
    "Hit",
    "KnowledgeGuide",
    "Opened",
    "Stored",
    "default_embedder",
    "open_knowledge",
]


def open_knowledge(
    data_dir: Path, chroma_url: str | None = None, embedder: Embedder | None = None
) -> KnowledgeGuide:
    """The guide of a data folder. Files are read now (50 ms), the index on first use or `warm`.

    Args:
        data_dir: Where the index and own documents are kept.
        chroma_url: A Chroma server to keep the index on instead.
        embedder: By default the embedded model, one for the process.

    Raises:
        KnowledgeFileError: when a shipped file is broken.
    """
    return KnowledgeGuide(
        Path(data_dir), chroma_url=chroma_url, embedder=embedder or default_embedder()
    )
