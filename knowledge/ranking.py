"""How well every entry and every topic fits a text: numbers only, no files and no store.

Three signals, each in standard deviations above what an unrelated remark gets:

- `near`: the mean similarity of the entry's best rows - someone described just this before;
- `mean`: the mean similarity of all its rows - it is about this in general;
- `words`: the mean overlap of its best rows in words and pairs of words.

Similarities are cosines after whitening. Raw e5 cosines all lie between .75 and .95, because all
vectors share a few strong directions; shrinking those lifts hit@3 by about ten points (`Space`).
Rows of both languages count for an entry that exists in both, since the model has one space for
them. What an unrelated remark gets is measured
for each entry on the situations of the questions, so that entries with many and with few rows,
and of any kind, can stand in one list.

Weights and constants were chosen on `evals/data/search.jsonl`, split `tune`, together with the
entries' own situations, each left out in turn with its counterpart in the other language; near
the values chosen hardly anything changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agent.domain import EntryKind, Language
from knowledge.rows import TOPIC, Row
from knowledge.words import WordIndex

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float32]
    Places = NDArray[np.intp]

NEAR_WEIGHT, MEAN_WEIGHT, WORDS_WEIGHT = 1.0, 1.0, 1.0
SHRINKAGE = 0.5
"""0 would whiten fully, 1 not at all."""

_ROWS_PER_BEST = 14
_TOPIC_ROWS_PER_BEST = 30
_REMARKS = 256


class Space(NamedTuple):
    """The whitened space of a corpus: where texts of both languages are compared.

    Each language is centred on itself, which takes away what all its texts share; then no
    direction may dominate: `matrix`, which is symmetric, shrinks the strong ones. `usual` is how
    far shipped texts lie from the centre.
    """

    centres: Mapping[Language, Numbers]
    matrix: Numbers
    usual: Mapping[Language, float]

    @classmethod
    def fitted(cls, vectors: Mapping[Language, Numbers]) -> Space:
        """Learn from the shipped rows of each language."""
        centres = {language: of.mean(axis=0) for language, of in vectors.items()}
        centred = {language: of - centres[language] for language, of in vectors.items()}
        spread = np.cov(np.concatenate(list(centred.values())).T, dtype=np.float32)
        values, axes = np.linalg.eigh(spread)
        values = np.maximum(values, 0.0)
        shrunk = (1 - SHRINKAGE) * values + SHRINKAGE * values.mean()
        scale = 1 / np.sqrt(np.maximum(shrunk, 1e-12))
        matrix = ((axes * scale) @ axes.T).astype(np.float32)
        usual = {
            language: float(np.sqrt(np.square(of @ matrix).sum(axis=1).mean()))
            for language, of in centred.items()
        }
        return cls(centres, matrix, usual)

    def placed(self, vectors: Numbers, language: Language) -> Numbers:
        """Unit vectors in this space."""
        centred = vectors - self.centres[language]
        alone = len(vectors) == 1
        turned = _products(centred, self.matrix) if alone else centred @ self.matrix
        lengths = np.linalg.norm(turned, axis=-1, keepdims=True)
        return (turned / np.maximum(lengths, 1e-9)).astype(np.float32)

    def strangeness(self, vector: Numbers, language: Language) -> float:
        """How far from the centre a text lies, 1 being usual for shipped texts."""
        turned = _products((vector - self.centres[language])[None, :], self.matrix)
        return float(np.linalg.norm(turned)) / self.usual[language]


def _products(some: Numbers, others: Numbers) -> Numbers:
    """Scalar products of rows, without BLAS: its threads wait for each other by spinning.

    Beside other busy processes that turned 0.3 ms into 9 ms; this always takes 0.25 ms.
    """
    return np.einsum("ik,jk->ij", some, others)


class Pool:
    """From scores of rows to scores of groups of rows."""

    def __init__(self, groups: Sequence[Places], rows_per_best: int) -> None:
        """`near` takes one row in `rows_per_best` of a group, and at least two."""
        self._rows_per_best = rows_per_best
        self._counts = np.array([len(group) for group in groups])
        self._order = np.concatenate(groups) if groups else np.zeros(0, dtype=np.intp)
        self._starts = np.concatenate(([0], np.cumsum(self._counts)[:-1])).astype(np.intp)
        self._blocks = list(self._blocked(groups))

    def mean(self, rows: Numbers) -> Numbers:
        """The mean of each group's rows; `rows` may have a second axis."""
        sums = np.add.reduceat(rows[self._order], self._starts, axis=0)
        return (sums.T / self._counts).T.astype(np.float32)

    def near(self, rows: Numbers) -> Numbers:
        """The mean of each group's best rows."""
        found = np.maximum.reduceat(rows[self._order], self._starts, axis=0)
        padded = np.concatenate((rows, np.full_like(rows[:1], -np.inf)))
        for members, places, best in self._blocks:
            ranked = -np.sort(-padded[places], axis=1)
            totals = np.cumsum(ranked[:, : best.max()], axis=1)
            chosen = totals[np.arange(len(members)), best - 1]
            found[members] = (chosen.T / best).T
        return found.astype(np.float32)

    def _blocked(self, groups: Sequence[Places]) -> Iterator[tuple[Places, Places, Places]]:
        """Groups of two rows and more, packed by similar size into padded index arrays."""
        outside = int(self._counts.sum())
        bits = np.array([int(count).bit_length() for count in self._counts])
        for width in np.unique(bits[self._counts > 1]):
            members = np.flatnonzero((bits == width) & (self._counts > 1))
            places = np.full((len(members), self._counts[members].max()), outside, dtype=np.intp)
            for line, member in enumerate(members.tolist()):
                places[line, : len(groups[member])] = groups[member]
            best = np.maximum(2, np.round(self._counts[members] / self._rows_per_best))
            best = best.astype(np.intp)
            yield members, places, best


