"""Listening again with a model, after the reply: a goal or commitment said better.

One structured call whose answer is checked against the coachee's own words. What does not occur
in them, or follow from them, is dropped, and what the rules heard stands. Nothing is recorded:
the outcome is a proposal that the coach may show in place of the pending one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from agent.domain import CommitmentDraft, Frozen, Language, Proposal, Role
from agent.errors import ModelFailed
from agent.listening.dates import find_date, find_spans
from agent.listening.goals import is_specific
from agent.listening.text import clean, fold, sentences, words
from agent.ports import ChatModel, Message
from agent.speaking import Brief
from agent.voices.dates import day_name
from agent.voices.model._material import fenced, shortened
from agent.voices.model.prompt import HISTORY_CHARS, SAID_CHARS, earlier_turns
from agent.voices.model.words import words_of
from prompts._templates import model_prompt

TURNS = 8
"""Turns read besides the message itself."""

LONGEST = 25
"""Words of a goal or an action; more is no longer one."""

_SAME_START = 4
_CONDITION = {
    Language.NB: re.compile(r"\A(?:hvis|når|dersom|om|så snart)\b"),
    Language.EN: re.compile(r"\A(?:if|when|whenever|as soon as|should)\b"),
}


class Found(BaseModel):
    """What a model says it has found; every field is checked before it is believed."""

    model_config = ConfigDict(frozen=True)

    goal: str | None = Field(default=None, max_length=300)
    action: str | None = Field(default=None, max_length=300)
    due: str | None = Field(default=None, max_length=40)
    if_then: str | None = Field(default=None, max_length=400)
    confidence: int | None = None


class Refinement(Frozen):
    """What held. None where nothing did; the rules' reading stands there."""

    goal: str | None = None
    action: str | None = None
    due: date | None = None
    if_then: str | None = None
    confidence: int | None = Field(default=None, ge=0, le=10)


async def refine(brief: Brief, model: ChatModel) -> Refinement | None:
    """Ask once what the message says of a goal or commitment, and keep what holds.

    None when there is nothing to read, the model fails or cannot, or nothing held. Never raises
    because of the model.
    """
    if not brief.said:
        return None
    try:
        found = await model.structured(messages(brief), Found)
    except ModelFailed:
        return None
    return None if found is None else checked(found, brief)


def messages(brief: Brief) -> tuple[Message, ...]:
    """What is sent: the rules, then the last turns and the message as material."""
    prompt = model_prompt("refine", brief.language)
    lines: list[str] = []
    for turn in earlier_turns(brief)[-TURNS:]:
        mark = "coachee" if turn.role is Role.COACHEE else "coach"
        lines.append(fenced(mark, shortened(turn.text, HISTORY_CHARS)))
    lines.append(fenced("coachee", shortened(brief.said, SAID_CHARS)))
    today = f"{brief.today.isoformat()} ({day_name(brief.today, brief.language)})"
    task = prompt["task"].fill(today=today, material="\n".join(lines))
    return (
        Message(role="system", content=prompt["system"].text),
        Message(role="user", content=task),
    )


def checked(found: Found, brief: Brief) -> Refinement | None:
    """What of a finding follows from the coachee's own words; None when nothing does."""
    own = _own_texts(brief)
    refined_to = Refinement(
        goal=_goal(found.goal, own, brief),
        action=_phrase(found.action, own, brief),
        due=_due(found.due, own, brief),
        if_then=_if_then(found.if_then, own, brief),
        confidence=_confidence(found.confidence, brief),
    )
    return None if refined_to == Refinement() else refined_to


def refined(pending: Proposal, found: Refinement) -> Proposal | None:
    """The pending proposal with what was refined, under the same key; None when it is the same.

    What the coachee already sees is only completed or said in more of their own words: a day or
    a number that stands there is not replaced.
    """
    if pending.kind == "goal":
        better = pending.model_copy(update={"goal": found.goal or pending.goal})
        return better if better != pending else None
    draft = pending.commitment or CommitmentDraft(action="")
    changes: dict[str, object] = {"action": found.action or draft.action}
    for field in ("due", "if_then", "confidence"):
        if getattr(draft, field) is None:
            changes[field] = getattr(found, field)
    better = pending.model_copy(update={"commitment": draft.model_copy(update=changes)})
    return better if better.commitment != draft and changes["action"] else None


def _own_texts(brief: Brief) -> tuple[str, ...]:
    """What the coachee wrote, the newest last."""
    earlier = earlier_turns(brief)[-TURNS:]
    return (*(turn.text for turn in earlier if turn.role is Role.COACHEE), brief.said)


def _phrase(text: str | None, own: Sequence[str], brief: Brief) -> str | None:
    """A short phrase whose words are all the coachee's, in this form or another."""
    if text is None:
        return None
    phrase = " ".join(clean(text).split()).strip(" .!«»“”\"'")
    said = words(fold(phrase))
    if not 2 <= len(said) <= LONGEST or "?" in phrase:
        return None
    small = words_of(brief.language).small
    theirs = {word for each in own for word in words(fold(each))}
    content = [word for word in said if word not in small]
    if not content or not all(_occurs(word, theirs) for word in content):
        return None
    return phrase


def _goal(text: str | None, own: Sequence[str], brief: Brief) -> str | None:
    phrase = _phrase(text, own, brief)
    return phrase if phrase and is_specific(phrase, brief.language) else None


def _due(text: str | None, own: Sequence[str], brief: Brief) -> date | None:
    """A day that the coachee's words name, today or later, by our own reading of them."""
    day = _day(text, brief)
    if day is None or day < brief.today:
        return None
    language = brief.signals.language if brief.signals else brief.language
    named = {span.day for each in own for span in find_spans(each, language, brief.today)}
    return day if day in named else None


def _day(text: str | None, brief: Brief) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return find_date(text, brief.language, brief.today)


def _if_then(text: str | None, own: Sequence[str], brief: Brief) -> str | None:
    """A condition and what is done then, each in words of the coachee's."""
    if text is None:
        return None
    plan = " ".join(clean(text).split())
    if len(sentences(plan)) != 1 or not _CONDITION[brief.language].match(fold(plan)):
        return None
    said = any(
        _CONDITION[brief.language].search(fold(part)) for each in own for part in _parts(each)
    )
    return plan if said and _phrase(plan, own, brief) else None


def _confidence(number: int | None, brief: Brief) -> int | None:
    """The number, where the message itself holds it."""
    if number is None or not 0 <= number <= 10:
        return None
    heard = brief.signals.confidence if brief.signals else None
    if heard is not None:
        return heard
    return number if re.search(rf"(?<![\d.,-]){number}(?![\d%]|[.,]\d)", brief.said) else None


def _occurs(word: str, theirs: set[str]) -> bool:
    """Whether a word was used, in this form or one with the same beginning."""
    if word in theirs or f"{word}r" in theirs:
        return True
    if word.isdigit() or len(word) <= 2:
        return False
    start = word[: max(_SAME_START, len(word) - 2)]
    return any(each.startswith(start) and len(each) - len(start) <= 4 for each in theirs)


def _parts(text: str) -> list[str]:
    """The clauses in which a condition may begin."""
    return [part.strip() for part in re.split(r"[.!?,;:\n]", text)]
