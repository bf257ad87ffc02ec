"""Settings and the file that lists them."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import AliasChoices

from assistant.settings import Settings

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
