"""Column names of a table of needs, or keys of an object: a name in; what it is taken for out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.batch.types import Column, ColumnUse
from assistant.matching.need_files import field_named
from knowledge.lazy_patterns import lazy_pattern

_ABOUT_THE_NEED = lazy_pattern(
    "技术|要求|指标|性能|参数|应用|产品|材料|工艺|设备|难点|瓶颈|目标|现状|场景|条件|说明|描述|内容|用量|产能|标准|合作|研发"
    r"|technical|technolog|require|spec|perform|material|process|problem|challenge|target|current|condition|applic|detail|product"
    r"|capacit|standard|scope|object",
    re.IGNORECASE,
)
_ABOUT_PEOPLE = lazy_pattern(
    "联系|电话|手机|邮箱|邮编|传真|微信|账号|帐号|税号|信用代码|身份证|法人|法定代表|负责人|姓名|填报|审核|推荐单位|来源|状态|时间戳"
    r"|contact|phone|mobile|e-?mail|fax|wechat|person|owner|address|status|source|submitted|reviewer|credit code",
    re.IGNORECASE,
)
_UNIT = lazy_pattern(
    r"[(（/／\[【]\s*(?:单位[:：]?)?\s*(万元|亿元|元|人民币|万美元|美元|欧元|[A-Z]{3}|RMB|rmb)\s*[)）\]】]?\s*$"
)
_UNIT_NAMES = {"人民币": "元", "RMB": "元", "rmb": "元"}
_BARE = lazy_pattern(r"[\d.,，\s]+(?:[-–—~～至到]+[\d.,，\s]+)?")
SAYS_THE_NEED = frozenset({"text", "title", "properties"})


def column_of(name: str, sheet: str = "") -> Column:
    """Return what a column is taken for: a field by its name; else text where it is about the need and about no person."""
    field = field_named(name)
    if field == "ignored":
        field = None
        return Column(name=name, use=ColumnUse.LEFT_OUT, sheet=sheet)
    if field is not None:
        return Column(name=name, use=ColumnUse.FIELD, field=field, sheet=sheet)
    about = name and _ABOUT_THE_NEED.search(name) and not _ABOUT_PEOPLE.search(name)
    return Column(name=name, use=ColumnUse.TEXT if about else ColumnUse.LEFT_OUT, sheet=sheet)


def says_the_need(columns: Sequence[Column]) -> bool:
    return any(column.field in SAYS_THE_NEED for column in columns)


def with_unit(value: str, name: str) -> str:
    """Return a budget with the unit that its column's name gives, where it is a bare number: 50 under 预算(万元)."""
    unit = _UNIT.search(name)
    if unit is None or not _BARE.fullmatch(value):
        return value
    word = _UNIT_NAMES.get(unit[1], unit[1])
    return f"{word} {value}" if word.isascii() else f"{value}{word}"
