"""Prompt files for a model: read strictly, alike in both languages, traceable by reference."""

from __future__ import annotations

import re

import pytest

from agent.domain import Language
from agent.errors import PromptFileError
from agent.voices.model.acts import WORDED
from prompts._templates import model_prompt, read_templates

FILES = ("coach", "turn", "notes", "summary", "directives", "refine")
HEAD = "---\nid: x\nversion: 1\nlanguage: nb\n{more}---\n{body}"
PATH = "prompts/nb/model/x.md"


def text(body: str, more: str = "") -> str:
    return HEAD.format(more=more, body=body)


@pytest.mark.parametrize("name", FILES)
def test_both_languages_have_the_same_headings_with_the_same_inputs(name: str) -> None:
    nb, en = (model_prompt(name, language) for language in Language)
    assert nb.names == en.names
    assert [nb[each].inputs for each in nb.names] == [en[each].inputs for each in en.names]


@pytest.mark.parametrize("language", list(Language))
def test_every_act_that_a_model_words_has_its_task(language: Language) -> None:
    tasks = model_prompt("directives", language)
    assert all(str(act) in tasks for act in WORDED)


@pytest.mark.parametrize("language", list(Language))
def test_the_persona_holds_nothing_that_changes(language: Language) -> None:
    persona = model_prompt("coach", language).whole
    assert not persona.inputs
    assert not re.search(r"\b20\d\d\b", persona.text)


def test_a_template_is_named_by_its_file_its_heading_and_its_words() -> None:
    one = read_templates(PATH, text("## a\nA {b}\n\n## c\nC", "inputs: [b]\n"))
    assert one.names == ("a", "c")
    assert re.fullmatch(r"model/x/a#[0-9a-f]{8}", one["a"].ref)
    assert one["a"].fill(b="{c}") == "A {c}"  # what is filled in is no template
    changed = read_templates(PATH, text("## a\nA! {b}\n\n## c\nC", "inputs: [b]\n"))
    assert changed["a"].ref != one["a"].ref
    assert changed["c"].ref == one["c"].ref


@pytest.mark.parametrize("inputs", [{}, {"b": "1", "c": "2"}, {"c": "2"}])
def test_a_missing_or_extra_input_is_said_by_name(inputs: dict[str, str]) -> None:
    template = read_templates(PATH, text("A {b}", "inputs: [b]\n")).whole
    with pytest.raises(PromptFileError, match=r"inputs: (b missing|c unknown)"):
        template.fill(**inputs)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("just words", "front matter"),
        (text("A", "more: 1\n"), "more"),
        (text("A {b}"), "differ in"),
        (text("A", "inputs: [b]\n"), "differ in"),
        (text("A {b!r}", "inputs: [b]\n"), "plain name"),
        (text("A {b.c}", "inputs: [b]\n"), "plain name"),
        (text("A {}"), "plain name"),
        (text("A {"), "Single"),
        (text("## a\nA\n\n## a\nB"), "twice"),
        (text("A\n\n## a\nB"), "before the first heading"),
        (text("## a\n\n## b\nB"), "empty"),
        (text("\n"), "empty"),
        ("---\nid: [\n---\nA", "expected"),
        ("---\nid: x\nversion: 0\nlanguage: nb\n---\nA", "version"),
        ("---\nid: x\nversion: 1\nlanguage: sv\n---\nA", "language"),
    ],
)
def test_a_broken_file_is_refused_with_its_name(broken: str, reason: str) -> None:
    with pytest.raises(PromptFileError) as refused:
        read_templates(PATH, broken)
    assert refused.value.details["path"] == PATH
    assert reason in str(refused.value.details["reason"])


def test_a_file_that_is_not_there_and_an_unknown_heading_are_typed_errors() -> None:
    with pytest.raises(PromptFileError, match="FileNotFoundError"):
        model_prompt("nothing", Language.NB)
    with pytest.raises(PromptFileError, match="no heading 'nothing'"):
        model_prompt("directives", Language.NB)["nothing"]
