"""Settings: each is documented, and a bad one is named without its value."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.errors import SettingsError
from agent.settings import OwnerMode, Settings, load_settings

DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`KOLLEGA_{name.upper()}`" in DOCUMENT.read_text("utf-8")


def test_every_documented_setting_exists() -> None:
    lines = DOCUMENT.read_text("utf-8").splitlines()
    named = [line.split("`")[1] for line in lines if line.startswith("| `KOLLEGA_")]
    assert sorted(named) == sorted(f"KOLLEGA_{name.upper()}" for name in Settings.model_fields)


def test_a_bad_setting_is_named_and_its_value_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KOLLEGA_PORT", "s3cret")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert refused.value.details["name"] == "KOLLEGA_PORT"
    assert "s3cret" not in str(refused.value.details)


@pytest.mark.parametrize(
    ("host", "mode"),
    [
        ("127.0.0.1", OwnerMode.LOCAL),
        ("localhost", OwnerMode.LOCAL),
        ("::1", OwnerMode.LOCAL),
        ("0.0.0.0", OwnerMode.BROWSER),  # noqa: S104
        ("192.168.1.4", OwnerMode.BROWSER),
    ],
)
def test_records_are_shared_on_loopback_only(host: str, mode: OwnerMode) -> None:
    assert Settings().owners(host) is mode


def test_a_set_owner_mode_wins() -> None:
    assert Settings(owner_mode=OwnerMode.HEADER).owners("127.0.0.1") is OwnerMode.HEADER
