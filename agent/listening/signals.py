"""What one message from the coachee tells the flow. Models only; rules live beside this file."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from agent.domain import CheckInStatus, Confidence, Frozen, Language, Move, Phase


class About(StrEnum):
    """A question about Kollega itself, answered before the coaching goes on."""

    IDENTITY = "identity"  # who or what are you, are you a human
    PRIVACY = "privacy"  # where does this go, who can read it
    WHY = "why"  # how do you know that, why do you ask
    HELP = "help"  # what can you do, how does this work


class Expected(StrEnum):
    """What the coach just asked for, so that a short answer is understood."""

    GOAL = "goal"
    ACTION = "action"
    DUE = "due"
    IF_THEN = "if_then"
    CONFIDENCE = "confidence"
    CHECK_IN = "check_in"


class CommitmentCandidate(Frozen):
    """An action somebody takes on, in own words: "snakke med Sara", "call the customer"."""

    action: str
    due: date | None = None
    if_then: str | None = None


class Signals(Frozen):
    """All that was heard in one message. False and None mean "not heard".

    `words` counts words. `emotion` is the word that carried it, lower case,
    and `emotion_good` whether it was a pleasant one. `goal` is a
    goal in the coachee's words, as an infinitive phrase ("bli tryggere på ..."). `goes_to` is
    the phase asked for. `greeting` is a message that only greets.
    """

    text: str
    language: Language
    words: int = 0
    greeting: bool = False
    thanks: bool = False
    yes: bool = False
    no: bool = False
    enough: bool = False
    dont_know: bool = False
    emotion: str | None = None
    emotion_good: bool = False
    progress: bool = False
    asks_advice: bool = False
    wants_another: bool = False
    wants_plan: bool = False
    goes_to: Phase | None = None
    changes_goal: bool = False
    stops: bool = False
    wants_summary: bool = False
    misunderstood: bool = False
    about: About | None = None
    way_forward: bool = False
    goal: str | None = None
    commitment: CommitmentCandidate | None = None
    due: date | None = None
    if_then: str | None = None
    confidence: Confidence | None = None
    check_in: CheckInStatus | None = None

    @classmethod
    def nothing(cls, language: Language = Language.NB) -> Signals:
        """Silence: what an action without words carries."""
        return cls(text="", language=language)


class MoveResult(Frozen):
    """The move of one utterance and the score of each candidate, 0-1."""

    move: Move
    scores: dict[Move, float]
