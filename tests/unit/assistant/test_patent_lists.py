"""Lists, searches and comparisons: what meets the criteria stands in it, what is bound is told with its reason."""

from __future__ import annotations

import re
from datetime import date

import pytest
from asking import DAY, Ask, turn, whole

from assistant.composing.patent_lists import years_wanted
from assistant.periods_said import period_said
from assistant.phrases import phrases
from assistant.types import Answer, Intent, RefusalReason, Table
from knowledge.types import Language

OPEN = {"P01", "P10", "P20", "P24", "P29", "P35", "P46", "P53"}
BOUND = {
    "P02", "P03", "P06", "P07", "P08", "P13", "P14", "P18", "P21", "P22", "P26", "P27", "P28", "P31", "P32", "P37", "P38", "P41", "P45", "P48", "P54", "P56", "P57",
}  # fmt: skip
WITHDRAWN = {"P16", "P43"}
LISTS = ("现在能直接许可的专利有哪些?请列出", "List all patents that are available today")


def cases(table: Table) -> set[str]:
    return {
        found
        for row in table.rows
        for found in re.findall(r"\((P\d\d)\)", row[0].replace("（", "(").replace("）", ")"))
    }


def titled(answer: Answer, phrase_id: str) -> Table:
    title = phrases(answer.language).say(phrase_id)
    return next(table for table in answer.tables if table.title == title)


