"""The tables. Every row has an owner; whatever a row belongs to takes it along when it goes."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, MetaData, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from agent.domain import CheckInStatus, Language, Move, Phase, Role, Source, Visibility, VoiceName
from agent.records.columns import Clean, Coded, Json, Utc


class Base(DeclarativeBase):
    """Base of all tables, with names for constraints so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  (SQLAlchemy's own attribute)
        str: Clean(),
        datetime: Utc(),
        CheckInStatus: Coded(CheckInStatus),
        Language: Coded(Language),
        Phase: Coded(Phase),
        Role: Coded(Role),
        Visibility: Coded(Visibility),
        VoiceName: Coded(VoiceName),
    }


class OwnerRow(Base):
    """Whoever all else belongs to: removing it erases everything."""

    __tablename__ = "owner"

    id: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class Owned:
    """What every other row has: an id (uuid4, hex) and an owner."""

    id: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("owner.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]


class ConversationRow(Owned, Base):
    """A conversation. `state` is a `FlowState` as JSON in the shape of `state_version`."""

    __tablename__ = "conversation"

    language: Mapped[Language]
    title: Mapped[str]
    phase: Mapped[Phase]
    state: Mapped[str]
    state_version: Mapped[int]
    updated_at: Mapped[datetime]


class TurnRow(Owned, Base):
    """One utterance. `key` is the sender's own id of a message."""

    __tablename__ = "turn"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "key"),
    )

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    seq: Mapped[int]
    key: Mapped[str | None]
    role: Mapped[Role]
    text: Mapped[str]
    phase: Mapped[Phase]
    voice: Mapped[VoiceName | None]
    moves: Mapped[tuple[Move, ...]] = mapped_column(Json(tuple[Move, ...]))
    sources: Mapped[tuple[Source, ...]] = mapped_column(Json(tuple[Source, ...]))
    phrases: Mapped[tuple[str, ...]] = mapped_column(Json(tuple[str, ...]))
    notices: Mapped[tuple[str, ...]] = mapped_column(Json(tuple[str, ...]))


class GoalRow(Owned, Base):
    """A confirmed goal."""

    __tablename__ = "goal"

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    text: Mapped[str]


class CommitmentRow(Owned, Base):
    """A confirmed commitment; `status` is that of its latest check-in."""

    __tablename__ = "commitment"

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    action: Mapped[str]
    due: Mapped[date | None]
    if_then: Mapped[str | None]
    confidence: Mapped[int | None]
    check_in: Mapped[date | None]
    visibility: Mapped[Visibility]
    status: Mapped[CheckInStatus | None]


class ConfirmationRow(Owned, Base):
    """A proposal that was confirmed, and the goal or commitment it made or changed.

    This is what makes confirming idempotent. It is a table of its own because a proposal made
    in one conversation may change a commitment of another, and a commitment may be changed
    more than once.
    """

    __tablename__ = "confirmation"
    __table_args__ = (UniqueConstraint("conversation_id", "proposal_key"),)

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    proposal_key: Mapped[str]
    goal_id: Mapped[str | None] = mapped_column(
        ForeignKey("goal.id", ondelete="CASCADE"), index=True
    )
    commitment_id: Mapped[str | None] = mapped_column(
        ForeignKey("commitment.id", ondelete="CASCADE"), index=True
    )


class CheckInRow(Owned, Base):
    """One look back at a commitment."""

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("commitment_id", "key"),)

    commitment_id: Mapped[str] = mapped_column(ForeignKey("commitment.id", ondelete="CASCADE"))
    key: Mapped[str | None]
    status: Mapped[CheckInStatus]
    note: Mapped[str]
