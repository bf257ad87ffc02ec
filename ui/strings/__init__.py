"""Every sentence of the page, and the wording of errors, in Chinese and English: a key and values in, a sentence out."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.errors import PatentBridgeError, ReadError
from knowledge.types import Language
from ui.strings.accounts import ACCOUNT_TEXTS
from ui.strings.api import API_TEXTS
from ui.strings.asking import ASKING_TEXTS
from ui.strings.batches import BATCH_TEXTS
from ui.strings.drafts import DRAFT_TEXTS
from ui.strings.errors import ERROR_TEXTS
from ui.strings.insights import INSIGHT_TEXTS
from ui.strings.library import LIBRARY_TEXTS
from ui.strings.licences import LICENCE_TEXTS
from ui.strings.mcp import MCP_TEXTS
from ui.strings.needs import NEED_TEXTS
from ui.strings.page import EXAMPLES, PAGE_TEXTS, Example, examples
from ui.strings.pool import POOL_TEXTS
from ui.strings.system import SYSTEM_TEXTS
from ui.strings.terminal import TERMINAL_TEXTS

TEXTS: Mapping[str, tuple[str, str]] = {
    **PAGE_TEXTS,
    **ASKING_TEXTS,
    **DRAFT_TEXTS,
    **ACCOUNT_TEXTS,
    **API_TEXTS,
    **BATCH_TEXTS,
    **NEED_TEXTS,
    **POOL_TEXTS,
    **LIBRARY_TEXTS,
    **LICENCE_TEXTS,
    **INSIGHT_TEXTS,
    **MCP_TEXTS,
    **SYSTEM_TEXTS,
    **TERMINAL_TEXTS,
    **ERROR_TEXTS,
}
_COLUMN = {Language.ZH: 0, Language.EN: 1}


def say(key: str, language: Language, /, **values: object) -> str:
    """Return the sentence in a language with its values set in. Raises KeyError for an unknown key or a missing value."""
    return TEXTS[key][_COLUMN[language]].format_map(values)


def text(key: str, language: Language = Language.EN, /, **values: object) -> str:
    """Return the sentence for a terminal, in English unless told otherwise."""
    return say(key, language, **values)


def word_reason(code: str, fields: Mapping[str, object], language: Language = Language.EN) -> str:
    """Return why a file was set aside, from the code and fields of its report."""
    return word_error(ReadError(code, **{**fields}), language)[0]


def word_error(error: PatentBridgeError, language: Language) -> tuple[str, str]:
    """Return what went wrong and what to do, in a language. An unknown code is worded by its kind of error."""
    fields = _Fields({name: _shown(name, value) for name, value in error.fields.items()})
    fields.setdefault("detail", ", ".join(f"{k}: {v}" for k, v in fields.items()) or error.code)
    port = fields.get("port", "")
    fields.setdefault("other", str(int(port) + 1) if port.isdecimal() and int(port) < 65535 else "8080")
    key = _error_key(error)
    column = _COLUMN[language]
    return TEXTS[key][column].format_map(fields), TEXTS[_hint_key(error, key)][column].format_map(fields)


def _error_key(error: PatentBridgeError) -> str:
    if error.fields.get("reason") == "disk_full":
        return "error.disk_full"
    codes = [error.code, *(getattr(kind, "code", "failed") for kind in type(error).__mro__)]
    return next((f"error.{code}" for code in codes if f"error.{code}" in TEXTS), "error.failed")


def _hint_key(error: PatentBridgeError, key: str) -> str:
    """What to do about a failing model depends on its service: each has settings of its own."""
    own = f"hint.{error.fields.get('service')}"
    return own if key.startswith("error.model_") and own in TEXTS else f"{key}.hint"


class _Fields(dict[str, str]):
    """Values for a sentence; one that the error does not carry is shown as a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def _shown(name: str, value: object) -> str:
    return f"{value:,}" if name in ("length", "limit") and isinstance(value, int) else str(value)


__all__ = ["EXAMPLES", "TEXTS", "Example", "examples", "say", "text", "word_error", "word_reason"]
