"""What is remembered: SQLite by default, PostgreSQL by URL.

`open_records` is the way in. SQLAlchemy is imported when it is called, not with this package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.ports import Clock
    from agent.records.repository import SqlRecords

__all__ = ["open_records"]


def open_records(url: str, clock: Clock | None = None) -> SqlRecords:
    """Open the records at `url`, made or brought up to date first; `close()` them when done.

    Args:
        url: `sqlite:///path/to/file` or `postgresql://...`.
        clock: gives timestamps and the coachee's date; the system's when left out.

    Raises:
        agent.errors.RecordsTooNew: when a newer version made the database. It is not touched.
        agent.errors.RecordsUnavailable: when it cannot be opened or written; `reason` is one of
            `agent.records.failures.Reason`.
    """
    from agent.records.engine import open_engine
    from agent.records.migrations import upgrade
    from agent.records.repository import SqlRecords

    engine = open_engine(url)
    try:
        upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return SqlRecords(engine, clock)
