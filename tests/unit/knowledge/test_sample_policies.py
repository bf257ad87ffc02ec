"""The shipped policy digests: every file complete, both languages saying the same, the key facts where a reader looks."""

from __future__ import annotations

import calendar
import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.numbers.identifiers import find_keys
from knowledge.types import Language, PolicyLevel, PolicyRecord, TextType

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "knowledge" / "samples" / "policies"
REQUIRED = {"kind", "policy_id", "lineage", "language", "title", "jurisdiction", "level", "text_type"}
OPTIONAL = {
    "issuer",
    "document_number",
    "region",
    "date_issued",
    "effective_from",
    "effective_to",
    "status_note",
    "official_url",
    "replaces",
    "replaced_by",
}
SAME_IN_BOTH = (REQUIRED | OPTIONAL) - {"language", "title", "issuer", "region", "status_note"}
DATES = ("date_issued", "effective_from", "effective_to")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    heading: str
    text: str

    @property
    def articles(self) -> tuple[str, ...]:
        return tuple(found.key for found in find_keys(self.heading) if found.scheme == "art")


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    header: dict[str, object]
    title: str
    sections: tuple[Section, ...]

    def section(self, where: str) -> str:
        """Return the text of the sections whose article is `where` ("50"), or whose heading holds `where`."""
        found = [s.text for s in self.sections if f"art:{where}" in s.articles]
        found = found or [s.text for s in self.sections if where in s.heading]
        assert found, f"{self.header['policy_id']}: no section {where}"
        return "\n".join(found)


def read_digest(path: Path) -> Digest:
    empty, header, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    assert empty == "", f"{path.name} must begin with its header"
    lead, *parts = re.split(r"^## ", body, flags=re.MULTILINE)
    sections = [
        Section(heading=part.partition("\n")[0], text=part.partition("\n")[2].strip()) for part in parts
    ]
    return Digest(header=tomllib.loads(header), title=lead.strip(), sections=tuple(sections))


FILES = sorted(FOLDER.glob("*.zh.md")) + sorted(FOLDER.glob("*.en.md"))
POLICY_IDS = sorted({path.name.rsplit(".", 2)[0] for path in FILES})


def digest(policy_id: str, language: str) -> Digest:
    return read_digest(FOLDER / f"{policy_id}.{language}.md")


def record(policy_id: str) -> PolicyRecord:
    header = digest(policy_id, "zh").header
    fields = {
        key: value for key, value in header.items() if key not in ("kind", "language", "level", "text_type")
    }
    return PolicyRecord(
        level=PolicyLevel(str(header["level"])),
        text_type=TextType(str(header["text_type"])),
        **fields,  # type: ignore[arg-type]
    )


# ── numbers, read alike in both languages ────────────────────────────────────────────────────────────────

_MONTHS = list(calendar.month_name)[1:]
_MONTH = "|".join(_MONTHS)
_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_SCALE = {
    "万亿": 10**12,
    "亿": 10**8,
    "万": 10**4,
    "trillion": 10**12,
    "billion": 10**9,
    "million": 10**6,
    "thousand": 10**3,
}
_NUMBER = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2}|\d{4}-\d{2}(?![\d-]))"
    r"|(?P<zh_y>\d{4})年(?P<zh_m>\d{1,2})月(?:(?P<zh_d>\d{1,2})日)?"
    rf"|(?:(?P<en_d>\d{{1,2}}) )?(?P<en_m>{_MONTH}) (?P<en_y>\d{{4}})"
    r"|(?P<number>\d[\d,]*(?:\.\d+)?)(?:余|多)?\s?(?P<scale>万亿|亿|万|trillion|billion|million|thousand)?(?P<percent>%)?"
)


def numbers_in(text: str) -> set[str]:
    """Return dates as ISO, percentages with their sign, amounts written out: 134.9万 and 1.349 million alike."""
    found = set()
    for match in _NUMBER.finditer(text):
        if match["date"]:
            found.add(match["date"])
        elif match["zh_y"]:
            day = f"-{int(match['zh_d']):02}" if match["zh_d"] else ""
            found.add(f"{match['zh_y']}-{int(match['zh_m']):02}{day}")
        elif match["en_y"]:
            day = f"-{int(match['en_d']):02}" if match["en_d"] else ""
            found.add(f"{match['en_y']}-{_MONTHS.index(match['en_m']) + 1:02}{day}")
        else:
            value = Decimal(match["number"].replace(",", "")) * _SCALE.get(match["scale"] or "", 1)
            found.add(f"{value.normalize():f}" + (match["percent"] or ""))
    return found


