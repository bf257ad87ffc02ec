"""The day on which a question asks to judge things: a text in; the day that it tells, if it tells one, out.

A day counts only where the words say that things are to be looked at on it ("as of 1 June 2024", 2025年12月1日那天), never
where it dates something else: a filing, a contract, the start of a rule. Of a month or a year it is the last day.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date

from assistant.types import Turn
from knowledge.lazy_patterns import lazy_pattern

_FLAGS = re.IGNORECASE
_MONTHS = tuple(name.lower() for name in calendar.month_name)
_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS if name)
_ISO = r"(?P<y{0}>(?:19|20)\d\d)[-/.](?P<m{0}>1[0-2]|0?[1-9])[-/.](?P<d{0}>3[01]|[12]\d|0?[1-9])(?![\d-])"
_DAY_ZH = r"(?P<m2>1[0-2]|0?[1-9]) ?月 ?(?:份|(?P<d2>3[01]|[12]\d|0?[1-9]) ?[日号])?(?! ?\d)"
_ZH = rf"(?<![\d第])(?:{_ISO.format(1)}|(?P<y2>(?:19|20)\d\d) ?年 ?(?:{_DAY_ZH})?)"
_ZH_WITH_MONTH = rf"(?<![\d第])(?:{_ISO.format(1)}|(?P<y2>(?:19|20)\d\d) ?年 ?{_DAY_ZH})"
_EN = (
    r"(?<![\d-])(?:" + _ISO.format(1) + rf"|(?:(?P<d2>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)? )?(?P<n2>{_MONTH})\.?,? (?P<y2>(?:19|20)\d\d)(?!\d)"
    rf"|(?P<n3>{_MONTH})\.? (?P<d3>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?,? (?P<y3>(?:19|20)\d\d)(?!\d)|(?P<y4>(?:19|20)\d\d)(?![\d-]))"
)  # fmt: skip
_NOT_AFTER_ZH = (
    "(?! ?(?:起|以来|[之以]?[后前]|至|到|[-—~～]|版|修|发布|公布|印发|出台|颁|授权|申请|提交|声明|备案|签|转|登记|缴|付|成立|立项|批准|号|终止|撤|届满|到期"
    "|(?:生效|施行|实施)(?!了|没|吗|不)|的(?!时候|状态|情况|法律状态)))"
)
_STATE_ZH = lazy_pattern(
    "有效|失效|效力|许可|状态|质押|保全|现行|施行|生效|适用|权利|多少钱|费|备案|还在|能拿|拿得|可用|奖"
)
_STATE_EN = lazy_pattern(
    r"\b(?:in[ -]force|available|licen[cs]\w*|valid|alive|pledged|owned?|owner|preserved|appl(?:y|ied|ies|icable)|tak(?:e|en)|had|cost|fees?|prices?|status|lapsed|expired|exist|open|awards?|minimum|the (?:law|rule))\b",
    _FLAGS,
)
_EVENT_EN = (
    r"(?<!filed )(?<!granted )(?<!signed )(?<!declared )(?<!issued )(?<!published )(?<!withdrawn )(?<!recorded )(?<!expired )(?<!expire )(?<!expires )"
    r"(?<!effective )(?<!made )(?<!concluded )(?<!effect )(?<!announced )(?<!registered )(?<!paid )(?<!due )(?<!begins )(?<!began )(?<!ended )(?<!ends )(?<!end )"
    r"(?<!lapsed )(?<!lapse )(?<!lapses )(?<!terminated )(?<!transferred )(?<!adopted )(?<!promulgated )(?<!dated )(?<!into force )(?<!released )(?<!lifted )(?<!cancelled )"
    r"(?<!invalidated )(?<!assigned )(?<!amended )(?<!revised )(?<!patent )(?<!delivered )(?<!launched )(?<!replaced )(?<!repealed )"
)
_MARKED = tuple(
    lazy_pattern(pattern, _FLAGS)
    for pattern in (
        rf"(?:截至|截止到?|回到){_ZH}(?:的)?(?:底|末|年底|年末)?(?!起|[之以]?[后前])",
        rf"{_ZH}(?:底|末|年底|年末|初)?(?:的)?(?:那[一]?天|那[一]?年|那个月|那时|那会儿|当[天日时年月]|这一?天|时点|时(?!间|效)|的?时候|的?(?:法律)?状态)",
        rf"{_ZH}(?:年底|年末|月底|月末|底|末)(?![之以]?[后前])",
        rf"\b(?:as (?:of|at|on|things stood (?:on|in))|back (?:on|in)|at the end of|by the state of|judged? (?:on|as of)) {_EN}",
    )
)
_OF_STATE = (
    (
        _STATE_ZH,
        lazy_pattern(rf"(?:^|[，,。;；:：?？!！\s]|在|于|那)\W*{_ZH_WITH_MONTH}{_NOT_AFTER_ZH}", _FLAGS),
    ),
    (_STATE_EN, lazy_pattern(rf"{_EVENT_EN}\bon {_EN}", _FLAGS)),
    (
        lazy_pattern(
            rf"\b(?:was|were|could|did|had|will|would)\b(?=.*(?:{_STATE_EN.pattern}))", _FLAGS | re.DOTALL
        ),
        lazy_pattern(rf"{_EVENT_EN}\bin {_EN}", _FLAGS),
    ),
)
_NOW = lazy_pattern(
    r"现在|目前|如今|今天|今日|当前|眼下|\b(?:today|now|nowadays|currently|at present|at the moment)\b",
    _FLAGS,
)


def day_told(text: str, today: date) -> date | None:
    """Return the day that a text asks to judge things on; None where it tells none."""
    for pattern in _MARKED:
        for match in pattern.finditer(text):
            if (day := _day(match, today)) is not None:
                return day
    for state, pattern in _OF_STATE:
        found = pattern.search(text) if state.search(text) else None
        if found and (day := _day(found, today)) is not None:
            return day
    return None


def day_carried(text: str, history: Sequence[Turn], today: date) -> date | None:
    """Return the day that the turns before were judged on, as they told it; None where the text turns to the present."""
    if _NOW.search(text):
        return None
    for turn in reversed(history):
        if turn.as_of is None or turn.as_of == today or _NOW.search(turn.question):
            return None
        if (day := day_told(turn.question, today)) is not None:
            return day
    return None


def _day(match: re.Match[str], today: date) -> date | None:
    """Return the day of a match: the last one of a month or year, today where that one has not come yet."""
    said = {name.rstrip("1234"): value for name, value in match.groupdict().items() if value}
    year = int(said["y"])
    month = _number(said["n"]) if "n" in said else int(said.get("m", 12))
    last = calendar.monthrange(year, month)[1]
    if "d" in said:
        return date(year, month, int(said["d"])) if int(said["d"]) <= last else None
    begins, ends = date(year, month if len(said) > 1 else 1, 1), date(year, month, last)
    return today if begins <= today <= ends else ends


def _number(month: str) -> int:
    return next(number for number, name in enumerate(_MONTHS) if name and name.startswith(month.lower()[:3]))
