"""The store on disk and on a server: real Chroma, real vectors, and all that can befall it."""

from __future__ import annotations

import multiprocessing
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import knowledge.index
from agent.domain import EntryKind, Language
from knowledge.embedder import Embedder, default_embedder
from knowledge.index import BROKEN, FOLDER, Index, Opened
from knowledge.rows import Row, digest

if TYPE_CHECKING:
    from knowledge.embedder import Matrix

TEXTS = ["Jeg må si nei", "Møtet varte lenge", "Hva er viktig?", "Hun lyttet ikke", "Ny leder"]


class Renamed:
    """The real embedder under another name, as a newer model would be."""

    def __init__(self, name: str) -> None:
        self._real = default_embedder()
        self._name = name

    @property
    def embedder_id(self) -> str:
        return self._name

    def vectors(self, texts: Sequence[str]) -> Matrix:
        return self._real.vectors(texts)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._real.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        return self._real.embed_query(text)


def rows(texts: Sequence[str] = TEXTS, kind: EntryKind = EntryKind.STRATEGY) -> list[Row]:
    return [
        Row(f"e{n}/body0", f"e{n}", kind, Language.NB, "body", text, digest(text))
        for n, text in enumerate(texts)
    ]


def open_index(
    folder: Path,
    wanted: Sequence[Row] | None = None,
    embedder: Embedder | None = None,
    *,
    anew: bool = False,
    url: str | None = None,
) -> Opened:
    index = Index(folder, url, embedder or default_embedder())
    both: Mapping[Language, Sequence[Row]] = {Language.NB: rows() if wanted is None else wanted}
    return index.open(both, anew=anew)


def right(opened: Opened, texts: Sequence[str] = TEXTS) -> bool:
    expected = default_embedder().vectors(list(texts))
    return bool((opened.vectors[Language.NB] * expected).sum(axis=1).min() > 0.9999)


def collections(folder: Path) -> list[str]:
    with knowledge.index._embedded(folder / FOLDER) as client:
        return sorted(item.name for item in client.list_collections())


def test_what_was_built_is_read_again_without_embedding(tmp_path: Path) -> None:
    first = open_index(tmp_path)
    assert (first.embedded, first.added, first.store) == (5, 5, "chroma")
    second = open_index(tmp_path)
    assert (second.embedded, second.added, second.removed) == (0, 0, 0)
    assert right(second)


def test_only_a_changed_text_is_embedded_and_the_old_collection_goes(tmp_path: Path) -> None:
    open_index(tmp_path)
    before = collections(tmp_path)
    changed = [*TEXTS[:4], "Helt ny tekst"]
    opened = open_index(tmp_path, rows(changed))
    assert (opened.embedded, opened.added) == (1, 5)
    assert right(opened, changed)
    after = collections(tmp_path)
    assert len(after) == 1
    assert after != before


def test_another_embedder_makes_everything_anew(tmp_path: Path) -> None:
    open_index(tmp_path)
    opened = open_index(tmp_path, embedder=Renamed("Another Model/v2 (æøå)"))
    assert opened.embedded == 5
    (name,) = collections(tmp_path)
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{1,510})[a-z0-9]", name)


def test_own_documents_come_and_go_in_the_same_collection(tmp_path: Path) -> None:
    open_index(tmp_path)
    before = collections(tmp_path)
    document = Row("d/p0", "d", EntryKind.DOCUMENT, Language.NB, "passage", "Ny", digest("Ny"))
    added = open_index(tmp_path, [*rows(), document])
    assert (added.embedded, added.added, added.removed) == (1, 1, 0)
    gone = open_index(tmp_path)
    assert (gone.embedded, gone.added, gone.removed) == (0, 0, 1)
    assert collections(tmp_path) == before


def test_an_index_can_be_made_anew(tmp_path: Path) -> None:
    open_index(tmp_path)
    assert open_index(tmp_path, anew=True).embedded == 5


def spoil_database(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"this is not a database" * 500)


def cut_database(folder: Path) -> None:
    file = folder / "chroma.sqlite3"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 3])


def empty_database(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"")


def overwrite_pages(folder: Path) -> None:
    file = folder / "chroma.sqlite3"
    raw = bytearray(file.read_bytes())
    raw[8192:] = os.urandom(len(raw) - 8192)
    file.write_bytes(raw)


