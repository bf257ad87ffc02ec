"""Questions that a chat model reads, on the command line: as it is set up, switched off, and measured."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from command_line import CommandLine
from fakes.chat_server import ChatServer, by_kind, calls, fails

QUESTION = "电动车上拆下来的旧电池,能不能重新做成有用的材料?"
DAY = ("--as-of", "2026-11-24")


@pytest.fixture
def server() -> Iterator[ChatServer]:
    reads = calls(("search_patents", {"topic": "废旧锂电池正极材料再生"}))
    with ChatServer(by_kind(calling=reads, writing=fails(400))) as running:
        yield running


def test_a_question_in_other_words_is_read_by_the_model(shared: CommandLine, server: ChatServer) -> None:
    done = shared("ask", QUESTION, "--json", *DAY, OPENAI_BASE_URL=server.base_url)
    assert done.code == 0
    assert not done.json["refused"]
    assert "CN199900001B" in done.json["answer"]
    assert any("废旧锂电池正极材料" in warning and "再生" in warning for warning in done.json["warnings"])
    assert done.json["usage"]["prompt_tokens"] == 7


def test_and_not_where_that_is_switched_off(shared: CommandLine, server: ChatServer) -> None:
    done = shared(
        "ask", QUESTION, "--json", *DAY, OPENAI_BASE_URL=server.base_url, PATENTBRIDGE_CHAT_UNDERSTANDING="never"
    )  # fmt: skip
    assert done.json["refused"]
    assert server.requests == []


def test_a_way_of_reading_that_there_is_not_is_named(shared: CommandLine, server: ChatServer) -> None:
    done = shared("ask", QUESTION, OPENAI_BASE_URL=server.base_url, PATENTBRIDGE_CHAT_UNDERSTANDING="often")
    assert done.code == 2
    assert "CHAT_UNDERSTANDING" in done.err.upper()


def test_measures_tell_what_the_model_was_asked_for(shared: CommandLine, server: ChatServer) -> None:
    check = {
        "id": "t-1", "group": "sme", "role": "sme", "lang": "zh", "kind": "available_tech", "turns": [QUESTION],
        "expected": "answer", "answerable": True, "as_of": "2026-11-24",
        "must": [{"says": "P01", "all": [["CN199900001B"]]}], "must_not": [],
    }  # fmt: skip
    (shared.folder / "reading.jsonl").write_text(json.dumps(check))
    measured = shared("evaluate", "answers", "reading.jsonl", "--json", OPENAI_BASE_URL=server.base_url)
    own = measured.json["by_mode"]["zh"]["extractive"]
    assert (own["must_hit"], own["false_refusals"], own["model_unused"], own["tokens"]) == (1, 0, 1, 10)
