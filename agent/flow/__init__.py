"""The phases as a pure function: (state, what was heard) -> what the coach does next.

    follow_up -> intro -> goals -> questions -> action_plan -> closed

Each phase has its handler in the table below; `_interrupts` comes first. No I/O, no clock,
no chance: the same state and signals always give the same decision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from agent.domain import FlowState, FollowUpStep, Phase, SafetyLevel, Screening, Slot
from agent.events import Action, Another, Check, Confirm, Jump, Reject, Skip, Summarise
from agent.flow import _follow_up, _goals, _interrupts, _plan, _questions
from agent.flow._plan import check_in_date
from agent.flow._state import say, update
from agent.listening.signals import Expected, Signals
from agent.speaking import Act, Decision

__all__ = [
    "check_in_date",
    "decide",
    "expects",
    "opening",
    "perform",
    "screened",
    "without_question",
]

Handler = Callable[[FlowState, Signals], Decision]


def _closed(state: FlowState, heard: Signals) -> Decision:
    """After the close: a goodbye, or a new round when there is something new to say."""
    if heard.thanks or heard.yes or heard.no or heard.words <= 3:
        return say(state, Act.GOODBYE, reflect=False)
    reopened = state.model_copy(update={"topic": heard.text, "plan_offers": 0, "slot": None})
    return say(reopened, Act.ASK, phase=Phase.QUESTIONS, ask_from=Phase.QUESTIONS)


PHASES: Mapping[Phase, Handler] = MappingProxyType(
    {
        Phase.FOLLOW_UP: _follow_up.follow_up,
        Phase.INTRO: _goals.intro,
        Phase.GOALS: _goals.goals,
        Phase.QUESTIONS: _questions.questions,
        Phase.ACTION_PLAN: _plan.action_plan,
        Phase.CLOSED: _closed,
    }
)

_SLOT_EXPECTS = {
    Slot.ACTION: Expected.ACTION,
    Slot.MORE: Expected.ACTION,
    Slot.DUE: Expected.DUE,
    Slot.IF_THEN: Expected.IF_THEN,
    Slot.CONFIDENCE: Expected.CONFIDENCE,
    Slot.RAISE: Expected.CONFIDENCE,
}


def opening(due: tuple[str, ...]) -> Decision:
    """The coach speaks first: welcome, or back to the commitments that are due."""
    if due:
        start = FlowState(phase=Phase.FOLLOW_UP, due=due)
        decision = say(start, Act.WELCOME_BACK, commitment_id=due[0], reflect=False, first=True)
    else:
        decision = say(FlowState(), Act.WELCOME, reflect=False, first=True)
    return update(decision, introduced=True)


def screened(state: FlowState, screening: Screening) -> FlowState:
    """The state with a new screening. It only ever gets more serious: words do not clear it."""
    order = list(SafetyLevel)
    if order.index(screening.level) <= order.index(state.safety.level):
        return state
    return state.model_copy(update={"safety": screening})


def decide(state: FlowState, heard: Signals) -> Decision:
    """One message's turn."""
    return _interrupts.interrupt(state, heard) or PHASES[state.phase](state, heard)


def perform(state: FlowState, action: Action) -> Decision | None:
    """One action's turn; None when there is nothing left to do, as for a second confirm."""
    if state.safety.level is SafetyLevel.ACUTE:
        return say(state, Act.HAND_OVER, reflect=False)
    match action:
        case Confirm(key=key):
            return _confirmed(state, key)
        case Reject(key=key):
            return _rejected(state, key)
        case Jump(phase=phase):
            return _interrupts.jump(state, phase)
        case Skip():
            return _interrupts.skip(state)
        case Check(status=status) if state.due and state.phase is Phase.FOLLOW_UP:
            return _follow_up.checked_in(state, status)
        case Another():
            return _interrupts.another_question(state)
        case Summarise():
            return say(state, Act.SUMMARISE, reflect=False)
        case _:
            return None


def expects(state: FlowState) -> Expected | None:
    """What the coach's last question asked for, so that a short answer is understood."""
    if state.pending:
        return Expected.GOAL if state.pending.kind == "goal" else None
    match state.phase:
        case Phase.FOLLOW_UP if state.follow_up_step is FollowUpStep.ASK:
            return Expected.CHECK_IN
        case Phase.FOLLOW_UP if state.follow_up_step is FollowUpStep.ADJUST:
            return Expected.ACTION
        case Phase.GOALS:
            return Expected.GOAL
        case Phase.ACTION_PLAN if state.slot:
            return _SLOT_EXPECTS.get(state.slot)
        case _:
            return None


def without_question(decision: Decision) -> Decision:
    """The same turn when the store has no question left: never a dead end, never a repeat."""
    state = decision.state
    if state.phase is Phase.QUESTIONS:
        return _questions.offer_plan(state)
    directive = decision.directive.model_copy(update={"ask_from": None})
    return decision.model_copy(update={"directive": directive})


def _confirmed(state: FlowState, key: str | None) -> Decision | None:
    pending = state.pending
    if pending is None or (key and key != pending.key):
        return None
    if pending.kind == "goal":
        return _goals.goal_confirmed(state)
    if state.phase is Phase.FOLLOW_UP:
        return _follow_up.change_confirmed(state)
    return _plan.commitment_confirmed(state)


def _rejected(state: FlowState, key: str | None) -> Decision | None:
    pending = state.pending
    if pending is None or (key and key != pending.key):
        return None
    if pending.kind == "goal":
        return _goals.goal_rejected(state.model_copy(update={"pending": None}))
    if state.phase is Phase.FOLLOW_UP:
        return _follow_up.next_due(state)
    return _plan.commitment_rejected(state)
