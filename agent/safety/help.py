"""The numbers to call, from `help.yaml`, with the month they were checked."""

from __future__ import annotations

from functools import cache
from importlib import resources

import yaml

from agent.domain import Frozen, Language, SafetyTopic


class HelpLine(Frozen):
    """A number and when to call it. `tel` is the number's digits."""

    id: str
    number: str
    name: dict[Language, str]
    when: dict[Language, str]
    topics: tuple[SafetyTopic, ...]

    @property
    def tel(self) -> str:
        """The number as a telephone link takes it."""
        return "".join(character for character in self.number if character.isdigit())


class HelpLines(Frozen):
    """All lines, and the month (YYYY-MM) they were checked in."""

    checked: str
    lines: tuple[HelpLine, ...]


@cache
def help_lines() -> HelpLines:
    """The lines in the file's order: the most urgent first."""
    text = resources.files("agent.safety").joinpath("help.yaml").read_text("utf-8")
    return HelpLines.model_validate(yaml.safe_load(text))


def lines_for(topic: SafetyTopic | None) -> tuple[HelpLine, ...]:
    """The lines with those that fit a topic first."""
    lines = help_lines().lines
    return tuple(sorted(lines, key=lambda line: topic is not None and topic not in line.topics))
