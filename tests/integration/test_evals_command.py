"""`kollega evals` from its command line to its exit code, on the real rules and program."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.domain import Language
from agent.listening.signals import CommitmentCandidate
from evals import lanes
from evals.cli import app
from evals.errors import BrokenData, ProgramFailed, ToolMissing
from evals.figures import Figure
from evals.lanes import Scored
from evals.names import Bench, Subject
from evals.program import chat, command, environment, settings
from evals.scoring import commitments
from evals.scoring.talks import play
from evals.scripts import scripts

ROOT = Path(__file__).parents[2]


def invoke(*arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def figure(value: float, name: str = "commitment_f1") -> Figure:
    return Figure(name=name, language="nb", part="tune", value=value, n=1)


def scores(*values: float, remarks: tuple[str, ...] = ()) -> Callable[[Subject], Scored]:
    """A lane with figures of these values."""
    return lambda subject: Scored(subject, [figure(value) for value in values], remarks)


# --- run --------------------------------------------------------------------------------


def test_commitments_are_scored_end_to_end() -> None:
    code, printed, complained = invoke("run", "--only", "commitments")
    names = {line.split()[0] for line in printed.splitlines() if line.startswith("commitment_")}
    assert names == {
        "commitment_f1",
        "commitment_due_exact",
        "commitment_action_named",
        "commitment_if_then",
    }
    assert code == (1 if "MISSED" in printed else 0)
    assert not complained


def test_it_is_a_command_of_the_program() -> None:
    done = subprocess.run(
        command("evals", "run", "--only", "commitments", "--json"),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        timeout=60,
        check=False,
    )
    figures = json.loads(done.stdout)
    assert {"name", "language", "part", "value", "n", "bound", "holds"} <= figures[0].keys()
    assert {each["language"] for each in figures} == {"nb", "en"}
    assert {each["part"] for each in figures} == {"tune", "held"}
    assert done.returncode == (0 if all(each["holds"] for each in figures) else 1)


def test_rules_that_accept_everything_are_caught_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def everything(text: str, language: Language, today: object) -> CommitmentCandidate:
        del language, today
        return CommitmentCandidate(action=text)

    monkeypatch.setattr(commitments, "find_commitment", everything)
    code, printed, _ = invoke("run", "--only", "commitments")
    lines = [line for line in printed.splitlines() if line.startswith("commitment_f1")]
    assert len(lines) == 2
    assert all("MISSED tune held" in line for line in lines)
    assert "commitment_f1" in printed.splitlines()[-1]
    assert code == 1


@pytest.mark.parametrize(("values", "code"), [((0.95, 1.0), 0), ((0.95, 0.5), 1)])
def test_the_exit_code_says_whether_a_bound_was_missed(
    values: tuple[float, ...], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "score", scores(*values))
    assert invoke("run", "--only", "search")[0] == code
    assert invoke("run", "--only", "search", "--json")[0] == code


def test_one_subject_that_breaks_down_does_not_take_the_others_with_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def score(subject: Subject) -> Scored:
        if subject is Subject.SEARCH:
            raise BrokenData("evals/data/search.jsonl:3", "text: Field required")
        if subject is Subject.SAFETY:
            raise ZeroDivisionError
        return scores(1.0)(subject)

    monkeypatch.setattr(lanes, "score", score)
    with caplog.at_level(logging.ERROR):
        code, printed, complained = invoke("run")
    assert code == 2
    assert complained == "search: evals/data/search.jsonl:3: text: Field required\n"
    assert "safety broke down" in caplog.text
    assert printed.splitlines()[-1] == "3 figures; all bounds are kept."


def test_a_missing_development_package_costs_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    missing = str(ToolMissing("rank-bm25", "The comparison with plain BM25"))
    monkeypatch.setattr(lanes, "score", scores(1.0, remarks=(missing,)))
    code, _, complained = invoke("run", "--only", "search")
    assert code == 0
    assert complained.startswith("The comparison with plain BM25 needs rank-bm25")


def test_bm25_says_when_its_package_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    from evals.bm25 import bm25

    monkeypatch.setitem(sys.modules, "rank_bm25", None)
    with pytest.raises(ToolMissing, match="rank-bm25"):
        bm25()


# --- the program ------------------------------------------------------------------------


def test_the_programs_settings_are_kept_away_from_this_machines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOLLEGA_DATABASE_URL", "postgresql://somewhere/real")
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    found = settings(tmp_path)
    assert found.records_url == f"sqlite:///{tmp_path / 'kollega.sqlite3'}"
    assert os.environ["KOLLEGA_DATABASE_URL"] == "postgresql://somewhere/real"
    environ = environment(tmp_path)
    assert environ["KOLLEGA_DATA_DIR"] == str(tmp_path)
    assert not {"KOLLEGA_DATABASE_URL", "OPENAI_API_KEY"} & environ.keys()


def test_a_program_that_stops_is_told_of_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "kollega.sqlite3").write_bytes(b"no database " * 1000)
    script = scripts("nb-terse")[0]
    with (
        pytest.raises(ProgramFailed, match=r"^nb-terse: the program stopped"),
        chat(script.id, script.language, script.today, tmp_path) as program,
    ):
        program.turn()


@pytest.mark.parametrize("script_id", ["nb-terse", "en-hurried"])
def test_a_scripted_colleague_is_led_through_a_talk_with_the_real_program(
    script_id: str, tmp_path: Path
) -> None:
    played = play(scripts(script_id)[0], tmp_path)
    assert played.now.said[0].who == "coach"
    assert [one.who for one in played.now.said[:3]] == ["coach", "coachee", "coach"]
    assert all(one.answered for one in played.now.coach)
    assert played.now.phases


def test_a_script_that_is_not_there_is_told_of() -> None:
    code, _, complained = invoke("talks", "--only", "nobody")
    assert code == 2
    assert "there is no script 'nobody'" in complained


# --- bench ------------------------------------------------------------------------------


def test_every_benchmark_has_a_module() -> None:
    from importlib import import_module

    from evals.bench._run import MODULES

    assert MODULES.keys() == set(Bench)
    for name in MODULES.values():
        assert callable(import_module(f"evals.bench.{name}").run)
