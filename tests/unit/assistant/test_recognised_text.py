"""Words that were recognised from a scan are cited as such, with their page; doubtful ones say so."""

from __future__ import annotations

from datetime import date

import pytest
from asking import DAY

from assistant.citations import register_check
from assistant.cli.render import render_answer
from assistant.types import Answer, Citation, Mode, Statement
from knowledge.types import (
    Audience,
    DocumentHead,
    Kind,
    Language,
    LocalText,
    PassageKind,
    PatentRecord,
)


def answer(confidence: float | None, language: Language) -> Answer:
    citation = Citation(
        marker=1, document_id="d", passage_id="p", title="Letters patent", label="claim 1", kind=Kind.PATENT,
        passage_kind=PassageKind.CLAIM, quote="A valve with a spring.", start=0, end=22, page=3, confidence=confidence,
    )  # fmt: skip
    return Answer(
        text="A valve. [1]", language=language, mode=Mode.EXTRACTIVE, refused=False, reason=None,
        statements=(Statement(text="A valve.", markers=(1,)),), citations=(citation,), tables=(), warnings=(), as_of=DAY,
        elapsed_ms=1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("confidence", "language", "told", "untold"),
    [
        (0.97, Language.EN, "recognised from a scan", "may be wrong"),
        (0.62, Language.EN, "recognised from a scan, may be wrong", "digest"),
        (0.62, Language.ZH, "扫描件识别文字，可能有误", "摘要"),
        (None, Language.EN, "page 3", "recognised"),
    ],
)
def test_the_source_line_tells_page_and_recognition(
    confidence: float | None, language: Language, told: str, untold: str
) -> None:
    shown = render_answer(answer(confidence, language))
    assert told in shown
    assert untold not in shown


@pytest.mark.parametrize(
    ("sample", "checked", "told"),
    [(False, None, None), (False, date(2026, 10, 1), date(2026, 10, 1)), (True, None, DAY)],
)
def test_a_users_own_patent_was_not_checked_when_it_was_loaded(
    sample: bool, checked: date | None, told: date | None
) -> None:
    record = PatentRecord(
        jurisdiction="CN",
        titles=(LocalText(language=Language.EN, text="A valve"),),
        register_checked_on=checked,
    )
    head = DocumentHead(
        document_id="d", kind=Kind.PATENT, audience=Audience.PUBLIC, language=Language.EN, title="A valve", record=record,
        source="list.csv", sample=sample, loaded_on=DAY,
    )  # fmt: skip
    assert register_check(head) == told
