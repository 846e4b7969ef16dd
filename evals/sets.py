"""The labelled sets, typed. How they were made and labelled: `evals/data/README.md`."""

from __future__ import annotations

from collections import Counter
from datetime import date
from importlib.resources.abc import Traversable
from typing import Literal, TypeVar

from agent.domain import Frozen, Language, SafetyLevel, SafetyTopic
from evals.errors import BrokenData
from evals.files import packaged, read_json_lines

Split = Literal["tune", "held"]
SPLITS: tuple[Split, Split] = ("tune", "held")


class Row(Frozen):
    """What all rows share: `held` rows are scored and never read while tuning."""

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


def rows(name: str, model: type[R], folder: Traversable | None = None) -> tuple[R, ...]:
    """All rows of `<name>.jsonl` in `folder`, by default in `evals/data`.

    Raises:
        BrokenData: naming the file and line that cannot be read, or an id that is there twice.
    """
    file = (folder or packaged("data")) / f"{name}.jsonl"
    found = read_json_lines(file, model)
    doubled = [row_id for row_id, count in Counter(row.id for row in found).items() if count > 1]
    if doubled:
        raise BrokenData(f"evals/data/{name}.jsonl", f"id {doubled[0]} is there twice")
    return found
