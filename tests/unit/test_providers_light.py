"""The guided path loads none of the libraries that speak with models."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("langchain", "langchain_core", "langchain_openai", "langsmith", "openai", "httpx2")

LOADED = f"""
import sys
from agent.providers import EndpointModel, Endpoint, ScriptedModel, open_model
from agent.settings import Settings, VoiceChoice
assert open_model(Settings(_env_file=None, model="m", voice=VoiceChoice.GUIDED)) is None
assert open_model(Settings(_env_file=None, model="m")) is not None
print(sorted(name for name in {HEAVY!r} if name in sys.modules))
"""


def test_importing_and_opening_loads_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
