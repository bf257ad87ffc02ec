"""Settings: environment variables and .env in; one frozen object out. Read once, by the composition root."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.metering import Prices
from assistant.service_hosts import ServiceHosts
from knowledge.types import Language


class Settings(BaseSettings):
    """Everything an operator can set. `.env.example` lists the same names; a test compares the two."""

    model_config = SettingsConfigDict(
        env_prefix="PATENTBRIDGE_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        validate_default=True,
    )

    home: Path = Field(default=Path(".patentbridge"), description="folder for everything the program writes")
    database_url: SecretStr | None = Field(
        default=None, description="catalogue in PostgreSQL instead of SQLite under the home folder"
    )
    chroma_url: str | None = Field(
        default=None,
        description="vectors on a Chroma server, such as http://127.0.0.1:8000, instead of under the home folder",
    )
    log_level: str = Field(default="WARNING", description="DEBUG, INFO, WARNING or ERROR")
    log_format: Literal["text", "json"] = Field(
        default="text", description="json: one JSON object a line, for what collects logs"
    )
    shutdown_s: float = Field(
        default=30.0, ge=0, le=600, description="how long answers under way may take when the app is stopped"
    )
    answering_processes: int | None = Field(
        default=None,
        ge=1,
        le=32,
        description="processes that work on answers; empty: two where others reach the page and two processors, 4 GB are there",
    )
    lock_wait_s: float = Field(
        default=10.0, ge=0, description="how long a command waits for a library that another one is using"
    )

    visitors: bool = Field(
        default=False, description="people without an account may ask too, as an enterprise does"
    )
    session_hours: float = Field(
        default=12.0, gt=0, le=720, description="hours without use until a browser is signed out"
    )
    admin_name: str = Field(
        default="", description="first administrator, made at the first start together with the password"
    )
    admin_password: SecretStr | None = Field(
        default=None, description="that account's password, to be changed at the first sign-in"
    )
    root_path: str = Field(
        default="", description="path under which a reverse proxy shows the app, such as /patentbridge"
    )
    trusted_proxies: str = Field(
        default="", description="addresses of reverse proxies whose X-Forwarded headers count, with commas"
    )
    api_at_once: int = Field(
        default=4, ge=1, le=1000, description="requests of one account that may be under way through the API"
    )
    api_per_minute: int = Field(
        default=60, ge=1, description="requests that one account may begin in a minute through the API"
    )
    mcp_internal: bool = Field(
        default=False,
        description="tokens of officers read what is internal at /mcp too: a model there reads it",
    )
    hosts: str = Field(
        default="",
        description="host names that the app answers to, with commas; empty: any where not on loopback",
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

    chat_understanding: Literal["never", "unanswered", "always"] = Field(
        default="unanswered",
        description="when the chat model reads questions too: where the rules find no answer, always, or never",
    )
    chat_understanding_timeout_s: float = Field(
        default=3.0,
        gt=0,
        description="seconds that a question waits for that reading; then the rules' stands",
    )

    draft_wording_timeout_s: float = Field(
        default=30.0,
        gt=0,
        description="seconds that a draft waits for the chat model's words; then those of the form stand",
    )

    chat_tokens_per_day: int | None = Field(
        default=None, ge=1, description="tokens of the chat model per day; then answers are extractive"
    )
    chat_prompt_price: Decimal | None = Field(
        default=None,
        ge=0,
        description="what the service takes per million tokens sent; empty: no cost is shown",
    )
    chat_completion_price: Decimal | None = Field(
        default=None, ge=0, description="and per million tokens written"
    )
    chat_price_currency: str | None = Field(
        default=None, pattern="^[A-Z]{3}$", description="currency of the prices, as ISO 4217 has it: CNY, USD"
    )

    embedding_model: str | None = Field(
        default=None,
        description="embedding model of an OpenAI-compatible service; empty: the built-in MiniLM",
    )
    embedding_base_url: str | None = Field(
        default=None, description="address of the embedding service; empty: that of the chat service"
    )
    embedding_api_key: SecretStr | None = Field(
        default=None,
        description="its key; empty: the chat service's, where no other address is set",
    )
    embedding_languages: str = Field(
        default="zh,en",
        description="languages that the embedding model reads: zh,en or en; Chinese is bridged for en",
    )
    embedding_dimensions: int | None = Field(
        default=None, ge=1, description="length of the vectors to ask for; empty: as the model gives them"
    )
    embedding_timeout_s: float = Field(
        default=10.0, gt=0, description="seconds that a question waits for its vector"
    )
    embedding_internal: bool = Field(
        default=False, description="send internal passages to the embedding service too"
    )
    fastembed_model: str | None = Field(
        default=None, description="embedding model that the fastembed package runs on this machine"
    )

    rerank_base_url: str | None = Field(
        default=None, description="address of a reranking service, up to /rerank; empty: none"
    )
    rerank_api_key: SecretStr | None = Field(default=None, description="key of the reranking service")
    rerank_model: str = Field(default="", description="its model; empty where it has only one")
    rerank_timeout_s: float = Field(
        default=2.0, gt=0, description="seconds that a question waits for the reranking service"
    )

    @field_validator("openai_base_url", "embedding_base_url", "rerank_base_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        """Refuse what is no web address, so that a missing http:// is told at the start."""
        address = (value or "").strip()
        if address and not (address.startswith(("http://", "https://")) and urlsplit(address).hostname):
            raise ValueError("not a web address: it begins with http:// or https://")
        return address or None

    @field_validator("root_path")
    @classmethod
    def _is_a_path(cls, value: str) -> str:
        path = value.strip().rstrip("/")
        if path and not re.fullmatch(r"(?:/[A-Za-z0-9._~-]+)+", path):
            raise ValueError("not a path such as /patentbridge")
        return path

    @field_validator("admin_password")
    @classmethod
    def _has_a_name(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if bool(_revealed(value)) != bool(info.data.get("admin_name")):
            raise ValueError("set PATENTBRIDGE_ADMIN_NAME and PATENTBRIDGE_ADMIN_PASSWORD together")
        return value

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

    @field_validator("chat_price_currency")
    @classmethod
    def _has_both_prices(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Refuse half of a price: a cost made of it would be wrong."""
        told = [info.data.get("chat_prompt_price"), info.data.get("chat_completion_price"), value]
        if any(one is not None for one in told) and any(one is None for one in told):
            raise ValueError(
                "prices are three settings: PATENTBRIDGE_CHAT_PROMPT_PRICE, PATENTBRIDGE_CHAT_COMPLETION_PRICE "
                "and PATENTBRIDGE_CHAT_PRICE_CURRENCY"
            )
        return value

    @field_validator("embedding_languages")
    @classmethod
    def _are_languages(cls, value: str) -> str:
        if not _languages(value) or not _languages(value) <= set(Language):
            raise ValueError("not languages: zh, en or zh,en")
        return value

    @field_validator("embedding_base_url")
    @classmethod
    def _has_a_model(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value and not info.data.get("embedding_model"):
            raise ValueError("an address without PATENTBRIDGE_EMBEDDING_MODEL")
        return value

    @field_validator("fastembed_model")
    @classmethod
    def _is_the_only_one(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value and info.data.get("embedding_model"):
            raise ValueError("PATENTBRIDGE_EMBEDDING_MODEL is set too: choose one of them")
        return value

    def host_names(self) -> frozenset[str]:
        """Return the host names that the app answers to; empty: not restricted by name."""
        return frozenset(self.hosts.replace(",", " ").lower().split())

    def chat_is_configured(self) -> bool:
        """Say whether a chat model can be called: a key, or an address that needs none."""
        return bool(self._key() or self.openai_base_url)

    def chat_key(self) -> str:
        """Return the key to send; services without keys get a word in its place."""
        return self._key() or "none"

    def chat_extra_body(self) -> dict[str, Any]:
        """Return what is added to each request."""
        return dict(json.loads(self.chat_extra or "{}"))

    def chat_prices(self) -> Prices | None:
        """Return what the chat service takes; None where it is not set."""
        prompt, completion, currency = (
            self.chat_prompt_price,
            self.chat_completion_price,
            self.chat_price_currency,
        )
        if prompt is None or completion is None or currency is None:
            return None
        return Prices(prompt=prompt, completion=completion, currency=currency)

    def embedding_address(self) -> str | None:
        """Return the address of the embedding service; None for OpenAI's own."""
        return self.embedding_base_url or self.openai_base_url

    def embedding_key(self) -> str:
        """Return the key of the embedding service: the chat service's never goes to another address."""
        own = _revealed(self.embedding_api_key)
        return own or ("" if self.embedding_base_url else self._key())

    def languages_embedded(self) -> frozenset[Language]:
        """Return the languages that the embedding model reads itself."""
        return frozenset(map(Language, _languages(self.embedding_languages)))

    def service_hosts(self) -> ServiceHosts:
        """Return the hosts of the services that texts are sent to."""
        searching = [self.rerank_base_url]
        if self.embedding_model:
            searching.append(self.embedding_address() or _OPENAI)
        chat = (self.openai_base_url or _OPENAI) if self.chat_is_configured() else None
        return ServiceHosts(searching=tuple(filter(None, map(_host, searching))), chat=_host(chat))

    def rerank_key(self) -> str:
        """Return the key of the reranking service; empty where it wants none."""
        return _revealed(self.rerank_api_key)

    def _key(self) -> str:
        return _revealed(self.openai_api_key)


_OPENAI = "https://api.openai.com"


def _host(address: str | None) -> str:
    return (urlsplit(address).hostname or "") if address else ""


def _revealed(secret: SecretStr | None) -> str:
    return secret.get_secret_value().strip() if secret else ""


def _languages(value: str) -> set[str]:
    return set(value.replace(",", " ").lower().split())
