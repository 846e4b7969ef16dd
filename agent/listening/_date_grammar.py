"""The grammar of date phrases: templates over lexicon slots, and what each comes to.

The templates are the same for both languages; `@slot` names a list of words in the lexicon.
A template's named groups carry its values: `wd` weekday, `d` day, `m` month, `y` year,
`n` number, `o` ordinal, `week` week number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from agent.domain import Language
from agent.listening import calendar_rules as rules
from agent.listening.lexicon import NEVER, DateWords, alternatives, lexicon

_FRIDAY, _SATURDAY = 4, 5


class Words(NamedTuple):
    """A language's names, looked up by what was matched."""

    weekdays: dict[str, int]
    months: dict[str, int]
    ordinals: dict[str, int]
    numbers: dict[str, int]


Resolver = Callable[[re.Match[str], Words, date], date | None]


class Rule(NamedTuple):
    """`needs`: the kind of word (a group of the trigger) without which it cannot match."""

    pattern: re.Pattern[str]
    resolve: Resolver
    weak: bool
    needs: str | None


class Grammar(NamedTuple):
    words: Words
    rules: tuple[Rule, ...]
    trigger: re.Pattern[str]
    lead: re.Pattern[str]
    trail: re.Pattern[str]
    negation: re.Pattern[str]


# --- what the templates mean ---------------------------------------------------------


def _weekday(m: re.Match[str], words: Words, today: date) -> date:
    return rules.coming_weekday(today, words.weekdays[m["wd"]])


def _next_weekday(m: re.Match[str], words: Words, today: date) -> date:
    return rules.weekday_of_week(today, 1, words.weekdays[m["wd"]])


def _weekday_this_week(m: re.Match[str], words: Words, today: date) -> date:
    day = rules.weekday_of_week(today, 0, words.weekdays[m["wd"]])
    return day if day >= today else rules.coming_weekday(today, words.weekdays[m["wd"]])


def _weekday_weeks_on(m: re.Match[str], words: Words, today: date) -> date:
    return rules.weekday_of_week(today, _number(m["n"], words), words.weekdays[m["wd"]])


def _weeks_from_weekday(m: re.Match[str], words: Words, today: date) -> date:
    weeks = timedelta(weeks=_number(m["n"], words))
    return rules.coming_weekday(today, words.weekdays[m["wd"]]) + weeks


def _numbered_week(m: re.Match[str], words: Words, today: date) -> date | None:
    named = m.groupdict().get("wd")
    return rules.numbered_week(today, int(m["week"]), words.weekdays[named] if named else _FRIDAY)


def _month_end(m: re.Match[str], words: Words, today: date) -> date:
    return rules.end_of_named_month(today, words.months[m["m"]])


def _in_month(m: re.Match[str], words: Words, today: date) -> date | None:
    """ "In May" said in November is more likely the May that was."""
    day = rules.end_of_named_month(today, words.months[m["m"]])
    return day if day - today < timedelta(days=270) else None


def _mid_month(m: re.Match[str], words: Words, today: date) -> date:
    return rules.rolling_date(today, 15, words.months[m["m"]], None)


def _month_start(m: re.Match[str], words: Words, today: date) -> date:
    return rules.rolling_date(today, 1, words.months[m["m"]], None)


def _in_units(unit: str) -> Resolver:
    def resolve(m: re.Match[str], words: Words, today: date) -> date:
        return rules.add_units(today, _number(m["n"], words), unit)

    return resolve


def _day_month(m: re.Match[str], words: Words, today: date) -> date:
    groups = m.groupdict()
    day = int(groups["d"]) if groups.get("d") else words.ordinals[m["o"]]
    year = int(groups["y"]) if groups.get("y") else None
    return rules.rolling_date(today, day, words.months[m["m"]], year)


def _iso(m: re.Match[str], _words: Words, _today: date) -> date:
    return date(int(m["y"]), int(m["mm"]), int(m["d"]))


