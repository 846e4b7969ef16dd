"""Scripted colleagues: what they say next, and whether a talk went as its script wants."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from agent.domain import CheckInStatus, CommitmentDraft, Language, Move, Phase, Proposal
from agent.events import (
    CommitmentProposed,
    Event,
    GoalProposed,
    PhaseChanged,
    Recorded,
    TurnStarted,
)
from evals.scoring.talks import Played, score
from evals.scripts import Script
from evals.talks import CONFIRM, Colleague, Said, Talk
from evals.transcripts import described

THURSDAY = date(2026, 11, 26)
QUIET = TurnStarted(conversation_id="c")
GOAL = GoalProposed(proposal=Proposal(key="g", kind="goal", goal="si fra"))


def proposed(action: str = "snakke med Sara", due: date | None = THURSDAY) -> CommitmentProposed:
    draft = CommitmentDraft(action=action, due=due)
    return CommitmentProposed(proposal=Proposal(key="p", kind="commitment", commitment=draft))


def recorded(kind: Any, text: str) -> Recorded:
    return Recorded(kind=kind, id="r", text=text)


def coach(text: str = "Hva vil du?", phase: Phase = Phase.GOALS, *moves: Move) -> Said:
    return Said(who="coach", text=text, phase=phase, moves=moves or (Move.OPEN_QUESTION,))


def colleague() -> Colleague:
    return Colleague(
        Language.NB,
        {Phase.GOALS: ("én", "to"), Phase.ACTION_PLAN: ("ringe Ola",)},
        on_goal=("nei",),
        on_commitment=(),
    )


def test_a_colleague_goes_through_the_lines_of_a_phase_and_then_stops() -> None:
    one = colleague()
    assert [one.answer(Phase.GOALS, [QUIET]) for _ in range(3)] == ["én", "to", "stopp"]
    assert one.answer(Phase.QUESTIONS, [QUIET]) == "plan"
    assert [one.answer(Phase.ACTION_PLAN, [QUIET]) for _ in range(2)] == ["ringe Ola", "det holder"]


def test_a_colleague_answers_a_proposal_first_and_confirms_when_the_script_is_silent() -> None:
    one = colleague()
    assert [one.answer(Phase.GOALS, [QUIET, GOAL]) for _ in range(2)] == ["nei", CONFIRM]
    assert one.answer(Phase.ACTION_PLAN, [proposed()]) == CONFIRM
    assert one.answer(Phase.GOALS, [QUIET]) == "én"


def script(**changes: Any) -> Script:
    return Script.model_validate(
        {
            "id": "nb-test", "language": "nb", "kind": "k", "about": "a", "today": "2026-11-22",
            "says": {},
            "expect": {
                "phases": ["goals", "closed"],
                "goals": 1,
                "commitments": [{"contains": "Snakke med Sara", "due": "2026-11-26"}],
            },
            "later": {"today": "2026-11-27", "says": {}, "check_ins": ["done"]},
            **changes,
        }
    )  # fmt: skip


def talk(*events: Event, said: tuple[Said, ...] = (coach(),)) -> Talk:
    return Talk(script="nb-test", language=Language.NB, said=said, events=events)


def phases(*names: Phase) -> list[PhaseChanged]:
    return [PhaseChanged(before=Phase.INTRO, phase=name) for name in names]


RIGHT = (
    *phases(Phase.GOALS, Phase.CLOSED),
    GOAL,
    recorded("goal", "si fra"),
    proposed(),
    recorded("commitment", "snakke med Sara"),
)
AFTER = talk(
    recorded("check_in", str(CheckInStatus.DONE)),
    said=(coach("Hvordan gikk det?", Phase.FOLLOW_UP),),
)


def verdicts(now: Talk, later: Talk | None = AFTER) -> set[str]:
    """What a talk missed."""
    return {name for name, right in Played(script(), now, later).verdicts().items() if not right}


def test_a_talk_as_its_script_wants_it_misses_nothing() -> None:
    assert verdicts(talk(*RIGHT)) == set()


@pytest.mark.parametrize(
    ("events", "named"),
    [
        ([*RIGHT, *phases(Phase.GOALS)], {"phases"}),
        ([e for e in RIGHT if not isinstance(e, Recorded) or e.kind != "goal"], {"goals"}),
        ([*RIGHT, recorded("commitment", "snakke med Sara")], {"commitments"}),
        ([*RIGHT[:4], proposed(due=None), RIGHT[5]], {"commitments"}),
        ([*RIGHT[:4], proposed("ringe"), recorded("commitment", "ringe")], {"commitments"}),
        (RIGHT[:5], {"commitments"}),
    ],
)
def test_what_a_talk_missed_is_named(events: list[Event], named: set[str]) -> None:
    assert verdicts(talk(*events)) == named


@pytest.mark.parametrize(
    "later",
    [
        talk(said=(coach("Hvordan gikk det?", Phase.FOLLOW_UP),)),
        talk(recorded("check_in", "partly"), said=(coach("Hei", Phase.FOLLOW_UP),)),
        talk(recorded("check_in", "done"), said=(coach("Hei", Phase.INTRO),)),
    ],
)
def test_the_next_talk_must_open_with_what_was_due_and_record_it(later: Talk) -> None:
    assert verdicts(talk(*RIGHT), later) == {"follow_up"}


def test_two_questions_in_one_turn_are_a_figure_that_names_the_script() -> None:
    reflected = (Move.SIMPLE_REFLECTION, Move.OPEN_QUESTION)
    twice = coach("Du gruer deg. Hva skjer? Og hva så?", Phase.GOALS, *reflected)
    line = Said(who="coachee", text="det vet jeg ikke helt ennå, for " * 4, phase=Phase.GOALS)
    now = talk(*RIGHT, said=(twice, line))
    figures = {figure.name: figure for figure in score([Played(script(later=None), now, None)])}
    assert [name for name, figure in figures.items() if not figure.holds] == ["talk_two_questions"]
    assert figures["talk_two_questions"].note == "nb-test:1"


def test_a_transcript_tells_phases_records_and_what_was_missed() -> None:
    said = described(Played(script(), talk(*RIGHT[:5]), AFTER), show=True)
    assert said.splitlines() == [
        "nb-test: MISSED commitments",
        "  phases: goals > closed",
        "  goal: si fra",
        "    [goals] Kollega: Hva vil du?",
        "  phases: ",
        "  check-in: done",
        "    [follow_up] Kollega: Hvordan gikk det?",
    ]
