"""Words on a terminal wrap while they stream."""

from __future__ import annotations

import pytest

from agent.cli import _paper
from agent.cli._paper import Paper


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Paper:
    monkeypatch.setenv("COLUMNS", "41")
    return Paper()


def test_streamed_words_wrap_at_the_width(paper: Paper, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Det er mye på en gang. Hva er det viktigste for deg akkurat nå, tenker du?"
    for piece in (text[:30], text[30:55], text[55:]):
        paper.stream(piece)
    paper.end()
    lines = capsys.readouterr().out.splitlines()
    assert all(len(line) <= 40 for line in lines)
    assert len(lines) == 2
    assert " ".join(lines) == text


def test_line_ends_and_spaces_of_the_stream_are_kept(
    paper: Paper, capsys: pytest.CaptureFixture[str]
) -> None:
    for piece in ("Ja. ", "Og nei.\n\n", "Så?"):
        paper.stream(piece)
    paper.end()
    paper.end()
    assert capsys.readouterr().out == "Ja. Og nei.\n\nSå?\n"


def test_an_aside_ends_the_line_and_is_indented(
    paper: Paper, capsys: pytest.CaptureFixture[str]
) -> None:
    paper.stream("Midt i")
    paper.aside("en\nto " + "ord " * 20)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["Midt i", "  en"]
    assert all(line.startswith("  ") and len(line) <= 40 for line in lines[1:])


def test_a_word_longer_than_the_line_is_not_lost(
    paper: Paper, capsys: pytest.CaptureFixture[str]
) -> None:
    paper.stream("a " + "x" * 90 + " b")
    paper.end()
    assert capsys.readouterr().out.split() == ["a", "x" * 90, "b"]
    assert _paper.WIDEST > 60
