"""A file with needs in; the needs as their enterprises wrote them out: YAML and JSON, tables, or one document a need.

Errors name the file, the row and the field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from assistant.composing.calculations import money_in
from assistant.matching import need_words as words
from assistant.needs.types import Budget, Wanted
from assistant.understanding.filter_words import LICENCE_TYPE_OF
from knowledge.errors import ReadError, UsageError
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import LicenceType
from knowledge.written_dates import parse_date

_MOST_NEEDS = 5_000
_MOST_CHARACTERS = 20_000
_YAML = frozenset({".yaml", ".yml"})
_TABLES = frozenset({".csv", ".tsv", ".tab", ".xlsx", ".xlsm"})
_FIELDS: dict[str, str] = {
    "text": "text need needs demand description wanted problem requirement requirements technicalneed technicalneeds technology 需求 技术需求 需求描述 需求内容 技术需求描述 需求说明 问题 技术难题 难题 需求名称 拟解决的技术问题 技术问题",
    "title": "title name needtitle subject 标题 名称 题目 需求标题 项目名称 技术名称",
    "properties": "properties requiredproperties specifications specs parameters targets performance 技术指标 指标 性能要求 技术参数 性能指标 主要技术指标 参数 指标要求",
    "field": "fieldofuse application applications use 应用领域 用途 应用场景 使用领域 应用方向",
    "enterprise": "enterprise company companyname organisation organization firm 企业 企业名称 公司 公司名称 单位 单位名称 需求方 需求单位",
    "industry": "industry sector 行业 所属行业 产业 所属领域 领域 技术领域",
    "region": "region place location city province address 地区 所在地 区域 所在地区 城市 省份 地址 省市 属地",
    "budget": "budget price fee funds 预算 资金 经费 预算金额 拟投入资金 投入 意向金额 价格 资金预算",
    "deadline": "deadline due until 截止日期 截止时间 期限 截止 最迟日期",
    "licence_type": "licencetype licensetype licence license licencepreference licensepreference 许可方式 许可类型 许可 合作方式 意向方式 许可意向",
    "time": "time timeline timeframe months 时间 时间要求 完成时间 周期 期望时间",
    "trl": "trl maturity readiness trlwanted 技术成熟度 成熟度",
    "territory": "territory licenceterritory 许可地域 地域 实施地域 许可区域",
    "size": "size companysize employees scale 规模 企业规模 人数 企业类型",
    "brings": "brings offers weoffer contribution canbring 可提供条件 提供条件 合作基础 可提供资源 企业优势",
    "profile": "profile about companyprofile aboutus background 企业简介 公司简介 企业介绍 简介 背景",
    "ignored": "id no number nr 序号 编号 联系人 联系方式 电话 手机 邮箱 contact email phone remark remarks note notes 备注 date 日期 填报日期 submitted",
}  # fmt: skip
"""The fields of a need and the names that they go by, spaces, signs and case left out."""
_BY_NAME = {name: field for field, names in _FIELDS.items() for name in names.split()}
_LABELS = {
    "properties": ("技术指标", "Required properties"), "field": ("应用领域", "Field of use"), "time": ("时间要求", "Timeline"), "trl": ("技术成熟度", "TRL"),
    "territory": ("许可地域", "Territory"), "size": ("企业规模", "Company size"), "brings": ("可提供条件", "We can offer"), "profile": ("企业简介", "About us"),
    "licence": ("许可方式", "Licence"),
}  # fmt: skip
"""The headings under which a field without a place of its own stands in the text, as a need with headings has them."""


def read_need_file(path: Path, *, name: str = "") -> tuple[Wanted, ...]:
    """Read the needs of a file: of YAML and JSON one or a list, of a table one each row, of a document one.

    Raises UsageError need_file_unreadable (`file`, `reason`), need_file_empty (`file`), need_file_large (`file`,
    `most`), need_column_unknown (`file`, `field`, `known`), need_column_missing (`file`), need_field_bad (`file`, `row`,
    `field`, `value`), need_row_empty (`file`, `row`); ReadError as the readers of documents do.
    """
    shown = name or path.name
    suffix = path.suffix.lower()
    if suffix == ".json" or suffix in _YAML:
        needs = tuple(_of_objects(_loaded(path, shown), shown))
    elif suffix in _TABLES:
        needs = tuple(_of_table(path, shown))
    else:
        needs = (_of_document(path, shown),)
    if not needs:
        raise UsageError("need_file_empty", file=shown)
    return needs


def need_of_fields(fields: Mapping[str, str], name: str) -> Wanted:
    """Return the need that a form holds, by the names of its fields; `name` is what the form is called. Raises as above."""
    return _wanted({field: value.strip() for field, value in fields.items() if value.strip()}, name, 1)


def fields_of(wanted: Wanted) -> dict[str, str]:
    """Return the fields that stand as labelled lines at the end of a need's text, and under `text` what is before them."""
    lines = wanted.text.rstrip().split("\n")
    fields: dict[str, str] = {}
    while len(lines) > 1:
        label, colon, value = lines[-1].replace("：", ":", 1).partition(":")
        key = next((key for key, labels in _LABELS.items() if label in labels and key in _FIELDS), "")
        if not (key and colon and value.strip()) or key in fields:
            break
        fields[key] = value.strip()
        lines.pop()
    return {"text": "\n".join(lines).strip(), **fields}


