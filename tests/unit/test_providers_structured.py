"""Down the ladder: each step asked in its own way, one repair, and never more requests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from agent.ports import Message
from agent.providers._faults import EMPTY, Fault
from agent.providers.structured import Climbed, Step, climb, strict_schema

ASKED = [Message(role="system", content="persona"), Message(role="user", content="Kari, 7")]
GOOD = '{"name": "Kari", "sure": 7}'
BAD = '{"name": "Kari", "sure": 70}'
REFUSED = Fault("status 400", status=400)
STEPS = tuple(Step)


class Inner(BaseModel):
    why: str | None = None


class Answer(BaseModel):
    name: str = Field(max_length=40)
    sure: int = Field(ge=0, le=10)
    inner: Inner | None = None


class Server:
    """Gives prepared answers and keeps what it was asked."""

    def __init__(self, *answers: str | Fault) -> None:
        self.answers = list(answers)
        self.forms: list[str | None] = []
        self.said: list[Sequence[Message]] = []

    async def __call__(self, said: Sequence[Message], form: dict[str, Any] | None) -> str | Fault:
        self.forms.append(form["type"] if form else None)
        self.said.append(said)
        return self.answers.pop(0)


async def climbed(server: Server, steps: Sequence[Step] = STEPS) -> Climbed[Answer]:
    return await climb(ASKED, Answer, steps, server)


async def test_the_most_binding_step_is_asked_first() -> None:
    server = Server(GOOD)
    result = await climbed(server)
    assert result.found == Answer(name="Kari", sure=7)
    assert result.step is Step.JSON_SCHEMA
    assert server.forms == ["json_schema"]
    assert list(server.said[0]) == ASKED, "the schema goes beside the messages, not into them"


async def test_a_step_that_is_refused_is_left_and_remembered() -> None:
    server = Server(REFUSED, REFUSED, GOOD)
    result = await climbed(server)
    assert result.step is Step.PROMPTED
    assert result.refused == {Step.JSON_SCHEMA, Step.JSON_OBJECT}
    assert server.forms == ["json_schema", "json_object", None]


@pytest.mark.parametrize("step", [Step.JSON_OBJECT, Step.PROMPTED])
async def test_where_nothing_enforces_the_schema_it_is_spelled_out(step: Step) -> None:
    server = Server(GOOD)
    await climbed(server, [step])
    assert "JSON" in server.said[0][-1].content
    assert '"sure"' in server.said[0][-1].content


async def test_one_repair_tells_what_was_wrong() -> None:
    server = Server(BAD, GOOD)
    result = await climbed(server, [Step.PROMPTED])
    assert result.found == Answer(name="Kari", sure=7)
    assert server.said[1][-2] == Message(role="assistant", content=BAD)
    assert "sure: Input should be less than or equal to 10" in server.said[1][-1].content


async def test_there_is_one_repair_in_all() -> None:
    server = Server(BAD, BAD, BAD, BAD)
    result = await climbed(server)
    assert result.found is None
    assert len(server.forms) == len(STEPS) + 1


async def test_prose_where_json_was_asked_for_goes_down_the_ladder() -> None:
    server = Server("Kari is quite sure.", "", Fault(EMPTY), GOOD)
    server.answers[1:2] = []
    result = await climbed(server)
    assert result.step is Step.PROMPTED
    assert server.forms == ["json_schema", "json_object", None]


async def test_an_endpoint_that_is_gone_is_not_asked_again() -> None:
    server = Server(Fault("refused", retryable=True))
    result = await climbed(server)
    assert isinstance(result.found, Fault)
    assert len(server.forms) == 1


async def test_a_request_refused_at_the_last_step_is_a_fault() -> None:
    result = await climbed(Server(REFUSED), [Step.PROMPTED])
    assert result.found == REFUSED


@pytest.mark.parametrize(
    "answer",
    [
        f"```json\n{GOOD}\n```",
        f"Here you are: {GOOD} Good luck!",
        f"{{oops}} {GOOD}",
        f'{{"other": 1}} {GOOD}',
    ],
)
async def test_an_object_is_found_among_words(answer: str) -> None:
    assert (await climbed(Server(answer), [Step.PROMPTED])).found == Answer(name="Kari", sure=7)


@given(st.text(alphabet='{}[]",:\\ a1nul', max_size=60))
async def test_no_answer_breaks_it(answer: str) -> None:
    result = await climbed(Server(answer, answer), [Step.PROMPTED])
    assert result.found is None


def test_the_schema_is_in_the_form_that_strict_servers_take() -> None:
    schema = strict_schema(Answer)
    assert schema["required"] == ["name", "sure", "inner"]
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["Inner"]["required"] == ["why"]
    text = json.dumps(schema)
    assert "maxLength" not in text
    assert '"default"' not in text


class Titled(BaseModel):
    """Fields whose names are keywords of JSON schema."""

    title: str
    default: str
    properties: str


def test_fields_named_like_keywords_are_kept() -> None:
    assert strict_schema(Titled)["required"] == ["title", "default", "properties"]
