"""`kollega chat` against a real database and a real index."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter
from typer.testing import CliRunner, Result

from agent.cli import app
from agent.events import Event
from agent.listening.text import MAX_MESSAGE
from knowledge import open_knowledge

EVENTS: TypeAdapter[Event] = TypeAdapter(Event)
MONDAY, NEXT_MONDAY = "2026-11-23", "2026-12-07"

Run = Callable[..., Result]
Chat = Callable[..., list[list[dict[str, Any]]]]


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose index is built."""
    folder = tmp_path_factory.mktemp("indexed")
    guide = open_knowledge(folder)
    guide.warm()
    guide.close()
    return folder


@pytest.fixture
def run(indexed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the program on a data folder of the test's own."""
    folder = tmp_path / "data"
    shutil.copytree(indexed, folder)
    monkeypatch.setenv("KOLLEGA_DATA_DIR", str(folder))
    monkeypatch.delenv("KOLLEGA_LANGUAGE", raising=False)
    monkeypatch.setenv("LC_ALL", "nb_NO.UTF-8")
    monkeypatch.chdir(tmp_path)

    def invoke(*args: str, said: str | bytes = "") -> Result:
        return CliRunner().invoke(app, args, input=said)

    return invoke


@pytest.fixture
def chat(run: Run) -> Chat:
    """Says lines with --jsonl and gives the events of each turn, the opening first."""

    def talk(*lines: str | dict[str, Any] | bytes, args: tuple[str, ...] = ()) -> list[Any]:
        raw = [
            each
            if isinstance(each, bytes)
            else (each if isinstance(each, str) else json.dumps(each)).encode()
            for each in lines
        ]
        said = b"".join(line + b"\n" for line in raw)
        result = run("chat", "--jsonl", "--today", MONDAY, *args, said=said)
        assert result.exit_code == 0, result.output
        events = [json.loads(line) for line in result.stdout_bytes.decode("utf-8").splitlines()]
        turns: list[list[dict[str, Any]]] = [[]]
        for event in events:
            assert EVENTS.validate_python(event)
            turns[-1].append(event)
            if event["type"] == "TurnEnded":
                turns.append([])
        assert turns.pop() == []
        assert len(turns) == len(lines) + 1
        return turns

    return talk


def kinds(turn: list[dict[str, Any]]) -> list[str]:
    """The types of a turn's events."""
    return [event["type"] for event in turn]


def test_the_coach_opens_before_any_input(chat: Chat) -> None:
    ((first, *_, last),) = chat()
    assert first["type"] == "TurnStarted"
    assert last["phase"] == "intro"
    assert last["reply"]
    assert last["conversation_id"] == first["conversation_id"]


def test_the_deltas_make_the_reply(chat: Chat) -> None:
    for turn in chat("Jeg gruer meg til møtet på onsdag", {"text": "Det er mange\nder"}):
        said = "".join(event["text"] for event in turn if event["type"] == "TextDelta")
        assert said == turn[-1]["reply"]


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_the_language_is_the_one_asked_for(chat: Chat, lang: str) -> None:
    ((*_, ended),) = chat(args=("--lang", lang))
    words = set(ended["reply"].lower().split())
    assert words & ({"jeg", "du", "det", "og"} if lang == "nb" else {"you", "i", "the", "and"})


def test_json_of_a_wrong_shape_gets_a_notice_and_does_nothing(chat: Chat, run: Run) -> None:
    lines = ({"lc": 1, "type": "constructor"}, {"action": "erase"}, {"text": 1}, {})
    for turn in chat(*lines)[1:]:
        assert kinds(turn) == ["Notice", "TurnEnded"]
        assert turn[0]["kind"] == "input"
    (stored,) = json.loads(run("data", "export").stdout)
    assert [each["role"] for each in stored["turns"]] == ["coach"]


def test_what_only_looks_like_json_is_a_message(chat: Chat, run: Run) -> None:
    _, turn = chat("{jeg vet ikke helt")
    assert "TurnStarted" in kinds(turn)
    (stored,) = json.loads(run("data", "export").stdout)
    assert stored["turns"][1]["text"] == "{jeg vet ikke helt"


def test_a_message_that_cannot_be_used_gets_a_notice(chat: Chat) -> None:
    turns = chat("", "   ", "x" * (MAX_MESSAGE + 1), "Jeg gruer meg til onsdag")
    for refused in turns[1:-1]:
        assert kinds(refused) == ["Notice", "TurnEnded"]
        assert refused[0]["kind"] == "input"
    assert "TextDelta" in kinds(turns[-1])


def test_any_bytes_are_answered_in_utf8(chat: Chat) -> None:
    lines = (
        b"\xff\xfe\x80 hei",
        b"\xed\xa0\x80",
        b'{"text": "\\ud800 hei"}',
        b"a\x00b\x1b[31m",
        "שלום 🎉 \u202e\u2028 hei".encode(),
        b'{"a":' * 3000,
    )
    for turn in chat(*lines):
        assert turn[-1]["reply"]


def test_an_action_without_anything_pending_gets_a_notice(chat: Chat) -> None:
    for turn in chat({"action": "confirm"}, {"action": "edit", "goal": "x"})[1:]:
        assert turn[0]["type"] == "Notice"


def test_an_edit_of_an_unknown_id_ends_the_turn_not_the_run(chat: Chat) -> None:
    _, refused, after = chat({"action": "edit", "key": "nope", "goal": "x"}, "Hei på deg")
    assert kinds(refused) == ["Notice", "TurnEnded"]
    assert "TextDelta" in kinds(after)


PLANNED = {
    "nb": (
        "Jeg gruer meg til å presentere for ledergruppa",
        "Målet mitt er å bli tydeligere på møtet onsdag",
        "ja",
        {"action": "jump", "phase": "action_plan"},
        "Jeg skal øve høyt med Sara torsdag",
    ),
    "en": (
        "I dread presenting to the board",
        "My goal is to say the main thing first on Wednesday",
        "yes",
        {"action": "jump", "phase": "action_plan"},
        "I will rehearse aloud with Sara on Thursday",
    ),
}


def plan(chat: Chat, lang: str) -> list[list[dict[str, Any]]]:
    """A talk that goes on until a commitment is recorded."""
    skip = {"action": "skip"}  # the obstacle, the confidence
    return chat(*PLANNED[lang], skip, skip, skip, {"action": "confirm"}, args=("--lang", lang))


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_a_talk_ends_in_a_commitment_that_the_next_one_begins_with(
    chat: Chat, run: Run, lang: str
) -> None:
    events = [event for turn in plan(chat, lang) for event in turn]
    assert any(event["type"] == "CommitmentProposed" for event in events)
    recorded = [e for e in events if e["type"] == "Recorded" and e["kind"] == "commitment"]
    assert len(recorded) == 1
    (made,) = json.loads(run("commitments", "list", "--json").stdout)
    assert made["id"] == recorded[0]["id"]
    assert made["due"] == "2026-11-26"
    ((*_, opening),) = chat(args=("--today", NEXT_MONDAY, "--lang", lang))
    assert opening["phase"] == "follow_up"
    assert made["action"].lower() in opening["reply"].lower()


def test_a_conversation_is_gone_on_with(chat: Chat, run: Run) -> None:
    first = chat("Jeg gruer meg til onsdag")
    talk = first[0][-1]["conversation_id"]
    again, more = chat("Det er mange der", args=("--conversation", talk))
    assert again[-1]["reply"] == first[-1][-1]["reply"]
    assert again[-1]["turn_id"] == first[-1][-1]["turn_id"]
    assert more[-1]["conversation_id"] == talk
    assert len(json.loads(run("data", "export").stdout)) == 1


def test_an_unknown_conversation_is_one_sentence_and_exit_code_one(run: Run) -> None:
    for lang, words in (("nb", "Fant ikke"), ("en", "Could not find")):
        result = run("chat", "--jsonl", "--conversation", "nope", "--lang", lang)
        assert result.exit_code == 1
        assert words in result.stderr
        assert not result.stdout


def test_a_mode_that_is_not_there_yet_is_refused(run: Run) -> None:
    assert run("chat", "--mode", "roleplay").exit_code == 2
    assert run("chat", "--today", "i morgen").exit_code == 2


def test_the_terminal_talks_and_knows_its_commands(run: Run) -> None:
    lines = (
        "Jeg gruer meg til å presentere for ledergruppa",
        "/hvorfor",
        "/plan",
        "/tull",
        "/annet",
        "",
        "/slutt",
        "Dette blir aldri sagt",
    )
    result = run("chat", "--today", MONDAY, said="\n".join(lines))
    assert result.exit_code == 0, result.output
    shown = result.stdout
    for part in ("/hjelp", "Ingen mål er notert ennå.", "/tull finnes ikke", "Meldingen er tom"):
        assert part in shown
    assert "aldri" not in json.dumps(json.loads(run("data", "export").stdout))
    assert max(len(line) for line in shown.splitlines()) <= 80


def test_the_terminal_shows_numbers_to_call_when_life_is_in_danger(run: Run) -> None:
    result = run("chat", said="Jeg vil ikke leve lenger. Jeg har tenkt å ta livet mitt i kveld.\n")
    assert result.exit_code == 0
    assert "113" in result.stdout


def test_the_terminal_shows_a_proposal_and_what_to_answer(run: Run) -> None:
    said = "\n".join(line for line in PLANNED["nb"][:3] if isinstance(line, str))
    shown = run("chat", "--today", MONDAY, said=said).stdout
    assert "Forslag til mål:" in shown
    assert "Skriv ja" in shown
    assert "Målet er notert" in shown


def test_a_data_folder_that_cannot_be_made_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("KOLLEGA_DATA_DIR", str(tmp_path / "file" / "data"))
    result = run("chat", "--jsonl")
    assert result.exit_code == 1
    assert "Datamappen" in result.stderr
    assert "Traceback" not in result.output
