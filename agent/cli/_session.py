"""What a command works with: the settings, and the whole of Kollega or a part of it.

Commands that need only a part open only that, so that they are quick and work when another part
is broken.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Generator
from contextlib import closing, contextmanager
from datetime import date
from types import TracebackType
from typing import TYPE_CHECKING

from agent.errors import DataFolderUnusable, SettingsError
from agent.settings import Settings, load_settings

if TYPE_CHECKING:
    from agent.records.repository import SqlRecords
    from agent.wiring import Kollega
    from knowledge import KnowledgeGuide

_ErrorInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


def settings(**chosen: object) -> Settings:
    """The settings, with logging set up as they say; what is `chosen` goes before them.

    Raises:
        agent.errors.SettingsError: when one cannot be used.
    """
    found = load_settings(**chosen)
    handler = logging.StreamHandler()
    handler.setFormatter(_Discreet("%(levelname)s %(name)s: %(message)s"))
    try:
        logging.basicConfig(level=found.log_level.upper(), handlers=[handler])
    except ValueError:
        raise SettingsError(name="KOLLEGA_LOG_LEVEL", reason="not a level of logging") from None
    return found


class _Discreet(logging.Formatter):
    """Logs where an error came from, but not its message: that may quote what people wrote.

    A conversation in the terminal is not cut by tracebacks either: they come with DEBUG only.
    """

    def formatException(self, ei: _ErrorInfo) -> str:
        kind, _, trace = ei
        frames = traceback.format_tb(trace) if logging.getLogger().level <= logging.DEBUG else []
        return f"{''.join(frames)}{kind.__name__ if kind else ''}"


@contextmanager
def whole(today: date | None = None, **chosen: object) -> Generator[Kollega]:
    """Kollega with the coach, the records and the knowledge; closed afterwards."""
    from agent.wiring import build

    kollega = build(settings(**chosen), today=today)
    try:
        yield kollega
    finally:
        kollega.close()


@contextmanager
def records_alone(today: date | None = None) -> Generator[SqlRecords]:
    """The records without the knowledge."""
    with closing(records_of(settings(), today)) as records:
        yield records


@contextmanager
def knowledge_alone() -> Generator[KnowledgeGuide]:
    """The knowledge without the records."""
    with closing(knowledge_of(settings())) as guide:
        yield guide


def records_of(found: Settings, today: date | None = None) -> SqlRecords:
    """The records that these settings name; to be closed.

    Raises:
        agent.errors.RecordsUnavailable: when they cannot be opened.
        agent.errors.DataFolderUnusable: when there is no folder to open them in.
    """
    from agent.records import open_records
    from agent.wiring import SystemClock

    _make_data_folder(found)
    return open_records(found.records_url, clock=SystemClock(today))


def knowledge_of(found: Settings) -> KnowledgeGuide:
    """The knowledge that these settings name; to be closed.

    Raises:
        agent.errors.KnowledgeFileError, agent.errors.IndexUnavailable: when it cannot be opened.
        agent.errors.DataFolderUnusable: when there is no folder for the index.
    """
    from knowledge import open_knowledge

    _make_data_folder(found)
    return open_knowledge(found.data_dir, chroma_url=found.chroma_url)


def _make_data_folder(found: Settings) -> None:
    try:
        found.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataFolderUnusable(path=found.data_dir, reason=reason) from error
