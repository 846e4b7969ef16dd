"""Where a language model lives: address, key, headers, patience. Nothing here reaches for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import NoReturn
from urllib.parse import SplitResult, parse_qsl, urlsplit, urlunsplit

from pydantic import Field, SecretStr, field_validator

from agent.domain import Frozen
from agent.errors import SettingsError
from agent.settings import Settings

OPENAI = "https://api.openai.com/v1"
"""Where text goes when a model is named and no address is."""

_PREFIX = "openai:"
_QUERY = "api-version"
_ADDRESS, _KEY, _MODEL = "KOLLEGA_BASE_URL", "KOLLEGA_API_KEY", "KOLLEGA_MODEL"
_PRINTABLE = re.compile(r"[!-~]+")


class Timeouts(Frozen):
    """How long each part may take, in seconds.

    Attributes:
        connect: until a connection stands.
        first_token: from the call to the first visible piece, all attempts and the waits between
            them together. It is what the coachee waits at most before somebody speaks.
        spare: the part of `first_token` that is left to whoever speaks instead of the model.
        idle: between two visible pieces.
        total: for the whole answer, and for all steps of a structured one.
        whole: for one answer that is not streamed.
        backoff: the first wait before another attempt; it doubles, with as much jitter.
        attempts: requests for one answer at most.
    """

    connect: float = Field(default=5.0, gt=0)
    first_token: float = Field(default=30.0, gt=0)
    spare: float = Field(default=1.0, ge=0)
    idle: float = Field(default=20.0, gt=0)
    total: float = Field(default=120.0, gt=0)
    whole: float = Field(default=20.0, gt=0)
    backoff: float = Field(default=0.5, gt=0)
    attempts: int = Field(default=3, ge=1)

    @property
    def patience(self) -> float:
        """Seconds the model itself has for its first visible piece."""
        return max(self.first_token - self.spare, self.first_token / 2)


class Endpoint(Frozen):
    """One model at one OpenAI-compatible address.

    `base_url` is the address up to and without `/chat/completions`, without a query; `query` is
    sent with every request (Azure's `api-version`).
    """

    base_url: str = OPENAI
    model: str
    key: SecretStr | None = None
    headers: Mapping[str, SecretStr] = Field(default_factory=dict[str, SecretStr])
    query: Mapping[str, str] = Field(default_factory=dict[str, str])
    timeouts: Timeouts = Timeouts()

    @classmethod
    def at(
        cls,
        base_url: str,
        model: str,
        key: str | SecretStr | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        timeouts: Timeouts | None = None,
    ) -> Endpoint:
        """An endpoint from what a person typed.

        Raises:
            SettingsError: when the address, the key or the model's name cannot be used; the
                reason never holds the value.
        """
        address, query = _address(base_url)
        return cls(
            base_url=address,
            query=query,
            model=_name(model),
            key=_key(key),
            headers={name: SecretStr(value) for name, value in (headers or {}).items()},
            timeouts=timeouts or Timeouts(),
        )

    @classmethod
    def from_settings(cls, settings: Settings) -> Endpoint | None:
        """The configured endpoint, or None when no model is named.

        Raises:
            SettingsError: as `at`.
        """
        if not settings.model:
            return None
        return cls.at(settings.base_url or OPENAI, settings.model, settings.api_key)

    @field_validator("base_url")
    @classmethod
    def _checked(cls, value: str) -> str:
        address, query = _address(value)
        if query:
            _refuse(_ADDRESS, "holds a query; `Endpoint.at` takes it apart")
        return address

    @property
    def host(self) -> str:
        """Where text goes, as people are shown it: host, and port where one is named."""
        parts = urlsplit(self.base_url)
        name = parts.hostname or ""
        name = f"[{name}]" if ":" in name else name
        return f"{name}:{parts.port}" if parts.port else name

    @property
    def loopback(self) -> bool:
        """Whether text stays on this machine."""
        name = urlsplit(self.base_url).hostname or ""
        if name == "localhost":
            return True
        try:
            return ip_address(name).is_loopback
        except ValueError:
            return False


def _address(written: str) -> tuple[str, dict[str, str]]:
    """The address in its plain form, and its query."""
    parts = _split(written.strip())
    if parts.scheme not in ("http", "https"):
        _refuse(_ADDRESS, "must begin with http:// or https://")
    if parts.username is not None or parts.password is not None:
        _refuse(_ADDRESS, f"must not hold a user name or password; put the key in {_KEY}")
    if not parts.hostname or re.search(r"\s", written.strip()):
        _refuse(_ADDRESS, "must name a host, as in http://127.0.0.1:11434/v1")
    if parts.fragment:
        _refuse(_ADDRESS, "must not hold a #")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if any(name != _QUERY for name in query):
        _refuse(_ADDRESS, f"may hold no other query than {_QUERY}; put the key in {_KEY}")
    path = parts.path.rstrip("/").removesuffix("/chat/completions") or "/v1"
    return urlunsplit((parts.scheme, parts.netloc, path, "", "")), query


def _split(written: str) -> SplitResult:
    try:
        parts = urlsplit(written)
        _ = parts.port  # raises for a port that is none
    except ValueError:
        _refuse(_ADDRESS, "is not an address")
    return parts


def _key(written: str | SecretStr | None) -> SecretStr | None:
    """The key without stray space; it must fit into an HTTP header."""
    plain = written.get_secret_value() if isinstance(written, SecretStr) else written or ""
    plain = plain.strip()
    if not plain:
        return None
    if not _PRINTABLE.fullmatch(plain):
        _refuse(_KEY, "holds a space or a character that no key has")
    return SecretStr(plain)


def _name(written: str) -> str:
    """The model's name. Other names keep their colons: `llama3.2:3b` is one name."""
    name = written.strip().removeprefix(_PREFIX)
    if not name:
        _refuse(_MODEL, "is empty")
    return name


def _refuse(name: str, reason: str) -> NoReturn:
    raise SettingsError(name=name, reason=reason) from None
