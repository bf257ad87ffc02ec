"""A browser in front of the door, with a page that stands in for the framework's."""

from __future__ import annotations

from typing import Any

from fake_services import FakeServices
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.testclient import TestClient

from ui.host import create_app
from ui.identity import Access

HERE = "http://127.0.0.1:7860"
PASSWORD = "eine lange Brücke 7"
NEW = "ein ganz anderer Steg 8"
SHUT = Access(open_at_first=False)


def stub_page(*_: object) -> FastAPI:
    app = FastAPI()
    app.get("/")(lambda: HTMLResponse("<html><head></head><gradio-app></gradio-app></html>"))
    app.get("/config")(lambda: {"open": True})
    return app


def browser(services: FakeServices, access: Access = SHUT, url: str = HERE, **options: Any) -> TestClient:
    app = create_app(services, build_page=stub_page, access=access, **options)
    origin = "/".join(url.split("/")[:3])
    headers = {"origin": origin, "accept": "text/html"}
    return TestClient(
        app, base_url=url, headers=headers, follow_redirects=False, raise_server_exceptions=False
    )


def visitor(services: FakeServices) -> TestClient:
    """Return an English browser that nobody signed in with, where there are no accounts; for a `with` block."""
    app = create_app(services, build_page=stub_page)
    return TestClient(app, base_url=HERE, headers={"origin": HERE, "accept-language": "en"})


def known(services: FakeServices, name: str, language: str = "en") -> TestClient:
    """Return a browser in which somebody is signed in; nobody for an empty name. Visitors are let in."""
    app = create_app(services, access=Access(visitors=True), build_page=stub_page)
    headers = {"origin": HERE, "accept": "text/html", "accept-language": language}
    client = TestClient(app, base_url=HERE, headers=headers, follow_redirects=False)
    if name:
        account = services.accounts.by_name(name)
        assert account is not None
        client.cookies.set("pb_session", services.sessions.open(account.account_id), domain="127.0.0.1")
    return client


def sign_in(client: TestClient, name: str = "wang li", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in", data={"name": name, "password": password, **more})
