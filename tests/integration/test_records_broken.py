"""Files and servers that cannot be used are told in plain words, and left as they are."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import ProgrammingError

from agent.domain import Conversation, FlowState, Language, Phase
from agent.errors import RecordsUnavailable
from agent.records import engine as engine_module
from agent.records import open_records
from agent.records.engine import open_engine
from agent.records.failures import Reason, told
from agent.records.repository import SqlRecords

if TYPE_CHECKING:
    from conftest import NewDatabase, Samples


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a SQLite file may be."""
    return tmp_path / "kollega.sqlite3"


def refusal(url: str) -> tuple[str, Reason]:
    """What opening says: the path and the reason."""
    with pytest.raises(RecordsUnavailable) as caught:
        open_records(url)
    reason = caught.value.details["reason"]
    assert isinstance(reason, Reason)
    return str(caught.value.details["path"]), reason


def make(path: Path, messages: int = 200) -> str:
    """A database with one long conversation; gives its id."""
    records = open_records(f"sqlite:///{path}")
    conversation = records.start("kari", Language.NB, FlowState()).id
    for number in range(messages):
        records.hear("kari", conversation, f"{number} " * 50, Phase.INTRO)
    records.close()
    return conversation


@pytest.mark.parametrize("content", [b"Not a database, a letter. " * 50, b"\0" * 4096])
def test_a_file_that_is_not_a_database(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert refusal(f"sqlite:///{path}") == (str(path), Reason.NOT_A_DATABASE)
    assert path.read_bytes() == content


def test_a_file_with_a_damaged_schema(path: Path) -> None:
    make(path, 1)
    content = bytearray(path.read_bytes())
    content[100:4096] = os.urandom(3996)
    path.write_bytes(content)
    assert refusal(f"sqlite:///{path}") == (str(path), Reason.CORRUPT)
    assert path.read_bytes() == content


def test_a_file_with_damaged_pages_is_told_when_they_are_read(path: Path) -> None:
    conversation = make(path)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 40960] = os.urandom(40960)
    path.write_bytes(content)
    records = open_records(f"sqlite:///{path}")
    with pytest.raises(RecordsUnavailable) as caught:
        records.view("kari", conversation)
    assert caught.value.details == {"path": str(path), "reason": Reason.CORRUPT}
    records.close()


def test_a_file_opened_read_only(path: Path) -> None:
    make(path, 1)
    before = path.read_bytes()
    url = f"sqlite:///file:{path}?mode=ro&uri=true"
    assert refusal(url) == (str(path), Reason.READ_ONLY)
    assert path.read_bytes() == before


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    where = tmp_path / "file" / "kollega.sqlite3"
    assert refusal(f"sqlite:///{where}") == (str(where), Reason.NOT_OPENED)


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    where = tmp_path / "nowhere" / "kollega.sqlite3"
    assert refusal(f"sqlite:///{where}") == (str(where), Reason.NO_FOLDER)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    assert refusal(f"sqlite:///{tmp_path}") == (str(tmp_path), Reason.NOT_OPENED)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert refusal(f"sqlite:///{tmp_path}/kollega.sqlite3")[1] is Reason.NO_ACCESS
    tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?mode=memory&uri=true",
        "mysql://root:hemmelig@localhost/x",
        "nonsense",
        "",
    ],
)
def test_a_place_that_cannot_hold_records(url: str) -> None:
    path, reason = refusal(url)
    assert reason is Reason.UNSUPPORTED
    assert "hemmelig" not in path


def test_a_server_that_does_not_answer() -> None:
    url = "postgresql://kari:hemmelig@127.0.0.1:1/kollega?application_name=x"
    assert refusal(url) == ("postgresql://127.0.0.1/kollega", Reason.UNREACHABLE)


def test_a_server_without_that_database(postgres: NewDatabase) -> None:
    url = postgres().replace("kollega_", "nowhere_")
    path, reason = refusal(url)
    assert reason in (Reason.NOT_OPENED, Reason.UNREACHABLE)
    assert "nowhere_" in path


