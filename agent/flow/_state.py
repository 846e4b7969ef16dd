"""Small steps that the phases share: every one returns a new `Decision`."""

from __future__ import annotations

from typing import Any

from agent.domain import CommitmentDraft, FlowState, Phase, Proposal
from agent.speaking import Act, Decision, Directive

GOAL_TURNS = 4
"""Coach turns in `goals` before it drafts a goal from the coachee's own words."""

QUESTION_TURNS = 8
"""Coach turns in `questions` before it offers to plan, and again after half as many."""

PLAN_OFFERS = 3
"""Offers to plan before the coach sums up and lets it rest."""

MAX_COMMITMENTS = 3
"""More than three things to do are none."""

ENOUGH_CONFIDENCE = 7
"""Under this the plan asks what would raise it (0-10, the coachee's own)."""


def say(state: FlowState, act: Act, *, phase: Phase | None = None, **wanted: Any) -> Decision:
    """The coach does `act`, in `phase` when it changes; other words go to the directive."""
    now = phase or state.phase
    fresh = now != state.phase
    after = state.model_copy(
        update={
            "phase": now,
            "turns": state.turns + 1,
            "turns_in_phase": 1 if fresh else state.turns_in_phase + 1,
            "unclear": 0 if fresh else state.unclear,
        }
    )
    return Decision(directive=Directive(act=act, phase=now, **wanted), state=after)


def update(decision: Decision, **changes: Any) -> Decision:
    """The same decision with other values in the state afterwards."""
    return decision.model_copy(update={"state": decision.state.model_copy(update=changes)})


def propose_goal(state: FlowState, text: str, *, drafted: bool = False) -> Decision:
    """Show a goal for confirmation, in place of any other proposal.

    `drafted`: the text is a clause about the topic, to be worded as a goal before it is shown.
    """
    proposal = Proposal(key=f"p{state.proposals_made + 1}", kind="goal", goal=text)
    decision = say(state, Act.PROPOSE_GOAL, phase=Phase.GOALS, drafted=drafted, reflect=False)
    return update(
        decision, pending=proposal, proposals_made=state.proposals_made + 1, unclear=0
    ).model_copy(update={"propose": proposal})


def propose_commitment(
    state: FlowState, draft: CommitmentDraft, *, replaces: str | None = None
) -> Decision:
    """Show a commitment for confirmation, in place of any other proposal."""
    proposal = Proposal(
        key=f"p{state.proposals_made + 1}", kind="commitment", commitment=draft, replaces=replaces
    )
    decision = say(state, Act.PROPOSE_COMMITMENT, draft=draft, reflect=False)
    return update(
        decision, pending=proposal, proposals_made=state.proposals_made + 1, unclear=0
    ).model_copy(update={"propose": proposal})
