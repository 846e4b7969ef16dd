"""The durable store: one Chroma collection per language, opened briefly and under a lock.

Chroma holds the vectors, because making them is what costs; ranking is done in memory by
`knowledge.ranking`. Measured at 10,000 rows of 384 numbers (two cores): Chroma's own query takes
2.0 ms for the nearest hundred, 11-15 ms with the filter by kind and phase that questions
need, and its answer is approximate; a numpy product takes 0.1 ms, is exact, and filters
for nothing. So vectors are read once when the index is opened, and Chroma is closed again. That
also settles sharing: two processes on one folder corrupt each other, but none has it open
for longer than it takes to read or write under `index.lock`.

A collection is named after language, embedder and corpus. When one of these changes, a
new one is made, vectors of texts that did not change are taken over from the old one, and the
old one is dropped. An index that cannot be read is moved aside and built again: everything in
it can be made from the files.
"""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
import socket
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from agent.domain import EntryKind, Language
from agent.errors import IndexUnavailable, KollegaError
from knowledge._lock import exclusive
from knowledge.embedder import Embedder
from knowledge.rows import Row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

logger = logging.getLogger(__name__)

FOLDER = "index"
BROKEN = "index.broken"
_LAYOUT = "1"
_BATCH = 1000
_PATIENCE = 120.0
_CONNECT_SECONDS, _ANSWER_SECONDS = 5.0, 60.0


class Opened(NamedTuple):
    """What opening gave: a matrix for each language, a row of it for each row asked for.

    `embedded` counts texts that had to be embedded now, `added` and `removed` rows of the
    store; `repaired` says that an unreadable index was moved aside; `store` is `chroma`,
    or `memory` when the store could not be used, with the reason in `trouble`.
    """

    vectors: Mapping[Language, Matrix]
    embedded: int = 0
    added: int = 0
    removed: int = 0
    repaired: bool = False
    store: str = "chroma"
    trouble: str = ""


class Index:
    """The store of one data folder, or on a Chroma server."""

    def __init__(self, data_dir: Path, chroma_url: str | None, embedder: Embedder) -> None:
        self._data_dir = data_dir
        self._url = chroma_url
        self._embedder = embedder

    def open(self, rows: Mapping[Language, Sequence[Row]], *, anew: bool = False) -> Opened:
        """Bring the store up to date with `rows` and read their vectors.

        Args:
            rows: What the store must hold for each language.
            anew: Throw the old index away first.

        Raises:
            IndexUnavailable: when neither the store nor the embedder can be used.
        """
        try:
            return self._from_server(rows, anew) if self._url else self._from_folder(rows, anew)
        except IndexUnavailable as error:
            logger.warning("index not usable, vectors are kept in memory: %s", error)
            work = _Work(self._embedder, {})
            vectors = {language: work.matrix(of, {}) for language, of in rows.items()}
            return Opened(vectors, embedded=work.embedded, store="memory", trouble=str(error))

    def _from_server(self, rows: Mapping[Language, Sequence[Row]], anew: bool) -> Opened:
        try:
            with _server(self._url or "") as client:
                return self._sync(client, rows, anew=anew, tidy=False)
        except KollegaError:
            raise
        except Exception as error:
            raise IndexUnavailable(path=self._url, reason=_sentence(error)) from error

    def _from_folder(self, rows: Mapping[Language, Sequence[Row]], anew: bool) -> Opened:
        folder = self._data_dir / FOLDER
        with exclusive(self._data_dir / "index.lock", _PATIENCE):
            try:
                with _embedded(folder) as client:
                    return self._sync(client, rows, anew=anew, tidy=True)
            except (KollegaError, KeyboardInterrupt, SystemExit):
                raise
            # Chroma's Rust core panics with a BaseException on some damaged files.
            except BaseException as error:
                logger.warning("index in %s is unreadable and is built again: %s", folder, error)
                self._set_aside(folder)
            try:
                with _embedded(folder) as client:
                    return self._sync(client, rows, anew=False, tidy=True)._replace(repaired=True)
            except (KollegaError, KeyboardInterrupt, SystemExit):
                raise
            except BaseException as error:
                raise IndexUnavailable(path=folder, reason=_sentence(error)) from error

    def _set_aside(self, folder: Path) -> None:
        from chromadb.api.client import Client

        Client.clear_system_cache()  # else the failed start is taken for a running one
        aside = self._data_dir / BROKEN
        try:
            shutil.rmtree(aside, ignore_errors=True)
            if folder.exists():
                folder.rename(aside)
        except OSError as error:
            raise IndexUnavailable(path=folder, reason=_sentence(error)) from error

    def _sync(
        self, client: Any, rows: Mapping[Language, Sequence[Row]], *, anew: bool, tidy: bool
    ) -> Opened:
        """Make each collection hold `rows`; `tidy` also removes what is no longer wanted."""
        vectors: dict[Language, Matrix] = {}
        embedded = added = removed = 0
        for language, wanted in rows.items():
            name = self._name(language, wanted)
            others = self._others(client, language, name, anew=anew)
            kin = [other for other in others if other.name.startswith(name.rsplit("-", 1)[0])]
            collection = client.get_or_create_collection(
                name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
            held = _read(collection)
            digests = {row.id: row.digest for row in wanted}
            stale = [i for i, (digest, _) in held.items() if digests.get(i, "") != digest]
            lacking = [row for row in wanted if held.get(row.id, ("",))[0] != row.digest]
            work = _Work(self._embedder, _by_digest(held, kin) if lacking else {})
            vectors[language] = work.matrix(wanted, {i: v for i, (_, v) in held.items()}, lacking)
            if tidy and stale:
                collection.delete(ids=stale)
                removed += len(stale)
            _write(collection, wanted, vectors[language], {row.id for row in lacking})
            for other in others:
                client.delete_collection(other.name)
            embedded, added = embedded + work.embedded, added + len(lacking)
        return Opened(vectors, embedded=embedded, added=added, removed=removed)

    def _others(self, client: Any, language: Language, name: str, *, anew: bool) -> list[Any]:
        """The language's collections of an earlier corpus or another embedder."""
        prefix = f"kollega-{language}-"
        found = [item.name for item in client.list_collections() if item.name.startswith(prefix)]
        if anew:
            for old in found:
                client.delete_collection(old)
            return []
        return [client.get_collection(old, embedding_function=None) for old in found if old != name]

    def _name(self, language: Language, rows: Sequence[Row]) -> str:
        """A valid Chroma name: 3-512 of `a-z0-9-`. Own documents come and go within it."""
        shipped = hashlib.sha256(_LAYOUT.encode())
        for row in rows:
            if row.kind is not EntryKind.DOCUMENT:
                shipped.update(f"{row.id} {row.digest}\n".encode())
        maker = re.sub(r"[^a-z0-9]+", "-", self._embedder.embedder_id.lower()).strip("-")[:80]
        return f"kollega-{language}-{maker}-{shipped.hexdigest()[:12]}"


class _Work:
    """Finds vectors: from the store, from the package, or by embedding."""

    def __init__(self, embedder: Embedder, known: Mapping[str, Matrix]) -> None:
        self._embedder = embedder
        self._known = known
        self.embedded = 0

    def matrix(
        self,
        rows: Sequence[Row],
        held: Mapping[str, Matrix],
        lacking: Sequence[Row] | None = None,
    ) -> Matrix:
        """Vectors in the order of `rows`; `lacking` (all, if None) are not taken from `held`."""
        import numpy as np

        made = self._find({row.digest: row.text for row in (rows if lacking is None else lacking)})
        fresh = {row.id for row in rows} if lacking is None else {row.id for row in lacking}
        chosen = [made[r.digest] if r.id in fresh else held[r.id] for r in rows]
        return np.asarray(chosen, dtype=np.float32)

    def _find(self, texts: Mapping[str, str]) -> dict[str, Matrix]:
        if not texts:
            return {}
        from knowledge.vectors import shipped_vectors

        shipped = shipped_vectors(self._embedder.embedder_id)
        found = {d: v for d in texts if (v := self._known.get(d, shipped.get(d))) is not None}
        new = [digest for digest in texts if digest not in found]
        if new:
            logger.info("embedding %d texts", len(new))
            made = self._embedder.vectors([texts[digest] for digest in new])
            found.update(zip(new, made, strict=True))
            self.embedded += len(new)
        return found


def _settings() -> Any:
    """No telemetry, and no reading of a `.env` file, which is ours."""
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False, _env_file=None)  # pyright: ignore[reportCallIssue]


