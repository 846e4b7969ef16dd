"""A scripted talk as text: how it went, and what was said."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from evals.scoring.talks import Played
from evals.talks import Talk

_NAMES = {"coach": "Kollega", "coachee": "Colleague"}


def described(played: Played, *, show: bool) -> str:
    """The verdicts on a script, the phases and records of its talks, and the words if wanted."""
    missed = [name for name, right in played.verdicts().items() if not right]
    verdict = f"MISSED {', '.join(missed)}" if missed else "ok"
    lines = [f"{played.script.id}: {verdict}"]
    for place, held in enumerate(played.talks):
        lines += (f"  {line}" for line in _facts(held))
        expected = played.script.expect.phases
        if place == 0 and held.phases != expected:
            lines.append(f"  wanted: {' > '.join(expected)}")
        if show:
            lines += (textwrap.indent(line, "    ") for line in _words(held))
    return "\n".join(lines)


def _facts(held: Talk) -> Iterator[str]:
    yield f"phases: {' > '.join(held.phases)}"
    for record in (*held.recorded("goal"), *held.recorded("commitment")):
        yield f"{record.kind}: {record.text}"
    for record in held.recorded("check_in"):
        yield f"check-in: {record.text}"


def _words(held: Talk) -> Iterator[str]:
    for said in held.said:
        yield f"[{said.phase}] {_NAMES[said.who]}: {said.text}"