def _numeric(m: re.Match[str], _words: Words, today: date) -> date:
    day, month = int(m["d"]), int(m["mm"])
    if month > 12 >= day and "/" in m[0]:  # 12/25: only possible as month/day
        day, month = month, day
    year = m.groupdict().get("y")
    return rules.rolling_date(today, day, month, int(year[-2:]) + 2000 if year else None)


def _day_only(m: re.Match[str], _words: Words, today: date) -> date | None:
    return rules.coming_day_of_month(today, int(m["d"]))


def _none(_m: re.Match[str], _words: Words, _today: date) -> None:
    return None


def _number(text: str, words: Words) -> int:
    return int(text) if text.isdigit() else words.numbers[" ".join(text.split())]


def _fixed(resolve: Callable[[date], date]) -> Resolver:
    return lambda _m, _words, today: resolve(today)


# --- the templates --------------------------------------------------------------------

_WD = "(?P<wd>@weekday)"
_WDS = "(?P<wd>@weekday|@short)"
_N = "(?P<n>@number)"
_DAY_BEFORE = r"(?:(?:@weekday|@short)\.?,? )?(?:@the )?"
_YEAR = r"(?:,? (?P<y>20\d\d))?"
_CLOCK = r"(?:@clock_lead|\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)\b|\d{1,2}[:.]\d\d)"

_TEMPLATES: tuple[tuple[str, Resolver], ...] = (
    (r"@last (?:@weekday|@short|@week_any|@months_unit|@weekend)", _none),
    (r"@weekday @last_after", _none),
    (rf"(?:@ago_lead )?{_N} (?:@day|@weeks|@months_unit|@year_unit|@hour|@minute) @ago", _none),
    (r"@since (?:@on )?(?:@weekday|@month)", _none),
    (r"@every (?:@weekday|@day|@week_any|@months_unit)", _none),
    (r"(?:@on )?@weekday_plural", _none),
    (rf"@next {_WDS}", _next_weekday),
    (rf"{_WD},? (?:@in_week )?@next_week", _next_weekday),
    (rf"@next_week,? (?:@on )?{_WDS}", _next_weekday),
    (rf"{_WD},? (?:@in_week )?@week ?(?P<week>\d{{1,2}})(?![\d.:/])", _numbered_week),
    (rf"@week ?(?P<week>\d{{1,2}}),? (?:@on )?{_WD}", _numbered_week),
    (r"@week ?(?P<week>\d{1,2})(?![\d:/])", _numbered_week),
    (rf"{_WD} @in {_N} @weeks", _weekday_weeks_on),
    (rf"{_N} @weeks (?:@from_weekday) {_WD}", _weeks_from_weekday),
    (rf"{_WD},? (?:@in_week )?@this_week", _weekday_this_week),
    (rf"(?:@coming )?{_WD}(?:(?<=dag)(?:en|s[\w-]*)|'s)?(?: @coming_after)?", _weekday),
    (r"(?:@date_lead|@coming|@on) (?P<wd>@short)\.?", _weekday),
    (rf"(?P<wd>@short)(?:\.? @trail_plain|(?=\.? {_CLOCK}))", _weekday),
    (r"\A(?P<wd>@short)\.?\Z", _weekday),
    (rf"@end_of (?P<m>@month){_YEAR}", _month_end),
    (r"@in_month (?P<m>@month)(?! \d)", _in_month),
    (r"@mid ?(?P<m>@month)", _mid_month),
    (r"@start (?P<m>@month)", _month_start),
    (rf"@in {_N} (?:@hour|@minute)", _in_units("today")),
    (rf"@in {_N} @day", _in_units("day")),
    (rf"@in {_N} @weeks(?: @from_now)?", _in_units("week")),
    (rf"@in {_N} @months_unit(?: @from_now)?", _in_units("month")),
    (rf"@in {_N} @year_unit", _in_units("year")),
    (rf"{_N} @day @from_now", _in_units("day")),
    (rf"{_N} @weeks @from_now", _in_units("week")),
    (rf"{_N} @months_unit @from_now", _in_units("month")),
    (
        rf"{_DAY_BEFORE}(?P<d>\d{{1,2}})(?:@ord_suffix)? ?(?:@of )?(?:@the )?"
        rf"(?P<m>@month)\.?{_YEAR}",
        _day_month,
    ),
    (
        rf"(?:@weekday,? )?(?P<m>@month)\.? (?:@the )?(?P<d>\d{{1,2}})(?:@ord_suffix)?"
        rf"(?!\d|[:.]\d| ?(?:am|pm|%)){_YEAR}",
        _day_month,
    ),
    (rf"{_DAY_BEFORE}(?P<o>@ordinal) (?:@of )?(?P<m>@month)", _day_month),
    (r"(?:@weekday,? )?(?P<m>@month) (?:@the )?(?P<o>@ordinal)", _day_month),
    (r"(?P<y>20\d\d)-(?P<mm>\d{1,2})-(?P<d>\d{1,2})", _iso),
    (
        rf"{_DAY_BEFORE}(?P<d>\d{{1,2}})/(?P<mm>\d{{1,2}})(?:[/-](?P<y>20\d\d|\d\d))?"
        r"(?![\d/]| @not_a_date)(?<!24/7)(?<!50/50)",
        _numeric,
    ),
    (
        rf"{_DAY_BEFORE}(?P<d>\d{{1,2}})\. ?(?P<mm>\d{{1,2}})\.(?: ?(?P<y>20\d\d|\d\d))?(?!\d)",
        _numeric,
    ),
    (r"(?:@date_lead|@weekday) (?:@the )?(?P<d>\d{1,2})\.(?P<mm>\d{1,2})(?![\d:])", _numeric),
    (
        r"(?:(?:@weekday|@short),? )?@the (?P<d>\d{1,2})@ord_suffix"
        r"(?!\d|\w|[.:/]\d|\.? @ordinal_noun|\.? @month)",
        _day_only,
    ),
    (r"@deadline_lead (?P<d>\d{1,2})@ord_mark(?!\d|\w|[.:/]\d| @ordinal_noun| @month)", _day_only),
)

