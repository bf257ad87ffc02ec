"""The sample library that ships with the program, as files to be ingested."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import resources
from importlib.resources.abc import Traversable

from knowledge.finding import FoundFile

_FOLDERS = ("patents", "policies")


@contextmanager
def sample_files() -> Iterator[tuple[FoundFile, ...]]:
    """Yield the files of the sample library, sorted; they may be temporary copies."""
    with ExitStack() as copies:
        root = resources.files("knowledge") / "samples"
        found = [
            _found(copies, item, f"{folder}/{item.name}")
            for folder in _FOLDERS
            if (root / folder).is_dir()
            for item in sorted((root / folder).iterdir(), key=lambda item: item.name)
            if item.is_file() and not item.name.startswith(".")
        ]
        yield tuple(found)


def _found(copies: ExitStack, item: Traversable, name: str) -> FoundFile:
    path = copies.enter_context(resources.as_file(item))
    return FoundFile(path=path, location=f"sample:{name}", shown=f"samples/{name}", source=name)
