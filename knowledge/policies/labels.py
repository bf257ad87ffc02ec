"""What a page or a document says about itself in labelled fields: 索引号, 发文机构, 成文日期, 文号, 有效性, …"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import pairwise

from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.document_numbers import find_document_numbers
from knowledge.written_dates import parse_date

_WORDS = {
    "title": "标题|名称|信息名称|文件名称|公文名称|TITLE",
    "issuer": "发布机构|发文机关|发文机构|发文单位|制定机关|发布单位|发布机关|颁布单位|颁布机构|颁布机关|公布机关|制定单位|公开责任部门|责任部门|ISSUER|ISSUED BY|ISSUING AUTHORITY",
    "source": "来源单位|信息来源|来源|文章来源|稿件来源",
    "number": "文号|发文字号|发文文号|文件编号|发布文号|公文文号|文件号|DOCUMENT NO\\.?|DOCUMENT NUMBER",
    "issued": "成文日期|印发日期|发文日期|公布日期|制定日期|签发日期|成文时间|发文时间|颁布日期|颁布时间|ISSUED|DATE OF ISSUE|DATE ISSUED|DATE",
    "published": "发布日期|发布时间|公开日期|生成日期|发表时间|上传时间|更新时间|发表日期|时间",
    "effective": "生效日期|施行日期|实施日期|生效时间|实施时间|施行时间|EFFECTIVE|EFFECTIVE DATE",
    "ended": "失效日期|废止日期|失效时间|废止时间|有效期至|有效期截止|截止日期",
    "status": "有效性|时效性|文件状态|效力状态|是否有效|时效|法规状态|文件时效|STATUS",
    "other": "索引号|索 引 号|统一编号|主题词|关键词|关键字|主题分类|分类|体裁|组配分类|服务对象|公开方式|公开形式|公开时限|公开范围|文种|信息分类|浏览次数|点击数|浏览量",
}
_FIELD_OF = {re.sub(r"\\", "", word): name for name, words in _WORDS.items() for word in words.split("|")}
_SPACED = {word: " *".join(word) if not word.isascii() else word for word in _FIELD_OF}
_NAME = "|".join(
    pattern.replace(".", r"\.") for _, pattern in sorted(_SPACED.items(), key=lambda item: -len(item[0]))
)
_LABEL = lazy_pattern(rf"(?:(?<=^)|(?<=[\s|;,，；】\])]))[【\[]? *(?P<name>{_NAME}) *[】\]]? *[:：] *")
_ALONE = lazy_pattern(rf"[【\[]? *(?P<name>{_NAME}) *[】\]]?")
_STATUS = lazy_pattern(
    r"(?:是|否|有效|现行有效|现行|继续有效|长期有效|部分有效|尚未生效|尚未施行|失效|已失效|部分失效|废止|已废止|宣布失效|已修改|已修订|已被修改|"
    r"[Ii]n force|[Rr]epealed|[Ee]xpired|[Ss]uperseded)"
)
_LONGEST = 300
_DATES = ("issued", "published", "effective", "ended")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The labelled fields that were found, as written; dates read."""

    title: str | None = None
    issuer: str | None = None
    source: str | None = None
    number: str | None = None
    issued: date | None = None
    published: date | None = None
    effective: date | None = None
    ended: date | None = None
    status: str | None = None

    def __or__(self, other: Labels) -> Labels:
        """Return these fields, filled up from `other`."""
        missing = {
            field.name: getattr(other, field.name)
            for field in fields(self)
            if getattr(self, field.name) is None
        }
        return replace(self, **missing)


def read_labels(lines: Sequence[str]) -> Labels:
    """Read `label: value` from lines, several in a line or the value on the next line; the first good value wins."""
    found: dict[str, str | date] = {}
    for name, value in _pairs(lines):
        good = _good(name, value)
        if good is not None and name != "other":
            found.setdefault(name, good)
    return Labels(**found)  # type: ignore[arg-type]


def _pairs(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    shown = [line.strip() for line in lines if line.strip()]
    for position, line in enumerate(shown):
        if len(line) > _LONGEST:
            continue
        flat = folded(line)
        if len(flat) != len(line):
            line = flat
        matches = list(_LABEL.finditer(flat))
        if not matches or matches[0].start() > 0:
            matches = [match for match in matches if _is_certain(match)]
        for number, match in enumerate(matches):
            end = matches[number + 1].start() if number + 1 < len(matches) else len(line)
            value = line[match.end() : end].strip(" |;；,，\u3000")
            if not value and number + 1 == len(matches):
                value = _next_value(shown, position)
            yield _field(match["name"]), value
        alone = _ALONE.fullmatch(flat.strip(" |"))
        if alone is not None and not matches:
            yield _field(alone["name"]), _next_value(shown, position)
        elif " | " in line and not matches:
            yield from _cells(line)


def _cells(line: str) -> Iterator[tuple[str, str]]:
    """Read a table row of labels and values by turns."""
    cells = line.split(" | ")
    for label, value in pairwise(cells):
        match = _ALONE.fullmatch(folded(label).strip(": "))
        if match is not None:
            yield _field(match["name"]), value.strip()


def _next_value(lines: Sequence[str], position: int) -> str:
    """Return the line below a label, unless it is a label itself or a sentence."""
    following = lines[position + 1] if position + 1 < len(lines) else ""
    flat = folded(following)
    if _LABEL.match(flat) or _ALONE.fullmatch(flat.strip(": ")) or len(following) > 120:
        return ""
    return following


def _is_certain(match: re.Match[str]) -> bool:
    """Say whether a label may stand inside a line: short words like 时间 and 来源 only at its beginning."""
    return len(match["name"].replace(" ", "")) >= 4


def _field(name: str) -> str:
    return _FIELD_OF.get(re.sub(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])", "", name), "other")


def _good(name: str, value: str) -> str | date | None:
    value = re.sub(r"\s+", " ", value).strip(" 】]:：")
    if not value:
        return None
    if name in _DATES:
        return parse_date(value[:40])
    if name == "number":
        return _number(value)
    if name in ("issuer", "source"):
        return value if 2 <= len(value) <= 80 and re.search(r"[\u4e00-\u9fffA-Za-z]", value) else None
    if name == "status":
        return value if _STATUS.fullmatch(value) else None
    return value


def _number(value: str) -> str | None:
    """Return a document number cut to itself; what is no number (-, 无) is none."""
    flat = folded(value)
    if not re.search(r"\d", flat) or len(value) > 60:
        return None
    found = next(find_document_numbers(flat), None)
    if found is None:
        return None
    return re.sub(r"(?<=[〕\])）])\s+(?=[第\d])|(?<=\d)\s+(?=号)", "", value.strip())
