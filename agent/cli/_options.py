"""Options that commands share, and the values they take.

The enums repeat some of `agent.domain` on purpose: importing pydantic would double the time of
`kollega --help`. A test holds them equal.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer


class Lang(StrEnum):
    """`agent.domain.Language`."""

    NB = "nb"
    EN = "en"


class Mode(StrEnum):
    """The kinds of conversation there are."""

    COACH = "coach"


class Voice(StrEnum):
    """Who words the replies: `auto` takes the best voice that is set up."""

    AUTO = "auto"
    GUIDED = "guided"


class PhaseName(StrEnum):
    """The phases of `agent.domain.Phase` that have questions."""

    INTRO = "intro"
    GOALS = "goals"
    QUESTIONS = "questions"
    ACTION_PLAN = "action_plan"
    FOLLOW_UP = "follow_up"


class Kind(StrEnum):
    """`agent.domain.EntryKind`."""

    CONCEPT = "concept"
    STRATEGY = "strategy"
    ACTIVITY = "activity"
    FLOW = "flow"
    EXAMPLE = "example"
    QUESTION = "question"
    DOCUMENT = "document"


class Status(StrEnum):
    """`agent.domain.CheckInStatus`."""

    DONE = "done"
    PARTLY = "partly"
    NOT_YET = "not_yet"
    DROPPED = "dropped"


class FileFormat(StrEnum):
    """`agent.exports.Format`."""

    MD = "md"
    PDF = "pdf"
    DOCX = "docx"
    ICS = "ics"
    JSON = "json"


class Inspected(StrEnum):
    """What `kollega inspect` can show."""

    MOVES = "moves"
    REFLECTION = "reflection"
    COMMITMENT = "commitment"
    SAFETY = "safety"


LangOption = Annotated[
    Lang | None,
    typer.Option("--lang", help="Language. Default: KOLLEGA_LANGUAGE, else the system's, else nb."),
]
TodayOption = Annotated[
    datetime | None,
    typer.Option(
        "--today", formats=["%Y-%m-%d"], help="Take this as today's date.", metavar="DATE"
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
LimitOption = Annotated[int, typer.Option("--limit", min=1, max=100, help="At most so many hits.")]
QueryArgument = Annotated[
    str, typer.Argument(metavar="QUERY", help='What it is about; "-" reads a query a line.')
]


def example(*commands: str) -> str:
    """The epilog of a command's help: one or more command lines."""
    return "\n\n".join(("[bold]Example[/bold]", *(f"  {each}" for each in commands)))
