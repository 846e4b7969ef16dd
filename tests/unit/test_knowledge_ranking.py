"""Pooling, word matching and the rules of choice, without a store or a model."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.domain import Depth, EntryKind, Language, Phase
from knowledge.choosing import Scored, Wish, fitting_questions, topics_of, varied
from knowledge.ranking import Pool, Space, best_places
from knowledge.schema import Entry
from knowledge.words import WordIndex, terms

SIZES = st.lists(st.integers(1, 40), min_size=1, max_size=12)


@given(SIZES, st.integers(0, 2**32 - 1), st.booleans())
def test_pooling_agrees_with_a_loop(sizes: list[int], seed: int, second_axis: bool) -> None:
    chance = np.random.default_rng(seed)
    total = sum(sizes)
    shape = (total, 3) if second_axis else (total,)
    rows = chance.normal(size=shape).astype(np.float32)
    groups = np.split(chance.permutation(total), np.cumsum(sizes)[:-1])
    pool = Pool(groups, 14)
    means = np.stack([rows[group].mean(axis=0) for group in groups])
    best = [max(2, round(len(group) / 14)) if len(group) > 1 else 1 for group in groups]
    nears = np.stack(
        [np.sort(rows[g], axis=0)[-n:].mean(axis=0) for g, n in zip(groups, best, strict=True)]
    )
    np.testing.assert_allclose(pool.mean(rows), means, atol=1e-5)
    np.testing.assert_allclose(pool.near(rows), nears, atol=1e-5)


def test_whitening_makes_unit_vectors_without_a_common_direction() -> None:
    chance = np.random.default_rng(1)
    vectors = {
        language: (chance.normal(size=(200, 16)) + shift).astype(np.float32)
        for language, shift in ((Language.NB, 5), (Language.EN, -2))
    }
    space = Space.fitted(vectors)
    for language, of in vectors.items():
        placed = space.placed(of, language)
        np.testing.assert_allclose(np.linalg.norm(placed, axis=1), 1, atol=1e-5)
        assert np.abs(placed.mean(axis=0)).max() < 0.08
    assert space.strangeness(vectors[Language.NB][0] + 40, Language.NB) > 5


def test_the_best_places_are_in_order_and_ties_go_to_the_first() -> None:
    scores = np.array([1, 3, 2, 3, 0], dtype=np.float32)
    assert best_places(scores, 3) == [1, 3, 2]
    assert best_places(scores, 9) == [1, 3, 2, 0, 4]
    assert best_places(scores[:0], 3) == []


def test_words_match_across_endings() -> None:
    index = WordIndex(["Gi en tilbakemelding", "Ta en pause", None])
    scores = index.scores("tilbakemeldingene var harde")
    assert scores[0] > 0
    assert scores[1] == scores[2] == 0
    assert index.scores("gi en tilbakemelding")[0] == pytest.approx(1, abs=1e-6)
    assert index.scores("tilbakemelding en gi")[0] < 0.9
    assert not index.scores("🙂 12 xyz").any()


@given(st.text(max_size=200))
def test_any_text_can_be_matched(text: str) -> None:
    scores = WordIndex(["en to tre", "to"]).scores(text)
    assert ((scores >= 0) & (scores <= 1.0001)).all()
    assert all(len(word) <= 6 for term in terms(text) for word in term.split(" "))


def question(
    name: str,
    topic: str = "general",
    *,
    phase: Phase = Phase.QUESTIONS,
    depth: Depth = Depth.OPENING,
) -> Entry:
    return Entry(
        id=name,
        kind=EntryKind.QUESTION,
        language=Language.EN,
        title=f"{name}?",
        phases=(phase,),
        topics=(topic,),
        depth=depth,
    )


def never_alike(some: object, others: object) -> np.ndarray:
    return np.zeros((len(some), len(others)), dtype=np.float32)  # type: ignore[arg-type]


def chosen(questions: list[Scored], about: dict[str, float], wish: Wish) -> list[str]:
    return [q.entry.id for q in fitting_questions(questions, about, wish, never_alike)]


def test_a_fitting_topic_comes_first_and_others_stay_out() -> None:
    asked = [
        Scored(question("a"), 2.0),
        Scored(question("b", "career"), 1.9),
        Scored(question("c", "conflict"), 2.5),
    ]
    assert chosen(asked, {"career": 3.0}, Wish()) == ["b", "a"]
    assert chosen(asked, {}, Wish()) == ["a"]


def test_another_topic_is_let_in_when_it_fits_strikingly() -> None:
    assert chosen([Scored(question("c", "conflict"), 9.5)], {"career": 3.0}, Wish()) == ["c"]


def test_phase_depth_topic_and_what_was_asked_are_kept() -> None:
    questions = [
        Scored(question("early", phase=Phase.GOALS), 19),
        Scored(question("deep", depth=Depth.CHALLENGING), 18),
        Scored(question("asked"), 17),
        Scored(question("other", "career"), 9.9),
        Scored(question("left"), 1),
    ]
    wish = Wish(Phase.QUESTIONS, None, 1, ("asked",))
    assert chosen(questions, {}, wish) == ["other", "left"]
    assert chosen(questions, {}, wish._replace(topic="career")) == ["other"]


def test_what_means_the_same_as_one_asked_is_not_asked() -> None:
    def alike(some: list[str], others: list[str]) -> np.ndarray:
        return np.array([[0.9 if one == "twin" else 0.1 for _ in others] for one in some])

    questions = [Scored(question("twin"), 5), Scored(question("left"), 1)]
    found = fitting_questions(questions, {}, Wish(asked=("asked",)), alike)  # type: ignore[arg-type]
    assert [q.entry.id for q in found] == ["left"]


def test_topics_are_the_best_and_those_close_to_it() -> None:
    scores = {"a": 4.0, "b": 3.8, "c": 2.2}
    assert topics_of(scores, 1.0) == {"a": 4.0, "b": 3.8}
    assert topics_of(scores, 1.6) == {}
    assert topics_of({"a": 1.0}, 1.0) == {}


def test_variety_prefers_something_else_among_near_equals() -> None:
    def alike(some: list[str], others: list[str]) -> np.ndarray:
        kin = {"a": 0, "b": 0, "c": 1}
        return np.array([[float(kin[x] == kin[y]) for y in others] for x in some])

    ranked = [Scored(question("a"), 3.0), Scored(question("b"), 2.9), Scored(question("c"), 2.8)]
    assert [s.entry.id for s in varied(ranked, 2, alike)] == ["a", "c"]  # type: ignore[arg-type]
    assert [s.entry.id for s in varied(ranked[:1], 2, alike)] == ["a"]  # type: ignore[arg-type]
