"""Screening: spellings, negation, who speaks, contexts, long messages, any input at all."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.domain import SafetyLevel, SafetyTopic, Screening
from agent.safety import screen
from agent.safety._lexicon import lexicon
from agent.safety.screen import explain

NONE, SUPPORT, ACUTE = SafetyLevel.NONE, SafetyLevel.SUPPORT, SafetyLevel.ACUTE


def level(text: str) -> SafetyLevel:
    return screen(text).level


@pytest.mark.parametrize(
    "text",
    [
        "im going to kill myself",
        "I’m going to kill myself",
        "JEG VIL DØ",
        "jeg har selvmrodstanker",
        "har selvmordstnaker igjen",
        "jeg vil drepe meg sjøl",
        "thinking about suicde again",
        "i want to k*ll myself",
        "i want to k1ll myself",
        "jeg har lyst til å døøø",
        "jeg vil ta li\u200bvet mi\u00adtt",
        "j e g  v i l  d ø",
        "i d o n t w a n t t o l i v e",
        "jeg. vil. ikke. leve. mer",
        "jeg vil\nikke\nleve",
        "ｉ ｗａｎｔ ｔｏ ｄｉｅ",
        "jeg vil do\u0308".replace("o\u0308", "ø"),
        "jag vill dö",
        "har lyst til ta livet mitt",
        "tenker på og ta livet av meg",
        "i want to die 😔",
        "😭😭 jeg orker ikke leve lenger 😭",
    ],
)
def test_the_same_words_are_heard_however_they_are_written(text: str) -> None:
    assert screen(text) == Screening(level=ACUTE, topic=SafetyTopic.SUICIDE)


@pytest.mark.parametrize(
    "text",
    [
        "jeg er ikke suicidal",
        "jeg har ingen planer om å skade meg selv",
        "jeg har aldri tenkt på å ta livet mitt",
        "det er ikke sånn at jeg vil dø",
        "selvmordstanker har jeg ikke",
        "I don't want to kill myself",
        "I'm not suicidal, just tired of the reorg",
        "I have never thought about suicide",
    ],
)
def test_a_denial_takes_the_cue_away(text: str) -> None:
    assert level(text) is NONE


@pytest.mark.parametrize(
    "text",
    [
        "ingen vet at jeg vil dø",
        "jeg får ikke sove, vil bare dø",
        "orker ikke mer vil bare dø",
        "jeg vet ikke om jeg vil leve",
        "jeg klarer ikke slutte å tenke på selvmord",
        "jeg er ikke suicidal, men jeg kutter meg",
        "jeg skal ikke gjøre noe dumt, men jeg har ikke noe å leve for",
        "I can't stop thinking about killing myself",
        "nobody knows that I want to die",
        "I never told anyone that I want to kill myself",
        "it's not the job, I want to die",
    ],
)
def test_a_negation_of_something_else_does_not(text: str) -> None:
    assert level(text) is ACUTE


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("kollegaen min sier at hun skal ta livet sitt", ACUTE),
        ("my sister texted that she wants to die", ACUTE),
        ("broren min tok livet sitt i fjor", SUPPORT),
        ("my colleague took his own life last month", SUPPORT),
        ("vi har rutiner for selvmordsrisiko på avdelingen", NONE),
        ("we rehearsed the protocol for patients who want to die", NONE),
        ("karakteren min sier «jeg vil dø» i andre akt", NONE),
        ("in our game the player kills the boss with a knife", NONE),
        ("jeg er sykepleier, og ingen vet at jeg selv vil dø", ACUTE),
    ],
)
def test_it_matters_who_is_spoken_of(text: str, wanted: SafetyLevel) -> None:
    assert level(text) is wanted


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("jobben tar livet av meg", "jeg tar livet av meg"),
        ("I could kill my boss, haha", "I'm going to kill my boss, I mean it, I have a knife"),
        ("jeg dør av kjedsomhet", "jeg vil dø"),
        ("han slo meg i bordtennis", "han slo meg i ansiktet"),
        ("I cut myself slicing bread", "I cut myself on purpose"),
        ("I nearly had a heart attack when prod went down", "I am having a heart attack"),
        ("career suicide to say that", "I am thinking about suicide"),
        ("for ti år siden ville jeg dø", "for ti år siden ville jeg dø, og nå er det tilbake"),
        ("I'm giving away my old desk, we move offices", "I am giving away everything I own"),
    ],
)
def test_a_figure_of_speech_is_told_from_the_thing(said: str, meant: str) -> None:
    assert (level(said), level(meant)) == (NONE, ACUTE)


def test_hints_add_up_over_neighbouring_sentences() -> None:
    assert level("Jeg klarer ikke mer.") is not ACUTE
    assert level("Jeg klarer ikke mer. Ikke jobben, ikke kveldene, ikke livet.") is ACUTE


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("jeg har tatt en overdose", SafetyTopic.MEDICAL),
        ("jeg kutter meg", SafetyTopic.SELF_HARM),
        ("mannen min slår meg", SafetyTopic.VIOLENCE),
        ("jeg blir mobbet på jobb", SafetyTopic.HARASSMENT),
        ("sjefen forfalsker timelistene", SafetyTopic.CENSURABLE),
        ("I am completely burned out", SafetyTopic.BURNOUT),
        ("my father died last week", SafetyTopic.GRIEF),
    ],
)
def test_the_topic_leads_to_the_right_help(text: str, topic: SafetyTopic) -> None:
    assert screen(text).topic is topic


FILLER = "Vi snakket om budsjettet og om planen for neste uke, og det gikk greit. "


@pytest.mark.parametrize("place", [0, 700, 2000, 3300, 3900])
def test_one_acute_sentence_anywhere_in_a_long_message_is_heard(place: int) -> None:
    filler = (FILLER * 60)[:4000]
    start = filler.rfind(" ", 0, place) + 1
    text = filler[:start] + "Jeg har tenkt å ta livet mitt. " + filler[start:]
    assert screen(text).topic is SafetyTopic.SUICIDE


@pytest.mark.parametrize("words", range(0, 120, 7))
def test_no_window_edge_hides_it_when_there_are_no_stops(words: int) -> None:
    filler = ("vi snakket om budsjettet og planen " * 30).split()
    text = " ".join([*filler[:words], "jeg vil ikke leve lenger", *filler[words:]])
    assert level(text) is ACUTE


@pytest.mark.parametrize(
    "junk",
    [
        "x",
        "a ",
        "jeg vil ikke ",
        "i want to die ",
        ". ",
        "😂",
        "\u200b",
        "j e g ",
        "<b>&",
        "\n",
        "'*",
    ],
)
def test_a_megabyte_of_anything_is_quick(junk: str) -> None:
    level("jeg")  # loads the lexicon
    started = time.process_time()
    screen((junk * (1_000_000 // len(junk) + 1))[:1_000_000])
    assert time.process_time() - started < 2.0


def test_the_ends_of_a_very_long_text_are_read() -> None:
    filler = "ord " * 200_000
    assert level("jeg vil dø. " + filler) is level(filler + ". jeg vil dø") is ACUTE


def test_a_message_takes_about_a_millisecond() -> None:
    text = "Jeg har et møte med sjefen på torsdag og vil ha mer ansvar, men jeg gruer meg. " * 3
    level(text)
    started = time.process_time()
    for _ in range(50):
        level(text)
    assert (time.process_time() - started) / 50 < 0.005  # 0.2 ms on an idle core


def test_nothing_said_is_nothing_found() -> None:
    for text in ("", " ", "\n", "...", "😀", "?", "123", "ok"):
        assert screen(text) == Screening()
        assert explain(text) == ()


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_gets_the_same_verdict_twice(text: str) -> None:
    first = screen(text)
    assert screen(text) == first
    assert (first.topic is None) == (first.level is NONE)


KNOWN = st.sampled_from(
    sorted({word for pattern in lexicon().patterns for gate in pattern.gates for word in gate})
)


@given(st.lists(KNOWN, min_size=1, max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_words_of_the_lexicon_make_it_slow(words: list[str]) -> None:
    started = time.process_time()
    screen(" ".join(words))
    assert time.process_time() - started < 0.5


@given(st.text(alphabet=" .,\n😀", max_size=30), st.text(alphabet=" .,\n😀", max_size=30))
@settings(max_examples=60, deadline=None)
def test_marks_around_it_change_nothing(before: str, after: str) -> None:
    assert level(before + "jeg har bestemt meg for å ta livet mitt" + after) is ACUTE
