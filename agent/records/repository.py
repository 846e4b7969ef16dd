"""The records in a SQL database: `agent.ports.Records` fulfilled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.records.conversations import ConversationRecords
from agent.records.plans import PlanRecords

if TYPE_CHECKING:
    from agent.ports import Records


class SqlRecords(ConversationRecords, PlanRecords):
    """Everything that is remembered, in SQLite or PostgreSQL.

    Synchronous, thread-safe, and safe beside other processes on the same database. Every
    method may raise `NotFound` for an id that is not the owner's, and `RecordsUnavailable`
    with the `path` and a `reason` when the database cannot be read or written.
    """


if TYPE_CHECKING:
    _fulfils: type[Records] = SqlRecords
