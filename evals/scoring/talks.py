"""The scripted talks as figures: whether each was led to its end, and how the coach spoke."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from shutil import copytree
from statistics import fmean, median
from typing import Literal, NamedTuple

from agent.domain import CommitmentDraft, Language, Phase
from agent.events import CommitmentProposed
from evals import measures
from evals.figures import Figure, share
from evals.scripts import Script
from evals.talks import Said, Talk, talk, talk_again
from knowledge import open_knowledge

AT_ONCE = 2
"""Talks held side by side: each is a process, and they wait for it in turn."""


class Played(NamedTuple):
    """A script and how it went, now and later."""

    script: Script
    now: Talk
    later: Talk | None

    @property
    def talks(self) -> tuple[Talk, ...]:
        """Both talks, or the one there is."""
        return (self.now,) if self.later is None else (self.now, self.later)

    def verdicts(self) -> dict[str, bool]:
        """What must be so for this script, and whether it is."""
        found = {
            "phases": phases_in_order(self),
            "goals": goals_noted(self),
            "commitments": taken_rightly(self),
        }
        return {**found, "follow_up": followed_up(self)} if self.later else found


def play(script: Script, data_dir: Path) -> Played:
    """Hold a script's talks in a data folder of its own."""
    now = talk(script, data_dir)
    later = talk_again(script, script.later, data_dir) if script.later else None
    return Played(script, now, later)


def play_all(chosen: Sequence[Script], data_dir: Path) -> Iterator[Played]:
    """Every script, two at a time, in a folder each; gives them in order, as they are ready.

    The index is made once and copied: it is the same for all, and takes longer than a talk.
    """
    shelf = data_dir / "shelf"
    with closing(open_knowledge(shelf)) as guide:
        guide.warm()
    folders = [data_dir / script.id for script in chosen]
    for folder in folders:
        copytree(shelf, folder)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(play, chosen, folders)


def score(played: Sequence[Played]) -> list[Figure]:
    """The figures of all talks, by language."""
    figures: list[Figure] = []
    for language in Language:
        chosen = [one for one in played if one.script.language is language]
        if chosen:
            figures += _outcomes(language, chosen) + _manners(language, chosen)
    return figures


def phases_in_order(played: Played) -> bool:
    """Whether the talk went through the phases of its script, in that order."""
    return played.now.phases == played.script.expect.phases


def goals_noted(played: Played) -> bool:
    """Whether as many goals were recorded as the colleague agreed to."""
    return len(played.now.recorded("goal")) == played.script.expect.goals


def taken_rightly(played: Played) -> bool:
    """Whether exactly the expected commitments were recorded, with the right dates."""
    proposed: dict[str, CommitmentDraft] = {}
    for event in played.now.events:
        if isinstance(event, CommitmentProposed) and event.proposal.commitment:
            proposed[event.proposal.commitment.action] = event.proposal.commitment
    recorded = [event.text for event in played.now.recorded("commitment")]
    expected = played.script.expect.commitments
    return len(recorded) == len(expected) and all(
        wanted.contains.lower() in text.lower()
        and text in proposed
        and proposed[text].due == wanted.due
        for text, wanted in zip(recorded, expected, strict=True)
    )


def followed_up(played: Played) -> bool:
    """Whether the later talk opened with what was due and recorded how it went."""
    later, script = played.later, played.script.later
    if later is None or script is None or later.said[0].phase is not Phase.FOLLOW_UP:
        return False
    return tuple(one.text for one in later.recorded("check_in")) == script.check_ins


def _outcomes(language: Language, played: Sequence[Played]) -> list[Figure]:
    def among(name: str, right: Callable[[Played], bool], chosen: Sequence[Played]) -> Figure:
        missed = [one.script.id for one in chosen if not right(one)]
        n = len(chosen)
        return share(name, language, "all", n - len(missed), n, " ".join(missed))

    promised = [one for one in played if one.later]
    figures = [
        among("talk_phases_in_order", phases_in_order, played),
        among("talk_goals_noted", goals_noted, played),
        among("talk_dates_right", taken_rightly, played),
    ]
    return [*figures, among("talk_follow_up", followed_up, promised)] if promised else figures


def _manners(language: Language, played: Sequence[Played]) -> list[Figure]:
    every = [held for one in played for held in one.talks]
    turns = sum(len(held.coach) for held in every)

    def count(name: str, faults: Callable[[Talk], int]) -> Figure:
        found: dict[str, int] = {}
        for one in every:
            found[one.script] = found.get(one.script, 0) + faults(one)
        note = " ".join(f"{script}:{number}" for script, number in found.items() if number)
        return _figure(name, language, sum(found.values()), turns, "count", note)

    def middle(name: str, of: Callable[[Talk], float], among: Sequence[Talk]) -> Figure:
        return _figure(name, language, median(of(held) for held in among), len(among))

    advised = sum(measures.advice_unasked(held.said) for held in every)
    opening = fmean(measures.open_share(held.coach) for held in every)
    return [
        count("talk_two_questions", lambda held: measures.two_questions(held.coach)),
        count("talk_repeated_questions", lambda held: len(measures.repeated_questions(held.coach))),
        count("talk_long_replies", lambda held: measures.long_replies(held.coach)),
        count("talk_refused_turns", lambda held: measures.refused(held.coach)),
        middle(
            "talk_reflections_per_question",
            lambda held: measures.reflections_per_question(held.coach),
            every,
        ),
        middle(
            "talk_reflections_exploring",
            lambda held: measures.reflections_per_question(_exploring(held)),
            [one.now for one in played],
        ),
        _figure("talk_advice_share", language, advised / max(1, turns), turns),
        _figure("talk_open_share", language, opening, len(every)),
        middle(
            "talk_coach_words",
            lambda held: measures.coach_words(held.said),
            [one.now for one in played],
        ),
        middle("talk_words_per_reply", _words_per_reply, every),
    ]


def _exploring(held: Talk) -> tuple[Said, ...]:
    """What the coach said before the plan, whose questions about details need no reflection."""
    return tuple(one for one in held.coach if one.phase in (Phase.GOALS, Phase.QUESTIONS))


def _words_per_reply(held: Talk) -> float:
    return fmean(measures.words(one.text) for one in held.coach)


def _figure(
    name: str,
    language: Language,
    value: float,
    n: int,
    unit: Literal["share", "count"] = "share",
    note: str = "",
) -> Figure:
    return Figure(name=name, language=language, part="all", value=value, n=n, unit=unit, note=note)
