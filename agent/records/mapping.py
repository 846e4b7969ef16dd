"""Rows to domain models, and the other way for what several methods write."""

from __future__ import annotations

import hashlib
import unicodedata

from agent.domain import CheckIn, Commitment, CommitmentDraft, Conversation, Goal, Turn, Visibility
from agent.records.columns import clean
from agent.records.state import load_state
from agent.records.tables import CheckInRow, CommitmentRow, ConversationRow, GoalRow, TurnRow

TITLE_LENGTH = 60

KEY_LENGTH = 128
"""Longer keys are stored as their hash: a database's index takes only so much."""

_JOINER = "\u200d"


def conversation(row: ConversationRow) -> Conversation:
    """A conversation as stored."""
    return Conversation(
        id=row.id,
        owner_id=row.owner_id,
        language=row.language,
        title=row.title,
        state=load_state(row.state, row.state_version, row.phase),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def turn(row: TurnRow) -> Turn:
    """A turn as stored."""
    return Turn(
        id=row.id,
        conversation_id=row.conversation_id,
        seq=row.seq,
        role=row.role,
        text=row.text,
        phase=row.phase,
        created_at=row.created_at,
        voice=row.voice,
        moves=row.moves,
        sources=row.sources,
        phrases=row.phrases,
        notices=row.notices,
    )


def goal(row: GoalRow) -> Goal:
    """A goal as stored."""
    return Goal(
        id=row.id,
        conversation_id=row.conversation_id,
        text=row.text,
        created_at=row.created_at,
    )


def commitment(row: CommitmentRow) -> Commitment:
    """A commitment as stored."""
    return Commitment(
        id=row.id,
        conversation_id=row.conversation_id,
        action=row.action,
        due=row.due,
        if_then=row.if_then,
        confidence=row.confidence,
        check_in=row.check_in,
        visibility=row.visibility,
        status=row.status,
        created_at=row.created_at,
    )


def check_in(row: CheckInRow) -> CheckIn:
    """A check-in as stored."""
    return CheckIn(
        id=row.id,
        commitment_id=row.commitment_id,
        status=row.status,
        note=row.note,
        created_at=row.created_at,
    )


def write_draft(row: CommitmentRow, draft: CommitmentDraft) -> None:
    """Give a commitment everything the draft says. An empty action leaves the old one."""
    row.action = clean(draft.action) or row.action
    row.due = draft.due
    row.if_then = None if draft.if_then is None else clean(draft.if_then)
    row.confidence = draft.confidence
    row.check_in = draft.check_in
    row.visibility = draft.visibility


def merged(row: CommitmentRow, draft: CommitmentDraft) -> CommitmentDraft:
    """A proposed change on top of a commitment: what the proposal leaves open stays.

    A new due date without a check-in date takes the old check-in date away, since that was
    set for the old promise.
    """
    moved = draft.due is not None or draft.check_in is not None
    shown = draft.visibility if draft.visibility is not Visibility.MINE else row.visibility
    return CommitmentDraft(
        action=draft.action or row.action,
        due=draft.due or row.due,
        if_then=draft.if_then or row.if_then,
        confidence=row.confidence if draft.confidence is None else draft.confidence,
        check_in=draft.check_in if moved else row.check_in,
        visibility=shown,
    )


def title_from(text: str) -> str:
    """A conversation's title: its first message on one line, cut between words if it is long."""
    line = " ".join(text.split())
    if len(line) <= TITLE_LENGTH:
        return line
    room = line[:TITLE_LENGTH]  # one more than fits beside the ellipsis: a space may end it
    words = room.rpartition(" ")[0].rstrip(" ,.;:-")
    return (words or _whole_characters(line, TITLE_LENGTH - 1)) + "…"


def stored_key(key: str | None) -> str | None:
    """The sender's key as stored; None when there is none."""
    if not key:
        return None
    if len(key) <= KEY_LENGTH:
        return clean(key)
    return "sha256:" + hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _whole_characters(text: str, length: int) -> str:
    """The first `length` code points, fewer where that would cut a joined emoji or an accent."""
    while length > 1 and (
        unicodedata.combining(text[length])
        or unicodedata.category(text[length]) in ("Mn", "Me", "Sk")
        or _JOINER in text[length - 1 : length + 1]
    ):
        length -= 1
    return text[:length]
