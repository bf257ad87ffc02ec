"""backup, restore: all that is kept into one file while it is in use, and back."""

from __future__ import annotations

import os
import signal
from argparse import Namespace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assistant.audit.types import Action, Subject, event_of
from assistant.cli.console import Console
from assistant.cli.readers import OWNER_OF_THE_FOLDER
from knowledge.backups.restoring import stage, take_restored
from knowledge.locking import FolderLock

if TYPE_CHECKING:
    from assistant.services import Services
    from assistant.settings import Settings
    from knowledge.backups.manifest import Manifest

_MB = 1_000_000


def backup(arguments: Namespace, services: Services, console: Console) -> int:
    """Write a backup of the open library."""
    from knowledge.backups.writing import write_backup

    path = console.path(arguments.file)
    manifest = write_backup(services.library, path, made_at=datetime.now(UTC), force=arguments.force)
    services.audit.write(event_of(OWNER_OF_THE_FOLDER, Action.BACKED_UP, Subject.LIBRARY))
    size, shown = path.stat().st_size, console.short(str(path))
    if arguments.json:
        console.json({"file": shown, "bytes": size, **_told(manifest)})
        return 0
    console.show(console.word("backed_up", file=shown, size=f"{size / _MB:.1f}", made_at=manifest.made_at))
    if not manifest.has_catalogue:
        console.note(console.word("backup_without_catalogue"))
    return 0


def stage_here(arguments: Namespace, settings: Settings, console: Console) -> None:
    """Check a backup and lay it beside a library that nobody has open; opening it puts it in place."""
    from assistant.wiring import home_of
    from knowledge.disk import storing_in

    home = home_of(settings)
    with storing_in(home):
        home.mkdir(parents=True, exist_ok=True)
    with FolderLock(home, doing="restore").acquire(settings.lock_wait_s):
        stage(console.path(arguments.file), home, force=arguments.force)


def restored(arguments: Namespace, services: Services, console: Console) -> int:
    """Tell what was put in place when the library was opened."""
    made_at = note_restored(services)
    documents = sum(row.documents for row in services.catalogue.counts(OWNER_OF_THE_FOLDER))
    if arguments.json:
        console.json({"restored": made_at, "documents": documents})
    else:
        has_catalogue = services.catalogue.engine.dialect.name == "sqlite"
        key = "restored" if has_catalogue else "restored_beside"
        console.show(console.word(key, made_at=made_at, documents=documents))
    return 0


def stage_and_restart(arguments: Namespace, services: Services, console: Console) -> int:
    """Check a backup and lay it beside the library of this app, which starts again with it."""
    manifest = stage(console.path(arguments.file), services.library.home, force=arguments.force)
    if arguments.json:
        console.json({"staged": manifest.made_at, **_told(manifest)})
    else:
        console.show(console.word("restore_staged", made_at=manifest.made_at))
    services.work.start_again()
    os.kill(os.getpid(), signal.SIGTERM)
    return 0


def note_restored(services: Services) -> str:
    """Write into the audit, once, that a backup was put in place; return when it was made."""
    made_at = take_restored(services.library.home)
    if made_at is not None:
        services.audit.write(event_of(OWNER_OF_THE_FOLDER, Action.RESTORED, Subject.LIBRARY))
    return made_at or ""


def _told(manifest: Manifest) -> dict[str, object]:
    return {
        "made_at": manifest.made_at,
        "database": manifest.database,
        "revision": manifest.revision,
        "parts": {name: part.size for name, part in manifest.parts.items()},
    }
