"""The words by which a list is asked for of patents that ended or are bound: a pattern each, and the availabilities that it stands for."""

from __future__ import annotations

import re

from assistant.understanding.filter_words import GAP_ZH, PATENTS_EN, PATENTS_ZH
from knowledge.lazy_patterns import lazy_pattern
from knowledge.rights.standing import ENDED, Availability

_FLAGS = re.IGNORECASE
_NOW_ZH = "(?:有?哪些|有没有|有几[件项]|里面?|中|都|均|已经?|现在|目前|还|仍然?|正|就|是|处于|处在|在|被|给|有|设了?|做了?|办了?|因|宣告|申请)*"
_NO_ZH = "(?<![没未不非])(?<!没有)(?<!没被)(?<!未被)(?<!没有被)(?<!没到)(?<![不没未]在)(?<!没有在)"
_NO_EN = "(?<!not )(?<!yet )(?<!never )(?<!non-)"
_DONE_ZH = "(?:着|了|中|状态|期)?"
_BE_EN = r"(?:(?:that|which|have|has|had|are|is|were|was|been|being|now|already|currently|still|no longer) )*"
_A = Availability
_STANDINGS: tuple[tuple[tuple[Availability, ...], str, str], ...] = (
    (ENDED, "(?:失效|终止|不再有效|作废)", r"(?:dead|no longer in force|not in force(?: any ?more)?|ended)"),
    ((_A.LAPSED,), "(?:欠费终止|未缴年费(?:而)?终止)", r"lapsed"),
    ((_A.EXPIRED,), "(?:期满(?:终止)?|届满(?:终止)?|(?<=已)到期|(?<=已经)到期|(?<=已)过期|(?<=已经)过期|(?:到期|过期)(?=了)|过期(?=的))", r"expired"),
    ((_A.INVALIDATED,), "无效", r"(?:invalidated|declared invalid|revoked)"),
    ((_A.WITHDRAWN_OR_REFUSED,), "驳回", r"(?:refused|rejected)"),
    ((_A.RESTRICTED_PLEDGE,), "(?:质押|出质|抵押|押(?=着|在|给))", r"(?:pledged|under (?:a )?pledge)"),
    ((_A.RESTRICTED_PRESERVATION_OR_DISPUTE,), "(?:法院)?(?:财产)?(?:保全|冻结|查封)(?:保全|冻结)?", r"(?:preserved|under preservation|frozen|in dispute)"),
    ((_A.RESTRICTED_EXCLUSIVE,), "独占(?:许可)?(?=出去|给|了|中|着|[?？]|$)", r"(?:under (?:an )?exclusive licen[cs]es?|exclusively licen[cs]ed|licen[cs]ed exclusively)"),
    ((_A.RESTRICTED_SOLE,), "排他(?:许可)?(?=出去|给|了|中|着|[?？]|$)", r"(?:under (?:a )?sole licen[cs]es?|solely licen[cs]ed)"),
    ((_A.LATE_FEE,), "(?:(?:欠费|欠缴|欠着?年费|(?:年费)?[没未][有缴交]{1,2}(?:年费)?(?:的)?)(?!终止|金)(?:[，,]?[还正]?在滞纳期)?|滞纳(?!终止|金))", r"(?:in arrears|behind with (?:their|the) (?:annual )?fees?|in the (?:late[- ]fee|surcharge) period)"),
    ((_A.PENDING,), "(?:(?:在?审查中?|在审|实审)?[，,]?(?:还?没有?|尚?未)授权|审查中|在审查?|实审)", r"(?:pending|not (?:yet )?granted)"),
)  # fmt: skip


def _patterns(zh: str, en: str) -> tuple[re.Pattern[str], ...]:
    said = f"{_NO_ZH}{_NOW_ZH}{_NO_ZH}{zh}{_DONE_ZH}"
    return tuple(
        lazy_pattern(pattern, _FLAGS)
        for pattern in (
            f"{PATENTS_ZH}(?P<c>{said})(?!过)",
            f"(?P<c>{said}的)(?={GAP_ZH}{PATENTS_ZH})",
            rf"\b{PATENTS_EN}(?: of (?:ours|yours|theirs))? ?(?P<c>{_BE_EN}{en})\b",
            rf"(?P<c>\b{_NO_EN}{en} )(?={PATENTS_EN})",
        )
    )


STANDINGS: tuple[tuple[tuple[Availability, ...], tuple[re.Pattern[str], ...]], ...] = tuple(
    (values, _patterns(zh, en)) for values, zh, en in _STANDINGS
)