def numbers_spelled(text: str) -> set[str]:
    words = re.findall(r"[a-z]+", text.lower())
    return {str(_WORDS.index(word)) for word in words if word in _WORDS}


def stands(number: str, others: set[str]) -> bool:
    """A year may stand inside a date, a month inside a day."""
    return any(other == number or other.startswith(f"{number}-") for other in others)


def test_numbers_are_read_alike_in_both_languages() -> None:
    zh = numbers_in("2025年5月21日完成134.9万件,8000亿元,1万亿元,2700多家,0.2%,15%,2020—2025年,第50条")
    en = numbers_in(
        "On 21 May 2025, 1.349 million, CNY 800 billion, CNY 1 trillion, 2,700, 0.2%, 15%, 2020-2025, 50"
    )
    assert zh == en
    assert "2025-05-21" in zh


# ── every file ───────────────────────────────────────────────────────────────────────────────────────────


def test_there_are_digests_to_check() -> None:
    assert len(POLICY_IDS) >= 26


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_header_is_complete_and_agrees_with_the_file_name(path: Path) -> None:
    header = read_digest(path).header
    assert set(header) >= REQUIRED
    assert set(header) <= REQUIRED | OPTIONAL
    assert path.name == f"{header['policy_id']}.{Language(str(header['language']))}.md"
    assert header["kind"] == "policy"
    assert header["text_type"] == TextType.DIGEST
    assert PolicyLevel(str(header["level"]))
    assert all(header[key] != "" for key in header)
    assert all(type(header[key]) is date for key in DATES if key in header)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_section_has_a_text_of_its_own(path: Path) -> None:
    found = read_digest(path)
    assert found.title.startswith("# ")
    assert len(found.sections) >= 3
    assert all(section.text for section in found.sections)
    assert len({section.heading for section in found.sections}) == len(found.sections)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_sentences_are_finished_and_in_the_language_of_the_file(path: Path) -> None:
    found = read_digest(path)
    chinese = found.header["language"] == "zh"
    for section in found.sections:
        for paragraph in section.text.split("\n\n"):
            if paragraph.startswith(("|", "- ", "### ")):
                continue
            assert paragraph.endswith(("。", "？", ":", "：") if chinese else (".", "?", ":")), paragraph
            assert bool(re.search(r"[\u4e00-\u9fff]。", paragraph)) <= chinese, paragraph


@pytest.mark.parametrize("policy_id", POLICY_IDS)
def test_both_languages_exist_and_describe_the_same_instrument(policy_id: str) -> None:
    zh, en = digest(policy_id, "zh").header, digest(policy_id, "en").header
    assert {key: zh.get(key) for key in SAME_IN_BOTH} == {key: en.get(key) for key in SAME_IN_BOTH}


@pytest.mark.parametrize("policy_id", POLICY_IDS)
def test_both_languages_have_the_same_sections(policy_id: str) -> None:
    zh, en = digest(policy_id, "zh"), digest(policy_id, "en")
    assert [s.articles for s in zh.sections] == [s.articles for s in en.sections]
    assert [s.text.count("\n|") for s in zh.sections] == [s.text.count("\n|") for s in en.sections]


@pytest.mark.parametrize("policy_id", POLICY_IDS)
def test_every_number_of_the_chinese_text_stands_in_the_english(policy_id: str) -> None:
    for zh, en in zip(digest(policy_id, "zh").sections, digest(policy_id, "en").sections, strict=True):
        there = numbers_in(en.text) | numbers_spelled(en.text)
        missing = {number for number in numbers_in(zh.text) if not stands(number, there)}
        assert not missing, f"{policy_id} / {en.heading}: {sorted(missing)}"


# ── versions ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("policy_id", POLICY_IDS)
def test_dates_are_in_order_and_a_replaced_version_names_its_successor(policy_id: str) -> None:
    this = record(policy_id)
    if this.effective_from and this.effective_to:
        assert this.effective_from <= this.effective_to
    if this.replaced_by:
        after = record(this.replaced_by)
        assert after.replaces == policy_id
        assert after.lineage == this.lineage
        assert this.effective_to is not None
        assert after.effective_from == this.effective_to + timedelta(days=1)
    if this.replaces:
        assert record(this.replaces).replaced_by == policy_id


