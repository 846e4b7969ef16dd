"""The fast lane: every subject that is scored without a model, by name.

A subject's code is imported when it is scored, so that one that is broken fails alone.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from evals.errors import ToolMissing
from evals.figures import Figure
from evals.names import Subject


class Scored(NamedTuple):
    """A subject's figures, and sentences about what could not be measured."""

    subject: Subject
    figures: list[Figure]
    remarks: tuple[str, ...] = ()


def score(subject: Subject) -> Scored:
    """Measure one subject.

    Raises:
        EvalsError: when its data is broken or the program fails.
    """
    return _LANES[subject]()


def _search() -> Scored:
    from evals.scoring import search
    from evals.scoring.search import SEARCHED
    from knowledge import open_knowledge

    with (
        TemporaryDirectory(prefix="kollega-evals-") as folder,
        closing(open_knowledge(Path(folder))) as guide,
    ):
        own = search.score(
            lambda query, language, limit: [
                hit.id for hit in guide.search(query, language, SEARCHED, limit)
            ]
        )
    try:
        from evals.bm25 import bm25

        plain = search.score(bm25(), "search_plain_bm25", name_misses=False)
    except ToolMissing as missing:
        return Scored(Subject.SEARCH, own, (str(missing),))
    return Scored(Subject.SEARCH, sorted(own + plain, key=lambda figure: figure.language != "nb"))


def _commitments() -> Scored:
    from evals.scoring import commitments

    return Scored(Subject.COMMITMENTS, commitments.score())


def _reflections() -> Scored:
    from evals.scoring import reflections

    return Scored(Subject.REFLECTIONS, reflections.score())


def _safety() -> Scored:
    from evals.scoring import safety

    return Scored(Subject.SAFETY, safety.score())


def _talks() -> Scored:
    from evals.scoring import talks
    from evals.scripts import scripts

    with TemporaryDirectory(prefix="kollega-evals-") as folder:
        return Scored(Subject.TALKS, talks.score(tuple(talks.play_all(scripts(), Path(folder)))))


_LANES: dict[Subject, Callable[[], Scored]] = {
    Subject.SEARCH: _search,
    Subject.COMMITMENTS: _commitments,
    Subject.REFLECTIONS: _reflections,
    Subject.SAFETY: _safety,
    Subject.TALKS: _talks,
}
