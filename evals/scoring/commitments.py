"""Whether commitments are told from everything else, and what was promised by when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from agent.domain import Language
from agent.listening.commitments import find_commitment
from agent.listening.signals import CommitmentCandidate
from evals.figures import Figure, share
from evals.scoring._groups import Group, grouped, named
from evals.sets import CommitmentRow, rows


class _Heard(NamedTuple):
    row: CommitmentRow
    hit: CommitmentCandidate


def score() -> list[Figure]:
    """Detection as F1; of what was rightly detected: the date, the action, the if-then plan."""
    figures: list[Figure] = []
    for group, chosen in grouped(rows("commitments", CommitmentRow), Language):
        found = [(row, find_commitment(row.text, row.language, row.today)) for row in chosen]
        heard = [_Heard(row, hit) for row, hit in found if hit is not None]
        figures.append(_detection(group, chosen, heard))
        figures += _details(group, [one for one in heard if one.row.is_commitment])
    return figures


def _detection(group: Group, chosen: Sequence[CommitmentRow], heard: Sequence[_Heard]) -> Figure:
    wanted = [row for row in chosen if row.is_commitment]
    wrong = [one.row for one in heard if not one.row.is_commitment]
    right = [one.row for one in heard if one.row.is_commitment]
    missed = [row for row in wanted if row not in right]
    either = len(heard) + len(wanted)
    return Figure(
        name="commitment_f1",
        language=group.language,
        part=group.split,
        value=2 * len(right) / either if either else 0.0,
        n=len(chosen),
        note=f"{named(missed, '-')} {named(wrong, '+')}".strip(),
    )


def _details(group: Group, right: Sequence[_Heard]) -> list[Figure]:
    dated = [row for row, hit in right if hit.due != row.due]
    unnamed = [row for row, hit in right if not _names(row, hit)]
    planned = [row for row, hit in right if (hit.if_then is not None) != row.if_then]
    amiss = {
        "commitment_due_exact": dated,
        "commitment_action_named": unnamed,
        "commitment_if_then": planned,
    }
    return [
        share(name, *group, len(right) - len(wrong), len(right), named(wrong))
        for name, wrong in amiss.items()
    ]


def _names(row: CommitmentRow, hit: CommitmentCandidate) -> bool:
    return all(part.lower() in hit.action.lower() for part in row.action_contains or ())
