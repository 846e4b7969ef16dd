"""Cleaning, sentences, words and clauses."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.listening.text import MAX_MESSAGE, clauses, clean, fold, plain, sentences, words

CLEANED = [
    ("hei\x00 du", "hei du"),
    ("a\x07b\x1bc", "abc"),
    ("tab\tstays", "tab\tstays"),
    ("line\r\nend", "line\nend"),
    ("old\rmac", "old\nmac"),
    ("a\u2028b\u2029c", "a\nb\nc"),
    ("a\n\n\n\nb", "a\n\nb"),
    ("a\n \n\t\n b", "a\n\n b"),
    ("  rundt  ", "rundt"),
    ("\ud83d alene", "\ufffd alene"),
    ("\ud83d\ude00", "😀"),
    ("null\u200bbredde", "nullbredde"),
    ("\ufeffbom", "bom"),
    ("\u202eteksten\u202c", "teksten"),
    ("\u2066isolate\u2069", "isolate"),
    ("my\u00adk", "myk"),
    ("å er å", "å er å"),
    ("hard\u00a0space", "hard space"),
    ("hidden\U000e0041\U000e0042", "hidden"),
    ("👩\u200d👧 holds", "👩\u200d👧 holds"),
    ("a\u200db", "ab"),
    ("", ""),
    ("\x00\x01\u200b", ""),
    ("<b>stays</b> {x}", "<b>stays</b> {x}"),
]

SENTENCES = [
    ("Hei. Jeg er lei.", ["Hei.", "Jeg er lei."]),
    ("Why? I don't know!", ["Why?", "I don't know!"]),
    ("Det er 15. desember i dag. Bra.", ["Det er 15. desember i dag.", "Bra."]),
    ("Den 5. ringer jeg ham.", ["Den 5. ringer jeg ham."]),
    ("I leave on 3. Dec with Ola.", ["I leave on 3. Dec with Ola."]),
    ("Innen den 15. Hun er enig.", ["Innen den 15.", "Hun er enig."]),
    ("Ta med f.eks. kake. Greit?", ["Ta med f.eks. kake.", "Greit?"]),
    ("See e.g. the notes. Done.", ["See e.g. the notes.", "Done."]),
    ("Møtet er kl. 10. Jeg gruer meg.", ["Møtet er kl. 10.", "Jeg gruer meg."]),
    ("1. Ringe Ola\n2. Skrive", ["1. Ringe Ola", "2. Skrive"]),
    ("linje en\nlinje to", ["linje en", "linje to"]),
    ('Hun sa "nei." Så gikk jeg.', ['Hun sa "nei."', "Så gikk jeg."]),
    ("uten punktum", ["uten punktum"]),
    ("", []),
    ("...", ["..."]),
    ("Det koster 3.50 kroner. Ja.", ["Det koster 3.50 kroner.", "Ja."]),
    ("Really?! Yes…", ["Really?!", "Yes…"]),
]


@pytest.mark.parametrize(("dirty", "wanted"), CLEANED)
def test_cleaning(dirty: str, wanted: str) -> None:
    assert clean(dirty) == wanted


@pytest.mark.parametrize(("text", "wanted"), SENTENCES)
def test_sentences(text: str, wanted: list[str]) -> None:
    assert sentences(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Jeg gruer meg, ja.", ["Jeg", "gruer", "meg", "ja"]),
        ("I don't know", ["I", "don't", "know"]),
        ("it’s a one-to-one", ["it’s", "a", "one-to-one"]),
        ("e-post kl. 10", ["e-post", "kl", "10"]),
        ("😀 – !", []),
    ],
)
def test_words(text: str, wanted: list[str]) -> None:
    assert words(text) == wanted


def test_clauses_know_their_place() -> None:
    text = "Ja, jeg skal – på fredag: ringe (Ola)"
    found = clauses(text)
    assert [c.text.strip() for c in found] == ["Ja", "jeg skal", "på fredag", "ringe", "Ola"]
    assert all(text[c.start : c.end] == c.text for c in found)


def test_folding_keeps_places() -> None:
    assert fold("İSTANBUL’s Å") == "İstanbul's å"
    assert plain("  Hei \n DU ") == "hei du"


def test_plain_reads_a_message_up_to_the_limit() -> None:
    assert len(plain("a" * (MAX_MESSAGE + 50))) == MAX_MESSAGE


@given(st.text(st.characters(codec=None)))
def test_cleaning_is_safe_and_done_once(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert unicodedata.is_normalized("NFC", cleaned)


@given(st.text())
def test_folding_never_changes_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(st.sampled_from('ab .,!?\n15æ"(')))
def test_sentences_keep_every_word(text: str) -> None:
    assert words(" ".join(sentences(text))) == words(text)


@pytest.mark.parametrize("junk", ["x", " ", "\n", "\u200b", "a. ", "\ud83d", "é", "\n \t"])
def test_a_megabyte_of_junk_is_cleaned_at_once(junk: str) -> None:
    start = time.perf_counter()
    clean(junk * (1_000_000 // len(junk)))
    assert time.perf_counter() - start < 3
