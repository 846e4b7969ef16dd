"""Where an action ends in its sentence, and how it reads: own words, infinitive, no date."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from agent.domain import Language
from agent.listening import verbs
from agent.listening.dates import DateSpan
from agent.listening.lexicon import alternatives, lexicon, phrases, spaced
from agent.listening.text import fold

_MAX_WORDS = 30
_EDGE = " \t\n,;:.!?…–—-\"'«»“”()*•"


class Action(NamedTuple):
    """An action's place in a sentence; `condition` is where a trailing "if ..." starts."""

    start: int
    end: int
    condition: int | None


def cut_action(
    folded: str, start: int, language: Language, *, keep_condition: bool = False
) -> Action:
    """The stretch of a folded sentence from a verb to the end of its clause, or a condition."""
    patterns = _patterns(language)
    space = folded.find(" ", start)
    after = space if space >= 0 else len(folded)
    stops = (patterns.hard.search(folded, after), patterns.cut.search(folded, after))
    end = min((stop.start() for stop in stops if stop), default=len(folded))
    condition = patterns.condition.search(folded, after, end)
    if keep_condition or condition is None or patterns.asks.match(folded, start):
        return Action(start, end, None)
    return Action(start, condition.start(), condition.start("word"))


def action_words(
    sentence: str, action: Action, spans: list[DateSpan], present: str | None, language: Language
) -> str:
    """The action in own words; `present` is the finite or -ing form to turn into an infinitive."""
    start, end = _without_edge_dates(sentence, action, spans, language)
    text = " ".join(sentence[start:end].split()).strip(_EDGE)
    if present is not None:
        text = _in_infinitive(text, present, language)
    return " ".join(tidy(text, language).split()[:_MAX_WORDS])


def tidy(text: str, language: Language) -> str:
    """A phrase without filler words at its end and marks around it."""
    patterns = _patterns(language)
    previous = None
    while previous != text:
        previous = text
        filler = patterns.filler.search(fold(text))
        text = (text[: filler.start()] if filler else text).strip(_EDGE)
    return text


def _without_edge_dates(
    sentence: str, action: Action, spans: list[DateSpan], language: Language
) -> tuple[int, int]:
    patterns = _patterns(language)
    start, end = action.start, action.end
    for _ in range(3):
        end = start + len(_trimmed(sentence[start:end], language))
        for span in spans:
            compound = patterns.compound.search(fold(sentence[span.start : span.end]))
            if compound is not None or not start <= span.start < end:
                continue
            before = sentence[start : span.start].rstrip(_EDGE)
            kept = patterns.dangling.search(fold(before)) or patterns.told.search(fold(before))
            if span.end >= end and before and not kept:
                end = start + len(before)
            elif span.start == start and span.end < end:
                start = span.end
                start += len(sentence[start:end]) - len(sentence[start:end].lstrip(_EDGE))
    return start, end


def _trimmed(text: str, language: Language) -> str:
    text = text.rstrip(_EDGE)
    filler = _patterns(language).filler.search(fold(text))
    return text[: filler.start()].rstrip(_EDGE) if filler else text


def _in_infinitive(text: str, present: str, language: Language) -> str:
    """ "ringer jeg Ola og avtaler" -> "ringe Ola og avtale"."""
    rest = text[len(present) :].lstrip()
    if language is Language.EN:
        return f"{verbs.infinitive(present, language)} {rest}".strip()
    rest = re.sub(r"\A(?:jeg|eg)\b\s*", "", rest, flags=re.IGNORECASE)
    rest = re.sub(r"(?<=\bog )(\w+r)\b", lambda m: _coordinated(m[1], language), rest)
    # "tar og skriver ned": the first verb only says that one sets about it.
    pseudo = re.match(r"og (\w+)", rest)
    if pseudo and present in ("tar", "går", "setter") and verbs.is_action(pseudo[1], language):
        return rest[3:]
    return f"{verbs.infinitive(present, language)} {rest}".strip()


def _coordinated(form: str, language: Language) -> str:
    known = verbs.known_infinitive(form.lower(), language)
    return known if known and verbs.is_action(known, language) else form


class _Patterns(NamedTuple):
    hard: re.Pattern[str]
    cut: re.Pattern[str]
    condition: re.Pattern[str]
    asks: re.Pattern[str]
    filler: re.Pattern[str]
    dangling: re.Pattern[str]
    told: re.Pattern[str]
    compound: re.Pattern[str]


@cache
def _patterns(language: Language) -> _Patterns:
    lists = lexicon(language).commitments
    comma = spaced(alternatives(lists.comma_cuts))
    return _Patterns(
        hard=re.compile(rf"\s*(?:[;:–—(\n]|\s-\s|,\s*{comma}(?!\w))"),
        cut=re.compile(rf"\s+{spaced(alternatives(lists.cuts))}"),
        condition=re.compile(
            rf"[\s,]+(?P<word>{spaced(alternatives(lists.condition_trailing))})(?!\w)"
        ),
        asks=phrases(lists.asking),
        filler=re.compile(rf"(?:[\s,]+|\A){spaced(alternatives(lists.fillers))}[\s.!,]*\Z"),
        dangling=re.compile(rf"(?<!\w){alternatives(lists.dangling)}\Z"),
        told=phrases(lists.told),
        compound=re.compile(r"dags[\w-]{2,}"),
    )