class Fits(NamedTuple):
    """How well each entry (in the order of `Ranker.ids`) and each topic fits a text.

    `strange` is how far the text lies from what the corpus is about, 1 being usual for it:
    needs people write lie at .8 to 1.25, recipes and football at 1.3 to 2.
    """

    entries: Numbers
    topics: Numbers
    strange: float

    @classmethod
    def mixed(cls, parts: Sequence[tuple[float, Fits]]) -> Fits:
        """The weighted mean of the fits of several texts."""
        total = sum(weight for weight, _ in parts)
        shares = [(weight / total, fits) for weight, fits in parts]
        return cls(
            np.sum([share * fits.entries for share, fits in shares], axis=0),
            np.sum([share * fits.topics for share, fits in shares], axis=0),
            sum(share * fits.strange for share, fits in shares),
        )


def best_places(scores: Numbers, count: int) -> list[int]:
    """Places of the highest scores, the highest first; of equal ones the first."""
    count = min(count, len(scores))
    if count == 0:
        return []
    chosen = np.sort(np.argpartition(-scores, count - 1)[:count])
    return chosen[np.argsort(-scores[chosen], kind="stable")].tolist()


class _Scale(NamedTuple):
    middle: Numbers
    spread: Numbers

    @classmethod
    def of(cls, scores: Numbers) -> _Scale:
        return cls(
            np.nanmean(scores, axis=1).astype(np.float32),
            np.maximum(np.nanstd(scores, axis=1), 1e-4).astype(np.float32),
        )

    def __call__(self, scores: Numbers) -> Numbers:
        return ((scores.T - self.middle) / self.spread).T


class Fit:
    """Group scores on the common scale."""

    def __init__(self, pool: Pool, dense: Numbers, words: Numbers, own: Sequence[Places]) -> None:
        """Calibrate on remarks.

        Args:
            pool: The groups.
            dense: Similarity of every row (first axis) to every remark.
            words: Word overlap likewise.
            own: For each remark the groups it belongs to, which it is not unrelated to.
        """
        self._pool = pool
        raw = [self._pool.near(dense), self._pool.mean(dense), self._pool.near(words)]
        for remark, members in enumerate(own):
            for scores in raw:
                scores[members, remark] = np.nan
        self._near, self._mean, self._words = (_Scale.of(scores) for scores in raw)
        summed = self._sum(self._near(raw[0]), self._mean(raw[1]), self._words(raw[2]))
        self._unit = float(np.nanstd(summed))

    def __call__(self, dense: Numbers | None, words: Numbers) -> Numbers:
        """Standard deviations above an unrelated remark; without vectors by words alone."""
        by_words = self._words(self._pool.near(words))
        if dense is None:
            return by_words
        near, mean = self._near(self._pool.near(dense)), self._mean(self._pool.mean(dense))
        return (self._sum(near, mean, by_words) / self._unit).astype(np.float32)

    @staticmethod
    def _sum(near: Numbers, mean: Numbers, words: Numbers) -> Numbers:
        summed = NEAR_WEIGHT * near + MEAN_WEIGHT * mean + WORDS_WEIGHT * words
        return summed.astype(np.float32)


