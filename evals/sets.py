"""The labelled sets, typed. How they were made and labelled: `evals/data/README.md`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from importlib import resources
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from agent.domain import Language, SafetyLevel, SafetyTopic

Split = Literal["tune", "held"]


class Row(BaseModel):
    """What all rows share: `held` rows are scored and never read while tuning."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    text: str
    split: Split


class SearchRow(Row):
    """A need in a colleague's words, and every entry that fits it, the best first."""

    language: Language
    expected: tuple[str, ...]


class CommitmentRow(Row):
    """A message, whether it takes something on, and by when as seen from `today`."""

    language: Language
    today: date
    is_commitment: bool
    action_contains: tuple[str, ...] | None
    due: date | None
    if_then: bool


class ReflectionRow(Row):
    """A message and every right reflection of it; none means that it must not be reflected."""

    language: Language
    expected: tuple[str, ...]
    neutral_ok: bool


class SafetyRow(Row):
    """A message in one of three languages and what the screening must say of it."""

    language: Literal["nb", "nn", "en"]
    level: SafetyLevel
    topic: SafetyTopic | None
    kind: str


R = TypeVar("R", bound=Row)


def rows(name: str, model: type[R]) -> tuple[R, ...]:
    """All rows of `evals/data/<name>.jsonl`."""
    return tuple(_rows(name, model))


def _rows(name: str, model: type[R]) -> Iterator[R]:
    text = resources.files(__package__).joinpath("data", f"{name}.jsonl").read_text("utf-8")
    for line in text.splitlines():
        if line.strip():
            yield model.model_validate(json.loads(line))
