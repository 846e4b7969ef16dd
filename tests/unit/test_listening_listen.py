"""Everything one message says. Heard on Tuesday 24 November 2026."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.domain import CheckInStatus, Language, Phase
from agent.listening.listen import listen
from agent.listening.signals import About, Expected, Signals

NB, EN = Language.NB, Language.EN
TUESDAY = date(2026, 11, 24)

FLAGS = (
    "greeting",
    "thanks",
    "yes",
    "no",
    "dont_know",
    "enough",
    "progress",
    "asks_advice",
    "wants_another",
    "wants_plan",
    "changes_goal",
    "stops",
    "wants_summary",
    "misunderstood",
    "way_forward",
)

# what was said, in which language, and exactly the flags that are heard in it
SAID: list[tuple[str, Language, set[str]]] = [
    ("Hei", NB, {"greeting"}),
    ("God morgen!", NB, {"greeting"}),
    ("Hei! Jeg har et problem med en kollega som jeg vil ta opp", NB, set()),
    ("Tusen takk for hjelpen", NB, {"thanks"}),
    ("Jeg fikk aldri takk for det", NB, set()),
    ("ja", NB, {"yes"}),
    ("jepp", NB, {"yes"}),
    ("ok, gjør det", NB, {"yes"}),
    ("stemmer", NB, {"yes"}),
    ("Det stemmer ikke", NB, {"no"}),
    ("nei", NB, {"no"}),
    ("nja, ikke helt", NB, {"no"}),
    ("ok, men jeg vil ikke det", NB, {"no"}),
    ("vet ikke", NB, {"dont_know"}),
    ("ingen anelse", NB, {"dont_know"}),
    ("Eg veit ikkje", NB, {"dont_know"}),
    ("Jeg vet ikke hvordan jeg skal si det til sjefen uten at hun blir sur", NB, set()),
    ("Jeg fikk det til!", NB, {"progress"}),
    ("Det gikk veldig bra i møtet", NB, {"progress"}),
    ("Det gikk ikke bra", NB, set()),
    ("Hva bør jeg gjøre?", NB, {"asks_advice"}),
    ("Hva ville du gjort?", NB, {"asks_advice"}),
    ("Har du noen tips?", NB, {"asks_advice"}),
    ("Jeg vet ikke hva jeg skal gjøre med ham når han holder på sånn", NB, set()),
    ("Kan jeg få et annet spørsmål?", NB, {"wants_another"}),
    ("Spør meg om noe annet", NB, {"wants_another"}),
    ("Han stilte meg et annet spørsmål", NB, set()),
    ("La oss lage en plan", NB, {"wants_plan"}),
    ("Hva gjør jeg nå, konkret?", NB, {"wants_plan"}),
    ("Jeg vet ikke hva jeg skal gjøre med planen", NB, set()),
    ("Vi må lage en plan for hele avdelingen på jobb", NB, set()),
    ("Jeg vil endre målet", NB, {"changes_goal"}),
    ("Målet er egentlig noe annet", NB, {"changes_goal"}),
    ("Ha det bra!", NB, {"stops"}),
    ("Vi stopper her", NB, {"stops"}),
    ("Det var alt", NB, {"enough"}),
    ("Han vil at jeg skal stoppe", NB, set()),
    ("Det var alt for mye på en gang", NB, set()),
    ("Kan du oppsummere?", NB, {"wants_summary"}),
    ("Sjefen ba meg oppsummere", NB, set()),
    ("Du misforstår", NB, {"misunderstood"}),
    ("Det var ikke det jeg mente", NB, {"misunderstood"}),
    ("Sjefen misforstår meg hele tiden", NB, set()),
    ("Kanskje jeg kunne snakke med henne først", NB, {"way_forward"}),
    ("Det hadde hjulpet å skrive det ned", NB, {"way_forward"}),
    ("Jeg skal ringe henne", NB, {"way_forward"}),
    ("Jeg burde ha snakket med henne", NB, set()),
    ("Hi there", EN, {"greeting"}),
    ("Good morning!", EN, {"greeting"}),
    ("Hi! I have a problem with a colleague", EN, set()),
    ("Thank you so much", EN, {"thanks"}),
    ("She never thanked me", EN, set()),
    ("yes", EN, {"yes"}),
    ("that's right", EN, {"yes"}),
    ("ok, do it", EN, {"yes"}),
    ("sounds good", EN, {"yes"}),
    ("that's not right", EN, {"no"}),
    ("no", EN, {"no"}),
    ("not really", EN, {"no"}),
    ("no problem", EN, set()),
    ("dunno", EN, {"dont_know"}),
    ("no idea", EN, {"dont_know"}),
    ("I don't know how to tell my boss without making her angry at me", EN, set()),
    ("I finally told her", EN, {"progress"}),
    ("It went really well", EN, {"progress"}),
    ("It didn't go well", EN, set()),
    ("What should I do?", EN, {"asks_advice"}),
    ("What would you do?", EN, {"asks_advice"}),
    ("Any tips?", EN, {"asks_advice"}),
    ("I don't know what I should do about him", EN, set()),
    ("Can I have another question?", EN, {"wants_another"}),
    ("Ask me something else", EN, {"wants_another"}),
    ("He asked me another question", EN, set()),
    ("Let's make a plan", EN, {"wants_plan"}),
    ("What do I do now?", EN, {"wants_plan"}),
    ("I don't know what to do about the plan", EN, set()),
    ("I want to change my goal", EN, {"changes_goal"}),
    ("My goal is actually something else", EN, {"changes_goal"}),
    ("Bye!", EN, {"stops"}),
    ("I have to go", EN, {"stops"}),
    ("That's all for today", EN, {"enough"}),
    ("stop", EN, {"stops"}),
    ("He wants me to stop", EN, set()),
    ("I have to go through the numbers first", EN, set()),
    ("Can you sum up?", EN, {"wants_summary"}),
    ("My boss asked me to summarise the meeting", EN, set()),
    ("You misunderstood me", EN, {"misunderstood"}),
    ("That's not what I said", EN, {"misunderstood"}),
    ("My boss keeps misunderstanding me", EN, set()),
    ("I could start by writing it down", EN, {"way_forward"}),
    ("It would help to talk to her", EN, {"way_forward"}),
    ("I'll call her", EN, {"way_forward"}),
    ("I should have talked to her", EN, set()),
]
FEELINGS = [
    ("Jeg gruer meg til møtet", NB, "gruer"),
    ("Eg gruar meg til møtet", NB, "gruar"),
    ("Jeg er så sliten av alt", NB, "sliten"),
    ("Han gjør meg sint", NB, "sint"),
    ("Jeg er ikke sint, bare skuffet", NB, "skuffet"),
    ("Eg er så lei av dette", NB, "lei av"),
    ("Det er overveldende", NB, "overveldende"),
    ("Jeg er stolt av det", NB, "stolt"),
    ("Jeg er ikke redd for ham", NB, None),
    ("Sjefen er sint på meg", NB, None),
    ("Petter er nervøs", NB, None),
    ("Møtet er på torsdag", NB, None),
    ("I'm dreading the meeting", EN, "dreading"),
    ("I'm so tired of this", EN, "tired"),
    ("He makes me angry", EN, "angry"),
    ("I'm not angry, just disappointed", EN, "disappointed"),
    ("I feel overwhelmed", EN, "overwhelmed"),
    ("I'm proud of it", EN, "proud"),
    ("I'm relieved it is over", EN, "relieved"),
    ("I'm not afraid of him", EN, None),
    ("My boss is angry with me", EN, None),
    ("Peter is nervous", EN, None),
    ("I sat down with her", EN, None),
    ("The meeting is on Thursday", EN, None),
]
ABOUT = [
    ("Er du en robot?", NB, About.IDENTITY),
    ("Hvem er du?", NB, About.IDENTITY),
    ("Hvem kan lese dette?", NB, About.PRIVACY),
    ("Kan sjefen min lese det jeg skriver?", NB, About.PRIVACY),
    ("Hvorfor spør du om det?", NB, About.WHY),
    ("Hvor har du det fra?", NB, About.WHY),
    ("Hva kan du?", NB, About.HELP),
    ("Hvordan fungerer dette?", NB, About.HELP),
    ("Hvem kan jeg snakke med om dette?", NB, None),
    ("Hva kan du om arbeidsmiljøloven?", NB, None),
    ("Are you a robot?", EN, About.IDENTITY),
    ("Who are you?", EN, About.IDENTITY),
    ("Who can read this?", EN, About.PRIVACY),
    ("Can my boss see what I write?", EN, About.PRIVACY),
    ("Why do you ask?", EN, About.WHY),
    ("Where did you get that?", EN, About.WHY),
    ("What can you do?", EN, About.HELP),
    ("How does this work?", EN, About.HELP),
    ("Who can I talk to about this?", EN, None),
    ("What do you know about employment law?", EN, None),
]
JUMPS = [
    ("la oss gå tilbake til målet", NB, Phase.GOALS),
    ("Tilbake til spørsmålene", NB, Phase.QUESTIONS),
    ("til planen", NB, Phase.ACTION_PLAN),
    ("Vi går tilbake til kontoret", NB, None),
    ("let's go back to the goal", EN, Phase.GOALS),
    ("back to the questions please", EN, Phase.QUESTIONS),
    ("go to the plan", EN, Phase.ACTION_PLAN),
    ("We go back to the office", EN, None),
]
CONFIDENCE = [
    ("8", NB, 8),
    ("åtte", NB, 8),
    ("7-8", NB, 7),
    ("sånn 6 kanskje", NB, 6),
    ("7 av 10", NB, 7),
    ("80 %", NB, 8),
    ("7,5", NB, 7),
    ("en femmer", NB, 5),
    ("10", NB, 10),
    ("Jeg er på 7.", NB, 7),
    ("ganske sikker", NB, None),
    ("12", NB, None),
    ("8", EN, 8),
    ("eight", EN, 8),
    ("seven or eight", EN, 7),
    ("9/10", EN, 9),
    ("about a 5", EN, 5),
    ("70 percent", EN, 7),
    ("zero", EN, 0),
    ("pretty sure", EN, None),
]
CHECK_INS = [
    ("gjorde det!", NB, CheckInStatus.DONE),
    ("ja, det gikk bra", NB, CheckInStatus.DONE),
    ("Jeg snakket med ham på mandag", NB, CheckInStatus.DONE),
    ("halvveis", NB, CheckInStatus.PARTLY),
    ("Jeg begynte, men ble ikke ferdig", NB, CheckInStatus.PARTLY),
    ("ikke ennå", NB, CheckInStatus.NOT_YET),
    ("rakk det ikke", NB, CheckInStatus.NOT_YET),
    ("nei", NB, CheckInStatus.NOT_YET),
    ("Møtet ble avlyst", NB, CheckInStatus.NOT_YET),
    ("droppet det", NB, CheckInStatus.DROPPED),
    ("Det er ikke aktuelt lenger", NB, CheckInStatus.DROPPED),
    ("hva mener du?", NB, None),
    ("did it", EN, CheckInStatus.DONE),
    ("yes, it went well", EN, CheckInStatus.DONE),
    ("I talked to him on Monday", EN, CheckInStatus.DONE),
    ("half of it", EN, CheckInStatus.PARTLY),
    ("I started but didn't finish", EN, CheckInStatus.PARTLY),
    ("not yet", EN, CheckInStatus.NOT_YET),
    ("ran out of time", EN, CheckInStatus.NOT_YET),
    ("no", EN, CheckInStatus.NOT_YET),
    ("The meeting was cancelled", EN, CheckInStatus.NOT_YET),
    ("I dropped it", EN, CheckInStatus.DROPPED),
    ("I changed my mind", EN, CheckInStatus.DROPPED),
    ("what do you mean?", EN, None),
]


def heard(text: str, language: Language, expected: Expected | None = None) -> Signals:
    return listen(text, language=language, today=TUESDAY, expected=expected)


@pytest.mark.parametrize(("text", "language", "flags"), SAID)
def test_exactly_these_flags_are_heard(text: str, language: Language, flags: set[str]) -> None:
    signals = heard(text, language)
    assert {name for name in FLAGS if getattr(signals, name)} == flags


@pytest.mark.parametrize(("text", "language", "word"), FEELINGS)
def test_a_feeling_of_ones_own_is_heard(text: str, language: Language, word: str | None) -> None:
    assert heard(text, language).emotion == word


@pytest.mark.parametrize(("text", "language", "about"), ABOUT)
def test_questions_about_kollega(text: str, language: Language, about: About | None) -> None:
    assert heard(text, language).about == about


@pytest.mark.parametrize(("text", "language", "phase"), JUMPS)
def test_a_phase_asked_for(text: str, language: Language, phase: Phase | None) -> None:
    assert heard(text, language).goes_to == phase


@pytest.mark.parametrize(("text", "language", "value"), CONFIDENCE)
def test_a_confidence(text: str, language: Language, value: int | None) -> None:
    assert heard(text, language, Expected.CONFIDENCE).confidence == value


def test_a_number_nobody_asked_for_is_no_confidence() -> None:
    assert heard("Jeg har 3 møter i dag", NB).confidence is None
    assert heard("I'd say 7 out of 10", EN).confidence == 7


@pytest.mark.parametrize(("text", "language", "status"), CHECK_INS)
def test_how_it_went(text: str, language: Language, status: CheckInStatus | None) -> None:
    assert heard(text, language, Expected.CHECK_IN).check_in == status
    assert heard(text, language).check_in is None


@pytest.mark.parametrize(
    ("text", "language", "expected", "day"),
    [
        ("fredag", NB, Expected.DUE, date(2026, 11, 27)),
        ("nei, heller torsdag", NB, None, date(2026, 11, 26)),
        ("Friday", EN, Expected.DUE, date(2026, 11, 27)),
        ("no, make it Thursday", EN, None, date(2026, 11, 26)),
        ("På fredag var det et fælt møte med hele avdelingen", NB, None, None),
        ("We had an awful meeting with everyone on Friday", EN, None, None),
        ("That's all for today", EN, None, None),
    ],
)
def test_a_date_is_heard_in_answers_and_not_in_stories(
    text: str, language: Language, expected: Expected | None, day: date | None
) -> None:
    assert heard(text, language, expected).due == day


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hvis han ikke har tid, foreslår jeg en annen dag", NB),
        ("Når han avbryter, sier jeg at jeg vil snakke ferdig", NB),
        ("If he has no time, I'll suggest another day", EN),
        ("When he interrupts, I'll say I want to finish", EN),
    ],
)
def test_an_if_then_plan_is_kept_whole(text: str, language: Language) -> None:
    assert heard(text, language, Expected.IF_THEN).if_then == text


def test_a_commitment_brings_its_date_and_shows_a_way_forward() -> None:
    signals = heard("Jeg skal snakke med Sara på torsdag", NB)
    assert signals.commitment is not None
    assert signals.commitment.action == "snakke med Sara"
    assert signals.due == date(2026, 11, 26)
    assert signals.way_forward


@pytest.mark.parametrize(
    ("text", "language", "expected", "goal"),
    [
        ("Jeg vil bli tryggere på å holde møter", NB, None, "bli tryggere på å holde møter"),
        ("tørre å si ifra", NB, Expected.GOAL, "tørre å si ifra"),
        ("I want to speak up in meetings", EN, None, "speak up in meetings"),
        ("be calmer in meetings", EN, Expected.GOAL, "be calmer in meetings"),
    ],
)
def test_a_goal_is_heard(
    text: str, language: Language, expected: Expected | None, goal: str
) -> None:
    assert heard(text, language, expected).goal == goal


def test_a_date_or_number_with_a_shrug_is_an_answer() -> None:
    assert not heard("vet ikke, kanskje fredag", NB, Expected.DUE).dont_know
    assert not heard("not sure, maybe a 5", EN, Expected.CONFIDENCE).dont_know


@given(st.text(), st.sampled_from(Language), st.sampled_from([None, *Expected]))
def test_any_text_is_heard_without_failing(
    text: str, language: Language, expected: Expected | None
) -> None:
    signals = heard(text, language, expected)
    assert signals.text == text
    assert signals.words >= 0


@pytest.mark.parametrize("junk", ["x", "jeg ", "I'll ", "😀", "\n", "ja, ", "? "])
@pytest.mark.parametrize("language", list(Language))
def test_a_megabyte_of_junk_is_heard_at_once(junk: str, language: Language) -> None:
    start = time.perf_counter()
    heard(junk * (1_000_000 // len(junk)), language)
    assert time.perf_counter() - start < 3


def test_a_hundred_words_take_a_few_milliseconds_at_most() -> None:
    text = (
        "Jeg har hatt en tung uke, og jeg gruer meg til møtet med sjefen på torsdag. Hun avbryter "
        "meg hele tiden, og jeg vet aldri hva jeg skal si når det skjer foran de andre. Sist uke "
        "prøvde jeg å si noe, men det gikk ikke så bra. Jeg vil gjerne bli tryggere på å si ifra. "
        "Kanskje jeg kunne snakke med en kollega først, eller skrive ned det jeg vil ha sagt. Det "
        "hadde vært fint å ha en plan, for jeg er så lei av å gå hjem med vondt i magen. Jeg skal "
        "snakke med Kari i morgen."
    )
    heard(text, NB)
    took: list[float] = []
    for _ in range(20):
        start = time.perf_counter()
        heard(text, NB)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.006  # 1.3 ms measured; the room is for a busy machine
