"""Serving the pages with uvicorn, and saying plainly why when that cannot be done."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from agent.errors import PortInUse
from agent.wiring import Kollega
from ui.app import create_app


def serve(
    kollega: Kollega, host: str, port: int, ready: Callable[[str], None] = lambda _: None
) -> None:
    """Serve until interrupted. `ready` is called with the page's address once it answers.

    Raises:
        PortInUse: when the address is taken; nothing was started.
    """
    bound = bind(host, port)
    name = f"[{host}]" if ":" in host else host
    address = f"http://{name}:{bound.getsockname()[1]}/"
    config = uvicorn.Config(
        create_app(kollega, host),
        log_level=kollega.settings.log_level.lower(),
        access_log=False,
        timeout_graceful_shutdown=3,
    )
    server = _AnnouncingServer(config, lambda: ready(address))
    server.run(sockets=[bound])


class _AnnouncingServer(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()


def bind(host: str, port: int) -> socket.socket:
    """A socket bound to the address; port 0 takes a free one.

    Raises:
        PortInUse: when it is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host.strip("[]"), port))
    except OSError as error:
        bound.close()
        raise PortInUse(host=host, port=port) from error
    return bound
