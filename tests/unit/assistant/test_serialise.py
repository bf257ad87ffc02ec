"""An answer survives its JSON form, and the form has the keys that scripts rely on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from assistant.serialise import answer_from_json, answer_to_json
from assistant.types import Answer, Citation, Intent, Mode, RefusalReason, Statement, Table
from knowledge.types import (
    Audience,
    DocumentHead,
    Hit,
    Kind,
    Language,
    Passage,
    PassageKind,
    PatentRecord,
    TextType,
)

CITATION = Citation(
    marker=1,
    document_id="d1",
    passage_id="p1",
    title="某办法",
    label="第三条",
    kind=Kind.POLICY,
    passage_kind=PassageKind.ARTICLE,
    quote="自愿声明",
    start=3,
    end=7,
    text_type=TextType.DIGEST,
    document_number="某发〔2025〕1号",
    effective_from=date(2021, 6, 1),
    jurisdiction="CN",
    official_url="https://example.org/a",
    synthetic=True,
)
PASSAGE = Passage(
    passage_id="p2",
    document_id="d2",
    ordinal=4,
    kind=PassageKind.CLAIM,
    label="claim 2",
    language=Language.EN,
    start=10,
    end=20,
    text="0123456789",
    number="2",
    depends_on=("1",),
    headings=("Claims",),
)
HEAD = DocumentHead(
    document_id="d2",
    kind=Kind.PATENT,
    audience=Audience.PUBLIC,
    language=Language.EN,
    title="A method",
    record=None,
    source="records.json#2",
    loaded_on=date(2026, 11, 24),
)
ANSWER = Answer(
    text="自愿声明。[1]",
    statements=(
        Statement(text="要点", heading=True),
        Statement(text="自愿声明。", markers=(1,), bullet=True),
    ),
    language=Language.ZH,
    mode=Mode.EXTRACTIVE,
    refused=False,
    citations=(CITATION,),
    as_of=date(2026, 11, 24),
    tables=(Table(title="费用", columns=("项", "额"), rows=(("年费", "900 [1]"),)),),
    warnings=("请核实",),
    elapsed_ms=12.5,
    intent=Intent.POLICY,
    document_ids=("d1",),
)
REFUSAL = replace(
    ANSWER,
    refused=True,
    reason=RefusalReason.NO_EVIDENCE,
    citations=(),
    nearest=(
        Hit(rank=1, score=2.5, coverage=0.25, passage=PASSAGE, document=HEAD, components={"lexical": 2.5}),
    ),
)


@pytest.mark.parametrize("answer", [ANSWER, REFUSAL], ids=["answer", "refusal"])
def test_an_answer_comes_back_from_its_json(answer: Answer) -> None:
    assert answer_from_json(json.loads(json.dumps(answer_to_json(answer)))) == answer


def test_the_heads_of_nearest_passages_come_back_without_their_record() -> None:
    record = PatentRecord(jurisdiction="CN", titles=())
    hit = replace(REFUSAL.nearest[0], document=replace(HEAD, record=record))
    answer = replace(REFUSAL, nearest=(hit,))
    assert answer_from_json(answer_to_json(answer)) == REFUSAL


def test_the_json_has_the_keys_and_plain_values_of_the_contract() -> None:
    data = answer_to_json(ANSWER)
    assert {
        "answer", "language", "mode", "refused", "reason", "citations", "tables", "warnings", "as_of", "elapsed_ms",
    } <= data.keys()  # fmt: skip
    assert data["answer"] == "自愿声明。[1]"
    assert data["as_of"] == "2026-11-24"
    assert data["reason"] is None
    assert (
        data["citations"][0] | {"marker": 1, "quote": "自愿声明", "effective_from": "2021-06-01"}
        == data["citations"][0]
    )
    assert all(type(value) in (str, int, bool, type(None)) for value in data["citations"][0].values())
    assert answer_to_json(REFUSAL)["reason"] == "no_evidence"
    assert {"rank", "score", "document_id", "title", "label", "text"} <= answer_to_json(REFUSAL)["nearest"][
        0
    ].keys()


def test_an_answer_written_by_a_later_version_is_still_read() -> None:
    data = answer_to_json(ANSWER)
    data["citations"][0]["a_field_to_come"] = 1
    assert answer_from_json(data) == ANSWER