def test_a_server_that_is_read_only(postgres: NewDatabase) -> None:
    url = postgres()
    read_only = url + "&options=-cdefault_transaction_read_only%3Don"
    assert refusal(read_only)[1] is Reason.READ_ONLY
    open_records(url).close()
    assert refusal(read_only)[1] is Reason.READ_ONLY


def test_a_full_disk_stores_nothing_and_the_next_write_works(path: Path) -> None:
    """SQLite's own page limit gives the error a full disk gives."""
    make(path, 1)
    engine = open_engine(f"sqlite:///{path}")
    limit = "PRAGMA max_page_count = 1"  # no lower than the present size
    event.listen(engine, "connect", lambda connection, _: connection.execute(limit))
    records = SqlRecords(engine)
    (talk,) = records.conversations("kari")
    with pytest.raises(RecordsUnavailable) as caught:
        records.hear("kari", talk.id, "x" * 100_000, Phase.INTRO, key="k")
    assert caught.value.details == {"path": str(path), "reason": Reason.DISK_FULL}
    assert "xxx" not in str(caught.value.__cause__)
    assert len(records.turns("kari", talk.id)) == 1
    records.save_state("kari", talk.id, FlowState(turns=3))
    assert records.conversation("kari", talk.id).state.turns == 3
    records.close()


def test_a_locked_file_is_told_and_can_be_read_meanwhile(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "BUSY_TIMEOUT_MS", 200)
    conversation = make(path, 1)
    records = open_records(f"sqlite:///{path}")
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordsUnavailable) as caught:
            records.hear("kari", conversation, "Hei", Phase.INTRO)
        assert caught.value.details == {"path": str(path), "reason": Reason.LOCKED}
        assert len(records.turns("kari", conversation)) == 1
        other.execute("ROLLBACK")
    other.close()
    assert records.hear("kari", conversation, "Hei", Phase.INTRO)[1]
    records.close()


def test_a_locked_row_is_told(
    records: SqlRecords, backend: str, talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    if backend == "sqlite":
        return  # the test above
    monkeypatch.setattr(engine_module, "POSTGRES_OPTIONS", "-c lock_timeout=200")
    hurried = SqlRecords(open_engine(records.engine.url))
    with records.engine.connect() as other:
        other.execute(text("SELECT 1 FROM conversation FOR UPDATE"))
        with pytest.raises(RecordsUnavailable) as caught:
            hurried.hear("kari", talk.id, "Hei", Phase.INTRO)
        assert caught.value.details["reason"] is Reason.LOCKED
        assert hurried.turns("kari", talk.id) == ()
    assert hurried.hear("kari", talk.id, "Hei", Phase.INTRO)[1]
    hurried.close()


def test_a_writer_that_never_ends_does_not_hold_the_others_for_ever(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.records.store.BUSY_TIMEOUT_MS", 100)
    conversation = make(path, 1)
    records = open_records(f"sqlite:///{path}")
    release, inside = threading.Event(), threading.Event()

    def stuck(_session: object) -> None:
        inside.set()
        release.wait(10)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(records.write, stuck)
        inside.wait(10)
        with pytest.raises(RecordsUnavailable) as caught:
            records.hear("kari", conversation, "Hei", Phase.INTRO)
        assert caught.value.details["reason"] is Reason.BUSY
        release.set()
    records.close()


def test_an_error_in_our_own_statement_is_not_called_the_databases(
    records: SqlRecords, backend: str
) -> None:
    if backend == "sqlite":
        return  # SQLite has one code for this and for a missing table
    with (
        pytest.raises(ProgrammingError),
        told("x"),
        records.engine.connect() as connection,
    ):
        connection.execute(text("SELECT nonsense"))


def test_nothing_said_reaches_the_log(
    records: SqlRecords, samples: Samples, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        conversation = samples.fill(records, "kari")
        records.view("kari", conversation)
        records.erase("kari")
    for said in ("Hei", "Ringe Kari", "Gi ærlig ros", "Litt"):
        assert said not in caplog.text
