"""What a line of `chat --jsonl` is taken for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.cli._lines import as_json
from agent.cli._protocol import Malformed, parse_line
from agent.domain import CheckInStatus, Phase
from agent.events import Another, Check, Confirm, Edit, Jump, Reject, Skip, Summarise


@pytest.mark.parametrize(
    "line",
    ["Hei", "", "  ", '"hei"', "[1, 2]", "{hei", "{'text': 'hei'}", '{"text": "hei"', "{" * 5000],
)
def test_what_is_no_json_object_is_a_message(line: str) -> None:
    assert parse_line(line) == line


def test_a_message_as_json_keeps_its_line_breaks() -> None:
    assert parse_line('  {"text": "a\\nb"}') == "a\nb"


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ('{"action": "confirm"}', Confirm()),
        ('{"action": "confirm", "key": "p1"}', Confirm(key="p1")),
        ('{"action": "reject"}', Reject()),
        ('{"action": "edit", "goal": "si\\u0000 det \\ud800"}', Edit(goal="si det \ufffd")),
        ('{"action": "jump", "phase": "action_plan"}', Jump(phase=Phase.ACTION_PLAN)),
        ('{"action": "skip"}', Skip()),
        ('{"action": "check_in", "status": "done"}', Check(status=CheckInStatus.DONE)),
        ('{"action": "another_question"}', Another()),
        ('{"action": "summarise"}', Summarise()),
    ],
)
def test_actions_are_understood(line: str, action: object) -> None:
    assert parse_line(line) == action


def test_an_edit_carries_a_whole_commitment() -> None:
    fields = {"action": "ringe Kari", "due": "2026-11-26", "confidence": 7}
    edit = parse_line(json.dumps({"action": "edit", "commitment": fields}))
    assert isinstance(edit, Edit)
    assert edit.commitment
    assert str(edit.commitment.due) == "2026-11-26"


@pytest.mark.parametrize(
    "line",
    [
        "{}",
        '{"lc": 1, "type": "constructor", "id": ["os", "system"]}',
        '{"text": 5}',
        '{"text": null}',
        '{"text": "hei", "action": "confirm"}',
        '{"text": "hei", "extra": 1}',
        '{"action": "erase"}',
        '{"action": "jump"}',
        '{"action": "jump", "phase": "nowhere"}',
        '{"action": ["confirm"]}',
        '{"action": "edit", "commitment": {"action": "x", "confidence": 11}}',
        '{"action": "check_in", "status": "ja"}',
    ],
)
def test_json_of_another_shape_is_malformed(line: str) -> None:
    assert isinstance(parse_line(line), Malformed)


@given(st.text())
def test_any_text_goes_through_json_unharmed(text: str) -> None:
    assert parse_line(json.dumps({"text": text})) == text


@given(st.text(alphabet=st.characters(codec=None, categories=["Cs", "L", "Cc"])))
def test_json_out_is_always_utf8(text: str) -> None:
    assert json.loads(as_json({"text": text}).encode("utf-8"))
