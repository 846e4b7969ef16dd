"""Which acts a model words, and which are bound to facts and keep the guided wording."""

from __future__ import annotations

from agent.speaking import Act, Brief

WORDED = frozenset(
    {
        Act.INVITE,
        Act.ASK_GOAL,
        Act.SHARPEN_GOAL,
        Act.REWORD_GOAL,
        Act.GOAL_NOTED,
        Act.ASK,
        Act.ASK_SIMPLER,
        Act.OFFER_PLAN,
        Act.ASK_ACTION,
        Act.ASK_SMALLER,
        Act.ASK_DUE,
        Act.ASK_OBSTACLE,
        Act.ASK_IF_THEN,
        Act.ASK_CONFIDENCE,
        Act.RAISE_CONFIDENCE,
        Act.REWORD_COMMITMENT,
        Act.ASK_MORE,
        Act.CELEBRATE,
        Act.WHAT_HELPED,
        Act.WHAT_HINDERED,
        Act.ADJUST,
        Act.FOLLOW_UP_DONE,
        Act.DECLINED_LEAVE,
        Act.GIVE_ADVICE,
        Act.REPAIR,
        Act.GOODBYE,
    }
)

_ASKS_NOTHING = frozenset({Act.GOODBYE})
_MAY_BE_CLOSED = frozenset({Act.ASK_DUE, Act.ASK_CONFIDENCE, Act.ADJUST})


def worded_by_model(brief: Brief) -> bool:
    """Whether a model is asked at all; for advice, only with leave and guidance to give."""
    act = brief.directive.act
    return act in WORDED and (act is not Act.GIVE_ADVICE or may_advise(brief))


def wants_question(brief: Brief) -> bool:
    """Whether the reply is to end with a question."""
    return brief.directive.act not in _ASKS_NOTHING


def wants_open_question(brief: Brief) -> bool:
    """Whether that question must be an open one: not where a day, number or choice is asked."""
    return wants_question(brief) and brief.directive.act not in _MAY_BE_CLOSED


def may_advise(brief: Brief) -> bool:
    """Advice is drawn from guidance, on leave only, never straight after a feeling was shared."""
    feeling = brief.signals is not None and brief.signals.emotion is not None
    return brief.directive.act is Act.GIVE_ADVICE and bool(brief.guidance) and not feeling


_CLOSES_WITH_ITS_QUESTION = frozenset(
    {
        Act.GOAL_NOTED,
        Act.REWORD_GOAL,
        Act.REWORD_COMMITMENT,
        Act.CELEBRATE,
        Act.WHAT_HELPED,
        Act.WHAT_HINDERED,
        Act.FOLLOW_UP_DONE,
        Act.REPAIR,
    }
)
_ONCE_TOLD = frozenset({Act.OFFER_PLAN, Act.ASK_MORE, Act.ADJUST, Act.GIVE_ADVICE})


def question_stands_alone(act: Act, carried: bool) -> bool:
    """Whether of the guided phrase only the question is needed after what was shown.

    `carried`: what the act is there to tell has been told already.
    """
    return act in _CLOSES_WITH_ITS_QUESTION or (carried and act in _ONCE_TOLD)
