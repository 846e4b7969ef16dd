"""Bringing a database up to date, and leaving alone one that is not ours to change."""

from __future__ import annotations

import time
from pathlib import Path

from sqlalchemy import Connection, Engine, column, delete, false, func, inspect, select, table
from sqlalchemy.exc import OperationalError

from agent.errors import RecordsTooNew, RecordsUnavailable
from agent.records.engine import BEGIN, BUSY_TIMEOUT_MS, Begin
from agent.records.failures import Reason, place_of, reason_of, told

REVISIONS = ("0001_first_records",)
"""All revisions, oldest first; a test holds this against `versions/`.

They are named here so that a start-up with nothing to migrate need not import Alembic (0.35 s).
"""

HEAD = REVISIONS[-1]

VERSION_TABLE = table("alembic_version", column("version_num"))

ADVISORY_LOCK = 0x6B6F6C6C  # "koll"
"""PostgreSQL's lock for one migrating process at a time."""


def upgrade(engine: Engine) -> None:
    """Make the tables, or bring them to `HEAD`. Several processes may call this at once.

    Raises:
        RecordsTooNew: when the database has a revision that this version does not know.
        RecordsUnavailable: when it cannot be read or written, or belongs to another program.
    """
    path = place_of(engine.url)
    with told(path):
        with engine.connect() as connection:
            found = _revision(connection, path)
        if engine.dialect.name == "sqlite":
            _use_wal(engine)
        begin = Begin.WRITE if found == HEAD else Begin.ALONE
        with engine.execution_options(**{BEGIN: begin}).begin() as connection:
            if found == HEAD:
                _require_writable(connection)
                return
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(ADVISORY_LOCK)))
            if _revision(connection, path) != HEAD:
                _migrate(connection)


def _revision(connection: Connection, path: str) -> str | None:
    """The database's revision; None when it is empty."""
    tables = set(inspect(connection).get_table_names())
    if VERSION_TABLE.name not in tables:
        # A SQLite file is ours alone; a PostgreSQL schema may hold other programs' tables.
        if tables and (connection.dialect.name == "sqlite" or "conversation" in tables):
            raise RecordsUnavailable(path=path, reason=Reason.NOT_OURS)
        return None
    found = connection.scalars(select(VERSION_TABLE.c.version_num)).all()
    for revision in found:
        if revision not in REVISIONS:
            raise RecordsTooNew(path=path, revision=revision)
    return found[0] if found else None


def _require_writable(connection: Connection) -> None:
    """Write nothing, as a write: a read-only database says so now, not in the first turn."""
    connection.execute(delete(VERSION_TABLE).where(false()))


def _use_wal(engine: Engine) -> None:
    """Readers and one writer side by side. SQLite does not wait for a lock here: we do."""
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    with engine.connect().execution_options(**{BEGIN: Begin.NOT}) as connection:
        while connection.exec_driver_sql("PRAGMA journal_mode").scalar() != "wal":
            try:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            except OperationalError as error:
                if reason_of(error) is not Reason.LOCKED or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return  # some file systems cannot; SQLite then stays safe without it


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    here = str(Path(__file__).parent).replace("%", "%%")
    config.set_main_option("script_location", here)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
