"""The lexicon's files and the language its patterns are written in."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from agent.safety._lexicon import LANGUAGES, LanguageFile, Lexicon, Scores, lexicon
from agent.safety._nodes import Sentence
from agent.safety._patterns import Parser
from agent.safety._text import Vocabulary, read

CLASSES = {
    "not": ("ikke", "not"),
    "common": ("jeg", "i"),
    "start": ("og",),
    "want": ("vil", "har lyst til"),
}
VOCABULARY = Vocabulary(
    known={"vil", "dø", "leve"},
    variants={"eg": "jeg", "døy": "dø"},
    prefixes={"sjølv": "selv"},
    phrases={"my self": "myself"},
    misspelt={"selvmord", "leve"},
    masked={"kill"},
    not_typos={"elve"},
)


def found(source: str, text: str) -> list[str]:
    words = tuple(text.replace(",", "").split())
    starts = frozenset(i + 1 for i, word in enumerate(text.split()) if word.endswith(","))
    sentence = Sentence(words, starts, frozenset(words))
    pattern = Parser(CLASSES, VOCABULARY).pattern("cue", source)
    matches = [" ".join(words[m.start : m.end]) for m in pattern.find(sentence)]
    assert pattern.may_match(sentence.vocabulary) or not matches, "a gate hides a match"
    return matches


@pytest.mark.parametrize(
    ("source", "text", "wanted"),
    [
        ("jeg <want> dø", "nå vil jeg at jeg har lyst til dø", ["jeg har lyst til dø"]),
        ("jeg vil ~ dø", "jeg vil bare gjerne dø", ["jeg vil bare gjerne dø"]),
        ("jeg vil ~ dø", "jeg vil ikke dø", []),
        ("jeg vil ~1 dø", "jeg vil bare gjerne dø", []),
        ("vil å dø", "vil dø", ["vil dø"]),
        ("vil å dø", "vil og dø", ["vil og dø"]),
        ("dø(?! (av|for))", "dø av latter", []),
        ("dø(?! (av|for))", "dø nå", ["dø"]),
        ("kurs(et|ene)?", "kursene", ["kursene"]),
        ("jakt\\w*", "jaktlaget", ["jaktlaget"]),
        ("(bare ){0,2}dø", "bare bare dø", ["bare bare dø", "bare dø", "dø"]),
        ("dø$", "jeg vil dø, sa hun", ["dø"]),
        ("dø$", "dø nå", []),
        ("<start>vil dø", "trøtt, vil dø", ["vil dø"]),
        ("<start>vil dø", "planten vil dø", []),
        ("tau & dø", "dø ved et tau", ["dø ved et tau"]),
        ("tau & dø", "dø ikke ved et tau", []),
        ("eg vil døy", "jeg vil dø", ["jeg vil dø"]),
    ],
)
def test_patterns_read_as_documented(source: str, text: str, wanted: list[str]) -> None:
    assert found(source, text) == wanted


@pytest.mark.parametrize("source", ["(dø", "dø)", "<nowhere>", "dø §", "?"])
def test_a_broken_pattern_is_named(source: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Parser(CLASSES, VOCABULARY).parse(source)


def test_words_are_led_to_one_spelling() -> None:
    written = ("eg", "døy", "selvmrod", "sjølvmord", "leeeve", "k*ll", "don't")
    spelt = ["jeg", "dø", "selvmord", "selvmord", "leve", "kill", "dont"]
    assert [VOCABULARY.canonical(word) for word in written] == spelt
    assert VOCABULARY.canonical("elve") == "elve"
    assert VOCABULARY.segment("vildø") == ["vil", "dø"]
    assert VOCABULARY.segment("zzz") == ["zzz"]


def test_sentences_keep_their_clauses_and_lose_their_marks() -> None:
    first, second = read("Ja – jeg vil dø, nå. My self!", VOCABULARY)
    assert first.words == ("ja", "jeg", "vil", "dø", "nå")
    assert first.starts >= {1, 4}
    assert second.words == ("myself",)


def test_every_cue_has_words_in_both_languages() -> None:
    known = lexicon()
    files = {name: _file(name) for name in LANGUAGES}
    for cue in known.scores.cues:
        assert files["nb"].cues.get(cue), cue
        assert files["en"].cues.get(cue), cue
    for context in known.scores.contexts:
        assert files["nb"].contexts.get(context) or files["en"].contexts.get(context), context
    used = {name for cue in known.scores.cues.values() for name in cue.moved_by}
    assert used == known.scores.contexts.keys()


def test_every_pattern_has_a_gate() -> None:
    assert [pattern.source for pattern in lexicon().ungated] == []


def test_no_pattern_stands_twice() -> None:
    patterns = [(pattern.name, pattern.source) for pattern in lexicon().patterns]
    assert len(set(patterns)) == len(patterns)


def test_names_that_nothing_knows_are_refused() -> None:
    scores = lexicon().scores
    for wrong in ({"cues": {"nowhere": ("dø",)}}, {"contexts": {"nowhere": ("dø",)}}):
        file = LanguageFile.model_validate({"classes": CLASSES, **wrong})
        with pytest.raises(ValueError, match="nowhere"):
            Lexicon(scores, {"nb": file})
    with pytest.raises(ValidationError, match="no context"):
        Scores.model_validate(
            {
                **scores.model_dump(),
                "cues": {"x": {"topic": "grief", "weight": 1, "moved_by": ["y"]}},
            }
        )
    with pytest.raises(ValidationError):
        LanguageFile.model_validate({"cue": {}})


def _file(name: str) -> LanguageFile:
    from agent.safety._lexicon import _read  # pyright: ignore[reportPrivateUsage]

    return LanguageFile.model_validate(_read(name))
