"""What a policy says about itself, and which of its versions applies on a day."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.policies.facts import policy_facts
from knowledge.policies.lineages import lineage_of, policy_id_of
from knowledge.policies.titles import is_policy_title
from knowledge.policies.versions import in_force, last_day, predecessor, successor, versions
from knowledge.types import Language, PolicyLevel, PolicyRecord
from knowledge.written_dates import find_dates, parse_date


def version(policy_id: str, begins: date | None, ends: date | None = None, **more: object) -> PolicyRecord:
    return PolicyRecord(
        policy_id=policy_id,
        lineage="X",
        title="t",
        jurisdiction="CN",
        effective_from=begins,
        effective_to=ends,
        **more,  # type: ignore[arg-type]
    )


OLD = version("X-2010", date(2010, 2, 1), date(2024, 1, 19))
NEW = version("X-2023", date(2024, 1, 20))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2009, 12, 31), None),
        (date(2010, 2, 1), "X-2010"),
        (date(2024, 1, 19), "X-2010"),
        (date(2024, 1, 20), "X-2023"),
        (date(2026, 11, 24), "X-2023"),
    ],
)
def test_the_version_in_force_on_a_day(day: date, expected: str | None) -> None:
    found = in_force((NEW, OLD), day)
    assert (found.policy_id if found else None) == expected


def test_an_expired_plan_is_in_force_no_more() -> None:
    plan = version("P", date(2023, 10, 17), date(2025, 12, 31))
    assert in_force((plan,), date(2026, 1, 1)) is None


def test_a_version_without_a_first_day_counts_from_its_issue() -> None:
    undated = version("X-2026", None, date_issued=date(2026, 3, 1))
    found = in_force((OLD, NEW, undated), date(2026, 4, 1))
    assert found is undated


def test_before_and_after() -> None:
    assert successor(OLD, (OLD, NEW)) is NEW
    assert predecessor(NEW, (NEW, OLD)) is OLD
    assert successor(NEW, (OLD, NEW)) is None
    assert predecessor(OLD, (OLD, NEW)) is None
    assert [record.policy_id for record in versions((NEW, OLD, OLD), "X")] == ["X-2010", "X-2023"]


def test_a_named_successor_goes_before_dates_and_lineages() -> None:
    other = PolicyRecord(policy_id="Y", lineage="Y", title="t", jurisdiction="CN", replaces="X-2023")
    assert successor(NEW, (OLD, NEW, other)) is other
    assert predecessor(other, (OLD, NEW, other)) is NEW


def test_the_last_day_is_the_day_before_the_successor() -> None:
    open_end = version("X-2010", date(2010, 2, 1))
    assert last_day(open_end, (open_end, NEW)) == date(2024, 1, 19)
    assert last_day(NEW, (open_end, NEW)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("中华人民共和国专利法(2020年修正)", "专利法"),
        ("中华人民共和国专利法（2008修正）", "《中华人民共和国专利法》"),
        ("专利权质押登记办法（试行）", "专利权质押登记办法"),
        ("Patent Law of the People's Republic of China (2020 Amendment)", "Patent Law"),
    ],
)
def test_versions_of_one_instrument_share_their_lineage(one: str, other: str) -> None:
    assert lineage_of(one) == lineage_of(other)


def test_different_instruments_do_not() -> None:
    assert lineage_of("中华人民共和国专利法") != lineage_of("中华人民共和国专利法实施细则")
    assert lineage_of("上海市专利条例") != lineage_of("北京市专利条例")
    assert lineage_of("最高人民法院关于适用婚姻法若干问题的解释（一）") != lineage_of(
        "最高人民法院关于适用婚姻法若干问题的解释（三）"
    )


def test_ids_of_versions_differ() -> None:
    assert policy_id_of("专利法", date(2020, 10, 17), "t") == "专利法@2020-10-17"
    assert policy_id_of("专利法", None, "one") != policy_id_of("专利法", None, "two")


def test_an_order_over_two_lines() -> None:
    found = policy_facts(
        "示例市老年人优待办法",
        ["示例市人民政府令", "第179号", "现予公布，自2021年5月1日起施行。", "2021年1月29日"],
        Language.ZH,
    )
    assert found.document_number == "示例市人民政府令第179号"
    assert found.date_issued == date(2021, 1, 29)
    assert found.effective_from == date(2021, 5, 1)


def test_the_history_in_brackets() -> None:
    line = "（2026年5月22日经交通运输部部务会议通过 2026年5月27日交通运输部令2026年第10号公布 自2026年7月1日起施行）"
    found = policy_facts("航空运输许可规定", [line, "第一条 为了试验。"], Language.ZH)
    assert found.document_number == "交通运输部令2026年第10号"
    assert found.issuer == "交通运输部"
    assert (found.date_issued, found.effective_from) == (date(2026, 5, 27), date(2026, 7, 1))
    assert found.level is PolicyLevel.DEPARTMENTAL_RULE


def test_labels_of_government_pages() -> None:
    found = policy_facts(
        "国务院关于印发示例计划的通知",
        ["发文机关： 国务院", "发文字号： 国发〔2026〕26号", "成文日期： 2026年07月19日", "标 题： 示例"],
        Language.ZH,
    )
    assert (found.issuer, found.document_number) == ("国务院", "国发〔2026〕26号")
    assert found.date_issued == date(2026, 7, 19)
    assert found.level is PolicyLevel.NOTICE


def test_a_number_that_is_only_cited_is_not_the_documents_own() -> None:
    found = policy_facts(
        "示例公司章程说明", ["根据国发〔2015〕52号和财税〔2024〕23号文件的要求，现说明如下。"], Language.ZH
    )
    assert found.document_number is None


def test_terms_of_permits_are_not_the_instruments_term() -> None:
    found = policy_facts(
        "示例许可条例", ["第九条 许可证有效期为10年。", "第十条 本条例自2020年1月1日起施行。"], Language.ZH
    )
    assert found.effective_from == date(2020, 1, 1)
    assert found.effective_to is None


def test_a_plan_ends_with_its_period() -> None:
    found = policy_facts("示例行动方案（2023—2025年）", ["为贯彻落实，制定本方案。"], Language.ZH)
    assert found.effective_to == date(2025, 12, 31)


def test_an_english_notice() -> None:
    found = policy_facts(
        "Notice on Test Fees",
        [
            "Issued by: Sample Patent Office of the United Kingdom",
            "Date: 3 May 2024",
            "This notice takes effect on 1 June 2024.",
        ],
        Language.EN,
    )
    assert found.issuer == "Sample Patent Office of the United Kingdom"
    assert (found.date_issued, found.effective_from) == (date(2024, 5, 3), date(2024, 6, 1))
    assert found.jurisdiction == "GB"


@pytest.mark.parametrize(
    ("title", "language", "policy"),
    [
        ("国务院关于印发示例计划的通知", Language.ZH, True),
        ("中华人民共和国刑法修正案（十一）", Language.ZH, True),
        ("示例条例（2021年修订）", Language.ZH, True),
        ("我们公司的产品介绍", Language.ZH, False),
        ("一种电池的制备方法", Language.ZH, False),
        ("中华人民共和国专利法", Language.ZH, True),
        ("某某公司需求清单", Language.ZH, False),
        ("Guidelines for patent pools", Language.EN, True),
        ("Company profile", Language.EN, False),
        ("Marketing plan", Language.EN, False),
    ],
)
def test_titles_that_policies_bear(title: str, language: Language, policy: bool) -> None:
    assert is_policy_title(title, language) is policy


@pytest.mark.parametrize(
    "text",
    [
        "2025年5月21日",
        "二〇二五年五月二十一日",
        "二○二五年五月二十一日",
        "2025-05-21",
        "2025/5/21",
        "2025.05.21",
        "21 May 2025",
        "May 21, 2025",
        "２０２５年５月２１日",
        "20250521",
    ],
)
def test_dates_in_their_spellings(text: str) -> None:
    assert parse_date(text) == date(2025, 5, 21)


def test_impossible_dates_are_none() -> None:
    assert list(find_dates("2025年2月30日, 2025-13-01, 12 Foo 2025")) == []
