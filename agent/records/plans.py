"""Goals, commitments and what became of them."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from agent.domain import CheckIn, CheckInStatus, Commitment, CommitmentDraft, Goal, Proposal
from agent.errors import BadInput
from agent.records import mapping
from agent.records.columns import clean
from agent.records.store import Store, new_id, owned
from agent.records.tables import (
    CheckInRow,
    CommitmentRow,
    ConfirmationRow,
    ConversationRow,
    GoalRow,
)

CLOSED = (CheckInStatus.DONE, CheckInStatus.DROPPED)
"""A commitment with one of these is not looked at again."""

AGAIN_AFTER = timedelta(days=7)
"""When a commitment that is not done is looked at again, unless the coachee says otherwise."""

_next_look = func.coalesce(CommitmentRow.check_in, CommitmentRow.due)


class PlanRecords(Store):
    """The part of `agent.ports.Records` that is about what was promised."""

    def confirm_goal(self, owner_id: str, conversation_id: str, proposal: Proposal) -> Goal:
        """Record a proposed goal; the same proposal again gives the same goal.

        Raises:
            BadInput: when the proposal has no goal.
        """
        text = clean(proposal.goal or "")
        if not text:
            raise BadInput(reason="a proposal without a goal")

        def work(session: Session) -> Goal:
            conversation = owned(session, ConversationRow, owner_id, conversation_id, lock=True)
            made = _confirmed(session, conversation, proposal.key)
            if made is not None:
                return mapping.goal(owned(session, GoalRow, owner_id, made.goal_id or ""))
            if proposal.replaces:
                row = owned(session, GoalRow, owner_id, proposal.replaces, lock=True)
                row.text = text
            else:
                row = GoalRow(text=text)
                self._add(session, conversation, row)
            self._confirm(session, conversation, proposal.key, goal_id=row.id)
            return mapping.goal(row)

        return self.write(work)

    def confirm_commitment(
        self, owner_id: str, conversation_id: str, proposal: Proposal
    ) -> Commitment:
        """Record a proposed commitment; the same proposal again gives the same one.

        A proposal that replaces a commitment changes what it says and leaves the rest.

        Raises:
            BadInput: when the proposal has no commitment, or a new one no action.
        """
        draft = proposal.commitment
        if draft is None or not (draft.action or proposal.replaces):
            raise BadInput(reason="a proposal without a commitment")

        def work(session: Session) -> Commitment:
            conversation = owned(session, ConversationRow, owner_id, conversation_id, lock=True)
            made = _confirmed(session, conversation, proposal.key)
            if made is not None:
                known = made.commitment_id or ""
                return mapping.commitment(owned(session, CommitmentRow, owner_id, known))
            if proposal.replaces:
                row = owned(session, CommitmentRow, owner_id, proposal.replaces, lock=True)
                mapping.write_draft(row, mapping.merged(row, draft))
            else:
                row = CommitmentRow(action="")
                mapping.write_draft(row, draft)
                self._add(session, conversation, row)
            self._confirm(session, conversation, proposal.key, commitment_id=row.id)
            return mapping.commitment(row)

        return self.write(work)

    def edit_goal(self, owner_id: str, goal_id: str, text: str) -> Goal:
        """Reword a goal."""

        def work(session: Session) -> Goal:
            row = owned(session, GoalRow, owner_id, goal_id, lock=True)
            row.text = clean(text)
            return mapping.goal(row)

        return self.write(work)

    def edit_commitment(
        self, owner_id: str, commitment_id: str, draft: CommitmentDraft
    ) -> Commitment:
        """Change a commitment to what the draft says. An empty action leaves the old one."""

        def work(session: Session) -> Commitment:
            row = owned(session, CommitmentRow, owner_id, commitment_id, lock=True)
            mapping.write_draft(row, draft)
            return mapping.commitment(row)

        return self.write(work)

    def remove_goal(self, owner_id: str, goal_id: str) -> None:
        """Remove a goal."""

        def work(session: Session) -> None:
            session.delete(owned(session, GoalRow, owner_id, goal_id, lock=True))

        self.write(work)

    def remove_commitment(self, owner_id: str, commitment_id: str) -> None:
        """Remove a commitment and its check-ins."""

        def work(session: Session) -> None:
            session.delete(owned(session, CommitmentRow, owner_id, commitment_id, lock=True))

        self.write(work)

    def commitments(self, owner_id: str) -> tuple[Commitment, ...]:
        """All commitments of the owner: the open ones first, by their next check-in."""
        closed = case((CommitmentRow.status.in_(CLOSED), 1), else_=0)
        query = (
            select(CommitmentRow)
            .where(CommitmentRow.owner_id == owner_id)
            .order_by(closed, _next_look.nulls_last(), CommitmentRow.created_at, CommitmentRow.id)
        )
        with self.reading() as session:
            return tuple(mapping.commitment(row) for row in session.scalars(query))

    def due(self, owner_id: str, today: date) -> tuple[Commitment, ...]:
        """Open commitments whose check-in, or else due date, is not after `today`."""
        is_open = or_(CommitmentRow.status.is_(None), CommitmentRow.status.not_in(CLOSED))
        query = (
            select(CommitmentRow)
            .where(CommitmentRow.owner_id == owner_id, is_open, _next_look <= today)
            .order_by(_next_look, CommitmentRow.created_at, CommitmentRow.id)
        )
        with self.reading() as session:
            return tuple(mapping.commitment(row) for row in session.scalars(query))

    def check_in(
        self,
        owner_id: str,
        commitment_id: str,
        status: CheckInStatus,
        note: str = "",
        key: str | None = None,
    ) -> CheckIn:
        """Record how a commitment went; the same `key` again gives the same check-in.

        `done` and `dropped` close the commitment; after the others it is looked at again in a
        week.
        """
        known = mapping.stored_key(key)

        def work(session: Session) -> CheckIn:
            commitment = owned(session, CommitmentRow, owner_id, commitment_id, lock=True)
            if (stored := _checked_in(session, commitment, known)) is not None:
                return mapping.check_in(stored)
            commitment.status = status
            if status not in CLOSED:
                commitment.check_in = self.today() + AGAIN_AFTER
            row = CheckInRow(
                id=new_id(),
                owner_id=commitment.owner_id,
                commitment_id=commitment.id,
                key=known,
                status=status,
                note=clean(note),
                created_at=self.now(),
            )
            session.add(row)
            return mapping.check_in(row)

        return self.write(work)

    def check_ins(self, owner_id: str, commitment_id: str) -> tuple[CheckIn, ...]:
        """Every look back at one commitment, oldest first."""
        query = (
            select(CheckInRow)
            .where(CheckInRow.owner_id == owner_id, CheckInRow.commitment_id == commitment_id)
            .order_by(CheckInRow.created_at, CheckInRow.id)
        )
        with self.reading() as session:
            owned(session, CommitmentRow, owner_id, commitment_id)
            return tuple(mapping.check_in(row) for row in session.scalars(query))

    def _add(
        self, session: Session, conversation: ConversationRow, row: GoalRow | CommitmentRow
    ) -> None:
        row.id, row.owner_id, row.conversation_id = new_id(), conversation.owner_id, conversation.id
        row.created_at = self.now()
        session.add(row)
        session.flush()  # before the confirmation that refers to it

    def _confirm(
        self,
        session: Session,
        conversation: ConversationRow,
        key: str,
        *,
        goal_id: str | None = None,
        commitment_id: str | None = None,
    ) -> None:
        now = self.now()
        conversation.updated_at = now
        session.add(
            ConfirmationRow(
                id=new_id(),
                owner_id=conversation.owner_id,
                conversation_id=conversation.id,
                proposal_key=mapping.stored_key(key) or "",
                goal_id=goal_id,
                commitment_id=commitment_id,
                created_at=now,
            )
        )


def _confirmed(session: Session, conversation: ConversationRow, key: str) -> ConfirmationRow | None:
    """What a proposal of this conversation has made already."""
    query = select(ConfirmationRow).where(
        ConfirmationRow.owner_id == conversation.owner_id,
        ConfirmationRow.conversation_id == conversation.id,
        ConfirmationRow.proposal_key == (mapping.stored_key(key) or ""),
    )
    return session.scalars(query).one_or_none()


def _checked_in(session: Session, commitment: CommitmentRow, key: str | None) -> CheckInRow | None:
    """The check-in that was made with this key already."""
    if key is None:
        return None
    query = select(CheckInRow).where(
        CheckInRow.owner_id == commitment.owner_id,
        CheckInRow.commitment_id == commitment.id,
        CheckInRow.key == key,
    )
    return session.scalars(query).one_or_none()
