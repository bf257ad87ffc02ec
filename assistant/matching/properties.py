"""The words that name a property beside its value: 锂的回收率不低于95% → 回收率, "a particle size of 5 µm" → particle size."""

from __future__ import annotations

import re

from assistant.matching.quantity_reading import quantities_in
from assistant.matching.types import Quantity
from knowledge.lazy_patterns import lazy_pattern

_LONGEST_ZH = 12
_MOST_EN = 4
_CLAUSE = lazy_pattern(
    r"[,，。;；:：、！!？?\n()（）\[\]]|\.(?=\s|$)|(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])"
)
_OPENS = lazy_pattern(r"[:：(（] *$")
_OF_WHAT = lazy_pattern(r" (?:of )?[a-z]")
_NAMED_BEFORE = lazy_pattern(
    r"(?:\b(?:of|is|are|was|were|be|reaches|reached|to|at|from|by|between|with an?)|[=:(≥≤<>]|(?<!\band)(?<!\bor)(?<!,))$",
    re.IGNORECASE,
)
_GOES_ON = lazy_pattern(
    r"\W*(?:and|to|or|then|和|至|到|降至?|升至?|提高到?|增至?|减至?|变为|或)*\W*", re.IGNORECASE
)
_BY_MASS = lazy_pattern(r"^ ?by (?:mass|weight|volume)(?: of)?", re.IGNORECASE)
_HAN = lazy_pattern(r"[\u4e00-\u9fff]")
_TAIL_ZH = lazy_pattern(
    r"(?:应当?|需要?|须|必须|要求?|能够?|可以?|希望|保持|维持|控制|提高|提升|降低|降至|降到|达到?|高达|可达|不得|为|是|在|到|至|于|有|约|大约|的|由|设为?|设定|持续|最好|尽量|至少|做到?|保住|留住|控制|升至?|降至?|升高|增至?|减至?|[=:：≥≤<>~ ]|左右|之间|平均|均|都|仅|只)+$"
)
_HEAD_ZH = lazy_pattern(
    r"^(?:且|并且?|而且?|但是?|同时|要求|希望|需要?|我们|使得?|将|当|使|确保|保证|其中?|该|所述|所得|经过?|使用|采用|通过|次循环|[次个]|小时|分钟|[天年月]|毫?米|微米|[后]|时|下|的|以上|以下|以内|之后|并|和|与|及|,| )+"
)
_OF_ZH = lazy_pattern(r"的(?=[^的]{2,}$)|(?:下|后|时)(?=[^下后时]{2,}$)")
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
        provide provides set fixed stay stays staying remain remains never
        """,
    )
)
_VERBS = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "be",
        "reaches",
        "reached",
        "exceeds",
        "exceed",
        "stays",
        "remains",
        "falls",
        "rises",
    ]
)
_HOLDS = frozenset(
    re.findall(
        r"\w+",
        "uses using contains containing comprising comprises includes including adds adding holds carries has",
    )
)
_SIDE = frozenset(
    [
        "on",
        "at",
        "in",
        "after",
        "under",
        "during",
        "for",
        "from",
        "with",
        "to",
        "that",
        "which",
        "when",
        "against",
    ]
)
_WORD = lazy_pattern(r"[A-Za-z][A-Za-z0-9'/-]*")


def about(text: str, quantity: Quantity) -> str:
    """Return the words that name what a quantity of the text is of; nothing where none stand beside it."""
    values = quantities_in(text)
    earlier = [value for value in values if value.end <= quantity.start]
    later = [value.start for value in values if value.start >= quantity.end]
    before = _last_clause(text[earlier[-1].end if earlier else 0 : quantity.start])
    after = _CLAUSE.split(text[quantity.end : later[0] if later else len(text)], maxsplit=1)[0]
    chinese = bool(_HAN.search(before[-_LONGEST_ZH:]) or _HAN.search(after[:_LONGEST_ZH]))
    named = _in_chinese(before) if chinese else _english_before(before)
    after = _BY_MASS.sub("", after)
    holds = named.lower().rpartition(" ")[2] in _HOLDS
    if (
        named
        and not chinese
        and _OF_WHAT.match(after)
        and (holds or not _NAMED_BEFORE.search(before.rstrip()))
    ):
        return _english_after(after) or named
    if named:
        return named
    named = _in_chinese(_until_verb(after)) if chinese else _english_after(after)
    if named and not (earlier and _GOES_ON.fullmatch(before)):
        return named
    if earlier and before == text[earlier[-1].end : quantity.start]:  # 由25分钟降至14分钟
        return about(text, earlier[-1])
    return named


def _last_clause(text: str) -> str:
    """Return the clause at the end of a text; behind a colon or in brackets, that before them: 回收率：95%."""
    parts = _CLAUSE.split(text)
    clause = str(parts[-1])
    if clause.strip(" ") or len(parts) < 2 or not _OPENS.search(text):
        return clause
    return str(parts[-2])


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
    verbs = [place for place, word in enumerate(found) if word.lower() in _VERBS]
    if verbs and all(
        word.lower() in _STOP_EN for word in found[verbs[-1] + 1 :]
    ):  # the peel strength on moist skin is …: what is said of is named before the first "on"
        subject = found[: verbs[-1]]
        stops = [place for place, word in enumerate(subject) if place and word.lower() in _SIDE]
        found = subject[: stops[0]] if stops else subject
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
