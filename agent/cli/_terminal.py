"""The conversation as it looks in a terminal; every word of it comes from the phrase files."""

from __future__ import annotations

import sys

import typer

from agent.cli._cards import help_card, plan_card, proposal_card, sources_card
from agent.cli._lines import read_lines
from agent.cli._paper import Paper
from agent.cli._protocol import Line
from agent.cli._talk import Talk
from agent.domain import SafetyLevel, Source
from agent.events import (
    Another,
    CommitmentProposed,
    Event,
    GoalProposed,
    Notice,
    Recorded,
    Skip,
    Summarise,
    TextDelta,
    TurnEnded,
)
from prompts import phrasebook

_ACTIONS = {
    "another": Another(), "annet": Another(),
    "summary": Summarise(), "oppsummer": Summarise(),
    "skip": Skip(), "hopp": Skip(),
}  # fmt: skip
_QUIT = frozenset({"quit", "exit", "slutt", "avslutt"})
_HELP = frozenset({"help", "hjelp", "?"})
_WHY = frozenset({"why", "hvorfor"})
_PLAN = frozenset({"plan", "avtaler"})


class TerminalTalk:
    """Shows a talk's events and asks for the next line."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._book = phrasebook(talk.language)
        self._paper = Paper()
        self._piped = None if sys.stdin.isatty() else read_lines()
        self._spoken = False
        self._sources: tuple[Source, ...] = ()
        if self._piped is None:
            _edit_lines()

    def greet(self) -> None:
        """What to know before the first word."""
        self._paper.aside(self._book.one("cli_greeting"))

    def ask(self) -> str | None:
        """The next line; None at the end of the input, after Ctrl-D or Ctrl-C."""
        if self._piped is not None:
            return next(self._piped, None)
        try:
            return input(f"\n{self._book.one('cli_prompt')} ")
        except (EOFError, KeyboardInterrupt):
            typer.echo()
            return None

    def heard(self, line: str) -> Line | None:
        """The message or action a line stands for; None when it was answered here.

        Raises:
            typer.Exit: for /quit.
        """
        if not line.startswith("/"):
            return line
        word = line[1:].strip().lower()
        if word in _QUIT:
            raise typer.Exit
        if word in _ACTIONS:
            return _ACTIONS[word]
        self._paper.aside(self._answer(word))
        return None

    def show(self, event: Event) -> None:
        """One event, as it comes."""
        match event:
            case TextDelta(text=text):
                self._paper.stream(text)
                self._spoken = True
            case Notice():
                self._notice(event)
            case Recorded(kind=kind, text=text):
                said = self._book.one(f"export_status_{text}") if kind == "check_in" else text
                self._paper.aside(self._book.one(f"recorded_{kind}", text=said))
            case GoalProposed(proposal=proposal) | CommitmentProposed(proposal=proposal):
                self._paper.aside(proposal_card(proposal, self._talk.language))
            case TurnEnded():
                self._ended(event)
            case _:
                pass

    def _answer(self, word: str) -> str:
        if word in _WHY:
            return sources_card(self._sources, self._book)
        if word in _PLAN:
            return plan_card(self._talk.view(), self._talk.language)
        offered = self._book.one("cli_help")
        if word in _HELP:
            return offered
        return f"{self._book.one('cli_unknown_command', command=word)}\n{offered}"

    def _ended(self, event: TurnEnded) -> None:
        if not self._spoken and event.turn_id is not None:
            self._paper.stream(event.reply)  # a turn that is only shown again comes whole
        self._paper.end()
        self._spoken = False
        self._sources = event.sources or self._sources

    def _notice(self, notice: Notice) -> None:
        self._paper.aside(notice.text)
        if notice.kind == "safety" and notice.level is not SafetyLevel.NONE:
            self._paper.aside(help_card(self._talk.language, notice.topic), dim=False)


def _edit_lines() -> None:
    """Arrow keys and history in `input`, where the platform has them."""
    try:
        import readline  # noqa: F401  # pyright: ignore[reportUnusedImport]
    except ImportError:
        return
