"""Where a model lives: what is accepted, what people are shown, and what nobody is."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from agent.errors import SettingsError
from agent.providers import Endpoint, EndpointModel, Timeouts, open_model
from agent.providers.endpoint import OPENAI
from agent.settings import Settings, VoiceChoice

KEY = "sk-very-secret"


def settings(**chosen: object) -> Settings:
    return Settings.model_validate({"model": None, "base_url": None, "api_key": None, **chosen})


def test_the_real_limits_are_those_that_were_promised() -> None:
    limits = Timeouts()
    assert (limits.connect, limits.first_token, limits.idle, limits.total) == (5, 30, 20, 120)
    assert limits.attempts == 3
    assert limits.patience < limits.first_token, "whoever speaks instead needs a moment too"


@pytest.mark.parametrize(
    ("written", "base_url", "host"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1", "api.openai.com"),
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434/v1", "127.0.0.1:11434"),
        ("http://localhost:1234/v1/", "http://localhost:1234/v1", "localhost:1234"),
        (" http://[::1]:8080/v1 ", "http://[::1]:8080/v1", "[::1]:8080"),
        (
            "https://gw.example.no/llm/chat/completions",
            "https://gw.example.no/llm",
            "gw.example.no",
        ),
    ],
)
def test_an_address_is_brought_to_its_plain_form(written: str, base_url: str, host: str) -> None:
    endpoint = Endpoint.at(written, "m")
    assert (endpoint.base_url, endpoint.host) == (base_url, host)


def test_azures_version_travels_as_a_query_of_its_own() -> None:
    endpoint = Endpoint.at(
        "https://us.openai.azure.com/openai/deployments/gpt?api-version=2024-10-21", "gpt"
    )
    assert endpoint.base_url == "https://us.openai.azure.com/openai/deployments/gpt"
    assert endpoint.query == {"api-version": "2024-10-21"}


@pytest.mark.parametrize(
    "written",
    [
        "ftp://example.no/v1",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "example.no/v1",
        "http://",
        "http://user:hunter2@example.no/v1",
        "http://hunter2@example.no/v1",
        "https://example.no/v1?key=hunter2",
        "https://example.no/v1#hunter2",
        "http://example.no:hunter2/v1",
        "http://exa mple.no/hunter2",
        "http://[hunter2/v1",
        "",
    ],
)
def test_an_unusable_address_is_refused_without_being_repeated(written: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Endpoint.at(written, "m")
    assert refused.value.details["name"] == "KOLLEGA_BASE_URL"
    assert "hunter2" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


@pytest.mark.parametrize("key", ["sk two words", "sk-\u00e5", "sk-\r\nX-Evil: 1"])
def test_a_key_that_fits_no_header_is_refused_without_being_repeated(key: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Endpoint.at(OPENAI, "m", key)
    assert refused.value.details["name"] == "KOLLEGA_API_KEY"
    assert "sk" not in str(refused.value)


def test_a_key_loses_stray_space_and_an_empty_one_is_none() -> None:
    endpoint = Endpoint.at(OPENAI, "m", f"  {KEY}\n")
    assert endpoint.key is not None
    assert endpoint.key.get_secret_value() == KEY
    assert Endpoint.at(OPENAI, "m", " ").key is None


def test_no_secret_is_in_any_text_of_an_endpoint_or_its_model() -> None:
    endpoint = Endpoint.at(OPENAI, "m", KEY, headers={"X-Gateway": "other-secret"})
    for text in (
        repr(endpoint),
        str(endpoint),
        endpoint.model_dump_json(),
        repr(EndpointModel(endpoint)),
    ):
        assert KEY not in text
        assert "other-secret" not in text


@pytest.mark.parametrize(
    ("written", "name"),
    [("openai:gpt-5-mini", "gpt-5-mini"), ("llama3.2:3b", "llama3.2:3b"), (" qwen3 ", "qwen3")],
)
def test_a_models_name_keeps_its_colon_and_loses_langchains_prefix(written: str, name: str) -> None:
    assert Endpoint.at(OPENAI, written).model == name


@pytest.mark.parametrize(
    ("written", "stays"),
    [
        ("http://localhost:1/v1", True),
        ("http://127.8.8.8:1/v1", True),
        ("http://[::1]:1/v1", True),
        ("http://192.168.1.4:1/v1", False),
        ("http://localhost.example.no/v1", False),
    ],
)
def test_it_is_known_whether_text_stays_on_this_machine(written: str, stays: bool) -> None:
    assert Endpoint.at(written, "m").loopback is stays


def test_settings_make_an_endpoint() -> None:
    endpoint = Endpoint.from_settings(settings(model="m", api_key=SecretStr(KEY)))
    assert endpoint is not None
    assert endpoint.base_url == OPENAI
    assert endpoint.key is not None


def test_there_is_no_model_unless_one_is_named_and_the_voice_is_not_guided() -> None:
    assert open_model(settings()) is None
    assert open_model(settings(voice=VoiceChoice.MODEL)) is None
    assert open_model(settings(model="m", voice=VoiceChoice.GUIDED)) is None
    model = open_model(settings(model="m", base_url="http://127.0.0.1:11434/v1"))
    assert model is not None
    assert model.host == "127.0.0.1:11434"


def test_a_bad_address_in_the_settings_is_told_when_the_model_is_opened() -> None:
    with pytest.raises(SettingsError):
        open_model(settings(model="m", base_url="gopher://x"))
