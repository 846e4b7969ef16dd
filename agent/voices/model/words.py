"""The words a model's sentences are checked for: `words.yaml`, loaded once."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict

from agent.domain import Language


class _Lists(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    letters: str
    small: str
    foreign: str
    proper: tuple[str, ...]
    own_labels: tuple[str, ...]
    other_labels: tuple[str, ...]
    leak: tuple[str, ...]
    records: tuple[str, ...]
    powers: tuple[str, ...]
    identity: tuple[str, ...]
    sources: tuple[str, ...]
    advice: tuple[str, ...]
    process: tuple[str, ...]
    opens: tuple[str, ...]
    carries: dict[str, tuple[str, ...]]


class Words(NamedTuple):
    """The patterns of one language; matched on `agent.listening.text.plain` text.

    Attributes:
        foreign: letters that the language does not write its own words with.
        own_label: "Coach:" before the reply; `other_label`: "User:", where the model goes on to
            write somebody else's lines.
        leak: talk of what the model was told.
        records: that something was recorded; `powers`: that something was done or promised that
            the program cannot do or keep; `identity`: who the coach claims to be.
        sources: research that nobody gave it.
        advice: suggestions that their move alone does not show.
        opens: the beginning of a question that yes and no do not answer.
        proper: words that are written with a capital and name nobody.
        carries: what a reply to an act must hold, by act, so that the answer is understood.
        process: requests about the conversation itself, which advise nobody.
        small: words that every sentence is held together with, whatever it is about.
    """

    foreign: re.Pattern[str]
    own_label: re.Pattern[str]
    other_label: re.Pattern[str]
    leak: re.Pattern[str]
    records: re.Pattern[str]
    powers: re.Pattern[str]
    identity: re.Pattern[str]
    sources: re.Pattern[str]
    advice: re.Pattern[str]
    process: re.Pattern[str]
    opens: re.Pattern[str]
    proper: frozenset[str]
    carries: dict[str, tuple[re.Pattern[str], ...]]
    small: frozenset[str]


@cache
def words_of(language: Language) -> Words:
    """The patterns of a language."""
    lists = _lists()[language]
    return Words(
        foreign=re.compile(f"[{''.join(set(lists.foreign) - set(lists.letters))}]"),
        own_label=_label(lists.own_labels),
        other_label=_label(lists.other_labels),
        leak=_any(lists.leak),
        records=_any(lists.records),
        powers=_any(lists.powers),
        identity=_any(lists.identity),
        sources=_any(lists.sources),
        advice=_any(lists.advice),
        process=re.compile(rf"\A(?:{'|'.join(lists.process)})"),
        opens=_any(lists.opens),
        carries={
            act: tuple(re.compile(each) for each in patterns)
            for act, patterns in lists.carries.items()
        },
        proper=frozenset(name.lower() for name in lists.proper),
        small=frozenset(lists.small.split()),
    )


def _lists() -> dict[Language, _Lists]:
    text = files(__package__ or "agent.voices.model").joinpath("words.yaml").read_text("utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    return {Language(code): _Lists.model_validate(lists) for code, lists in raw.items()}


def _any(fragments: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{fragment})" for fragment in fragments))


def _label(names: tuple[str, ...]) -> re.Pattern[str]:
    """A name and a colon at the beginning, in bold or brackets or not."""
    named = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"\A[\s*_\[(#>-]*(?:{named})[\s*_\])]*:[\s*_]*", re.IGNORECASE)
