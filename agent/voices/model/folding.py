"""Long conversations, folded in blocks into a summary; a pure function of turns and plan.

The boundary hangs on the number of turns alone and moves a whole block at a time: until it moves
again, everything before the last message stays the same to the byte, and the server can reuse
what it has read. The prompt is bounded, so the 200th turn costs what the 20th does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from agent.domain import Commitment, Goal, Language, Role, Turn
from agent.listening.goals import draft_goal
from agent.voices.model._material import one_line
from agent.voices.model.questions import question_in
from prompts._templates import model_prompt

BLOCK = 18
"""Turns, of both, that are folded at a time."""

KEPT = 6
"""Turns that stay as they were said right after a fold; before the next there are a block more."""

DETAILED = BLOCK
"""Folded turns of which a clause each is kept; of older ones the plan is what stays."""

WINDOW = KEPT + BLOCK + DETAILED
"""Turns that the whole prompt is made of; a longer history gives the same prompt."""

CLAUSE = 90
"""Characters of a folded turn that are kept."""


class Fold(NamedTuple):
    """Turns to be folded, and turns to be sent as they were said."""

    folded: tuple[Turn, ...]
    recent: tuple[Turn, ...]


class Plan(NamedTuple):
    """What a summary begins with: what is never folded away."""

    topic: str | None
    goals: tuple[Goal, ...]
    commitments: tuple[Commitment, ...]


def boundary(turns: int) -> int:
    """How many of the first turns are folded when there are `turns`."""
    return max(0, (turns - KEPT) // BLOCK * BLOCK)


def fold(turns: Sequence[Turn]) -> Fold:
    """Cut the turns, oldest first, whether they begin at the conversation's start or later."""
    if not turns:
        return Fold((), ())
    start = boundary(turns[-1].seq + 1)
    detailed = start - DETAILED
    return Fold(
        tuple(turn for turn in turns if detailed <= turn.seq < start),
        tuple(turn for turn in turns if turn.seq >= start),
    )


def summary(cut: Fold, plan: Plan, language: Language) -> str | None:
    """What came before the recent turns, a line each; None when nothing is folded.

    Goals and commitments confirmed since the boundary are left out: they stand in the recent
    turns and the notes, and would change what has been sent before.
    """
    if not cut.recent or not cut.recent[0].seq:
        return None
    until = cut.recent[0].created_at
    line = model_prompt("summary", language)
    lines = [line["topic"].fill(text=one_line(plan.topic, 2 * CLAUSE))] if plan.topic else []
    lines += [
        line["goal"].fill(text=one_line(goal.text, 2 * CLAUSE))
        for goal in plan.goals[-3:]
        if goal.created_at < until
    ]
    lines += [
        line["commitment"].fill(text=one_line(taken.action, 2 * CLAUSE))
        for taken in plan.commitments[-5:]
        if taken.created_at < until
    ]
    for turn in cut.folded:
        kept = _kept(turn, language)
        if kept:
            name = "said" if turn.role is Role.COACHEE else "asked"
            lines.append(line[name].fill(text=kept))
    return "\n".join(lines) or None


def _kept(turn: Turn, language: Language) -> str:
    """The clause that says most, by the guided voice's own rules; of the coach, its question."""
    if turn.role is Role.COACH:
        return one_line(question_in(turn.text) or "", CLAUSE)
    return one_line(draft_goal(turn.text, language) or turn.text, CLAUSE)
