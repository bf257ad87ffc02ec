"""serve: open the library, answer on a port, let commands in through the door."""

from __future__ import annotations

import gc
import os
import secrets
import signal
import sys
import threading
from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.cli.console import Console
from knowledge.types import Role

if TYPE_CHECKING:
    from assistant.background import BackgroundWork
    from assistant.services import Services
    from assistant.settings import Settings
    from knowledge.regularly import Regularly
    from ui.serve import Serving


_RARELY = 200_000  # objects more before garbage is looked for: nearly all that is made in a start stays


def serve(arguments: Namespace, settings: Settings, console: Console) -> int:
    """Run the web app until it is stopped. A port in use is told before the library is opened."""
    from assistant.cli.backing import note_restored
    from assistant.cli.door import Door
    from assistant.cli.samples import fill_empty
    from assistant.wiring import home_of, open_services
    from knowledge.memory import share_heaps
    from ui.serve import listen, warm_up
    from ui.serve import serve as serve_app

    serving = _serving(arguments.host, settings)

    def announce(address: str) -> None:
        name = services.model_name
        console.note(console.word("mode_generated", model=name) if name else console.word("mode_extractive"))
        console.note(console.word("serving", address=address))

    def warm() -> None:
        gc.set_threshold(*usual)
        services.beside.begin()

    signal.signal(signal.SIGTERM, _leave)
    share_heaps()
    usual = gc.get_threshold()
    gc.set_threshold(_RARELY)
    with listen(arguments.host, arguments.port) as listening:
        warm_up()
        page = threading.Event()
        services = open_services(settings, doing="serve", wait_s=settings.lock_wait_s, note=console.note)
        behind: list[BackgroundWork | Regularly] = []
        door = Door(home_of(settings), lambda command, to: _run_inside(command, services, to))
        try:
            note_restored(services)
            if not arguments.no_samples:
                fill_empty(services, console)
            door.open()
            services.plan_answers(private=serving.is_private)
            services.start_warm_up(after=page.wait, then=warm)
            for start in _behind(services):
                if (started := start()) is not None:
                    behind.append(started)
            code = _first_account(settings, services, console, private=serving.is_private)
            serve_app(
                services,
                listening=listening,
                serving=serving,
                shutdown_s=settings.shutdown_s,
                setup_code=code,
                announce=announce,
                stands=page.set,
            )
        finally:
            door.close()
            for background in behind:
                background.close()
            services.close()
            if services.work.starts_again:
                os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    return 0


def _serving(host: str, settings: Settings) -> Serving:
    from ui.serve import Serving

    return Serving(
        host=host,
        hosts=settings.host_names(),
        visitors=settings.visitors,
        root_path=settings.root_path,
        trusted_proxies=settings.trusted_proxies,
        mcp_internal=settings.mcp_internal,
        api_at_once=settings.api_at_once,
        api_per_minute=settings.api_per_minute,
    )


def _behind(services: Services) -> tuple[Callable[[], BackgroundWork | Regularly | None], ...]:
    """Return what starts the work that is done beside answers; None of one for which there is no need."""
    return services.start_batches, services.start_uploads, services.start_pool, services.library.follow


def _first_account(settings: Settings, services: Services, console: Console, *, private: bool) -> str:
    """Make the first administrator that the settings name; else return the code that its maker needs on the page."""
    if services.accounts.any():
        return ""
    password = settings.admin_password.get_secret_value() if settings.admin_password else ""
    if password:
        services.accounts.create(
            settings.admin_name, password, [Role.ADMIN], must_change_password=True, first=True
        )
        console.note(console.word("first_admin", name=settings.admin_name))
        return ""
    if private:
        return ""
    code = secrets.token_hex(16)
    console.note(console.word("setup_code", code=code))
    return code


def _leave(_signal: int, _frame: object) -> None:
    raise SystemExit(0)  # through every `finally`, unlike the default


def _run_inside(arguments: list[str], services: Services, console: Console) -> int:
    """Carry out a command that came through the door, on the library that is open already."""
    from assistant.cli.backing import stage_and_restart
    from assistant.cli.failures import guarded
    from assistant.cli.main import command_of
    from assistant.cli.parser import parse

    try:
        parsed = parse(arguments)
    except SystemExit:
        return 2
    command = stage_and_restart if parsed.command == "restore" else command_of(parsed)
    return guarded(parsed, console, lambda: command(parsed, services, console))
