"""Words of a question that narrow the answer: told in both languages, and only where they are conditions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from asking import DAY
from labelled_conditions import CONDITIONS, TRAPS

from assistant.services import Services
from assistant.types import Plan, Question
from assistant.understanding.rules import RuleUnderstander, language_of
from knowledge.types import ANYONE, Language

Read = Callable[[str], Plan]


@pytest.fixture(scope="module")
def read(services: Services) -> Read:
    understander = RuleUnderstander(services.catalogue, services.retriever)
    return lambda text: understander.understand(Question(text=text, reader=ANYONE, as_of=DAY))


def test_enough_phrases_are_tried_in_both_languages_and_half_of_them_are_traps() -> None:
    texts = [*(text for text, _ in CONDITIONS), *TRAPS]
    assert len(texts) == len(set(texts)) >= 60
    assert len(TRAPS) >= len(texts) // 2
    for group in ([text for text, _ in CONDITIONS], TRAPS):
        english = sum(language_of(text) is Language.EN for text in group)
        assert len(group) // 3 <= english <= 2 * len(group) // 3


@pytest.mark.parametrize(
    ("text", "keys"), CONDITIONS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_condition_narrows(read: Read, text: str, keys: tuple[str, ...]) -> None:
    found = read(text).conditions
    assert sorted(f"{condition.field}={condition.value}" for condition in found) == sorted(keys)
    assert all(condition.words and condition.words in text for condition in found)


@pytest.mark.parametrize("text", TRAPS)
def test_what_is_no_condition_narrows_nothing(read: Read, text: str) -> None:
    assert read(text).conditions == ()
