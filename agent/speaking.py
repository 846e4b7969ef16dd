"""What is to be said: the flow's directive, the brief a voice gets, the utterance it makes."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from agent.domain import (
    CheckInStatus,
    Commitment,
    CommitmentDraft,
    FlowState,
    Frozen,
    Goal,
    Guidance,
    Language,
    Move,
    Phase,
    Proposal,
    Question,
    Screening,
    Source,
    Turn,
    VoiceName,
)
from agent.listening.signals import About, Signals


class Act(StrEnum):
    """What the coach does in one turn. Each has a phrase bank of the same name."""

    WELCOME = "welcome"
    WELCOME_BACK = "welcome_back"
    INVITE = "invite"
    ASK_GOAL = "ask_goal"
    SHARPEN_GOAL = "sharpen_goal"
    REWORD_GOAL = "reword_goal"
    PROPOSE_GOAL = "propose_goal"
    GOAL_NOTED = "goal_noted"
    ASK = "ask"
    ASK_SIMPLER = "ask_simpler"
    OFFER_PLAN = "offer_plan"
    ASK_ACTION = "ask_action"
    ASK_SMALLER = "ask_smaller"
    ASK_DUE = "ask_due"
    ASK_OBSTACLE = "ask_obstacle"
    ASK_IF_THEN = "ask_if_then"
    ASK_CONFIDENCE = "ask_confidence"
    RAISE_CONFIDENCE = "raise_confidence"
    PROPOSE_COMMITMENT = "propose_commitment"
    REWORD_COMMITMENT = "reword_commitment"
    ASK_MORE = "ask_more"
    CHECK_IN = "check_in"
    PLACE_CHECK_IN = "place_check_in"
    CELEBRATE = "celebrate"
    WHAT_HELPED = "what_helped"
    WHAT_HINDERED = "what_hindered"
    ADJUST = "adjust"
    FOLLOW_UP_DONE = "follow_up_done"
    ASK_LEAVE = "ask_leave"
    DECLINED_LEAVE = "declined_leave"
    GIVE_ADVICE = "give_advice"
    EXPLAIN = "explain"
    REPAIR = "repair"
    SUMMARISE = "summarise"
    CLOSE = "close"
    GOODBYE = "goodbye"
    HAND_OVER = "hand_over"


class Directive(Frozen):
    """One turn's task for the voice.

    `ask_from` is the phase whose questions the store is searched for the closing question;
    None means that the act's own phrase asks, or that nothing is asked. `reflect` says back
    what was heard first. `noted` is the goal, commitment or check-in just recorded.
    """

    act: Act
    phase: Phase
    ask_from: Phase | None = None
    simpler: bool = False
    reflect: bool = True
    affirm: bool = False
    about: About | None = None
    goal: str | None = None
    drafted: bool = False
    draft: CommitmentDraft | None = None
    commitment_id: str | None = None
    status: CheckInStatus | None = None
    noted: bool = False
    first: bool = False


class Decision(Frozen):
    """What the flow decided: what to say, how it stands afterwards, what to record."""

    directive: Directive
    state: FlowState
    confirm: Proposal | None = None
    propose: Proposal | None = None
    check_in: tuple[str, CheckInStatus] | None = None


class Brief(Frozen):
    """Everything a voice may use for one reply."""

    language: Language
    directive: Directive
    state: FlowState
    today: date
    said: str = ""
    signals: Signals | None = None
    screening: Screening = Screening()
    question: Question | None = None
    guidance: tuple[Guidance, ...] = ()
    goals: tuple[Goal, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    history: tuple[Turn, ...] = ()


class Utterance(Frozen):
    """A finished reply: its text, who worded it, what it did and what stands behind it.

    `notices` are codes of messages to show beside it ("fallback"); `breaches` the rules a
    model broke and the code mended, by name.
    """

    text: str
    moves: tuple[Move, ...] = ()
    sources: tuple[Source, ...] = ()
    phrases: tuple[str, ...] = ()
    question_id: str | None = None
    notices: tuple[str, ...] = ()
    breaches: tuple[str, ...] = ()
    voice: VoiceName = VoiceName.GUIDED
