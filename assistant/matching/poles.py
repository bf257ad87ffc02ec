"""Which way a property is wanted: 能耗低, "low energy use"; a sentence that tells the other way of it is no evidence.

"The energy use of known dryers is high" holds all the words of a wish for low energy use.
"""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge.lazy_patterns import lazy_pattern

_REMEMBERED = 256  # requirements: each is held against many sentences
_PAIRS_ZH = ("高低", "大小", "多少", "快慢", "长短", "强弱", "好差", "厚薄", "轻重")
_PAIRS_EN = (
    "high low", "higher lower", "large small", "long short", "longer shorter", "fast slow", "faster slower",
    "strong weak", "stronger weaker", "good poor", "thick thin", "light heavy", "cheap expensive",
)  # fmt: skip
_OTHER = {
    word: other
    for pair in (*_PAIRS_ZH, *(pair.split() for pair in _PAIRS_EN))
    for word, other in (tuple(pair), tuple(pair)[::-1])
}
_HAN_POLES = "".join("".join(pair) for pair in _PAIRS_ZH)
_WANTED_ZH = lazy_pattern(
    rf"(?P<of>[\u4e00-\u9fff]{{2,6}}?)(?:比较|尽量|尽可能|足够|要求?|更|较|很|[得要])*(?P<pole>[{_HAN_POLES}])(?![于低小少慢短弱差薄重])"
)
_WANTED_EN = lazy_pattern(
    rf"\b(?P<pole>{'|'.join(word for word in _OTHER if word.isascii())}) (?P<of>[a-z]+(?: [a-z]+)?)",
    re.IGNORECASE,
)
_OVERCOME = lazy_pattern(
    r"解决|克服|避免|防止|改善|减少|降低|缓解|消除|不(?:再|会|易)|\b(?:solv|overcom|avoid|prevent|reduc|lower|without|instead|no longer|less)",
    re.IGNORECASE,
)


def tells_the_other_way(wanted: str, said: str) -> bool:
    """Say whether a text tells of a property that is wanted one way the other way only, and not that this is overcome."""
    return any(
        other.search(said) and not same.search(said) and not _OVERCOME.search(said)
        for same, other in _poles(wanted)
    )


@lru_cache(maxsize=_REMEMBERED)
def _poles(wanted: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Return for each property that is wanted one way what tells it so, and what tells it the other way."""
    chinese = (
        (_told_zh(of, found["pole"]), _told_zh(of, _OTHER[found["pole"]]))
        for found in _WANTED_ZH.finditer(wanted)
        for of in {found["of"], found["of"][-2:]}
    )
    english = (
        (_told_en(found["of"], pole), _told_en(found["of"], _OTHER[pole]))
        for found in _WANTED_EN.finditer(wanted)
        for pole in (found["pole"].lower(),)
    )
    return (*chinese, *english)


def _told_zh(of: str, pole: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(of)}[^，,。;；、\d]{{0,3}}{pole}(?!于|温|压)|{pole}{re.escape(of)}")


def _told_en(of: str, pole: str) -> re.Pattern[str]:
    words = re.escape(of)
    return re.compile(
        rf"\b{pole}\b[a-z -]{{0,12}}\b{words}|\b{words}\b[a-z ]{{0,20}}\b{pole}\b", re.IGNORECASE
    )
