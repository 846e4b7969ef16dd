"""What a decision records, and how a proposal is completed before it is shown."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

from agent import flow
from agent.domain import (
    CheckInStatus,
    Commitment,
    EntryKind,
    FlowState,
    Guidance,
    Language,
    Proposal,
    Question,
    Source,
)
from agent.errors import NotFound
from agent.events import Recorded
from agent.ports import Records
from agent.speaking import Decision
from prompts import phrasebook


class Effects:
    """Carries out what a decision records, for one owner's conversation."""

    def __init__(self, records: Records, owner_id: str, conversation_id: str) -> None:
        self._records = records
        self._owner = owner_id
        self._conversation = conversation_id

    def carry_out(self, decision: Decision, key: str, note: str = "") -> tuple[Recorded, ...]:
        """Record the confirmed proposal and the check-in of a decision.

        `key` is the id of the message or action behind it, so that nothing is recorded twice.
        """
        done: list[Recorded] = []
        if decision.confirm:
            # What it replaces may have been removed in another tab: then there is nothing to do.
            with suppress(NotFound):
                done.append(self.confirm(decision.confirm))
        if decision.check_in:
            commitment_id, status = decision.check_in
            done.append(self.check_in(commitment_id, status, note, key))
        return tuple(done)

    def confirm(self, proposal: Proposal) -> Recorded:
        """Record a proposal; the same one again changes nothing."""
        if proposal.kind == "goal":
            goal = self._records.confirm_goal(self._owner, self._conversation, proposal)
            return Recorded(kind="goal", id=goal.id, text=goal.text)
        taken = self._records.confirm_commitment(self._owner, self._conversation, proposal)
        return Recorded(kind="commitment", id=taken.id, text=taken.action)

    def check_in(self, commitment_id: str, status: CheckInStatus, note: str, key: str) -> Recorded:
        """Record how a commitment went."""
        made = self._records.check_in(self._owner, commitment_id, status, note, key)
        return Recorded(kind="check_in", id=made.id, text=str(made.status))


def completed_proposal(
    proposal: Proposal,
    drafted: bool,
    state: FlowState,
    language: Language,
    today: date,
    known: tuple[Commitment, ...],
) -> Proposal:
    """The proposal with what follows from the rest: goal wording, if-then plan, check-in date."""
    if proposal.commitment is None:
        goal = proposal.goal or ""
        wording = drafted_goal(goal, language) if drafted else _fragment(goal)
        return proposal.model_copy(update={"goal": wording[:1].upper() + wording[1:]})
    draft = proposal.commitment
    changes: dict[str, object] = {}
    before = next((c for c in known if c.id == proposal.replaces), None)
    if not draft.action and before:
        changes["action"] = before.action
    if draft.if_then is None and before:
        changes["if_then"] = before.if_then
    if draft.if_then is None and state.obstacle and state.response:
        changes["if_then"] = if_then_plan(state.obstacle, state.response, language)
    if draft.check_in is None:
        changes["check_in"] = flow.check_in_date(draft, today)
    return proposal.model_copy(update={"commitment": draft.model_copy(update=changes)})


_AS_CLAUSE = {
    Language.NB: re.compile(
        r"(?:at|hvis|når|dersom) (?=\w+ \w)"
        r"|(?=(?:jeg|eg|vi|det|han|hun|ho|de) (?!.*\b(?:ikke|ikkje|aldri|alltid|bare|ofte)\b))",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(r"(?:that|if|when) (?=\w+ \w)|(?=I \w+ )", re.IGNORECASE),
}
"""Obstacles that can stand behind "if" as they are; sentence adverbs would have to move."""
_AS_RESPONSE = {
    Language.NB: re.compile(r"(?:så |da |då )+", re.IGNORECASE),
    Language.EN: re.compile(r"then (?=\w)|(?=I(?:'|’|\s))", re.IGNORECASE),
}
_MAYBE = re.compile(r"^I(?:'ll|’ll| will| might| may| could)(?: probably)? (?=\w)")
_SMALL = (
    "at hvis når dersom jeg eg da då så det den de vi hun han ho ingen noe noen hva for å i på"
    " that if when then it he she they we my his her our the a an no nobody something"
)
_SMALL_WORDS = frozenset(_SMALL.split())
"""Words that lose their capital inside a sentence; any other may be a name."""


def if_then_plan(obstacle: str, response: str, language: Language) -> str:
    """An implementation intention of two answers, in the coachee's own words.

    "At det blir travelt" and "Da spør jeg på fredag" fit together as they stand; where the
    grammar is not certain, both are set down side by side.
    """
    book = phrasebook(language)
    when, then = _MAYBE.sub("I ", _fragment(obstacle)), _fragment(response)
    clause, answer = _AS_CLAUSE[language].match(when), _AS_RESPONSE[language].match(then)
    if clause and answer:
        fitted = {"obstacle": when[clause.end() :], "response": _fragment(then[answer.end() :])}
        return book.one("if_then_fitted", **fitted)
    plain = then[answer.end() :] if answer else then
    return book.one("if_then", obstacle=when, response=_fragment(plain))


def drafted_goal(words: str, language: Language) -> str:
    """A goal made of the coachee's own words when none was stated."""
    return phrasebook(language).one("goal_from_words", words=_fragment(words))


def question_source(question: Question, strategy: Guidance | None) -> Source:
    """What stands behind a question: its strategy, and where that comes from."""
    return Source(
        id=question.id,
        kind=EntryKind.QUESTION,
        title=question.text,
        text=question.text,
        why=strategy.title if strategy else question.strategy,
        source=strategy.source if strategy else "",
    )


def _fragment(text: str) -> str:
    bare = text.strip().rstrip(".!? ")
    small = bare.split(" ", 1)[0].lower() in _SMALL_WORDS and bare[:2] != "I "
    return bare[:1].lower() + bare[1:] if small else bare
