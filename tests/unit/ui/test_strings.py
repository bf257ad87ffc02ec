"""Every sentence exists in both languages with the same values, and every error is worded."""

from __future__ import annotations

import re
import string
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import ui.strings
from knowledge import errors
from knowledge.errors import ModelError, PatentBridgeError, ReadError, ServeError, StorageError, UsageError
from knowledge.types import Language
from ui.strings import EXAMPLES, TEXTS, examples, say, word_error, word_reason

ROOT = Path(__file__).parents[3]


def _values(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_no_sentence_hides_another_of_the_same_key() -> None:
    parts = [import_module(f"ui.strings.{part.name}") for part in iter_modules(ui.strings.__path__)]
    kept = [texts for part in parts for name, texts in vars(part).items() if name.endswith("_TEXTS")]
    assert sum(map(len, kept)) == len(TEXTS)


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_take_the_same_values(key: str) -> None:
    chinese, english = TEXTS[key]
    assert chinese.strip()
    assert english.strip()
    assert _values(chinese) == _values(english)


def test_chinese_sentences_use_chinese_punctuation() -> None:
    assert [
        key for key, (chinese, _) in TEXTS.items() if re.search(r"[\u4e00-\u9fff][,:;?!(]", chinese)
    ] == []


def test_every_error_has_a_hint_and_every_hint_an_error() -> None:
    keys = {key for key in TEXTS if key.startswith("error.")}
    messages = {key for key in keys if not key.endswith(".hint")}
    assert {f"{key}.hint" for key in messages} == keys - messages


def test_every_reason_to_set_a_file_aside_is_worded() -> None:
    raised = set()
    for path in (ROOT / "knowledge").rglob("*.py"):
        raised |= set(re.findall(r'\bReadError\(\s*"([a-z_]+)"', path.read_text(encoding="utf-8")))
    assert raised
    assert sorted(code for code in raised if f"error.{code}" not in TEXTS) == []


def test_every_kind_of_error_is_worded() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    codes = {kind.code for kind in kinds if issubclass(kind, PatentBridgeError)}
    assert sorted(code for code in codes if f"error.{code}" not in TEXTS) == []


def test_a_used_port_is_named_with_another_one_to_try() -> None:
    message, hint = word_error(ServeError("port_in_use", host="127.0.0.1", port=7860), Language.EN)
    assert message == "Port 7860 is already in use."
    assert "--port 7861" in hint


def test_a_full_disk_is_named_as_such_whatever_found_out() -> None:
    message, hint = word_error(StorageError(path="/data/x.db", reason="disk_full"), Language.ZH)
    assert message.startswith("磁盘已满")
    assert "/data/x.db" in message
    assert "没有丢失" in hint


def test_an_unknown_code_falls_back_to_its_kind_and_never_fails() -> None:
    assert word_error(ModelError("brand_new", reason="HTTP 500"), Language.EN)[0].endswith("(HTTP 500).")
    assert "field: x" in word_error(UsageError("brand_new", field="x"), Language.EN)[0]
    assert word_error(PatentBridgeError("brand_new"), Language.EN)[0] == say("error.failed", Language.EN)
    assert "{" not in word_error(ReadError("bad_record"), Language.EN)[0]


def test_values_are_never_read_as_placeholders() -> None:
    assert "{file}" in word_error(ReadError("unreadable", file="{file}"), Language.EN)[0]


def test_the_reason_of_a_file_set_aside_is_one_sentence() -> None:
    assert word_reason("empty_file", {"file": "a.txt"}) == "The file is empty: a.txt."


@pytest.mark.parametrize("with_samples", [True, False])
def test_every_kind_of_user_has_questions_to_try_that_the_library_can_answer(with_samples: bool) -> None:
    assert set(EXAMPLES) == {"sme", "officer", "policy"}
    for group in EXAMPLES:
        shown = examples(group, with_samples=with_samples)
        assert 1 <= len(shown) <= 2
        assert with_samples or not any("CN1999" in example.zh + example.en for example in shown)


def test_what_to_do_about_a_model_names_the_settings_of_its_service() -> None:
    hints = [
        word_error(ModelError("model_unauthorised", service=service, reason="401"), Language.EN)[1]
        for service in ("chat", "embedding", "reranking")
    ]
    named = ("OPENAI_API_KEY", "PATENTBRIDGE_EMBEDDING_MODEL", "PATENTBRIDGE_RERANK_BASE_URL")
    assert [name in hint for name, hint in zip(named, hints, strict=True)] == [True] * 3
    assert "OPENAI_API_KEY" not in hints[1] + hints[2]
