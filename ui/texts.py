"""The pages' own words, one file a language; the languages have the same keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

import yaml
from pydantic import TypeAdapter, ValidationError

from agent.domain import Language
from agent.errors import PromptFileError


class Texts(Mapping[str, str]):
    """The words of one language: `texts["send"]`, `texts.fill("phase_of", number=2, ...)`."""

    def __init__(self, language: Language, words: dict[str, str]) -> None:
        self.language = language
        self._words = words

    def __getitem__(self, key: str) -> str:
        return self._words[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def fill(self, key: str, **inputs: object) -> str:
        """A text with its placeholders filled."""
        return self._words[key].format(**inputs)


@cache
def texts(language: Language) -> Texts:
    """Load the words of a language.

    Raises:
        PromptFileError: when the file is broken, naming it.
    """
    path = f"ui/texts/{language}.yaml"
    raw = yaml.safe_load(
        resources.files("ui").joinpath("texts", f"{language}.yaml").read_text("utf-8")
    )
    try:
        return Texts(language, TypeAdapter(dict[str, str]).validate_python(raw, strict=True))
    except ValidationError as error:
        raise PromptFileError(path=path, reason=" ".join(str(error).split())) from error
