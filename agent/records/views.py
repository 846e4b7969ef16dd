"""A conversation with all that belongs to it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from agent.domain import ConversationView, Turn
from agent.records import mapping
from agent.records.tables import CheckInRow, CommitmentRow, ConversationRow, GoalRow, TurnRow


def view_of(session: Session, row: ConversationRow, last: int | None = None) -> ConversationView:
    """The conversation in `row` with its turns (the `last` ones), plan and check-ins."""
    goals = (
        select(GoalRow)
        .where(GoalRow.owner_id == row.owner_id, GoalRow.conversation_id == row.id)
        .order_by(GoalRow.created_at, GoalRow.id)
    )
    commitments = (
        select(CommitmentRow)
        .where(CommitmentRow.owner_id == row.owner_id, CommitmentRow.conversation_id == row.id)
        .order_by(CommitmentRow.created_at, CommitmentRow.id)
    )
    check_ins = (
        select(CheckInRow)
        .join(CommitmentRow, CommitmentRow.id == CheckInRow.commitment_id)
        .where(CheckInRow.owner_id == row.owner_id, CommitmentRow.conversation_id == row.id)
        .order_by(CheckInRow.created_at, CheckInRow.id)
    )
    return ConversationView(
        conversation=mapping.conversation(row),
        turns=turns_of(session, row.owner_id, row.id, last),
        goals=tuple(mapping.goal(each) for each in session.scalars(goals)),
        commitments=tuple(mapping.commitment(each) for each in session.scalars(commitments)),
        check_ins=tuple(mapping.check_in(each) for each in session.scalars(check_ins)),
    )


def turns_of(
    session: Session, owner_id: str, conversation_id: str, last: int | None
) -> tuple[Turn, ...]:
    """The conversation's turns, oldest first: the `last` ones, or all with None."""
    newest = (
        select(TurnRow)
        .where(TurnRow.owner_id == owner_id, TurnRow.conversation_id == conversation_id)
        .order_by(TurnRow.seq.desc())
    )
    if last is not None:
        newest = newest.limit(max(last, 0))
    return tuple(mapping.turn(row) for row in reversed(session.scalars(newest).all()))
