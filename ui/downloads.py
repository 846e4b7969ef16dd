"""Files to take along: one conversation's plan, or everything that is stored."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import Response
from pydantic import TypeAdapter

from agent.domain import ConversationView, Language
from agent.errors import NotFound
from agent.exports import Format, Plan, file_name, media_type
from agent.exports import render as render_plan
from agent.wiring import Kollega
from ui.owner import Owners

_EVERYTHING = TypeAdapter(tuple[ConversationView, ...])


def add_downloads(app: FastAPI, kollega: Kollega, owners: Owners) -> None:
    """Add `/export/everything.json` and `/export/<conversation>.<format>`."""

    @app.get("/export/everything.json")
    async def everything(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        """All that is stored about the person who asks, as JSON."""
        views = await asyncio.to_thread(kollega.records.export, _owner(owners, request))
        return _file(_EVERYTHING.dump_json(views, indent=2), "application/json", "kollega.json")

    @app.get("/export/{conversation}.{form}")
    async def plan(  # pyright: ignore[reportUnusedFunction]
        request: Request,
        conversation: str,
        form: Format,
        lang: Annotated[Language, Query()] = Language.NB,
    ) -> Response:
        """The plan of one conversation in one format."""

        def make() -> tuple[bytes, str]:
            view = kollega.records.view(_owner(owners, request), conversation)
            made = Plan.of(view, kollega.clock.today()).model_copy(update={"language": lang})
            return render_plan(made, form), file_name(made, form)

        try:
            body, name = await asyncio.to_thread(make)
        except NotFound:
            raise HTTPException(404) from None
        return _file(body, media_type(form), name)


def _owner(owners: Owners, request: Request) -> str:
    try:
        return owners.of_request(request.cookies, request.headers)
    except NotFound:
        raise HTTPException(403) from None


def _file(body: bytes, media: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=media, headers=headers)
