"""A second opinion on danger, from the meaning of a message: it can raise the rules' verdict.

The rules of `agent.safety.screen` know wordings; this knows the neighbourhood of their sentence
embeddings. A committee of small networks, trained by `evals/training/train_safety.py`, gives the
probability of each level, and a linear layer the topic. Only numpy is needed, and only on use.

The caller embeds: `windows(text)` says what, `knowledge.embedder` does it (this room does not
know that one), `judge_all` judges the vectors and `combine` joins the opinion with the rules'
verdict. Vectors of another embedder than `load().embedder_id` mean nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from agent.domain import SafetyLevel, SafetyTopic, Screening

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

WEIGHTS = Path(__file__).with_name("weights.npz")

MOST_WINDOWS = 4
WINDOW_WORDS = 40
"""A message of so many words is embedded whole; no piece of a longer one is longer."""

_MOST_CHARS = 6000
"""Of very long messages the beginning and the end are looked at; the rules read it all."""

LEVELS = tuple(SafetyLevel)
TOPICS = tuple(SafetyTopic)
_ACUTE = frozenset(
    {SafetyTopic.SUICIDE, SafetyTopic.SELF_HARM, SafetyTopic.VIOLENCE, SafetyTopic.MEDICAL}
)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_FIRST_PERSON = re.compile(
    r"\b(?:jeg|meg|eg|min|mitt|mine|livet|i|i'm|im|i've|i'll|me|my|myself|life)\b", re.IGNORECASE
)
_DESPAIR = re.compile(
    r"\b(?:dø(?:y|r|d|en)?\b|død|drep|drap|selvmord|sjølvmord|leve|lever|våkn|vakn|forsvinn|borte"
    r"|vekk|farvel|slutt|orker|orkar|skade|kutt|skjær|pille|tablett|overdose|byrde|belastning"
    r"|til bry|uten meg|utan meg|håp|vits|poeng|kniv|våpen|pistol|redd|slår|slo\b|trua?e?r|pust"
    r"|bryst|bevisst|medvit|blø|aldri|die|dying|dead|death|kill|suicid|alive|live|living|wake"
    r"|disappear|gone|goodbye|end\b|hurt|harm|cut|pill|tablet|overdos|burden|without me|hope"
    r"|point|knife|gun|weapon|scared|afraid|hits?\b|threat|breath|chest|unconscious|bleed|never"
    r"|any ?more|lenger)",
    re.IGNORECASE,
)


class Opinion(NamedTuple):
    """What the classifier makes of one piece of text.

    `probability` is that of danger for `acute`, and that of any need of help otherwise.
    """

    level: SafetyLevel
    topic: SafetyTopic | None
    probability: float


class Classifier(NamedTuple):
    """The trained weights. `hidden` to `output_bias` have the committee as their first axis."""

    embedder_id: str
    acute: float
    support: float
    mean: Array
    scale: Array
    hidden: Array
    hidden_bias: Array
    output: Array
    output_bias: Array
    topic: Array
    topic_bias: Array

    def chances(self, vector: Array) -> Array:
        """The probabilities of `LEVELS` for one embedding: the committee's mean."""
        import numpy as np

        scaled = (vector - self.mean) / self.scale
        inner = np.maximum(np.einsum("d,cdh->ch", scaled, self.hidden) + self.hidden_bias, 0)
        outer = np.einsum("ch,chl->cl", inner, self.output) + self.output_bias
        powers = np.exp(outer - outer.max(axis=1, keepdims=True))
        chances: Array = (powers / powers.sum(axis=1, keepdims=True)).mean(axis=0)
        return chances

    def topic_of(self, vector: Array, level: SafetyLevel) -> SafetyTopic | None:
        """The likeliest topic among those of a level."""
        if level is SafetyLevel.NONE:
            return None
        scores = ((vector - self.mean) / self.scale) @ self.topic + self.topic_bias
        allowed = [t for t in TOPICS if (t in _ACUTE) == (level is SafetyLevel.ACUTE)]
        return max(allowed, key=lambda topic: float(scores[TOPICS.index(topic)]))


@cache
def load() -> Classifier:
    """The weights beside this module, read once."""
    import numpy as np

    with np.load(WEIGHTS, allow_pickle=False) as file:
        return Classifier(
            embedder_id=str(file["embedder_id"]),
            acute=float(file["acute"]),
            support=float(file["support"]),
            **{name: file[name] for name in Classifier._fields[3:]},
        )


def judge(vector: Array) -> Opinion:
    """Judge one embedding.

    Args:
        vector: A unit vector of `load().embedder_id` with the query prefix (`vectors`).

    Returns:
        `acute` from the acute threshold on, `support` from the lower one on, else `none`.
    """
    model = load()
    chances = model.chances(vector)
    danger = float(chances[LEVELS.index(SafetyLevel.ACUTE)])
    need = 1.0 - float(chances[LEVELS.index(SafetyLevel.NONE)])
    if danger >= model.acute:
        return Opinion(SafetyLevel.ACUTE, model.topic_of(vector, SafetyLevel.ACUTE), danger)
    level = SafetyLevel.SUPPORT if need >= model.support else SafetyLevel.NONE
    return Opinion(level, model.topic_of(vector, level), need)


def judge_all(vectors: Iterable[Array]) -> Opinion:
    """The most serious opinion on the pieces of one message."""
    opinions = (judge(vector) for vector in vectors)
    nothing = Opinion(SafetyLevel.NONE, None, 0.0)
    return max(
        opinions, key=lambda one: (LEVELS.index(one.level), one.probability), default=nothing
    )


def combine(rules: Screening, opinion: Opinion) -> Screening:
    """Join the rules' verdict with the classifier's: the more serious one counts.

    The classifier never lowers, and where both find the same level the rules name the topic,
    because they point to words.
    """
    if LEVELS.index(opinion.level) > LEVELS.index(rules.level):
        return Screening(level=opinion.level, topic=opinion.topic)
    return rules


def windows(text: str) -> list[str]:
    """The pieces of a message to embed: at most `MOST_WINDOWS`, each of `WINDOW_WORDS` at most.

    A short message is one piece. Of a longer one the sentences with the most cues of first
    person and despair are taken, in the order of the text.
    """
    if len(text) > _MOST_CHARS:
        text = f"{text[: _MOST_CHARS // 2]}\n{text[-_MOST_CHARS // 2 :]}"
    words = text.split()
    if len(words) <= WINDOW_WORDS:
        return [" ".join(words)] if words else []
    pieces = [piece for sentence in _SENTENCE.split(text) for piece in _short(sentence.split())]
    order = sorted(range(len(pieces)), key=lambda place: (-_cues(pieces[place]), place))
    return [pieces[place] for place in sorted(order[:MOST_WINDOWS])]


def _short(words: Sequence[str]) -> list[str]:
    half = WINDOW_WORDS // 2
    if len(words) <= WINDOW_WORDS:
        return [" ".join(words)] if words else []
    return [" ".join(words[start : start + half]) for start in range(0, len(words), half)]


def _cues(piece: str) -> int:
    return 2 * len(_DESPAIR.findall(piece)) + min(2, len(_FIRST_PERSON.findall(piece)))
