"""What can be wrong with a database, in a few plain words each."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from enum import StrEnum

from sqlalchemy import URL
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from agent.errors import RecordsUnavailable


class Reason(StrEnum):
    """Why the records cannot be used: the `reason` of `RecordsUnavailable`."""

    NOT_OPENED = "cannot be opened"
    NO_FOLDER = "the folder does not exist"
    NOT_A_DATABASE = "not a database"
    NOT_OURS = "a database of another program"
    CORRUPT = "damaged"
    READ_ONLY = "read-only"
    NO_ACCESS = "no access"
    DISK_FULL = "the disk is full"
    DISK_ERROR = "the disk cannot be read or written"
    LOCKED = "locked by another process"
    BUSY = "too busy"
    UNREACHABLE = "the server cannot be reached"
    NO_DRIVER = "the PostgreSQL driver is not installed: pip install 'kollega[postgres]'"
    UNSUPPORTED = "not a SQLite file or a PostgreSQL server"
    FAILED = "the database reported an error"


_SQLITE = {
    sqlite3.SQLITE_PERM: Reason.NO_ACCESS,
    sqlite3.SQLITE_AUTH: Reason.NO_ACCESS,
    sqlite3.SQLITE_BUSY: Reason.LOCKED,
    sqlite3.SQLITE_LOCKED: Reason.LOCKED,
    sqlite3.SQLITE_PROTOCOL: Reason.LOCKED,
    sqlite3.SQLITE_READONLY: Reason.READ_ONLY,
    sqlite3.SQLITE_IOERR: Reason.DISK_ERROR,
    sqlite3.SQLITE_CORRUPT: Reason.CORRUPT,
    sqlite3.SQLITE_FULL: Reason.DISK_FULL,
    sqlite3.SQLITE_CANTOPEN: Reason.NOT_OPENED,
    sqlite3.SQLITE_NOTADB: Reason.NOT_A_DATABASE,
}
"""By SQLite's primary result code."""

_POSTGRES = {
    "08": Reason.UNREACHABLE,
    "25006": Reason.READ_ONLY,
    "28": Reason.NO_ACCESS,
    "3D": Reason.NOT_OPENED,
    "40001": Reason.LOCKED,
    "40P01": Reason.LOCKED,
    "42501": Reason.NO_ACCESS,
    "53100": Reason.DISK_FULL,
    "53": Reason.BUSY,
    "55P03": Reason.LOCKED,
    "57014": Reason.BUSY,
    "57P": Reason.UNREACHABLE,
    "58": Reason.DISK_ERROR,
    "XX001": Reason.CORRUPT,
    "XX002": Reason.CORRUPT,
}
"""By SQLSTATE, or its class; the longest that fits counts."""

_COLLISIONS = ("23503", "23505", "40001", "40P01")
"""SQLSTATEs of two writers in each other's way: the same work may succeed at once."""


@contextmanager
def told(path: str) -> Generator[None]:
    """Turn what a database raises into `RecordsUnavailable` with a plain reason.

    Errors in our own SQL go through as they are.
    """
    try:
        yield
    except PoolTimeout as error:
        raise RecordsUnavailable(path=path, reason=Reason.BUSY) from error
    except DBAPIError as error:
        reason = reason_of(error)
        if reason is None:
            raise
        raise RecordsUnavailable(path=path, reason=reason) from error
    except ValueError:
        # A stored value that no version of ours wrote. The error quotes it: it must not
        # reach a log.
        raise RecordsUnavailable(path=path, reason=Reason.CORRUPT) from None


def reason_of(error: DBAPIError) -> Reason | None:
    """Why the database failed; None when the statement, not the database, was wrong."""
    code: int | None = getattr(error.orig, "sqlite_errorcode", None)
    state: str | None = getattr(error.orig, "sqlstate", None)
    known = None
    if code is not None:
        known = _SQLITE.get(code & 0xFF)
    elif state is not None:
        known = next((_POSTGRES[state[:n]] for n in (5, 3, 2) if state[:n] in _POSTGRES), None)
    elif not isinstance(error.orig, sqlite3.Error):
        known = Reason.UNREACHABLE  # psycopg gives no SQLSTATE when there was no server to ask
    if known is None and not isinstance(error, IntegrityError | ProgrammingError | DataError):
        return Reason.FAILED
    return known


def is_collision(error: DBAPIError) -> bool:
    """Whether two writers were in each other's way, so that trying again makes sense."""
    state = getattr(error.orig, "sqlstate", None)
    return state in _COLLISIONS if state else isinstance(error, IntegrityError)


def place_of(url: URL) -> str:
    """The database's file, or its server and name: what to tell a person, without secrets."""
    if url.get_backend_name() == "sqlite":
        return (url.database or ":memory:").removeprefix("file:")
    host = url.host or url.query.get("host") or "localhost"
    return f"postgresql://{host}/{url.database or ''}"
