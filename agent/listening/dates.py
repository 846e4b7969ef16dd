"""Due dates in everyday words: "på torsdag", "in two weeks", "før jul", "3/12".

Our own small grammar, the same for both languages; the words come from the lexicon, where
`@slot` in a template names a list of them. `docs` of the rules: a weekday alone is the next
one strictly after today; "next" moves it to the following ISO week; a week or a month stands
for its last working day or last day; a date that has passed rolls over. Past mentions
("forrige torsdag", "last week") and habits ("every Friday") are no dates.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from agent.domain import Language
from agent.listening._date_grammar import Grammar, Rule, grammar_of
from agent.listening.text import MAX_MESSAGE, fold

HORIZON = timedelta(days=400)


class DateSpan(NamedTuple):
    """A date phrase and its place in the text, with "på", "by" and "at noon" around it.

    `day` is None for a past mention or a habit.
    """

    start: int
    end: int
    day: date | None


def find_date(text: str, language: Language, today: date) -> date | None:
    """The first date of the text that is today or later, at most `HORIZON` away."""
    return next((span.day for span in find_spans(text, language, today) if span.day), None)


def find_spans(text: str, language: Language, today: date) -> list[DateSpan]:
    """Every date phrase in the text, in order; those that are vague last.

    Args:
        text: What was written; read up to `MAX_MESSAGE` characters.
        language: Whose words and day/month habits to go by.
        today: The coachee's today.
    """
    folded = fold(text[:MAX_MESSAGE])
    grammar = grammar_of(language)
    present = {m.lastgroup for m in grammar.trigger.finditer(folded)}
    if not present:
        return []
    found: list[tuple[bool, DateSpan]] = []
    for start, end, rule, match in _matches(folded, grammar, present):
        day = _resolve(rule, match, grammar, today)
        found.append((rule.weak, DateSpan(*_widen(folded, start, end, grammar), day)))
    found.sort(key=lambda item: item[0])
    return [span for _, span in found]


def _matches(
    folded: str, grammar: Grammar, present: set[str | None]
) -> list[tuple[int, int, Rule, re.Match[str]]]:
    """Leftmost-longest matches of all rules, none overlapping another."""
    hits = [
        (m.start(), -m.end(), order, rule, m)
        for order, rule in enumerate(grammar.rules)
        if rule.needs is None or rule.needs in present
        for m in rule.pattern.finditer(folded)
    ]
    hits.sort(key=lambda hit: hit[:3])
    kept: list[tuple[int, int, Rule, re.Match[str]]] = []
    reached = -1
    for start, negative_end, _, rule, match in hits:
        if start >= reached:
            kept.append((start, -negative_end, rule, match))
            reached = -negative_end
    return kept


def _resolve(rule: Rule, match: re.Match[str], grammar: Grammar, today: date) -> date | None:
    if grammar.negation.search(match.string, max(0, match.start() - 14), match.start()):
        return None
    try:
        day = rule.resolve(match, grammar.words, today)
        return day if day is not None and today <= day <= today + HORIZON else None
    except (ValueError, OverflowError):  # 31/2, week 53 of a short year, the end of time
        return None


def _widen(folded: str, start: int, end: int, grammar: Grammar) -> tuple[int, int]:
    """Take in the words that belong to the phrase: "senest på fredag klokka ti"."""
    for _ in range(3):
        before = grammar.lead.search(folded, max(0, start - 24), start)
        if before is None:
            break
        start = before.start("word")
    for _ in range(3):
        after = grammar.trail.match(folded, end)
        if after is None:
            break
        end = after.end()
    return start, end
