"""One form for two spellings: text in; text out in which dates, amounts, rates, articles and durations compare as strings.

This is the normalisation that benchmarks/questions.md declares. It is written apart from `assistant.values`, which the
product verifies itself with, so that a mistake there does not hide from the measurement.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.numerals import parse_numeral

_MONTHS = (
    ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
    ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"), ("october", "oct"), ("november", "nov"),
    ("december", "dec"),
)  # fmt: skip
_MONTH_NUMBER = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_MONTH = "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True))
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip
_SCALE = {
    "万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "trillion": 10**12, "tn": 10**12,
    "billion": 10**9, "bn": 10**9, "million": 10**6, "m": 10**6, "thousand": 10**3,
}  # fmt: skip
_CURRENCY = {"cny": "cny", "rmb": "cny", "人民币": "cny", "¥": "cny", "yuan": "cny", "元": "cny", "usd": "usd", "us$": "usd",
             "$": "usd", "美元": "usd", "eur": "eur", "€": "eur", "欧元": "eur", "gbp": "gbp", "£": "gbp"}  # fmt: skip
_NUMERAL = "零〇一二两三四五六七八九十百千"
_DECIMAL = r"\d+(?:\.\d+)?"
_MARKS = str.maketrans(
    dict.fromkeys("‐‑‒–—―−~", "-") | dict.fromkeys("〔【「", "[") | dict.fromkeys("〕】」", "]")
    | dict.fromkeys("\u00ad\u200b\u2060\ufeff*`", "") | dict.fromkeys("“”„", '"') | dict.fromkeys("‘’", "'")
)  # fmt: skip


def _one_date(match: re.Match[str], order: str) -> str:
    parts = dict(zip(order, match.groups(), strict=True))
    month = _MONTH_NUMBER.get(parts["m"]) or int(parts["m"])
    if not (1 <= month <= 12 and 1 <= int(parts.get("d", 1)) <= 31):
        return match[0]
    day = f"-{int(parts['d']):02d}" if "d" in parts else ""
    return f" {parts['y']}-{month:02d}{day} "


_DATES = tuple(
    (lazy_pattern(pattern), order)
    for pattern, order in (
        (r"(?<!\d)(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]", "ymd"),
        (r"(?<![\d.])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d.]\d|\d)", "ymd"),
        (rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})\.?,?\s+(\d{{4}})(?!\d)", "dmy"),
        (rf"(?<![a-z])({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)", "mdy"),
        (r"(?<!\d)(\d{4})\s*年\s*(\d{1,2})\s*月(?:份)?", "ym"),
        (rf"(?<![a-z])({_MONTH})\.?,?\s+(\d{{4}})(?!\d)", "my"),
    )
)


def _number(text: str) -> str:
    value = format(Decimal(text).normalize(), "f")
    return value.rstrip("0").rstrip(".") if "." in value else value


def _numeral(text: str) -> str:
    number = parse_numeral(text)
    return text if number is None else str(number)


def _scaled(match: re.Match[str]) -> str:
    return f" {_number(str(Decimal(match[1]) * _SCALE[match[2]]))} "


def _articles(match: re.Match[str]) -> str:
    """Write out a list or range of articles: 85-88 → article85 article86 article87 article88."""
    numbers: list[int] = []
    joined = False
    for token in re.findall(r"\d+|-|to|through|至|到", match[1]):
        if not token.isdigit():
            joined = True
            continue
        number = int(token)
        if joined and numbers and 0 < number - numbers[-1] <= 20:
            numbers.extend(range(numbers[-1] + 1, number))
        numbers.append(number)
        joined = False
    return " " + " ".join(f"article{number}" for number in numbers) + " "


_SYMBOL = "|".join(map(re.escape, sorted(_CURRENCY, key=len, reverse=True)))
_LIST = r"\d{1,3}(?!\d)(?:\s*(?:,|、|/|and|&|-|to|through|至|到|和)\s*(?:第\s*)?\d{1,3}(?![\d%.]))*"
_SPAN = r"\d{1,3}(?!\d)(?:\s*[-/]\s*\d{1,3}(?![\d%.]))*"
_NUMBERS = (
    (lazy_pattern(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))"), ","),
    (lazy_pattern(r"(?<![\d.])(\d{1,3}(?:,\d{3})+)(?!\d)"), lambda m: m[1].replace(",", "")),
    (lazy_pattern(rf"百分之\s*([{_NUMERAL}]+|{_DECIMAL})"), lambda m: f" {_numeral(m[1])}% "),
    (lazy_pattern(rf"第\s*([{_NUMERAL}]+)\s*(?=[条项款号])"), lambda m: f"第{_numeral(m[1])}"),
    (lazy_pattern(rf"([{_NUMERAL}]+)(?=\s*(?:年|个|月|日|天|万|亿|元|部门|家|条|项|款|倍|件|%))"), lambda m: _numeral(m[1])),
    (lazy_pattern(rf"(?<![a-z])({'|'.join(_WORDS)})(?=[ -](?:months?|years?|days?|working|business|weeks?|per ?cent|departments?|agencies|ministries|bodies)(?![a-z]))"),
     lambda m: str(_WORDS[m[1]])),
    (lazy_pattern(rf"((?:{_SYMBOL})\s*{_DECIMAL})\s*(m|bn|tn)(?![a-z])"),
     lambda m: m[1] + {"m": " million", "bn": " billion", "tn": " trillion"}[m[2]]),
    (lazy_pattern(rf"({_DECIMAL})\s*(万亿|千万|百万|亿|万|trillion|billion|million|thousand)(?![a-z])"), _scaled),
    (lazy_pattern(rf"({_DECIMAL})\s*(?:%|per ?cent(?![a-z]))"), lambda m: f" {_number(m[1])}% "),
    (lazy_pattern(r"(?<![\d.])(\d{1,9}\.\d*0)(?![\d.])"), lambda m: _number(m[1])),
    (lazy_pattern(rf"({_SYMBOL})\s*({_DECIMAL})\s*(?:元|yuan)?(?!%)"), lambda m: f" {_CURRENCY[m[1]]}{m[2]} "),
    (lazy_pattern(rf"(?<![a-z\d.])({_DECIMAL})\s*(人民币|美元|欧元|元|yuan|cny|rmb|usd|eur|gbp)(?![a-z])(?:人民币)?"), lambda m: f" {_CURRENCY[m[2]]}{m[1]} "),
    (lazy_pattern(r"(?<![\d.])(\d{1,3})[\s-]*(?:个\s*月|months?(?![a-z]))"), r" \1month "),
    (lazy_pattern(r"(?<![\d.])(\d{1,3})[\s-]*(?:个?\s*工作日|(?:working|business)[\s-]+days?(?![a-z]))"), r" \1workday "),
    (lazy_pattern(r"(?<![\d.-])(\d{1,3})[\s-]*(?:年|years?(?![a-z]))"), r" \1year "),
    (lazy_pattern(r"(?<![\d.-])(\d{1,3})[\s-]*(?:天|日|days?(?![a-z]))"), r" \1day "),
)  # fmt: skip
_REFERENCES = (
    (lazy_pattern(r"(?<![a-z])no\.?\s*(\d+)\s*[\[(](\d{4})[\])]"), r" [\2]\1 "),
    (lazy_pattern(r"[\[(](\d{4})[\])]\s*(?:no\.?\s*)?(\d+)(?![\d.%a-z])\s*号?"), r"[\1]\2 "),
    (lazy_pattern(r"第\s*(\d+)\s*号|(?<![a-z])no\.\s*(\d+)(?!\d)"), lambda m: f" no.{m[1] or m[2]} "),
    (lazy_pattern(r"第\s*(\d+)\s*条\s*(至|到|-)\s*第\s*(\d+)\s*条"), r"第\1\2\3条"),
    (lazy_pattern(rf"第?\s*({_LIST})\s*条"), _articles),
    (lazy_pattern(rf"(?<![a-z])(?:articles|arts)\.?\s*({_LIST})"), _articles),
    (lazy_pattern(rf"(?<![a-z])(?:article|art)\.?\s*({_SPAN})"), _articles),
    (lazy_pattern(r"(?:(?<![a-z])(?:sections?|secs?\.?|ss?\.)|§+)\s*(\d+)"), r" section\1 "),
    (lazy_pattern(r"(?<![a-z])trl[\s:-]*(\d)(?!\d)"), r" trl\1 "),
)  # fmt: skip


def normalise(text: str) -> str:
    """Return one line of text in the form in which answers and alternatives are compared."""
    text = re.sub(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))", ",", text)
    text = unicodedata.normalize("NFKC", text).casefold().translate(_MARKS)
    text = re.sub(r"\[\d{1,3}\]", " ", text)
    text = re.sub(r"^\s*(?:#+|>|[-+•]|\d{1,2}[.)](?=\s))\s*", "", text)
    text = text.replace("licens", "licenc")
    for pattern, order in _DATES:
        text = pattern.sub(lambda match, order=order: _one_date(match, order), text)  # type: ignore[misc]
    for pattern, replacement in (*_NUMBERS, *_REFERENCES):
        text = pattern.sub(replacement, text)
    return _squeeze(text)


def _squeeze(text: str) -> str:
    """Drop white space, but keep one space between Latin letters or digits."""
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"(?<![a-z0-9]) | (?![a-z0-9])", "", text)


def sentences(line: str) -> tuple[str, ...]:
    """Cut a line as written into sentences, not at the stops of abbreviations and numbers."""
    cut = re.split(
        r"(?<=[。！？!?；;])|(?<![A-Z])(?<!\bArt)(?<!\bArts)(?<!\bNo)(?<!\bNos)(?<!\bReg)(?<!\bRegs)(?<!\bLtd)(?<!\bCo)\.\s+(?=[\"“(]?[A-Z\u4e00-\u9fff])",
        line,
    )
    return tuple(piece for piece in (part.strip() for part in cut) if piece)


_KINDS = {
    "{date}": r"\d{4}-\d{2}-\d{2}",
    "{amount}": r"(?:cny|usd|eur|gbp)\d+(?:\.\d+)?",
    "{percent}": r"(?<![\d.])\d+(?:\.\d+)?%",
    "{count}": r"(?<!\d)\d+(?:余|多|\+)?件",
    "{phone}": r"(?<!\d)1[3-9]\d{9}(?!\d)",
    "{ep_number}": r"(?<![a-z])ep ?\d{6,}",
}
_GAP = r"[^。！？!?；;\n]{0,30}?"
_SHORT = 3


@lru_cache(maxsize=4096)
def pattern(alternative: str) -> re.Pattern[str]:
    """Compile an alternative of a check; see benchmarks/questions.md for what it may hold and where it matches."""
    pieces = re.split(r"(…|\{[a-z_]+\})", alternative)
    return re.compile("".join(map(_piece, pieces)))


def _piece(piece: str) -> str:
    if piece == "…":
        return _GAP
    if piece in _KINDS:
        return _KINDS[piece]
    text = normalise(piece)
    if not text:
        return ""
    if re.match(r"cny\d", text):
        text = text.removeprefix("cny")
    start = r"(?<!\d)(?<!\d[.])" if text[0].isdigit() else r"(?<![a-z])" if "a" <= text[0] <= "z" else ""
    end = ""
    if text[-1].isdigit():
        end = r"(?![\d%])(?!\.\d)"
    elif "a" <= text[-1] <= "z" and len(re.split(r"[^a-z]", text)[-1]) <= _SHORT:
        end = r"(?![a-z])"
    return start + re.escape(text) + end


def holds(text: str, alternatives: tuple[str, ...] | list[str]) -> str | None:
    """Return the first alternative that a normalised text holds, else None."""
    return next((a for a in alternatives if pattern(a).search(text)), None)


_VALUE = lazy_pattern(r"\d{4}-\d{2}(?:-\d{2})?(?!\d)|\d+(?:\.\d+)?%?")


def values(normalised: str) -> frozenset[str]:
    """Return the dates, months, rates and numbers in a normalised text."""
    return frozenset(_VALUE.findall(normalised))
