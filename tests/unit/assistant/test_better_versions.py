"""What is found in another language or an old version is read in the right one, and stands where the other stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from asking import SME, plan_for

from assistant.searching import Searching
from assistant.types import Intent
from knowledge.types import (
    Audience,
    DocumentHead,
    Hit,
    Kind,
    Language,
    Passage,
    PassageKind,
    PolicyRecord,
    Query,
    Reader,
)


def _head(name: str, language: Language) -> DocumentHead:
    policy = name.split("-")[0]
    record = PolicyRecord(
        policy_id=policy, lineage=policy, title=name, jurisdiction="CN", effective_from=date(2020, 1, 1)
    )
    return DocumentHead(
        document_id=name, kind=Kind.POLICY, audience=Audience.PUBLIC, title=name, language=language, source="x",
        record=record,
    )  # fmt: skip


RULE_ZH, RULE_EN, OTHER = (
    _head("rule-zh", Language.ZH),
    _head("rule-en", Language.EN),
    _head("other-en", Language.EN),
)


def _hit(head: DocumentHead, at: int, score: float) -> Hit:
    passage = Passage(
        passage_id=f"{head.document_id}-{at}", document_id=head.document_id, ordinal=at, kind=PassageKind.ARTICLE, label="",
        language=head.language, start=0, end=4, text="text",
    )  # fmt: skip
    return Hit(rank=1, score=score, coverage=0.5, passage=passage, document=head)


class _Found:
    """A catalogue and a retriever in which all is found: the whole library first, then a few documents."""

    def __init__(self, heads: Sequence[DocumentHead], hits: Sequence[Hit], among_few: Sequence[Hit]) -> None:
        self._heads, self._hits, self._among_few = heads, hits, among_few

    def version(self) -> int:
        return 1

    def heads(self, reader: Reader, **_: object) -> tuple[DocumentHead, ...]:
        return tuple(self._heads)

    def search(self, query: Query) -> tuple[Hit, ...]:
        return tuple(self._hits if query.document_ids is None else self._among_few)


def _scores(heads: Sequence[DocumentHead], hits: Sequence[Hit], among_few: Sequence[Hit]) -> dict[str, float]:
    plan = replace(plan_for(Language.EN, text="What does the rule say?"), intent=Intent.POLICY)
    found = _Found(heads, hits, among_few)
    ranked = Searching(found, found).search(plan, SME)  # type: ignore[arg-type]
    assert [hit.rank for hit in ranked] == list(range(1, len(ranked) + 1))
    return {hit.passage.passage_id: hit.score for hit in ranked}


def test_a_rule_in_the_askers_language_stands_where_the_other_language_stood() -> None:
    hits = [_hit(OTHER, 0, 0.8), _hit(RULE_ZH, 0, 0.4), _hit(OTHER, 1, 0.3), _hit(RULE_ZH, 1, 0.1)]
    among_few = [_hit(RULE_EN, 0, 0.9), _hit(RULE_EN, 1, 0.45)]
    scores = _scores([RULE_ZH, RULE_EN, OTHER], hits, among_few)
    assert list(scores) == ["other-en-0", "rule-en-0", "other-en-1", "rule-en-1"]
    assert scores["rule-en-0"] == pytest.approx(0.4)
    assert scores["rule-en-1"] == pytest.approx(0.2)


def test_low_scores_of_a_search_among_few_documents_push_nothing_back() -> None:
    hits = [_hit(RULE_ZH, 0, 0.8), _hit(OTHER, 0, 0.4)]
    scores = _scores([RULE_ZH, RULE_EN, OTHER], hits, [_hit(RULE_EN, 0, 0.05)])
    assert list(scores) == ["rule-en-0", "other-en-0"]


def test_a_rule_that_is_there_in_one_language_alone_stays_as_it_was_found() -> None:
    hits = [_hit(OTHER, 0, 0.8), _hit(RULE_ZH, 0, 0.4)]
    assert _scores([RULE_ZH, OTHER], hits, []) == {"other-en-0": 0.8, "rule-zh-0": 0.4}
