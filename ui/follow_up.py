"""The follow-up page: what was promised, and how it went."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import gradio as gr

from agent.domain import CheckInStatus, Commitment, Language
from agent.errors import KollegaError
from agent.wiring import Kollega
from ui import render
from ui.actions import ACTIONS, data_of, fields_of, owner_of
from ui.forms import field_text, message_of
from ui.owner import Owners
from ui.texts import texts

_FINISHED = (CheckInStatus.DONE, CheckInStatus.DROPPED)


class FollowUpPage:
    """Builds the page in one language and answers its events."""

    def __init__(self, kollega: Kollega, owners: Owners, language: Language) -> None:
        self._kollega = kollega
        self._owners = owners
        self._language = language

    def build(self, blocks: gr.Blocks) -> None:
        """Lay out the page and wire its events."""
        shown = gr.HTML("", js_on_load=ACTIONS, elem_id="kollega-follow-up")
        common: dict[str, Any] = {
            "outputs": shown,
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        gr.on([blocks.load], self.load, inputs=None, **common)
        shown.act(self.act, inputs=None, trigger_mode="once", **common)

    async def load(self, request: gr.Request) -> str:
        """Everything taken on, by what waits."""
        owner = owner_of(self._owners, request)
        return await asyncio.to_thread(self._page, owner)

    async def act(self, request: gr.Request, event: gr.EventData) -> str:
        """Record how one commitment went."""
        owner = owner_of(self._owners, request)
        data = data_of(event)
        return await asyncio.to_thread(self._check_in, owner, data)

    def _check_in(self, owner: str, data: dict[str, Any]) -> str:
        try:
            status = CheckInStatus(str(data.get("value")))
            note = field_text(fields_of(data), "note")
            self._kollega.records.check_in(
                owner, str(data.get("id")), status, note, key=uuid4().hex
            )
        except ValueError:
            return self._page(owner)
        except KollegaError as error:
            return self._page(owner, message_of(error, self._language))
        return self._page(owner, texts(self._language)["updated"])

    def _page(self, owner: str, told: str = "") -> str:
        records, words = self._kollega.records, texts(self._language)
        due = records.due(owner, self._kollega.clock.today())
        waiting = {c.id for c in due}
        everything = records.commitments(owner)
        finished = [c for c in everything if c.status in _FINISHED]
        later = [c for c in everything if c.id not in waiting and c.status not in _FINISHED]
        groups = [
            (words[title], [self._row(owner, c) for c in rows], is_open)
            for title, rows, is_open in (
                ("due_now", due, True),
                ("later", later, True),
                ("finished", finished, False),
            )
            if rows
        ]
        return render.render(
            "follow_up.html",
            self._language,
            groups=groups,
            due=due,
            told=told,
            statuses=tuple(CheckInStatus),
        )

    def _row(self, owner: str, commitment: Commitment) -> dict[str, Any]:
        made = self._kollega.records.check_ins(owner, commitment.id)
        return {"commitment": commitment, "check_ins": made}
