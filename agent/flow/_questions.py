"""`questions`: reflect and ask, until the coachee names a way forward."""

from __future__ import annotations

from agent.domain import FlowState, Phase
from agent.flow import _plan
from agent.flow._state import PLAN_OFFERS, QUESTION_TURNS, say, update
from agent.listening.signals import Signals
from agent.speaking import Act, Decision

PATIENCE = 3
"""Answers without content in a row after which the coach offers another way."""


def questions(state: FlowState, heard: Signals) -> Decision:
    """Ask the next open question, or take up the way forward that was named."""
    offered = state.acts[-1:] == (str(Act.OFFER_PLAN),)
    if heard.wants_plan or (offered and heard.yes):
        return _plan.enter(state, heard)
    if heard.commitment and state.turns_in_phase >= 1:
        return _plan.enter(state, heard)
    if heard.way_forward and state.turns_in_phase >= 2:
        return _plan.enter(state, heard)
    empty = heard.dont_know or heard.words <= 1 or (heard.words <= 2 and (heard.yes or heard.no))
    unclear = state.unclear + 1 if empty and not heard.emotion else 0
    tried = state.model_copy(update={"unclear": unclear})
    if _time_to_offer(state) or unclear >= PATIENCE:
        return offer_plan(tried)
    if unclear:
        return say(tried, Act.ASK_SIMPLER, ask_from=Phase.QUESTIONS, simpler=True, reflect=False)
    return say(tried, Act.ASK, ask_from=Phase.QUESTIONS, affirm=heard.progress)


def offer_plan(state: FlowState) -> Decision:
    """Say that it may be time to plan; after enough offers, sum up and rest."""
    if state.plan_offers >= PLAN_OFFERS:
        return say(state, Act.CLOSE, phase=Phase.CLOSED)
    decision = say(state, Act.OFFER_PLAN)
    return update(
        decision,
        plan_offers=state.plan_offers + 1,
        unclear=0,
        acts=(*state.acts, str(Act.OFFER_PLAN)),
    )


def _time_to_offer(state: FlowState) -> bool:
    wait = QUESTION_TURNS + state.plan_offers * QUESTION_TURNS // 2
    return state.turns_in_phase >= wait
