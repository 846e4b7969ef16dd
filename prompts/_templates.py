"""What a language model is told, as files per language, and the strict loader for them.

A file `prompts/<language>/model/<name>.md` begins with front matter (`id`, `version`,
`language`, and `inputs`, the placeholders its text may use). The rest is one template, or
several under headings of the form `## name`. A template is referred to by its file, its name
and a hash of its words, so that any reply can be traced to the words that asked for it.
"""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.domain import Language
from agent.errors import PromptFileError

_HEAD = re.compile(r"\A---\n(?P<head>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_SECTION = re.compile(r"^## (?P<name>[a-z_]+)\n", re.MULTILINE)
_NAME = re.compile(r"[a-z_]+")


class Template(BaseModel):
    """One text for a model, and its reference (`model/file#hash`, `model/file/name#hash`)."""

    model_config = ConfigDict(frozen=True)

    ref: str
    text: str
    inputs: frozenset[str]

    def fill(self, **inputs: str) -> str:
        """The text with its placeholders filled. What is filled in is not read as a template.

        Raises:
            PromptFileError: for an input that is missing, and for one that it does not have.
        """
        missing, extra = self.inputs - inputs.keys(), inputs.keys() - self.inputs
        if missing or extra:
            wrong = [*(f"{name} missing" for name in sorted(missing))]
            wrong += [f"{name} unknown" for name in sorted(extra)]
            raise PromptFileError(path=self.ref, reason="inputs: " + ", ".join(wrong))
        return self.text.format(**inputs)


class _Head(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    version: int = Field(ge=1)
    language: Language
    inputs: tuple[str, ...] = ()


class TemplateFile:
    """One file: its only template, or those under its headings."""

    def __init__(self, path: str, head: _Head, templates: Mapping[str, Template]) -> None:
        self.path = path
        self.id = head.id
        self.version = head.version
        self.language = head.language
        self._templates = MappingProxyType(dict(templates))

    @property
    def names(self) -> tuple[str, ...]:
        """The headings, in the file's order; one empty name where there are none."""
        return tuple(self._templates)

    def __contains__(self, name: str) -> bool:
        return name in self._templates

    def __getitem__(self, name: str) -> Template:
        """The template under a heading."""
        try:
            return self._templates[name]
        except KeyError:
            raise PromptFileError(path=self.path, reason=f"no heading {name!r}") from None

    @property
    def whole(self) -> Template:
        """The template of a file without headings."""
        return self[""]


@cache
def model_prompt(name: str, language: Language) -> TemplateFile:
    """Load and check one file of a language.

    Raises:
        PromptFileError: naming the file and what is wrong with it.
    """
    path = f"prompts/{language}/model/{name}.md"
    file: Traversable = resources.files("prompts").joinpath(str(language), "model", f"{name}.md")
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptFileError(path=path, reason=type(error).__name__) from error
    loaded = read_templates(path, text)
    if loaded.language is not language:
        raise PromptFileError(path=path, reason=f"language is {loaded.language}")
    if loaded.id != name:
        raise PromptFileError(path=path, reason=f"id is {loaded.id!r}")
    return loaded


def read_templates(path: str, text: str) -> TemplateFile:
    """Read one file's text.

    Raises:
        PromptFileError: for a head that is missing or wrong, a heading that stands twice, and
            inputs that are declared and not used or used and not declared.
    """
    cut = _HEAD.match(text.replace("\r\n", "\n"))
    if cut is None:
        raise PromptFileError(path=path, reason="no front matter between two lines of ---")
    head = _head(path, cut["head"])
    templates = {
        name: Template(ref=_ref(head.id, name, body), text=body, inputs=_inputs(path, body))
        for name, body in _sections(path, cut["body"])
    }
    used = frozenset[str]().union(*(template.inputs for template in templates.values()))
    if used != frozenset(head.inputs):
        wrong = sorted(used.symmetric_difference(head.inputs))
        raise PromptFileError(path=path, reason=f"`inputs` and the text differ in {wrong}")
    return TemplateFile(path, head, templates)


def _head(path: str, text: str) -> _Head:
    try:
        raw: Any = yaml.safe_load(text)
        return _Head.model_validate(raw)
    except (yaml.YAMLError, ValidationError) as error:
        raise PromptFileError(path=path, reason=" ".join(str(error).split())) from error


def _sections(path: str, body: str) -> list[tuple[str, str]]:
    headings = list(_SECTION.finditer(body))
    if not headings:
        return [("", _text(path, body))]
    if body[: headings[0].start()].strip():
        raise PromptFileError(path=path, reason="text before the first heading")
    names = [heading["name"] for heading in headings]
    if len(set(names)) != len(names):
        raise PromptFileError(path=path, reason="a heading stands twice")
    ends = [*(heading.start() for heading in headings[1:]), len(body)]
    return [
        (heading["name"], _text(path, body[heading.end() : end]))
        for heading, end in zip(headings, ends, strict=True)
    ]


def _text(path: str, body: str) -> str:
    if not body.strip():
        raise PromptFileError(path=path, reason="a template is empty")
    return body.strip()


def _inputs(path: str, body: str) -> frozenset[str]:
    """The names of a template's placeholders: plain words, with no format behind them."""
    try:
        found = list(string.Formatter().parse(body))
    except ValueError as error:
        raise PromptFileError(path=path, reason=str(error)) from None
    names = {name for _, name, _, _ in found if name is not None}
    plain = all(spec in (None, "") and not turn for _, _, spec, turn in found)
    if not plain or not all(_NAME.fullmatch(name) for name in names):
        raise PromptFileError(path=path, reason="a placeholder is not a plain name in braces")
    return frozenset(names)


def _ref(file: str, name: str, body: str) -> str:
    digest = hashlib.sha256(body.encode()).hexdigest()[:8]
    return f"model/{file}{f'/{name}' if name else ''}#{digest}"
