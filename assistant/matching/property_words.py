"""The words that name a property beside its value: 锂的回收率不低于95% → 回收率, "a particle size of 5 µm" → particle size."""

from __future__ import annotations

import re

from assistant.matching.types import Quantity

_LONGEST_ZH = 12
_MOST_EN = 4
_CLAUSE = re.compile(r"[,，。;；:：、！!？?\n()（）]|\.(?=\s|$)|(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")
_NUMBERED = re.compile(r"\d[A-Za-z0-9.,%％‰/²³·℃°μµ^-]*(?:以上|以下|以内)?")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_TAIL_ZH = re.compile(
    r"(?:应当?|需要?|须|必须|要求?|能够?|可以?|希望|保持|维持|控制|提高|提升|降低|降至|降到|达到?|高达|可达|不得|为|是|在|到|至|于|有|约|大约|的|[=:：≥≤<>~ ]|左右|之间|平均|均|都|仅|只)+$"
)
_HEAD_ZH = re.compile(
    r"^(?:且|并且?|而且?|但是?|同时|要求|希望|需要?|我们|使得?|确保|保证|其中?|该|所述|所得|经过?|使用|采用|通过|次循环|[次个]|小时|分钟|[天年月]|毫?米|微米|[后]|时|下|的|以上|以下|以内|之后|并|和|与|及|,| )+"
)
_OF_ZH = re.compile(r"的(?=[^的]{2,}$)|(?:下|后|时)(?=[^下后时]{2,}$)")
_STOP_EN = frozenset(
    re.findall(
        r"\w+",
        """
        a an the and or but with without of in on at by for from to is are was be being been must should shall can could may
        might will would has have having had reach reaches reached reaching achieve achieves achieving achieved keep keeps
        keeping kept need needs needed require requires required we it its that which this these those our their as than least
        most more less not no up over under above below about between within after before per do does give gives giving get show
        shows showing want wants only even still also while when where into maintain maintains maintaining retain retains
        deliver delivers ensure approximately around exceed exceeds exceeding withstand withstands operate operates operating
        provide provides set fixed
        """,
    )
)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9'/-]*")


def about(text: str, quantity: Quantity) -> str:
    """Return the words that name what a quantity of the text is of; nothing where none stand beside it."""
    before = _clause_before(text[: quantity.start])
    after = _clause_after(text[quantity.end :])
    near = before + after
    if _HAN.search(before[-_LONGEST_ZH:]) or (not before.strip() and _HAN.search(near)):
        return _in_chinese(before) or _in_chinese(_until_verb(after))
    return _english_before(before) or _english_after(after) or _in_chinese(after)


def _clause_before(text: str) -> str:
    ends = [match.end() for match in _CLAUSE.finditer(text)] + [m.end() for m in _NUMBERED.finditer(text)]
    clause = text[max(ends, default=0) :]
    if clause.strip() or not ends:
        return clause
    whole = text.rstrip(" :：(（=")
    if whole != text and whole:  # 回收率：95%; strength (≥ 800 MPa)
        return _clause_before(whole)
    return clause


def _clause_after(text: str) -> str:
    ends = [match.start() for match in _CLAUSE.finditer(text)] + [m.start() for m in _NUMBERED.finditer(text)]
    return text[: min(ends, default=len(text))]


def _until_verb(text: str) -> str:
    return re.split(r"[和与及]|可|能|需|应", text.lstrip("的 "), maxsplit=1)[0]


def _in_chinese(clause: str) -> str:
    named = _HEAD_ZH.sub("", _TAIL_ZH.sub("", clause.strip()))
    of = list(_OF_ZH.finditer(named))
    if of:
        named = named[of[-1].end() :]
    return named[-_LONGEST_ZH:].strip()


def _english_before(clause: str) -> str:
    found = _WORD.findall(clause)
    while found and found[-1].lower() in _STOP_EN:
        found.pop()
    named: list[str] = []
    for word in reversed(found):
        if word.lower() in _STOP_EN or len(named) == _MOST_EN:
            break
        named.insert(0, word)
    return " ".join(named)


def _english_after(clause: str) -> str:
    named: list[str] = []
    for word in _WORD.findall(clause):
        if word.lower() in _STOP_EN:
            if named:
                break
            continue
        named.append(word)
        if len(named) == _MOST_EN:
            break
    return " ".join(named)
