"""What went wrong at an endpoint, as a short name and whether trying again makes sense.

No name holds anything that was sent, received or configured as a secret: the libraries' own
messages do (a malformed chunk is quoted whole), so none of them is passed on.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

RESTING = "resting"
CUT = "cut"
EMPTY = "empty"
TIMEOUT = "timeout"
MALFORMED = "malformed"
CONTENT_TYPE = "content type"
STREAM_ERROR = "error in the stream"

_TRY_AGAIN = {408, 409, 425, 429}
_REQUEST_REFUSED = {400, 413, 415, 422, 501}


class WrongContentType(Exception):
    """The endpoint answered well, but not with what was asked for."""


class Fault(NamedTuple):
    """Why there is no answer.

    Attributes:
        name: short and safe to show: "refused", "dns", "tls", "unreachable", "timeout", "cut",
            "malformed", "empty", "content type", "error in the stream", "status 429".
        retryable: whether the same request may succeed in a moment.
        retry_after: seconds the endpoint asked to wait, where it did.
        status: the HTTP status, where there was one.
    """

    name: str
    retryable: bool = False
    retry_after: float | None = None
    status: int | None = None

    @property
    def request_refused(self) -> bool:
        """Whether the endpoint is well and only this request does not suit it."""
        return self.status in _REQUEST_REFUSED


def fault_of(error: Exception, *, answered: bool) -> Fault:
    """The fault behind an exception.

    Args:
        error: what LangChain, the OpenAI client, httpx2 or asyncio raised.
        answered: whether the endpoint had begun to answer; what breaks then is not tried again.
    """
    import httpx2
    import openai

    if isinstance(error, WrongContentType):
        return Fault(CONTENT_TYPE)
    if isinstance(error, openai.APIStatusError):
        return status_fault(error.status_code, error.response.headers)
    if isinstance(error, openai.APIConnectionError | httpx2.TransportError):
        return _connection_fault(error, answered=answered)
    if isinstance(error, TimeoutError):
        return Fault(TIMEOUT)
    if isinstance(error, openai.APIError):
        return Fault(STREAM_ERROR)
    if type(error) is ValueError and error.args == ("No generation chunks were returned",):
        return Fault(EMPTY)  # LangChain's words for a body without a single event
    return Fault(MALFORMED)


def status_fault(status: int, headers: Mapping[str, str]) -> Fault:
    """The fault of an HTTP status that is no success."""
    again = status in _TRY_AGAIN or status >= 500
    return Fault(
        f"status {status}",
        retryable=again and status not in _REQUEST_REFUSED,
        retry_after=retry_after(headers, datetime.now(UTC)),
        status=status,
    )


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds to wait by `retry-after-ms` or `Retry-After` (seconds or an HTTP date)."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    written = headers.get("retry-after")
    seconds = _number(written)
    if seconds is not None or written is None:
        return seconds
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def _number(written: str | None) -> float | None:
    try:
        value = float(written or "")
    except ValueError:
        return None
    return value if 0 <= value < float("inf") else None


def _connection_fault(error: Exception, *, answered: bool) -> Fault:
    import httpx2

    causes = list(_causes(error))

    def among(*kinds: type[BaseException]) -> bool:
        return any(isinstance(cause, kinds) for cause in causes)

    if among(httpx2.ConnectTimeout, httpx2.PoolTimeout):
        return Fault(TIMEOUT, retryable=True)
    if among(httpx2.TimeoutException):
        return Fault(TIMEOUT)
    if among(httpx2.DecodingError):
        return Fault(MALFORMED)
    if among(ssl.SSLCertVerificationError):
        return Fault("tls")
    if not among(httpx2.ConnectError, httpx2.ProxyError):
        # A connection kept from the last turn may have died unseen: then nothing was answered.
        return Fault(CUT, retryable=not answered)
    if among(socket.gaierror):
        return Fault("dns", retryable=True)
    if among(ssl.SSLError):
        return Fault("tls", retryable=True)
    return Fault("refused" if among(ConnectionRefusedError) else "unreachable", retryable=True)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception, what it came from, and what a group of them holds."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        cause = waiting.pop()
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        waiting += [cause.__cause__, cause.__context__]
        if isinstance(cause, BaseExceptionGroup):
            waiting += cause.exceptions  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
