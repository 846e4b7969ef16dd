"""The labelled sets and scripts load, and a broken one is named with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.errors import BrokenData
from evals.files import read_model, read_yaml
from evals.scripts import Script, scripts
from evals.sets import SPLITS, CommitmentRow, ReflectionRow, Row, SafetyRow, SearchRow, rows

GOOD = '{"id": "s-1", "language": "nb", "text": "å", "expected": ["trust"], "split": "tune"}\n'


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("search", SearchRow),
        ("commitments", CommitmentRow),
        ("reflections", ReflectionRow),
        ("safety", SafetyRow),
    ],
)
def test_each_set_has_rows_of_both_splits_in_both_languages(name: str, model: type[Row]) -> None:
    found = {(getattr(row, "language"), row.split) for row in rows(name, model)}  # noqa: B009
    assert found >= {(language, split) for language in ("nb", "en") for split in SPLITS}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{oops", "Invalid JSON"),
        ('{"id": "s-2", "text": "b", "expected": [], "split": "tune"}', "language: Field required"),
        (GOOD.replace("s-1", "s-2").replace('"nb"', '"sv"'), "language: Input should be 'nb'"),
        (GOOD.replace("s-1", "s-2").replace('"tune"', '"test"'), "split: Input should be 'tune'"),
        (GOOD.replace("s-1", "s-2").replace('"text"', '"txt"'), "text: Field required"),
    ],
)
def test_a_broken_row_is_named_with_its_file_and_line(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "search.jsonl").write_text(f"{GOOD}\n{line}\n", "utf-8")
    with pytest.raises(BrokenData, match=rf"search\.jsonl:3: .*{said}"):
        rows("search", SearchRow, tmp_path)


def test_line_separators_within_a_text_do_not_shift_the_line_named(tmp_path: Path) -> None:
    text = GOOD.replace('"å"', '"a\u2028b"') + "{oops\n"
    (tmp_path / "search.jsonl").write_text(text, "utf-8")
    with pytest.raises(BrokenData, match=r"search\.jsonl:2:"):
        rows("search", SearchRow, tmp_path)


def test_an_id_is_there_once(tmp_path: Path) -> None:
    (tmp_path / "search.jsonl").write_text(GOOD * 2, "utf-8")
    with pytest.raises(BrokenData, match="id s-1 is there twice"):
        rows("search", SearchRow, tmp_path)


def test_a_set_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenData, match=r"search\.jsonl"):
        rows("search", SearchRow, tmp_path)


def test_a_broken_script_is_named(tmp_path: Path) -> None:
    file = tmp_path / "en-odd.yaml"
    file.write_text("id: en-odd\nlanguage: en\n", "utf-8")
    with pytest.raises(BrokenData, match=r"en-odd\.yaml: kind: Field required"):
        read_model(file, Script)
    file.write_text("id: [en\n", "utf-8")
    with pytest.raises(BrokenData, match=r"en-odd\.yaml: .*line 2"):
        read_yaml(file)


def test_the_scripts_cover_both_languages_and_are_found_by_name() -> None:
    assert {script.language for script in scripts()} == {"nb", "en"}
    assert [script.id for script in scripts("nb-nurse")] == ["nb-nurse"]
    with pytest.raises(BrokenData, match="there is no script 'nobody'; there are en-developer"):
        scripts("nobody")


def test_a_script_is_named_as_its_file() -> None:
    folder = Path(__file__).parents[2] / "evals" / "colleagues"
    assert {script.id for script in scripts()} == {file.stem for file in folder.glob("*.yaml")}
