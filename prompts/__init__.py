"""Every sentence the product speaks, as files per language, and the strict loader for them.

A file `prompts/<language>/<area>.yaml` holds phrase banks: `inputs` are the placeholders its
phrases may use, `use` says when it is spoken. A phrase is referred to by its bank and a hash
of its words, so that any reply can be traced to the words that caused it.
"""

from __future__ import annotations

import hashlib
import string
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from agent.domain import Language
from agent.errors import PromptFileError

try:
    from yaml import CSafeLoader as SafeLoader  # ten times as fast
except ImportError:
    from yaml import SafeLoader


class Phrase(BaseModel):
    """One phrase: its reference (`bank#hash`) and its template."""

    model_config = ConfigDict(frozen=True)

    ref: str
    template: str

    def fill(self, **inputs: str) -> str:
        """The phrase with its placeholders filled; a missing one is a `PromptFileError`."""
        try:
            return self.template.format(**inputs)
        except KeyError as missing:
            raise PromptFileError(path=self.ref, reason=f"input {missing} not given") from None


class Bank(BaseModel):
    """Phrases that say the same thing in different words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    use: str
    inputs: tuple[str, ...] = ()
    phrases: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _only_declared_inputs(self) -> Bank:
        for phrase in self.phrases:
            used = {name for _, name, _, _ in string.Formatter().parse(phrase) if name is not None}
            unknown = used - set(self.inputs)
            if unknown:
                raise ValueError(f"{phrase!r} uses {sorted(unknown)}, which `inputs` lacks")
        if len(set(self.phrases)) != len(self.phrases):
            raise ValueError("a phrase stands twice")
        return self


class PhraseFile(BaseModel):
    """One file of phrase banks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    version: int = Field(ge=1)
    language: Language
    banks: dict[str, Bank]


class Phrasebook:
    """All banks of one language."""

    def __init__(self, language: Language, banks: Mapping[str, Bank]) -> None:
        self.language = language
        self.banks = MappingProxyType(dict(banks))
        self._phrases = {
            name: tuple(
                Phrase(ref=f"{name}#{_digest(text)}", template=text) for text in bank.phrases
            )
            for name, bank in banks.items()
        }

    def __getitem__(self, bank: str) -> tuple[Phrase, ...]:
        """The phrases of a bank, in the file's order."""
        try:
            return self._phrases[bank]
        except KeyError:
            raise PromptFileError(
                path=f"prompts/{self.language}", reason=f"no bank named {bank!r}"
            ) from None

    def __contains__(self, bank: str) -> bool:
        return bank in self._phrases

    def one(self, bank: str, **inputs: str) -> str:
        """The first phrase of a bank, filled: for messages that are always worded alike."""
        return self[bank][0].fill(**inputs)


@cache
def phrasebook(language: Language) -> Phrasebook:
    """Load and check the phrases of a language.

    Raises:
        PromptFileError: naming the file and what is wrong with it.
    """
    banks: dict[str, Bank] = {}
    folder = resources.files(__name__) / str(language)
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if not file.name.endswith(".yaml"):
            continue
        path = f"prompts/{language}/{file.name}"
        loaded = _load(path, file.read_text(encoding="utf-8"))
        if loaded.language is not language:
            raise PromptFileError(path=path, reason=f"language is {loaded.language}")
        twice = banks.keys() & loaded.banks.keys()
        if twice:
            raise PromptFileError(path=path, reason=f"banks defined twice: {sorted(twice)}")
        banks.update(loaded.banks)
    return Phrasebook(language, banks)


def _load(path: str, text: str) -> PhraseFile:
    try:
        raw: Any = yaml.load(text, Loader=SafeLoader)
        return PhraseFile.model_validate(raw)
    except (yaml.YAMLError, ValidationError) as error:
        raise PromptFileError(path=path, reason=" ".join(str(error).split())) from error


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
