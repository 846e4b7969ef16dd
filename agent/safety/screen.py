"""Screening a message for danger and for need of human help; deterministic, without a model.

Cues (what is said, by whom) carry weights; contexts beside them (laughter, a trivial cause, a
course, a film, the far past, a plan) move the weights; a negation takes a cue away. What is
left is added up over neighbouring sentences and compared with a level's threshold. All
languages are read at once, whatever language the conversation is in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from agent.domain import SafetyLevel, SafetyTopic, Screening
from agent.safety._lexicon import Lexicon, lexicon
from agent.safety._nodes import Sentence
from agent.safety._patterns import Match
from agent.safety._text import read

NEIGHBOURS = 2
"""Sentences to either side whose cues are added up: hints are often spread over a few."""

_BEFORE = 9
"""Words before a cue in which a negation is looked for, in its clause."""

_NEAR = 4
"""Words between a negation and a cue that it still reaches, within one clause."""

_LEVELS = tuple(SafetyLevel)


class Hit(NamedTuple):
    """A cue found in a sentence, with its weight after contexts."""

    cue: str
    weight: int
    place: int
    words: str


def screen(text: str) -> Screening:
    """Judge one message.

    Args:
        text: What the person wrote, as it is; any length.

    Returns:
        The most serious level found, with its topic.
    """
    known = lexicon()
    best = Screening()
    most = 0
    for topic, score in _scores(known, explain(text)).items():
        level = known.scores.levels[topic]
        if score < known.scores.thresholds[level]:
            continue
        if (_LEVELS.index(level), score) > (_LEVELS.index(best.level), most):
            best, most = Screening(level=level, topic=topic), score
    return best


def explain(text: str) -> tuple[Hit, ...]:
    """The cues that count in a message, for tests and for those who tend the lexicon."""
    known = lexicon()
    reading = _Reading(known, read(text, known.vocabulary))
    return tuple(reading.hits())


class _Reading:
    """One message while it is read. Contexts are looked for only beside cues."""

    def __init__(self, known: Lexicon, sentences: Sequence[Sentence]) -> None:
        self._known = known
        self._sentences = sentences
        self._present: dict[tuple[str, int], bool] = {}

    def hits(self) -> Iterator[Hit]:
        """The cues found, where their contexts leave them any weight."""
        for place, sentence in enumerate(self._sentences):
            for pattern in self._known.candidates(sentence.vocabulary):
                for match in pattern.find(sentence):
                    if _negated(self._known, pattern.name, sentence, match):
                        continue
                    weight = self._weight(pattern.name, place)
                    if weight > 0:
                        yield Hit(pattern.name, weight, place, _quote(sentence, match))

    def _weight(self, cue: str, place: int) -> int:
        score = self._known.scores.cues[cue]
        weight = score.weight
        for name in score.moved_by:
            context = self._known.scores.contexts[name]
            near = range(place - context.reach, place + context.reach + 1)
            if any(self._has(name, there) for there in near):
                weight += context.shift
        return weight

    def _has(self, context: str, place: int) -> bool:
        if not 0 <= place < len(self._sentences):
            return False
        key = (context, place)
        if key not in self._present:
            found = self._known.context(context).find(self._sentences[place])
            self._present[key] = any(True for _ in found)
        return self._present[key]


def _negated(known: Lexicon, name: str, sentence: Sentence, match: Match) -> bool:
    """Whether a negation before the cue reaches it.

    "Ingen planer om å skade meg selv" is negated; "orker ikke mer, vil dø", "can't stop
    thinking of it" and "ingen vet at jeg vil dø" are not.
    """
    if not known.scores.cues[name].negatable:
        return False
    start = max(
        (place for place in sentence.starts if place < match.start),
        default=max(0, match.start - _BEFORE),
    )
    clause = sentence.words[max(start, match.start - _BEFORE) : match.start]
    place = max((i for i, word in enumerate(clause) if word in known.words("not")), default=-1)
    if place < 0:
        return False
    between, led_by = clause[place + 1 :], clause[max(0, place - 1) : place]
    if known.words("negation_unsure") & set(led_by):
        return False
    if known.words("negation_ends") & set(between):
        return False
    if _subjects(known, sentence) & {*between, sentence.words[match.start]}:
        # A new clause has begun: only "not that I ..." and "don't think I ..." reach into it.
        return bool(known.words("negation_goes_on") & {*led_by, *between})
    return len(between) < _NEAR


def _quote(sentence: Sentence, match: Match) -> str:
    return " ".join(sentence.words[match.start : match.end])


def _subjects(known: Lexicon, sentence: Sentence) -> frozenset[str]:
    """Words for the person who writes; "i" is a preposition in Norwegian."""
    english = not known.words("norwegian") & sentence.vocabulary
    return known.words("i") | ({"i"} if english else frozenset[str]())


def _scores(known: Lexicon, hits: Iterable[Hit]) -> dict[SafetyTopic, int]:
    """The best sum of different cues within reach of one another, a topic."""
    found: dict[SafetyTopic, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for hit in hits:
        here = found[known.scores.cues[hit.cue].topic][hit.place]
        here[hit.cue] = max(hit.weight, here.get(hit.cue, 0))
    return {topic: max(_sums(found[topic])) for topic in known.scores.levels if topic in found}


def _sums(places: Mapping[int, Mapping[str, int]]) -> Iterator[int]:
    for place in places:
        strongest: dict[str, int] = {}
        for near in range(place - NEIGHBOURS, place + NEIGHBOURS + 1):
            for cue, weight in places.get(near, {}).items():
                strongest[cue] = max(weight, strongest.get(cue, 0))
        yield sum(strongest.values())
