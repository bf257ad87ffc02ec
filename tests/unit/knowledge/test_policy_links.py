"""What an instrument says that it changes or ends, and how the policies of a library are linked by it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.policies.labels import read_labels
from knowledge.policies.lineages import instrument_lineage, lineage_of
from knowledge.policies.linking import LinkKind, linked, links
from knowledge.policies.relations import read_relations
from knowledge.policies.versions import in_force
from knowledge.types import Language, PolicyLevel, PolicyMention, PolicyRecord

ZH, EN = Language.ZH, Language.EN


@pytest.mark.parametrize(
    ("sentence", "title", "number"),
    [
        ("本办法自2024年4月1日起施行。《示例市旧办法》同时废止。", "示例市旧办法", None),
        ("《示例市旧办法》（示财规〔2019〕2号）同时废止。", "示例市旧办法", "示财规〔2019〕2号"),
        ("2018年10月30日公布的《示例机构管理办法》（示例部令第63号）同时废止。", "示例机构管理办法", "示例部令第63号"),
        ("2001年5月1日示例市人民政府发布的《示例市专利规定》即行废止。", "示例市专利规定", None),
        ("《示例市实施〈中华人民共和国专利法〉办法》自本条例施行之日起废止。", "示例市实施〈中华人民共和国专利法〉办法", None),
        ("原《示例通知》停止执行。", "示例通知", None),
    ],
)  # fmt: skip
def test_what_a_text_ends(sentence: str, title: str, number: str | None) -> None:
    text = f"第一条 为了试验，制定本办法。\n第九条 {sentence}"
    (mention,) = read_relations("示例市新办法", text, ZH).repeals
    assert (mention.title, mention.document_number) == (title, number)
    assert mention.start is not None
    assert text[mention.start : mention.end].startswith(f"《{title}》")


def test_several_are_ended_at_once() -> None:
    text = "《甲办法》、《乙规定》（示发〔2001〕3号）和1999年发布的《丙细则》同时废止。"
    assert [m.title for m in read_relations("丁条例", text, ZH).repeals] == ["甲办法", "乙规定", "丙细则"]


@pytest.mark.parametrize(
    "sentence",
    [
        "《示例办法》第十条同时废止。",
        "《示例办法》中有关收费的规定同时废止。",
        "根据《国务院关于修改和废止部分行政法规的决定》修订。",
        "《示例办法》继续有效。",
        "违反《示例办法》的，许可证失效。",
        "有关机关可以依照《立法法》提出修改、废止的建议。",
        "现行规定与《示例办法》不一致的，以本办法为准。",
    ],
)
def test_what_is_not_ended(sentence: str) -> None:
    assert read_relations("示例市新办法", sentence, ZH).repeals == ()


def test_what_a_decision_amends_and_what_ended_a_text() -> None:
    amended = read_relations("全国人民代表大会常务委员会关于修改《中华人民共和国专利法》的决定", "", ZH)
    assert [m.title for m in amended.amends] == ["中华人民共和国专利法"]
    assert [m.title for m in read_relations("中华人民共和国刑法修正案（十二）", "", ZH).amends] == [
        "中华人民共和国刑法"
    ]
    ended = read_relations("示例办法", "本办法已被《示例条例》（示例部令第9号）废止。", ZH).repealed_by
    assert [(m.title, m.document_number) for m in ended] == [("示例条例", "示例部令第9号")]


def test_english_texts_supersede_too() -> None:
    text = "This notice supersedes the Notice on Test Fees of 3 May 2020. The Old Fee Rules are repealed."
    assert [m.title for m in read_relations("Notice", text, EN).repeals] == [
        "Notice on Test Fees",
        "Old Fee Rules",
    ]
    ended = read_relations("Notice", "This guidance was superseded by the Licensing Manual.", EN)
    assert [m.title for m in ended.repealed_by] == ["Licensing Manual"]


# ── lineages ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("示例市人民政府办公厅关于印发示例市专利资助办法的通知", "示例市专利资助办法（试行）"),
        ("示例市人民政府关于重新发布《示例市专利资助办法》的通知", "示例市专利资助办法"),
        ("专利审查指南2023", "专利审查指南（2010）"),
        ("示例市实施《中华人民共和国水法》办法", "示例市实施《水法》办法"),
    ],
)
def test_titles_of_one_instrument(one: str, other: str) -> None:
    assert lineage_of(one) == lineage_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("最高人民法院关于适用《专利法》若干问题的解释（一）", "最高人民法院关于适用《专利法》若干问题的解释（二）"),
        ("中华人民共和国刑法修正案（十一）", "中华人民共和国刑法"),
        ("宪法修正案（2004年）", "宪法修正案（2018年）"),
        ("《示例市专利资助办法》政策解读", "示例市专利资助办法"),
        ("中华人民共和国专利法实施细则", "中华人民共和国专利法"),
    ],
)  # fmt: skip
def test_titles_of_different_instruments(one: str, other: str) -> None:
    assert instrument_lineage(one, None, None) != instrument_lineage(other, None, None)


def test_equal_names_in_two_regions_and_two_decisions_on_one_law() -> None:
    assert instrument_lineage("老年人优待办法", "甲市", None) != instrument_lineage(
        "老年人优待办法", "乙市", None
    )
    decision = "全国人民代表大会常务委员会关于修改《中华人民共和国专利法》的决定"
    assert instrument_lineage(decision, None, date(2008, 12, 27)) != instrument_lineage(
        decision, None, date(2020, 10, 17)
    )


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────


def rule(name: str, begins: str, **more: object) -> PolicyRecord:
    fields: dict[str, object] = {
        "lineage": lineage_of(name),
        "jurisdiction": "CN",
        "level": PolicyLevel.LOCAL,
        "region": "甲市",
        "effective_from": date.fromisoformat(begins),
    }
    return PolicyRecord(policy_id=f"{name}@{begins}", title=name, **(fields | more))  # type: ignore[arg-type]


def test_an_older_version_ends_the_day_before_the_newer_begins() -> None:
    old, new = rule("甲市专利条例", "2010-01-01"), rule("甲市专利条例", "2020-06-01")
    first, second = linked((old, new))
    assert first.effective_to == date(2020, 5, 31)
    assert (first.replaced_by, second.replaces) == (new.policy_id, old.policy_id)
    assert first.in_force_on(date(2020, 5, 31)) is True
    assert first.in_force_on(date(2020, 6, 1)) is False


def test_an_instrument_ends_another_by_its_words() -> None:
    old = rule("甲市专利管理办法", "2010-01-01")
    new = rule("甲市专利条例", "2020-06-01", repeals=(PolicyMention(title="甲市专利管理办法"),))
    (link,) = links((new, old))
    assert (link.earlier, link.later, link.kind) == (old, new, LinkKind.REPEAL)
    assert linked((old, new))[0].effective_to == date(2020, 5, 31)


def test_a_number_says_which_text_is_meant() -> None:
    old = rule("甲市资助办法", "2010-01-01", document_number="甲财规〔2010〕1号")
    mention = PolicyMention(title="甲市资助办法", document_number="甲财规〔2005〕9号")
    new = rule("甲市奖励办法", "2020-06-01", repeals=(mention,))
    assert links((old, new)) == ()


@pytest.mark.parametrize(
    "change",
    [{"region": "乙市"}, {"jurisdiction": "US"}, {"level": PolicyLevel.FAQ}],
)
def test_what_is_never_a_version(change: dict[str, object]) -> None:
    assert links((rule("专利条例", "2010-01-01"), rule("专利条例", "2020-06-01", **change))) == ()


def test_two_departments_may_use_one_title() -> None:
    def department(issuer: str, begins: str, **more: object) -> PolicyRecord:
        return rule("行政许可程序规定", begins, region=None, issuer=issuer, level=PolicyLevel.DEPARTMENTAL_RULE, **more)  # fmt: skip

    first, second = department("甲部", "2010-01-01"), department("乙总局", "2020-01-01")
    assert links((first, second)) == ()
    assert links((first, department("甲部 乙总局", "2020-01-01")))
    naming = department("乙总局", "2020-01-01", repeals=(PolicyMention(title="行政许可程序规定"),))
    assert links((first, naming))


def test_a_version_whose_first_day_is_unknown_leaves_the_end_open() -> None:
    old = rule("甲市专利条例", "2010-01-01")
    new = rule("甲市专利条例", "2020-06-01", effective_from=None, date_issued=date(2020, 6, 1))
    first, _ = linked((old, new))
    assert (first.effective_to, first.replaced_by) == (None, new.policy_id)
    assert first.in_force_on(date(2021, 1, 1)) is None
    assert first.in_force_on(date(2009, 1, 1)) is False


@given(st.lists(st.integers(0, 20_000), min_size=1, max_size=12, unique=True), st.integers(0, 20_001))
def test_on_every_day_exactly_one_version_is_in_force(starts: list[int], day: int) -> None:
    first = date(1985, 4, 1)
    records = [rule("甲市专利条例", str(first + timedelta(days=start))) for start in starts]
    when = first + timedelta(days=day)
    applying = [record for record in linked(records) if record.in_force_on(when)]
    begun = [start for start in starts if start <= day]
    assert [r.effective_from for r in applying] == ([first + timedelta(days=max(begun))] if begun else [])
    found = in_force(linked(records), when)
    assert (found.policy_id if found else None) == (applying[0].policy_id if applying else None)


# ── labelled fields ──────────────────────────────────────────────────────────────────────────────────────


def test_labels_stand_in_one_line_or_over_two() -> None:
    found = read_labels(
        ["索 引 号： X/2026 主题分类： 科技", "发文机关： 示例局 成文日期： 2026年07月19日", "文　　号：", "示发〔2026〕3号", "有效性：", "现行有效"]
    )  # fmt: skip
    assert (found.issuer, found.issued, found.number) == ("示例局", date(2026, 7, 19), "示发〔2026〕3号")
    assert found.status == "现行有效"


def test_a_label_without_a_value_takes_none_from_the_next_label() -> None:
    found = read_labels(["文号：", "发布日期：", "2024-10-15", "文件状态：", "示例市关于某事的通知"])
    assert found.number is None
    assert found.published == date(2024, 10, 15)
    assert found.status is None
