"""The arithmetic behind due dates. Weeks are ISO weeks, Monday (0) to Sunday (6)."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6


def coming_weekday(today: date, weekday: int) -> date:
    """The next such weekday strictly after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def weekday_of_week(today: date, weeks_on: int, weekday: int) -> date:
    """That weekday in the ISO week `weeks_on` weeks after the one with today."""
    return today + timedelta(days=weekday - today.weekday(), weeks=weeks_on)


def end_of_week(today: date) -> date:
    """Friday of this week, or its Sunday when Friday has passed."""
    return weekday_of_week(today, 0, _FRIDAY if today.weekday() <= _FRIDAY else _SUNDAY)


def this_weekend(today: date) -> date:
    """The coming Saturday; on a Saturday, today."""
    return today if today.weekday() == _SATURDAY else coming_weekday(today, _SATURDAY)


def before_weekend(today: date) -> date:
    """The Friday before the coming weekend; in a weekend the next one's."""
    return weekday_of_week(today, 0 if today.weekday() <= _FRIDAY else 1, _FRIDAY)


def numbered_week(today: date, week: int, weekday: int) -> date | None:
    """That weekday of ISO week `week`, this year's or else next year's."""
    year = today.isocalendar().year
    for candidate in (year, year + 1):
        try:
            day = date.fromisocalendar(candidate, week, weekday + 1)
        except ValueError:  # no week 53 in that year
            continue
        if day >= today:
            return day
    return None


def last_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def end_of_month(today: date) -> date:
    """The last day of this month."""
    return last_of_month(today.year, today.month)


def end_of_next_month(today: date) -> date:
    """The last day of the month after this one."""
    return end_of_month(end_of_month(today) + timedelta(days=1))


def end_of_quarter(today: date) -> date:
    """The last day of this quarter."""
    return last_of_month(today.year, (today.month + 2) // 3 * 3)


def end_of_named_month(today: date, month: int) -> date:
    """The last day of the next such month, this one included."""
    return last_of_month(today.year + (month < today.month), month)


def rolling_date(today: date, day: int, month: int, year: int | None) -> date:
    """A day and month in the year given, or else the next time it comes round."""
    if year is not None:
        return date(year, month, day)
    this_year = date(today.year, month, day) if (day, month) != (29, 2) else _leap_day(today)
    return this_year if this_year >= today else date(today.year + 1, month, day)


def coming_day_of_month(today: date, day: int) -> date | None:
    """The next such day of a month, today included; months too short are passed over."""
    first = today.replace(day=1)
    for _ in range(3):
        last = end_of_month(first)
        if day <= last.day and first.replace(day=day) >= today:
            return first.replace(day=day)
        first = last + timedelta(days=1)
    return None


def add_units(today: date, number: int, unit: str) -> date:
    """Today plus so many days, weeks or months; shorter units stay on today.

    A month from the 31st is the last day of a shorter month.
    """
    if unit == "month":
        years, month = divmod(today.month - 1 + number, 12)
        last = last_of_month(today.year + years, month + 1)
        return last.replace(day=min(today.day, last.day))
    if unit == "year":
        return add_units(today, 12 * number, "month")
    days = {"day": 1, "week": 7}.get(unit, 0)
    return today + timedelta(days=days * number)


def _leap_day(today: date) -> date:
    year = next(y for y in range(today.year, today.year + 9) if calendar.isleap(y))
    return date(year, 2, 29)
