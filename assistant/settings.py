"""Settings: environment variables and .env in; one frozen object out. Read once, by the composition root."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything an operator can set. `.env.example` lists the same names; a test compares the two."""

    model_config = SettingsConfigDict(
        env_prefix="PATENTBRIDGE_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    home: Path = Field(default=Path(".patentbridge"), description="folder for everything the program writes")
    database_url: SecretStr | None = Field(
        default=None, description="catalogue in PostgreSQL instead of SQLite under the home folder"
    )
    log_level: str = Field(default="WARNING", description="DEBUG, INFO, WARNING or ERROR")
    lock_wait_s: float = Field(
        default=10.0, ge=0, description="how long a command waits for a library that another one is using"
    )

    openai_api_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("OPENAI_API_KEY", "PATENTBRIDGE_OPENAI_API_KEY"),
        description="key of any OpenAI-compatible chat service; without key and address answers are extractive",
    )
    openai_base_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices("OPENAI_BASE_URL", "PATENTBRIDGE_OPENAI_BASE_URL"),
        description="address of the service: OpenAI when empty; alone, without a key, for Ollama, vLLM, …",
    )
    chat_model: str = Field(default="gpt-4o-mini", description="name of the chat model")
    chat_extra: str = Field(
        default="", description="JSON object added to each request, for what only one service knows"
    )
    model_timeout_s: float = Field(
        default=60.0, gt=0, description="seconds without a token until the model counts as down"
    )
    max_context_tokens: int = Field(
        default=6000, ge=500, description="token budget for evidence sent to the model"
    )
    max_answer_tokens: int = Field(
        default=2000, ge=100, description="longest answer in tokens; models that think first need more"
    )

    embedding_model: str | None = Field(
        default=None, description="embedding model of the same service; empty: the built-in MiniLM"
    )

    @field_validator("openai_base_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        """Refuse what is no web address, so that a missing http:// is told at the start."""
        address = (value or "").strip()
        if address and not (address.startswith(("http://", "https://")) and urlsplit(address).hostname):
            raise ValueError("not a web address: it begins with http:// or https://")
        return address or None

    @field_validator("chat_extra")
    @classmethod
    def _is_an_object(cls, value: str) -> str:
        try:
            held = json.loads(value or "{}")
        except ValueError:
            held = None
        if not isinstance(held, dict):
            raise ValueError('not a JSON object such as {"enable_thinking": false}')
        return value

    def chat_is_configured(self) -> bool:
        """Say whether a chat model can be called: a key, or an address that needs none."""
        return bool(self._key() or self.openai_base_url)

    def chat_key(self) -> str:
        """Return the key to send; services without keys get a word in its place."""
        return self._key() or "none"

    def chat_extra_body(self) -> dict[str, Any]:
        """Return what is added to each request."""
        return dict(json.loads(self.chat_extra or "{}"))

    def _key(self) -> str:
        return self.openai_api_key.get_secret_value().strip() if self.openai_api_key else ""
