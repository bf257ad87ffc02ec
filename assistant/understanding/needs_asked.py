"""Turns that are about an enterprise's need: a text in; the need that it asks to match, or the draft that it asks for, out."""

from __future__ import annotations

import re

from assistant.drafting.types import DraftKind
from assistant.understanding import lexicon
from knowledge.lazy_patterns import lazy_pattern

_FLAGS = re.IGNORECASE
_SHORTEST_ZH, _SHORTEST_EN = 4, 2  # characters, words of a need
_HAN = lazy_pattern(r"[\u3400-\u9fff]")
_WORD = lazy_pattern(r"[^\W\d_\u3400-\u9fff]+")
_OF_US = "(?:我们|我司|本公司|我公司|我厂|本厂|本企业|企业|这家(?:企业|公司)|以下(?:企业|公司)?|下面(?:这个)?(?:企业|公司)?|这[个项])"
_FRAME_ZH = lazy_pattern(
    # 帮我匹配一下这个需求：…
    "\\W*(?:请|麻烦)?(?:你|您)?(?:帮(?:我们|我|忙)?|给(?:我们|我)|替(?:我们|我))?(?:把)?(?:匹配|撮合)(?:一下|下)?"
    f"(?:{_OF_US})?(?:企业|公司)?(?:的)?(?:技术|专利)*(?:需求)?(?:的专利|的技术)?\\s*(?:[:：]|[,，](?=.{{6}}))\\s*"
    # 帮我匹配能…的专利, 帮我匹配需要…的企业
    "|\\W*(?:请|麻烦)?(?:帮(?:我们|我|忙)?|给(?:我们|我)|替(?:我们|我))(?:匹配|撮合)(?:一下|下)?(?:(?:几|一些|合适|相应|对应)[件项个]?的?(?:专利|技术)[,，:：]?)?"
    # 有哪些专利适合我们：…
    f"|\\W*(?:有|找出?|看看)?(?:没有|哪些|什么|几件)(?:专利|技术|成果)(?:能够?|可以)?(?:适合|满足|符合|匹配|对得上){_OF_US}(?:的)?(?:技术)?(?:需求|要求|情况)?\\s*[:：]\\s*"
    # 按这个需求找专利：…
    f"|\\W*(?:请)?(?:按照?|根据|针对)(?:{_OF_US})(?:的)?(?:技术)?需求(?:帮我|给我)?(?:找|推荐|匹配|筛选)(?:一下)?(?:专利|技术)?\\s*[:：]\\s*",
    _FLAGS,
)
_FRAME_EN = lazy_pattern(
    # match this need: …
    r"\W*(?:please |can you |could you )?(?:match|find (?:a )?match(?:es)? for)(?: me| us)?(?: this| the following| my| our| a| the)?(?: company'?s?| enterprise'?s?| technical| technology)*(?: needs?)?(?: (?:with|to|against) (?:the |your )?(?:patents|technologies|library))?\s*[:：]\s*"
    # find patents for a company that needs …
    r"|\W*(?:please |can you |could you )?(?:find|which|what|show|suggest|recommend)(?: me| us)?(?: the| some| any)?(?: best| suitable| right)? (?:patents?|technolog(?:y|ies))(?: (?:are|is|that|which|would|could|can|do|might))*"
    r" (?:for|fit|suit|match|meet|meeting|suitable for|of use to) (?:a|an|this|our|the|my) (?:[\w-]+ ){0,4}?(?:company|enterprise|firm|manufacturer|maker|client|customer|producer|plant|factory|foundry|mill|start-?up|SME)[,]? (?:that|which|who)(?: is| are)? (?:needs?|wants?|requires?|is looking for|looking for|looks for|seeks?|seeking|in need of) "
    # which patents fit our need: …
    r"|\W*(?:please |can you |could you )?(?:find|which|what|show|suggest|recommend)(?: me| us)? (?:patents?|technolog(?:y|ies))(?: (?:are|is|that|which|would|could|can|do))* (?:for|fit|suit|match|meet|suitable for) (?:us|our needs?|this need|my need|the following need|these requirements|our requirements)\s*[:：]\s*",
    _FLAGS,
)
_NO_NEED = lazy_pattern(
    "^\\W*(?:政策|规定|办法|条例|它|这[些件个]|那[些件个]|结果|分数|评分)|\\b(?:policy|policies|rules?|laws?)\\b\\W*$",
    _FLAGS,
)
_LETTER = lazy_pattern(
    r"一封|[推联邀对]\w{0,2}函|函件|邮件|写信|(?<!相)信(?![息用号任])|\b(?:letters?|e-?mails?|outreach)\b",
    _FLAGS,
)
_SUMMARY = lazy_pattern(r"摘要|简报|一页纸?|\b(?:summar(?:y|ies)|one[- ]?pagers?|briefing)\b", _FLAGS)
_WHY_NOT = lazy_pattern(
    "为(?:什么|何|啥)(?:[^,，。;；]{0,12}(?:没|不|排))|怎么(?:会)?没(?:有)?|(?:没|不)(?:有|被)?(?:推荐|匹配|入选|选|上榜|列)[^,，。;；]{0,8}(?:原因|理由)"
    r"|\bwhy (?:not|no)\b|\bwhy (?:is|isn't|was|wasn't|are|did|didn't|does|doesn't)\b.{0,80}\b(?:not|n't|missing|absent|left out|lower?|ranked|rank)\b|\bwhy (?:isn't|wasn't|didn't|doesn't)\b",
    _FLAGS,
)
_NUMBER_LIKE = lazy_pattern(r"(?<![A-Za-z0-9])[A-Za-z]{0,3}\d[\d./A-Za-z]{1,24}(?<![./])")
_TO_ZH = lazy_pattern(
    "(?:发给|写给|寄给|给|致|向)\\s*(?P<name>(?!第|它|这|那|我|他)[^,，。;；:：?？!！\\s第]{1,30}?(?:有限公司|股份公司|公司|集团|企业|工厂|厂|合作社|研究院|中心))"
)
_TO_EN = lazy_pattern(
    r"\b(?:to|for) (?P<name>(?-i:[A-Z])[\w&.'-]*(?: (?:(?-i:[A-Z])[\w&.'-]*|&|of|and))*(?:,? (?:Inc|Ltd|LLC|GmbH|Co|Corp|AG)\b\.?)?|[\u4e00-\u9fff]{2,30})",
    _FLAGS,
)
_NO_NAME = lazy_pattern(r"(?:chinese|english|me|us|p ?\d+|cn\d|us\d|ep\d|wo\d|\d)", _FLAGS)


