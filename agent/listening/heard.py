"""Whether a message says one of the things in the lexicon's `signals`."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from agent.domain import Language
from agent.listening.fronts import without_openers
from agent.listening.lexicon import alternatives, lexicon, spaced
from agent.listening.text import MAX_MESSAGE, plain, sentences, words

SHORT = 12
"""A message of at most so many words is listened to part by part, between its commas."""

_LONGEST_WHOLE = 20
_END_MARKS = " \t.!?…,;:\"'«»“”()-–—*"
_COMMA = re.compile(r"\s*[,;:–—]\s*|\s+-\s+")


class Message(NamedTuple):
    """A message as phrases are matched on it: folded, single spaces, no end marks.

    `units` are its sentences, with and without opening words, and the parts of short ones;
    `units[i].sentence` is the sentence a unit belongs to.
    """

    language: Language
    text: str
    words: list[str]
    units: tuple[Unit, ...]
    questions: tuple[str, ...]


class Unit(NamedTuple):
    """A stretch of text that a phrase may be the whole of, or the start of."""

    text: str
    sentence: str
    first: bool


class _Phrases(NamedTuple):
    whole: re.Pattern[str] | None
    start: re.Pattern[str] | None
    within: re.Pattern[str] | None
    unless: re.Pattern[str] | None


def message(text: str, language: Language) -> Message:
    """Prepare a message, read up to `MAX_MESSAGE` characters."""
    folded = plain(text)
    said = words(folded)
    units: list[Unit] = []
    questions: list[str] = []
    for index, piece in enumerate(sentences(text[:MAX_MESSAGE])):
        sentence = plain(piece)
        if sentence.endswith("?"):
            questions.append(sentence)
        bare = sentence.strip(_END_MARKS)
        parts = _COMMA.split(bare) if len(said) <= SHORT else []
        for part in (bare, *parts):
            for variant in (part, without_openers(part, language)):
                unit = Unit(variant, bare, index == 0)
                if variant and unit not in units[-8:]:
                    units.append(unit)
    return Message(language, folded, said, tuple(units), tuple(questions))


def hears(heard: Message, name: str, *, first: bool = False) -> bool:
    """Whether the message gives the signal `name`; `first`: in its first sentence."""
    phrases = _phrases(heard.language, name)
    for unit in heard.units:
        if first and not unit.first:
            break
        if _says(unit, phrases) and not _denied(unit.sentence, phrases):
            return True
    if phrases.within is None or first:
        return False
    found = phrases.within.search(heard.text)
    return found is not None and not _denied(_around(heard, found), phrases)


def _says(unit: Unit, phrases: _Phrases) -> bool:
    if phrases.start is not None and phrases.start.match(unit.text):
        return True
    if phrases.whole is None or unit.text.count(" ") >= _LONGEST_WHOLE:
        return False
    return phrases.whole.fullmatch(unit.text) is not None


def _denied(sentence: str, phrases: _Phrases) -> bool:
    return phrases.unless is not None and phrases.unless.search(sentence) is not None


def _around(heard: Message, found: re.Match[str]) -> str:
    """The sentence a match lies in, as near as end marks tell."""
    starts = [heard.text.rfind(mark, 0, found.start()) for mark in ".!?"]
    ends = [at for at in (heard.text.find(mark, found.end()) for mark in ".!?") if at >= 0]
    return heard.text[max(starts) + 1 : min(ends, default=len(heard.text))].strip()


@cache
def _phrases(language: Language, name: str) -> _Phrases:
    lists = lexicon(language).signals[name]

    def compiled(fragments: tuple[str, ...], before: str, after: str) -> re.Pattern[str] | None:
        if not fragments:
            return None
        return re.compile(f"{before}{spaced(alternatives(fragments))}{after}")

    return _Phrases(
        whole=compiled(lists.whole, "", ""),
        start=compiled(lists.start, "", r"(?!\w)"),
        within=compiled(lists.within, r"(?<!\w)", r"(?!\w)"),
        unless=compiled(lists.unless, "", ""),
    )
