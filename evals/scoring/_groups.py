"""Rows by language and split, and naming those that went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol, TypeVar

from evals.sets import SPLITS, Row, Split


class _Spoken(Protocol):
    @property
    def language(self) -> str: ...
    @property
    def split(self) -> Split: ...


S = TypeVar("S", bound=_Spoken)


class Group(NamedTuple):
    """The language and split that rows are scored for."""

    language: str
    split: Split


def grouped(everything: Sequence[S], languages: Iterable[str]) -> Iterator[tuple[Group, list[S]]]:
    """The rows of each language and split, in that order."""
    for language in languages:
        for split in SPLITS:
            chosen = [row for row in everything if (row.language, row.split) == (language, split)]
            yield Group(str(language), split), chosen


def named(rows: Iterable[Row], sign: str = "") -> str:
    """The ids of rows of the tune split. Held rows are never named: nobody shall tune on them."""
    return " ".join(sign + row.id for row in rows if row.split == "tune")
