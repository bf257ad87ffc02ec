"""Measuring answers where a chat model is asked: by language and by who worded them, and what came of the model's failures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes.chat_server import ChatServer, Exchange, fails, says
from fakes.small_library import Characters, TermRetriever, bridge, small_library

from assistant.composing.extractive import ExtractiveComposer
from assistant.composing.generated import GeneratedComposer
from assistant.conversation import Conversation
from assistant.evaluation import evaluate_answers
from assistant.models import OpenAiChatModel
from assistant.preparation import Preparation
from assistant.types import Answer, Question
from assistant.understanding.rules import RuleUnderstander
from benchmarks.obeying_model import exhibits_of
from knowledge.breaker import Breaker

CHECKS = (
    {
        "id": "zh-1", "lang": "zh", "turns": ["CN199900001B 的许可费是多少?"],
        "must": [{"says": "30,000 a year", "all": [["30000", "30,000"]]}],
        "must_not": [{"says": "ten times as much", "any": ["300,000"]}],
    },
    {
        "id": "en-1", "lang": "en", "turns": ["What does a licence to CN199900001B cost?"],
        "must": [{"says": "30,000 a year", "all": [["30000", "30,000"]]}], "must_not": [],
    },
    {
        "id": "en-2", "lang": "en", "turns": ["Thanks!"], "must": [], "must_not": [],
    },
)  # fmt: skip
BASE = {
    "group": "sme", "role": "sme", "kind": "licence_terms", "expected": "answer", "answerable": True,
    "as_of": "2026-11-24",
}  # fmt: skip


def repeats_the_fee(body: dict[str, Any]) -> str:
    """Write the piece of evidence that states the fee, as it stands."""
    number, text = next((n, text) for n, text in exhibits_of(body).items() if "30,000" in text)
    return f"{text.splitlines()[0].rstrip('。')}。[{number}]"


def in_chinese_only(exchange: Exchange) -> None:
    """Play a service that fails for English."""
    chinese = "今天是" in exchange.prompt
    (says(repeats_the_fee) if chinese else fails(500))(exchange)


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer(in_chinese_only) as running:
        yield running


def report(server: ChatServer, folder: Path) -> dict[str, Any]:
    path = folder / "checks.jsonl"
    path.write_text("".join(json.dumps({**BASE, **check}) + "\n" for check in CHECKS), encoding="utf-8")
    catalogue = small_library()
    model = OpenAiChatModel(
        model_name="m", base_url=server.base_url, api_key="k", timeout_s=20, breaker=Breaker(failures=99),
        pause=lambda attempt, asked_s: 0.01,
    )  # fmt: skip
    conversation = Conversation(
        catalogue=catalogue,
        preparation=Preparation(
            catalogue=catalogue, retriever=TermRetriever(catalogue), understander=RuleUnderstander(catalogue)
        ),
        extractive=ExtractiveComposer(catalogue),
        generated=GeneratedComposer(catalogue, model, counter=Characters(), bridge=bridge()),
    )  # fmt: skip

    def ask(question: Question) -> Answer:
        *_, last = conversation.ask(question)
        assert isinstance(last, Answer)
        return last

    return json.loads(json.dumps(evaluate_answers(path, ask).as_json()))


def test_measures_are_told_by_language_and_by_who_worded_the_answer(
    server: ChatServer, tmp_path: Path
) -> None:
    said = report(server, tmp_path)
    assert {language: set(modes) for language, modes in said["by_mode"].items()} == {
        "zh": {"generated"}, "en": {"extractive"},
    }  # fmt: skip
    assert said["by_mode"]["zh"]["generated"] == said["by_language"]["zh"]
    chinese = said["by_mode"]["zh"]["generated"]
    assert (chinese["must_hit"], chinese["must_not_hit"], chinese["numbers_wrong"]) == (1, 0, 0)
    assert (chinese["citation_recall"], chinese["citation_precision"]) == (1, 1)
    assert chinese["tokens"] == 10
    assert [(row["id"], row["mode"]) for row in said["per_question"]] == [
        ("zh-1", "generated"), ("en-1", "extractive"), ("en-2", "extractive"),
    ]  # fmt: skip


def test_answers_whose_model_failed_are_counted_and_no_others(server: ChatServer, tmp_path: Path) -> None:
    server.plays(fails(500))
    said = report(server, tmp_path)
    assert said["by_mode"]["zh"]["extractive"]["must_hit"] == 1
    assert [said["by_language"][language]["model_unused"] for language in ("zh", "en")] == [1, 1]
    server.plays(says("许可费每年300,000元。[1]"))
    lying = report(server, tmp_path)["by_mode"]["zh"]["extractive"]
    assert (lying["must_hit"], lying["must_not_hit"]) == (1, 0)
    assert (lying["model_unused"], lying["tokens"]) == (1, 10)
