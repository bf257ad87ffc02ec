"""Sentences and quotes over the sample library, altered in one word or figure: none may pass for what the source says."""

from __future__ import annotations

import pytest
from sample_questions import QUESTIONS

from assistant.composing.likeness import Likeness
from assistant.services import Services
from benchmarks.alterations import Tally, desks_of, quotes_of, sentences_of
from benchmarks.altering import ALTERATIONS, HARMLESS
from knowledge.bridge import DictionaryBridge
from knowledge.types import Language


@pytest.fixture(scope="module")
def tallies(services: Services) -> tuple[Tally, Tally]:
    """Put everything that these questions would be answered from to the verifier: sentences, and quotes."""
    desks = list(desks_of(services, QUESTIONS[::2]))
    return sentences_of(desks), quotes_of(desks)


def test_no_altered_sentence_or_quote_is_accepted(tallies: tuple[Tally, Tally]) -> None:
    for tally in tallies:
        altered = [row for row in tally.rows() if row["kind"] in ALTERATIONS]
        assert sum(row["tried"] for row in altered) > 200
        assert [row for row in altered if row["accepted"]] == [], tally.wrong


def test_what_is_only_written_otherwise_is_accepted(tallies: tuple[Tally, Tally]) -> None:
    for tally in tallies:
        same = [row for row in tally.rows() if row["kind"] in HARMLESS or row["kind"] == "as it stands"]
        assert sum(row["tried"] for row in same) > 200
        assert sum(row["accepted"] for row in same) >= 0.99 * sum(row["tried"] for row in same), tally.wrong


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("被许可人不得在约定范围内再许可他人。", "许可人不得在约定范围内再许可他人。"),
        ("专利权转让后,转让人可以要求转让人停止实施。", "专利权转让后,受让人可以要求转让人停止实施。"),
        ("2026年16号文第三部分鼓励高校完善内部专利管理。", "2025年16号文第三部分鼓励高校完善内部专利管理。"),
        ("共有人约定以外,普通许可、排他许可要取得同意。", "共有人约定以外,独占许可、排他许可要取得同意。"),
        ("非普通许可使用权的期限须为5年以上。", "非独占许可使用权的期限须为5年以上。"),
        ("The relief benefits the patentee who pays, not the licensor.", "The relief benefits the patentee who pays, not the licensee."),
        ("The inventory was due by the end of 2025, the rest by the end of 2025.", "The inventory was due by the end of 2024, the rest by the end of 2025."),
        ("A patentee may grant a exclusive licence, but no sole one.", "A patentee may grant a non-exclusive licence, but no exclusive or sole one."),
    ],
)  # fmt: skip
def test_a_party_a_year_or_a_licence_type_in_place_of_another_is_seen(sentence: str, source: str) -> None:
    language = Language.EN if sentence.isascii() else Language.ZH
    likeness = Likeness(language, DictionaryBridge().terms)
    assert likeness.turns_round(sentence, [source])
    assert not likeness.turns_round(source, [source])