@pytest.mark.parametrize(
    ("policy_id", "day", "in_force"),
    [
        ("CN-IR-2010", date(2023, 2, 14), True),
        ("CN-IR-2010", date(2024, 1, 20), False),
        ("CN-IR-2023", date(2024, 1, 19), False),
        ("CN-IR-2023", date(2026, 11, 24), True),
        ("CN-PL-2020", date(2021, 5, 31), False),
        ("SC-2023-37", date(2025, 12, 31), True),
        ("SC-2023-37", date(2026, 1, 1), False),
        ("FEE-2024-23", date(2024, 7, 15), True),
    ],
)
def test_the_version_in_force_on_a_day(policy_id: str, day: date, in_force: bool) -> None:
    assert record(policy_id).in_force_on(day) is in_force


# ── key facts ────────────────────────────────────────────────────────────────────────────────────────────

_FACTS: dict[tuple[str, str, str], tuple[tuple[str, ...], tuple[str, ...]]] = {
    # (policy, section in the Chinese text, section in the English text): what stands in each
    ("CN-PL-2020", "14", "14"): (("普通许可", "全体共有人"), ("non-exclusive", "all co-owners")),
    ("CN-PL-2020", "42", "42"): (
        ("20年", "10年", "15年", "2021-06-01", "14年"),
        ("20 years", "10 years", "15 years", "2021-06-01", "14 years"),
    ),
    ("CN-PL-2020", "50", "50"): (("自愿", "专利权评价报告"), ("voluntary", "patent evaluation report")),
    ("CN-PL-2020", "51", "51"): (
        ("书面通知", "不必是中小企业、高校衍生企业或者高新技术企业", "不是许可生效的条件"),
        (
            "need not be an SME, a university spin-off or a high-tech enterprise",
            "recordal is not a condition",
        ),
    ),
    ("CN-PL-2020", "52", "52"): (("调解", "起诉"), ("mediation", "sue")),
    ("CN-IR-2023", "15", "15"): (("3个月",), ("3 months",)),
    ("CN-IR-2023", "85", "85"): (
        ("专利号", "许可期限", "宣传用语"),
        ("patent number", "licence term", "promotional language"),
    ),
    ("CN-IR-2023", "86", "86"): (
        ("独占许可", "排他许可", "年费", "质权人", "第（三）项"),
        ("exclusive", "sole", "annual fee", "pledgee", "item 3"),
    ),
    ("CN-IR-2023", "93", "93"): (
        ("4000元", "1500元", "3个月", "2024-01-20", "3000元", "1000元"),
        ("CNY 4,000", "CNY 1,500", "3 months", "2024-01-20", "CNY 3,000", "CNY 1,000"),
    ),
    ("CN-IR-2023", "115", "115"): (("6个月", "5%"), ("6 months", "5%")),
    ("CN-IR-2010", "77", "77"): (("3000元", "1000元", "3个月"), ("CNY 3,000", "CNY 1,000", "3 months")),
    ("CN-IR-2010", "78", "78"): (("2%", "0.2%", "10%"), ("2%", "0.2%", "10%")),
    ("SC-2023-37", "目标", "Targets"): (("8000亿元", "1万亿元"), ("CNY 800 billion", "CNY 1 trillion")),
    ("SC-2023-37", "期限", "period"): (("2025-12-31", "后续"), ("2025-12-31", "successor")),
    ("SC-2023-37", "开放许可", "Open licensing"): (
        ("没有强制", "处罚"),
        ("not make open licensing compulsory", "no penalty"),
    ),
    ("CNIPA-2025-16", "文号", "number"): (
        (
            "国知发运字〔2025〕16号",
            "2025-05-21",
            "国家知识产权局关于纵深推进专利转化运用专项行动加快形成长效机制的通知",
        ),
        ("国知发运字〔2025〕16号", "2025-05-21", "Long-Term Mechanisms"),
    ),
    ("CNIPA-2025-16-INT", "盘点", "inventory"): (
        ("2700多家", "134.9万件", "45万多家", "68万件"),
        ("2,700", "1.349 million", "450,000", "680,000"),
    ),
    ("STOCK-2024-5", "时间目标", "Time targets"): (("2024年底", "2025年底"), ("end of 2024", "end of 2025")),
    ("OL-2024-19", "指导标准", "Guidance"): (
        ("一般不高于2000万元", "净销售额的20%", "利润额的40%", "不是法律规定的上限"),
        (
            "generally be no higher than CNY 20 million",
            "20% of net sales",
            "40% of profit",
            "not a statutory cap",
        ),
    ),
    ("OL-FAQ-2024", "撤回", "Withdrawing"): (
        ("正当理由", "自公告之日起生效", "全体共有人"),
        ("legitimate reason", "on the day of announcement", "all co-owners"),
    ),
    ("MED-590", "发布", "Issue"): (("第590号", "2024-07-02"), ("Announcement No. 590", "2024-07-02")),
    ("FEE-2024-23", "减免15%", "relief of 15%"): (("15%", "实施期间"), ("15%", "during the implementation")),
    ("FEE-2024-23", "择优", "Best-of"): (("不得重复享受",), ("may not enjoy both",)),
    ("LIC-REC-62", "5", "5"): (("3个月", "不是许可合同生效的条件"), ("3 months", "not a condition")),
    ("LIC-REC-62", "审查期限", "Time for review"): (("7个工作日",), ("7 working days",)),
    ("PLEDGE-461", "3", "3"): (("登记时设立",), ("created when CNIPA registers",)),
    ("CC-444", "444", "444"): (("质权人协商同意",), ("the pledgor and the pledgee agree",)),
    ("CC-865", "865", "865"): (("不得再就该专利订立",), ("may not conclude a licence contract",)),
    ("SPC-TECH", "25", "25"): (
        ("许可人自己也不得实施", "许可人可以自行实施", "认定为普通实施许可"),
        ("licensor may not work the patent either", "treats the licence as non-exclusive"),
    ),
    ("CNIPA-423", "外观设计", "design"): (
        ("10年", "15年", "2021-06-01"),
        ("10 years", "15 years", "2021-06-01"),
    ),
    ("CODES", "终止", "end of the right"): (("CF01", "CX01", "RR01"), ("CF01", "CX01", "RR01")),
    ("CODES", "许可合同", "Licence"): (("EE01", "备案的生效"), ("EE01", "took effect")),
    ("CODES", "质押", "Pledge"): (("PE01",), ("PE01",)),
    ("NLR-2024", "数量", "Number"): (("2000件", "不是达成的许可数"), ("2,000", "not licences concluded")),
    ("GLOSSARY", "许可类型", "Kinds of licence"): (
        ("独占实施许可 | exclusive licence", "排他实施许可 | sole licence"),
        ("独占实施许可 | exclusive licence", "排他实施许可 | sole licence", "普通实施许可 | non-exclusive"),
    ),
    ("PTSTA", "45", "45"): (("50%",), ("50%",)),
    ("PTSTA", "18", "18"): (("公示",), ("price",)),
    ("STPL-32", "32", "32"): (("合理期限",), ("reasonable",)),
    ("EIT-500", "90", "90"): (("500万元",), ("CNY 5 million",)),
    ("US-200-212", "204", "204"): ((), ("manufacture",)),
    ("UK-46", "46", "46"): (("减半",), ("half",)),
    ("EU-1257-8", "15%", "15%"): (("15%",), ("15%",)),
}


