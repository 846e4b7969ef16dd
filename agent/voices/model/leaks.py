"""Whether a sentence gives away what the model was told."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from agent.domain import Language
from agent.listening.text import plain, words
from prompts._templates import model_prompt

RUN = 6
"""Words in a row that no reply shares with the prompts by chance."""

SHORTEST = 4
"""A sentence of fewer words gives nothing away; one up to `RUN` long must be in them whole."""

TASK_RUN = 9
"""The same for the tasks, which a reply carries out and may come near to in its words."""

_JOINTS = re.compile(r"[-_/|.]+")
_SPELLED = re.compile(r"(?:\b\w\b[\s.,_|-]+){5,}")
_ENCODED = re.compile(r"(?=\S*[\d+/=])[A-Za-z0-9+/=_-]{21,}|\S{46,}")


def gives_away(sentence: str, before: str, language: Language) -> bool:
    """Whether the sentence, read on from the text before it, repeats the prompts' words.

    Text spelled out letter by letter or encoded counts as well: no coach writes so.
    """
    if _SPELLED.search(sentence) or _ENCODED.search(sentence):
        return True
    own = _words(sentence)
    if len(own) < SHORTEST and not before:
        return False
    run = [*_words(before)[1 - TASK_RUN :], *own] if before else own
    told = _told(language)
    if not told.runs.isdisjoint(_runs(run, RUN)) or not told.tasks.isdisjoint(_runs(run, TASK_RUN)):
        return True
    return SHORTEST <= len(own) < RUN and f" {' '.join(own)} " in told.persona


class _Told(NamedTuple):
    persona: str
    runs: frozenset[str]
    tasks: frozenset[str]


@cache
def _told(language: Language) -> _Told:
    persona = _words(model_prompt("coach", language).whole.text)
    tasks = [
        _words(file[name].text)
        for file in (model_prompt("directives", language), model_prompt("refine", language))
        for name in file.names
    ]
    return _Told(
        f" {' '.join(persona)} ",
        frozenset(_runs(persona, RUN)),
        frozenset(run for task in tasks for run in _runs(task, TASK_RUN)),
    )


def _runs(said: list[str], length: int) -> list[str]:
    return [" ".join(said[at : at + length]) for at in range(len(said) - length + 1)]


def _words(text: str) -> list[str]:
    return [
        word
        for start in range(0, len(text), 3000)
        for word in words(plain(_JOINTS.sub(" ", text[start : start + 3000])))
    ]
