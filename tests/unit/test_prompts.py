"""The words of the product: loaded strictly, alike in both languages, one question each."""

from __future__ import annotations

import re

import pytest

from agent.domain import Language
from agent.errors import KollegaError, PromptFileError
from agent.speaking import Act
from prompts import Bank, Phrasebook, _load, phrasebook
from ui.texts import texts

NB, EN = phrasebook(Language.NB), phrasebook(Language.EN)

WITHOUT_BANK = {
    Act.WELCOME,  # put together from its parts
    Act.ASK_GOAL,
    Act.ASK,
    Act.EXPLAIN,
    Act.SUMMARISE,
    Act.CLOSE,
    Act.HAND_OVER,
}


def every_error() -> list[type[KollegaError]]:
    found, waiting = [], [KollegaError]
    while waiting:
        error = waiting.pop()
        found.append(error)
        waiting += error.__subclasses__()
    return found


def test_both_languages_have_the_same_banks_with_the_same_inputs() -> None:
    assert NB.banks.keys() == EN.banks.keys()
    for name, bank in NB.banks.items():
        assert set(bank.inputs) == set(EN.banks[name].inputs), name
        assert abs(len(bank.phrases) - len(EN.banks[name].phrases)) <= 2, name


@pytest.mark.parametrize("language", list(Language))
def test_no_phrase_asks_two_questions_or_shouts(language: Language) -> None:
    for name, bank in phrasebook(language).banks.items():
        for phrase in bank.phrases:
            own = re.sub(r"«[^»]*»|“[^”]*”", "", phrase)
            assert own.count("?") <= 1, (name, phrase)
            assert "!" not in own, (name, phrase)


@pytest.mark.parametrize("language", list(Language))
def test_every_act_has_words(language: Language) -> None:
    for act in set(Act) - WITHOUT_BANK:
        assert str(act) in phrasebook(language), act


@pytest.mark.parametrize("error", every_error(), ids=lambda error: error.code)
@pytest.mark.parametrize("language", list(Language))
def test_every_error_has_a_sentence(language: Language, error: type[KollegaError]) -> None:
    assert error.code in phrasebook(language)


def test_a_phrase_is_named_by_its_bank_and_its_words() -> None:
    first = NB["ask_due"][0]
    assert re.fullmatch(r"ask_due#[0-9a-f]{8}", first.ref)
    assert len({phrase.ref for phrase in NB["ask_due"]}) == len(NB["ask_due"])


def test_a_missing_input_is_said_by_name() -> None:
    with pytest.raises(PromptFileError, match="clause"):
        NB["reflect_clause"][0].fill()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("id: x\nversion: 1\nlanguage: nb\nbanks: [", "expected"),
        ("id: x\nversion: 1\nlanguage: xx\nbanks: {}", "language"),
        ("id: x\nversion: 1\nlanguage: nb\nmore: 1\nbanks: {}", "more"),
        ("id: x\nversion: 1\nlanguage: nb\nbanks: {a: {use: u, phrases: ['{name}']}}", "name"),
        ("id: x\nversion: 1\nlanguage: nb\nbanks: {a: {use: u, phrases: [b, b]}}", "twice"),
    ],
    ids=["broken YAML", "unknown language", "unknown key", "undeclared input", "double"],
)
def test_a_broken_file_is_refused_with_its_name(text: str, reason: str) -> None:
    with pytest.raises(PromptFileError) as refused:
        _load("prompts/nb/x.yaml", text)
    assert refused.value.details["path"] == "prompts/nb/x.yaml"
    assert reason in str(refused.value.details["reason"])


def test_an_unknown_bank_is_an_error() -> None:
    book = Phrasebook(Language.NB, {"a": Bank(use="u", phrases=("b",))})
    with pytest.raises(PromptFileError, match="no bank named 'c'"):
        book["c"]


def test_the_pages_have_the_same_texts_in_both_languages() -> None:
    nb, en = texts(Language.NB), texts(Language.EN)
    assert nb.keys() == en.keys()
    for key in nb:
        places = re.findall(r"\{\w+\}", nb[key])
        assert sorted(places) == sorted(re.findall(r"\{\w+\}", en[key])), key
