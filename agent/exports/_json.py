"""The plan as JSON: the domain's own fields, each commitment with its check-ins."""

from __future__ import annotations

import json

from agent.exports._plan import Plan
from agent.listening.text import clean

SHAPE_VERSION = 1
"""Raised when a field changes its meaning or goes away; new fields do not raise it."""


def to_json(plan: Plan) -> str:
    """The plan as an indented JSON object ending in a newline."""
    body = {
        "kollega_plan": SHAPE_VERSION,
        "language": str(plan.language),
        "made_on": plan.made_on.isoformat(),
        "title": clean(plan.title),
        "goals": [goal.model_dump(mode="json") for goal in plan.goals],
        "commitments": [
            made.model_dump(mode="json")
            | {"check_ins": [look.model_dump(mode="json") for look in plan.check_ins_of(made.id)]}
            for made in plan.commitments
        ],
        "turns": [
            turn.model_dump(mode="json", include={"id", "role", "text", "phase", "created_at"})
            for turn in plan.turns
        ],
    }
    return _encodable(json.dumps(body, ensure_ascii=False, indent=2)) + "\n"


def _encodable(text: str) -> str:
    """Lone surrogates become U+FFFD, so that the text can be written as UTF-8."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
