"""Opening a database so that what is committed is on the disk, and errors are plain.

SQLite: SQLAlchemy says BEGIN, not the driver, because the driver's own transaction control
begins too late (before the first write, never before a read) and commits DDL as it goes. See
"Enabling Non-Legacy SQLite Transactional Modes" in SQLAlchemy's SQLite dialect; the `autocommit`
attribute that it names first exists from Python 3.12 only and cannot say BEGIN IMMEDIATE.
"""

from __future__ import annotations

import os
from enum import StrEnum
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from agent.errors import RecordsUnavailable
from agent.records.failures import Reason, place_of

BUSY_TIMEOUT_MS = 5000
"""How long a writer waits for another process before it says that the database is locked."""

POSTGRES_CONNECT_SECONDS = 5

POSTGRES_OPTIONS = f"-c lock_timeout={BUSY_TIMEOUT_MS} -c statement_timeout=20000"
"""No turn waits longer than this for the server; `?options=` in the URL replaces it."""

BEGIN = "kollega_begin"
"""Execution option: how a transaction begins on SQLite, a `Begin`."""


class Begin(StrEnum):
    """How SQLite begins a transaction.

    A writer says so at once (`IMMEDIATE`): one that starts as a reader and then writes fails
    when somebody else wrote in between, and no waiting helps it.
    """

    READ = "BEGIN"
    WRITE = "BEGIN IMMEDIATE"
    ALONE = "BEGIN EXCLUSIVE"
    NOT = ""


def open_engine(url: str | URL, *, pool_size: int = 10) -> Engine:
    """An engine for a SQLite file or a PostgreSQL server. Does not look into the database yet.

    Raises:
        RecordsUnavailable: for another kind of URL, or a SQLite file that cannot be made.
    """
    try:
        place = make_url(url)
    except ArgumentError:
        raise RecordsUnavailable(path="", reason=Reason.UNSUPPORTED) from None
    match place.get_backend_name():
        case "sqlite":
            return _sqlite(place, pool_size)
        case "postgresql" | "postgres":
            return _postgres(place, pool_size)
        case _:
            raise RecordsUnavailable(path=place_of(place), reason=Reason.UNSUPPORTED)


def _sqlite(url: URL, pool_size: int) -> Engine:
    if not url.database or ":memory:" in url.database or url.query.get("mode") == "memory":
        raise RecordsUnavailable(path=place_of(url), reason=Reason.UNSUPPORTED)
    if not url.database.startswith("file:"):
        _make_private(url.database)
    engine = create_engine(
        url, pool_size=pool_size, max_overflow=2 * pool_size, hide_parameters=True
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgres(url: URL, pool_size: int) -> Engine:
    options: dict[str, Any] = {"connect_timeout": POSTGRES_CONNECT_SECONDS}
    if "options" not in url.query:
        options["options"] = POSTGRES_OPTIONS
    try:
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_size=pool_size,
            max_overflow=2 * pool_size,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args=options,
        )
    except ModuleNotFoundError:
        raise RecordsUnavailable(path=place_of(url), reason=Reason.NO_DRIVER) from None


def _make_private(path: str) -> None:
    """Make the file if it is missing, for its owner's eyes only; SQLite would follow the umask."""
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_CREAT, 0o600))
    except FileNotFoundError:
        raise RecordsUnavailable(path=path, reason=Reason.NO_FOLDER) from None
    except OSError as error:
        denied = isinstance(error, PermissionError)
        reason = Reason.NO_ACCESS if denied else Reason.NOT_OPENED
        raise RecordsUnavailable(path=path, reason=reason) from error


def _prepare_sqlite(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is erased is not left in free pages


def _begin_sqlite(connection: Connection) -> None:
    begin = connection.get_execution_options().get(BEGIN, Begin.READ)
    if begin is not Begin.NOT:
        connection.exec_driver_sql(begin)