def replace_by_file(folder: Path) -> None:
    for file in sorted(folder.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    folder.rmdir()
    folder.write_text("not a folder")


@pytest.mark.parametrize(
    "spoil", [spoil_database, cut_database, empty_database, overwrite_pages, replace_by_file]
)
def test_a_damaged_index_is_built_again(
    tmp_path: Path, spoil: object, caplog: pytest.LogCaptureFixture
) -> None:
    open_index(tmp_path)
    spoil(tmp_path / FOLDER)  # type: ignore[operator]
    opened = open_index(tmp_path)
    assert opened.store == "chroma"
    assert right(opened)
    if spoil is not empty_database:  # to SQLite an empty file is a new database
        assert opened.repaired
        assert (tmp_path / BROKEN).exists()
        assert any("built again" in record.message for record in caplog.records)
    assert open_index(tmp_path).embedded == 0


def test_rows_lost_in_an_interrupted_build_are_added(tmp_path: Path) -> None:
    open_index(tmp_path)
    with knowledge.index._embedded(tmp_path / FOLDER) as client:
        collection = client.get_collection(client.list_collections()[0].name)
        collection.delete(ids=["e1/body0", "e3/body0"])
    opened = open_index(tmp_path)
    assert (opened.embedded, opened.added) == (2, 2)
    assert right(opened)


def test_a_folder_that_cannot_be_used_costs_the_store_not_the_search(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    opened = open_index(blocked / "data")
    assert opened.store == "memory"
    assert "file" in opened.trouble
    assert right(opened)


def test_a_lock_held_too_long_costs_the_store_not_the_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knowledge.index, "_PATIENCE", 0.1)
    with knowledge.index.exclusive(tmp_path / "index.lock", 1):
        opened = open_index(tmp_path)
    assert opened.store == "memory"
    assert "another process" in opened.trouble


def _open_many_times(folder: Path, turns: int, results: multiprocessing.Queue[bool]) -> None:
    for turn in range(turns):
        extra = [f"Prosess {os.getpid()} tekst {turn}"]
        opened = open_index(folder, rows([*TEXTS, *extra], EntryKind.DOCUMENT))
        results.put(opened.store == "chroma" and right(opened, [*TEXTS, *extra]))


def test_several_processes_share_a_folder(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[bool] = context.Queue()
    workers = [
        context.Process(target=_open_many_times, args=(tmp_path, 2, results)) for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    found = [results.get(timeout=120) for _ in range(4)]
    for worker in workers:
        worker.join(30)
    assert all(found)
    assert not (tmp_path / BROKEN).exists()


BUILD = """
import sys
from pathlib import Path
from agent.domain import Language
from knowledge.embedder import default_embedder
from knowledge.index import Index
from knowledge.loader import load_corpus
from knowledge.rows import corpus_rows
corpus = load_corpus()
rows = {language: corpus_rows(corpus, language) for language in Language}
print("go", flush=True)
Index(Path(sys.argv[1]), None, default_embedder()).open(rows)
"""


def test_a_build_killed_at_any_moment_leaves_an_index_that_opens(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311  not for secrets
    for _ in range(2):
        builder = subprocess.Popen(
            [sys.executable, "-c", BUILD, str(tmp_path)], stdout=subprocess.PIPE
        )
        assert builder.stdout is not None
        builder.stdout.readline()
        time.sleep(chance.uniform(0.8, 2.0))
        builder.send_signal(signal.SIGKILL)
        builder.wait()
        builder.stdout.close()
    opened = open_index(tmp_path)
    assert opened.store == "chroma"
    assert right(opened)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Chroma server on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    binary = Path(sys.executable).with_name("chroma")
    process = subprocess.Popen(
        [binary, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=1).close()  # noqa: S310
                break
            except OSError:
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait()


def test_the_store_can_be_a_server(server: str, tmp_path: Path) -> None:
    assert open_index(tmp_path, url=server).embedded == 5
    again = open_index(tmp_path, url=server)
    assert (again.embedded, again.store) == (0, "chroma")
    assert right(again)
    assert not (tmp_path / FOLDER).exists()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "nonsense", "ftp://host/x"])
def test_a_server_that_is_not_there_costs_the_store_not_the_search(
    tmp_path: Path, url: str
) -> None:
    opened = open_index(tmp_path, url=url)
    assert opened.store == "memory"
    assert opened.trouble
    assert right(opened)


def test_vectors_are_unit_and_in_the_order_asked_for(tmp_path: Path) -> None:
    open_index(tmp_path)
    turned = rows()[::-1]
    opened = open_index(tmp_path, turned)
    assert right(opened, TEXTS[::-1])
    assert np.linalg.norm(opened.vectors[Language.NB], axis=1) == pytest.approx(1, abs=1e-4)
