"""The words by which patents are asked for by what the register entered of them: a text in, the kinds of entries out.

转让过的专利, "which patents were pledged before": what was, also where it no longer is.
"""

from __future__ import annotations

import re

from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import EventKind

_FLAGS = re.IGNORECASE
K = EventKind
_SOME = lazy_pattern(
    r"哪些|哪[几一]?[个件项]|有几[个件项]|多少[个件项]|有没有|所有|全部|列|清单|名单|盘点|的专利$|\b(?:which|what|any|all|list|show|find|how many|are there)\b",
    _FLAGS,
)
_OF_ONE = lazy_pattern(
    r"[这那该此本]一?[件项个](?!些)|(?:这|那|该|此|本)专利|[它其](?!们)|\b(?:this|that|the) (?:one|patent|technology)\b|\bit\b",
    _FLAGS,
)
_OF_RULES = lazy_pattern(
    r"办法|规定|条例|政策|手续|流程|程序|材料|法律|怎么|如何|能不能|可以|能否|要不要|需要|必须|合同|\b(?:rules?|laws?|polic\w+|regulations?|procedures?|how (?:do|can|to)|can|may|must|should|need to)\b",
    _FLAGS,
)
_PAST_ZH = "(?:曾经?|以前|之前|此前|早先|先前|过去|原来|历史上)"
_PAST_EN = r"(?:(?:have|has|had|were|was|been|got|ever|already|previously|formerly|once)(?: not)?)"


def _past(zh: str, en: str) -> re.Pattern[str]:
    return lazy_pattern(
        rf"(?:{zh})(?:登记|备案|出去|给了?|许可|掉)?过|{_PAST_ZH}[^，,。;；?？未没不]{{0,8}}(?:{zh})|已经?被?(?:{zh})(?:出去|给|了|掉)"
        rf"|\b{_PAST_EN}(?: (?:been|ever|already|once|previously))* (?:{en})\b|\b(?:{en})\b[^,.;?]{{0,24}}\b(?:before|in the past|previously|earlier)\b",
        _FLAGS,
    )


_HISTORIES: tuple[tuple[re.Pattern[str], frozenset[EventKind]], ...] = (
    (
        lazy_pattern(r"撤回?过?[^，,。;；?？]{0,4}开放许可|开放许可(?:声明)?[^，,。;；?？]{0,6}撤回|\bwith(?:drew|drawn)\b.{0,24}\bopen[- ]licen|\bopen[- ]licen.{0,40}\bwithdrawn\b", _FLAGS),
        frozenset({K.OPEN_LICENCE_WITHDRAWN}),
    ),
    (
        lazy_pattern(rf"{_past('转让|转移|过户|转手|易主|卖', r'assigned|transferred|sold|conveyed').pattern}|换过?(?:了)?(?:主|东家|权利人|专利权人)|\bchanged (?:hands|owners?|ownership)\b", _FLAGS),
        frozenset({K.TRANSFERRED}),
    ),
    (_past("质押|出质|抵押", "pledged|mortgaged|put up as (?:security|collateral)"), frozenset({K.PLEDGED, K.PLEDGE_CHANGED, K.PLEDGE_RELEASED})),
    (_past("(?<!开放)许可|备案|授权给", "licen[cs]ed(?: out)?|recorded as licen[cs]ed"), frozenset({K.LICENCE_RECORDED, K.LICENCE_CHANGED, K.LICENCE_CANCELLED})),
    (_past("保全|查封|冻结", "preserved|frozen|seized"), frozenset({K.PRESERVED, K.PRESERVATION_LIFTED})),
    (_past("(?:宣告)?(?:部分)?无效", "partly invalidated"), frozenset({K.INVALIDATED, K.PARTLY_INVALIDATED})),
    (lazy_pattern(r"恢复(?:了|过)?(?:权利)?(?=的|过|了|$)|失效[^，,。;；?？]{0,4}恢复|\b(?:restored|reinstated|revived)\b", _FLAGS), frozenset({K.RESTORED})),
)  # fmt: skip


def history_sought(text: str) -> frozenset[EventKind]:
    """Return the kinds of entries by which a text asks for patents; none where it asks for no list of them."""
    if not _SOME.search(text) or _OF_ONE.search(text) or _OF_RULES.search(text):
        return frozenset()
    return next((kinds for pattern, kinds in _HISTORIES if pattern.search(text)), frozenset())
