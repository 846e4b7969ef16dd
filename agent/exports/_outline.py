"""The plan as headings and labelled lines: what Markdown, PDF and DOCX have in common."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from babel.dates import format_date

from agent.domain import CheckIn, Commitment, Language, Role, Turn
from agent.exports._plan import Plan
from agent.listening.text import clean
from prompts import Phrasebook, phrasebook

_DAY = {Language.NB: "EEEE d. MMMM y", Language.EN: "EEEE d MMMM y"}


class Line(NamedTuple):
    """One line: a label in bold (may be empty) and what people wrote."""

    label: str
    text: str


class Block(NamedTuple):
    """A commitment with its details, or another heading with lines under it."""

    heading: str
    lines: tuple[Line, ...]


class Section(NamedTuple):
    """A part of the document: points in a list, then blocks; `empty` is said for neither."""

    heading: str
    points: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    lines: tuple[Line, ...] = ()
    empty: str = ""


class Outline(NamedTuple):
    """The whole document."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]


def outline(plan: Plan) -> Outline:
    """Lay a plan out, all labels in its language and all texts cleaned for any format."""
    book = phrasebook(plan.language)
    made = book.one("export_made_on", day=day_in_words(plan.made_on, plan.language))
    sections = [
        Section(
            heading=book.one("export_goals"),
            points=tuple(clean(goal.text) for goal in plan.goals),
            empty="" if plan.goals else book.one("export_no_goals"),
        ),
        Section(
            heading=book.one("export_commitments"),
            blocks=tuple(_commitment(plan, book, made) for made in plan.commitments),
            empty="" if plan.commitments else book.one("export_no_commitments"),
        ),
    ]
    if plan.turns:
        said = tuple(_said(book, turn) for turn in plan.turns)
        sections.append(Section(heading=book.one("export_conversation"), lines=said))
    title = book.one("export_title")
    about = clean(plan.title)
    return Outline(title, f"{about} · {made}" if about else made, tuple(sections))


def day_in_words(day: date, language: Language) -> str:
    """The day with weekday and year: "fredag 27. november 2026"."""
    return format_date(day, _DAY[language], locale=str(language))


def _commitment(plan: Plan, book: Phrasebook, made: Commitment) -> Block:
    language = plan.language
    lines: list[Line] = []
    if made.due:
        lines.append(Line(book.one("export_due"), day_in_words(made.due, language)))
    if made.if_then:
        lines.append(Line(book.one("export_if_then"), clean(made.if_then)))
    if made.confidence is not None:
        ten = book.one("export_confidence_value", value=str(made.confidence))
        lines.append(Line(book.one("export_confidence"), ten))
    if made.check_in:
        lines.append(Line(book.one("export_check_in"), day_in_words(made.check_in, language)))
    if made.status:
        lines.append(Line(book.one("export_status"), book.one(f"export_status_{made.status}")))
    shown_to = book.one(f"export_visibility_{made.visibility}")
    lines.append(Line(book.one("export_visibility"), shown_to))
    lines.extend(_looked_at(book, look, language) for look in plan.check_ins_of(made.id))
    return Block(clean(made.action), tuple(lines))


def _looked_at(book: Phrasebook, look: CheckIn, language: Language) -> Line:
    day = day_in_words(look.created_at.date(), language)
    status = book.one(f"export_status_{look.status}")
    note = clean(look.note)
    return Line(
        book.one("export_looked_at", day=day),
        book.one("export_status_note", status=status, note=note) if note else status,
    )


def _said(book: Phrasebook, turn: Turn) -> Line:
    speaker = "export_you" if turn.role is Role.COACHEE else "export_coach"
    return Line(book.one(speaker), clean(turn.text))
