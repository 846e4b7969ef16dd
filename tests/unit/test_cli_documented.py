"""The public shapes are documented: a new command, option or event without words here fails."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import typer
from pydantic import BaseModel, TypeAdapter

from agent.cli import app
from agent.cli._protocol import Malformed, parse_line
from agent.domain import Commitment, ConversationView
from agent.events import Action, Event
from agent.exports import Plan
from knowledge.schema import Hit

DOCS = Path(__file__).parents[2] / "docs"
CLI = (DOCS / "cli.md").read_text(encoding="utf-8")
EVENTS = (DOCS / "events.md").read_text(encoding="utf-8")
FROM_TYPER = {"--help", "-h"}


def commands(command: Any, path: str = "kollega") -> Iterator[tuple[str, Any]]:
    """Every command that can be run, with the words it is run by."""
    within = getattr(command, "commands", None)
    if within is None:
        yield path, command
        return
    for name, each in within.items():
        if name == "evals":  # its own commands are described in docs/evals.md
            yield f"{path} {name}", each
            continue
        yield from commands(each, f"{path} {name}")


COMMANDS = dict(commands(typer.main.get_command(app)))


def section(command: str) -> str:
    """What docs/cli.md says about one command."""
    match = re.search(rf"^## {re.escape(command)}\n(.*?)(?=^## |\Z)", CLI, re.M | re.S)
    assert match, f"docs/cli.md has no section '## {command}'"
    return match[1]


def members(union: Any) -> list[type[BaseModel]]:
    """The models of a discriminated union."""
    return list(get_args(get_args(union)[0]))


def blocks(text: str) -> list[Any]:
    """The JSON examples of a document."""
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.S)]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_documented(command: str) -> None:
    words = section(command)
    assert f"$ {command}" in words or f"| {command}" in words, "no example"
    for parameter in COMMANDS[command].params:
        if parameter.param_type_name == "option":
            for option in set(parameter.opts) - FROM_TYPER:
                assert f"`{option}`" in words, f"{option} is not documented"


def test_no_section_is_about_a_command_that_is_gone() -> None:
    assert set(re.findall(r"^## (kollega .*)$", CLI, re.M)) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_an_example(command: str) -> None:
    assert f"{command} " in f"{COMMANDS[command].epilog} "


@pytest.mark.parametrize("event", members(Event), ids=lambda event: event.__name__)
def test_every_event_and_field_is_documented(event: type[BaseModel]) -> None:
    match = re.search(rf"^### {event.__name__}\n(.*?)(?=^### |\Z)", EVENTS, re.M | re.S)
    assert match, f"docs/events.md has no section '### {event.__name__}'"
    for field in event.model_fields:
        assert f'"{field}"' in match[1], f"{field} is in no example"


@pytest.mark.parametrize("action", members(Action), ids=lambda action: action.__name__)
def test_every_action_and_field_is_documented(action: type[BaseModel]) -> None:
    name = action.model_fields["action"].default
    row = re.search(rf"^\| `{name}` \|.*$", EVENTS, re.M)
    assert row, f"docs/events.md has no row for {name}"
    for field in set(action.model_fields) - {"action"}:
        assert f"`{field}`" in row[0], f"{name}'s {field} is not documented"


def test_the_examples_of_events_and_lines_are_valid() -> None:
    events: TypeAdapter[Event] = TypeAdapter(Event)
    for block in blocks(EVENTS):
        if "type" in block:
            assert events.validate_python(block).model_dump(mode="json") == block
        else:
            assert not isinstance(parse_line(json.dumps(block)), Malformed)


def test_the_examples_of_hits_and_commitments_are_valid() -> None:
    for block in blocks(section("kollega questions")):
        for hit in block["hits"] if isinstance(block, dict) else block:
            assert Hit.model_validate(hit).model_dump(mode="json") == hit
    for block in blocks(section("kollega commitments list")):
        assert Commitment.model_validate(block[0]).model_dump(mode="json") == block[0]
    (plan,) = blocks(section("kollega commitments export"))
    assert set(plan) == {*Plan.model_fields, "kollega_plan"} - {"check_ins"}


def test_the_export_of_everything_is_described() -> None:
    words = section("kollega data export")
    for field in ConversationView.model_fields:
        assert f"`{field}`" in words
