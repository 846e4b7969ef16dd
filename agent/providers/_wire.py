"""The HTTP client under a chat model: text goes to the endpoint and nowhere else.

LangChain hands out neither the response nor its headers. Each attempt therefore carries a mark
through it, which the client takes off before anything is sent; by it an attempt finds its
response again, to judge what kind of answer it is and to close it at once.
"""

from __future__ import annotations

from enum import Enum
from itertools import count
from typing import TYPE_CHECKING

from agent.providers._faults import WrongContentType
from agent.providers.endpoint import Endpoint
from agent.providers.profiles import Profile

if TYPE_CHECKING:
    import httpx2

MARK = "x-kollega-attempt"
_ATTEMPT = "kollega.attempt"
_ACCOUNT_HEADERS = ("openai-organization", "openai-project")
_MACHINE_HEADERS = "x-stainless-"
_NEEDED = "x-stainless-raw-response"  # the client reads it back from its own request


class Kind(Enum):
    """What an answer must be, by its content type; none at all is let pass."""

    STREAM = ("text/event-stream", "text/plain")  # some gateways call every stream plain text
    JSON = ("application/json",)

    def fits(self, content_type: str) -> bool:
        """Whether a `Content-Type` header names this kind."""
        plain = content_type.partition(";")[0].strip().lower()
        return not plain or plain in self.value


class Attempt:
    """One request and the response to it."""

    def __init__(self, number: int, kind: Kind) -> None:
        self.mark = str(number)
        self.kind = kind
        self.response: httpx2.Response | None = None

    @property
    def answered(self) -> bool:
        """Whether the endpoint began to answer."""
        return self.response is not None

    async def close(self) -> None:
        """Let go of the connection, in the middle of the answer if need be."""
        if self.response is not None:
            await self.response.aclose()


class Wire:
    """The client of one endpoint, for one event loop."""

    def __init__(self, endpoint: Endpoint, profile: Profile) -> None:
        import httpx2

        limits = endpoint.timeouts
        self._endpoint = endpoint
        self._profile = profile
        self._numbers = count(1)
        self._attempts: dict[str, Attempt] = {}
        self.client = httpx2.AsyncClient(
            timeout=httpx2.Timeout(limits.total, connect=limits.connect, pool=limits.connect),
            limits=httpx2.Limits(max_connections=1000, max_keepalive_connections=100),
            follow_redirects=False,  # a redirect would carry the conversation somewhere else
            trust_env=not endpoint.loopback,  # and so would a proxy, for a local server
            event_hooks={"request": [self._sending], "response": [self._receiving]},
        )

    def attempt(self, kind: Kind) -> Attempt:
        """A new attempt; its `mark` goes into the header `MARK` of the request."""
        attempt = Attempt(next(self._numbers), kind)
        self._attempts[attempt.mark] = attempt
        return attempt

    def forget(self, attempt: Attempt) -> None:
        """The attempt is over, whether or not its request was ever sent."""
        self._attempts.pop(attempt.mark, None)

    async def close(self) -> None:
        """Close all connections."""
        await self.client.aclose()

    async def _sending(self, request: httpx2.Request) -> None:
        attempt = self._attempts.pop(request.headers.pop(MARK, ""), None)
        if attempt is not None:
            request.extensions[_ATTEMPT] = attempt
        self._authorise(request)

    async def _receiving(self, response: httpx2.Response) -> None:
        attempt = response.request.extensions.get(_ATTEMPT)
        if not isinstance(attempt, Attempt):
            return
        attempt.response = response
        if response.is_success and not attempt.kind.fits(response.headers.get("content-type", "")):
            raise WrongContentType

    def _authorise(self, request: httpx2.Request) -> None:
        """Put in the key, here and nowhere else: LangChain and its client never hold it."""
        for name in list(request.headers):
            machine = name.startswith(_MACHINE_HEADERS) and name != _NEEDED
            # These two come from the environment and are nobody's business but OpenAI's.
            account = name in _ACCOUNT_HEADERS and self._profile.name != "OpenAI"
            if name == "authorization" or machine or account:
                del request.headers[name]
        for name, value in self._endpoint.headers.items():
            request.headers[name] = value.get_secret_value()
        if self._endpoint.key is not None:
            key = self._endpoint.key.get_secret_value()
            bearer = self._profile.key_header == "authorization"
            request.headers[self._profile.key_header] = f"Bearer {key}" if bearer else key
