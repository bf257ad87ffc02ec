"""What may stand in a draft at all: a text in; which rule of tone or discretion it breaks out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.understanding import lexicon
from knowledge.instructions import is_instruction_like
from knowledge.lazy_patterns import lazy_pattern

_FLAGS = re.IGNORECASE
_PRAISE = lazy_pattern(
    r"最佳|最好|最优(?!化)|最先进|最强|首创|领先|独一无二|唯一(?!性|标识|编号)|顶级|顶尖|卓越|颠覆|革命性|极佳|完美|填补.{0,6}空白|无与伦比|世界一流|国际先进"
    r"|\bthe best\b|\bleading(?! to)\b|\bworld[- ]class\b|\bunique\b|\bunrivall?ed\b|\bunprecedented\b|\brevolutionary\b|\bsuperior\b|\boutstanding\b"
    r"|\bexcellent\b|\bstate[- ]of[- ]the[- ]art\b|\bcutting[- ]edge\b|\bperfect(?:ly)?\b|\bground-?breaking\b|\bmost advanced\b|\bunbeatable\b",
    _FLAGS,
)
_OPINION = lazy_pattern(
    r"不侵权|(?<!是否)构成侵权|不会侵权|不会侵犯|未侵犯|可以?自由实施|权利稳定|专利稳定|有效性(?:高|强|稳定)|免税|减税|退税|税收优惠|税前扣除"
    r"|\binfring(?:es|ed|ing)\b|\bnot infringe\b|\bfree(?:dom)? to operate\b|\b(?:is|are|remains?) valid\b|\binvalid over\b|\btax[- ]?(?:free|exempt\w*|deductib\w*|relief|credit)\b",
    _FLAGS,
)
_CONTACT = lazy_pattern(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w.])1[3-9]\d{9}(?![\w.])|(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)|\+\d{1,3}[ -]?\(?\d[\d ()-]{6,}\d"
    r"|微信(?:号)?\s*[:：]|QQ\s*[:：]|\bWeChat\s*[:：]|(?:电话|手机|tel|phone|mobile)\s*[:：.]?\s*\d",
    _FLAGS,
)  # fmt: skip


def broken_rule(text: str) -> str | None:
    """Name the rule that a text breaks: praise, opinion, contact or instruction; None where it breaks none."""
    return tone_broken(text) or ("instruction" if reads_like_an_instruction(text) else None)


def tone_broken(text: str) -> str | None:
    """Name the rule of tone or discretion that a text breaks."""
    for name, pattern in (("praise", _PRAISE), ("opinion", _OPINION), ("contact", _CONTACT)):
        if pattern.search(text):
            return name
    return None


def gives_contact(text: str) -> bool:
    """Say whether a text holds somebody's address or number to be reached under."""
    return bool(_CONTACT.search(text))


def reads_like_an_instruction(text: str) -> bool:
    return is_instruction_like(text) or bool(lexicon.INSTRUCTION.search(text))


def quotable(texts: Iterable[str]) -> list[str]:
    """Return the texts that break no rule."""
    return [text for text in texts if broken_rule(text) is None]
