"""Reasoning never shows, however its tags are cut to pieces."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent.providers._visible import VisibleText, visible

TAGS = ("<think>", "</think>", "<THINK>", "<thinking>", "</thinking>", "[THINK]", "[/THINK]")
SCRAPS = ("◁think▷", "◁/think▷", "<", "</th", "ink>", "[", "◁", " ", "\n", "hei", "på", "İ", "ẞ")
PARTS = st.lists(st.sampled_from(TAGS + SCRAPS), max_size=12).map("".join)
CLOSERS = {
    "<think>": "</think>",
    "<thinking>": "</thinking>",
    "[think]": "[/think]",
    "◁think▷": "◁/think▷",
}


def fed(text: str, cuts: list[int], *, opens_thinking: bool = False) -> str:
    """What shows of a text that comes cut at these places."""
    strip = VisibleText(opens_thinking=opens_thinking)
    places = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    shown = [strip.feed(text[a:b]) for a, b in pairwise(places)]
    return "".join(shown) + strip.finish()


def expected(text: str) -> str:
    """The same said slowly: openers to closers go, then stray closers, then leading space."""
    flags = re.IGNORECASE | re.ASCII
    tags = [*CLOSERS, *CLOSERS.values()]
    shown = ""
    while tag := re.search("|".join(map(re.escape, tags)), text, flags):
        shown += text[: tag.start()]
        text = text[tag.end() :]
        closer = CLOSERS.get(tag[0].lower())
        if closer is not None:
            end = re.search(re.escape(closer), text, flags)
            text = "" if end is None else text[end.end() :]
    return (shown + text).lstrip()


@given(PARTS, st.lists(st.integers(0, 200), max_size=20))
@example("<think>hemmelig</think>Hei", list(range(30)))
@example("Hei <thi", [5, 6, 7])
@example("<think><thinking></think>x", list(range(30)))
def test_what_shows_does_not_depend_on_where_the_pieces_are_cut(text: str, cuts: list[int]) -> None:
    assert fed(text, cuts) == expected(text)


@given(PARTS, st.lists(st.integers(0, 200), max_size=20))
def test_nor_does_it_when_the_answer_begins_inside_its_reasoning(
    text: str, cuts: list[int]
) -> None:
    assert fed(text, cuts, opens_thinking=True) == visible(text, opens_thinking=True)


@given(st.text(max_size=40), st.text(max_size=40), st.lists(st.integers(0, 200), max_size=20))
def test_no_word_of_the_reasoning_shows(before: str, after: str, cuts: list[int]) -> None:
    shown = fed(f"{before}<think>hemmelig</think>{after}", cuts)
    assert "hemmelig" not in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<think>\nhm\n</think>\n\nHva skjedde?", "Hva skjedde?"),
        ("<think>never closed", ""),
        ("Hei.<think>never closed", "Hei."),
        ("a < b and a <3", "a < b and a <3"),
        ("ends with <", "ends with <"),
        ("<Think>x</THINK>y", "y"),
        (" \n ", ""),
    ],
)
def test_examples(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_ordinary_text_is_not_held_back() -> None:
    strip = VisibleText()
    assert strip.feed("Hva ") == "Hva "
    assert strip.feed("skjedde <") == "skjedde "
    assert strip.feed("3") == "<3"


def test_an_answer_that_begins_inside_its_reasoning_shows_from_the_end_of_it() -> None:
    strip = VisibleText(opens_thinking=True)
    assert strip.feed("The user is sad. </th") == ""
    assert strip.feed("ink>\nHva hjalp?") == "Hva hjalp?"
    assert strip.feed(" Fortell.") == " Fortell."
    assert visible("no tags at all", opens_thinking=True) == "no tags at all"


def test_it_is_noticed_that_reasoning_was_closed_and_never_opened() -> None:
    strip = VisibleText()
    strip.feed("thoughts</think>Hei")
    assert strip.closed_unopened
