"""Guidance files are read strictly, and a broken one is named with what is wrong."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.domain import Depth, EntryKind, Language, Phase
from agent.errors import KnowledgeFileError
from knowledge.loader import load_corpus, split_front_matter
from knowledge.rows import corpus_rows
from knowledge.schema import FIXED_IDS

PACKAGE = Path(__file__).parents[2] / "knowledge"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The shipped files, to be broken."""
    for part in ("entries", "questions"):
        shutil.copytree(PACKAGE / part, tmp_path / part)
    for part in ("sources.yaml", "topics.yaml"):
        shutil.copy(PACKAGE / part, tmp_path / part)
    return tmp_path


def test_every_fixed_entry_is_there_in_both_languages() -> None:
    corpus = load_corpus()
    for language in Language:
        for kind, ids in FIXED_IDS.items():
            assert set(ids) <= {entry.id for entry in corpus.entries(language, kind)}


def test_a_question_becomes_one_entry_per_language_with_the_same_id() -> None:
    corpus = load_corpus()
    norwegian = corpus.get("q-talk-about-today", Language.NB)
    english = corpus.get("q-talk-about-today", Language.EN)
    assert norwegian is not None
    assert english is not None
    assert norwegian.title == "Hva har du mest lyst til å snakke om i dag?"
    assert english.title == "What would you most like to talk about today?"
    assert norwegian.phases == english.phases == (Phase.INTRO,)
    assert norwegian.depth is Depth.OPENING
    assert norwegian.topics == ("general",)
    assert norwegian.guidance().body == norwegian.title


def test_an_entry_says_where_it_comes_from() -> None:
    entry = load_corpus().get("listening", Language.EN)
    assert entry is not None
    assert "Kollegastøtte" in entry.source
    assert "2025" in entry.source


def test_rows_have_unique_ids_and_cover_every_part() -> None:
    rows = corpus_rows(load_corpus(), Language.NB)
    assert len({row.id for row in rows}) == len(rows)
    parts = {row.part for row in rows if row.entry_id == "listening"}
    assert parts == {"title", "situation", "body", "how", "say", "goes_wrong"}


def swap(old: str, new: str) -> Callable[[Path], None]:
    def change(file: Path) -> None:
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")

    return change


BREAKS: list[tuple[str, Callable[[Path], None], str]] = [
    ("entries/nb/strategies/trust.md", swap("kind: strategy", "kind: strategi"), "kind"),
    ("entries/nb/strategies/trust.md", swap("kind: ", "colour: red\nkind: "), "colour"),
    ("entries/nb/strategies/trust.md", swap("language: nb", "language: en"), "language is en"),
    ("entries/nb/strategies/trust.md", swap("id: trust", "id: thrust"), "its id is 'thrust'"),
    ("entries/nb/strategies/trust.md", swap("---\n", ""), "`---` line"),
    ("entries/nb/strategies/trust.md", swap("title: ", "title: [\n"), "line"),
    ("entries/nb/strategies/trust.md", swap("kollegastotte-2025", "nowhere"), "'nowhere'"),
    ("entries/nb/strategies/trust.md", lambda f: f.write_bytes(b"\xff\xfe---"), "decode"),
    ("entries/nb/strategies/trust.md", lambda f: f.write_text(""), "`---` line"),
    ("questions/general.yaml", swap("phase: intro", "phase: outro"), "phase"),
    ("questions/general.yaml", swap("topic: general", "topic: career"), "career"),
    ("questions/general.yaml", swap("id: q-talk", "id: talk"), "id"),
    ("questions/career.yaml", swap("id: q-career-road-ahead", "id: q-why-now"), "twice"),
    ("topics.yaml", swap("title:", "titel:"), "title"),
    ("sources.yaml", swap("documents:", "papers:"), "documents"),
]


@pytest.mark.parametrize(("name", "spoil", "said"), BREAKS)
def test_a_broken_file_is_named_with_the_reason(
    copy: Path, name: str, spoil: Callable[[Path], None], said: str
) -> None:
    spoil(copy / name)
    with pytest.raises(KnowledgeFileError) as caught:
        load_corpus(copy)
    reason = str(caught.value.details["reason"])
    assert said in reason
    assert "\n" not in reason
    if said != "twice":
        assert Path(name).name in str(caught.value.details["path"])


def test_front_matter_may_hold_any_yaml_and_the_body_dashes() -> None:
    front = split_front_matter("\ufeff---\na: 1\n---\n\nText\n---\nmore\n", "x.md")
    assert front.head == {"a": 1}
    assert front.body == "Text\n---\nmore"


def test_yaml_cannot_make_objects() -> None:
    with pytest.raises(KnowledgeFileError):
        split_front_matter("---\na: !!python/object/apply:os.system ['true']\n---\nx", "x.md")


def test_documents_are_replaced_not_added() -> None:
    corpus = load_corpus()
    entry = corpus.entries(Language.NB)[0].model_copy(
        update={"id": "doc-a-1", "kind": EntryKind.DOCUMENT}
    )
    once = corpus.with_documents([entry])
    assert once.get("doc-a-1", Language.NB) == entry
    assert once.with_documents([]).get("doc-a-1", Language.NB) is None
