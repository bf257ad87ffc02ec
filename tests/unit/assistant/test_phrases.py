"""Phrases: the same ids and variables in both languages, and a worded reason for every failure of a model."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template

import assistant.model_failures
import assistant.models
import knowledge.model_service
from assistant.phrases import phrases
from knowledge.types import Language

ZH, EN = phrases(Language.ZH), phrases(Language.EN)


def test_both_languages_have_the_same_phrases_with_the_same_variables() -> None:
    zh, en = ({k: set(Template(v).get_identifiers()) for k, v in p._texts.items()} for p in (ZH, EN))
    assert zh == en


def test_every_failure_of_a_model_is_worded() -> None:
    edges = (assistant.models, assistant.model_failures, knowledge.model_service)
    source = "".join(Path(edge.__file__).read_text(encoding="utf-8") for edge in edges)
    codes = set(re.findall(r'"(model_[a-z_]+)"', source)) - {"model_name"}
    assert len(codes) >= 12
    for code in codes:
        assert ZH.has(f"model_failure.{code}"), code


def test_a_text_is_known_by_the_phrase_it_was_made_from() -> None:
    text = ZH.say("warning.model_failed", reason="服务繁忙")
    assert ZH.made("warning.", text)
    assert not ZH.made("premise.", text)