@pytest.mark.parametrize(
    ("place", "literals"),
    _FACTS.items(),
    ids=lambda value: " ".join(value) if isinstance(value[0], str) else "",
)
def test_the_key_facts_stand_where_a_reader_looks_for_them(
    place: tuple[str, str, str], literals: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    policy_id, zh_section, en_section = place
    zh, en = digest(policy_id, "zh").section(zh_section), digest(policy_id, "en").section(en_section)
    assert [literal for literal in literals[0] if literal not in zh] == []
    assert [literal for literal in literals[1] if literal not in en] == []


def test_the_award_of_each_version_stands_in_its_own_document() -> None:
    old, new = digest("CN-IR-2010", "zh"), digest("CN-IR-2023", "zh")
    assert old.header["effective_to"] == date(2024, 1, 19)
    assert new.header["effective_from"] == date(2024, 1, 20)
    assert "奖金" in old.section("77")
    assert "3000元" in old.section("77")
    assert "不少于4000元" in new.section("93")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_digest_names_an_internal_price_or_a_source_on_the_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"底价|fee floor|shared/data", text)


def test_what_is_left_out_is_listed_with_its_reason() -> None:
    rows = [
        line
        for line in (ROOT / "docs" / "samples-left-out.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    assert all(cell.strip() for row in rows for cell in row.strip("|").split("|"))
    assert any("OL-2024-19" in row and "document number" in row for row in rows)
    assert "document_number" not in digest("OL-2024-19", "zh").header
