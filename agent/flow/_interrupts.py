"""What comes before any phase: safety, goodbyes, questions about Kollega, jumps, advice."""

from __future__ import annotations

from agent.domain import FlowState, Phase, SafetyLevel
from agent.flow import _follow_up, _plan
from agent.flow._goals import into_questions
from agent.flow._state import say, update
from agent.listening.signals import Signals
from agent.speaking import Act, Decision

REPAIRS = 3
"""Misunderstandings that are met with another question about it; then the talk goes on."""


def interrupt(state: FlowState, heard: Signals) -> Decision | None:
    """The decision that overrides the phase's own, if there is one."""
    if state.safety.level is SafetyLevel.ACUTE:
        return say(state, Act.HAND_OVER, reflect=False)
    if heard.stops or _has_had_enough(state, heard):
        return say(state, Act.CLOSE, phase=Phase.CLOSED, reflect=False)
    if heard.about:
        return say(state, Act.EXPLAIN, about=heard.about, reflect=False)
    if heard.misunderstood and state.acts.count(str(Act.REPAIR)) < REPAIRS:
        decision = say(state, Act.REPAIR, reflect=False)
        return update(decision, acts=(*state.acts, str(Act.REPAIR)))
    if heard.wants_summary:
        return say(state, Act.SUMMARISE, reflect=False)
    return _advice(state, heard) or _steer(state, heard)


def jump(state: FlowState, phase: Phase, heard: Signals | None = None) -> Decision:
    """Go where the coachee wants to go."""
    left = state.model_copy(update={"pending": None, "unclear": 0, "rejected": 0})
    match phase:
        case Phase.GOALS:
            return say(left, Act.ASK_GOAL, phase=phase, ask_from=Phase.GOALS)
        case Phase.QUESTIONS:
            return into_questions(left)
        case Phase.ACTION_PLAN:
            return _plan.enter(left, heard or Signals.nothing())
        case Phase.FOLLOW_UP if left.due:
            return say(left, Act.CHECK_IN, phase=phase, commitment_id=left.due[0])
        case Phase.CLOSED:
            return say(left, Act.CLOSE, phase=phase)
        case _:
            return say(left, Act.INVITE, phase=Phase.INTRO, reflect=False)


def another_question(state: FlowState) -> Decision:
    """Ask something else instead of the last question."""
    source = state.phase if state.phase in (Phase.GOALS, Phase.QUESTIONS) else None
    if source is None:
        return jump(state, Phase.QUESTIONS)
    act = Act.ASK_GOAL if source is Phase.GOALS else Act.ASK
    left = state.model_copy(update={"pending": None})
    decision = say(left, act, ask_from=source, reflect=False)
    # Passing over a question is not a turn of the phase: nothing was answered.
    return update(decision, turns_in_phase=state.turns_in_phase)


def skip(state: FlowState) -> Decision:
    """Pass over what was just asked."""
    if state.phase is Phase.FOLLOW_UP:
        return _follow_up.next_due(state)
    if state.phase is Phase.ACTION_PLAN:
        return _plan.skip_slot(state.model_copy(update={"pending": None}))
    if state.phase is Phase.GOALS:
        return into_questions(state)
    return another_question(state)


def _has_had_enough(state: FlowState, heard: Signals) -> bool:
    """ "That's enough" ends the talk, except where it answers what was just asked."""
    talking = state.phase in (Phase.INTRO, Phase.GOALS, Phase.QUESTIONS)
    return heard.enough and talking and state.pending is None


def _steer(state: FlowState, heard: Signals) -> Decision | None:
    if heard.changes_goal:
        return say(
            state.model_copy(update={"pending": None, "rejected": 1}),
            Act.REWORD_GOAL,
            phase=Phase.GOALS,
            reflect=False,
        )
    if heard.goes_to and heard.goes_to is not state.phase:
        return jump(state, heard.goes_to, heard)
    if heard.wants_plan and state.phase in (Phase.INTRO, Phase.GOALS, Phase.QUESTIONS):
        return _plan.enter(state, heard)
    asks_in = (Phase.INTRO, Phase.GOALS, Phase.QUESTIONS)
    if heard.wants_another and state.phase in asks_in:
        return another_question(state)
    return None


def _advice(state: FlowState, heard: Signals) -> Decision | None:
    """Advice only after leave, and never straight after a feeling was shared."""
    if state.advice_leave_asked:
        left = state.model_copy(update={"advice_leave_asked": False})
        if (heard.yes or heard.asks_advice) and not heard.emotion:
            decision = say(left, Act.GIVE_ADVICE, reflect=False)
            return update(decision, advice_given=state.advice_given + 1)
        if heard.no and heard.words <= 4 and state.phase is Phase.QUESTIONS:
            return say(left, Act.DECLINED_LEAVE, ask_from=Phase.QUESTIONS, reflect=False)
        return None
    if heard.asks_advice:
        decision = say(state, Act.ASK_LEAVE)
        return update(decision, advice_leave_asked=True, advice_about=state.topic or heard.text)
    return None
