"""The first records: owners, conversations, turns, goals, commitments and check-ins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_first_records"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    _what_was_said()
    _what_was_promised()
    _index()


def _what_was_said() -> None:
    op.create_table(
        "owner",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_owner"),
    )
    op.create_table(
        "conversation",
        *_owned("conversation"),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "turn",
        *_owned("turn"),
        *_belongs("turn", "conversation"),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("voice", sa.Text(), nullable=True),
        sa.Column("moves", sa.Text(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("phrases", sa.Text(), nullable=False),
        sa.Column("notices", sa.Text(), nullable=False),
        sa.UniqueConstraint("conversation_id", "seq", name="uq_turn_conversation_id_seq"),
        sa.UniqueConstraint("conversation_id", "key", name="uq_turn_conversation_id_key"),
    )


def _what_was_promised() -> None:
    op.create_table(
        "goal",
        *_owned("goal"),
        *_belongs("goal", "conversation"),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_table(
        "commitment",
        *_owned("commitment"),
        *_belongs("commitment", "conversation"),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("if_then", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("check_in", sa.Date(), nullable=True),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
    )
    op.create_table(
        "confirmation",
        *_owned("confirmation"),
        *_belongs("confirmation", "conversation"),
        sa.Column("proposal_key", sa.Text(), nullable=False),
        *_belongs("confirmation", "goal", nullable=True),
        *_belongs("confirmation", "commitment", nullable=True),
        sa.UniqueConstraint(
            "conversation_id", "proposal_key", name="uq_confirmation_conversation_id_proposal_key"
        ),
    )
    op.create_table(
        "check_in",
        *_owned("check_in"),
        *_belongs("check_in", "commitment"),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.UniqueConstraint("commitment_id", "key", name="uq_check_in_commitment_id_key"),
    )


def _owned(table: str) -> list[sa.Column[object] | sa.Constraint]:
    return [
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        _foreign(table, "owner"),
    ]


def _belongs(
    table: str, to: str, *, nullable: bool = False
) -> list[sa.Column[object] | sa.Constraint]:
    return [sa.Column(f"{to}_id", sa.Text(), nullable=nullable), _foreign(table, to)]


def _foreign(table: str, to: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{to}_id"
    return sa.ForeignKeyConstraint([f"{to}_id"], [f"{to}.id"], name=name, ondelete="CASCADE")


def _index() -> None:
    for table in (
        "conversation",
        "turn",
        "goal",
        "commitment",
        "confirmation",
        "check_in",
    ):
        op.create_index(f"ix_{table}_owner_id", table, ["owner_id"])
    for table, column in (
        ("goal", "conversation_id"),
        ("commitment", "conversation_id"),
        ("confirmation", "goal_id"),
        ("confirmation", "commitment_id"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])
