"""weights: what each component of a match's score may give, shown, set from a file, or as the program has them."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from assistant.cli.console import Console
from assistant.cli.readers import OWNER_OF_THE_FOLDER
from assistant.matching.types import ComponentName
from assistant.matching.weights import as_toml, read_weights
from assistant.phrases import phrases
from knowledge.errors import UsageError

if TYPE_CHECKING:
    from assistant.services import Services


def weights(arguments: Namespace, services: Services, console: Console) -> int:
    """Carry out one action on the office's weights, as the owner of the library's folder."""
    if arguments.action == "set":
        if not arguments.file:
            raise UsageError("weights_file_needed")
        told = read_weights(console.path(arguments.file), name=arguments.file)
        services.weights.set(OWNER_OF_THE_FOLDER, told)
    elif arguments.action == "reset":
        services.weights.reset(OWNER_OF_THE_FOLDER)
    return _show(arguments, services, console)


def _show(arguments: Namespace, services: Services, console: Console) -> int:
    told = services.weights.told()
    if arguments.json:
        points = {str(name): told.weights.points[name] for name in ComponentName}
        console.json({"weights": points, "set_at": told.set_at.isoformat() if told.set_at else None})
        return 0
    say = phrases(console.language)
    for line in as_toml(told.weights, {name: say.say(f"component.{name}") for name in ComponentName}):
        console.show(line)
    since = f"{told.set_at.astimezone():%Y-%m-%d %H:%M}" if told.set_at else ""
    console.note(console.word("weights_set", moment=since) if since else console.word("weights_default"))
    return 0
