"""docs/analysis.md says which terms a text has: they are the ones it has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge.analysis import language_of, terms

PAGE = Path(__file__).parents[3] / "docs" / "analysis.md"
_ROW = re.compile(r"^\| `([^`]+)` \| ((?:`[^`]+` ?)+)\|$", re.MULTILINE)
ROWS = [
    (text, tuple(re.findall(r"`([^`]+)`", found))) for text, found in _ROW.findall(PAGE.read_text("utf-8"))
]


def test_the_page_has_examples_in_both_languages() -> None:
    assert len(ROWS) > 15
    assert len({language_of(text) for text, _ in ROWS}) == 2


@pytest.mark.parametrize(("text", "found"), ROWS)
def test_the_examples_hold(text: str, found: tuple[str, ...]) -> None:
    assert tuple(terms(text, language_of(text))) == found
