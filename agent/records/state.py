"""The flow's state as stored: JSON, in the shape of a version, never a reason to fail."""

from __future__ import annotations

import json
import logging
from typing import Any, cast

from pydantic import ValidationError

from agent.domain import FlowState, Phase

logger = logging.getLogger(__name__)

STATE_VERSION = 1
"""Raise it when `FlowState` changes so that older JSON would be read wrongly."""

KEPT = (
    "safety",
    "safety_shown",
    "turns",
    "proposals_made",
    "topic",
    "due",
    "asked",
    "phrases",
    "goals",
    "commitments",
)
"""What outlives a state that cannot be read, each field if it is still valid by itself.

Losing `safety` would clear a screening, losing `proposals_made` would use a proposal's key again.
"""

PAST_ALL_PROPOSALS = 1000
"""Proposals assumed to have been made when the number is lost."""


def dump_state(state: FlowState) -> str:
    """The state as JSON in the shape of `STATE_VERSION`."""
    return state.model_dump_json()


def load_state(stored: str, version: int, phase: Phase) -> FlowState:
    """The stored state, or a fresh one at the same phase when it cannot be read."""
    if version == STATE_VERSION:
        try:
            return FlowState.model_validate_json(stored)
        except ValidationError:
            pass
    logger.warning("a stored flow state (version %d) cannot be read: starting afresh", version)
    return _salvaged(stored, phase)


def _salvaged(stored: str, phase: Phase) -> FlowState:
    state = FlowState(phase=phase, turns=1, proposals_made=PAST_ALL_PROPOSALS, introduced=True)
    try:
        found: Any = json.loads(stored)
    except ValueError:
        return state
    values = cast("dict[str, object]", found) if isinstance(found, dict) else {}
    for name in KEPT:
        if name not in values:
            continue
        try:
            state = FlowState.model_validate({**state.model_dump(), name: values[name]})
        except ValidationError:
            continue
    return state
