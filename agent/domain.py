"""The words Kollega thinks in: frozen models with no I/O.

Every other room imports these; this module imports nothing of the project.
Text fields hold what people wrote, already cleaned by `agent.listening.text`.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """Base of all domain models: immutable, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Language(StrEnum):
    """A first language of the product. Nynorsk is understood and answered in `NB`."""

    NB = "nb"
    EN = "en"


class Phase(StrEnum):
    """Where the conversation stands (`docs/conversation.md` has the table)."""

    FOLLOW_UP = "follow_up"
    INTRO = "intro"
    GOALS = "goals"
    QUESTIONS = "questions"
    ACTION_PLAN = "action_plan"
    CLOSED = "closed"


class Move(StrEnum):
    """What one utterance does, in the terms of motivational interviewing."""

    OPEN_QUESTION = "open_question"
    CLOSED_QUESTION = "closed_question"
    SIMPLE_REFLECTION = "simple_reflection"
    COMPLEX_REFLECTION = "complex_reflection"
    AFFIRMATION = "affirmation"
    OBSERVATION = "observation"
    ADVICE = "advice"
    PERMISSION = "permission"
    JUDGEMENT = "judgement"
    INFORMATION = "information"
    COMMITMENT = "commitment"
    OTHER = "other"


class Role(StrEnum):
    """Who spoke a turn."""

    COACHEE = "coachee"
    COACH = "coach"


class VoiceName(StrEnum):
    """Who words the coach's reply."""

    GUIDED = "guided"
    MODEL = "model"


class Visibility(StrEnum):
    """Who may see a commitment: the coachee, the pair, or nobody after the session."""

    MINE = "mine"
    SHARED = "shared"
    FORGET = "forget"


class CheckInStatus(StrEnum):
    """How a commitment went, as the coachee tells it."""

    DONE = "done"
    PARTLY = "partly"
    NOT_YET = "not_yet"
    DROPPED = "dropped"


class SafetyLevel(StrEnum):
    """`acute`: danger to life or health now. `support`: help is offered beside the talk."""

    NONE = "none"
    SUPPORT = "support"
    ACUTE = "acute"


class SafetyTopic(StrEnum):
    """What the screening recognised."""

    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    MEDICAL = "medical"
    HARASSMENT = "harassment"
    CENSURABLE = "censurable"
    BURNOUT = "burnout"
    GRIEF = "grief"


class Screening(Frozen):
    """The verdict on one message."""

    level: SafetyLevel = SafetyLevel.NONE
    topic: SafetyTopic | None = None


class EntryKind(StrEnum):
    """The kinds of guidance entry in the store."""

    CONCEPT = "concept"
    STRATEGY = "strategy"
    ACTIVITY = "activity"
    FLOW = "flow"
    EXAMPLE = "example"
    QUESTION = "question"
    DOCUMENT = "document"


class Depth(StrEnum):
    """How far in a question goes."""

    OPENING = "opening"
    DEEPENING = "deepening"
    CHALLENGING = "challenging"


class Source(Frozen):
    """A guidance entry that stands behind something the coach said."""

    id: str
    kind: EntryKind
    title: str
    text: str
    why: str = ""
    source: str = ""


class Question(Frozen):
    """An open question from the store, with what it was chosen for."""

    id: str
    text: str
    phase: Phase
    depth: Depth
    topic: str
    strategy: str
    score: float = 0.0


class Guidance(Frozen):
    """A strategy or other entry to speak from. `say` are lines one can say aloud."""

    id: str
    kind: EntryKind
    title: str
    body: str
    how: tuple[str, ...] = ()
    say: tuple[str, ...] = ()
    source: str = ""
    score: float = 0.0


Confidence = Annotated[int, Field(ge=0, le=10)]