class Ranker:
    """All that is needed to rank the entries of one language. Immutable once made."""

    def __init__(
        self,
        language: Language,
        rows: Sequence[Row],
        placed: Numbers,
        space: Space,
        topics: Mapping[str, Sequence[str]],
    ) -> None:
        """Prepare.

        Args:
            language: Its rows are matched by words; rows of the other one by vector only.
            rows: Of both languages, for entries that exist in `language`.
            placed: The vector of each row in `space`.
            space: Where texts are compared.
            topics: Each topic's question ids.
        """
        places: dict[str, list[int]] = {}
        cues: dict[str, list[int]] = {}
        for place, row in enumerate(rows):
            of = cues if row.part == "topic" else places
            of.setdefault(row.entry_id, []).append(place)
        self.ids = list(places)
        self._place = {entry_id: number for number, entry_id in enumerate(self.ids)}
        self._groups: list[Places] = [np.array(of, dtype=np.intp) for of in places.values()]
        own = np.array([row.language is language for row in rows])
        titles = own & np.array([row.part in ("title", "passage") for row in rows])
        self._titles = np.array([group[titles[group]][0] for group in self._groups])
        kinds = [rows[of[0]].kind for of in places.values()]
        self._is_question = np.array([kind is EntryKind.QUESTION for kind in kinds])
        self._is_guidance = ~np.isin(kinds, [EntryKind.QUESTION, EntryKind.DOCUMENT])
        self._language = language
        self._space = space
        self._vectors = placed
        self._known_centres: dict[str, Numbers] = {}
        self._words = WordIndex(
            [row.text if mine else None for row, mine in zip(rows, own, strict=True)]
        )
        self.topics = list(topics)
        self._calibrate(rows, own, topics, cues)

    def fit(self, text: str, vector: Numbers | None) -> Fits:
        """Compare everything with a text; without a vector by words alone.

        A very short or odd text lies nearer to, or farther from, all entries of a family; what
        counts is how much better than the family's middle one an entry fits.
        """
        words = self._words.scores(text)
        dense, strange = None, 1.0
        if vector is not None:
            placed = self._space.placed(vector[None, :], self._language)
            dense = _products(self._vectors, placed)[:, 0]
            strange = self._space.strangeness(vector, self._language)
        entries, topics = self._entries(dense, words), self._topic_fit(dense, words)
        middle = np.where(
            self._is_guidance,
            np.median(entries[self._is_guidance]),
            np.median(entries[self._is_question]),
        )
        return Fits(entries - middle, topics - np.median(topics), strange)

    def places(self, entry_ids: Iterable[str]) -> Places:
        """Where entries stand in `Fits.entries`."""
        return np.array([self._place[entry_id] for entry_id in entry_ids], dtype=np.intp)

    def likeness(self, some: Sequence[str], others: Sequence[str]) -> Numbers:
        """Cosine between the whitened centres of entries; a row for each of `some`."""
        return _products(self._centres(some), self._centres(others))

    def title_likeness(self, some: Sequence[str], others: Sequence[str]) -> Numbers:
        """Cosine between the whitened titles of entries; of questions, their wording."""
        first, second = (self._titles[self.places(ids)] for ids in (some, others))
        return _products(self._vectors[first], self._vectors[second])

    def _centres(self, entry_ids: Sequence[str]) -> Numbers:
        return np.stack([self._centre(entry_id) for entry_id in entry_ids])

    def _centre(self, entry_id: str) -> Numbers:
        if entry_id not in self._known_centres:
            centre = self._vectors[self._groups[self._place[entry_id]]].mean(axis=0)
            self._known_centres[entry_id] = centre / max(float(np.linalg.norm(centre)), 1e-9)
        return self._known_centres[entry_id]

    def _calibrate(
        self,
        rows: Sequence[Row],
        own: NDArray[np.bool_],
        topics: Mapping[str, Sequence[str]],
        cues: Mapping[str, Sequence[int]],
    ) -> None:
        remarks = [
            place
            for place, row in enumerate(rows)
            if row.kind is EntryKind.QUESTION and row.part == "situation" and own[place]
        ]
        remarks = remarks[:: max(1, len(remarks) // _REMARKS)]
        dense = self._vectors @ self._vectors[remarks].T
        words = np.stack([self._words.scores(rows[place].text) for place in remarks], axis=1)
        entry_of = [self._place[rows[place].entry_id] for place in remarks]
        self._entries = Fit(
            Pool(self._groups, _ROWS_PER_BEST),
            dense,
            words,
            [np.array([entry]) for entry in entry_of],
        )
        members = [[self._place[question] for question in of] for of in topics.values()]
        groups = [
            np.concatenate([*(self._groups[m] for m in of), cues.get(TOPIC + topic, [])])
            for topic, of in zip(topics, members, strict=True)
        ]
        self._topic_fit = Fit(
            Pool([group.astype(np.intp) for group in groups], _TOPIC_ROWS_PER_BEST),
            dense,
            words,
            [np.flatnonzero([entry in of for of in members]) for entry in entry_of],
        )
