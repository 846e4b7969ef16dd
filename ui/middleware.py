"""ASGI middleware for every response; streams pass through untouched."""

from __future__ import annotations

import secrets
from http.cookies import SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "kollega_owner"
YEAR = 365 * 24 * 3600

CONTENT_SECURITY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self'; "
    "frame-ancestors 'self'; form-action 'self'; base-uri 'self'"
)
"""The page fetches nothing from elsewhere and sends nothing elsewhere, whatever it shows."""


class Secured:
    """Adds the security headers, and a secret cookie for a browser that has none.

    Args:
        app: what is served.
        give_cookie: whether records belong to browsers (`OwnerMode.BROWSER`).
    """

    def __init__(self, app: ASGIApp, *, give_cookie: bool) -> None:
        self._app = app
        self._give_cookie = give_cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", CONTENT_SECURITY)
                headers.setdefault("Referrer-Policy", "no-referrer")
                headers.setdefault("X-Content-Type-Options", "nosniff")
                if self._give_cookie and not _has_cookie(scope):
                    headers.append("Set-Cookie", _new_cookie(scope["scheme"] == "https"))
            await send(message)

        await self._app(scope, receive, send_secured)


def _has_cookie(scope: Scope) -> bool:
    return COOKIE in SimpleCookie(Headers(scope=scope).get("cookie", ""))


def _new_cookie(secure: bool) -> str:
    cookie = f"{COOKIE}={secrets.token_urlsafe(32)}; Max-Age={YEAR}; Path=/; HttpOnly; SameSite=Lax"
    return cookie + "; Secure" if secure else cookie
