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


def sign_in(client: TestClient, name: str = "wang li", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in", data={"name": name, "password": password, **more})
