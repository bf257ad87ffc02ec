"""Which database a table was exported from, by its headers, and how that database writes lists in a cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.readers.tables.table_headers import fold_header


class TableSource(StrEnum):
    CNIPA = "cnipa"
    INCOPAT = "incopat"
    PATSNAP = "patsnap"
    LENS = "lens"
    GOOGLE_PATENTS = "google_patents"
    HIMMPAT = "himmpat"
    INNOJOY = "innojoy"
    DERWENT = "derwent"
    OTHER = "other"


# Headers that only this database has; one is enough.
_OWN = {
    TableSource.INCOPAT: "链接到INCOPAT|合享价值度|INCOPAT同族|专利有效性|标题(中文)|公开国别|预估到期日|标题(小语种原文)|合享新颖性|文献页数|首权字数",
    TableSource.PATSNAP: "[标]当前申请(专利权)人|[标]原始申请(专利权)人|标题(译)(简体中文)|摘要(译)(简体中文)|简单法律状态|法律状态/事件|PATSNAP同族|SIMPLELEGALSTATUS|SIMPLE_LEGAL_STATUS|LEGALSTATUS/EVENT|[STANDARD]CURRENTASSIGNEE|TITLE(TRANSLATED)(ENGLISH)|当前申请(专利权)人州/省|智慧芽",
    TableSource.LENS: "LENSID|LENS_ID",
    TableSource.GOOGLE_PATENTS: "FILING/CREATIONDATE|INVENTOR/AUTHOR|REPRESENTATIVEFIGURELINK",
    TableSource.HIMMPAT: "HIMMPAT",
    TableSource.INNOJOY: "INNOJOY",
    TableSource.DERWENT: "TITLE-DWPI|ABSTRACT-DWPI|ASSIGNEE-DWPI|DWPIACCESSIONNUMBER|DWPIFAMILYMEMBERS",
    TableSource.CNIPA: "申请人所在国(省)|申请人邮编|外观设计洛迦诺分类号",
}
_NAMED_IN_HEADER = (TableSource.HIMMPAT, TableSource.INNOJOY, TableSource.INCOPAT)
_CNIPA_TOGETHER = frozenset({"发明名称", "IPC分类号", "申请(专利权)人"})

_BAR = r"\s+\|\s*|\s*\|\s+|\n"
_NAMES = {
    TableSource.CNIPA: r"[;；\n]",
    TableSource.INCOPAT: r";\s+|；|\n",
    TableSource.PATSNAP: _BAR,
    TableSource.LENS: r";;",
    TableSource.DERWENT: _BAR,
    TableSource.HIMMPAT: rf"[;；]|{_BAR}",
    TableSource.INNOJOY: r"[;；\n]",
    TableSource.OTHER: rf";;|[;；]|\||{_BAR}",
}
_GOOGLE_INVENTORS = r",\s+(?!(?:JR|SR|II|III|IV|PH\.?D|M\.?D)\b\.?)"
_HAN_NAMES = lazy_pattern(r"[\u4e00-\u9fff·]{2,8}(?:[、,，\s]+[\u4e00-\u9fff·]{2,4})+")
_SYMBOLS = lazy_pattern(r"[;；,，|、\n]+")
_NUMBERS = lazy_pattern(r"[;；|、\n]+|[,，]\s*(?=[A-Z]{2})")
_NAME_FIELDS: Final = frozenset(
    {"owners", "applicants", "inventors", "licensee", "licence_type", "new_owner", "pledgee"}
)


def source_of(header: Sequence[str], *, preamble: str = "") -> TableSource:
    """Return the database that a row of headers comes from; `preamble` is what stands above it."""
    names = {fold_header(name) for name in header}
    if folded(preamble).startswith("SEARCH URL"):
        return TableSource.GOOGLE_PATENTS
    joined = " ".join(names)
    for source in _NAMED_IN_HEADER:
        if source.value.upper() in joined:
            return source
    scores = {source: len(names & set(own.split("|"))) for source, own in _OWN.items()}
    best = max(scores, key=lambda source: scores[source])
    if scores[best]:
        return best
    return TableSource.CNIPA if names >= _CNIPA_TOGETHER else TableSource.OTHER


def split_list(text: str, field: str, source: TableSource, separator: str | None = None) -> tuple[str, ...]:
    """Cut the list in a cell as its database writes it; what is no list stays whole. `separator` overrules."""
    if separator is not None:
        parts = text.split(separator)
    elif field in ("ipc", "ipc_main", "cpc"):
        parts = _SYMBOLS.split(text)
    elif field in ("family_members", "priority_numbers"):
        parts = _NUMBERS.split(text)
    elif field in _NAME_FIELDS:
        parts = _names(text, field, source)
    else:
        parts = [text]
    stripped = (part.strip(" \t;；") for part in parts)
    return tuple(part for part in stripped if part)


def _names(text: str, field: str, source: TableSource) -> list[str]:
    if source is TableSource.GOOGLE_PATENTS:
        return re.split(_GOOGLE_INVENTORS, text, flags=re.IGNORECASE) if field == "inventors" else [text]
    parts = re.split(_NAMES[source], text)
    if len(parts) > 1 or source not in (TableSource.OTHER, TableSource.HIMMPAT, TableSource.INNOJOY):
        return parts
    if field == "inventors" and _HAN_NAMES.fullmatch(
        text.strip()
    ):  # 张三、李四 or 张三,李四: names of persons alone
        return re.split(r"[、,，\s]+", text.strip())
    return text.split("、") if not re.search(r"[（(]", text) else parts
