"""The one place that joins the coach to the world. Heavy imports happen here, when called."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from agent.coach import Coach
from agent.domain import Language, SafetyLevel, Screening
from agent.errors import DataFolderUnusable
from agent.listening.language import detect
from agent.listening.listen import listen
from agent.listening.signals import Expected, Signals
from agent.safety import screen
from agent.safety.classifier import Opinion, combine, judge_all, load, windows
from agent.settings import Settings
from agent.voices.guided import GuidedVoice

if TYPE_CHECKING:
    from agent.records import SqlRecords
    from knowledge import KnowledgeGuide

logger = logging.getLogger(__name__)

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


class Embeds(Protocol):
    """The part of `knowledge.Embedder` that screening needs."""

    @property
    def embedder_id(self) -> str: ...

    def embed_query(self, text: str) -> list[float]: ...


class SafetyScreen:
    """Fulfils `agent.ports.Screen`: the rules of `agent.safety`, then a second opinion.

    The opinion comes from the meaning of the message and can only make the verdict more
    serious. Without an embedder that its weights were trained for, the rules stand alone.
    """

    def __init__(self, embedder: Embeds) -> None:
        self._embedder = embedder

    def screen(self, text: str) -> Screening:
        """Judge a message."""
        verdict = screen(text)
        if verdict.level is SafetyLevel.ACUTE:
            return verdict
        try:
            return combine(verdict, self._opinion(text))
        except Exception:
            # The text itself must not reach the log; what failed is named by the rest.
            logger.error("the second opinion on safety failed; the rules stand alone")
            return verdict

    def _opinion(self, text: str) -> Opinion:
        if load().embedder_id != self._embedder.embedder_id:
            return judge_all(())
        import numpy as np

        pieces = [self._embedder.embed_query(piece) for piece in windows(text)]
        return judge_all([np.asarray(piece, dtype=np.float32) for piece in pieces])


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
    from knowledge import default_embedder, open_knowledge

    _usable(settings)
    clock = SystemClock(today)
    records = open_records(settings.records_url, clock=clock)
    embedder = default_embedder()
    guide = open_knowledge(settings.data_dir, chroma_url=settings.chroma_url, embedder=embedder)
    coach = Coach(
        records=records,
        guide=guide,
        listener=RuleListener(),
        screen=SafetyScreen(embedder),
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
