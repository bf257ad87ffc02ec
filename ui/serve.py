"""The web server: services, host and port in; runs until it is stopped. Light to import."""

from __future__ import annotations

import errno
import socket
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING

from knowledge.errors import ServeError
from ui.framework import import_page
from ui.protocols import Services

if TYPE_CHECKING:
    from uvicorn import Config, Server

_STREAMS_S = 3  # open event streams never end by themselves
_ANSWERS_S = 30.0


def warm_up() -> threading.Thread:
    """Start to import the page's framework in a thread, while the caller opens the library."""
    thread = threading.Thread(target=import_page, name="import-page", daemon=True)
    thread.start()
    return thread


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address; port 0 takes a free one.

    Raises ServeError: port_in_use, port_forbidden, port_out_of_range or address_unavailable, with `host` and `port`.
    """
    if not 0 <= port <= 65_535:
        raise ServeError("port_out_of_range", host=host, port=port)
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, OverflowError, UnicodeError) as error:
        raise ServeError("address_unavailable", host=host, port=port) from error
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(256)
    except (OSError, OverflowError) as error:
        listening.close()
        raise ServeError(_reason(error), host=host, port=port) from error
    return listening


def _reason(error: BaseException) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return "port_in_use"
    return "port_forbidden" if number == errno.EACCES else "address_unavailable"


def address_of(listening: socket.socket, host: str) -> str:
    """Return the address to open in a browser."""
    port = listening.getsockname()[1]
    name = (
        "127.0.0.1"
        if host in ("", "0.0.0.0")
        else "[::1]"
        if host == "::"
        else f"[{host}]"
        if ":" in host
        else host
    )
    return f"http://{name}:{port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """How the operator serves the page.

    `hosts` are the names it answers to beside those of the loopback interface; `trusted_proxies` the addresses whose
    X-Forwarded headers count; `root_path` the path that a reverse proxy puts before every other; `mcp_internal` whether officers' tokens read what is
    internal at /mcp; `api_at_once` and `api_per_minute` how much one account may ask through the API.
    """

    host: str = "127.0.0.1"
    hosts: Collection[str] = ()
    visitors: bool = False
    root_path: str = ""
    trusted_proxies: str = ""
    mcp_internal: bool = False
    api_at_once: int = 4
    api_per_minute: int = 60

    @property
    def is_private(self) -> bool:
        """Say whether only this machine can reach the page."""
        from ui.guard import LOOPBACK_HOSTS

        on_loopback = self.host in LOOPBACK_HOSTS or self.host.startswith("127.")
        return on_loopback and not (self.hosts or self.root_path or self.trusted_proxies)

    @property
    def host_names(self) -> Collection[str] | None:
        """Return the host names to answer to; None: any, because the operator put the page on a network and named none."""
        from ui.guard import LOOPBACK_HOSTS

        return LOOPBACK_HOSTS | {self.host, *self.hosts} if self.hosts or self.is_private else None


ON_THIS_MACHINE = Serving()


def serve(
    services: Services,
    *,
    listening: socket.socket | None = None,
    serving: Serving = ON_THIS_MACHINE,
    port: int = 7860,
    shutdown_s: float = _ANSWERS_S,
    setup_code: str = "",
    announce: Callable[[str], None] = lambda address: None,
    stands: Callable[[], None] = lambda: None,
) -> None:
    """Serve the page until the process is told to stop.

    `announce` gets the address once connections are accepted; `stands` is called once the page can be opened.

    When it is, no question begins any more, and answers under way have `shutdown_s` to be finished and kept; told so
    twice, it ends at once. Where there is no account yet, only who has `setup_code` makes the first one; empty: anybody.

    Pass `listening` (from `listen`) to find out about a used port before the services are built. Raises ServeError.
    """
    bound = listening or listen(serving.host, port)
    import uvicorn

    from ui.host import create_app
    from ui.identity import Access

    access = Access(
        open_at_first=serving.is_private,
        visitors=serving.visitors,
        setup_code=setup_code,
        root_path=serving.root_path,
        mcp_internal=serving.mcp_internal,
        api_at_once=serving.api_at_once,
        api_per_minute=serving.api_per_minute,
    )
    config = uvicorn.Config(
        create_app(services, trusted_hosts=serving.host_names, access=access, stands=stands),
        proxy_headers=bool(serving.trusted_proxies),
        forwarded_allow_ips=serving.trusted_proxies or None,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_STREAMS_S,
    )
    started = partial(announce, address_of(bound, serving.host) + serving.root_path)
    with bound:
        _server(config, started, lambda: services.work.finish(shutdown_s)).run(sockets=[bound])


def _server(config: Config, started: Callable[[], None], finish: Callable[[], object]) -> Server:
    """Return a server that calls `started` once it accepts connections; told to stop, it lets `finish` end first."""
    import uvicorn

    class Finishing(uvicorn.Server):
        is_told = False

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            end = super().handle_exit
            if self.is_told:
                end(sig, frame)
                return
            self.is_told = True

            def finish_first() -> None:
                finish()
                end(sig, None)

            threading.Thread(target=finish_first, name="closing", daemon=True).start()

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            started()

    return Finishing(config)
