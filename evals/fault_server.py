"""A loopback server that speaks Chat Completions, well or badly, as the model's name tells.

`healthy` answers. `FAULT@MOMENT` (`cut@during`) plays a fault at a moment: before the first
piece, during (after a few), or after all the text and before the finish. Other behaviour is a
function given to `FaultServer.play`. Written on bare sockets, because a fault is what a web
framework prevents.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from types import TracebackType
from typing import Any, NamedTuple

HEALTHY = "healthy"
UNRESOLVABLE = "http://kollega-nowhere.invalid/v1"
PIECES = ("You ", "said ", "it ", "was ", "hard. ", "What ", "helped?")
FEW = 3
"""Pieces that come before what goes wrong during an answer."""

RETRY_AFTER = 1
"""Seconds that a limited endpoint asks to wait."""

_FOREVER = 3600.0
_HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>\n"
_SSE = "text/event-stream; charset=utf-8"


class Fault(StrEnum):
    """What goes wrong."""

    REFUSED = "refused"
    DNS = "dns"
    UNAUTHORISED = "401"
    NOT_FOUND = "404"
    LIMITED_FOR = "429-retry-after"
    LIMITED = "429"
    BROKEN = "500"
    SLOW = "slow-first-token"
    STALL = "stall"
    CUT = "cut"
    MALFORMED = "malformed"
    EMPTY = "empty"
    CONTENT_TYPE = "content-type"


class Moment(StrEnum):
    """When it goes wrong."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


_STATUS = ("the status", "an error object in the stream, which then ends")
PLAYED = {
    Fault.REFUSED: ("nothing listens at the port", "the connection is reset"),
    Fault.DNS: ("the name does not resolve", "as before: a name is looked up first of all"),
    Fault.UNAUTHORISED: _STATUS,
    Fault.NOT_FOUND: _STATUS,
    Fault.LIMITED_FOR: _STATUS,
    Fault.LIMITED: _STATUS,
    Fault.BROKEN: _STATUS,
    Fault.SLOW: ("headers at once, a first piece never", "as stall"),
    Fault.STALL: ("headers and a role, then silence", "silence"),
    Fault.CUT: ("headers, then the connection closes", "the connection closes"),
    Fault.MALFORMED: ("half a JSON object", "half a JSON object"),
    Fault.EMPTY: ("a finish and no text", "pieces without text, then the rest: a whole answer"),
    Fault.CONTENT_TYPE: ("an HTML page", "a page of HTML in the stream, which then ends"),
}
"""How each fault is played: before the first token, and during or after."""


def cell(fault: Fault, moment: Moment) -> str:
    """The model's name that plays a fault at a moment."""
    return f"{fault}@{moment}"


class Request(NamedTuple):
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def model(self) -> str:
        """The model asked for; empty for other requests than an answer."""
        return str(self.body.get("model", ""))


