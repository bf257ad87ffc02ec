"""Ways to alter a sentence so that it says something else, and ways to write it otherwise that change nothing it says.

Each takes a sentence and returns the altered one, or None where the sentence has nothing of the kind. Everything is
deterministic. `ALTERATIONS` must be refused by whatever verifies sentences, `HARMLESS` must not. "Exclusive or sole" is
left alone: what is true of both is true of one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from knowledge.numbers.numerals import parse_numeral

Rewriting = Callable[[str], str | None]

_AMOUNT = re.compile(
    r"(?P<before>(?:人民币|CNY|RMB|USD|EUR|[¥￥$€])\s?)?(?<![\d.,])(?P<number>\d[\d,]*(?:\.\d+)?)(?P<after>\s?(?:[万亿]?(?:元|美元|欧元)|(?:million |thousand )?(?:yuan|dollars|euros)))?",
    re.IGNORECASE,
)
_RATE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)(?=\s?(?:[%％]|per ?cent\b))", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年\d|-\d\d-\d\d)|(?:(?<=[a-z] )|(?<=\d, ))(?:19|20)\d\d(?!\d)")
_ARTICLE = re.compile(r"第([零〇一二三四五六七八九十百千]+|\d+)条|\b(Articles? )(\d+)")
_ZH_DATE = re.compile(r"(?<!\d)(\d{4})年(\d{1,2})月(\d{1,2})日")
_THOUSANDS = re.compile(r"(?<![\d.,A-Za-z-])(\d{1,3})((?:,\d{3})+)(?![\d,.])")
_PLAIN = re.compile(r"(?<![\d.,A-Za-z/〔\[(（-])([1-9]\d{4,6})(?=\s?(?:元|yuan|CNY))")

_UNITS = (
    (r"(?<=\d)(\s?万?)元", r"\1美元"), (r"(?<=\d) ?个月", "年"), (r"(?<=[^\d]\d)年(?!\d)|(?<=[^\d]\d\d)年(?!\d)", "个月"),
    (r"(?<=\d)(?:个工作)?日(?!期)", "个月"), (r"\bCNY\b|\bRMB\b", "USD"), (r"\byuan\b", "dollars"), (r"(?<=\d )months?\b", "years"),
    (r"(?<=\d )years?\b", "months"), (r"(?<=\d )(?:working )?days?\b", "months"),
)  # fmt: skip
_NEGATIONS = (
    ("不得", "可以"), ("不能", "能"), ("不予", "予以"), ("不可", "可"), ("不需要", "需要"), ("无需", "需要"), ("应当", "不应当"), ("可以", "不可以"),
    ("必须", "不必"), ("需要", "不需要"), ("有权", "无权"), ("能够", "不能够"), ("属于", "不属于"), ("适用", "不适用"), ("享有", "不享有"), ("包括", "不包括"),
    (r"\bshall not\b", "shall"), (r"\bmay not\b", "may"), (r"\bmust not\b", "must"), (r"\bcannot\b", "can"), (r"\bis not\b", "is"), (r"\bare not\b", "are"),
    (r"\bdoes not\b", "does"), (r"\bshall\b", "shall not"), (r"\bmust\b", "must not"), (r"\bmay\b", "may not"), (r"\bcan\b", "cannot"),
    (r"\bis\b", "is not"), (r"\bare\b", "are not"), (r"\bhas\b", "has not"),
)  # fmt: skip
_PARTIES = (
    ("被许可人", "许可人"), ("被许可方", "许可方"), ("(?<!被)许可人", "被许可人"), ("(?<!被)许可方(?!式)", "被许可方"), ("受让人", "转让人"), ("转让人", "受让人"),
    ("专利权人", "被许可人"), ("发明人", "专利代理机构"), ("单位", "个人"), (r"\blicensees?\b", "licensor"), (r"\blicensors?\b", "licensee"),
    (r"\bpatentees?\b", "licensee"), (r"\bassignees?\b", "assignor"), (r"\bassignors?\b", "assignee"), (r"\binventors?\b", "patent agency"),
    (r"\bemployers?\b", "employee"),
)  # fmt: skip
_LICENCES = (
    ("独占", "普通"), ("排他", "独占"), ("普通(?=实施许可|许可)", "独占"), ("开放许可", "强制许可"), ("强制许可", "开放许可"),
    (r"\bnon-?exclusive\b", "exclusive"), (r"\bexclusive\b(?! or sole)", "sole"), (r"\bsole\b", "exclusive"), (r"\bordinary\b", "exclusive"),
    (r"\bopen licen([cs])e", r"compulsory licen\1e"), (r"\bcompulsory licen([cs])e", r"open licen\1e"),
)  # fmt: skip


def _first_of(rows: tuple[tuple[str, str], ...]) -> Rewriting:
    """Replace once by the first row that is there."""
    compiled = tuple((re.compile(pattern, re.IGNORECASE), put) for pattern, put in rows)

    def rewrite(text: str) -> str | None:
        for pattern, put in compiled:
            found = pattern.search(text)
            if found:
                return text[: found.start()] + found.expand(put) + text[found.end() :]
        return None

    return rewrite


def _tenfold(text: str) -> str | None:
    for found in _AMOUNT.finditer(text):
        if found["before"] or found["after"]:
            whole, point, rest = found["number"].replace(",", "").partition(".")
            number = whole + (rest[:1] + point + rest[1:] if rest[1:] else rest or "0")
            return f"{text[: found.start('number')]}{number}{text[found.end('number') :]}"
    return None


def _higher_rate(text: str) -> str | None:
    found = _RATE.search(text)
    if found is None:
        return None
    whole, point, rest = found[1].partition(".")
    return f"{text[: found.start(1)]}{int(whole) + 1}{point}{rest}{text[found.end(1) :]}"


def _a_year_later(text: str) -> str | None:
    found = _YEAR.search(text)
    if found is None:
        return None
    return f"{text[: found.start()]}{int(found[0]) + 1}{text[found.end() :]}"


def _other_article(text: str) -> str | None:
    found = _ARTICLE.search(text)
    if found is None:
        return None
    number = int(found[3]) if found[3] else parse_numeral(found[1]) or int(found[1])
    put = f"{found[2]}{number + 7}" if found[3] else f"第{number + 7}条"
    return text[: found.start()] + put + text[found.end() :]


ALTERATIONS: Mapping[str, Rewriting] = {
    "amount × 10": _tenfold,
    "another rate": _higher_rate,
    "another unit": _first_of(_UNITS),
    "a year later": _a_year_later,
    "another article": _other_article,
    "negation": _first_of(_NEGATIONS),
    "another party": _first_of(_PARTIES),
    "another licence type": _first_of(_LICENCES),
}


def _changed(text: str, put: str) -> str | None:
    return put if put != text else None


def _wide(text: str) -> str | None:
    return _changed(text, text.translate({ord(char): ord(char) + 0xFEE0 for char in "0123456789%,;:()?!"}))


def _narrow(text: str) -> str | None:
    return _changed(text, text.translate({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}))


def _spaced(text: str) -> str | None:
    apart = re.sub(r"(?<=[\u4e00-\u9fff])(?=[\dA-Za-z])|(?<=[\dA-Za-z])(?=[\u4e00-\u9fff])", " ", text)
    return _changed(text, apart if apart != text else text.replace(" ", "  "))


def _quoted_otherwise(text: str) -> str | None:
    return _changed(
        text, text.translate({ord(a): b for a, b in zip("“”‘’《》\"'", "\"\"''《》“’", strict=True)})
    )


def _iso_date(text: str) -> str | None:
    return _changed(text, _ZH_DATE.sub(lambda m: f"{m[1]}-{int(m[2]):02d}-{int(m[3]):02d}", text))


def _arabic_article(text: str) -> str | None:
    return _changed(
        text, re.sub(r"第([零〇一二三四五六七八九十百千]+)条", lambda m: f"第{parse_numeral(m[1])}条", text)
    )


def _grouped(text: str) -> str | None:
    joined = _THOUSANDS.sub(lambda m: m[1] + m[2].replace(",", ""), text)
    return _changed(text, joined if joined != text else _PLAIN.sub(lambda m: f"{int(m[1]):,}", text))


HARMLESS: Mapping[str, Rewriting] = {
    "full width": _wide,
    "half width": _narrow,
    "spaces": _spaced,
    "quotation marks": _quoted_otherwise,
    "date form": _iso_date,
    "article form": _arabic_article,
    "thousands": _grouped,
}
