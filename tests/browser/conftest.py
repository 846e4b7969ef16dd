"""A real server on loopback and a real Chromium; nothing is stubbed."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from agent.domain import Language
from agent.settings import Settings
from agent.wiring import Kollega, build

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
REQUIRED = os.environ.get("KOLLEGA_REQUIRE_BROWSER") == "1"

QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

SUNDAY = date(2026, 11, 22)
REPLY_MS = 15_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser's tests and run them last.

    Playwright keeps an event loop running in the main thread until the session ends; tests that
    start a loop of their own have to be done by then.
    """
    browser = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in browser:
        item.add_marker(pytest.mark.browser)
    items[:] = [item for item in items if item not in browser] + browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        if REQUIRED:
            pytest.fail("Chromium is required here and was not found")
        pytest.skip("Chromium was not found; install it to run the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@dataclass
class Served:
    """A running application: its address, and the parts behind it to look into."""

    address: str
    kollega: Kollega


@pytest.fixture(scope="session")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose index is built once for all tests."""
    return tmp_path_factory.mktemp("kollega")


Serve = Callable[[date], "contextmanager[Served]"]


@contextmanager
def serving(data_dir: Path, today: date, **settings: object) -> Iterator[Served]:
    """Serve a data folder as it is on a given day."""
    import uvicorn

    from ui.app import create_app
    from ui.server import bind

    kollega = build(Settings(data_dir=data_dir, **settings), today=today)
    bound = bind("127.0.0.1", 0)
    config = uvicorn.Config(create_app(kollega, "127.0.0.1"), log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
        assert thread.is_alive(), "the server ended before it started"
    try:
        yield Served(f"http://127.0.0.1:{bound.getsockname()[1]}", kollega)
    finally:
        server.should_exit = True
        thread.join(10)
        bound.close()
        kollega.close()


@pytest.fixture(scope="session")
def served(index_dir: Path) -> Iterator[Served]:
    with serving(index_dir, SUNDAY) as running:
        yield running


@pytest.fixture
def fresh(served: Served) -> Served:
    """The running application with nothing stored."""
    served.kollega.records.erase("local")
    return served


class Visitor:
    """A person at the page."""

    def __init__(self, page: Page, address: str, language: Language) -> None:
        self.page = page
        self.address = address
        self.language = language
        self.left_loopback: list[str] = []
        page.on("request", self._note)

    def _note(self, request: object) -> None:
        url: str = request.url  # type: ignore[attr-defined]
        if not url.startswith((self.address, "data:", "blob:")):
            self.left_loopback.append(url)

    def visit(self, path: str = "") -> None:
        self.page.goto(f"{self.address}/{self.language}/{path}")
        self.page.wait_for_selector(".turn.coach, .page", timeout=REPLY_MS)

    def say(self, text: str) -> str:
        """Write, send, and wait for the reply."""
        with self.answered():
            self.page.locator("#kollega-input textarea").fill(text)
            self.page.keyboard.press("Enter")
        return self.last_reply()

    @contextmanager
    def answered(self) -> Iterator[None]:
        before = self.page.locator(".turns .turn.coach").count()
        yield
        self.page.wait_for_function(
            "n => document.querySelectorAll('.turns .turn.coach').length > n",
            arg=before,
            timeout=REPLY_MS,
        )

    def last_reply(self) -> str:
        return self.page.locator(".turns .turn.coach .said").last.inner_text()


@pytest.fixture(params=list(Language), ids=str)
def language(request: pytest.FixtureRequest) -> Language:
    return request.param


@pytest.fixture
def visitor(chromium: Browser, fresh: Served, language: Language) -> Iterator[Visitor]:
    context = chromium.new_context(viewport={"width": 1200, "height": 850})
    someone = Visitor(context.new_page(), fresh.address, language)
    yield someone
    context.close()
    assert someone.left_loopback == []
