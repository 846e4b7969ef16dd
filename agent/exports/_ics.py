"""The check-in dates as a calendar file.

An event keeps its UID for as long as its commitment lives, so importing a newer file moves
the event instead of adding one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol, cast

from icalendar import Alarm, Calendar, Event

from agent.domain import CheckInStatus, Commitment
from agent.exports._outline import day_in_words
from agent.exports._plan import Plan
from agent.listening.text import clean
from prompts import Phrasebook, phrasebook

REMIND_AT = timedelta(hours=9)
"""When on the day the reminder comes; an all-day event begins at midnight."""

_CLOSED = frozenset({CheckInStatus.DONE, CheckInStatus.DROPPED})


class _Adds(Protocol):
    """A calendar component, as far as it is used here; icalendar leaves `value` untyped."""

    def add(self, name: str, value: object) -> None: ...


def to_ics(plan: Plan) -> bytes:
    """One all-day event for each commitment with a check-in (or else a due) date."""
    book = phrasebook(plan.language)
    calendar = Calendar()
    put = cast("_Adds", calendar).add
    put("prodid", f"-//Kollega//Kollega//{str(plan.language).upper()}")
    put("version", "2.0")
    put("calscale", "GREGORIAN")
    put("x-wr-calname", book.one("export_title"))
    for made in plan.commitments:
        day = made.check_in or made.due
        if day is not None:
            calendar.add_component(_event(plan, book, made, day))
    return calendar.to_ical()


def _event(plan: Plan, book: Phrasebook, made: Commitment, day: date) -> Event:
    event = Event()
    put = cast("_Adds", event).add
    summary = book.one("export_event", action=_one_line(made.action))
    put("uid", f"{made.id}@kollega")
    put("dtstamp", _utc(made.created_at))
    put("dtstart", day)
    put("dtend", day + timedelta(days=1))
    put("summary", summary)
    put("transp", "TRANSPARENT")
    if description := _description(plan, book, made):
        put("description", description)
    if made.status not in _CLOSED:
        event.add_component(_alarm(summary))
    return event


def _alarm(summary: str) -> Alarm:
    alarm = Alarm()
    put = cast("_Adds", alarm).add
    put("action", "DISPLAY")
    put("description", summary)
    put("trigger", REMIND_AT)
    return alarm


def _description(plan: Plan, book: Phrasebook, made: Commitment) -> str:
    lines: list[str] = []
    if made.due:
        lines.append(f"{book.one('export_due')}: {day_in_words(made.due, plan.language)}")
    if made.if_then:
        lines.append(f"{book.one('export_if_then')}: {clean(made.if_then)}")
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())


def _utc(moment: datetime) -> datetime:
    """RFC 5545 wants DTSTAMP in UTC; a naive moment is taken as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)
