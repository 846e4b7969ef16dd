"""What is sent for one reply: the stable beginning, the history, and this turn's task last.

    system      persona and rules of the language            the same in every conversation
    user        summary of the folded turns                  the same until the next fold
    ...         the recent turns, word for word              only ever added to
    user        the coachee's words, then notes, question, guidance, task

A message begins in the same bytes when it is the last one and when it has become history, so
what changes from turn to turn is what follows the coachee's newest words.
"""

from __future__ import annotations

from typing import NamedTuple

from agent.domain import Language, Role, Turn
from agent.listening.signals import Signals
from agent.ports import Message
from agent.speaking import Act, Brief
from agent.voices.model._material import fenced, neutral, one_line, shortened
from agent.voices.model.folding import BLOCK, Fold, Plan, fold, summary
from prompts._templates import TemplateFile, model_prompt

MAX_TOKENS = 768
"""Room for an answer. Ninety words need 200; the rest is a thinking model's way there, and what
is not needed is not paid: the stream is left after the question."""

SMALLEST_CONTEXT = 4096
"""Tokens that every server is taken to have room for, prompt and answer together."""

SAID_CHARS = 2000
"""The newest message, as sent; the beginning and the end of a longer one."""

HISTORY_CHARS = 600
NOTE_CHARS = 200

_SHORT_ANSWER = 8
_FINER = BLOCK // 3
_BYTES_PER_TOKEN = {Language.NB: 3.0, Language.EN: 3.8}


class Prompt(NamedTuple):
    """The messages, and the references of the templates they were made from."""

    messages: tuple[Message, ...]
    refs: tuple[str, ...]


def build(brief: Brief, context: int = SMALLEST_CONTEXT) -> Prompt:
    """The messages for one reply.

    Args:
        brief: what is to be said; its history may end with the message that is answered or
            before it, and may hold all turns or the last `folding.WINDOW` of them.
        context: tokens that fit the model. Where they are few and the messages long, the turns
            are folded earlier.
    """
    system = model_prompt("coach", brief.language).whole
    last = Message(role="user", content=last_message(brief))
    before = Message(role="system", content=system.text)
    room = context - MAX_TOKENS - tokens((before, last), brief.language)
    history = _history(brief, room)
    act = model_prompt("directives", brief.language)[str(brief.directive.act)]
    return Prompt((before, *history, last), (system.ref, act.ref))


def tokens(messages: tuple[Message, ...], language: Language) -> int:
    """About how many tokens messages cost; on the high side of what common tokenizers make."""
    return sum(
        4 + round(len(message.content.encode()) / _BYTES_PER_TOKEN[language])
        for message in messages
    )


def earlier_turns(brief: Brief) -> tuple[Turn, ...]:
    """The history without the message that is being answered."""
    turns = brief.history
    if turns and turns[-1].role is Role.COACHEE and turns[-1].text == brief.said:
        return turns[:-1]
    return turns


def _history(brief: Brief, room: int) -> tuple[Message, ...]:
    cut = fold(earlier_turns(brief))
    plan = Plan(brief.state.topic, brief.goals, brief.commitments)
    told = summary(cut, plan, brief.language)
    opening = (Message(role="user", content=fenced("earlier", told)),) if told else ()
    recent = _fitting(cut, room - tokens(opening, brief.language), brief.language)
    return (*opening, *(history_message(turn) for turn in recent))


def _fitting(cut: Fold, room: int, language: Language) -> tuple[Turn, ...]:
    """The recent turns, without the first few of them where they do not all fit."""
    recent: tuple[Turn, ...] = cut.recent
    while recent and tokens(tuple(history_message(each) for each in recent), language) > room:
        until = (recent[0].seq // _FINER + 1) * _FINER
        recent = tuple(each for each in recent if each.seq >= until)
    return recent


def history_message(turn: Turn) -> Message:
    text = shortened(turn.text, HISTORY_CHARS)
    if turn.role is Role.COACH:
        return Message(role="assistant", content=neutral(text))
    return Message(role="user", content=fenced("coachee", text))


def last_message(brief: Brief) -> str:
    said = [fenced("coachee", shortened(brief.said, SAID_CHARS))] if brief.said else []
    material = [*said, fenced("notes", "\n".join(_notes(brief)))]
    if brief.question and brief.directive.act is not Act.GIVE_ADVICE:
        material.append(fenced("question", brief.question.text))
    if brief.directive.act is Act.GIVE_ADVICE and brief.guidance:
        best = brief.guidance[0]
        material.append(
            fenced("guidance", f"{best.title}\n{best.how[0] if best.how else best.body}")
        )
    frame = model_prompt("turn", brief.language).whole
    return frame.fill(material="\n".join(material), task="\n".join(_task(brief)))


def _task(brief: Brief) -> list[str]:
    """The directive in words: take in, credit, the act, its question. Our own sentences only."""
    words: TemplateFile = model_prompt("directives", brief.language)
    directive, heard = brief.directive, brief.signals
    names: list[str] = []
    if heard is not None and heard.language is not brief.language:
        names.append("other_language")
    if directive.reflect and brief.said:
        names.append(_taking_in(brief, heard))
    if directive.affirm and directive.status is None:
        names.append("affirm")
    names.append(str(directive.act))
    if brief.question and directive.act is not Act.GIVE_ADVICE:
        names.append("given_question")
    return [words[name].text for name in names]


def _taking_in(brief: Brief, heard: Signals | None) -> str:
    if heard is not None and heard.emotion is not None:
        return "reflect_feeling"
    planning = brief.state.slot is not None
    if planning and heard is not None and heard.words <= _SHORT_ANSWER:
        return "take_answer"
    return "reflect"


def _notes(brief: Brief) -> list[str]:
    """How it stands: facts of the conversation, a line each."""
    line, directive, state = model_prompt("notes", brief.language), brief.directive, brief.state
    draft = directive.draft
    facts: list[tuple[str, str | None]] = [("topic", state.topic)]
    facts += [("goal", goal.text) for goal in brief.goals[-2:]]
    if directive.goal and directive.goal not in [goal.text for goal in brief.goals]:
        facts.append(("goal", directive.goal))
    if directive.commitment_id:
        facts += [
            ("commitment", commitment.action)
            for commitment in brief.commitments
            if commitment.id == directive.commitment_id
        ]
    elif draft is not None:
        facts.append(("taken" if directive.noted else "draft", draft.action))
        sure = draft.confidence
        facts.append(("confidence", None if sure is None else str(sure)))
    if directive.act is Act.ASK_IF_THEN:
        facts.append(("obstacle", state.obstacle))
    facts.append(("feeling", brief.signals.emotion if brief.signals else None))
    lines = [line[name].fill(text=one_line(text, NOTE_CHARS)) for name, text in facts if text]
    return [line[f"phase_{directive.phase}"].text, *lines]
