"""The people to call, and the words that lead to them."""

from __future__ import annotations

import re

import pytest

from agent.domain import Language, SafetyTopic
from agent.safety import help_lines, lines_for
from prompts import phrasebook

ACUTE = ("suicide", "self_harm", "violence", "medical")
SUPPORT = ("harassment", "censurable", "burnout", "grief")
NUMBER = re.compile(r"\b(?:11[023](?! \d)|116 1\d\d|\d\d \d\d \d\d \d\d)\b")


def numbers() -> set[str]:
    return {line.number for line in help_lines().lines}


def test_the_numbers_are_those_that_were_checked() -> None:
    expected = {"113", "112", "116 117", "116 123", "22 40 00 40", "73 19 97 00"}
    assert numbers() == expected
    assert help_lines().checked == "2026-11"
    for line in help_lines().lines:
        assert line.tel.isdigit()
        assert line.tel == line.number.replace(" ", "")
        assert all(line.name[language] and line.when[language] for language in Language)


@pytest.mark.parametrize("topic", [None, *SafetyTopic])
def test_all_lines_are_shown_and_what_fits_comes_first(topic: SafetyTopic | None) -> None:
    lines = lines_for(topic)
    assert {line.id for line in lines} == {line.id for line in help_lines().lines}
    if topic is not None:
        fits = [topic in line.topics for line in lines]
        assert any(fits)
        assert fits == sorted(fits, reverse=True)


@pytest.mark.parametrize("topic", ACUTE)
def test_for_danger_the_emergency_number_is_the_first(topic: str) -> None:
    assert lines_for(SafetyTopic(topic))[0].number == "113"


@pytest.mark.parametrize("language", list(Language))
def test_every_number_that_is_spoken_is_in_the_file(language: Language) -> None:
    book = phrasebook(language)
    banks = [*(f"hand_over_{t}" for t in (*ACUTE, "again")), *(f"support_{t}" for t in SUPPORT)]
    spoken = {n for bank in banks for phrase in book[bank] for n in NUMBER.findall(phrase.template)}
    assert spoken <= numbers()
    digits = re.compile(r"\d[\d ]{2,}\d")
    for bank in banks:
        for phrase in book[bank]:
            assert {d.strip() for d in digits.findall(phrase.template)} <= numbers()


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("topic", ACUTE)
def test_a_hand_over_stops_points_to_people_and_leaves_the_door_open(
    language: Language, topic: str
) -> None:
    phrases = phrasebook(language)[f"hand_over_{topic}"]
    assert 2 <= len(phrases) <= 3
    for phrase in phrases:
        text = phrase.template.lower()
        assert "?" not in text
        assert "!" not in text
        assert len(text.split()) <= 90
        assert "113" in text
        for said in (
            ("stopper", "er et program", "kan ikke", "ny samtale", "senere")
            if language is Language.NB
            else ("stop", "am a program", "cannot", "new conversation", "later")
        ):
            assert said in text, (said, text)


@pytest.mark.parametrize("language", list(Language))
def test_later_messages_stay_with_help_without_a_question(language: Language) -> None:
    again = phrasebook(language)["hand_over_again"]
    assert len(again) == 5
    new = "ny samtale" if language is Language.NB else "new conversation"
    for phrase in again:
        assert "?" not in phrase.template
        assert "!" not in phrase.template
        assert new in phrase.template
        assert NUMBER.search(phrase.template)


@pytest.mark.parametrize("language", list(Language))
def test_reporting_is_never_dissuaded_and_never_promised(language: Language) -> None:
    book = phrasebook(language)
    lawful, channel = book.one("help_lawful"), book.one("help_not_channel")
    notice = book["support_censurable"][0].template
    if language is Language.NB:
        people = ("arbeidsgiver", "verneombud", "tillitsvalgt", "offentlig myndighet")
        assert "alltid lovlig" in lawful
        assert "2 A" in lawful
        assert "ikke en varslingskanal" in channel
        assert "ikke en varslingskanal" in notice
    else:
        people = ("employer", "safety", "union", "public authority")
        assert "always lawful" in lawful
        assert "2 A" in lawful
        assert "not a reporting channel" in channel
        assert "not a reporting channel" in notice
    assert all(who in lawful for who in people)


@pytest.mark.parametrize("language", list(Language))
def test_notices_are_short_and_calm(language: Language) -> None:
    for topic in SUPPORT:
        for phrase in phrasebook(language)[f"support_{topic}"]:
            assert len(phrase.template.split()) <= 45
            assert "!" not in phrase.template
            assert "?" not in phrase.template
