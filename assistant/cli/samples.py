"""Fill an empty library with the samples, saying so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.cli.console import Console

if TYPE_CHECKING:
    from assistant.services import Services


def fill_empty(services: Services, console: Console) -> None:
    """Load the sample library where nothing was ever put in."""
    if services.library.is_empty():
        report = services.library.load_samples()
        console.note(console.word("samples_loaded", documents=report.records))
