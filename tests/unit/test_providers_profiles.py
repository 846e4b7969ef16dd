"""What a server can do is known from where it is."""

from __future__ import annotations

import pytest

from agent.providers import Endpoint, Profile, profile_for
from agent.providers.structured import Step, ladder

SCHEMA, OBJECT, PROMPTED = Step.JSON_SCHEMA, Step.JSON_OBJECT, Step.PROMPTED


@pytest.mark.parametrize(
    ("base_url", "name", "steps", "tokens"),
    [
        ("https://api.openai.com/v1", "OpenAI", (SCHEMA, OBJECT), "max_completion_tokens"),
        ("https://eu.api.openai.com/v1", "OpenAI", (SCHEMA, OBJECT), "max_completion_tokens"),
        (
            "https://x.openai.azure.com/openai/v1",
            "Azure",
            (SCHEMA, OBJECT),
            "max_completion_tokens",
        ),
        ("https://gw.no/openai/deployments/d", "Azure", (SCHEMA, OBJECT), "max_completion_tokens"),
        ("https://api.mistral.ai/v1", "Mistral", (SCHEMA, OBJECT), "max_tokens"),
        ("http://127.0.0.1:11434/v1", "Ollama", (SCHEMA, OBJECT), "max_tokens"),
        ("http://10.0.0.9:8000/v1", "vLLM", (SCHEMA, OBJECT), "max_tokens"),
        ("http://localhost:8080/v1", "llama.cpp", (SCHEMA, OBJECT), "max_tokens"),
        ("http://localhost:1234/v1", "LM Studio", (SCHEMA,), "max_tokens"),
        ("https://llm.example.no/v1", "unknown", (), "max_tokens"),
        ("https://api.openai.com.evil.no/v1", "unknown", (), "max_tokens"),
    ],
)
def test_a_server_is_known_by_its_address(
    base_url: str, name: str, steps: tuple[Step, ...], tokens: str
) -> None:
    profile = profile_for(Endpoint.at(base_url, "m"))
    assert profile.name == name
    assert ladder(profile) == (*steps, PROMPTED)
    assert profile.max_tokens_field == tokens


def test_azure_takes_its_key_in_a_header_of_its_own() -> None:
    assert profile_for(Endpoint.at("https://x.openai.azure.com/openai/v1", "m")).key_header == (
        "api-key"
    )


def test_an_unknown_server_is_asked_for_nothing_special() -> None:
    assert Profile() == profile_for(Endpoint.at("https://llm.example.no/v1", "m"))


@pytest.mark.parametrize(
    ("base_url", "model", "held"),
    [
        ("http://localhost:8000/v1", "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B", True),
        ("http://localhost:8080/v1", "QwQ-32B", True),
        ("https://llm.example.no/v1", "qwen3-30b-thinking", True),
        ("http://localhost:8000/v1", "qwen3-8b", False),
        ("http://localhost:11434/v1", "deepseek-r1:7b", False),
    ],
)
def test_models_that_begin_by_thinking_are_held_back_where_the_server_does_not(
    base_url: str, model: str, held: bool
) -> None:
    assert profile_for(Endpoint.at(base_url, model)).opens_thinking is held


@pytest.mark.parametrize(
    ("model", "thinks"),
    [
        ("o4-mini", True),
        ("gpt-5-mini", True),
        ("openai/gpt-5", True),
        ("gpt-5-chat-latest", False),
        ("gpt-4.1", False),
        ("qwen3:8b", True),
        ("gpt-oss:20b", True),
        ("llama3.2:3b", False),
        ("mistral-small-latest", False),
        ("phi-o3x", False),
    ],
)
def test_models_that_think_get_room_for_it(model: str, thinks: bool) -> None:
    for base_url in ("https://api.openai.com/v1", "http://localhost:11434/v1"):
        assert (profile_for(Endpoint.at(base_url, model)).reasoning_room > 0) is thinks
