"""Changes made directly in the plan panel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from agent.domain import Proposal
from agent.errors import EmptyMessage
from agent.ports import Records
from ui.forms import commitment_draft, field_text


def change_plan(
    records: Records,
    owner: str,
    conversation: str,
    data: Mapping[str, Any],
    fields: Mapping[str, Any],
) -> None:
    """Edit, remove or add a goal or commitment; pressing the button is the confirmation."""
    wanted = str(data.get("id", ""))
    match data.get("act"):
        case "edit_goal":
            text = field_text(fields, "goal")
            if not text:
                raise EmptyMessage()
            records.edit_goal(owner, wanted, text)
        case "remove_goal":
            records.remove_goal(owner, wanted)
        case "edit_commitment":
            records.edit_commitment(owner, wanted, commitment_draft(fields))
        case "remove_commitment":
            records.remove_commitment(owner, wanted)
        case "new_commitment":
            proposal = Proposal(
                key=f"panel-{uuid4().hex}", kind="commitment", commitment=commitment_draft(fields)
            )
            records.confirm_commitment(owner, conversation, proposal)
        case _:
            pass
