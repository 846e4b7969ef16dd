"""What a command works with: the settings, and the whole of Kollega or a part of it.

Commands that need only the records open only those, so that they work beside a running
`kollega serve`, which keeps the index to itself.
"""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import closing, contextmanager
from datetime import date
from typing import TYPE_CHECKING

from agent.errors import DataFolderUnusable
from agent.settings import Settings, load_settings
from agent.wiring import Kollega, SystemClock, build

if TYPE_CHECKING:
    from agent.records.repository import SqlRecords
    from knowledge import KnowledgeGuide


def settings() -> Settings:
    """The settings, with logging set up as they say.

    Raises:
        agent.errors.SettingsError: when one cannot be used.
    """
    found = load_settings()
    logging.basicConfig(level=found.log_level.upper())
    return found


@contextmanager
def whole(today: date | None = None) -> Generator[Kollega]:
    """Kollega with the coach, the records and the knowledge; closed afterwards."""
    kollega = build(settings(), today=today)
    try:
        yield kollega
    finally:
        kollega.close()


@contextmanager
def records_alone(today: date | None = None) -> Generator[SqlRecords]:
    """The records without the knowledge."""
    from agent.records import open_records  # noqa: PLC0415

    found = settings()
    _make_data_folder(found)
    with closing(open_records(found.records_url, clock=SystemClock(today))) as records:
        yield records


@contextmanager
def knowledge_alone() -> Generator[KnowledgeGuide]:
    """The knowledge without the records."""
    from knowledge import open_knowledge  # noqa: PLC0415

    found = settings()
    _make_data_folder(found)
    with closing(open_knowledge(found.data_dir, chroma_url=found.chroma_url)) as guide:
        yield guide


def _make_data_folder(found: Settings) -> None:
    try:
        found.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataFolderUnusable(path=found.data_dir, reason=reason) from error
