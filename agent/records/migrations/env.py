"""Run by Alembic inside the transaction that `agent.records.migrations.upgrade` has begun."""

from __future__ import annotations

from alembic import context

from agent.records.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