def field_named(name: str) -> str | None:
    """Return the field that a column or key of this name holds, "ignored" for one that says nothing of the need; None for any other."""
    return _BY_NAME.get(_key(name))


def need_of_row(fields: Mapping[str, str], file: str, row: int) -> Wanted:
    """Return the need of one row, its values by field. Raises UsageError(need_field_bad, need_row_empty)."""
    return _wanted(fields, file, row)


# ── objects ──────────────────────────────────────────────────────────────────────────────────────────────


def _loaded(path: Path, shown: str) -> Any:
    import yaml

    from knowledge.readers.bytes import decode_text, read_bytes

    text = decode_text(read_bytes(path), path)
    try:
        return json.loads(text) if path.suffix.lower() == ".json" else yaml.safe_load(text)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())[:200]
        raise UsageError("need_file_unreadable", file=shown, reason=reason) from error


def _of_objects(told: Any, shown: str) -> Iterator[Wanted]:
    if isinstance(told, Mapping) and isinstance(listed := told.get("needs", told.get("需求列表")), list):
        told = listed
    rows = told if isinstance(told, list) else [told]
    _hold_to_most(len(rows), shown)
    for number, row in enumerate(rows, start=1):
        if isinstance(row, str):
            row = {"text": row}
        if not isinstance(row, Mapping):
            raise UsageError("need_file_unreadable", file=shown, reason=f"{number}: {type(row).__name__}")
        fields = {_field(str(key), shown): written(value) for key, value in row.items() if value is not None}
        yield _wanted(fields, shown, number)


def written(value: Any) -> str:
    """Return a value of YAML or JSON as a person writes it: a list as lines, a date as such."""
    if isinstance(value, list):
        return "\n".join(f"- {written(each)}" for each in value)
    if isinstance(value, Mapping):
        return "\n".join(f"- {key} {written(each)}" for key, each in value.items())
    if isinstance(value, date | datetime):
        return value.isoformat()[:10]
    return str(value).strip()


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────


def _of_table(path: Path, shown: str) -> Iterator[Wanted]:
    from knowledge.readers.tables.csv_rows import csv_rows
    from knowledge.readers.tables.sheet_rows import sheet_tables
    from knowledge.readers.tables.tabular import cell_text

    if path.suffix.lower() in (".xlsx", ".xlsm"):
        with sheet_tables(path) as tables:
            for table in tables:
                rows = ((row.number, tuple(map(cell_text, row.cells))) for row in table.rows)
                yield from _of_rows(rows, shown, required=False)
    else:
        yield from _of_rows(((row.number, tuple(map(cell_text, row.cells))) for row in csv_rows(path)), shown)


def _of_rows(
    rows: Iterable[tuple[int, tuple[str, ...]]], shown: str, *, required: bool = True
) -> Iterator[Wanted]:
    header: list[str] = []
    count = 0
    for number, cells in rows:
        told = [cell.strip() for cell in cells]
        if not any(told):
            continue
        if not header:
            known = sum(_key(cell) in _BY_NAME for cell in told)
            if not known and sum(map(bool, told)) == 1:
                continue  # a title above the header
            if not known and not required:
                return  # a sheet of something else
            header = [_field(cell, shown) if cell else "ignored" for cell in told]
            if not {"text", "title", "properties"} & set(header):
                raise UsageError("need_column_missing", file=shown)
            continue
        count += 1
        _hold_to_most(count, shown)
        fields: dict[str, str] = {}
        for field, value in zip(header, told, strict=False):
            if value:
                fields[field] = f"{fields[field]}\n{value}" if field in fields else value
        yield _wanted(fields, shown, number)
    if required and not header:
        raise UsageError("need_column_missing", file=shown)


