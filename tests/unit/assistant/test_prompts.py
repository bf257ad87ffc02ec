"""Prompts: whole in both languages, recorded by id, and what is set in stays as it is."""

from __future__ import annotations

import pytest

from assistant.prompts import load_prompt, parse_prompt
from knowledge.types import Language

TEXT = '+++\nversion = 3\nvariables = ["question"]\n+++\nAnswer {briefly}.\n--- user ---\n$question\n'


def test_the_answer_prompt_has_the_same_variables_and_version_in_both_languages() -> None:
    zh, en = (load_prompt("answer", language) for language in (Language.ZH, Language.EN))
    assert zh.variables == en.variables
    assert zh.prompt_id.split("@")[1].split("-")[0] == en.prompt_id.split("@")[1].split("-")[0]
    assert zh.prompt_id.startswith("answer.zh@")
    assert en.prompt_id.startswith("answer.en@")


def test_what_is_set_in_is_not_scanned_again() -> None:
    messages = parse_prompt("x.en", TEXT).render(question="What is $question {and} $$5?")
    assert (messages.system, messages.user) == ("Answer {briefly}.", "What is $question {and} $$5?")


def test_a_changed_text_changes_the_id() -> None:
    assert (
        parse_prompt("x.en", TEXT).prompt_id
        != parse_prompt("x.en", TEXT.replace("briefly", "well")).prompt_id
    )


@pytest.mark.parametrize(
    "text",
    [TEXT.replace('"question"', '"other"'), TEXT.replace("--- user ---", ""), TEXT.replace("+++", "---"), "no header"],
)  # fmt: skip
def test_a_broken_prompt_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"x\.en"):
        parse_prompt("x.en", text)


def test_missing_and_unknown_values_are_refused() -> None:
    prompt = parse_prompt("x.en", TEXT)
    with pytest.raises(ValueError, match="question"):
        prompt.render()
    with pytest.raises(ValueError, match="more"):
        prompt.render(question="a", more="b")
