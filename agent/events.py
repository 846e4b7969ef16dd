"""What the coachee can do besides writing, and what one turn tells everyone who listens.

The page, the command line and the evals consume the same events; their JSON shapes are
public (`docs/events.md`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from agent.domain import (
    CheckInStatus,
    CommitmentDraft,
    Frozen,
    Move,
    Phase,
    Proposal,
    SafetyLevel,
    SafetyTopic,
    Source,
    VoiceName,
)

# --- what the coachee can do besides writing ---------------------------------------


class Confirm(Frozen):
    """Record the proposal with `key`; without one, the pending proposal."""

    action: Literal["confirm"] = "confirm"
    key: str | None = None


class Reject(Frozen):
    """Do not record the proposal."""

    action: Literal["reject"] = "reject"
    key: str | None = None


class Edit(Frozen):
    """Change the pending proposal's words, or a recorded goal's or commitment's."""

    action: Literal["edit"] = "edit"
    key: str | None = None
    goal: str | None = None
    commitment: CommitmentDraft | None = None


class Jump(Frozen):
    """Go to another phase."""

    action: Literal["jump"] = "jump"
    phase: Phase


class Skip(Frozen):
    """Pass over what was just asked: the due commitment, the slot or the question."""

    action: Literal["skip"] = "skip"


class Check(Frozen):
    """Record how a due commitment went; without an id, the one being talked about."""

    action: Literal["check_in"] = "check_in"
    status: CheckInStatus
    commitment_id: str | None = None
    note: str = ""


class Another(Frozen):
    """Ask for another question instead of the last one."""

    action: Literal["another_question"] = "another_question"


class Summarise(Frozen):
    """Ask for a summary of what has been said."""

    action: Literal["summarise"] = "summarise"


Action = Annotated[
    Confirm | Reject | Edit | Jump | Skip | Check | Another | Summarise,
    Field(discriminator="action"),
]


# --- events: what one turn tells the page, the command line and the evals -----------


class TurnStarted(Frozen):
    """The message is stored; the coach has begun. `turn_id` is the stored message's id."""

    type: Literal["TurnStarted"] = "TurnStarted"
    conversation_id: str
    turn_id: str | None = None


class PhaseChanged(Frozen):
    """The flow went to another phase."""

    type: Literal["PhaseChanged"] = "PhaseChanged"
    before: Phase
    phase: Phase


class TextDelta(Frozen):
    """More text of the reply."""

    type: Literal["TextDelta"] = "TextDelta"
    text: str


class SourcesUsed(Frozen):
    """The entries behind the reply, the question's own first."""

    type: Literal["SourcesUsed"] = "SourcesUsed"
    sources: tuple[Source, ...]


class GoalProposed(Frozen):
    """A goal is shown for confirmation."""

    type: Literal["GoalProposed"] = "GoalProposed"
    proposal: Proposal


class CommitmentProposed(Frozen):
    """A commitment is shown for confirmation."""

    type: Literal["CommitmentProposed"] = "CommitmentProposed"
    proposal: Proposal


class Recorded(Frozen):
    """A goal, commitment or check-in was written to the records."""

    type: Literal["Recorded"] = "Recorded"
    kind: Literal["goal", "commitment", "check_in"]
    id: str
    text: str


class Notice(Frozen):
    """Something to say beside the reply, in plain words: `text` is shown as it is.

    For `kind="safety"` the hand-over card belongs with it; `level` and `topic` say which.
    """

    type: Literal["Notice"] = "Notice"
    kind: Literal["fallback", "safety", "language", "input", "introduction"]
    text: str
    level: SafetyLevel = SafetyLevel.NONE
    topic: SafetyTopic | None = None


class TurnEnded(Frozen):
    """The reply as stored, whole."""

    type: Literal["TurnEnded"] = "TurnEnded"
    conversation_id: str
    turn_id: str | None
    phase: Phase
    reply: str
    voice: VoiceName
    moves: tuple[Move, ...] = ()
    sources: tuple[Source, ...] = ()
    stance: int | None = None


Event = Annotated[
    TurnStarted
    | PhaseChanged
    | TextDelta
    | SourcesUsed
    | GoalProposed
    | CommitmentProposed
    | Recorded
    | Notice
    | TurnEnded,
    Field(discriminator="type"),
]
