"""Questions and evidence reach the chat service alone, even where the environment turns on tracing."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from fakes.chat_server import ChatServer, says

ROOT = Path(__file__).parents[3]
SCRIPT = """
import sys
from fakes.small_library import DAY, Characters, TermRetriever, bridge, small_library
from assistant.composing.extractive import ExtractiveComposer
from assistant.composing.generated import GeneratedComposer
from assistant.conversation import Conversation
from assistant.preparation import Preparation
from assistant.models import OpenAiChatModel
from assistant.types import Question
from assistant.understanding.rules import RuleUnderstander
from knowledge.types import ANYONE

catalogue = small_library()
model = OpenAiChatModel(model_name="m", base_url=sys.argv[1], api_key="k", timeout_s=20)
conversation = Conversation(
    catalogue=catalogue,
    preparation=Preparation(
        catalogue=catalogue, retriever=TermRetriever(catalogue), understander=RuleUnderstander(catalogue)
    ),
    extractive=ExtractiveComposer(catalogue),
    generated=GeneratedComposer(catalogue, model, counter=Characters(), bridge=bridge()),
)
list(conversation.ask(Question(text="CN199900001B 的许可费是多少?", reader=ANYONE, as_of=DAY)))
if len(sys.argv) > 2:  # a traced call, to show that the tracing service would have heard
    from langsmith import traceable
    traceable(lambda question: question)("heard")
from langsmith.run_trees import get_cached_client
get_cached_client().flush()
"""


class Tracing:
    """A tracing service that remembers what it was sent."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        tracing = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"{}")

            def do_POST(self) -> None:
                tracing.heard.append(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
                self.send_response(202)
                self.end_headers()

            do_PATCH = do_POST

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()


@pytest.fixture
def tracing() -> Iterator[Tracing]:
    service = Tracing()
    yield service
    service.http.shutdown()
    service.http.server_close()


@pytest.mark.parametrize("control", [False, True])
def test_no_tracing_service_hears_of_a_question(tracing: Tracing, control: bool) -> None:
    endpoint = f"http://127.0.0.1:{tracing.http.server_address[1]}"
    environment = os.environ | {
        "LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "true", "LANGSMITH_API_KEY": "k", "LANGSMITH_ENDPOINT": endpoint,
        "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}",
    }  # fmt: skip
    with ChatServer(says("可以[2]。")) as chat:
        command = [sys.executable, "-c", SCRIPT, chat.base_url, *(["control"] if control else [])]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        assert len(chat.requests) == 1
    assert bool(tracing.heard) is control
    assert not any(b"CN199900001B" in body for body in tracing.heard)
