"""What a server can do, known from its address; a probe can correct it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from agent.domain import Frozen
from agent.providers.endpoint import Endpoint

TokensField = Literal["max_tokens", "max_completion_tokens"]


class Profile(Frozen):
    """What can be asked of a server. The defaults are what every one of them is known to take.

    Attributes:
        name: the server's name as people know it.
        json_schema: takes `response_format` of that type.
        json_object: takes `response_format` of that type.
        tools: takes `tools`.
        system_role: takes a leading message with the role `system`.
        max_tokens_field: the field that limits an answer. Mistral answers 422 to the newer name,
            Ollama ignores it, and OpenAI's reasoning models refuse the older one.
        context_length: tokens that surely fit, prompt and answer together.
        streams: sends an answer as it comes.
        opens_thinking: an answer begins inside its reasoning and names only the end of it
            (`</think>`), as DeepSeek-R1's template makes it; held back until then.
        reasoning_room: tokens to allow on top of what was asked for, where the limit counts a
            model's reasoning too; without them it thinks until the limit and says nothing.
        key_header: where the key goes.
    """

    name: str = "unknown"
    json_schema: bool = False
    json_object: bool = False
    tools: bool = False
    system_role: bool = True
    max_tokens_field: TokensField = "max_tokens"
    context_length: int = 4096
    streams: bool = True
    opens_thinking: bool = False
    reasoning_room: int = 0
    key_header: Literal["authorization", "api-key"] = "authorization"


UNKNOWN = Profile()

OPENAI = Profile(
    name="OpenAI",
    json_schema=True,
    json_object=True,
    tools=True,
    max_tokens_field="max_completion_tokens",
    context_length=128_000,
)
AZURE = OPENAI.model_copy(update={"name": "Azure", "key_header": "api-key"})
MISTRAL = Profile(
    name="Mistral", json_schema=True, json_object=True, tools=True, context_length=32_000
)
# A local server's context is what it was started with, so the smallest usual one is assumed.
OLLAMA = Profile(name="Ollama", json_schema=True, json_object=True, tools=True)
VLLM = Profile(name="vLLM", json_schema=True, json_object=True, tools=True)
LLAMA_CPP = Profile(name="llama.cpp", json_schema=True, json_object=True)
# It answers 400 to `json_object`: lmstudio-ai/lmstudio-bug-tracker#189.
LM_STUDIO = Profile(name="LM Studio", json_schema=True, tools=True)

_AZURE_HOSTS = (
    ".openai.azure.com",
    ".cognitiveservices.azure.com",
    ".services.ai.azure.com",
    ".azure-api.net",
)
_PORTS = {11434: OLLAMA, 1234: LM_STUDIO, 8080: LLAMA_CPP, 8000: VLLM}
# vllm-project/vllm#12999: without a reasoning parser these begin to think before the first token.
_THINKS_FIRST = re.compile(r"deepseek[-_]?r1|qwq|thinking", re.IGNORECASE)
_KEEPS_THINKING = (UNKNOWN, VLLM, LLAMA_CPP)
_THINKS = re.compile(
    r"(^|/)(o\d|gpt-[5-9](?!.*chat))|gpt-oss|deepseek[-_]?r1|qwq|qwen3|magistral|thinking",
    re.IGNORECASE,
)
REASONING_ROOM = 2048
"""Tokens that a model's reasoning on a short answer mostly stays within."""


class _Address(NamedTuple):
    host: str
    port: int | None
    path: str


_RULES: tuple[tuple[Callable[[_Address], bool], Profile], ...] = (
    (lambda at: at.host == "api.openai.com" or at.host.endswith(".api.openai.com"), OPENAI),
    (lambda at: at.host.endswith(_AZURE_HOSTS) or "/openai/deployments/" in at.path, AZURE),
    (lambda at: at.host == "api.mistral.ai", MISTRAL),
    (lambda at: at.host == "ollama.com", OLLAMA),
)


def profile_for(endpoint: Endpoint) -> Profile:
    """What the server at this address is known to do; the safe default when it is unknown."""
    parts = urlsplit(endpoint.base_url)
    address = _Address((parts.hostname or "").lower(), parts.port, parts.path)
    found = next((profile for fits, profile in _RULES if fits(address)), None)
    found = found or _PORTS.get(address.port or 0, UNKNOWN)
    if not _THINKS.search(endpoint.model):
        return found
    held = found in _KEEPS_THINKING and _THINKS_FIRST.search(endpoint.model) is not None
    return found.model_copy(update={"reasoning_room": REASONING_ROOM, "opens_thinking": held})
