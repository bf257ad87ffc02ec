"""Words for kinds of licence: never exclusive for sole, and nothing for what is neither."""

from __future__ import annotations

import pytest

from knowledge.licences.licence_types import parse_licence_type, read_licence_type
from knowledge.types import LicenceType


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("独占实施许可", LicenceType.EXCLUSIVE),
        ("排他许可", LicenceType.SOLE),
        ("普通许可", LicenceType.NON_EXCLUSIVE),
        ("非独占许可", LicenceType.NON_EXCLUSIVE),
        ("开放许可", LicenceType.OPEN),
        ("an exclusive, sublicensable patent licence", LicenceType.EXCLUSIVE),
        ("a sole licence", LicenceType.SOLE),
        ("Non‐exclusive", LicenceType.NON_EXCLUSIVE),
        ("nonexclusive license", LicenceType.NON_EXCLUSIVE),
        ("a royalty-bearing, non-transferable, exclusive license", LicenceType.EXCLUSIVE),
    ],
)
def test_a_kind_is_read(words: str, kind: LicenceType) -> None:
    assert parse_licence_type(words) is kind


@pytest.mark.parametrize(
    "words",
    [
        "独家许可",  # said of exclusive and of sole licences
        "co-exclusive license",
        "a partially exclusive patent license",
        "exclusive or non-exclusive",
        "独占或者普通许可",
    ],
)
def test_a_kind_that_is_not_clear_is_worded_but_has_no_type(words: str) -> None:
    reading = read_licence_type(words)
    assert reading.licence_type is None
    assert reading.named


@pytest.mark.parametrize("words", ["solely for research", "exclusivity is open", "许可方", ""])
def test_other_words_name_no_kind(words: str) -> None:
    assert not read_licence_type(words).named