_FIXED: tuple[tuple[str, Resolver, bool], ...] = (
    ("past", _none, False),
    ("tomorrow", _fixed(lambda today: today + timedelta(days=1)), False),
    ("day_after", _fixed(lambda today: today + timedelta(days=2)), False),
    ("today", _fixed(lambda today: today), False),
    ("today_weak", _fixed(lambda today: today), True),
    ("this_week", _fixed(rules.end_of_week), False),
    ("next_week", _fixed(lambda today: rules.weekday_of_week(today, 1, _FRIDAY)), False),
    ("weekend_this", _fixed(rules.this_weekend), False),
    ("weekend_next", _fixed(lambda today: rules.weekday_of_week(today, 1, _SATURDAY)), False),
    ("weekend_after", _fixed(lambda today: rules.weekday_of_week(today, 1, 0)), False),
    ("weekend_before", _fixed(rules.before_weekend), False),
    ("end_of_month", _fixed(rules.end_of_month), False),
    ("next_month", _fixed(rules.end_of_next_month), False),
    ("end_of_quarter", _fixed(rules.end_of_quarter), False),
    ("end_of_year", _fixed(lambda today: date(today.year, 12, 31)), False),
    ("before_christmas", _fixed(lambda today: rules.rolling_date(today, 24, 12, None)), False),
    ("after_christmas", _fixed(lambda today: rules.rolling_date(today, 27, 12, None)), False),
    ("after_new_year", _fixed(lambda today: rules.rolling_date(today, 2, 1, None)), False),
    ("week_from_today", _fixed(lambda today: today + timedelta(days=7)), False),
)


