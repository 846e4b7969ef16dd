"""The coaching page: stepper, conversation, plan, list of conversations."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from agent.domain import CheckInStatus, Conversation, ConversationView, Language, Phase
from agent.errors import KollegaError, NotFound
from agent.events import (
    Action,
    Another,
    Check,
    Confirm,
    Edit,
    Event,
    Jump,
    Notice,
    Reject,
    Skip,
    Summarise,
    TextDelta,
    TurnEnded,
)
from agent.settings import OwnerMode
from agent.wiring import Kollega
from prompts import phrasebook
from ui import render
from ui.actions import ACTIONS, data_of, fields_of, owner_of
from ui.forms import commitment_draft, message_of
from ui.owner import Owners
from ui.plan import change_plan
from ui.texts import texts

Updates = dict[Any, Any]

FINISHED_AFTER_HOURS = 12
"""A conversation left this long is not picked up unasked; a new one opens instead."""


@dataclass
class Parts:
    """The page's components that events change."""

    conversation: Any = None
    stepper: Any = None
    log: Any = None
    live: Any = None
    announce: Any = None
    input: Any = None
    plan: Any = None
    conversations: Any = None
    everything: list[Any] = field(default_factory=list)


class CoachingPage:
    """Builds the page in one language and answers its events."""

    def __init__(self, kollega: Kollega, owners: Owners, language: Language) -> None:
        self._kollega = kollega
        self._owners = owners
        self._language = language
        self._local = owners.mode is OwnerMode.LOCAL
        self._words = texts(language)
        self.parts = Parts()

    # --- layout ---------------------------------------------------------------------

    def build(self, blocks: gr.Blocks) -> None:
        """Lay out the page inside `blocks` and wire its events."""
        words, parts = self._words, self.parts
        parts.conversation = gr.State("")
        parts.stepper = gr.HTML("", js_on_load=ACTIONS, elem_id="kollega-stepper")
        with gr.Row(elem_id="kollega-main"):
            with gr.Column(elem_id="kollega-chat", scale=3, min_width=280):
                parts.log = gr.HTML(
                    f'<p class="empty">{words["loading"]}</p>',
                    js_on_load=ACTIONS,
                    elem_id="kollega-log",
                )
                parts.live = gr.HTML("", elem_id="kollega-live", js_on_load=None)
                parts.announce = gr.HTML("", elem_id="kollega-announce", js_on_load=None)
                with gr.Row(elem_id="kollega-write"):
                    parts.input = gr.Textbox(
                        label=words["write_here"],
                        placeholder=words["write_here"],
                        lines=1,
                        max_lines=8,
                        autofocus=True,
                        elem_id="kollega-input",
                        container=False,
                        scale=5,
                    )
                    send = gr.Button(
                        words["send"],
                        variant="primary",
                        scale=0,
                        min_width=80,
                        elem_id="kollega-send",
                    )
                with gr.Row(elem_id="kollega-quick"):
                    another = gr.Button(words["another_question"], size="sm")
                    to_plan = gr.Button(words["to_the_plan"], size="sm")
                    summarise = gr.Button(words["summarise"], size="sm")
            with gr.Column(elem_id="kollega-side", scale=2, min_width=260):
                parts.plan = gr.HTML("", js_on_load=ACTIONS, elem_id="kollega-plan")
                parts.conversations = gr.HTML(
                    "", js_on_load=ACTIONS, elem_id="kollega-conversations"
                )
        parts.everything = [
            parts.conversation,
            parts.stepper,
            parts.log,
            parts.live,
            parts.announce,
            parts.input,
            parts.plan,
            parts.conversations,
        ]
        self._wire(blocks, send, another, to_plan, summarise)

    def _wire(
        self,
        blocks: gr.Blocks,
        send: gr.Button,
        another: gr.Button,
        to_plan: gr.Button,
        summarise: gr.Button,
    ) -> None:
        parts = self.parts
        common: dict[str, Any] = {
            "outputs": parts.everything,
            "show_progress": "hidden",
            "concurrency_limit": None,
            "api_visibility": "private",
        }
        blocks.load(self.load, inputs=None, **common)
        gr.on(
            [parts.input.submit, send.click],
            self.send,
            inputs=[parts.conversation, parts.input],
            trigger_mode="once",
            **common,
        )
        for button, action in (
            (another, Another()),
            (to_plan, Jump(phase=Phase.ACTION_PLAN)),
            (summarise, Summarise()),
        ):
            button.click(
                self._button(action),
                inputs=[parts.conversation],
                trigger_mode="once",
                **common,
            )
        for component in (parts.stepper, parts.log, parts.plan, parts.conversations):
            component.act(self.act, inputs=[parts.conversation], trigger_mode="once", **common)

    def _button(self, action: Action) -> Callable[..., AsyncIterator[Updates]]:
        async def click(conversation: str, request: gr.Request) -> AsyncIterator[Updates]:
            async for updates in self._perform(conversation, action, request):
                yield updates

        return click

    # --- events ---------------------------------------------------------------------

    async def load(self, request: gr.Request) -> AsyncIterator[Updates]:
        """Show the conversation asked for, the one left lately, or a new one."""
        owner = self._owner(request)
        wanted = request.query_params.get("c", "")
        lost: tuple[Notice, ...] = ()
        try:
            found = await asyncio.to_thread(self._pick_up, owner, wanted)
        except NotFound:
            found = None
            lost = (Notice(kind="input", text=self._words["lost_conversation"]),)
        conversation = found or await self._kollega.coach.start(owner, self._language)
        async for updates in self._open(owner, conversation, lost):
            yield updates

    async def send(
        self, conversation: str, text: str, request: gr.Request
    ) -> AsyncIterator[Updates]:
        """Answer what was written. The text stays in the box until it is stored."""
        owner = self._owner(request)
        coach = self._kollega.coach
        try:
            view = await self._view(owner, conversation)
        except KollegaError as error:
            yield self._told(error)
            return
        shown = text.strip()[:4000]
        if shown:
            yield {
                self.parts.log: render.log(view, self._language, waiting=(shown,)),
                self.parts.live: render.live("", self._language),
                self.parts.input: "",
            }
        events = coach.reply(owner, conversation, text)
        async for updates in self._turn(owner, conversation, events, typed=text):
            yield updates

    async def act(
        self, conversation: str, request: gr.Request, event: gr.EventData
    ) -> AsyncIterator[Updates]:
        """Do what a button or form inside the page asks for."""
        data = data_of(event)
        fields = fields_of(data)
        match data.get("act"):
            case "say":
                stream = self.send(conversation, str(data.get("value", "")), request)
            case "new" | "open" | "rename" | "delete" | "earlier":
                stream = self._manage(conversation, data, fields, request)
            case (
                "edit_goal"
                | "remove_goal"
                | "edit_commitment"
                | "remove_commitment"
                | ("new_commitment")
            ):
                stream = self._change(conversation, data, fields, request)
            case "confirm":
                stream = self._confirm(conversation, data, fields, request)
            case _:
                action = _action(data)
                if action is None:
                    return
                stream = self._perform(conversation, action, request)
        async for updates in stream:
            yield updates

    # --- one turn -------------------------------------------------------------------

    async def _turn(
        self, owner: str, conversation: str, events: AsyncIterator[Event], typed: str = ""
    ) -> AsyncIterator[Updates]:
        text, notices, stored = "", [], True
        try:
            async for event in events:
                match event:
                    case TextDelta(text=more):
                        text += more
                        yield {self.parts.live: render.live(text, self._language)}
                    case Notice():
                        notices.append(event)
                    case TurnEnded(turn_id=None):
                        stored = not any(n.kind == "input" for n in notices)
                    case _:
                        pass
        except KollegaError as error:
            yield {**self._told(error), self.parts.input: typed, self.parts.live: ""}
            return
        view = await self._view(owner, conversation)
        updates = self._shown(owner, view, tuple(notices))
        updates[self.parts.announce] = render.announcement(text)
        if not stored:
            updates[self.parts.input] = typed
        yield updates

    async def _perform(
        self, conversation: str, action: Action, request: gr.Request
    ) -> AsyncIterator[Updates]:
        owner = self._owner(request)
        yield {self.parts.live: render.live("", self._language)}
        events = self._kollega.coach.act(owner, conversation, action)
        async for updates in self._turn(owner, conversation, events):
            yield updates

    async def _confirm(
        self, conversation: str, data: dict[str, Any], fields: dict[str, Any], request: gr.Request
    ) -> AsyncIterator[Updates]:
        """Take over what was changed in the card, then record it."""
        owner = self._owner(request)
        key = str(data.get("key", ""))
        try:
            draft = commitment_draft(fields) if data.get("kind") == "commitment" else None
            edit = Edit(goal=fields.get("goal") or None, commitment=draft)
            pending = await asyncio.to_thread(
                self._kollega.records.conversation, owner, conversation
            )
            if pending.state.pending and pending.state.pending.key == key:
                async for _ in self._kollega.coach.act(owner, conversation, edit):
                    pass
        except KollegaError as error:
            yield self._told(error)
            return
        async for updates in self._perform(conversation, Confirm(key=key or None), request):
            yield updates

    async def _change(
        self, conversation: str, data: dict[str, Any], fields: dict[str, Any], request: gr.Request
    ) -> AsyncIterator[Updates]:
        owner = self._owner(request)
        try:
            await asyncio.to_thread(
                change_plan, self._kollega.records, owner, conversation, data, fields
            )
            view = await self._view(owner, conversation)
        except KollegaError as error:
            yield self._told(error)
            return
        yield {
            self.parts.plan: render.plan(view, self._language),
            self.parts.announce: render.announcement(self._words["updated"]),
        }

    async def _manage(
        self, conversation: str, data: dict[str, Any], fields: dict[str, Any], request: gr.Request
    ) -> AsyncIterator[Updates]:
        """Open, start, rename or delete conversations."""
        owner, records = self._owner(request), self._kollega.records
        wanted = str(data.get("id", ""))
        try:
            match data["act"]:
                case "earlier":
                    view = await self._view(owner, conversation)
                    yield {self.parts.log: render.log(view, self._language, everything=True)}
                    return
                case "rename":
                    title = str(fields.get("title", ""))[:80]
                    await asyncio.to_thread(records.rename, owner, wanted, title)
                    yield {self.parts.conversations: self._list(owner, conversation)}
                    return
                case "delete":
                    await asyncio.to_thread(records.delete, owner, wanted)
                    if wanted != conversation:
                        yield {self.parts.conversations: self._list(owner, conversation)}
                        return
                    chosen = None
                case "open":
                    chosen = await asyncio.to_thread(records.conversation, owner, wanted)
                case _:
                    chosen = None
        except KollegaError as error:
            yield self._told(error)
            return
        opened = chosen or await self._kollega.coach.start(owner, self._language)
        async for updates in self._open(owner, opened, ()):
            yield updates

    # --- showing --------------------------------------------------------------------

    async def _open(
        self, owner: str, conversation: Conversation, notices: tuple[Notice, ...]
    ) -> AsyncIterator[Updates]:
        if conversation.language is not self._language:
            await asyncio.to_thread(
                self._kollega.records.set_language, owner, conversation.id, self._language
            )
            if conversation.state.turns:
                book = phrasebook(self._language)
                notice = Notice(kind="language", text=book.one("language_switched"))
                notices = (*notices, notice)
        async for _ in self._kollega.coach.open(owner, conversation.id):
            pass
        view = await self._view(owner, conversation.id)
        updates = self._shown(owner, view, notices)
        updates[self.parts.conversation] = conversation.id
        yield updates

    def _shown(self, owner: str, view: ConversationView, notices: tuple[Notice, ...]) -> Updates:
        parts, language = self.parts, self._language
        return {
            parts.log: render.log(view, language, notices=notices),
            parts.live: "",
            parts.stepper: render.stepper(view.conversation.state, language, local=self._local),
            parts.plan: render.plan(view, language),
            parts.conversations: self._list(owner, view.conversation.id),
        }

    def _list(self, owner: str, current: str) -> str:
        found = self._kollega.records.conversations(owner)
        return render.conversations(found, current, self._language)

    def _told(self, error: KollegaError) -> Updates:
        gr.Warning(message_of(error, self._language), duration=12)
        return {self.parts.live: ""}

    async def _view(self, owner: str, conversation: str) -> ConversationView:
        return await asyncio.to_thread(self._kollega.records.view, owner, conversation)

    def _pick_up(self, owner: str, wanted: str) -> Conversation | None:
        """The conversation to show; None when a new one should begin."""
        records, clock = self._kollega.records, self._kollega.clock
        if wanted:
            found = records.conversation(owner, wanted)
            return found if found.title or found.language is self._language else None
        latest = next(iter(records.conversations(owner)), None)
        if latest is None:
            return None
        due = tuple(c.id for c in records.due(owner, clock.today()))
        if not latest.title:  # opened, nothing said yet: reuse it if it would open alike
            alike = latest.state.due == due and latest.language is self._language
            return latest if alike else None
        age = (clock.now() - latest.updated_at).total_seconds()
        fresh = age < FINISHED_AFTER_HOURS * 3600 and latest.state.phase is not Phase.CLOSED
        return latest if fresh else None

    def _owner(self, request: gr.Request) -> str:
        return owner_of(self._owners, request)


def _action(data: dict[str, Any]) -> Action | None:
    """The action a button's data means; None for anything unknown."""
    try:
        match data.get("act"):
            case "reject":
                return Reject(key=data.get("key") or None)
            case "skip":
                return Skip()
            case "jump":
                return Jump(phase=Phase(str(data.get("phase"))))
            case "check_in":
                return Check(status=CheckInStatus(str(data.get("value"))))
            case _:
                return None
    except ValueError:
        return None
