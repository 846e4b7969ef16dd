"""The rules for what to offer out of what fits: pure functions over scores.

The next question belongs to the phase, is at most as deep as asked for, was not asked and is not
close in meaning to one that was. Questions of a topic that the conversation is about come first,
those of other topics only when they fit strikingly well themselves, general ones always may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from agent.domain import Depth, Phase
from knowledge.schema import GENERAL, Entry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Likeness = Callable[[Sequence[str], Sequence[str]], NDArray[np.float32]]

STRANGE = 1.3
"""A text farther off than this is about something else altogether (`ranking.Fits`).

Of 128 needs (split `tune`) 1 lies beyond it, of 32 texts about anything else 30 do."""

TOPIC_FLOOR = 2.2
"""A topic that fits less is not what the conversation is about."""

TOPIC_MARGIN = 0.5
"""Topics this close to the best one are what it is about, too."""

TOPIC_BONUS = 1.0
"""How much of its topic's fit is added to a question's own."""

OTHER_TOPIC_FLOOR = 9.0
"""A question of another topic must fit this well by itself."""

SAME_MEANING = 0.55
"""Whitened likeness from which a question counts as one already asked in other words.

Of 44 paraphrases of questions 36 lie above it, of 94,000 pairs of different ones 0.03 %."""

VARIETY = 0.5
"""What full likeness to something chosen before costs, in the unit of scores."""

_DEPTHS = tuple(Depth)


class Scored(NamedTuple):
    """An entry and how well it fits."""

    entry: Entry
    score: float


class Wish(NamedTuple):
    """What a question must be."""

    phase: Phase | None = None
    topic: str | None = None
    depth_at_most: int = len(_DEPTHS) - 1
    asked: Sequence[str] = ()


def fitting_questions(
    questions: Iterable[Scored], about: Mapping[str, float], wish: Wish, same: Likeness
) -> list[Scored]:
    """Questions that may be asked, the best first.

    Args:
        questions: All questions, with how well each fits by itself.
        about: The topics of the conversation and how well they fit (`topics_of`).
        wish: What the question must be.
        same: Likeness of the wording of questions.
    """
    left = _unlike_asked([q for q in questions if _allowed(q.entry, wish)], wish.asked, same)
    found: list[Scored] = []
    for entry, score in left:
        shared = [fit for topic, fit in about.items() if topic in entry.topics]
        if shared:
            found.append(Scored(entry, score + TOPIC_BONUS * max(shared)))
        elif wish.topic or GENERAL in entry.topics or score >= OTHER_TOPIC_FLOOR:
            found.append(Scored(entry, score))
    return sorted(found, key=lambda scored: -scored.score)


def topics_of(topics: Mapping[str, float], strange: float) -> dict[str, float]:
    """The topics that were talked about: the best one and those nearly as good, or none."""
    best = max(topics.values(), default=0.0)
    if best < TOPIC_FLOOR or strange > STRANGE:
        return {}
    least = max(TOPIC_FLOOR, best - TOPIC_MARGIN)
    return {topic: score for topic, score in topics.items() if score >= least}


def pool_size(limit: int) -> int:
    """How many of the best `varied` looks at to choose `limit`."""
    return 4 * limit + 10


def varied(ranked: Sequence[Scored], limit: int, alike: Likeness) -> list[Scored]:
    """The first `limit` by maximal marginal relevance: good, and not the same thing again."""
    pool = ranked[: pool_size(limit)]
    if len(pool) <= 1 or limit <= 1:
        return list(pool[:limit])
    ids = [scored.entry.id for scored in pool]
    likeness = alike(ids, ids)
    chosen = [0]
    left = list(range(1, len(pool)))
    while left and len(chosen) < limit:
        best = max(
            left,
            key=lambda i: (
                pool[i].score - VARIETY * max(0.0, float(likeness[i, chosen].max())),
                -i,
            ),
        )
        chosen.append(best)
        left.remove(best)
    return [pool[place] for place in chosen]


def _allowed(question: Entry, wish: Wish) -> bool:
    depth = _DEPTHS.index(question.depth) if question.depth else 0
    return (
        (wish.phase is None or wish.phase in question.phases)
        and (wish.topic is None or wish.topic in question.topics)
        and depth <= wish.depth_at_most
        and question.id not in wish.asked
    )


def _unlike_asked(
    questions: Sequence[Scored], asked: Sequence[str], same: Likeness
) -> Sequence[Scored]:
    if not questions or not asked:
        return questions
    likeness = same([question.entry.id for question in questions], asked).max(axis=1)
    return [q for q, like in zip(questions, likeness, strict=True) if like < SAME_MEANING]
