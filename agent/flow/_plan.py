"""`action_plan`: one to three commitments, each with when, if-then and confidence."""

from __future__ import annotations

from datetime import date, timedelta

from agent.domain import CommitmentDraft, FlowState, Phase, Slot
from agent.flow._state import (
    ENOUGH_CONFIDENCE,
    MAX_COMMITMENTS,
    propose_commitment,
    say,
    update,
)
from agent.listening.signals import Signals
from agent.speaking import Act, Decision

TRIES = 2
"""Times an action is asked for before the conversation closes without one."""

LONG_WORD = 4
"""Words longer than this carry what an action is about."""

MOST_CHANGES = 5
"""Changes to one proposal by message; after that its card is the place to change it."""

ACTION_WORDS = range(2, 19)
"""Words of a message that may itself be the action when one was asked for."""

UNPLANNED: dict[str, object] = {
    "obstacle": None,
    "response": None,
    "slots": (),
    "changes": 0,
}
"""What a state forgets when another commitment is begun."""

ASKS = {
    Slot.ACTION: Act.ASK_ACTION,
    Slot.DUE: Act.ASK_DUE,
    Slot.OBSTACLE: Act.ASK_OBSTACLE,
    Slot.IF_THEN: Act.ASK_IF_THEN,
    Slot.CONFIDENCE: Act.ASK_CONFIDENCE,
    Slot.RAISE: Act.RAISE_CONFIDENCE,
}


def enter(state: FlowState, heard: Signals) -> Decision:
    """Go to the plan with whatever was already said of an action."""
    draft = draft_from(heard)
    fresh = state.model_copy(update={"pending": None, "draft": draft, "slot": None, **UNPLANNED})
    if draft is None:
        return _ask(fresh, Slot.ACTION, reflect=not heard.wants_plan)
    return _next(fresh.model_copy(update={"slot": Slot.ACTION}))


def action_plan(state: FlowState, heard: Signals) -> Decision:
    """Take the answer to what was asked, then ask for what is still missing."""
    if state.pending and state.pending.kind == "commitment":
        return _answer_to_proposal(state, heard)
    match state.slot:
        case Slot.MORE:
            return _more(state, heard)
        case None | Slot.ACTION:
            return _action(state, heard)
        case Slot.OBSTACLE if _said_again(state, heard):
            return _ask(_reworded(state, heard), Slot.OBSTACLE)
        case _:
            return _next(_fill(state, heard))


def draft_from(heard: Signals) -> CommitmentDraft | None:
    """What the message already says of a commitment; None when it names no action."""
    found = heard.commitment
    if found is None:
        return None
    return CommitmentDraft(
        action=found.action,
        due=found.due or heard.due,
        if_then=_starts_with_if(found.if_then),
        confidence=heard.confidence,
    )


def _starts_with_if(plan: str | None) -> str | None:
    """An if-then plan names its moment first; "I'll say no if he asks" still lacks one."""
    first = plan.split(" ", 1)[0].lower() if plan else ""
    return plan if first in ("hvis", "når", "dersom", "om", "if", "when") else None


def _said_again(state: FlowState, heard: Signals) -> bool:
    """Whether a message says the drafted action more fully: it shares its long words."""
    if state.draft is None or heard.commitment is None or state.changes >= MOST_CHANGES:
        return False
    long = {word.strip(".,").lower() for word in state.draft.action.split()}
    said = (word.strip(".,").lower() for word in heard.commitment.action.split())
    return any(len(word) > LONG_WORD and word in long for word in said)


def _reworded(state: FlowState, heard: Signals) -> FlowState:
    found, draft = heard.commitment, state.draft
    if found is None or draft is None:
        return state
    fuller = draft.model_copy(update={"action": found.action, "due": found.due or draft.due})
    return state.model_copy(update={"draft": fuller, "changes": state.changes + 1})


def commitment_confirmed(state: FlowState) -> Decision:
    """The pending commitment is taken on: record it, then more or close."""
    proposal = state.pending
    count = state.commitments + 1
    left = state.model_copy(
        update={
            "pending": None,
            "draft": None,
            "commitments": count,
            "rejected": 0,
            **UNPLANNED,
        }
    )
    draft = proposal.commitment if proposal else None
    if count >= MAX_COMMITMENTS:
        decision = say(left, Act.CLOSE, phase=Phase.CLOSED, draft=draft, noted=True)
    else:
        decision = update(
            say(left, Act.ASK_MORE, draft=draft, noted=True, reflect=False), slot=Slot.MORE
        )
    return decision.model_copy(update={"confirm": proposal})


def commitment_rejected(state: FlowState) -> Decision:
    """Ask what should be different; a second time, let the coachee write it in the panel."""
    if state.rejected >= TRIES:
        return say(state.model_copy(update={"pending": None}), Act.CLOSE, phase=Phase.CLOSED)
    left = state.model_copy(update={"rejected": state.rejected + 1})
    return say(left, Act.REWORD_COMMITMENT, reflect=False)


def skip_slot(state: FlowState) -> Decision:
    """Leave out what was just asked."""
    if state.slot in (None, Slot.ACTION, Slot.MORE):
        return say(state.model_copy(update={"slot": None}), Act.CLOSE, phase=Phase.CLOSED)
    return _next(state)


def _answer_to_proposal(state: FlowState, heard: Signals) -> Decision:
    changed = _changed(state, heard)
    if (
        changed is not None
        and state.changes < MOST_CHANGES
        and not (heard.yes and heard.words <= 4)
    ):
        replaces = state.pending.replaces if state.pending else None
        again = state.model_copy(update={"draft": changed, "changes": state.changes + 1})
        return propose_commitment(again, changed, replaces=replaces)
    if heard.yes and not heard.no:
        return commitment_confirmed(state)
    return commitment_rejected(state)


