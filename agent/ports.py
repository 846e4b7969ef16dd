"""What the coach needs from the world, as protocols; `agent.wiring` joins the adapters to them.

All methods are synchronous and may block for a few milliseconds (embedding, disk); the coach
calls them in a worker thread. `Voice.speak` alone is asynchronous, because it streams.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Literal, Protocol, TypeVar

from pydantic import BaseModel

from agent.domain import (
    CheckIn,
    CheckInStatus,
    Commitment,
    CommitmentDraft,
    Conversation,
    ConversationView,
    EntryKind,
    FlowState,
    Frozen,
    Goal,
    Guidance,
    Language,
    Phase,
    Proposal,
    Question,
    Role,
    Screening,
    Turn,
    VoiceName,
)
from agent.listening.signals import Expected, Signals
from agent.speaking import Brief, Utterance

M = TypeVar("M", bound=BaseModel)


class QuestionQuery(Frozen):
    """What the next question should fit.

    `said` is the coachee's last message, `topic` what the conversation is about (both may be
    empty); `phase` is required of the question; `asked` are ids that must not come again, nor
    anything close to them in meaning.
    """

    language: Language
    phase: Phase
    said: str = ""
    topic: str = ""
    asked: tuple[str, ...] = ()
    depth_at_most: int = 2


class Clock(Protocol):
    """Time, so that it can be fixed."""

    def now(self) -> datetime:
        """The current moment, timezone-aware."""
        ...

    def today(self) -> date:
        """The coachee's calendar date."""
        ...


class Screen(Protocol):
    """Safety first: deterministic, with no model and no network."""

    def screen(self, text: str) -> Screening:
        """Judge one message in any of the languages."""
        ...


class Listener(Protocol):
    """Understands a message."""

    def listen(
        self, text: str, *, language: Language, today: date, expected: Expected | None
    ) -> Signals:
        """Hear what a message says; `language` is the conversation's."""
        ...


class Guide(Protocol):
    """Finds guidance that fits."""

    def question(self, query: QuestionQuery) -> Question | None:
        """The best open question that has not been asked, or None when none is left."""
        ...

    def guidance(
        self, said: str, language: Language, kinds: Sequence[EntryKind], limit: int = 3
    ) -> tuple[Guidance, ...]:
        """Entries that fit what was said, best first."""
        ...

    def entry(self, entry_id: str, language: Language) -> Guidance | None:
        """One entry by id."""
        ...


class Voice(Protocol):
    """Words a reply. Yields text as it comes; the last item is the whole utterance."""

    name: VoiceName

    def speak(self, brief: Brief) -> AsyncIterator[str | Utterance]:
        """Stream the reply to one brief."""
        ...


class Message(Frozen):
    """One message to a chat model."""

    role: Literal["system", "user", "assistant"]
    content: str


class ChatModel(Protocol):
    """A language model behind an endpoint. `host` is where text goes, as shown to people."""

    host: str

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> AsyncIterator[str]:
        """Yield the answer's visible text as it comes; reasoning text never.

        Raises:
            agent.errors.ModelFailed: at any point; nothing is retried after the first piece.
        """
        ...

    async def structured(self, messages: Sequence[Message], schema: type[M]) -> M | None:
        """One answer as a validated model, or None when the endpoint cannot give one.

        Raises:
            agent.errors.ModelFailed: when the endpoint cannot be reached or refuses.
        """
        ...


class Records(Protocol):
    """What is remembered. Every call is for one owner and sees nothing of any other.

    Raises:
        agent.errors.NotFound: for an id that does not exist or belongs to somebody else.
        agent.errors.RecordsUnavailable: when the store cannot be read or written.
    """

    def start(self, owner_id: str, language: Language, state: FlowState) -> Conversation:
        """Begin a conversation."""
        ...

    def conversation(self, owner_id: str, conversation_id: str) -> Conversation:
        """One conversation without its turns."""
        ...

    def view(
        self, owner_id: str, conversation_id: str, last: int | None = None
    ) -> ConversationView:
        """One conversation with everything in it, or with its `last` turns only."""
        ...

    def conversations(self, owner_id: str) -> tuple[Conversation, ...]:
        """All conversations, the last used first."""
        ...

    def rename(self, owner_id: str, conversation_id: str, title: str) -> None:
        """Change a title."""
        ...

    def set_language(self, owner_id: str, conversation_id: str, language: Language) -> None:
        """Change the language replies come in."""
        ...

    def delete(self, owner_id: str, conversation_id: str) -> None:
        """Remove a conversation and all that came of it."""
        ...

    def turns(self, owner_id: str, conversation_id: str, last: int = 12) -> tuple[Turn, ...]:
        """The last turns, oldest first."""
        ...

    def hear(
        self, owner_id: str, conversation_id: str, text: str, phase: Phase, key: str | None = None
    ) -> tuple[Turn, bool]:
        """Store a coachee's message at once.

        `key` is the sender's own id of the message: sent again, the stored turn comes back
        with False instead of a second one.
        """
        ...

    def reply(self, owner_id: str, turn: ReplyRecord, state: FlowState) -> Turn:
        """Store the coach's reply and the flow's new state in one transaction."""
        ...

    def save_state(self, owner_id: str, conversation_id: str, state: FlowState) -> None:
        """Store the flow's state alone."""
        ...

    def confirm_goal(self, owner_id: str, conversation_id: str, proposal: Proposal) -> Goal:
        """Record a proposed goal; the same proposal again gives the same goal."""
        ...

    def confirm_commitment(
        self, owner_id: str, conversation_id: str, proposal: Proposal
    ) -> Commitment:
        """Record a proposed commitment; the same proposal again gives the same one."""
        ...

    def edit_goal(self, owner_id: str, goal_id: str, text: str) -> Goal:
        """Reword a goal."""
        ...

    def edit_commitment(
        self, owner_id: str, commitment_id: str, draft: CommitmentDraft
    ) -> Commitment:
        """Change a commitment."""
        ...

    def remove_goal(self, owner_id: str, goal_id: str) -> None:
        """Remove a goal."""
        ...

    def remove_commitment(self, owner_id: str, commitment_id: str) -> None:
        """Remove a commitment and its check-ins."""
        ...

    def commitments(self, owner_id: str) -> tuple[Commitment, ...]:
        """All commitments of the owner, the next check-in first."""
        ...

    def due(self, owner_id: str, today: date) -> tuple[Commitment, ...]:
        """Open commitments whose check-in or due date is not after `today`."""
        ...

    def check_in(
        self,
        owner_id: str,
        commitment_id: str,
        status: CheckInStatus,
        note: str = "",
        key: str | None = None,
    ) -> CheckIn:
        """Record how a commitment went; the same `key` again gives the same check-in."""
        ...

    def check_ins(self, owner_id: str, commitment_id: str) -> tuple[CheckIn, ...]:
        """Every look back at one commitment, oldest first."""
        ...

    def export(self, owner_id: str) -> tuple[ConversationView, ...]:
        """Everything that is stored about the owner."""
        ...

    def erase(self, owner_id: str) -> int:
        """Remove everything about the owner; returns the number of conversations removed."""
        ...


class ReplyRecord(Frozen):
    """A coach's turn before it is stored."""

    conversation_id: str
    text: str
    phase: Phase
    voice: VoiceName
    utterance: Utterance
    role: Role = Role.COACH