@pytest.mark.parametrize("question", LISTS)
def test_a_list_of_available_patents_keeps_the_bound_ones_apart(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.intent is Intent.LISTING
    available = cases(titled(answer, "listing.available_title"))
    excluded = cases(titled(answer, "listing.unavailable_title"))
    assert available >= OPEN | WITHDRAWN
    assert excluded == BOUND
    assert not available & excluded


@pytest.mark.parametrize("question", ["列出库里不能许可的专利", "Which of your patents are not available?"])
def test_a_list_of_unavailable_patents_gives_every_reason(ask: Ask, question: str) -> None:
    answer = ask(question)
    table = titled(answer, "listing.unavailable_title")
    assert cases(table) == BOUND | WITHDRAWN
    assert str(len(table.rows)) in answer.text
    assert all(row[2].strip("— ") for row in table.rows)


@pytest.mark.parametrize(
    "question", ["哪些专利剩余保护期15年以上?", "Which patents have more than 15 years left?"]
)
def test_a_list_by_years_left_holds_only_those_that_last(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.intent is Intent.LISTING
    table = titled(answer, "listing.available_title")
    column = table.columns.index(phrases(answer.language).say("column.last_day"))
    days = [re.match(r"\d{4}-\d\d-\d\d", row[column]) for row in table.rows]
    assert days
    assert all(day and day[0] >= "2041-11-24" for day in days)
    assert {"P34", "P61"} <= cases(table)


@pytest.mark.parametrize("question", ["哪些专利是免费许可的?", "Which patents are available royalty-free?"])
def test_a_list_of_free_licences(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert cases(titled(answer, "listing.available_title")) == {"P29"}


@pytest.mark.parametrize(
    ("text", "years"),
    [("剩余8年以上", 8), ("保护期还剩十年", 10), ("有效期不少于 12 年", 12), ("at least 7 years left", 7), ("over 9 years remaining", 9), ("8年前申请", None), ("in 5 years", None)],
)  # fmt: skip
def test_the_years_asked_for(text: str, years: int | None) -> None:
    assert years_wanted(text) == years


@pytest.mark.parametrize(
    ("question", "best", "gated"),
    [("对比 P06 和 P10", "CN199900010B", "CN199900006B"), ("Compare P02 and P01", "CN199900001B", "CN199900002B"), ("Compare P07 and P35", "CN199900035B", "CN199900007B")],
)  # fmt: skip
def test_a_comparison_recommends_no_bound_right(ask: Ask, question: str, best: str, gated: str) -> None:
    answer = ask(question)
    assert answer.intent is Intent.COMPARISON
    said = [statement.text for statement in answer.statements]
    mark = "不参与推荐" if answer.language is Language.ZH else "not recommended"
    assert any(gated in text and mark in text for text in said)
    assert not any(best in text and mark in text for text in said)
    first = "优先看" if answer.language is Language.ZH else "first"
    assert any(best in text and first in text for text in said)
    assert not any(gated in text and first in text for text in said)
    assert len(answer.tables[0].rows) == 2


def test_a_comparison_of_bound_rights_recommends_none(ask: Ask) -> None:
    answer = ask("Compare P06 and P22")
    assert len([s for s in answer.statements if "not recommended" in s.text]) == 2
    assert not any("first" in s.text for s in answer.statements)


@pytest.mark.parametrize(
    ("question", "case"),
    [
        ("有没有涤纶织物无水染色的技术?", "P29"), ("寻找地下水除氟的吸附剂技术", "P36"), ("Is there a method for smart irrigation control?", "P15"),
        ("We are looking for a coating slurry or aerogel blanket process", "P58"), ("需要植物基肉挤出的方法", "P27"), ("Any patents on tomato lighting in greenhouses?", "P48"),
        ("有没有大豆肽酶解制备技术", "P24"), ("Find me a technology for grey mould control", "P49"),
    ],
)  # fmt: skip
def test_a_search_finds_the_technology_in_both_languages(ask: Ask, question: str, case: str) -> None:
    answer = ask(question)
    assert answer.intent is Intent.TECHNOLOGY_SEARCH
    assert not answer.refused
    assert case in whole(answer)


@pytest.mark.parametrize(
    "question", ["有没有锂电池隔膜涂覆浆料的技术?", "需要番茄补光的方法", "Is there a method for welding fixtures that adjust?", "Any patents on aluminium nitride substrates?"]
)  # fmt: skip
def test_a_search_lists_bound_rights_only_with_their_reason(ask: Ask, question: str) -> None:
    answer = ask(question)
    mark = "不能直接许可" if answer.language is Language.ZH else "not directly licensable"
    told = {c for s in answer.statements if mark in s.text for c in re.findall(r"P\d\d", s.text)}
    shown = set(re.findall(r"\bP\d\d\b", answer.text)) & BOUND
    assert shown
    assert shown <= told


@pytest.mark.parametrize(
    "question", ["有没有太空电梯缆绳的技术?", "需要一种诊断猫咪情绪的方法", "Is there a method for brewing beer on submarines?", "Any patents on violin varnish?"]
)  # fmt: skip
def test_a_search_for_what_the_library_does_not_hold_is_refused(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.refused
    assert answer.reason is RefusalReason.NO_EVIDENCE
    says = "库内没有专利" if answer.language is Language.ZH else "No patent of the library is"
    assert answer.text.startswith(says)
    assert not answer.tables


@pytest.mark.parametrize(
    ("question", "listed"),
    [
        ("哪几件专利还押着?", {"P07"}),
        ("List all patents that are pledged.", {"P07"}),
        ("Which patents are under an exclusive licence?", {"P06"}),
        ("哪些专利已经失效了?", {"P02", "P03", "P21", "P28", "P38", "P48", "P54", "P57"}),
        ("Which patents lapsed last year?", {"P02"}),
        ("示例大学A的专利有哪些失效了?", {"P02"}),
        ("Which of our patents will end in the next three years?", {"P20", "P23"}),
        ("哪些专利的开放许可明年到期?", {"P01", "P29"}),
        ("Which open licence declarations run out next year?", {"P01", "P29"}),
        ("有哪些过期的实用新型专利?", {"P03", "P38"}),
        ("List the utility model patents that have expired.", {"P03", "P38"}),
        ("Which design patents are there?", {"P04", "P05"}),
        ("哪些专利是不要钱的?", {"P29"}),
        ("质押中的有几件,快", {"P07"}),
        ("哪件年费没交在滞纳期?", {"P14"}),
        ("外观设计有哪些", {"P04", "P05"}),
        ("被法院查封的专利", {"P31"}),
        ("转让过的专利有哪些?", {"P19", "P45", "P50"}),
        ("which ones changed hands?", {"P19", "P45", "P50"}),
        ("哪些专利被质押过?", {"P07", "P23", "P39"}),
        ("which patents were pledged before?", {"P07", "P23", "P39"}),
        ("哪些专利以前许可过给别人?", {"P06", "P22", "P30", "P44"}),
        ("撤回过开放许可的有哪几件?", {"P16", "P43"}),
    ],
)
def test_a_list_of_what_ended_is_bound_or_will_end_holds_these_alone(
    ask: Ask, question: str, listed: set[str]
) -> None:
    answer = ask(question)
    assert answer.intent is Intent.LISTING
    assert [cases(table) for table in answer.tables] == [listed]


def test_a_list_of_what_an_owner_can_license_is_of_that_owner_alone(ask: Ask) -> None:
    answer = ask("列出示例大学A名下现在能许可的专利")
    assert cases(titled(answer, "listing.available_title")) == {"P01", "P09", "P11", "P36"}
    assert cases(titled(answer, "listing.unavailable_title")) == {"P02", "P06"}


def test_which_of_a_list_end_soon_is_asked_of_that_list(ask: Ask) -> None:
    first = "列出示例大学C名下的专利"
    answer = ask("其中哪些三年内到期?", history=(turn(ask(first), first),))
    assert [cases(table) for table in answer.tables] == [{"P20"}]


def test_a_period_beyond_the_calendar_ends_with_it() -> None:
    period = period_said("一万年内到期的专利", DAY)
    assert period is not None
    assert (period.first, period.last) == (DAY, date.max)


@pytest.mark.parametrize("question", ["有哪些质押的专利?", "Which patents are pledged?"])
def test_what_stands_today_is_not_asked_for_as_what_was(ask: Ask, question: str) -> None:
    assert [cases(table) for table in ask(question).tables] == [{"P07"}]


def test_what_the_register_entered_is_told_with_its_entry(ask: Ask) -> None:
    table = ask("哪些专利被质押过?").tables[0]
    released = next(row for row in table.rows if "P23" in row[0])
    assert "2022-08-25" in released[3]
    assert "PC01" in released[3]


@pytest.mark.parametrize("question", ["电池方面哪件专利最便宜?", "Which battery patent is the cheapest?"])
def test_the_cheapest_of_a_field_go_by_their_stated_fees(ask: Ask, question: str) -> None:
    answer = ask(question)
    order = [found for row in answer.tables[0].rows for found in re.findall(r"P\d\d", row[0])]
    assert order == ["P01", "P17", "P10"]
    assert "P02" in answer.text
    assert "P02" not in whole(answer).replace(answer.text, "")


def test_patents_without_a_stated_fee_are_named_and_get_none(ask: Ask) -> None:
    answer = ask("Which is cheapest for a food company?")
    unstated = next(s.text for s in answer.statements if "P25" in s.text)
    assert not re.search(r"CNY|USD|EUR", unstated)
    assert [cases(table) for table in answer.tables] == [{"P24"}]


@pytest.mark.parametrize("question", ["有提锂的专利吗", "有铜箔的技术吗"])
def test_what_is_asked_for_in_a_word_is_looked_for_among_patents(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.intent is Intent.TECHNOLOGY_SEARCH
    assert answer.refused
    assert "最接近的专利如下" in answer.text
    assert re.search(r"P\d\d", answer.text)


def test_a_gloss_of_a_word_alone_makes_no_patent_near(ask: Ask) -> None:
    answer = ask("有没有做养猪饲料的专利")
    assert answer.refused
    assert not re.search(r"P\d\d", answer.text)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("我们是做印染的小厂,不想用水染布,有啥能用不?", "P29"),
        ("hi, we weld thin sheets with lasers, anythng to stop the spatter / shield gas?", "P20"),
    ],
)
def test_a_need_told_without_a_word_for_patents_finds_them(ask: Ask, question: str, found: str) -> None:
    answer = ask(question)
    assert not answer.refused
    assert found in answer.text


def test_the_end_of_a_year_is_a_limit() -> None:
    period = period_said("明年底前到期的专利", DAY)
    assert period is not None
    assert (period.first, period.last) == (DAY, date(DAY.year + 1, 12, 31))