class CommitmentDraft(Frozen):
    """A commitment being put together: all but the action may still be missing.

    `if_then` is the whole implementation intention ("If X, I will Y"); `confidence`
    is the coachee's own 0-10; `due` and `check_in` are dates in the coachee's calendar.
    """

    action: str
    due: date | None = None
    if_then: str | None = None
    confidence: Confidence | None = None
    check_in: date | None = None
    visibility: Visibility = Visibility.MINE


class Goal(Frozen):
    """What the coachee wants out of it, in own words; confirmed by the coachee."""

    id: str
    conversation_id: str
    text: str
    created_at: datetime


class Commitment(CommitmentDraft):
    """A confirmed commitment. `status` is that of its latest check-in, if any."""

    id: str
    conversation_id: str
    status: CheckInStatus | None = None
    created_at: datetime


class CheckIn(Frozen):
    """One look back at a commitment."""

    id: str
    commitment_id: str
    status: CheckInStatus
    note: str = ""
    created_at: datetime


class Proposal(Frozen):
    """A goal or commitment shown to the coachee and not yet recorded.

    `key` makes confirming idempotent: the database holds at most one row for it.
    `replaces` names the goal or commitment that confirming it changes.
    """

    key: str
    kind: Literal["goal", "commitment"]
    goal: str | None = None
    commitment: CommitmentDraft | None = None
    replaces: str | None = None


class Turn(Frozen):
    """One utterance as stored. `seq` counts from 0 within the conversation."""

    id: str
    conversation_id: str
    seq: int
    role: Role
    text: str
    phase: Phase
    created_at: datetime
    voice: VoiceName | None = None
    moves: tuple[Move, ...] = ()
    sources: tuple[Source, ...] = ()
    phrases: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


class Slot(StrEnum):
    """What the action plan asks for next, in this order."""

    ACTION = "action"
    DUE = "due"
    OBSTACLE = "obstacle"
    IF_THEN = "if_then"
    CONFIDENCE = "confidence"
    RAISE = "raise"
    CONFIRM = "confirm"
    MORE = "more"


class FollowUpStep(StrEnum):
    """Where the talk about one due commitment stands."""

    ASK = "ask"
    EXPLORE = "explore"
    ADJUST = "adjust"


class FlowState(Frozen):
    """All that the flow remembers between turns. Pure data, stored with the conversation.

    `turns_in_phase` counts coach turns; `asked` holds question ids in the order asked;
    `acts` notes what the coach did that bears on what it may do next; `phrases` the ids of
    phrases used, newest last. `slots` were asked for the present `draft`; `changes` counts its
    rewordings; `obstacle` and `response` are the two halves of its if-then plan. `due` are
    commitments still to be looked at in `follow_up`.
    """

    phase: Phase = Phase.INTRO
    turns_in_phase: int = 0
    turns: int = 0
    topic: str | None = None
    pending: Proposal | None = None
    proposals_made: int = 0
    rejected: int = 0
    acts: tuple[str, ...] = ()
    slot: Slot | None = None
    slots: tuple[Slot, ...] = ()
    draft: CommitmentDraft | None = None
    changes: int = 0
    obstacle: str | None = None
    response: str | None = None
    due: tuple[str, ...] = ()
    follow_up_step: FollowUpStep = FollowUpStep.ASK
    last_status: CheckInStatus | None = None
    asked: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    advice_leave_asked: bool = False
    advice_about: str = ""
    advice_given: int = 0
    plan_offers: int = 0
    goals: int = 0
    commitments: int = 0
    emotion_last: bool = False
    unclear: int = 0
    safety: Screening = Screening()
    safety_shown: tuple[SafetyTopic, ...] = ()
    introduced: bool = False
    language_noticed: bool = False


class Conversation(Frozen):
    """A conversation's own facts; its turns, goals and commitments are rows beside it."""

    id: str
    owner_id: str
    language: Language
    title: str
    state: FlowState
    created_at: datetime
    updated_at: datetime


class ConversationView(Frozen):
    """A conversation with all that belongs to it, as pages and exports show it."""

    conversation: Conversation
    turns: tuple[Turn, ...] = ()
    goals: tuple[Goal, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
