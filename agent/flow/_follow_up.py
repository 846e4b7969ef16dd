"""`follow_up`: look back at each commitment that is due before anything new."""

from __future__ import annotations

from typing import Any

from agent.domain import CheckInStatus, CommitmentDraft, FlowState, FollowUpStep, Phase
from agent.flow._state import propose_commitment, say, update
from agent.listening.signals import Signals
from agent.speaking import Act, Decision

TRIES = 2
"""Unclear answers about one commitment before it is left for another day."""


def follow_up(state: FlowState, heard: Signals) -> Decision:
    """Take the answer about the commitment at the head of `due`."""
    if not state.due:
        return on_to_topic(state)
    if state.pending:
        return _answer_to_change(state, heard)
    match state.follow_up_step:
        case FollowUpStep.ASK:
            return _placed(state, heard)
        case FollowUpStep.EXPLORE:
            return _explored(state)
        case FollowUpStep.ADJUST:
            return _adjusted(state, heard)


def checked_in(state: FlowState, status: CheckInStatus) -> Decision:
    """The coachee has said how it went: record it, then celebrate or ask what came between."""
    commitment = state.due[0]
    known = state.model_copy(update={"last_status": status, "unclear": 0})
    match status:
        case CheckInStatus.DONE:
            decision = _say(known, Act.CELEBRATE, commitment, status=status, affirm=True)
            decision = update(decision, follow_up_step=FollowUpStep.EXPLORE)
        case CheckInStatus.PARTLY:
            decision = _say(known, Act.WHAT_HELPED, commitment, status=status, affirm=True)
            decision = update(decision, follow_up_step=FollowUpStep.EXPLORE)
        case CheckInStatus.NOT_YET:
            decision = _say(known, Act.WHAT_HINDERED, commitment, status=status)
            decision = update(decision, follow_up_step=FollowUpStep.EXPLORE)
        case CheckInStatus.DROPPED:
            decision = next_due(known)
    return decision.model_copy(update={"check_in": (commitment, status)})


def next_due(state: FlowState) -> Decision:
    """Go on to the next due commitment, or to what today is for."""
    left = state.model_copy(
        update={
            "due": state.due[1:],
            "follow_up_step": FollowUpStep.ASK,
            "pending": None,
            "unclear": 0,
        }
    )
    if left.due:
        return _say(left, Act.CHECK_IN, left.due[0])
    return on_to_topic(left)


def on_to_topic(state: FlowState) -> Decision:
    """Follow-up is over: invite today's topic."""
    left = state.model_copy(update={"pending": None})
    return say(left, Act.FOLLOW_UP_DONE, phase=Phase.INTRO)


def _placed(state: FlowState, heard: Signals) -> Decision:
    if heard.check_in:
        return checked_in(state, heard.check_in)
    if state.unclear + 1 >= TRIES:
        return next_due(state)
    decision = _say(state, Act.PLACE_CHECK_IN, state.due[0], reflect=False)
    return update(decision, unclear=state.unclear + 1)


def _explored(state: FlowState) -> Decision:
    if state.last_status is CheckInStatus.DONE:
        return next_due(state)
    decision = _say(state, Act.ADJUST, state.due[0])
    return update(decision, follow_up_step=FollowUpStep.ADJUST)


def _adjusted(state: FlowState, heard: Signals) -> Decision:
    if heard.check_in is CheckInStatus.DROPPED:
        return checked_in(state, CheckInStatus.DROPPED)
    found = heard.commitment
    if found is None and heard.due is None:
        return next_due(state)
    action = found.action if found else ""
    draft = CommitmentDraft(action=action, due=heard.due, if_then=heard.if_then)
    return propose_commitment(state, draft, replaces=state.due[0])


def _answer_to_change(state: FlowState, heard: Signals) -> Decision:
    if heard.yes and not heard.no:
        return change_confirmed(state)
    return next_due(state)


def change_confirmed(state: FlowState) -> Decision:
    """The changed commitment is taken on: record it and go on."""
    return next_due(state).model_copy(update={"confirm": state.pending})


def _say(state: FlowState, act: Act, commitment_id: str, **wanted: Any) -> Decision:
    return say(state, act, commitment_id=commitment_id, **wanted)
