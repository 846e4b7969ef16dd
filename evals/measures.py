"""Measures of a conversation, and of scripted talks as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Literal

from agent.domain import Language, Move
from evals.figures import Figure
from evals.talks import Said, Script, Talk, scripts, talk, talk_again

REFLECTIONS = {Move.SIMPLE_REFLECTION, Move.COMPLEX_REFLECTION}
QUESTIONS = {Move.OPEN_QUESTION, Move.CLOSED_QUESTION}

_QUESTION = re.compile(r"[^.?!:\n]*\?")
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


def questions_in(text: str) -> list[str]:
    """The questions of an utterance, folded; words quoted back are not its own."""
    own = _QUOTED.sub("", text)
    return [" ".join(_WORD.findall(found.lower())) for found in _QUESTION.findall(own)]


def two_questions(coach: Iterable[Said]) -> int:
    """Turns that ask more than once."""
    return sum(len(questions_in(one.text)) > 1 for one in coach)


def repeated_questions(coach: Iterable[Said]) -> int:
    """Questions that were asked before in the same talk."""
    asked = [question for one in coach for question in questions_in(one.text) if question]
    return len(asked) - len(set(asked))


def reflections_per_question(coach: Sequence[Said]) -> float:
    """Reflections for each question; a talk without questions counts its reflections."""
    moves = [move for one in coach for move in one.moves]
    reflected = sum(move in REFLECTIONS for move in moves)
    return reflected / max(1, sum(move in QUESTIONS for move in moves))


def advice_share(coach: Sequence[Said]) -> float:
    """Share of turns that give advice nobody asked for; leave asked and given is not counted."""
    unasked = 0
    for before, one in zip([None, *coach], coach, strict=False):
        left = before is not None and Move.PERMISSION in before.moves
        unasked += Move.ADVICE in one.moves and not left
    return unasked / len(coach) if coach else 0.0


def open_share(coach: Sequence[Said]) -> float:
    """Share of questions that open."""
    moves = [move for one in coach for move in one.moves if move in QUESTIONS]
    return sum(move is Move.OPEN_QUESTION for move in moves) / len(moves) if moves else 1.0


def coach_words(said: Sequence[Said]) -> float:
    """The coach's share of the words."""
    counted = {"coach": 0, "coachee": 0}
    for one in said:
        counted[one.who] += len(_WORD.findall(one.text))
    return counted["coach"] / max(1, sum(counted.values()))


def taken_rightly(script: Script, held: Talk) -> bool:
    """Whether exactly the expected commitments were recorded, with the right dates."""
    proposals = {}
    for event in held.events:
        if event["type"] == "CommitmentProposed":
            proposals[event["proposal"]["commitment"]["action"]] = event["proposal"]["commitment"]
    recorded = [event["text"] for event in held.recorded("commitment")]
    if len(recorded) != len(script.expect.commitments):
        return False
    for text, wanted in zip(recorded, script.expect.commitments, strict=True):
        due = proposals.get(text, {}).get("due")
        if wanted.contains.lower() not in text.lower():
            return False
        if due != (wanted.due.isoformat() if wanted.due else None):
            return False
    return True


def followed_up(script: Script, held: Talk) -> bool:
    """Whether the later talk opened with what was due and recorded how it went."""
    if script.later is None or not held.said or held.said[0].phase != "follow_up":
        return False
    statuses = tuple(event["text"] for event in held.recorded("check_in"))
    return statuses == tuple(str(status) for status in script.later.check_ins)


class Played:
    """A script and how it went, now and later."""

    def __init__(self, script: Script, data_dir: Path) -> None:
        self.script = script
        self.now = talk(script, data_dir)
        self.later = talk_again(script, script.later, data_dir) if script.later else None


def play_all(data_dir: Path) -> list[Played]:
    """Every script in a data folder of its own."""
    return [Played(script, data_dir / script.id) for script in scripts()]


def talks(played: Sequence[Played]) -> list[Figure]:
    """The figures of all talks, per language."""
    figures: list[Figure] = []
    for language in Language:
        chosen = [p for p in played if p.script.language is language]
        figures += _of_language(language, chosen)
    return figures


def _of_language(language: Language, played: Sequence[Played]) -> list[Figure]:
    every = [p.now for p in played] + [p.later for p in played if p.later]
    ordered = [p for p in played if p.now.phases == [str(x) for x in p.script.expect.phases]]
    dated = [p for p in played if taken_rightly(p.script, p.now)]
    promised = [p for p in played if p.later]
    kept = [p for p in promised if p.later and followed_up(p.script, p.later)]

    def missed(right: Sequence[Played], among: Sequence[Played]) -> str:
        return " ".join(p.script.id for p in among if p not in right)

    def one(name: str, value: float, n: int, note: str = "") -> Figure:
        part: Literal["all"] = "all"
        return Figure(name=name, language=language, part=part, value=value, n=n, note=note)

    turns = sum(len(t.coach) for t in every)
    return [
        one(
            "talk_phases_in_order", len(ordered) / len(played), len(played), missed(ordered, played)
        ),
        one("talk_two_questions", sum(two_questions(t.coach) for t in every), turns),
        one("talk_repeated_questions", sum(repeated_questions(t.coach) for t in every), turns),
        one("talk_dates_right", len(dated) / len(played), len(played), missed(dated, played)),
        one(
            "talk_follow_up",
            len(kept) / len(promised) if promised else 1.0,
            len(promised),
            missed(kept, promised),
        ),
        one(
            "talk_reflections_per_question",
            median(reflections_per_question(t.coach) for t in every),
            len(every),
        ),
        one("talk_advice_share", _mean([advice_share(t.coach) for t in every]), turns),
        one("talk_open_share", _mean([open_share(t.coach) for t in every]), turns),
        one("talk_coach_words", median(coach_words(p.now.said) for p in played), len(played)),
    ]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