def need_in(question: str) -> str:
    """Return the need that a question asks to match. Orders in it are left to whoever reads the need; before it they go."""
    return need_asked(question) or need_asked(lexicon.INSTRUCTION.sub(" ", question).strip())


def need_asked(text: str) -> str:
    """Return the need that a text asks to match with patents; empty where it asks something else."""
    for frame in (_FRAME_ZH, _FRAME_EN):
        told = frame.match(text)
        if told is not None:
            need = text[told.end() :].strip(" \t\r\n:：,，。?？")
            return need if _is_need(need) else ""
    return ""


def _is_need(text: str) -> bool:
    if _NO_NEED.search(text):
        return False
    return len(_HAN.findall(text)) >= _SHORTEST_ZH or len(_WORD.findall(text)) >= _SHORTEST_EN


def draft_asked(text: str) -> DraftKind | None:
    """Return which draft a text asks for, which speaks of writing one."""
    if _SUMMARY.search(text):
        return DraftKind.SUMMARY
    return DraftKind.LETTER if _LETTER.search(text) else None


def asks_why_not(text: str) -> bool:
    return bool(_WHY_NOT.search(text))


def numbers_like(text: str) -> tuple[str, ...]:
    """Return what looks like a patent's number, whether or not it is one."""
    return tuple(dict.fromkeys(match.group() for match in _NUMBER_LIKE.finditer(text)))


def addressee(text: str) -> str:
    """Return the enterprise that a draft is to go to, as the text calls it; empty where it names none."""
    for pattern in (_TO_ZH, _TO_EN):
        for told in pattern.finditer(text):
            if not _NO_NAME.match(told["name"]):
                return str(told["name"]).strip(" ,.")
    return ""
