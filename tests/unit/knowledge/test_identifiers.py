"""Every spelling of a number leads to the same key, and what is no number leads to none."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.numbers.identifiers import (
    check_digit,
    chinese_numeral,
    document_keys,
    find_keys,
    format_patent_number,
    normalise_application_number,
    normalise_article_number,
    normalise_document_number,
    normalise_publication_number,
    normalise_symbol,
    parse_application_number,
    parse_numeral,
    passage_keys,
)
from knowledge.numbers.office_numbers import ep_check_digit
from knowledge.types import (
    Audience,
    DocumentHead,
    Kind,
    Language,
    LocalText,
    Passage,
    PassageKind,
    PatentRecord,
    PolicyRecord,
)


def keys(text: str) -> list[str]:
    return [found.key for found in find_keys(text)]


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def head(record: PatentRecord | PolicyRecord) -> DocumentHead:
    kind = Kind.PATENT if isinstance(record, PatentRecord) else Kind.POLICY
    return DocumentHead(
        document_id="d",
        kind=kind,
        audience=Audience.PUBLIC,
        language=Language.ZH,
        title="t",
        record=record,
        source="f",
    )


def test_the_check_digit_of_a_known_number() -> None:
    assert check_digit("201710117081") == "7"
    assert check_digit("202019990015") == "X"


applications = st.builds(
    lambda year, kind, serial: f"{year}{kind}{serial:07d}",
    st.integers(2003, 2035),
    st.sampled_from("12389"),
    st.integers(0, 9_999_999),
)


@given(
    applications,
    st.sampled_from(["CN", "ZL", "cn", "zl ", "ZL-", "CN ZL"]),
    st.sampled_from(["", " ", "-", "\u00ad", "\u200b"]),
    st.booleans(),
    st.booleans(),
)
def test_every_spelling_of_an_application_number_gives_the_same_key(
    digits: str, prefix: str, gap: str, dotted: bool, wide: bool
) -> None:
    right = check_digit(digits)
    spelled = prefix + gap.join([digits[:4], digits[4], digits[5:]]) + ("." if dotted else gap) + right
    spelled = full_width(spelled) if wide else spelled
    found = find_keys(f"请问专利{spelled}还有效吗")
    assert [key.key for key in found] == [f"app:CN{digits}{right}"]
    assert found[0].check_digit_ok is True
    assert found[0].surface == spelled
    without = find_keys(f"{prefix}{digits}，谢谢")
    assert [key.key for key in without] == [f"app:CN{digits}{right}"]
    assert without[0].check_digit_ok is None
    assert normalise_application_number(spelled) == f"CN{digits}.{right}"


@given(applications)
def test_a_wrong_check_digit_is_told_and_still_leads_to_the_number(digits: str) -> None:
    right = check_digit(digits)
    wrong = "0" if right != "0" else "1"
    (found,) = find_keys(f"ZL{digits}.{wrong}")
    assert found.key == f"app:CN{digits}{right}"
    assert found.check_digit_ok is False
    assert normalise_application_number(f"ZL{digits}.{wrong}") == f"CN{digits}.{wrong}"


def test_old_application_numbers_have_eight_digits() -> None:
    number = parse_application_number("ZL 98101234")
    assert number is not None
    assert number.year == 1998
    assert str(number) == f"CN98101234.{check_digit('98101234')}"
    assert keys("申请号 98101234.5") == ["app:CN981012345"]


@pytest.mark.parametrize(
    ("spelled", "key"),
    [
        ("U.S. application No. 13/676,098", "app:US13676098"),
        ("US 13/676098", "app:US13676098"),
        ("PCT/US98/12345", "app:PCTUS1998012345"),
        ("韩国申请10-2013-0033547", "app:KR1020130033547"),
        ("特願2021-193879", "app:JP2021193879"),
        ("特開平10-123456号公报", "pub:JPH10123456"),
        ("特开2021-12345", "pub:JP2021012345"),
        ("JP2021-12345A", "pub:JP2021012345A"),
        ("KR10-1234567B1", "pub:KR101234567B1"),
        ("DE 10 2010 012 345 A1", "pub:DE102010012345A1"),
        ("GB 2345678 A", "pub:GB2345678A"),
    ],
)
def test_numbers_of_other_offices_lead_to_their_keys(spelled: str, key: str) -> None:
    assert keys(f"请查 {spelled}") == [key]


@pytest.mark.parametrize(
    ("office", "spellings", "normal"),
    [
        ("US", ["13/676,098", "13676098", "US201213676098", "US 13/676098"], "US13/676098"),
        ("EP", ["99203729.1", "EP99203729.1", "EP 99 203 729.1", "992037291"], "EP99203729.1"),
        ("EP", ["EP19990203729", "EP1999203729", "99203729"], "EP99203729"),
        ("JP", ["2021-193879", "特願2021-193879", "JP2021193879"], "JP2021193879"),
        ("JP", ["平成10-123456", "H10-123456", "JPH10123456"], "JPH10123456"),
        ("KR", ["10-2013-0033547", "KR20130033547", "1020130033547"], "KR10-2013-0033547"),
        ("DE", ["10 2010 012 345.6", "DE102010012345"], "DE102010012345"),
        ("WO", ["PCT/CN2019/123456", "PCTCN2019123456", "2019CN123456"], "PCT/CN2019/123456"),
        ("CN", ["ZL201919990001.5", "2019 1 9990001.5", "CN201919990001.5"], "CN201919990001.5"),
    ],
)
def test_every_office_has_one_spelling_of_an_application(
    office: str, spellings: list[str], normal: str
) -> None:
    assert {normalise_application_number(spelled, office) for spelled in spellings} == {normal}
    assert normalise_application_number(normal) == normal


offices = st.sampled_from(["CN", "US", "EP", "WO", "JP", "KR", "DE", "GB"])


@given(offices, st.text("0123456789", min_size=4, max_size=13), st.sampled_from(["", "A", "B1", "A1", "U"]))
def test_normalising_a_number_twice_changes_nothing(office: str, digits: str, kind: str) -> None:
    once = normalise_publication_number(office + digits + kind)
    assert normalise_publication_number(once) == once
    applied = normalise_application_number(digits, office)
    assert normalise_application_number(applied, office) == applied


@given(applications, st.integers(0, 11), st.integers(1, 9))
def test_the_check_digit_tells_every_single_wrong_digit(digits: str, place: int, off: int) -> None:
    wrong = digits[:place] + str((int(digits[place]) + off) % 10) + digits[place + 1 :]
    assert check_digit(wrong) != check_digit(digits)


@given(applications, st.integers(0, 10))
def test_the_check_digit_tells_two_digits_that_changed_places(digits: str, place: int) -> None:
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assert (check_digit(swapped) == check_digit(digits)) is (swapped == digits)


def test_the_check_digit_of_a_european_application() -> None:
    assert ep_check_digit("99203729") == "1"


def test_a_patent_number_is_not_the_publication_number() -> None:
    assert format_patent_number("CN201919990001.5") == "ZL201919990001.5"
    assert keys("ZL201919990001.5 与 CN199900001B") == ["app:CN2019199900015", "pub:CN199900001B"]


@pytest.mark.parametrize(
    ("spelled", "key"),
    [
        ("CN199900001B", "pub:CN199900001B"),
        ("cn 199900001 b", "pub:CN199900001B"),
        ("ＣＮ１９９９００００１Ｂ", "pub:CN199900001B"),
        ("CN-110286864-A", "pub:CN110286864A"),
        ("CN1234567C", "pub:CN1234567C"),
        ("CN85100001A", "pub:CN85100001A"),
        ("CN199900001", "pub:CN199900001"),
        ("US10,203,551 B2", "pub:US10203551B2"),
        ("U.S. Patent No. 10,203,551", "pub:US10203551"),
        ("US 2006/0292439 A1", "pub:US20060292439A1"),
        ("US2006292439A1", "pub:US20060292439A1"),
        ("US06336130B1", "pub:US6336130B1"),
        ("EP 1 000 000 A1", "pub:EP1000000A1"),
        ("ep0290994a2", "pub:EP0290994A2"),
        ("WO 2008/080153 A2", "pub:WO2008080153A2"),
        ("WO98/12345", "pub:WO1998012345"),
        ("JP2008123456A", "pub:JP2008123456A"),
        ("PCT/CN2020/123456", "app:PCTCN2020123456"),
    ],
)
def test_publication_numbers_in_their_spellings(spelled: str, key: str) -> None:
    assert keys(f"《{spelled}》") == [key]
    if key.startswith("pub:") and "Patent" not in spelled:
        assert f"pub:{normalise_publication_number(spelled)}" == key


def test_a_publication_number_is_also_tried_without_its_kind_code() -> None:
    (found,) = find_keys("CN199900001B")
    assert found.also == ("pub:CN199900001",)


@pytest.mark.parametrize(
    "text",
    [
        "2024-09-20",
        "202411240930",
        "电话 13800138000",
        "in 2024 2025 2026",
        "COVID-19",
        "P2P 平台",
        "page 10",
        "净销售额的 3%",
        "CNY 30,000 per year",
        "请提3条建议",
        "in order 10 pieces",
        "1:0.4~1:0.8",
    ],
)
def test_what_is_no_number_gives_no_key(text: str) -> None:
    assert keys(text) == []


@pytest.mark.parametrize(
    "spelled",
    [
        "国知发运字〔2025〕16号",
        "国知发运字(2025)16号",
        "国知发运字（２０２５）１６号",
        "国知发运字[2025]16号",
        "国知发运字【2025】第16号",
        "国知发运字 2025年16号",
        "国知发运字〔2025〕 16 号",
        "国知发运\u00ad字〔2025〕16号",
        "根据国知发运字〔2025〕16号文件",
        "Guo Zhi Fa Yun Zi [2025] No. 16",
        "guozhifayunzi [2025] No.16",
    ],
)
def test_every_spelling_of_a_document_number_gives_the_same_key(spelled: str) -> None:
    assert keys(spelled) == ["docno:国知发运字202516"]
    assert normalise_document_number(spelled) == "国知发运字202516"


@pytest.mark.parametrize(
    ("spelled", "key"),
    [
        ("Guobanfa [2023] No. 37", "docno:国办发202337"),
        ("Caishui [2024] No. 23", "docno:财税202423"),
        ("财税〔2024〕23号", "docno:财税202423"),
        ("国家知识产权局公告第590号", "docno:公告590"),
        ("第590号公告", "docno:公告590"),
        ("Announcement No. 590", "docno:公告590"),
        ("CNIPA Announcement 590", "docno:公告590"),
        ("国家税务总局公告2015年第82号", "docno:公告201582"),
        ("SAT Announcement 2015 No. 82", "docno:公告201582"),
        ("Announcement No. 82 of 2015", "docno:公告201582"),
        ("国务院令第769号", "docno:令769"),
        ("中华人民共和国主席令（第五十五号）", "docno:令55"),
        ("第62号令", "docno:令62"),
        ("Order No. 62", "docno:令62"),
        ("交通运输部令（2026年第10号）", "docno:令202610"),
        ("GB/T 42748-2023", "docno:GBT427482023"),
        ("ＧＢ／Ｔ４２７４８－２０２３", "docno:GBT427482023"),
        ("Regulation (EU) No 1257/2012", "docno:12572012"),
        ("37号文", "docno:文37"),
    ],
)
def test_orders_announcements_standards(spelled: str, key: str) -> None:
    assert keys(f"{spelled} 有什么规定") == [key]


def test_the_issuer_of_an_announcement_is_a_narrower_key() -> None:
    (found,) = find_keys("国家知识产权局公告第590号")
    assert "docno:国家知识产权局公告590" in found.also


@given(st.integers(1, 9999))
def test_chinese_numerals_go_both_ways(number: int) -> None:
    assert parse_numeral(chinese_numeral(number)) == number


@given(st.integers(1, 1999))
def test_every_spelling_of_an_article_gives_the_same_key(number: int) -> None:
    spellings = [
        f"第{chinese_numeral(number)}条",
        f"第{number}条",
        f"第 {number} 条",
        full_width(f"第{number}条"),
        f"Article {number}",
        f"Art. {number}",
        f"article {number}",
        f"§ {number}",
        f"Section {number}",
    ]
    assert {normalise_article_number(text) for text in spellings} == {str(number)}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Arts. 50-52", ["50", "51", "52"]),
        ("Articles 50 and 51", ["50", "51"]),
        ("第五十条至第五十二条", ["50", "51", "52"]),
        ("专利法第6、10条", ["6", "10"]),
        ("第一百三十三条之一", ["133-1"]),
        ("民法典 865 条", ["865"]),
        ("第四十二条第二款", ["42"]),
        ("35 U.S.C. 203", ["203"]),
        ("37 CFR 401.14", ["401.14"]),
        ("第十条", ["10"]),
    ],
)
def test_lists_and_ranges_of_articles(text: str, numbers: list[str]) -> None:
    assert [key.removeprefix("art:") for key in keys(text) if key.startswith("art:")] == numbers


@pytest.mark.parametrize(
    ("spelled", "symbol"),
    [
        ("H01M10/54", "H01M10/54"),
        ("h01m 10/54", "H01M10/54"),
        ("Ｈ０１Ｍ １０／５４", "H01M10/54"),
        ("H01M 10/0525 (2010.01)", "H01M10/0525"),
        ("H01M0010540000", "H01M10/54"),
        ("H01M", "H01M"),
        ("A01B 1/00", "A01B1/00"),
    ],
)
def test_every_spelling_of_a_symbol_gives_the_same_key(spelled: str, symbol: str) -> None:
    assert keys(spelled)[0] == f"ipc:{symbol}"
    assert normalise_symbol(spelled) == symbol


@pytest.mark.parametrize("spelled", ["P01", "p01", "P 01", "Ｐ０１", "P-01"])
def test_case_numbers(spelled: str) -> None:
    assert keys(f"请问{spelled}这件专利的费用") == ["case:P01"]


def test_several_keys_come_in_order_and_point_at_their_words() -> None:
    text = "P10 和 P01 按专利法第五十条、财税〔2024〕23号办理"
    found = find_keys(text)
    assert [key.key for key in found] == ["case:P10", "case:P01", "art:50", "docno:财税202423"]
    assert all(text[key.start : key.end] == key.surface for key in found)


@given(st.text(max_size=300))
def test_any_text_can_be_searched_for_keys(text: str) -> None:
    for key in find_keys(text):
        assert text[key.start : key.end] == key.surface
        assert 0 <= key.start < key.end <= len(text)


def test_a_patent_answers_to_all_its_numbers_and_to_every_level_of_its_classes() -> None:
    record = PatentRecord(
        jurisdiction="CN",
        titles=(LocalText(language=Language.ZH, text="一种方法"),),
        publication_number="CN199900001B",
        application_number="CN201919990001.5",
        case_number="P01",
        ipc=("H01M10/54",),
    )
    assert set(document_keys(head(record))) >= {
        "pub:CN199900001B",
        "pub:CN199900001",
        "app:CN2019199900015",
        "case:P01",
        "ipc:H01M10/54",
        "ipc:H01M10",
        "ipc:H01M",
    }
    for question in ("ZL 2019 1 9990001.5", "cn199900001b", "p01", "h01m 10/54"):
        found = find_keys(question)[0]
        assert found.key in document_keys(head(record))


def policy(number: str | None, issuer: str | None = None) -> PolicyRecord:
    return PolicyRecord(
        policy_id="X-1",
        lineage="X",
        title="t",
        jurisdiction="CN",
        issuer=issuer,
        document_number=number,
        date_issued=date(2024, 1, 1),
    )


@pytest.mark.parametrize(
    ("number", "question"),
    [
        ("国知发运字〔2025〕16号", "国知发运字2025年第16号讲了什么"),
        ("国家知识产权局公告第590号", "Announcement No. 590"),
        ("第62号令", "国家知识产权局令第62号"),
        ("2015年第82号公告", "SAT Announcement 2015 No. 82"),
        ("1257/2012", "Regulation (EU) No 1257/2012"),
        ("GB/T 42748-2023", "GB/T 42748"),
        ("35 U.S.C. 200-212", "35 USC 203"),
        ("穗发规〔2024〕7号", "请问穗发规(2024)7号还有效吗"),
    ],
)
def test_a_policy_is_found_by_its_number(number: str, question: str) -> None:
    wanted = [key for found in find_keys(question) for key in (found.key, *found.also)]
    assert set(wanted) & set(document_keys(head(policy(number))))


def test_the_issuer_of_the_record_makes_an_order_distinct() -> None:
    assert "docno:国家知识产权局令62" in document_keys(head(policy("第62号令", "国家知识产权局")))
    assert "docno:国务院令62" not in document_keys(head(policy("第62号令", "国家知识产权局")))


def test_an_article_passage_carries_its_number_and_those_its_label_spans() -> None:
    def passage(label: str, number: str) -> Passage:
        return Passage(
            passage_id="p",
            document_id="d",
            ordinal=0,
            kind=PassageKind.ARTICLE,
            label=label,
            language=Language.ZH,
            start=0,
            end=1,
            text="x",
            number=number,
        )

    assert "art:50" in passage_keys(passage("第五十条", "50"))
    spanning = passage_keys(passage("第八百六十二条至第八百六十四条", "862"))
    assert {"art:862", "art:863", "art:864"} <= set(spanning)


@pytest.mark.parametrize(
    "unit",
    [
        "第1、",
        " ",
        "1 ",
        "第",
        "CN 1 2 3 ",
        "Article 1, ",
        "国知发运字〔2025〕16号",
        "〔",
        "GUO ZHI ",
        "号令",
    ],
)
def test_a_hundred_thousand_characters_are_read_at_once(unit: str) -> None:
    started = time.monotonic()
    find_keys(unit * (100_000 // len(unit)))
    assert time.monotonic() - started < 10