@cache
def grammar_of(language: Language) -> Grammar:
    lists = lexicon(language).dates
    slots = {name: alternatives(forms) for name, forms in lists.slots.items()}
    slots |= {
        "weekday": alternatives(form for forms in lists.weekdays for form in forms),
        "short": alternatives(form for forms in lists.weekday_short for form in forms),
        "weekday_plural": alternatives(lists.weekday_plural),
        "month": alternatives(form for forms in lists.months for form in forms),
        "ordinal": alternatives(form for forms in lists.ordinals for form in forms),
        "number": alternatives([*lists.numbers, r"\d{1,3}"]),
    }
    slots |= {name: alternatives(forms) for name, forms in lists.fixed.items()}
    built = [
        Rule(_compile(template, slots), resolve, False, _needs(template))
        for template, resolve in _TEMPLATES
    ]
    built += [
        Rule(_compile(f"@{name}", slots), resolve, weak, "fixed") for name, resolve, weak in _FIXED
    ]
    return Grammar(
        words=_names(lists),
        rules=tuple(built),
        trigger=_trigger(slots),
        lead=re.compile(rf"(?<!\w)(?P<word>{slots['lead']})\s+\Z"),
        trail=re.compile(rf",?\s*(?<!\w){slots['trail']}(?!\w)"),
        negation=re.compile(rf"(?<!\w){slots['not']} (?:{slots['on']} )?\Z"),
    )


def _compile(template: str, slots: dict[str, str]) -> re.Pattern[str]:
    filled = re.sub(r"@([a-z_]+)", lambda m: slots.get(m[1], NEVER), template)
    spaced = filled.replace(" ", r"\s+").replace(r"\s+?", r"\s*")
    return re.compile(rf"(?<![\w/]){spaced}(?!\w)")


_LOOKAHEAD = re.compile(r"\(\?![^()]*(?:\([^()]*\)[^()]*)*\)")


def _needs(template: str) -> str | None:
    """Which group of the trigger a template cannot do without; None when it takes several."""
    template = _LOOKAHEAD.sub("", template)
    if template.startswith(("@last", "@since", "@every", "@weekday @last", "(?:@on")):
        return None
    if re.search(r"@month(?!\w)", template):
        return "month"
    if re.search(r"@(?:day|weeks|week|months_unit|year_unit|hour|minute)(?!\w)", template):
        return None if "<wd>" in template else "unit"
    if "<wd>" in template:
        return None if "@next_week" in template or "@this_week" in template else "weekday"
    return "digit"


def _trigger(slots: dict[str, str]) -> re.Pattern[str]:
    """Finds each kind of word that date phrases are made of: a cheap no for most sentences."""
    unit_names = ("day", "weeks", "week", "months_unit", "year_unit", "hour", "minute", "weekend")
    groups = {
        "fixed": [slots[name] for name, _, _ in _FIXED],
        "weekday": [
            slots["weekday_plural"],
            rf"{slots['weekday']}(?!(?<!day)(?<!dag)\w)",
            slots["short"],
        ],
        "month": [slots["month"]],
        "unit": [rf"{alternatives(slots[name] for name in unit_names)}(?=\W|\d|$)"],
        "digit": [r"\d"],
    }
    spaced = "|".join(f"(?P<{name}>{'|'.join(parts)})" for name, parts in groups.items())
    return re.compile(rf"(?<![^\W\d])(?:{spaced.replace(' ', chr(92) + 's+')})")


def _names(lists: DateWords) -> Words:
    def index(groups: tuple[tuple[str, ...], ...], first: int) -> dict[str, int]:
        return {form: at for at, forms in enumerate(groups, first) for form in forms}

    return Words(
        weekdays=index(lists.weekdays, 0) | index(lists.weekday_short, 0),
        months=index(lists.months, 1),
        ordinals=index(lists.ordinals, 1),
        numbers=dict(lists.numbers),
    )