class Exchange:
    """One request, and the means to answer it."""

    def __init__(self, request: Request, writer: asyncio.StreamWriter) -> None:
        self.request = request
        self._writer = writer

    async def status(self, code: int, body: Any = None, **headers: str) -> None:
        """A whole answer with a status: JSON, or text as it is."""
        text = body if isinstance(body, str) else json.dumps(body or _error(code))
        kind = {"Content-Type": "text/html" if isinstance(body, str) else "application/json"}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        await self._head(code, {**kind, **named, "Content-Length": str(len(text.encode()))})
        self._writer.write(text.encode())
        await self._writer.drain()

    async def start(self, content_type: str = _SSE) -> None:
        """Begin a stream."""
        await self._head(200, {"Content-Type": content_type, "Transfer-Encoding": "chunked"})

    async def raw(self, text: str) -> None:
        """Send text as it is, in a chunk of its own."""
        data = text.encode()
        self._writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        await self._writer.drain()

    async def event(self, data: Any) -> None:
        """Send one event."""
        await self.raw(f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n")

    async def delta(self, finish: str | None = None, **delta: Any) -> None:
        """Send one chunk of an answer."""
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        await self.event(_chunk(self.request.model, choice))

    async def pieces(self, *texts: str) -> None:
        """Send pieces of text."""
        for text in texts:
            await self.delta(content=text)

    async def finish(self, reason: str = "stop") -> None:
        """End the answer and the stream as one should."""
        await self.delta(reason)
        await self.event("[DONE]")
        await self.end()

    async def end(self) -> None:
        """End the stream, whole or not."""
        self._writer.write(b"0\r\n\r\n")
        await self._writer.drain()

    async def answer(self, *texts: str) -> None:
        """A whole answer, streamed when that was asked for."""
        if self.request.body.get("stream"):
            await self.start()
            await self.delta(role="assistant", content="")
            await self.pieces(*texts)
            await self.finish()
            return
        message = {"role": "assistant", "content": "".join(texts)}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        whole = _chunk(self.request.model, choice) | {"object": "chat.completion"}
        await self.status(200, whole)

    async def close(self) -> None:
        """Close the connection in the middle of whatever it was."""
        await asyncio.sleep(0.02)  # what was sent arrives first
        self._writer.close()

    async def reset(self) -> None:
        """Break the connection off, as a server that dies does."""
        await asyncio.sleep(0.02)
        sock: socket.socket = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    async def _head(self, code: int, headers: Mapping[str, str]) -> None:
        lines = [f"HTTP/1.1 {code} -", *(f"{name}: {value}" for name, value in headers.items())]
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        await self._writer.drain()


Play = Callable[[Exchange], Awaitable[None]]


class FaultServer:
    """The server, as an asynchronous context.

    Attributes:
        base_url: where it listens.
        closed_url: an address where nothing listens.
        requests: how many answers were asked of each model.
        seen: the requests for each model, as they came.
        let_go: how often a client left before the answer was whole, for each model.
    """

    def __init__(self) -> None:
        self.base_url = ""
        self.closed_url = ""
        self.requests: Counter[str] = Counter()
        self.seen: defaultdict[str, list[Request]] = defaultdict(list)
        self.let_go: Counter[str] = Counter()
        self.connections = 0
        self._plays: dict[str, Play] = {HEALTHY: _healthy}
        self._server: asyncio.Server | None = None
        self._nobody = socket.socket()
        self._open: set[asyncio.StreamWriter] = set()
        for fault in Fault:
            for moment in Moment:
                self._plays[cell(fault, moment)] = _play(fault, moment)

    def play(self, model: str, play: Play) -> None:
        """Answer for a model in another way."""
        self._plays[model] = play

    def url(self, model: str) -> str:
        """Where a cell is played: two of the faults need an address of their own."""
        if model == cell(Fault.REFUSED, Moment.BEFORE):
            return self.closed_url
        return UNRESOLVABLE if model.startswith(f"{Fault.DNS}@") else self.base_url

    async def __aenter__(self) -> FaultServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.base_url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"
        self._nobody.bind(("127.0.0.1", 0))  # bound and not listening: refused, and nobody else's
        self.closed_url = f"http://127.0.0.1:{self._nobody.getsockname()[1]}/v1"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._nobody.close()
        if self._server is not None:
            self._server.close()
        for writer in list(self._open):
            writer.transport.abort()
        await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        self.connections += 1
        try:
            while not writer.is_closing():
                request = await _read(reader)
                if request is None:
                    return
                await self._answer(request, reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    async def _answer(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        exchange = Exchange(request, writer)
        if request.method == "GET":
            listed = [{"id": model, "object": "model"} for model in self._plays]
            await exchange.status(200, {"object": "list", "data": listed})
            return
        self.requests[request.model] += 1
        self.seen[request.model].append(request)
        play = self._plays.get(request.model, _status(404))
        playing = asyncio.ensure_future(play(exchange))
        leaving = asyncio.ensure_future(reader.read(1))  # nothing comes before the answer is over
        await asyncio.wait({playing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if leaving.done() and not playing.done():
            self.let_go[request.model] += 1
            writer.close()
        for task in (playing, leaving):
            task.cancel()
            with suppress(asyncio.CancelledError, ConnectionError):
                await task


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    named = (line.partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in named}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    method, path, _ = first.split(" ", 2)
    return Request(method, path, headers, json.loads(body) if body else {})


async def _healthy(exchange: Exchange) -> None:
    await exchange.answer(*PIECES)


def _play(fault: Fault, moment: Moment) -> Play:
    if moment is Moment.BEFORE:
        return _BEFORE[fault]
    goes_on = PIECES[:FEW] if moment is Moment.DURING else PIECES

    async def play(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.delta(role="assistant", content="")
        await exchange.pieces(*goes_on)
        if fault is Fault.EMPTY:
            await exchange.pieces("", "")
            await exchange.pieces(*PIECES[len(goes_on) :])
            await exchange.finish()
        else:
            await _LATER.get(fault, _error_event(fault))(exchange)

    return play


def _status(code: int, **headers: str) -> Play:
    async def play(exchange: Exchange) -> None:
        await exchange.status(code, **headers)

    return play


async def _silence(_: Exchange) -> None:
    await asyncio.sleep(_FOREVER)


async def _malformed(exchange: Exchange) -> None:
    await exchange.event('{"id": "x", "choices": [{"index": 0, "delta": {"content": "secret')
    await exchange.event("[DONE]")
    await exchange.end()


async def _html(exchange: Exchange) -> None:
    await exchange.raw(_HTML)
    await exchange.end()


def _error_event(fault: Fault) -> Play:
    async def play(exchange: Exchange) -> None:
        code = fault.value[:3]
        await exchange.event(_error(int(code) if code.isdigit() else 500))
        await exchange.end()

    return play


def _begun(then: Play, *, role: bool = False) -> Play:
    async def play(exchange: Exchange) -> None:
        await exchange.start()
        if role:
            await exchange.delta(role="assistant", content="")
        await then(exchange)

    return play


async def _html_page(exchange: Exchange) -> None:
    await exchange.status(200, _HTML)


_LATER: dict[Fault, Play] = {
    Fault.REFUSED: Exchange.reset,
    Fault.SLOW: _silence,
    Fault.STALL: _silence,
    Fault.CUT: Exchange.close,
    Fault.MALFORMED: _malformed,
    Fault.CONTENT_TYPE: _html,
}

_BEFORE: dict[Fault, Play] = {
    Fault.REFUSED: Exchange.reset,
    Fault.DNS: Exchange.reset,
    Fault.UNAUTHORISED: _status(401),
    Fault.NOT_FOUND: _status(404),
    Fault.LIMITED_FOR: _status(429, Retry_After=str(RETRY_AFTER)),
    Fault.LIMITED: _status(429),
    Fault.BROKEN: _status(500),
    Fault.SLOW: _begun(_silence),
    Fault.STALL: _begun(_silence, role=True),
    Fault.CUT: _begun(Exchange.close),
    Fault.MALFORMED: _begun(_malformed),
    Fault.EMPTY: Exchange.answer,
    Fault.CONTENT_TYPE: _html_page,
}


def _chunk(model: str, choice: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": model,
        "choices": [choice],
    }


def _error(code: int) -> dict[str, Any]:
    return {"error": {"message": f"played: {code}", "type": "played", "code": code}}
