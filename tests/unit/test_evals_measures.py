"""What counts as a question, a repeat, unasked advice and a word, in small talks by hand."""

from __future__ import annotations

import pytest

from agent.domain import Move, Phase
from evals import measures
from evals.talks import Said

OPEN, CLOSED = Move.OPEN_QUESTION, Move.CLOSED_QUESTION
SIMPLE, COMPLEX = Move.SIMPLE_REFLECTION, Move.COMPLEX_REFLECTION


def coach(text: str, *moves: Move) -> Said:
    return Said(who="coach", text=text, phase=Phase.QUESTIONS, moves=moves)


def coachee(text: str) -> Said:
    return Said(who="coachee", text=text, phase=Phase.QUESTIONS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hva skjedde?", ["hva skjedde"]),
        ("Du gruer deg. Hva ville hjulpet?", ["hva ville hjulpet"]),
        ("What happened? And what then?", ["what happened", "and what then"]),
        ("It's Ann-Mari's, isn't it?", ["it's ann-mari's isn't it"]),
        ("Jeg lurer på: hva vil du?", ["hva vil du"]),
        ("Virkelig?? Hva!?", ["virkelig"]),
        ("Fortell gjerne mer.", []),
        ("", []),
    ],
)
def test_a_question_is_what_ends_in_a_question_mark(text: str, found: list[str]) -> None:
    assert measures.questions_in(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Du sa «hvorfor alltid meg?», og det høres tungt ut. Hva skjer da?",
        "You said “why always me?”, and that sounds heavy. What happens then?",
        'You said "why always me?", and that sounds heavy. What happens then?',
    ],
)
def test_a_question_quoted_back_is_not_the_coachs_own(text: str) -> None:
    assert len(measures.questions_in(text)) == 1
    assert measures.two_questions([coach(text)]) == 0


def test_turns_with_two_questions_are_counted_once_each() -> None:
    said = [
        coach("Hva skjedde? Og hva tenkte du?"),
        coach("Hva vil du?"),
        coach("What now? Where? When?"),
    ]
    assert measures.two_questions(said) == 2


def test_a_question_asked_again_is_named_however_it_is_spelt() -> None:
    said = [
        coach("Hva er viktig for deg?"),
        coach("Ok. Hva er  viktig, for deg?"),
        coach("What matters to you?"),
        coach("Du sa «hva er viktig for deg?» i stad."),
    ]
    assert measures.repeated_questions(said) == ["hva er viktig for deg"]


def test_reflections_are_weighed_against_questions() -> None:
    said = [coach("…", SIMPLE, OPEN), coach("…", COMPLEX, CLOSED), coach("…", SIMPLE)]
    assert measures.reflections_per_question(said) == 1.5
    assert measures.reflections_per_question([coach("…", SIMPLE)]) == 1.0
    assert measures.reflections_per_question([]) == 0.0


@pytest.mark.parametrize(
    ("talk", "unasked"),
    [
        ([coach("Vil du ha et forslag?", Move.PERMISSION), coachee("ja takk"),
          coach("Noen skriver det ned først.", Move.ADVICE)], 0),
        ([coach("Would you like a suggestion?", Move.PERMISSION), coachee("yes please"),
          coach("Some write it down first.", Move.ADVICE)], 0),
        ([coach("Vil du ha et forslag?", Move.PERMISSION), coachee("Nei, helst ikke"),
          coach("Noen skriver det ned først.", Move.ADVICE)], 1),
        ([coach("What happened?", OPEN), coachee("no idea"),
          coach("You should write it down.", Move.ADVICE)], 1),
        ([coach("Du bør skrive det ned.", Move.ADVICE)], 1),
        ([coach("Vil du ha et forslag?", Move.PERMISSION), coachee("ja"),
          coach("Skriv det ned.", Move.ADVICE), coachee("ok"),
          coach("Og si det høyt.", Move.ADVICE)], 1),
        ([], 0),
    ],
)  # fmt: skip
def test_advice_needs_leave_that_was_asked_for_just_before_and_given(
    talk: list[Said], unasked: int
) -> None:
    assert measures.advice_unasked(talk) == unasked


def test_open_among_questions() -> None:
    assert measures.open_share([coach("…", OPEN), coach("…", CLOSED)]) == 0.5
    assert measures.open_share([coach("…", SIMPLE)]) == 1.0


def test_the_coachs_share_of_the_words_leaves_buttons_out() -> None:
    said = [
        coach("Hva vil du?"),
        coachee("Jeg vil ha det litt roligere på jobb, tror jeg."),
        coach("Skal vi notere det?"),
        coachee('{"action": "confirm"}'),
    ]
    assert measures.coach_words(said) == 7 / 17
    assert measures.coach_words([]) == 0.0


def test_long_replies_and_refusals_are_counted() -> None:
    said = [coach("ord " * 101), coach("word " * 100)]
    assert measures.long_replies(said) == 1
    sorry = Said(who="coach", text="Meldingen er tom.", phase=Phase.INTRO, answered=False)
    assert measures.refused([*said, sorry]) == 1
