"""Everything one message says, as `signals.Signals`. Rules only; about a millisecond."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from itertools import islice
from typing import NamedTuple

from agent.domain import Language, Phase
from agent.listening import verbs
from agent.listening.answers import find_check_in, find_confidence
from agent.listening.commitments import find_commitment, find_if_then
from agent.listening.dates import find_date
from agent.listening.feelings import find_emotion, is_good
from agent.listening.fronts import opens_clause
from agent.listening.goals import find_goal
from agent.listening.heard import SHORT, Message, hears, message
from agent.listening.lexicon import alternatives, lexicon, spaced
from agent.listening.signals import About, CommitmentCandidate, Expected, Signals
from agent.listening.text import MAX_MESSAGE

_GREETING_WORDS = 5
_ANSWER_WORDS = 25
"""A longer message that begins with "ja" tells a story; it does not answer."""

_DATE_ANSWER_WORDS = 6
_HEADS = 8
_GOES_TO = (
    ("to_goals", Phase.GOALS),
    ("to_questions", Phase.QUESTIONS),
    ("to_action_plan", Phase.ACTION_PLAN),
    ("to_follow_up", Phase.FOLLOW_UP),
)
_ABOUT = (
    ("identity", About.IDENTITY),
    ("privacy", About.PRIVACY),
    ("why", About.WHY),
    ("help", About.HELP),
)

__all__ = ["Expected", "listen"]


def listen(
    text: str, *, language: Language, today: date, expected: Expected | None = None
) -> Signals:
    """Hear what a message says.

    Args:
        text: The message, cleaned; read up to `MAX_MESSAGE` characters.
        language: The conversation's language, or what `language.detect` made of the message.
        today: The coachee's today.
        expected: What the coach just asked for, so that short answers are understood.
    """
    heard = message(text, language)
    said = text[:MAX_MESSAGE]
    commitment = find_commitment(said, language, today, expected=expected is Expected.ACTION)
    said_plainly = _plain_signals(heard)
    steers = any(said_plainly[name] for name in _STEERING)
    confidence = find_confidence(heard, expected=expected is Expected.CONFIDENCE)
    leaving = said_plainly["stops"] or said_plainly["enough"]  # "det var alt for i dag"
    due = None if leaving else _due(heard, said, today, expected, commitment)
    if confidence is not None or due is not None:  # "vet ikke, kanskje fredag" is an answer
        said_plainly["dont_know"] = False
    emotion = find_emotion(heard)
    return Signals(
        text=text,
        language=language,
        words=len(heard.words),
        goal=_goal(said, language, expected, commitment),
        commitment=commitment,
        due=due,
        if_then=_if_then(said, language, today, expected, commitment),
        confidence=confidence,
        check_in=find_check_in(heard) if expected is Expected.CHECK_IN else None,
        emotion=emotion,
        emotion_good=is_good(emotion, language),
        way_forward=commitment is not None or (not steers and _way_forward(heard)),
        about=next((about for name, about in _ABOUT if hears(heard, name)), None),
        goes_to=next((phase for name, phase in _GOES_TO if hears(heard, name)), None),
        **said_plainly,
    )


def _plain_signals(heard: Message) -> dict[str, bool]:
    """The signals that are heard or not, by their names in `Signals`."""
    short = len(heard.words) <= _ANSWER_WORDS
    anywhere = {name: hears(heard, name) for name in _ANYWHERE}
    anywhere["asks_advice"] &= not anywhere["wants_plan"]  # "hva gjør jeg nå?" is the latter
    return {
        "greeting": len(heard.words) <= _GREETING_WORDS and hears(heard, "greeting", first=True),
        "yes": short and hears(heard, "yes", first=True),
        "no": short and hears(heard, "no", first=True),
        "dont_know": len(heard.words) <= SHORT and hears(heard, "dont_know"),
        "enough": len(heard.words) <= SHORT and hears(heard, "enough"),
        **anywhere,
    }


_ANYWHERE = (
    "thanks",
    "progress",
    "asks_advice",
    "wants_another",
    "wants_plan",
    "changes_goal",
    "stops",
    "wants_summary",
    "misunderstood",
)


_STEERING = ("wants_plan", "wants_another", "changes_goal", "stops", "wants_summary")


def _goal(
    said: str, language: Language, expected: Expected | None, commitment: CommitmentCandidate | None
) -> str | None:
    """A goal; "jeg vil ringe Ola i morgen" is rather what it says unless a goal was asked for."""
    asked = expected is Expected.GOAL
    return find_goal(said, language, expected=asked) if asked or commitment is None else None


def _due(
    heard: Message,
    said: str,
    today: date,
    expected: Expected | None,
    commitment: CommitmentCandidate | None,
) -> date | None:
    if commitment is not None and commitment.due is not None:
        return commitment.due
    asked = expected in (Expected.DUE, Expected.ACTION)
    if asked or (expected is None and len(heard.words) <= _DATE_ANSWER_WORDS):
        return find_date(said, heard.language, today)
    return None


def _if_then(
    said: str,
    language: Language,
    today: date,
    expected: Expected | None,
    commitment: CommitmentCandidate | None,
) -> str | None:
    if commitment is not None and commitment.if_then is not None:
        return commitment.if_then
    return find_if_then(said, language, today) if expected is Expected.IF_THEN else None


def _way_forward(heard: Message) -> bool:
    """Whether the coachee names a step of their own: "kanskje jeg kunne snakke med henne"."""
    patterns = _steps(heard.language)
    for unit in heard.units:
        if unit.text != unit.sentence or patterns.unless.search(unit.sentence):
            continue
        for match in islice(patterns.head.finditer(unit.sentence), _HEADS):
            if not opens_clause(unit.sentence[: match.start()], heard.language):
                continue
            verb = _next_verb(unit.sentence[match.end() :], heard.language)
            vague = verb in verbs.weak(heard.language)
            if verb and not (vague and patterns.must.match(match[0])):
                return True
    return False


def _next_verb(rest: str, language: Language) -> str | None:
    """The infinitive of the action that a phrase starts with, if it starts with one."""
    first = (rest.split() or [""])[0].strip(".,;:!?")
    if verbs.is_action(first, language):
        return first
    past = verbs.past_infinitive(first) if language is Language.NB else None
    base = past or verbs.known_infinitive(first, language)
    return base if base and verbs.is_action(base, language) else None


class _Steps(NamedTuple):
    head: re.Pattern[str]
    must: re.Pattern[str]
    unless: re.Pattern[str]


@cache
def _steps(language: Language) -> _Steps:
    lists = lexicon(language).signals["way_forward"]
    return _Steps(
        head=re.compile(rf"(?<!\w){spaced(alternatives(lists.before_action))}\s+"),
        must=re.compile(spaced(alternatives(lists.must))),
        unless=re.compile(spaced(alternatives(lists.unless))),
    )
