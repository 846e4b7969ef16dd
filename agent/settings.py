"""Settings from the environment or a `.env` file, read once. Every one is in `docs/settings.md`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from agent.domain import Language
from agent.errors import SettingsError


class OwnerMode(StrEnum):
    """Who a browser belongs to.

    `local`: everyone who reaches the page is the one person of this machine, the same as on
    the command line. `browser`: each browser has its own records, by a secret cookie.
    `header`: an authenticating proxy names the person in `KOLLEGA_OWNER_HEADER`.
    """

    LOCAL = "local"
    BROWSER = "browser"
    HEADER = "header"


class VoiceChoice(StrEnum):
    """Which voice speaks. `auto`: the model when one is named, else the guided voice."""

    AUTO = "auto"
    GUIDED = "guided"
    MODEL = "model"


def _default_data_dir() -> Path:
    return Path.home() / ".local" / "share" / "kollega"


class Settings(BaseSettings):
    """All settings, prefix `KOLLEGA_`."""

    model_config = SettingsConfigDict(
        env_prefix="KOLLEGA_",
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        populate_by_name=True,
    )

    data_dir: Path = Field(default_factory=_default_data_dir)
    database_url: str | None = None
    chroma_url: str | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)
    language: Language = Language.NB
    owner_mode: OwnerMode | None = None
    owner_header: str = "X-Forwarded-User"
    log_level: str = "WARNING"
    voice: VoiceChoice = VoiceChoice.AUTO
    model: str | None = None
    base_url: str | None = Field(
        default=None, validation_alias=AliasChoices("KOLLEGA_BASE_URL", "OPENAI_BASE_URL")
    )
    api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("KOLLEGA_API_KEY", "OPENAI_API_KEY")
    )

    @property
    def records_url(self) -> str:
        """Where the records are: the database named, else a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'kollega.sqlite3'}"

    def owners(self, host: str) -> OwnerMode:
        """The owner mode: as set, else `local` on loopback and `browser` elsewhere."""
        if self.owner_mode is not None:
            return self.owner_mode
        return OwnerMode.LOCAL if is_loopback(host) else OwnerMode.BROWSER


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches `host`."""
    return host in ("localhost", "::1", "[::1]") or host.startswith("127.")


def load_settings(**overrides: Any) -> Settings:
    """Read the settings.

    Raises:
        SettingsError: naming the first setting that cannot be used, without its value.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = "KOLLEGA_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(name=name, reason=first["msg"]) from None
