"""What a title tells: whether policies bear it, and which legal force the instrument has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language, PolicyLevel

_TITLE_ENDS = "条例|办法|规定|细则|通知|意见|方案|决定|公告|通告|指引|指南|规范|规则|解释|批复|纲要|规划|计划|措施|准则|章程|决议|修正案|守则|公约|协定|议定书|关于.{2,60}安排|纪要|法典|(?<![方做手书用语疗技])法|令|标准|(?:政策|措施|事项)清单|解答|问答|函"
_TITLE_END = lazy_pattern(rf"(?:{_TITLE_ENDS})(?:[（(〔\[].{{1,24}}[)）〕\]]|的通知)?[》〉]?$")
_EN_TITLE = lazy_pattern(
    r"\b(?:ACT|LAW|REGULATIONS?|DIRECTIVE|GUIDELINES?|GUIDANCE|NOTICE|DECREE|MEASURES|PROVISIONS|RULES|OPINIONS|INTERPRETATION|"
    r"ANNOUNCEMENT|CIRCULAR|STATUTES?|FAQS?|U\.? ?S\.? ?C\.?|C\.?F\.?R\.?|(?:CIVIL|CRIMINAL|COMMERCIAL) CODE|ACTION PLAN|ORDER NO)(?![A-Z])"
)


def is_policy_title(title: str, language: Language) -> bool:
    """Say whether a title is one that policies bear (条例, 办法, 通知, …; Act, Regulation, Notice, …)."""
    flat = folded(title).strip()
    return bool(_TITLE_END.search(flat) if language is Language.ZH else _EN_TITLE.search(flat))


def policy_level(
    title: str, issuer: str | None, number: str | None, region: str | None
) -> PolicyLevel | None:
    """Say which legal force an instrument has, by its title, issuer and number; None where they do not tell."""
    who, flat, no = issuer or "", folded(title), folded(number or "")
    if re.search(r"GB */? *T|GB *\d|国家标准", f"{no} {flat}"):
        return PolicyLevel.STANDARD
    if re.search("问答|解答|FAQ|FREQUENTLY ASKED|热点.{0,4}问", flat):
        return PolicyLevel.FAQ
    if "最高人民" in who:
        return PolicyLevel.JUDICIAL_INTERPRETATION
    if region or re.search(r"(?<!国务)[省市区县](?:人民政府|人民代表大会)", who):
        return PolicyLevel.LOCAL
    if "全国人民代表大会" in who:
        return PolicyLevel.LAW
    if re.search(r"(?:通知|意见|方案|公告|通告|批复|纲要|规划|计划|函)[》〉]?$", flat):
        return PolicyLevel.NOTICE
    if (who.endswith("国务院") and re.search("条例|办法|细则|规定|决定", flat)) or re.search(
        r"条例(?:\(.*)?$", flat
    ):
        return PolicyLevel.REGULATION
    if re.search("指引|指南|解读|GUIDELINE|GUIDANCE", flat):
        return PolicyLevel.GUIDANCE
    if re.search(r"令 *(?:第|\d)|令$", no) or (re.search("(?:办法|规定|细则|规则)", flat) and who):
        return PolicyLevel.DEPARTMENTAL_RULE
    return PolicyLevel.LAW if re.search(r"法(?:[（(].*)?$", flat) else None


_FAQ = lazy_pattern(
    "问答|解答|FAQ|FREQUENTLY ASKED|常见问题|热点.{0,6}问|[0-9一二三四五六七八九十]+问$|Q *& *A|QUESTIONS AND ANSWERS"
)
_GUIDE = lazy_pattern(
    "指引|指南|攻略|详解|解读|图解|读懂|一文|说清|怎么|怎样|如何|流程|须知|办理|申领|小贴士|GUIDELINE|GUIDANCE|HOW TO|EXPLAINED"
)
_MEDIA = lazy_pattern(
    r"日报|晚报|早报|都市报|时报|周刊|新闻|报社|电视|广播|融媒|南方\+|新华社|新华网|人民网|央视|中新|澎湃|记者|NEWS|TIMES|DAILY"
)
_NEWS_SECTION = lazy_pattern("媒体|要闻|动态|新闻|资讯|头条|NEWS|PRESS")
_QUESTION = lazy_pattern(
    r"^(?:问|Q) *\d* *[:：.]|^(?:\d{1,3}|[一二三四五六七八九十]{1,3}) *[.、．].{4,100}[？?]$"
)
_ANSWER = lazy_pattern(r"^(?:答|A) *\d* *[:：.]")


def kind_of_page(
    title: str, lines: Sequence[str], publisher: str | None, section: str | None
) -> PolicyLevel | None:
    """Say whether a page without a document number is news, answers to questions or guidance; None: none of these.

    Media name themselves as the source; a question-and-answer page says so in its title or answers in pairs.
    """
    flat = folded(title)
    questions = sum(_QUESTION.match(line.strip()) is not None for line in lines)
    answers = sum(_ANSWER.match(line.strip()) is not None for line in lines)
    if publisher and _MEDIA.search(folded(publisher)):
        return PolicyLevel.NEWS
    if _FAQ.search(flat) or (questions >= 3 and answers >= 3) or answers >= 3:
        return PolicyLevel.FAQ
    if _GUIDE.search(flat):
        return PolicyLevel.GUIDANCE
    reported = any(re.search(r"[（(].{0,12}(?:记者|通讯员)|^本报讯|^.{0,12}讯 ", line) for line in lines[:4])
    return PolicyLevel.NEWS if reported or (section and _NEWS_SECTION.search(folded(section))) else None
