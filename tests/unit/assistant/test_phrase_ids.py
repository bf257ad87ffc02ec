"""Every phrase that the assistant says exists, for every value that a phrase is chosen by."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from string import Template

import pytest

import assistant
from assistant.phrases import phrases
from assistant.types import RefusalReason
from knowledge.rights.legal_status import Availability
from knowledge.rights.standing import Status
from knowledge.types import Filters, Kind, Language, LicenceType, PatentType

SOURCES = sorted(Path(assistant.__file__).parent.rglob("*.py"))
BARRED = set(Availability) - {Availability.LICENSABLE_OPEN, Availability.LICENSABLE_ASK}
CHOSEN = {
    "availability.": set(Availability), "short.": set(Availability), "licence.": set(LicenceType), "type.": set(PatentType), "open_licence.barred.": BARRED,
    "condition.statuses.": set(Status), "condition.licence_types.": set(LicenceType), "condition.patent_types.": set(PatentType),
    "condition.languages.": set(Language), "condition.kinds.": set(Kind), "condition.free_of_charge.": {"true", "false"},
}  # fmt: skip


def said(tree: ast.AST) -> Iterator[tuple[str, frozenset[str] | None]]:
    """Return each literal id that is said, with the names of its values; None where they are not literal."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "say"
            and node.args
        ):
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                names = [keyword.arg for keyword in node.keywords]
                yield first.value, None if None in names else frozenset(n for n in names if n)


FOUND = [pair for path in SOURCES for pair in said(ast.parse(path.read_text(encoding="utf-8")))]


def test_the_phrases_said_are_found_in_the_source() -> None:
    assert len({phrase_id for phrase_id, _ in FOUND}) >= 50


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    ("phrase_id", "names"), sorted(set(FOUND), key=lambda pair: (pair[0], sorted(pair[1] or ())))
)
def test_a_phrase_that_is_said_exists_and_gets_its_values(
    phrase_id: str, names: frozenset[str] | None, language: Language
) -> None:
    say = phrases(language)
    assert say.has(phrase_id)
    if names is not None:
        assert set(Template(say._texts[phrase_id]).get_identifiers()) <= names


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("prefix", "values"), CHOSEN.items())
def test_every_value_that_chooses_a_phrase_has_one(prefix: str, values: set[str], language: Language) -> None:
    missing = [value for value in sorted(values) if not phrases(language).has(f"{prefix}{value}")]
    assert missing == []


@pytest.mark.parametrize("language", list(Language))
def test_every_condition_has_a_short_name(language: Language) -> None:
    narrowing = {field.name for field in fields(Filters)} - {"as_of"}
    assert [name for name in narrowing if not phrases(language).has(f"condition.{name}.any")] == []


@pytest.mark.parametrize("reason", list(RefusalReason))
def test_every_reason_to_refuse_is_worded(reason: RefusalReason) -> None:
    assert phrases(Language.ZH).has(f"refusal.{reason}")


@pytest.mark.parametrize("language", list(Language))
def test_a_phrase_without_its_value_is_an_error(language: Language) -> None:
    with pytest.raises(KeyError):
        phrases(language).say("caveat.co_owned")
    with pytest.raises(KeyError):
        phrases(language).say("no.such.phrase")


def test_values_are_not_scanned_for_further_variables() -> None:
    assert "$rate" in phrases(Language.EN).say("caveat.co_owned", owners="$rate")
