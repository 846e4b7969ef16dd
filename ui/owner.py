"""Whose records a request may see."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from agent.errors import NotFound
from agent.settings import OwnerMode, Settings
from agent.wiring import LOCAL_OWNER
from ui.middleware import COOKIE


class Owners:
    """Tells the owner of a request, in the mode the settings ask for."""

    def __init__(self, mode: OwnerMode, header: str) -> None:
        self.mode = mode
        self._header = header

    @classmethod
    def of(cls, settings: Settings, host: str) -> Owners:
        """The owners of a server that listens on `host`."""
        return cls(settings.owners(host), settings.owner_header)

    def of_request(self, cookies: Mapping[str, str], headers: Mapping[str, str]) -> str:
        """The owner's id. The cookie itself is never stored, only its digest.

        Raises:
            NotFound: when the request carries no proof of who it is.
        """
        match self.mode:
            case OwnerMode.LOCAL:
                return LOCAL_OWNER
            case OwnerMode.BROWSER:
                proof = cookies.get(COOKIE, "")
            case OwnerMode.HEADER:
                proof = headers.get(self._header, "")
        if not proof:
            raise NotFound()
        return hashlib.sha256(f"{self.mode}:{proof}".encode()).hexdigest()
