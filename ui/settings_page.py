"""The settings page: what is stored, take it along, erase it."""

from __future__ import annotations

import asyncio
from typing import Any

import gradio as gr

from agent.domain import Language
from agent.settings import OwnerMode
from agent.wiring import Kollega
from ui import render
from ui.actions import ACTIONS, data_of, fields_of, owner_of
from ui.forms import field_text
from ui.owner import Owners
from ui.texts import texts


class SettingsPage:
    """Builds the page in one language and answers its events."""

    def __init__(self, kollega: Kollega, owners: Owners, language: Language) -> None:
        self._kollega = kollega
        self._owners = owners
        self._language = language
        self._local = owners.mode is OwnerMode.LOCAL

    def build(self, blocks: gr.Blocks) -> None:
        """Lay out the page and wire its events."""
        shown = gr.HTML("", js_on_load=ACTIONS, elem_id="kollega-settings")
        common: dict[str, Any] = {
            "outputs": shown,
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        gr.on([blocks.load], self.load, inputs=None, **common)
        shown.act(self.act, inputs=None, trigger_mode="once", **common)

    async def load(self, request: gr.Request) -> str:
        """What is stored about this person."""
        owner = owner_of(self._owners, request)
        return await asyncio.to_thread(self._page, owner)

    async def act(self, request: gr.Request, event: gr.EventData) -> str:
        """Erase everything, when the word was written."""
        owner = owner_of(self._owners, request)
        data = data_of(event)
        return await asyncio.to_thread(self._erase, owner, data)

    def _erase(self, owner: str, data: dict[str, Any]) -> str:
        words = texts(self._language)
        written = field_text(fields_of(data), "word").lower().strip("«»“” ")
        if data.get("act") != "erase" or written != words["erase_word"]:
            return self._page(owner, words["erase_mismatch"])
        count = self._kollega.records.erase(owner)
        return self._page(owner, words.fill("erased", count=count))

    def _page(self, owner: str, told: str = "") -> str:
        words = texts(self._language)
        views = self._kollega.records.export(owner)
        counts = {
            "stored_conversations": len(views),
            "stored_turns": sum(len(v.turns) for v in views),
            "stored_goals": sum(len(v.goals) for v in views),
            "stored_commitments": sum(len(v.commitments) for v in views),
            "stored_check_ins": sum(len(v.check_ins) for v in views),
        }
        folder = self._kollega.settings.data_dir
        place = (
            words.fill("stored_place_local", path=folder)
            if self._local
            else words["stored_place_server"]
        )
        return render.render(
            "settings.html",
            self._language,
            told=told,
            stored_lead=words.fill("stored_lead", place=place),
            counts=[words.fill(key, count=number) for key, number in counts.items()],
        )
