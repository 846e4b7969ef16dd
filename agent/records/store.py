"""Short transactions for one owner: what the repositories stand on."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from agent.errors import NotFound, RecordsUnavailable
from agent.records.engine import BEGIN, BUSY_TIMEOUT_MS, Begin
from agent.records.failures import Reason, is_collision, place_of, told
from agent.records.tables import Owned

if TYPE_CHECKING:
    from agent.ports import Clock

logger = logging.getLogger(__name__)

T = TypeVar("T")
R = TypeVar("R", bound=Owned)

ATTEMPTS = 8
"""Tries of one write when others write to the same conversation from another process."""


class SystemClock:
    """The machine's time and calendar."""

    def now(self) -> datetime:
        """The current moment."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The date where the machine is."""
        return datetime.now().astimezone().date()


class Store:
    """Transactions, time and ownership. Thread-safe."""

    def __init__(self, engine: Engine, clock: Clock | None = None) -> None:
        self.engine = engine
        self.path = place_of(engine.url)
        self._clock: Clock = clock or SystemClock()
        sqlite = engine.dialect.name == "sqlite"
        # A view is several queries: on PostgreSQL only this level shows them one moment.
        read = {} if sqlite else {"isolation_level": "REPEATABLE READ"}
        self._readers = sessionmaker(engine.execution_options(**read))
        writing = engine.execution_options(**{BEGIN: Begin.WRITE})
        self._writers = sessionmaker(writing, expire_on_commit=False)
        # SQLite lets one write at a time and makes the others poll: queue up here instead.
        self._turnstile = threading.Lock() if sqlite else None
        self._tick = threading.Lock()
        self._last = datetime.min.replace(tzinfo=UTC)

    def ready(self) -> bool:
        """Whether the database answers."""
        try:
            with self.reading() as session:
                session.execute(text("SELECT 1"))
        except RecordsUnavailable:
            return False
        return True

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Generator[Session]:
        """A transaction that sees one moment of the database and changes nothing."""
        with told(self.path), self._readers() as session:
            yield session

    def write(self, work: Callable[[Session], T]) -> T:
        """Do `work` in one transaction: all of it is on the disk afterwards, or nothing.

        Raises:
            RecordsUnavailable: when it cannot be written; nothing of it is stored.
        """
        with told(self.path):
            for left in reversed(range(ATTEMPTS)):
                try:
                    with self._queue(), self._writers.begin() as session:
                        return work(session)
                except DBAPIError as error:
                    if not left or not is_collision(error):
                        raise
        raise AssertionError("unreachable: the last attempt returns or raises")

    def now(self) -> datetime:
        """The time, later than any given before: it orders rows under a fixed clock too."""
        with self._tick:
            now = self._clock.now().astimezone(UTC)
            self._last = max(now, self._last + timedelta(microseconds=1))
            return self._last

    def today(self) -> date:
        """The coachee's calendar date."""
        return self._clock.today()

    def truncate_log(self) -> None:
        """Take what was erased out of SQLite's write-ahead log too, unless somebody reads it."""
        if self.engine.dialect.name != "sqlite":
            return
        try:
            with self._queue(), self.engine.connect() as connection:
                plain = connection.execution_options(**{BEGIN: Begin.NOT})
                plain.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        except (DBAPIError, RecordsUnavailable):
            # What was asked for is done and on the disk; the log goes with the next checkpoint.
            logger.warning("the write-ahead log could not be truncated after removing records")

    @contextmanager
    def _queue(self) -> Generator[None]:
        lock = self._turnstile
        if lock is None:
            yield
            return
        if not lock.acquire(timeout=2 * BUSY_TIMEOUT_MS / 1000):
            raise RecordsUnavailable(path=self.path, reason=Reason.BUSY)
        try:
            yield
        finally:
            lock.release()


def new_id() -> str:
    """A new row's id."""
    return uuid4().hex


def owned(session: Session, kind: type[R], owner_id: str, row_id: str, *, lock: bool = False) -> R:
    """The owner's row.

    Args:
        session: the transaction.
        kind: the table.
        owner_id: whose it must be.
        row_id: its id.
        lock: keep other writers away from it until the end. SQLite has the whole file locked;
            PostgreSQL locks the row, but lets others refer to it.

    Raises:
        NotFound: when there is none, or it is somebody else's.
    """
    query = select(kind).where(kind.id == row_id, kind.owner_id == owner_id)
    row = session.scalars(query.with_for_update(key_share=True) if lock else query).one_or_none()
    if row is None:
        raise NotFound(what=str(getattr(kind, "__tablename__", "")), id=row_id)
    return row
