"""What all tests of a run share and one of its processes builds: a name and a way to build it in; a folder out."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class BuildingOnce:
    """A folder that belongs to the run, whichever of its processes asks."""

    folder: Path

    def __call__(self, name: str, build: Callable[[Path], object]) -> Path:
        """Return what `build` puts into the folder it is given: it is called by the first who asks, others wait."""
        built = self.folder / name
        with (self.folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not built.exists():
                unfinished = self.folder / f"{name}.unfinished.{os.getpid()}"
                unfinished.mkdir()
                build(unfinished)
                unfinished.rename(built)
        return built


def folder_of_the_run(of_this_process: Path) -> Path:
    """Return the folder that the processes of a run have in common, from the temporary folder of one of them."""
    return of_this_process.parent if "PYTEST_XDIST_WORKER" in os.environ else of_this_process
