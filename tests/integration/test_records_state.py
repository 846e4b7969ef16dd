"""A stored flow state never stops a conversation, and a lost one loses nothing that matters."""

from __future__ import annotations

import json
import logging

import pytest
from sqlalchemy import text

from agent.domain import Conversation, FlowState, Phase, SafetyLevel, SafetyTopic, Screening
from agent.errors import RecordsUnavailable
from agent.records.repository import SqlRecords
from agent.records.state import PAST_ALL_PROPOSALS, STATE_VERSION, dump_state, load_state

ACUTE = Screening(level=SafetyLevel.ACUTE, topic=SafetyTopic.SUICIDE)

STATE = FlowState(
    phase=Phase.QUESTIONS,
    turns=9,
    proposals_made=3,
    safety=ACUTE,
    asked=("q-1", "q-2"),
    topic="Lønn",
)


def overwrite(records: SqlRecords, column: str, value: object) -> None:
    """Change what is stored behind the records' back."""
    with records.engine.begin() as connection:
        connection.execute(text(f"UPDATE conversation SET {column} = :value"), {"value": value})  # noqa: S608


def test_a_state_comes_back_as_it_was() -> None:
    assert load_state(dump_state(STATE), STATE_VERSION, STATE.phase) == STATE


@pytest.mark.parametrize("version", [0, STATE_VERSION + 1])
def test_a_state_of_another_version_starts_afresh_at_the_same_phase(version: int) -> None:
    found = load_state(dump_state(STATE), version, STATE.phase)
    assert found.phase is Phase.QUESTIONS
    assert found.safety == ACUTE
    assert (found.turns, found.proposals_made) == (9, 3)
    assert found.asked == ("q-1", "q-2")
    assert found.introduced
    assert found.turns_in_phase == 0


def test_fields_of_another_version_cost_only_themselves() -> None:
    stored = json.loads(dump_state(STATE)) | {"asked": {"not": "a list"}, "new_field": 1}
    found = load_state(json.dumps(stored), STATE_VERSION, STATE.phase)
    assert found.asked == ()
    assert found.safety == ACUTE


@pytest.mark.parametrize("stored", ["", "{", "[]", "null", "3", '{"safety": 3}', "\x00"])
def test_rubbish_starts_afresh_and_uses_no_proposals_key_again(stored: str) -> None:
    found = load_state(stored, STATE_VERSION, Phase.GOALS)
    assert found.phase is Phase.GOALS
    assert found.proposals_made == PAST_ALL_PROPOSALS
    assert found.turns >= 1


def test_the_conversation_goes_on_and_its_text_is_not_logged(
    records: SqlRecords, talk: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    records.save_state("kari", talk.id, STATE)
    overwrite(records, "state", '{"topic": "hemmelig"')
    with caplog.at_level(logging.DEBUG):
        assert records.conversation("kari", talk.id).state.phase is Phase.QUESTIONS
    assert "hemmelig" not in caplog.text
    records.save_state("kari", talk.id, STATE)
    assert records.conversation("kari", talk.id).state == STATE


def test_a_value_that_no_version_wrote_is_told_plainly(
    records: SqlRecords, talk: Conversation
) -> None:
    overwrite(records, "language", "tlhIngan")
    with pytest.raises(RecordsUnavailable) as caught:
        records.conversation("kari", talk.id)
    assert caught.value.details["reason"] == "damaged"
    assert caught.value.__cause__ is None
