"""Goals in own words, whether they are specific, and drafts when none was stated."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.domain import Language
from agent.listening.goals import DRAFT_WORDS, draft_goal, find_goal, is_specific

NB, EN = Language.NB, Language.EN

STATED = [
    ("Jeg vil bli tryggere på å holde møter", NB, "bli tryggere på å holde møter"),
    ("Målet mitt er å si fra når noen avbryter meg.", NB, "si fra når noen avbryter meg"),
    (
        "Jeg vil gjerne bli flinkere til å delegere, for jeg drukner.",
        NB,
        "bli flinkere til å delegere",
    ),
    ("Jeg vil bli bedre", NB, "bli bedre"),
    ("Målet er at jeg tør å si nei til overtid.", NB, "tørre å si nei til overtid"),
    ("Jeg skulle ønske jeg turte å si det.", NB, "tørre å si det"),
    ("Jeg vil at teamet skal stole på meg.", NB, "få teamet til å stole på meg"),
    ("Jeg ønsker meg mer ro på jobb", NB, "få mer ro på jobb"),
    ("Jeg vil ikke være så redd lenger", NB, "ikke være så redd lenger"),
    ("Jeg trenger hjelp til å gi tilbakemeldinger", NB, "gi tilbakemeldinger"),
    ("Jeg må bli flinkere til å lytte", NB, "bli flinkere til å lytte"),
    ("Det jeg ønsker er å bli sett", NB, "bli sett"),
    ("Eg vil bli tryggare i møte med kundar", NB, "bli tryggare i møte med kundar"),
    ("Jeg har lyst til å ha bedre samtaler med lederen", NB, "ha bedre samtaler med lederen"),
    ("Det er tungt, men jeg vil klare å si ifra.", NB, "klare å si ifra"),
    ("I want to get better at holding meetings", EN, "get better at holding meetings"),
    ("My goal is to speak up when I'm interrupted.", EN, "speak up when I'm interrupted"),
    ("I'd like to delegate more, because I'm drowning.", EN, "delegate more"),
    ("I want to get better", EN, "get better"),
    ("I wish I could say no to overtime.", EN, "say no to overtime"),
    ("I wish I were braver in meetings", EN, "be braver in meetings"),
    ("I want my team to trust me.", EN, "get my team to trust me"),
    ("I'd like more structure in my week", EN, "have more structure in my week"),
    ("I don't want to be so afraid anymore", EN, "not be so afraid anymore"),
    ("I need help with giving feedback", EN, "give feedback"),
    ("I need to get better at listening", EN, "get better at listening"),
    ("What I want is to be seen", EN, "be seen"),
    ("I just want him to listen to me", EN, "get him to listen to me"),
    ("I'm trying to have better talks with my manager", EN, "have better talks with my manager"),
    ("It's hard, but I'd love to say no more often.", EN, "say no more often"),
]
NOT_STATED = [
    ("Jeg vil ikke snakke om det", NB),
    ("Jeg vil snakke om sjefen min", NB),
    ("Jeg må levere rapporten i morgen", NB),
    ("Sjefen vil at jeg skal ta mer ansvar", NB),
    ("Hun vil at vi skal samarbeide bedre", NB),
    ("Jeg vil hjem", NB),
    ("Jeg er sliten og vil bare gråte", NB),
    ("Jeg vil endre målet", NB),
    ("Møtet er på torsdag", NB),
    ("Vil du hjelpe meg?", NB),
    ("I don't want to talk about it", EN),
    ("I want to talk about my boss", EN),
    ("I need to hand in the report tomorrow", EN),
    ("My boss wants me to take more responsibility", EN),
    ("I want to go home", EN),
    ("I just want to cry", EN),
    ("I want to change my goal", EN),
    ("The meeting is on Thursday", EN),
    ("Do you want to help me?", EN),
    ("I wish we communicated better", EN),
]
ANSWERS = [
    ("bli tryggere på å si nei", NB, "bli tryggere på å si nei"),
    ("Å klare å holde roen", NB, "klare å holde roen"),
    ("mer struktur i hverdagen", NB, "få mer struktur i hverdagen"),
    ("Si nei oftere", NB, "si nei oftere"),
    ("Hvordan kan jeg bli bedre på å lytte?", NB, "bli bedre på å lytte"),
    ("vet ikke", NB, None),
    ("Møtet er vanskelig", NB, None),
    ("be more confident when presenting", EN, "be more confident when presenting"),
    ("To stay calm when they shout", EN, "stay calm when they shout"),
    ("more structure in my day", EN, "have more structure in my day"),
    ("Getting better at saying no", EN, "get better at saying no"),
    ("How can I get better at listening?", EN, "get better at listening"),
    ("dunno", EN, None),
    ("The meeting is hard", EN, None),
]
SPECIFIC = [
    ("bli tryggere på å holde møter", NB),
    ("si fra når noen avbryter meg", NB),
    ("håndtere e-poster fra kunder på en tryggere måte", NB),
    ("stille ett spørsmål i hvert møte", NB),
    ("bli ferdig før jul", NB),
    ("get better at holding meetings", EN),
    ("speak up when someone interrupts me", EN),
    ("answer customer emails more calmly", EN),
    ("ask one question in each meeting", EN),
    ("finish before Christmas", EN),
]
VAGUE = [
    ("bli bedre", NB),
    ("bli en bedre leder", NB),
    ("bli bedre på kommunikasjon", NB),
    ("få mer selvtillit", NB),
    ("bli tryggere på meg selv", NB),
    ("get better", EN),
    ("be a better leader", EN),
    ("get better at communication", EN),
    ("have more confidence", EN),
    ("feel better at work", EN),
]
DRAFTS = [
    (
        "Hei! Jeg gruer meg til medarbeidersamtalen på fredag, for han avbryter meg alltid.",
        NB,
        "Jeg gruer meg til medarbeidersamtalen på fredag",
    ),
    (
        "Altså, kollegaen min tar æren for det jeg gjør.",
        NB,
        "kollegaen min tar æren for det jeg gjør",
    ),
    ("Well, my colleague takes credit for my work.", EN, "my colleague takes credit for my work"),
    ("Hi. I dread the talk with my manager, you know?", EN, None),
    ("ok", NB, None),
    ("Hva mener du?", NB, None),
    ("yes", EN, None),
    ("", EN, None),
]


@pytest.mark.parametrize(("text", "language", "goal"), STATED)
def test_a_stated_goal_in_own_words(text: str, language: Language, goal: str) -> None:
    assert find_goal(text, language) == goal
    assert find_goal(text, language, expected=True) == goal


@pytest.mark.parametrize(("text", "language"), NOT_STATED)
def test_what_is_no_goal(text: str, language: Language) -> None:
    assert find_goal(text, language) is None


@pytest.mark.parametrize(("text", "language", "goal"), ANSWERS)
def test_a_bare_answer_counts_when_a_goal_was_asked_for(
    text: str, language: Language, goal: str | None
) -> None:
    assert find_goal(text, language, expected=True) == goal


@pytest.mark.parametrize(("goal", "language"), SPECIFIC)
def test_a_goal_with_a_situation_behaviour_time_or_measure_is_specific(
    goal: str, language: Language
) -> None:
    assert is_specific(goal, language)


@pytest.mark.parametrize(("goal", "language"), VAGUE)
def test_a_goal_without_one_is_not(goal: str, language: Language) -> None:
    assert not is_specific(goal, language)


@pytest.mark.parametrize(("text", "language", "draft"), DRAFTS)
def test_a_draft_is_the_clause_that_says_most(
    text: str, language: Language, draft: str | None
) -> None:
    assert draft_goal(text, language) == draft


SOUP = "jeg vil ikke bli at møte , . å mer I want to not be"


@given(
    st.text() | st.lists(st.sampled_from(SOUP.split())).map(" ".join),
    st.sampled_from(Language),
)
def test_any_text_is_heard_without_failing(text: str, language: Language) -> None:
    goal = find_goal(text, language, expected=True)
    assert goal is None or goal.strip()
    draft = draft_goal(text, language)
    assert draft is None or 0 < len(draft.split()) <= DRAFT_WORDS


@pytest.mark.parametrize("junk", ["jeg vil ", "I want to ", "x", "målet mitt ", ", "])
def test_a_megabyte_of_junk_is_heard_at_once(junk: str) -> None:
    start = time.perf_counter()
    find_goal(junk * (1_000_000 // len(junk)), NB, expected=True)
    draft_goal(junk * (1_000_000 // len(junk)), EN)
    assert time.perf_counter() - start < 2
