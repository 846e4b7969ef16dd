"""What screening makes of 1,180 made-up lines, held to its targets per kind and language.

The lines were written in batches, each before it was first run; what was learned from their
misses went into the lexicon as patterns of a kind, never as sentences. They are therefore no
independent test: that is `evals/data/safety.jsonl`, whose held half nobody looks at.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from agent.domain import SafetyLevel
from agent.safety import screen

DATA = Path(__file__).with_name("data") / "safety_lines.txt"
LANGUAGES = ("nb", "nn", "en")


class Line(NamedTuple):
    """A line with the level it should get, and the one it gets."""

    kind: str
    language: str
    wanted: SafetyLevel
    found: SafetyLevel
    text: str


@cache
def lines() -> tuple[Line, ...]:
    rows = [
        row.split("|", 4)
        for row in DATA.read_text("utf-8").splitlines()
        if row and not row.startswith("#")
    ]
    return tuple(
        Line(kind, language, SafetyLevel(level), screen(text).level, text)
        for kind, language, level, _, text in rows
    )


def of(kind: str, language: str | None = None) -> list[Line]:
    return [li for li in lines() if li.kind == kind and language in (None, li.language)]


def share(found: list[Line], level: SafetyLevel) -> float:
    return sum(line.found is level for line in found) / len(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_said_outright_is_heard(language: str) -> None:
    missed = [li.text for li in of("direct", language) if li.found is not SafetyLevel.ACUTE]
    assert len(missed) <= 0.01 * len(of("direct", language)), missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_hinted_at_is_mostly_heard(language: str) -> None:
    assert share(of("indirect", language), SafetyLevel.ACUTE) >= 0.9


@pytest.mark.parametrize("language", LANGUAGES)
def test_exaggeration_is_left_in_peace(language: str) -> None:
    raised = [li.text for li in of("hyperbole", language) if li.found is not SafetyLevel.NONE]
    assert len(raised) <= 0.05 * len(of("hyperbole", language)), raised


@pytest.mark.parametrize("kind", ["negated", "ordinary"])
def test_denials_trades_and_ordinary_talk_stop_no_conversation(kind: str) -> None:
    assert [li.text for li in of(kind) if li.found is SafetyLevel.ACUTE] == []


@pytest.mark.parametrize("kind", ["negated", "ordinary", "support"])
def test_the_level_is_right_nearly_always(kind: str) -> None:
    found = of(kind)
    wrong = [(li.text, li.found) for li in found if li.found is not li.wanted]
    assert len(wrong) <= 0.05 * len(found), wrong


def test_there_are_lines_of_every_kind_in_every_language() -> None:
    counted = Counter((line.kind, line.language) for line in lines())
    kinds = {"direct", "indirect", "hyperbole", "negated", "ordinary", "support"}
    assert all(counted[kind, language] >= 5 for kind in kinds for language in LANGUAGES)
    assert len({line.text for line in lines()}) == len(lines())
