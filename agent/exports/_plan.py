"""What is exported, and the formats it can be exported in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from agent.domain import (
    CheckIn,
    Commitment,
    ConversationView,
    Frozen,
    Goal,
    Language,
    Turn,
)
from prompts import phrasebook


class Format(StrEnum):
    """The file formats; the value is the file's suffix."""

    MARKDOWN = "md"
    PDF = "pdf"
    DOCX = "docx"
    ICS = "ics"
    JSON = "json"


_MEDIA_TYPES = {
    Format.MARKDOWN: "text/markdown; charset=utf-8",
    Format.PDF: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.ICS: "text/calendar; charset=utf-8",
    Format.JSON: "application/json",
}


class Plan(Frozen):
    """The goals and commitments of one or all conversations, as they go into a file.

    `made_on` is the date that the file names as its own; `title` is the conversation's, if it
    is about one. `turns` are the conversation's own words: empty leaves them out.
    """

    language: Language
    made_on: date
    title: str = ""
    goals: tuple[Goal, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    turns: tuple[Turn, ...] = ()

    @classmethod
    def of(cls, view: ConversationView, made_on: date, *, with_conversation: bool = False) -> Plan:
        """The plan of one conversation, with what was said in it if wanted."""
        return cls(
            language=view.conversation.language,
            made_on=made_on,
            title=view.conversation.title,
            goals=view.goals,
            commitments=view.commitments,
            check_ins=view.check_ins,
            turns=view.turns if with_conversation else (),
        )

    @classmethod
    def of_all(cls, views: Iterable[ConversationView], language: Language, made_on: date) -> Plan:
        """The plans of several conversations as one."""
        views = tuple(views)
        return cls(
            language=language,
            made_on=made_on,
            goals=tuple(goal for view in views for goal in view.goals),
            commitments=tuple(made for view in views for made in view.commitments),
            check_ins=tuple(look for view in views for look in view.check_ins),
        )

    def check_ins_of(self, commitment_id: str) -> tuple[CheckIn, ...]:
        """The looks back at one commitment, oldest first."""
        found = [look for look in self.check_ins if look.commitment_id == commitment_id]
        return tuple(sorted(found, key=lambda look: look.created_at))


def media_type(form: Format) -> str:
    """The MIME type that a download of this format has."""
    return _MEDIA_TYPES[form]


def file_name(plan: Plan, form: Format) -> str:
    """A name for the file, such as `handlingsplan-2026-11-23.pdf`; never from people's words."""
    return f"{phrasebook(plan.language).one('export_file')}-{plan.made_on.isoformat()}.{form}"
