"""The shipped guidance as a whole: parallel, complete, open questions, none there twice."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from agent.domain import Language
from knowledge.checks import faults, too_alike
from knowledge.embedder import default_embedder
from knowledge.library import Library
from knowledge.loader import Corpus, load_corpus
from knowledge.rows import corpus_rows
from knowledge.vectors import shipped_vectors, write_vectors


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    opened = Library(tmp_path_factory.mktemp("data"), None, default_embedder(), None)
    yield opened
    opened.close()


def test_the_guidance_has_no_fault() -> None:
    assert faults(load_corpus()) == []


def test_faults_are_found() -> None:
    corpus = load_corpus()
    entries = [entry for language in Language for entry in corpus.entries(language)]
    trust = corpus.get("trust", Language.EN)
    asked = corpus.get("q-why-now", Language.EN)
    assert trust is not None
    assert asked is not None
    broken = [entry for entry in entries if entry not in (trust, asked) and entry.id != "role-play"]
    broken.append(asked.model_copy(update={"title": "Do you want to?", "topics": ("moon",)}))
    found = "\n".join(faults(Corpus(broken, corpus.topics)))
    assert "trust is in one language only" in found
    assert "there is no activity 'role-play'" in found
    assert "en/q-why-now: not an open question: 'Do you want to?'" in found
    assert "en/q-why-now: unknown topic 'moon'" in found


@pytest.mark.parametrize("language", list(Language))
def test_no_question_is_there_twice_in_other_words(library: Library, language: Language) -> None:
    assert too_alike(library, language) == []


def test_a_question_in_other_words_would_be_found(library: Library) -> None:
    assert too_alike(library, Language.EN, limit=0.5)


def test_every_shipped_text_has_its_vector() -> None:
    """Otherwise run `python -m knowledge.vectors`."""
    held = shipped_vectors(default_embedder().embedder_id)
    corpus = load_corpus()
    texts = {row.digest: row.text for language in Language for row in corpus_rows(corpus, language)}
    assert set(held) == set(texts)
    sample = random.Random(3).sample(sorted(texts), 24)  # noqa: S311  not for secrets
    made = default_embedder().vectors([texts[digest] for digest in sample])
    likeness = (made * np.stack([held[digest] for digest in sample])).sum(axis=1)
    assert likeness.min() > 0.999


def test_vectors_of_another_embedder_are_not_used() -> None:
    assert shipped_vectors("another") == {}


def test_writing_vectors_embeds_only_what_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    real = default_embedder()
    monkeypatch.setattr(
        type(real),
        "vectors",
        lambda _, texts: made.append(len(texts)) or np.ones((len(texts), 384)),
    )
    held = shipped_vectors(real.embedder_id)
    dropped = sorted(held)[:3]
    monkeypatch.setattr(
        "knowledge.vectors.shipped_vectors",
        lambda _: {digest: v for digest, v in held.items() if digest not in dropped},
    )
    assert write_vectors(path=tmp_path / "v.npz") == len(held)
    assert made == [3]
