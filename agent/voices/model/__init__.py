"""The model voice: prompt, rules on the stream, fallback, and listening again afterwards."""

from __future__ import annotations

from agent.voices.model.folding import WINDOW
from agent.voices.model.refining import Refinement, refine, refined
from agent.voices.model.rules import Breach
from agent.voices.model.voice import ModelVoice

__all__ = ["WINDOW", "Breach", "ModelVoice", "Refinement", "refine", "refined"]
