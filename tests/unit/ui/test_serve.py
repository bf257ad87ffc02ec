"""Starting the server: a used port is found out at once, and importing it costs nothing."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path

import pytest

from knowledge.errors import ServeError
from ui.framework import import_page, without_stubs
from ui.serve import Serving, address_of, listen

ROOT = Path(__file__).parents[3]


def test_a_port_in_use_is_an_error_that_names_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError) as raised:
            listen("127.0.0.1", port)
    assert raised.value.code == "port_in_use"
    assert raised.value.fields == {"host": "127.0.0.1", "port": port}


@pytest.mark.parametrize(
    ("host", "port", "code"),
    [
        ("203.0.113.7", 7860, "address_unavailable"),
        ("no.such.host.invalid", 7860, "address_unavailable"),
        ("127.0.0.1", 70_000, "port_out_of_range"),
        ("127.0.0.1", -1, "port_out_of_range"),
    ],
)
def test_an_address_that_cannot_be_had_is_an_error_that_says_why(host: str, port: int, code: str) -> None:
    with pytest.raises(ServeError) as raised:
        listen(host, port)
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("host", "name"), [("127.0.0.1", "127.0.0.1"), ("localhost", "localhost"), ("0.0.0.0", "127.0.0.1")]
)
def test_the_address_can_be_opened_in_a_browser(host: str, name: str) -> None:
    with listen(host, 0) as listening:
        port = listening.getsockname()[1]
        assert port > 0
        assert address_of(listening, host) == f"http://{name}:{port}"


def test_on_the_loopback_interface_only_its_names_are_served() -> None:
    assert Serving(host="127.0.0.1").host_names == {"127.0.0.1", "localhost", "::1"}
    assert "127.0.0.5" in (Serving(host="127.0.0.5").host_names or ())
    assert Serving(host="0.0.0.0").host_names is None
    assert Serving(host="192.168.1.5").host_names is None


def test_importing_it_loads_no_framework() -> None:
    code = "import sys, ui.serve, ui.strings; print([m for m in ('gradio', 'fastapi', 'uvicorn', 'langgraph') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize(("module", "name"), [("mcp.server", "Server"), ("pandas", "DataFrame")])
def test_what_the_page_is_imported_without_is_there_when_it_is_asked_for(module: str, name: str) -> None:
    import_page()
    assert getattr(import_module(module), name)


def test_the_framework_finds_what_it_was_imported_without_when_it_asks() -> None:
    import_page()
    assert import_module("gradio.caching").pd.DataFrame([1]).size == 1


@pytest.mark.parametrize("kept_from_it", [True, False])
def test_the_framework_writes_nothing_beside_its_components(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, kept_from_it: bool
) -> None:
    import_page()
    name = f"component_{kept_from_it}"
    (tmp_path / f"{name}.py").write_text(
        "import gradio as gr\n\n\nclass Own(gr.HTML):\n    EVENTS = ['change']\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    with without_stubs() if kept_from_it else nullcontext():
        import_module(name)
    assert (tmp_path / f"{name}.pyi").exists() is not kept_from_it
