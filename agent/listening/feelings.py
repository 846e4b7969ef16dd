"""The coachee's own feelings, by word: not the boss's, and not denied ones."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from agent.domain import Language
from agent.listening.heard import Message
from agent.listening.lexicon import lexicon, phrases

_NEAR = 4
"""Words before a feeling in which it may be denied."""

_EDGE = re.compile(r"[.!?,;:–—]")


def find_emotion(heard: Message) -> str | None:
    """The first word with which the coachee names a feeling of their own."""
    patterns = _patterns(heard.language)
    if not patterns.single.intersection(heard.words) and not patterns.longer.search(heard.text):
        return None
    for match in patterns.word.finditer(heard.text):
        edges = [m.end() for m in _EDGE.finditer(heard.text, 0, match.start())]
        before = heard.text[edges[-1] if edges else 0 : match.start()]
        if patterns.negation.search(" ".join(before.split()[-_NEAR:])):
            continue
        around = heard.text[max(match.start() - 24, 0) : match.end() + 16]
        blocked = patterns.blocked.search(around)
        if (blocked and match[0] in blocked[0]) or _another_feels(before, patterns):
            continue
        return match[0]
    return None


def is_good(emotion: str | None, language: Language) -> bool:
    """Whether a feeling's word is a pleasant one."""
    return emotion in lexicon(language).emotions.good


def _another_feels(before: str, patterns: _Patterns) -> bool:
    """Whether the nearest person before the word is somebody else."""
    own = [m.end() for m in patterns.own.finditer(before)]
    others = [m.end() for m in patterns.others.finditer(before)]
    return bool(others) and (not own or others[-1] > own[-1])


class _Patterns(NamedTuple):
    single: frozenset[str]
    longer: re.Pattern[str]
    word: re.Pattern[str]
    negation: re.Pattern[str]
    blocked: re.Pattern[str]
    own: re.Pattern[str]
    others: re.Pattern[str]


@cache
def _patterns(language: Language) -> _Patterns:
    lists = lexicon(language)
    return _Patterns(
        single=frozenset(word for word in lists.emotions.words if " " not in word),
        longer=phrases(word for word in lists.emotions.words if " " in word),
        word=phrases(lists.emotions.words),
        negation=re.compile(rf"(?<!\w)(?:{'|'.join(lists.emotions.negations)})(?!\w)"),
        blocked=phrases(lists.emotions.blocked),
        own=phrases(lists.signals["first_person"].within),
        others=phrases(lists.signals["third_person"].within),
    )