def _changed(state: FlowState, heard: Signals) -> CommitmentDraft | None:
    """The proposal with what the message changes in it; None when it changes nothing."""
    pending = state.pending
    if pending is None or pending.commitment is None:
        return None
    draft = pending.commitment
    changes: dict[str, object] = {}
    if heard.commitment:
        changes["action"] = heard.commitment.action
    if heard.due:
        changes["due"] = heard.due
        changes["check_in"] = None
    if heard.if_then:
        changes["if_then"] = heard.if_then
    if heard.confidence is not None:
        changes["confidence"] = heard.confidence
    changed = draft.model_copy(update=changes)
    return changed if changed != draft else None


def _action(state: FlowState, heard: Signals) -> Decision:
    draft = draft_from(heard) or _bare_action(heard)
    if draft is not None:
        return _next(state.model_copy(update={"draft": draft, "slot": Slot.ACTION, "unclear": 0}))
    if heard.no or heard.enough or state.unclear + 1 >= TRIES:
        left = state.model_copy(update={"slot": None})
        return say(left, Act.CLOSE, phase=Phase.CLOSED, reflect=False)
    again = state.model_copy(update={"unclear": state.unclear + 1})
    return update(say(again, Act.ASK_SMALLER), slot=Slot.ACTION)


def _bare_action(heard: Signals) -> CommitmentDraft | None:
    """An answer to "what will you do?" that is an action by its place alone."""
    empty = heard.no or heard.dont_know or heard.enough
    if empty or heard.words not in ACTION_WORDS or "?" in heard.text:
        return None
    if heard.emotion and not heard.way_forward:
        return None
    return CommitmentDraft(action=heard.text.rstrip(".! "), due=heard.due)


def _more(state: FlowState, heard: Signals) -> Decision:
    draft = None if heard.enough else draft_from(heard)
    if draft is None and not heard.yes:
        draft = _bare_action(heard)
    if draft is not None:
        return _next(state.model_copy(update={"draft": draft, "slot": Slot.ACTION}))
    if heard.yes and not heard.no and heard.words <= 3:
        return _ask(state, Slot.ACTION)
    return say(state, Act.CLOSE, phase=Phase.CLOSED, reflect=False)


def _fill(state: FlowState, heard: Signals) -> FlowState:
    """The state with the answer to the slot just asked.

    Dates and numbers count only where they were asked for: "then I ask for five minutes on
    Friday" is not a new date.
    """
    draft = state.draft or CommitmentDraft(action=heard.text)
    changes: dict[str, object] = {}
    obstacle, response = state.obstacle, state.response
    nothing = heard.no or heard.dont_know or heard.enough or heard.words == 0
    match state.slot:
        case Slot.DUE:
            changes["due"] = heard.due
        case Slot.OBSTACLE if not nothing:
            obstacle = None if heard.if_then else heard.text
            changes["if_then"] = heard.if_then
        case Slot.IF_THEN if not nothing:
            response = None if heard.if_then else heard.text
            changes["if_then"] = heard.if_then
        case Slot.CONFIDENCE | Slot.RAISE if heard.confidence is not None:
            changes["confidence"] = heard.confidence
        case _:
            pass
    return state.model_copy(
        update={
            "draft": draft.model_copy(update=changes),
            "obstacle": obstacle,
            "response": response,
        }
    )


def _missing(state: FlowState) -> Slot:
    """The first slot that still wants asking."""
    draft, done = state.draft, state.slots
    if draft is None:
        return Slot.ACTION
    if draft.due is None and Slot.DUE not in done:
        return Slot.DUE
    if draft.if_then is None and Slot.OBSTACLE not in done:
        return Slot.OBSTACLE
    if draft.if_then is None and state.obstacle and Slot.IF_THEN not in done:
        return Slot.IF_THEN
    if draft.confidence is None and Slot.CONFIDENCE not in done:
        return Slot.CONFIDENCE
    low = draft.confidence is not None and draft.confidence < ENOUGH_CONFIDENCE
    if low and Slot.RAISE not in done:
        return Slot.RAISE
    return Slot.CONFIRM


def _next(state: FlowState) -> Decision:
    asked = state.model_copy(
        update={"slots": (*state.slots, state.slot) if state.slot else state.slots}
    )
    slot = _missing(asked)
    if slot is not Slot.CONFIRM:
        return _ask(asked, slot)
    draft = asked.draft
    if draft is None:
        return _ask(asked, Slot.ACTION)
    ready = asked.model_copy(update={"slot": Slot.CONFIRM})
    decision = propose_commitment(ready, draft)
    if ready.phase is Phase.ACTION_PLAN:
        return decision
    directive = decision.directive.model_copy(update={"phase": Phase.ACTION_PLAN})
    return update(decision, phase=Phase.ACTION_PLAN).model_copy(update={"directive": directive})


def _ask(state: FlowState, slot: Slot, *, reflect: bool = True) -> Decision:
    decision = say(
        state,
        ASKS[slot],
        phase=Phase.ACTION_PLAN,
        draft=state.draft,
        reflect=reflect,
    )
    return update(decision, slot=slot)


def check_in_date(draft: CommitmentDraft, today: date) -> date:
    """When to look back: the day after it is due, else in a week; never a weekend."""
    day = draft.due + timedelta(days=1) if draft.due else today + timedelta(days=7)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
