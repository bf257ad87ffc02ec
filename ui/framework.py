"""What the framework under the page is told before it is imported."""

from __future__ import annotations

import inspect
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any

importing = threading.Lock()  # held while what the framework looks for is hidden from it


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
    with importing, without_stubs(), _hidden(mcp=None, pandas=_Later("pandas")), _templates_kept():
        return import_module("ui.page")


class _Later(ModuleType):
    """Stands for a module that the framework imports for what no page of ours has: tables of data, in its case."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


@contextmanager
def _hidden(**modules: ModuleType | None) -> Iterator[None]:
    """Keep the framework from importing modules; None: they are not there, as the SDK for tools, which we offer without it."""
    hidden = {name: module for name, module in modules.items() if name not in sys.modules}
    sys.modules.update(hidden)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


@contextmanager
def _templates_kept() -> Iterator[None]:
    """Let the framework compile the same description of an event once, not for every component that has the event."""
    import jinja2

    template = jinja2.Template
    jinja2.Template = lru_cache(template)  # type: ignore[assignment, misc]
    try:
        yield
    finally:
        jinja2.Template = template  # type: ignore[misc]


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
