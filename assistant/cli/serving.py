"""serve: open the library, answer on a port, let commands in through the door."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from assistant.cli.console import Console

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.wiring import Services


def serve(arguments: Namespace, settings: Settings, console: Console) -> int:
    """Run the web app until it is stopped."""
    from assistant.cli.door import Door
    from assistant.cli.samples import fill_empty
    from assistant.wiring import home_of, open_services
    from ui.serve import serve as serve_app

    services = open_services(settings, doing="serve", wait_s=settings.lock_wait_s, note=console.note)
    door = Door(home_of(settings), lambda command, to: run_inside(command, services, to))
    try:
        if not arguments.no_samples:
            fill_empty(services, console)
        door.open()
        services.start_warm_up()
        serve_app(services, host=arguments.host, port=arguments.port, announce=console.note)
    finally:
        door.close()
        services.close()
    return 0


def run_inside(command: list[str], services: Services, console: Console) -> int:
    """Carry out a command that came through the door, on the library that is open already."""
    from assistant.cli.main import command_of, report
    from assistant.cli.parser import build_parser
    from knowledge.errors import PatentBridgeError, UsageError

    try:
        parsed = build_parser().parse_args(command)
    except SystemExit:
        return 2
    try:
        return command_of(parsed)(parsed, services, console)
    except PatentBridgeError as error:
        report(error, console, as_json=bool(getattr(parsed, "json", False)))
        return 2 if isinstance(error, UsageError) else 1
