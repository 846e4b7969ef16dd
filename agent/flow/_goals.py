"""`intro` and `goals`: from a topic on the table to one or two goals in own words."""

from __future__ import annotations

from agent.domain import FlowState, Phase
from agent.flow._state import GOAL_TURNS, propose_goal, say, update
from agent.listening.goals import draft_goal, is_specific
from agent.listening.signals import Signals
from agent.speaking import Act, Decision

REWORDINGS = 2
"""Rejected goal drafts after which the talk goes on without one."""

INTRO_TURNS = 2
"""Coach turns in `intro`, the welcome counted."""


def intro(state: FlowState, heard: Signals) -> Decision:
    """Take the topic, or invite one once more."""
    empty = heard.greeting or heard.dont_know or heard.words <= 2
    if empty and not heard.emotion and state.turns_in_phase < INTRO_TURNS:
        return say(state, Act.INVITE, reflect=False)
    known = state.model_copy(update={"topic": None if empty else heard.text})
    if heard.goal and is_specific(heard.goal, heard.language):
        return propose_goal(known, heard.goal)
    return say(known, Act.ASK_GOAL, phase=Phase.GOALS, ask_from=Phase.GOALS, affirm=heard.progress)


def goals(state: FlowState, heard: Signals) -> Decision:
    """Make a goal specific, or draft one, until the coachee confirms it."""
    if state.pending and state.pending.kind == "goal":
        return _answer_to_draft(state, heard)
    if state.topic is None and heard.words > 2 and not heard.dont_know:
        state = state.model_copy(update={"topic": heard.text})
    if heard.goal:
        sharpened = any(act == Act.SHARPEN_GOAL for act in state.acts)
        if sharpened or is_specific(heard.goal, heard.language):
            return propose_goal(state, heard.goal)
        return remember(say(state, Act.SHARPEN_GOAL, ask_from=Phase.GOALS), Act.SHARPEN_GOAL)
    if state.turns_in_phase >= GOAL_TURNS:
        return _draft_or_move_on(state, heard)
    if heard.dont_know or heard.words <= 2:
        return say(state, Act.ASK_SIMPLER, ask_from=Phase.GOALS, simpler=True, reflect=False)
    return say(state, Act.ASK_GOAL, ask_from=Phase.GOALS, affirm=heard.progress)


def remember(decision: Decision, act: Act) -> Decision:
    """Note that the coach did `act` in this conversation."""
    return update(decision, acts=(*decision.state.acts, str(act)))


def into_questions(state: FlowState, *, noted: bool = False) -> Decision:
    """Leave `goals` for `questions`; with a goal just noted, its worth is asked about first."""
    left = state.model_copy(update={"pending": None})
    if noted:
        return say(left, Act.GOAL_NOTED, phase=Phase.QUESTIONS, noted=True, reflect=False)
    return say(left, Act.ASK, phase=Phase.QUESTIONS, ask_from=Phase.QUESTIONS)


def goal_confirmed(state: FlowState) -> Decision:
    """The pending goal is the coachee's: record it and go on."""
    proposal = state.pending
    counted = state.model_copy(update={"goals": state.goals + 1, "rejected": 0})
    decision = into_questions(counted, noted=True)
    goal = proposal.goal if proposal else None
    directive = decision.directive.model_copy(update={"goal": goal})
    return decision.model_copy(update={"confirm": proposal, "directive": directive})


def goal_rejected(state: FlowState) -> Decision:
    """The draft was wrong: ask for the coachee's own words, or let the goal rest."""
    if state.rejected >= REWORDINGS:
        return into_questions(state)
    left = state.model_copy(update={"rejected": state.rejected + 1})
    return say(left, Act.REWORD_GOAL, reflect=False)


def _answer_to_draft(state: FlowState, heard: Signals) -> Decision:
    if heard.yes and heard.words <= 8 and not heard.no:
        return goal_confirmed(state)
    if heard.goal and state.rejected <= REWORDINGS:
        left = state.model_copy(update={"rejected": state.rejected + 1, "pending": None})
        return propose_goal(left, heard.goal)
    if heard.no or heard.dont_know or state.rejected:
        return goal_rejected(state)
    return into_questions(state)


def _draft_or_move_on(state: FlowState, heard: Signals) -> Decision:
    words = heard.text if heard.words > 3 else state.topic
    draft = draft_goal(words or "", heard.language)
    return propose_goal(state, draft, drafted=True) if draft else into_questions(state)
