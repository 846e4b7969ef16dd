"""Scripted colleagues: what each says in a phase and to a proposal, and what must come of it.

A script never looks at the coach's words, so that it fits any coach.
"""

from __future__ import annotations

from datetime import date

from agent.domain import CheckInStatus, Frozen, Language, Phase
from evals.errors import BrokenData
from evals.files import listed, packaged, read_model


class Taken(Frozen):
    """A commitment that must be recorded."""

    contains: str
    due: date | None


class Expected(Frozen):
    """How the talk must go."""

    phases: tuple[Phase, ...]
    goals: int = 1
    commitments: tuple[Taken, ...] = ()


class Later(Frozen):
    """The next conversation, on a later day."""

    today: date
    says: dict[Phase, tuple[str, ...]]
    check_ins: tuple[CheckInStatus, ...]


class Script(Frozen):
    """One colleague. `kind` and `about` are for readers."""

    id: str
    language: Language
    kind: str
    about: str
    today: date
    says: dict[Phase, tuple[str, ...]]
    on_goal: tuple[str, ...] = ()
    on_commitment: tuple[str, ...] = ()
    expect: Expected
    later: Later | None = None


def scripts(only: str | None = None) -> tuple[Script, ...]:
    """All colleagues by name, or one.

    Raises:
        BrokenData: when a file is no script, or there is none of that name.
    """
    folder = packaged("colleagues")
    found = tuple(read_model(file, Script) for file in listed(folder, ".yaml"))
    chosen = tuple(script for script in found if only in (None, script.id))
    if not chosen:
        known = ", ".join(script.id for script in found)
        raise BrokenData("evals/colleagues", f"there is no script {only!r}; there are {known}")
    return chosen
