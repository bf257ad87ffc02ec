"""Settings and the file that lists them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import AliasChoices, ValidationError

from assistant.settings import Settings
from knowledge.types import Language

EXAMPLE = Path(__file__).parents[3] / ".env.example"


def names() -> set[str]:
    found = set()
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        found.add(
            str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"PATENTBRIDGE_{name.upper()}"
        )
    return found


def test_the_example_file_lists_every_setting_and_no_other() -> None:
    assert set(re.findall(r"^([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)) == names()


def test_the_example_file_as_it_is_changes_nothing() -> None:
    assert Settings(_env_file=EXAMPLE) == Settings(_env_file=None)  # type: ignore[call-arg]


def test_no_key_shows_in_what_is_printed() -> None:
    settings = Settings(_env_file=None, OPENAI_API_KEY="sk-secret")  # type: ignore[call-arg]
    assert "sk-secret" not in f"{settings!r} {settings}"
    assert settings.chat_key() == "sk-secret"


def given(**values: str) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[call-arg, arg-type]


def test_the_key_of_the_chat_service_goes_to_no_other_address() -> None:
    chat = {"OPENAI_API_KEY": "sk-chat", "OPENAI_BASE_URL": "https://chat.example/v1"}
    same = given(**chat, embedding_model="m")
    assert (same.embedding_address(), same.embedding_key()) == ("https://chat.example/v1", "sk-chat")
    other = given(**chat, embedding_model="m", embedding_base_url="https://other.example/v1")
    assert (other.embedding_address(), other.embedding_key()) == ("https://other.example/v1", "")
    own = given(**chat, embedding_model="m", embedding_base_url="https://o.example", embedding_api_key="k")
    assert own.embedding_key() == "k"
    assert given(**chat, rerank_base_url="https://other.example").rerank_key() == ""


def test_an_embedding_service_alone_switches_no_chat_model_on() -> None:
    settings = given(embedding_model="m", embedding_base_url="http://127.0.0.1:1/v1", embedding_api_key="k")
    assert not settings.chat_is_configured()


@pytest.mark.parametrize(
    ("written", "read"),
    [("zh,en", {Language.ZH, Language.EN}), ("EN", {Language.EN}), ("en zh", {Language.ZH, Language.EN})],
)
def test_languages_are_read_however_they_are_separated(written: str, read: set[Language]) -> None:
    assert given(embedding_languages=written).languages_embedded() == read


@pytest.mark.parametrize(
    "values",
    [
        {"embedding_model": "m", "embedding_base_url": "127.0.0.1:8000"},
        {"embedding_base_url": "http://127.0.0.1:8000"},
        {"rerank_base_url": "service.example/rerank"},
        {"embedding_languages": "fr"},
        {"embedding_languages": ","},
        {"embedding_model": "m", "fastembed_model": "n"},
        {"embedding_dimensions": "0"},
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused(values: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        given(**values)
