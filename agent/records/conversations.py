"""Conversations and their turns."""

from __future__ import annotations

from sqlalchemy import ScalarResult, delete, func, select
from sqlalchemy.orm import Session

from agent.domain import Conversation, ConversationView, FlowState, Language, Phase, Role, Turn
from agent.ports import ReplyRecord
from agent.records import mapping
from agent.records.columns import clean
from agent.records.state import STATE_VERSION, dump_state
from agent.records.store import Store, new_id, owned
from agent.records.tables import ConversationRow, OwnerRow, TurnRow
from agent.records.views import turns_of, view_of


class ConversationRecords(Store):
    """The part of `agent.ports.Records` that is about what was said."""

    def start(self, owner_id: str, language: Language, state: FlowState) -> Conversation:
        """Begin a conversation."""

        def work(session: Session) -> Conversation:
            now = self.now()
            if session.get(OwnerRow, owner_id) is None:
                session.add(OwnerRow(id=clean(owner_id), created_at=now))
                session.flush()
            row = ConversationRow(
                id=new_id(),
                owner_id=clean(owner_id),
                language=language,
                title="",
                created_at=now,
                updated_at=now,
            )
            _write_state(row, state)
            session.add(row)
            return mapping.conversation(row)

        return self.write(work)

    def conversation(self, owner_id: str, conversation_id: str) -> Conversation:
        """One conversation without its turns."""
        with self.reading() as session:
            return mapping.conversation(owned(session, ConversationRow, owner_id, conversation_id))

    def view(
        self, owner_id: str, conversation_id: str, last: int | None = None
    ) -> ConversationView:
        """One conversation with everything in it, or with its `last` turns only."""
        with self.reading() as session:
            row = owned(session, ConversationRow, owner_id, conversation_id)
            return view_of(session, row, last)

    def conversations(self, owner_id: str) -> tuple[Conversation, ...]:
        """All conversations, the last used first."""
        with self.reading() as session:
            return tuple(mapping.conversation(row) for row in _all(session, owner_id))

    def rename(self, owner_id: str, conversation_id: str, title: str) -> None:
        """Change a title. An empty one is made from the next message."""

        def work(session: Session) -> None:
            row = owned(session, ConversationRow, owner_id, conversation_id, lock=True)
            row.title = clean(title)

        self.write(work)

    def set_language(self, owner_id: str, conversation_id: str, language: Language) -> None:
        """Change the language replies come in."""

        def work(session: Session) -> None:
            row = owned(session, ConversationRow, owner_id, conversation_id, lock=True)
            row.language = language

        self.write(work)

    def delete(self, owner_id: str, conversation_id: str) -> None:
        """Remove a conversation and all that came of it."""

        def work(session: Session) -> None:
            session.delete(owned(session, ConversationRow, owner_id, conversation_id, lock=True))

        self.write(work)
        self.truncate_log()

    def turns(self, owner_id: str, conversation_id: str, last: int = 12) -> tuple[Turn, ...]:
        """The last turns, oldest first."""
        with self.reading() as session:
            owned(session, ConversationRow, owner_id, conversation_id)
            return turns_of(session, owner_id, conversation_id, last)

    def hear(
        self, owner_id: str, conversation_id: str, text: str, phase: Phase, key: str | None = None
    ) -> tuple[Turn, bool]:
        """Store a coachee's message at once; with a `key` seen before, give back that turn."""
        said, known = clean(text), mapping.stored_key(key)

        def work(session: Session) -> tuple[Turn, bool]:
            row = owned(session, ConversationRow, owner_id, conversation_id, lock=True)
            if known is not None:
                before = select(TurnRow).where(
                    TurnRow.owner_id == owner_id,
                    TurnRow.conversation_id == conversation_id,
                    TurnRow.key == known,
                )
                if (stored := session.scalars(before).one_or_none()) is not None:
                    return mapping.turn(stored), False
            made = TurnRow(
                role=Role.COACHEE,
                text=said,
                phase=phase,
                key=known,
                moves=(),
                sources=(),
                phrases=(),
                notices=(),
            )
            row.title = row.title or mapping.title_from(said)
            return self._append(session, row, made), True

        return self.write(work)

    def reply(self, owner_id: str, turn: ReplyRecord, state: FlowState) -> Turn:
        """Store the coach's reply and the flow's new state in one transaction."""

        def work(session: Session) -> Turn:
            row = owned(session, ConversationRow, owner_id, turn.conversation_id, lock=True)
            _write_state(row, state)
            made = TurnRow(
                role=turn.role,
                text=clean(turn.text),
                phase=turn.phase,
                voice=turn.voice,
                moves=turn.utterance.moves,
                sources=turn.utterance.sources,
                phrases=turn.utterance.phrases,
                notices=turn.utterance.notices,
            )
            return self._append(session, row, made)

        return self.write(work)

    def save_state(self, owner_id: str, conversation_id: str, state: FlowState) -> None:
        """Store the flow's state alone."""

        def work(session: Session) -> None:
            row = owned(session, ConversationRow, owner_id, conversation_id, lock=True)
            _write_state(row, state)
            row.updated_at = self.now()

        self.write(work)

    def export(self, owner_id: str) -> tuple[ConversationView, ...]:
        """Everything that is stored about the owner."""
        with self.reading() as session:
            rows = _all(session, owner_id).all()
            return tuple(view_of(session, row) for row in rows)

    def erase(self, owner_id: str) -> int:
        """Remove everything about the owner; returns the number of conversations removed."""

        def work(session: Session) -> int:
            own = ConversationRow.owner_id == owner_id
            count = session.scalar(select(func.count()).select_from(ConversationRow).where(own))
            # Writers hold a conversation and then refer to the owner: going the same way round
            # keeps PostgreSQL out of deadlocks.
            session.execute(delete(ConversationRow).where(own))
            session.execute(delete(OwnerRow).where(OwnerRow.id == owner_id))
            return count or 0

        removed = self.write(work)
        self.truncate_log()
        return removed

    def _append(self, session: Session, row: ConversationRow, made: TurnRow) -> Turn:
        """Give a turn the next number in its conversation and store it."""
        last = session.scalar(
            select(func.max(TurnRow.seq)).where(
                TurnRow.owner_id == row.owner_id, TurnRow.conversation_id == row.id
            )
        )
        made.id, made.owner_id, made.conversation_id = new_id(), row.owner_id, row.id
        made.seq = 0 if last is None else last + 1
        made.created_at = row.updated_at = self.now()
        session.add(made)
        session.flush()
        return mapping.turn(made)


def _write_state(row: ConversationRow, state: FlowState) -> None:
    row.phase, row.state, row.state_version = state.phase, dump_state(state), STATE_VERSION


def _all(session: Session, owner_id: str) -> ScalarResult[ConversationRow]:
    return session.scalars(
        select(ConversationRow)
        .where(ConversationRow.owner_id == owner_id)
        .order_by(ConversationRow.updated_at.desc(), ConversationRow.id)
    )
