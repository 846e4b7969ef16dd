"""The one place that joins the coach to the world. Heavy imports happen here, when called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from agent.coach import Coach
from agent.domain import Language, Screening
from agent.errors import DataFolderUnusable
from agent.listening.language import detect
from agent.listening.listen import listen
from agent.listening.signals import Expected, Signals
from agent.safety import screen
from agent.settings import Settings
from agent.voices.guided import GuidedVoice

if TYPE_CHECKING:
    from agent.records import SqlRecords
    from knowledge import KnowledgeGuide

LOCAL_OWNER = "local"
"""The one person of this machine, on the command line and on a loopback page."""


class SystemClock:
    """The machine's time, or a fixed day of it."""

    def __init__(self, today: date | None = None) -> None:
        self._today = today

    def now(self) -> datetime:
        """The current moment in the local zone; on a fixed day, that day at this time."""
        now = datetime.now().astimezone()
        if self._today is None:
            return now
        return now.replace(year=self._today.year, month=self._today.month, day=self._today.day)

    def today(self) -> date:
        """The calendar date here."""
        return self._today or date.today()


class RuleListener:
    """Fulfils `agent.ports.Listener` with the rules of `agent.listening`."""

    def listen(
        self, text: str, *, language: Language, today: date, expected: Expected | None
    ) -> Signals:
        """Hear a message by the rules of the language it is written in."""
        written_in = detect(text, language)
        return listen(text, language=written_in, today=today, expected=expected)


class RuleScreen:
    """Fulfils `agent.ports.Screen` with the rules of `agent.safety`."""

    def screen(self, text: str) -> Screening:
        """Judge a message."""
        return screen(text)


@dataclass(frozen=True, slots=True)
class Kollega:
    """Everything joined: what pages, commands and evals work with."""

    settings: Settings
    clock: SystemClock
    records: SqlRecords
    guide: KnowledgeGuide
    coach: Coach

    def close(self) -> None:
        """Let go of the database and the index."""
        self.records.close()
        self.guide.close()


def build(settings: Settings, *, today: date | None = None) -> Kollega:
    """Open the data folder, the records and the knowledge, and join them.

    Raises:
        DataFolderUnusable: when the folder cannot be made or written.
        RecordsUnavailable, KnowledgeFileError, IndexUnavailable: from the parts.
    """
    from agent.records import open_records
    from knowledge import open_knowledge

    _usable(settings)
    clock = SystemClock(today)
    records = open_records(settings.records_url, clock=clock)
    guide = open_knowledge(settings.data_dir, chroma_url=settings.chroma_url)
    coach = Coach(
        records=records,
        guide=guide,
        listener=RuleListener(),
        screen=RuleScreen(),
        voice=GuidedVoice(),
        clock=clock,
    )
    return Kollega(settings=settings, clock=clock, records=records, guide=guide, coach=coach)


def _usable(settings: Settings) -> None:
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise DataFolderUnusable(path=folder, reason=error.strerror or str(error)) from error
