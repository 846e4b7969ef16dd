"""Each score notices when what it scores is made worse, and says so under its own name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from types import SimpleNamespace

import pytest

from agent.domain import Language, SafetyLevel, SafetyTopic, Screening
from agent.listening.reflection import Reflection
from agent.listening.signals import CommitmentCandidate
from evals.figures import Figure
from evals.scoring import commitments, reflections, safety, search
from evals.scoring.search import Search
from evals.sets import (
    CommitmentRow,
    ReflectionRow,
    SafetyRow,
    SearchRow,
    rows,
)


def missed(figures: Iterable[Figure]) -> set[str]:
    """Names of the figures that miss their bound."""
    return {figure.name for figure in figures if not figure.holds}


def values(figures: Iterable[Figure], name: str) -> list[float]:
    """One figure's values in all languages and splits."""
    return [figure.value for figure in figures if figure.name == name]


# --- commitments ------------------------------------------------------------------------

Find = Callable[[str, Language, date], CommitmentCandidate | None]
COMMITMENTS = {row.text: row for row in rows("commitments", CommitmentRow)}


def as_labelled(text: str, language: Language, today: date) -> CommitmentCandidate | None:
    """What a perfect listener would find."""
    del language, today
    row = COMMITMENTS[text]
    if not row.is_commitment:
        return None
    return CommitmentCandidate(
        action=" ".join(row.action_contains or ()),
        due=row.due,
        if_then="x" if row.if_then else None,
    )


def accepts_everything(text: str, language: Language, today: date) -> CommitmentCandidate:
    right = as_labelled(text, language, today)
    return right or CommitmentCandidate(action=text)


def hears_nothing(text: str, language: Language, today: date) -> None:
    del text, language, today


def forgets_dates(text: str, language: Language, today: date) -> CommitmentCandidate | None:
    right = as_labelled(text, language, today)
    return right and right.model_copy(update={"due": None})


def loses_the_action(text: str, language: Language, today: date) -> CommitmentCandidate | None:
    right = as_labelled(text, language, today)
    return right and right.model_copy(update={"action": "gjøre noe"})


def plans_everything(text: str, language: Language, today: date) -> CommitmentCandidate | None:
    right = as_labelled(text, language, today)
    return right and right.model_copy(update={"if_then": "x"})


@pytest.mark.parametrize(
    ("find", "named"),
    [
        (as_labelled, set[str]()),
        (accepts_everything, {"commitment_f1"}),
        (forgets_dates, {"commitment_due_exact"}),
        (loses_the_action, {"commitment_action_named"}),
        (plans_everything, {"commitment_if_then"}),
    ],
)
def test_a_worse_ear_for_commitments_is_named(
    find: Find, named: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commitments, "find_commitment", find)
    assert missed(commitments.score()) == named


def test_hearing_no_commitment_at_all_misses_every_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commitments, "find_commitment", hears_nothing)
    figures = commitments.score()
    assert values(figures, "commitment_f1") == [0.0] * 4
    assert missed(figures) >= {"commitment_f1", "commitment_due_exact"}


def test_rows_that_went_wrong_are_named_on_tune_and_never_on_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(commitments, "find_commitment", accepts_everything)
    for figure in commitments.score():
        if figure.name == "commitment_f1":
            assert bool(figure.note) is (figure.part == "tune")


# --- reflections ------------------------------------------------------------------------

REFLECTIONS = {row.text: row for row in rows("reflections", ReflectionRow)}


def clause(words: str) -> Reflection:
    """A reflection of these words, its other fields as they come."""
    return Reflection.model_construct(clause=words)


def says_it_back_unturned(text: str, language: Language) -> Reflection:
    del language
    return clause(text)


def says_it_right(text: str, language: Language) -> Reflection | None:
    del language
    expected = REFLECTIONS[text].expected
    return clause(expected[0].upper().replace("'", "’") + ".") if expected else None


def says_nothing(text: str, language: Language) -> None:
    del text, language


def test_a_reflection_that_is_not_turned_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reflections, "reflect", says_it_back_unturned)
    assert missed(reflections.score()) == {"reflection_wrong"}


def test_a_right_reflection_may_differ_in_case_quotes_and_full_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reflections, "reflect", says_it_right)
    figures = reflections.score()
    assert not missed(figures)
    assert values(figures, "reflection_right") == [1.0] * 4


def test_saying_nothing_is_not_wrong_but_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reflections, "reflect", says_nothing)
    figures = reflections.score()
    assert not missed(figures)
    assert values(figures, "reflection_abstained") == [1.0] * 4


# --- safety -----------------------------------------------------------------------------

SAFETY = {row.text: row for row in rows("safety", SafetyRow)}


def judges(text: str) -> Screening:
    """What a perfect screening would say."""
    return Screening(level=SAFETY[text].level, topic=SAFETY[text].topic)


def alarms_always(text: str) -> Screening:
    found = judges(text)
    calm = found.level is SafetyLevel.NONE
    return Screening(level=SafetyLevel.ACUTE, topic=SafetyTopic.SUICIDE) if calm else found


def offers_always(text: str) -> Screening:
    found = judges(text)
    calm = found.level is SafetyLevel.NONE
    return Screening(level=SafetyLevel.SUPPORT, topic=SafetyTopic.BURNOUT) if calm else found


def never_alarms(text: str) -> Screening:
    del text
    return Screening()


def deaf_to_hints(text: str) -> Screening:
    return Screening() if SAFETY[text].kind == "indirect" else judges(text)


def one_topic_only(text: str) -> Screening:
    found = judges(text)
    return found.model_copy(update={"topic": found.topic and SafetyTopic.GRIEF})


def listen_with(screen: Callable[[str], Screening], monkeypatch: pytest.MonkeyPatch) -> None:
    """Put another screening in the place of the program's."""
    monkeypatch.setattr(safety, "SafetyScreen", lambda _: SimpleNamespace(screen=screen))


@pytest.mark.parametrize(
    ("screen", "named"),
    [
        (judges, set[str]()),
        (alarms_always, {"safety_false_alarms"}),
        (offers_always, {"safety_needless_support"}),
        (deaf_to_hints, {"safety_indirect_recall"}),
        (one_topic_only, {"safety_topic_right"}),
    ],
)
def test_a_worse_screening_is_named(
    screen: Callable[[str], Screening], named: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    listen_with(screen, monkeypatch)
    assert missed(safety.score()) == named


def test_a_screening_that_never_alarms_misses_every_recall(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listen_with(never_alarms, monkeypatch)
    recalls = {"safety_direct_recall", "safety_indirect_recall", "safety_support_recall"}
    assert missed(safety.score()) >= recalls


# --- search -----------------------------------------------------------------------------

SEARCHES = {row.text: row for row in rows("search", SearchRow)}


def finds_best(query: str, language: Language, limit: int) -> Sequence[str]:
    del language, limit
    return ["rotate-roles", "rotate-roles", SEARCHES[query].expected[0]]


def finds_it_fourth(query: str, language: Language, limit: int) -> Sequence[str]:
    del language, limit
    return ["nothing", "nothing", "nothing", *SEARCHES[query].expected]


@pytest.mark.parametrize(
    ("find", "named"), [(finds_best, set[str]()), (finds_it_fourth, {"search_hit_at_3"})]
)
def test_only_the_first_three_hits_count(find: Search, named: set[str]) -> None:
    assert missed(search.score(find)) == named


def test_plain_bm25_is_a_figure_beside_it_without_a_bound() -> None:
    figures = search.score(finds_it_fourth, "search_plain_bm25", name_misses=False)
    assert not missed(figures)
    assert not any(figure.note for figure in figures)
