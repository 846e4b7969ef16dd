"""Short answers to what the coach just asked: a confidence from 0 to 10, how a promise went."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from agent.domain import CheckInStatus, Language
from agent.listening.heard import Message
from agent.listening.lexicon import alternatives, lexicon, phrases, spaced

_FEW_WORDS = 14
"""In a longer answer only "7 of 10" is a confidence: other numbers count other things."""


def find_confidence(heard: Message, *, expected: bool) -> int | None:
    """A confidence from 0 to 10; the lower of two ("7-8"). Unasked only as "7 of 10"."""
    patterns = _numbers(heard.language)
    marked = patterns.out_of.search(heard.text)
    if marked is not None:
        return _value(marked["low"], heard.language)
    if not expected:
        return None
    percent = patterns.percent.search(heard.text)
    if percent is not None and int(percent["low"]) <= 100:
        return int(percent["low"]) // 10
    if len(heard.words) > _FEW_WORDS:
        return None
    found = [_value(m["low"], heard.language) for m in patterns.number.finditer(heard.text)]
    valid = [value for value in found if value is not None and value <= 10]
    digits = [v for v in valid if re.search(rf"(?<!\d){v}(?!\d)", heard.text)]
    return next(iter(digits or valid), None)


def find_check_in(heard: Message) -> CheckInStatus | None:
    """How it went with what was promised; None when the answer does not say."""
    patterns = _check_ins(heard.language)
    if len(heard.words) == 0:
        return None
    for status, pattern in patterns:
        if pattern.search(heard.text):
            return status
    return None


def _value(text: str, language: Language) -> int | None:
    value = int(text) if text.isdigit() else lexicon(language).confidence.numbers.get(text)
    return value if value is not None and value <= 10 else None


class _Numbers(NamedTuple):
    out_of: re.Pattern[str]
    percent: re.Pattern[str]
    number: re.Pattern[str]


@cache
def _numbers(language: Language) -> _Numbers:
    lists = lexicon(language).confidence
    number = alternatives([*lists.numbers, r"\d{1,2}"])
    low = rf"(?<![\w,./])(?P<low>{number})"
    return _Numbers(
        out_of=re.compile(rf"{low}(?:[.,]\d)?\s*(?:/\s*10|{spaced(lists.out_of)})(?!\w)"),
        percent=re.compile(rf"(?<!\d)(?P<low>\d{{1,3}})\s*{lists.percent}"),
        number=re.compile(rf"{low}(?:[.,]\d)?(?![\w/:]|\.\d)"),
    )


@cache
def _check_ins(language: Language) -> tuple[tuple[CheckInStatus, re.Pattern[str]], ...]:
    """In the order they are looked for: the later ones are said within the earlier ones too."""
    lists = lexicon(language).check_in
    return (
        (CheckInStatus.DROPPED, phrases(lists.dropped)),
        (CheckInStatus.PARTLY, phrases(lists.partly)),
        (CheckInStatus.NOT_YET, phrases(lists.not_yet)),
        (CheckInStatus.DONE, phrases(lists.done)),
    )
