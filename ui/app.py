"""The web application: FastAPI with one Gradio app a language, health checks and downloads."""

from __future__ import annotations

import os
import warnings
from importlib.metadata import version
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from agent.domain import Language
from agent.settings import OwnerMode
from agent.wiring import Kollega
from ui import render
from ui.coaching import CoachingPage
from ui.downloads import add_downloads
from ui.follow_up import FollowUpPage
from ui.middleware import Secured
from ui.owner import Owners
from ui.settings_page import SettingsPage
from ui.theme import asset, theme

PAGES = ("coaching", "follow_up", "settings")

THREADS = 400
"""Gradio's cap on events under way at once; well above the people one process serves."""


def create_app(kollega: Kollega, host: str = "127.0.0.1") -> FastAPI:
    """Join the pages of both languages into one application."""
    owners = Owners.of(kollega.settings, host)
    app = FastAPI(title="Kollega", version=version("kollega"), docs_url=None, redoc_url=None)
    _add_health(app, kollega)
    _add_front_door(app, kollega)
    add_downloads(app, kollega, owners)
    app.add_middleware(Secured, give_cookie=owners.mode is OwnerMode.BROWSER)
    for language in Language:
        _mount(app, build_pages(kollega, owners, language), language)
    return app


def _mount(app: FastAPI, blocks: gr.Blocks, language: Language) -> None:
    with warnings.catch_warnings():
        # It warns of several pages even where rendering on the server is switched off.
        warnings.filterwarnings("ignore", message="SSR mode")
        gr.mount_gradio_app(
            app,
            blocks,
            path=f"/{language}",
            theme=theme(),
            css=asset("kollega.css"),
            head=f"<script>{asset('kollega.js')}</script>",
            footer_links=[],
            run_history=False,
            show_error=False,
            ssr_mode=False,
            max_file_size="1mb",
        )


def build_pages(kollega: Kollega, owners: Owners, language: Language) -> gr.Blocks:
    """All pages of one language."""
    blocks = gr.Blocks(
        title="Kollega", analytics_enabled=False, delete_cache=(3600, 3600), fill_width=True
    )
    blocks.max_threads = THREADS
    makers: dict[str, Any] = {
        "coaching": CoachingPage,
        "follow_up": FollowUpPage,
        "settings": SettingsPage,
    }
    with blocks:
        _page(blocks, makers["coaching"](kollega, owners, language), language, "coaching")
    for name in PAGES[1:]:
        with blocks.route(name, f"/{render.path(name)}", show_in_navbar=False):
            page = makers[name](kollega, owners, language)
            _page(blocks, page, language, name)
    blocks.queue(default_concurrency_limit=None, api_open=False)
    return blocks


def _page(blocks: gr.Blocks, page: Any, language: Language, name: str) -> None:
    gr.HTML(render.header(language, name, PAGES), js_on_load=None, elem_id="kollega-top")
    page.build(blocks)


def _add_health(app: FastAPI, kollega: Kollega) -> None:
    @app.get("/favicon.ico", include_in_schema=False)
    def favicon() -> Response:  # pyright: ignore[reportUnusedFunction]
        return Response(asset("kollega.svg"), media_type="image/svg+xml")

    @app.get("/manifest.json", include_in_schema=False)
    def manifest() -> dict[str, str]:  # pyright: ignore[reportUnusedFunction]
        return {"name": "Kollega", "start_url": "/", "display": "browser"}

    @app.get("/healthz")
    def healthz() -> dict[str, str]:  # pyright: ignore[reportUnusedFunction]
        return {"status": "ok"}

    @app.get("/readyz")
    def readyz() -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        parts = {"records": kollega.records.ready(), "knowledge": kollega.guide.ready()}
        ready = all(parts.values())
        return JSONResponse(parts, status_code=200 if ready else 503)


def _add_front_door(app: FastAPI, kollega: Kollega) -> None:
    @app.get("/")
    def front_door(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        """Send a visitor to the language chosen last, asked for by the browser, or set here."""
        chosen = request.cookies.get("kollega_language")
        language = chosen if chosen in set(Language) else _preferred(request, kollega)
        return RedirectResponse(f"/{language}/")


def _preferred(request: Request, kollega: Kollega) -> Language:
    """The first language of the browser that Kollega speaks; any Norwegian is Bokmål."""
    for part in request.headers.get("accept-language", "").split(","):
        tag = part.split(";")[0].strip().lower().split("-")[0]
        if tag in ("nb", "no", "nn"):
            return Language.NB
        if tag == "en":
            return Language.EN
    return kollega.settings.language