@contextmanager
def _embedded(folder: Path) -> Generator[Any]:
    from chromadb import PersistentClient

    client: Any = PersistentClient(folder, settings=_settings())
    try:
        yield client
    finally:
        client.close()


@contextmanager
def _server(url: str) -> Generator[Any]:
    from chromadb import HttpClient

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise IndexUnavailable(path=url, reason="it is not an http(s) address")
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 8000)
    # Chroma's client would wait for ever for a server that does not answer.
    socket.create_connection((parts.hostname, port), timeout=_CONNECT_SECONDS).close()
    client: Any = HttpClient(
        host=parts.hostname,
        port=port,
        ssl=secure,
        settings=_settings(),
    )
    # Its two parts have connections of their own, which closing it leaves open.
    sessions = [part._server._session for part in (client, client._admin_client)]
    try:
        for session in sessions:
            session.timeout = _ANSWER_SECONDS
        yield client
    finally:
        client.close()
        for session in sessions:
            session.close()


def _read(collection: Any) -> dict[str, tuple[str, Matrix]]:
    """Digest and vector of every row in a collection."""
    import numpy as np

    held: dict[str, tuple[str, Matrix]] = {}
    for offset in range(0, collection.count(), _BATCH):
        got = collection.get(include=["embeddings", "metadatas"], limit=_BATCH, offset=offset)
        vectors = np.asarray(got["embeddings"], dtype=np.float32)
        for row_id, meta, vector in zip(got["ids"], got["metadatas"], vectors, strict=True):
            held[row_id] = (str(meta["digest"]), vector)
    return held


def _write(collection: Any, rows: Sequence[Row], vectors: Matrix, ids: set[str]) -> None:
    chosen = [(row, vectors[place]) for place, row in enumerate(rows) if row.id in ids]
    for start in range(0, len(chosen), _BATCH):
        batch = chosen[start : start + _BATCH]
        collection.upsert(
            ids=[row.id for row, _ in batch],
            embeddings=[vector for _, vector in batch],
            documents=[row.text for row, _ in batch],
            metadatas=[
                {
                    "entry": row.entry_id,
                    "kind": row.kind.value,
                    "part": row.part,
                    "digest": row.digest,
                }
                for row, _ in batch
            ],
        )


def _by_digest(held: Mapping[str, tuple[str, Matrix]], kin: Sequence[Any]) -> dict[str, Matrix]:
    """Vectors that this embedder made before, whatever rows they stood in."""
    known = dict(held.values())
    for other in kin:
        known.update(dict(_read(other).values()))
    return known


def _sentence(error: BaseException) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
