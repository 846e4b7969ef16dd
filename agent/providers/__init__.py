"""Language models behind OpenAI-compatible endpoints.

Where a model lives (`Endpoint`), what its server can do (`Profile`), how to speak with it
(`EndpointModel`), and one that speaks from a script (`ScriptedModel`). Importing this loads none
of the libraries that do the speaking; the first call does, or `EndpointModel.warm`.
"""

from __future__ import annotations

from agent.ports import ChatModel
from agent.providers.breaker import Breaker
from agent.providers.chat import EndpointModel
from agent.providers.endpoint import Endpoint, Timeouts
from agent.providers.probe import LocalServer, ProbeReport, local_servers, probe
from agent.providers.profiles import Profile, profile_for
from agent.providers.scripted import ScriptedModel, ScriptError
from agent.providers.structured import Step
from agent.settings import Settings, VoiceChoice

__all__ = [
    "Breaker",
    "Endpoint",
    "EndpointModel",
    "LocalServer",
    "ProbeReport",
    "Profile",
    "ScriptError",
    "ScriptedModel",
    "Step",
    "Timeouts",
    "local_servers",
    "open_model",
    "probe",
    "profile_for",
]


def open_model(settings: Settings) -> ChatModel | None:
    """The configured model, or None when none is named or the guided voice was chosen.

    Raises:
        SettingsError: when the address, the key or the model's name cannot be used.
    """
    if settings.voice is VoiceChoice.GUIDED:
        return None
    endpoint = Endpoint.from_settings(settings)
    return None if endpoint is None else EndpointModel(endpoint)