def _key(name: str) -> str:
    return re.sub(r"[\s_\-*:：/()（）.]+|必填|选填", "", re.sub(r"[(（].*?[)）]", "", name)).casefold()


def _field(name: str, shown: str) -> str:
    field = _BY_NAME.get(_key(name))
    if field is None:
        known = ", ".join(key for key in _FIELDS if key != "ignored")
        raise UsageError("need_column_unknown", file=shown, field=name[:80], known=known)
    return field


def _hold_to_most(count: int, shown: str) -> None:
    if count > _MOST_NEEDS:
        raise UsageError("need_file_large", file=shown, most=_MOST_NEEDS)


# ── documents ────────────────────────────────────────────────────────────────────────────────────────────


def _of_document(path: Path, shown: str) -> Wanted:
    from knowledge.readers import read_file

    texts = [document.text for document in read_file(path)]
    text = "\n\n".join(texts).strip()[:_MOST_CHARACTERS]
    if not text:
        raise ReadError("empty_file", file=shown)
    return replace(Wanted(text=text), **_labelled(text))


def _labelled(text: str) -> dict[str, Any]:
    """Return what the labelled lines of a form say, as "企业名称 | …" or "Budget: …"; what cannot be read stays text alone."""
    found: dict[str, Any] = {}
    for line in text.splitlines():
        told = _LABELLED.match(line)
        field = _BY_NAME.get(_key(told["name"])) if told else None
        if told is None or field not in _OF_FORMS or field in found:
            continue
        try:
            value = _OF_FORMS[field](told["value"])
        except ValueError:
            continue
        if value:
            found[field] = value
    return found


# ── fields ───────────────────────────────────────────────────────────────────────────────────────────────


def _wanted(fields: Mapping[str, str], shown: str, row: int) -> Wanted:
    main = [fields[field] for field in ("title", "text") if fields.get(field)]
    if not main and not fields.get("properties"):
        raise UsageError("need_row_empty", file=shown, row=row)
    read = _Fields(fields, shown, row)
    licence = read.of("licence_type", _licence_type)
    labelled = {**fields, "licence": fields.get("licence_type", "") if licence is None else ""}
    english = not re.search(r"[\u4e00-\u9fff]", "".join(main) or fields.get("properties", ""))
    lines = [
        f"{_LABELS[key][english]}{': ' if english else '：'}{_under(labelled[key])}"
        for key in _LABELS
        if labelled.get(key)
    ]
    return Wanted(
        text="\n".join([*dict.fromkeys(main), *lines])[:_MOST_CHARACTERS],
        enterprise=fields.get("enterprise", ""),
        industry=fields.get("industry", ""),
        region=fields.get("region", ""),
        budget=read.of("budget", _budget),
        deadline=read.of("deadline", _deadline),
        licence_type=licence,
    )


def _under(value: str) -> str:
    return f"\n{value}" if "\n" in value else value


class _Fields:
    """The fields of one row, each read by its own reader; what cannot be read is named with its place."""

    def __init__(self, fields: Mapping[str, str], shown: str, row: int) -> None:
        self._fields, self._shown, self._row = fields, shown, row

    def of(self, field: str, read: Callable[[str], Any]) -> Any:
        value = self._fields.get(field, "")
        if not value:
            return None
        try:
            return read(value)
        except ValueError as error:
            fields = {"file": self._shown, "row": self._row, "field": field, "value": value[:80]}
            raise UsageError("need_field_bad", **fields) from error


def _budget(value: str) -> Budget:
    amounts = money_in(value)
    return amounts[0] if len(amounts) == 1 else value


def _deadline(value: str) -> date:
    day = parse_date(value)
    if day is None:
        raise ValueError(value)
    return day


def _licence_type(value: str) -> LicenceType | None:
    """Return the one type that a field names; None where it names several or says it in other words: the text tells."""
    key = value.strip().casefold().replace("_", "-")
    for kind in LicenceType:
        if key in (kind.value, kind.value.replace("_", "-")):
            return kind
    found = {LICENCE_TYPE_OF.get((m["zh"] or m["en"]).lower()) for m in words.LICENCE_TYPE.finditer(value)}
    return found.pop() if len(found) == 1 else None


_LABELLED = lazy_pattern(
    r"[\s#*-]*(?P<name>[^|:：]{1,24}?)\s*(?:\||：|: )\s*(?P<value>[^|]{1,120}?)\s*\|?\s*$"
)
_OF_FORMS: dict[str, Callable[[str], Any]] = {
    "enterprise": str.strip,
    "region": str.strip,
    "budget": _budget,
    "deadline": _deadline,
    "licence_type": _licence_type,
}
