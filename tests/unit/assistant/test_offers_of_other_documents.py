"""A declaration that was loaded beside a patent is shown with it, from its own words, until a later one withdraws it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from asking import DAY, SME, whole

from assistant.settings import Settings
from assistant.types import Answer, Question
from assistant.wiring import open_services
from knowledge.ingestion import ingest
from knowledge.types import Audience

_RECORD = {
    "publication_number": "CN199900905B", "application_number": "CN201919990905.5", "jurisdiction": "CN", "language": "zh",
    "patent_type": "invention", "titles": {"zh": "一种起重机吊钩减摆器"}, "owners": [{"zh": "示例大学A"}], "filing_date": "2019-04-01",
    "grant_date": "2021-05-04", "annual_fee_paid_through": "2027-04-01", "register_checked_on": "2026-11-20",
}  # fmt: skip
_HEAD = "专利号：ZL201919990905.5\n\n专利权人：示例大学A\n\n"
_DECLARED = (
    f"专利开放许可声明\n\n{_HEAD}许可使用费：每年{{}}\n\n许可期限：至2028年12月31日\n\n声明日期：{{}}\n"
)
_WITHDRAWN = f"关于撤回专利开放许可声明的公告\n\n{_HEAD}撤回日期：2026年11月1日\n"
_SHEET = f"许可条款清单\n\n许可方：示例大学A\n\n被许可方：示例公司\n\n{_HEAD}许可类型：独占许可\n\n入门费：77万元\n\n许可期限：3年\n"


def answer(home: Path, files: dict[str, str]) -> Answer:
    folder = home.parent
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    record = {"format": "patentbridge/patent-records@1", "records": [_RECORD]}
    (folder / "patent.json").write_text(json.dumps(record), encoding="utf-8")
    services = open_services(Settings.model_construct(home=home), doing="test")
    try:
        report = ingest(
            [folder / name for name in ("patent.json", *files)],
            audience=Audience.PUBLIC,
            library=services.library,
        )
        assert report.records == 1 + len(files)
        *_, last = services.ask(Question(text="CN199900905B 的许可费是多少？", reader=SME, as_of=DAY))
        assert isinstance(last, Answer)
        return last
    finally:
        services.close()


def test_a_declared_offer_is_shown_with_its_own_words(new_home: Path) -> None:
    first = _DECLARED.format("4万元", "2025年1月1日")
    second = _DECLARED.format("3万元", "2026年1月1日")
    said = answer(new_home, {"first.txt": first, "second.txt": second})
    text = whole(said)
    assert text.index("每年3万元") < text.index("每年4万元")  # the newest first
    quotes = [citation.quote for citation in said.citations if "声明" in citation.title]
    assert "每年3万元" in quotes


def test_a_withdrawal_leaves_the_offer_as_history(new_home: Path) -> None:
    declared = _DECLARED.format("4万元", "2025年1月1日")
    text = whole(answer(new_home, {"declared.txt": declared, "withdrawn.txt": _WITHDRAWN}))
    assert "2026-11-01" in text
    assert "撤回" in text


@pytest.mark.parametrize("word", ["77万", "独占"])
def test_a_term_sheet_that_lies_beside_it_is_not_told(new_home: Path, word: str) -> None:
    said = answer(new_home, {"sheet.txt": _SHEET})
    assert word not in whole(said)
    assert all(word not in citation.quote for citation in said.citations)


_INTENDED = (
    "Prospective Grant of an Exclusive Patent License: Hook Dampers\n\nThe Sample Institute is contemplating the grant of an exclusive patent "
    "license to practice the inventions embodied in Chinese Patent Application No. CN201919990905.5 to Sample Hoists Ltd., located in Sample City.\n"
)


def test_an_intended_licence_is_told_and_is_no_bar(new_home: Path) -> None:
    text = whole(answer(new_home, {"notice.txt": _INTENDED}))
    assert "拟授予不等于已授予" in text
    assert "Sample Hoists" in text
    assert "目前不能许可" not in text
