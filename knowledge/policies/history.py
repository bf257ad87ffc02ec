"""The lines below a title that tell how an instrument came about: adopted, promulgated, amended, in force."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.written_dates import find_dates

_HISTORY = lazy_pattern(
    r"^[（(]?(?:根据)? *(?:\d{4}年\d{1,2}月\d{1,2}日|发布之日|公布之日).{0,160}?(?:通过|修正|修订|公布|发布|施行|批准|决定》?|会议)[）)]?(?: *根据)?$"
)
_LONG_HISTORY = lazy_pattern(
    r"^[（(]?(?:根据)? *\d{4}年\d{1,2}月\d{1,2}日.{0,600}?(?:《[^》]{4,200}的决定》|第[一二三四五六七八九十]次)(?:修正|修订|修改)[）)]?$"
)
_AMENDED = lazy_pattern("修正|修订|修改")
_CONGRESS = lazy_pattern(
    r"(?P<region>[\u4e00-\u9fff]{0,12}?)(?:第[^届\s]{1,6}届)?(?P<whole>全国)?人民代表大会(?P<standing>常务委员会)?"
)
_NATIONAL = lazy_pattern(r"第[^届\s]{1,6}届全国人民代表大会(常务委员会)?")
_BEFORE_BODY = lazy_pattern(r"^[（(]?(?:根据)?[\s]*[\d]{4}年\d+月\d+日\s*(?:经)?")


def is_history_line(line: str) -> bool:
    """Say whether a line tells of adoption, promulgation, amendment or entry into force."""
    if len(line) > 700:
        return False
    flat = folded(line).strip()
    return (len(line) <= 260 and _HISTORY.match(flat) is not None) or _LONG_HISTORY.match(flat) is not None


def deeds(line: str) -> list[tuple[date, str]]:
    """Split a history line into its dates and what was done on each: 通过, 公布, 修正, 施行."""
    flat = folded(line)
    dates = list(find_dates(flat))
    ends = [found.start for found in dates[1:]] + [len(flat)]
    done = [flat[found.end : end] for found, end in zip(dates, ends, strict=False)]
    return [(found.day, deed.strip(" ()自根据;,。")) for found, deed in zip(dates, done, strict=True)]


def is_entry_into_force(deed: str) -> bool:
    """Say whether a deed is that the text began to apply: `施行`, not `通过`."""
    return re.search(r"^(?:起)? *(?:施行|实施|执行|生效)$|施行$", deed) is not None


def is_amended(history: Sequence[str]) -> bool:
    """Say whether a version is a later one: its last article still carries the first version's day."""
    return any(_AMENDED.search(line) for line in history)


def enacting_body(line: str, organs: str, organ_end: str) -> str | None:
    """Return the body that a history line names first."""
    after = _BEFORE_BODY.sub("", line)
    congress = _CONGRESS.match(after)
    if congress:
        region = "全国" if congress["whole"] else congress["region"]
        return f"{region}人民代表大会{congress['standing'] or ''}"
    national = _NATIONAL.match(after)
    if national:
        return f"全国人民代表大会{national[1] or ''}"
    organ = re.match(rf"(?:中华人民共和国)?(?P<name>{organs}|[\u4e00-\u9fff]{{2,20}}?(?:{organ_end}))", after)
    return organ["name"] if organ else None
