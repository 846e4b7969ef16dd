"""The words and figures that screening goes by, from `agent/safety/lexicon/*.yaml`.

`scores.yaml` says what a cue is worth and which contexts move it; a file per language says in
which words the cues and contexts come. How patterns are written is told in `_patterns`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from agent.domain import SafetyLevel, SafetyTopic
from agent.safety._patterns import COMMON, Parser, Pattern, telling
from agent.safety._text import Vocabulary

LANGUAGES = ("nb", "nn", "en")

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORD = re.compile(r"[^\W\d_]+")


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CueScore(_Section):
    """What a cue is about, what it weighs, and which contexts move its weight."""

    topic: SafetyTopic
    weight: int = Field(ge=1, le=6)
    moved_by: tuple[str, ...] = ()
    negatable: bool = True


class ContextScore(_Section):
    """What a context adds to a cue beside it; `reach` counts sentences to either side."""

    shift: int
    reach: int = Field(default=0, ge=0, le=2)


class Scores(_Section):
    """`scores.yaml`."""

    levels: dict[SafetyTopic, SafetyLevel]
    thresholds: dict[SafetyLevel, int]
    contexts: dict[str, ContextScore]
    cues: dict[str, CueScore]

    @model_validator(mode="after")
    def _only_named_contexts(self) -> Scores:
        for name, cue in self.cues.items():
            unknown = set(cue.moved_by) - self.contexts.keys()
            if unknown:
                raise ValueError(f"cue {name!r} is moved by {sorted(unknown)}, which is no context")
        return self


class LanguageFile(_Section):
    """One language's words."""

    variants: dict[str, tuple[str, ...]] = {}
    prefixes: dict[str, str] = {}
    phrases: dict[str, str] = {}
    misspelt: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    not_typos: tuple[str, ...] = ()
    classes: dict[str, tuple[str, ...]] = {}
    contexts: dict[str, tuple[str, ...]] = {}
    cues: dict[str, tuple[str, ...]] = {}


class Lexicon:
    """All patterns of all languages, found by their rarest words."""

    def __init__(self, scores: Scores, languages: Mapping[str, LanguageFile]) -> None:
        self.scores = scores
        self.classes: dict[str, tuple[str, ...]] = {}
        for file in languages.values():
            for name, members in file.classes.items():
                self.classes[name] = self.classes.get(name, ()) + members
        self.vocabulary = _vocabulary(languages)
        self._parser = Parser(self.classes, self.vocabulary)
        self.patterns = tuple(self._patterns(languages.values()))
        self._words: dict[str, frozenset[str]] = {}
        self._anchored, self.ungated = _anchored(self.patterns, self._parser.words(COMMON))
        self._contexts = self._context_patterns(languages.values())

    def words(self, name: str) -> frozenset[str]:
        """A class that is a plain list of words."""
        if name not in self._words:
            self._words[name] = self._parser.words(name)
        return self._words[name]

    def candidates(self, words: frozenset[str]) -> Iterator[Pattern]:
        """The cue patterns that a sentence of these words may match."""
        yield from self.ungated
        anchored = (self._anchored[word] for word in words & self._anchored.keys())
        for pattern in dict.fromkeys(chain.from_iterable(anchored)):
            if pattern.may_match(words):
                yield pattern

    def context(self, name: str) -> Pattern:
        """One pattern for all ways in which a context comes."""
        return self._contexts[name]

    def _patterns(self, languages: Iterable[LanguageFile]) -> Iterator[Pattern]:
        for file in languages:
            for name, sources in file.cues.items():
                if name not in self.scores.cues:
                    raise ValueError(f"scores.yaml has no cue named {name!r}")
                for source in sources:
                    yield self._parser.pattern(name, source)

    def _context_patterns(self, languages: Iterable[LanguageFile]) -> dict[str, Pattern]:
        sources: dict[str, list[str]] = {name: [] for name in self.scores.contexts}
        for file in languages:
            for name, found in file.contexts.items():
                if name not in sources:
                    raise ValueError(f"scores.yaml has no context named {name!r}")
                sources[name].extend(found)
        return {
            name: self._parser.pattern(name, "|".join(found)) for name, found in sources.items()
        }


@cache
def lexicon() -> Lexicon:
    """Load and check all files, once.

    Raises:
        pydantic.ValidationError: a file has an unknown section or a wrong shape.
        ValueError: a file names a cue or context that `scores.yaml` lacks.
    """
    return Lexicon(
        Scores.model_validate(_read("scores")),
        {name: LanguageFile.model_validate(_read(name)) for name in LANGUAGES},
    )


def _read(name: str) -> Any:
    source = files("agent.safety").joinpath("lexicon", f"{name}.yaml").read_text("utf-8")
    return yaml.load(source, Loader=_LOADER)  # noqa: S506  both loaders are safe ones


def _vocabulary(languages: Mapping[str, LanguageFile]) -> Vocabulary:
    known: set[str] = set()
    for file in languages.values():
        known |= file.variants.keys()
        for group in (file.classes, file.contexts, file.cues):
            for sources in group.values():
                known.update(word for source in sources for word in _WORD.findall(source))
    files = languages.values()
    return Vocabulary(
        known=known,
        variants={
            other: word
            for file in files
            for word, others in file.variants.items()
            for other in others
        },
        prefixes={old: new for file in files for old, new in file.prefixes.items()},
        phrases={old: new for file in files for old, new in file.phrases.items()},
        misspelt=[word for file in files for word in file.misspelt],
        masked=[word for file in files for word in file.masked],
        not_typos=[word for file in files for word in file.not_typos],
    )


def _anchored(
    patterns: Iterable[Pattern], common: frozenset[str]
) -> tuple[dict[str, list[Pattern]], tuple[Pattern, ...]]:
    """Each pattern under the words of its most telling gate; those without a gate apart."""
    index: dict[str, list[Pattern]] = {}
    ungated: list[Pattern] = []
    for pattern in patterns:
        gate = telling(pattern.gates, common)
        if gate is None:
            ungated.append(pattern)
        for word in gate or ():
            index.setdefault(word, []).append(pattern)
    return index, tuple(ungated)
