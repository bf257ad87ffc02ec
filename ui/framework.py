"""What the framework under the page is told before it is imported."""

from __future__ import annotations

import inspect
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

_importing = threading.Lock()


def silence() -> None:
    """Keep the framework from calling home, keeping questions in the browser, or looking for what is not there."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_RUN_HISTORY"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
    # It sums up its last ten thousand events after each one, for a page of its own that is shut here.
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000000"
    # Without plots there is none: looking for it again with each event took a thirtieth of the time of an answer.
    sys.modules.setdefault("matplotlib", None)  # type: ignore[arg-type]


def import_page() -> ModuleType:
    """Import `ui.page` and the framework with it, which takes seconds."""
    silence()
    with _importing, without_stubs():
        return import_module("ui.page")


@contextmanager
def without_stubs() -> Iterator[None]:
    """Keep the framework from writing type stubs beside its own source.

    It parses the source of every component for them, each time it is imported: a third of the time that takes. It
    leaves out components that stand in no file.
    """
    find = inspect.getfile

    def getfile(thing: Any) -> str:
        if type(thing).__name__ == "ComponentMeta":
            raise OSError
        return find(thing)

    inspect.getfile = getfile  # type: ignore[assignment]
    try:
        yield
    finally:
        inspect.getfile = find
