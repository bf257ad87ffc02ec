"""The whole page over the walled library, open to visitors and shut to them, and everybody who might ask of it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx
from fakes import walled_library as library
from fakes.served_page import Events, browser
from starlette.routing import Mount

from assistant.accounts.types import Account
from assistant.services import Services
from knowledge.types import ANYONE, Kind, Reader
from ui.host import Page
from ui.visitor import new_visitor_id, reader_of

SIGNED_IN = tuple(library.ROLES)
ACTORS = (*SIGNED_IN, "visitor", "stranger", "nobody", "turned-away", "token")
READS_INTERNAL = frozenset({"officer", "officer-admin"})


@dataclass(frozen=True)
class Walled:
    """The services, two addresses of the page over them, and what everybody asked."""

    services: Services
    shut: str
    open: str
    app: Any
    accounts: Mapping[str, Account]
    visitor: str
    asked: Mapping[str, library.Asked]
    token: str
    log: list[str]
    needs: Mapping[str, str]  # a need of everybody's, by its id
    disclosure: str  # not filed yet
    licence: str  # in the register, exclusive
    draft: str  # of the officer's, for a need that nobody kept

    def reader(self, actor: str) -> Reader | None:
        if actor in self.accounts:
            return self.accounts[actor].reader
        return reader_of({"pb_visitor": self.visitor}) if actor == "visitor" else None

    @cached_property
    def patent(self) -> str:
        """Return the id of a patent that all may read."""
        return self.services.catalogue.heads(ANYONE, kinds=(Kind.PATENT,))[0].document_id

    @cached_property
    def internal(self) -> tuple[str, str]:
        """Return the ids of an internal document and of a passage of it."""
        officer = self.accounts["officer"].reader
        document = next(h for h in self.services.catalogue.heads(officer) if h.audience == "internal")
        passages = self.services.catalogue.document_passages(document.document_id, officer)
        return document.document_id, passages[0].passage_id

    def client(self, actor: str, beside: str = "") -> httpx.Client:
        """Return a browser (or a program) of somebody's, signed in anew, at the address that somebody else uses."""
        if actor in self.accounts:
            address = self.open if beside in ("visitor", "stranger") else self.shut
            return browser(
                address, {"pb_session": self.services.sessions.open(self.accounts[actor].account_id)}
            )
        if actor == "token":
            return browser(self.shut, authorization=f"Bearer {self.token}")
        if actor == "turned-away":  # a visitor's cookie where visitors may not ask
            return browser(self.shut, {"pb_visitor": new_visitor_id()})
        if actor == "nobody":
            return browser(self.shut)
        return browser(self.open, {"pb_visitor": self.visitor} if actor == "visitor" else {})

    def events(self, actor: str, name: str = "", beside: str = "") -> Events:
        return Events(self.client(actor, beside), f"hash{actor.replace('-', '')}{name}")

    def handlers(self) -> list[dict[str, Any]]:
        """Return every handler of the page, as its own configuration lists them."""
        found = self.client("sme").get("/config").json()["dependencies"]
        assert isinstance(found, list)
        return found

    def not_for(self, actor: str, text: str) -> list[str]:
        """Return what stands in a text and is not for somebody: internal canaries, and others' words."""
        words = [sign for name, sign in library.SIGNS.items() if name != actor and sign in text]
        office = [library.DRAFTED] if library.DRAFTED in text else []
        return words + ([] if actor in READS_INTERNAL else [*library.leaks(text), *office])


@dataclass(frozen=True)
class Way:
    """One route: its method and path with names for what changes."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def filled(self, values: Mapping[str, str]) -> str:
        return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: values.get(found[1], "x"), self.path)


def ways_of(app: Any) -> tuple[list[Way], list[Way]]:
    """Return the routes of our own, and those of the framework behind them. What cannot be walked is a way by itself."""
    while not hasattr(app, "routes"):
        app = app._app
    own = [way for way in _walked(app.routes, "") if way.path]
    page = next(route.app for route in app.routes if isinstance(route, Mount) and isinstance(route.app, Page))
    return own, list(_walked(page._app.routes, ""))


def _walked(routes: Sequence[Any], before: str) -> Iterator[Way]:
    for route in routes:
        if hasattr(route, "effective_candidates"):
            yield from _walked(route.effective_candidates(), before)
            continue
        path = before + route.path
        inner = getattr(route, "routes", None)
        if getattr(route, "methods", None):
            yield from (Way(method, path) for method in sorted(route.methods))
        elif inner:
            yield from _walked(inner, path)
        elif not isinstance(getattr(route, "app", None), Page):
            yield Way("MOUNT", path)


class Kept(logging.Handler):
    """Keeps every line that is logged."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))
