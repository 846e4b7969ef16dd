"""Dates as people say them: "torsdag 26. november", "Thursday 26 November"."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from agent.domain import Language

_PATTERNS = {Language.NB: "EEEE d. MMMM", Language.EN: "EEEE d MMMM"}


def day_name(day: date, language: Language) -> str:
    """The day with its weekday, in words, without the year."""
    return format_date(day, _PATTERNS[language], locale=str(language))


def month_name(year: int, month: int, language: Language) -> str:
    """A month in words: "november 2026"."""
    return format_date(date(year, month, 1), "MMMM y", locale=str(language))
