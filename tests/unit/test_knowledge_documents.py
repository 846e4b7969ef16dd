"""An organisation's own documents: what is taken in, how it is cut, what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.domain import EntryKind, Language
from agent.errors import KnowledgeFileError
from knowledge.documents import (
    MAX_WORDS,
    load_documents,
    remove,
    slug,
    split_passages,
    store_file,
    store_text,
)

DAY = date(2026, 11, 22)


def test_a_document_becomes_passages_under_their_headings(tmp_path: Path) -> None:
    text = "# Personalhåndbok\nInnledning.\n\n## Ferie\n\nSøk innen 1. april.\n\n## Sykdom\n\nRing."
    stored = store_text(tmp_path, "Håndbok 2026.md", text, Language.NB, DAY)
    assert stored == ("handbok-2026.nb.md", 3)
    found = load_documents(tmp_path)
    assert not found.problems
    assert [(e.id, e.title, e.body) for e in found.entries] == [
        ("doc-handbok-2026-1", "Personalhåndbok", "Innledning."),
        ("doc-handbok-2026-2", "Ferie", "Søk innen 1. april."),
        ("doc-handbok-2026-3", "Sykdom", "Ring."),
    ]
    assert {e.kind for e in found.entries} == {EntryKind.DOCUMENT}
    assert {e.source for e in found.entries} == {"Håndbok 2026.md"}


def test_the_same_document_again_replaces_the_first(tmp_path: Path) -> None:
    store_text(tmp_path, "a.md", "One.\n\n# B\n\nTwo.", Language.EN, DAY)
    store_text(tmp_path, "a.md", "Three.", Language.EN, DAY)
    assert [e.body for e in load_documents(tmp_path).entries] == ["Three."]
    assert [f.name for f in tmp_path.iterdir()] == ["a.en.md"]


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        ("Først på Østlandet".encode(), "Først på Østlandet"),
        ("\ufeffMed merke".encode(), "Med merke"),
        ("Først på Østlandet".encode("cp1252"), "Først på Østlandet"),
        (b"two\r\nlines", "two\nlines"),
    ],
)
def test_text_is_read_as_people_save_it(tmp_path: Path, raw: bytes, body: str) -> None:
    file = tmp_path / "x.txt"
    file.write_bytes(raw)
    store_file(tmp_path / "to", file, Language.NB, DAY)
    assert [e.body for e in load_documents(tmp_path / "to").entries] == [body]


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.txt", b"", "no text"),
        ("a.txt", b" \n\n ", "no text"),
        ("a.md", b"PK\x03\x04\x00\x00", "not a text file"),
        ("a.md", b"x" * 2_000_001, "2 MB"),
        ("a.pdf", b"%PDF-1.7", "only .md"),
        ("gone.md", None, "No such file"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(
    tmp_path: Path, name: str, raw: bytes | None, said: str
) -> None:
    file = tmp_path / name
    if raw is not None:
        file.write_bytes(raw)
    with pytest.raises(KnowledgeFileError) as caught:
        store_file(tmp_path / "to", file, Language.NB, DAY)
    assert said in str(caught.value.details["reason"])
    assert not (tmp_path / "to").exists()


def test_a_broken_document_is_left_out_and_reported(tmp_path: Path) -> None:
    store_text(tmp_path, "good.md", "Fine.", Language.EN, DAY)
    (tmp_path / "bare.md").write_text("No front matter.")
    (tmp_path / "bad.md").write_text("---\ntitle: x\n---\n\nText")
    (tmp_path / "raw.md").write_bytes(b"\xff\xfe\x00")
    found = load_documents(tmp_path)
    assert [e.body for e in found.entries] == ["Fine."]
    assert {Path(str(p.details["path"])).name for p in found.problems} == {
        "bare.md",
        "bad.md",
        "raw.md",
    }


def test_removing_stays_inside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_text("x")
    stored = store_text(tmp_path / "docs", "a.md", "Text.", Language.EN, DAY)
    assert not remove(tmp_path / "docs", "../outside.md")
    assert (tmp_path / "outside.md").exists()
    assert remove(tmp_path / "docs", stored.name)
    assert not remove(tmp_path / "docs", stored.name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Måned.txt", "maned"),
        ("../../etc/passwd.md", "passwd"),
        ("🙂.md", "document"),
        ("A B", "a-b"),
    ],
)
def test_a_name_is_made_safe(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text(alphabet="ab .!?\n#-æ", max_size=3000))
def test_passages_are_short_and_lose_no_word(text: str) -> None:
    passages = list(split_passages(text, "title"))
    assert all(0 < len(body.split()) <= MAX_WORDS for _, body in passages)
    headings = [line for line in text.splitlines() if line.strip().startswith("#")]
    if not headings:
        assert " ".join(body for _, body in passages).split() == text.split()


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    sentence = "This one has exactly seven words here. "
    bodies = [body for _, body in split_passages(sentence * 40, "t")]
    assert len(bodies) == 3
    assert all(body.endswith(".") for body in bodies)
