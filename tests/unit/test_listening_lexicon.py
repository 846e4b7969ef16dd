"""The word lists load, are checked, and cover the same ground in both languages."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from agent.domain import Language
from agent.listening import verbs
from agent.listening.lexicon import NEVER, Lexicon, alternatives, lexicon, phrases, spaced


def test_both_languages_have_the_same_slots_and_signals() -> None:
    nb, en = lexicon(Language.NB), lexicon(Language.EN)
    assert nb.dates.slots.keys() == en.dates.slots.keys()
    assert nb.dates.fixed.keys() == en.dates.fixed.keys()
    assert nb.signals.keys() == en.signals.keys()


@pytest.mark.parametrize("language", list(Language))
def test_calendars_are_complete(language: Language) -> None:
    dates = lexicon(language).dates
    assert (len(dates.weekdays), len(dates.weekday_short)) == (7, 7)
    assert (len(dates.months), len(dates.ordinals)) == (12, 31)


def test_an_unknown_section_or_broken_pattern_is_refused() -> None:
    whole = lexicon(Language.NB).model_dump()
    with pytest.raises(ValidationError):
        Lexicon.model_validate({**whole, "surprise": []})
    with pytest.raises((ValidationError, re.error)):
        Lexicon.model_validate({**whole, "function_words": ["("]})


def test_phrases_match_whole_words_and_any_spacing() -> None:
    pattern = phrases(["vet ikke", "vet"])
    assert pattern.findall("jeg vet  ikke, vett") == ["vet  ikke"]
    assert spaced("a b") == r"a\s+b"
    assert alternatives([]) == NEVER


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        ("ringer", "ringe"),
        ("tar", "ta"),
        ("snakkar", "snakke"),
        ("gjør", "gjøre"),
        ("spør", "spørre"),
        ("pusher", "pushe"),
        ("går", "gå"),
    ],
)
def test_norwegian_present_to_infinitive(form: str, wanted: str) -> None:
    assert verbs.infinitive(form, Language.NB) == wanted


@pytest.mark.parametrize(
    ("form", "wanted"),
    [("calling", "call"), ("booking", "book"), ("running", "run"), ("making", "make")],
)
def test_english_ing_form_to_infinitive(form: str, wanted: str) -> None:
    assert verbs.infinitive(form, Language.EN) == wanted


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        ("turte", "tørre"),
        ("klarte", "klare"),
        ("snakket", "snakke"),
        ("begynt", "begynne"),
        ("xyz", None),
    ],
)
def test_norwegian_past_to_infinitive(form: str, wanted: str | None) -> None:
    assert verbs.past_infinitive(form) == wanted
