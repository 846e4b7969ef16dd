"""Reading forms: from what was typed to domain models, or a sentence about what to mend."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from agent.domain import CommitmentDraft, Language
from agent.errors import BadInput, EmptyMessage, KollegaError
from agent.listening.text import clean
from prompts import phrasebook

LONGEST = 500


def field_text(fields: Mapping[str, Any], name: str) -> str:
    """One field's text, cleaned and cut to a sensible length."""
    return clean(str(fields.get(name) or ""))[:LONGEST]


def commitment_draft(fields: Mapping[str, Any]) -> CommitmentDraft:
    """The commitment a form describes.

    Raises:
        EmptyMessage: when the action is missing.
        BadInput: when a date or the confidence cannot be read.
    """
    action = field_text(fields, "action")
    if not action:
        raise EmptyMessage()
    return CommitmentDraft(
        action=action,
        due=_date(fields, "due"),
        check_in=_date(fields, "check_in"),
        if_then=field_text(fields, "if_then") or None,
        confidence=_confidence(fields),
    )


def message_of(error: KollegaError, language: Language) -> str:
    """The error's sentence in the user's language."""
    details = {name: str(value) for name, value in error.details.items()}
    return phrasebook(language).one(error.code, **details)


def _date(fields: Mapping[str, Any], name: str) -> date | None:
    text = field_text(fields, name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(reason=text) from None


def _confidence(fields: Mapping[str, Any]) -> int | None:
    text = field_text(fields, "confidence")
    if not text:
        return None
    if not text.isdecimal() or int(text) > 10:
        raise BadInput(reason=text)
    return int(text)
