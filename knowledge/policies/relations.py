"""Which other instruments a text changes or ends, and which ended it: 同时废止《…》, 关于修改《…》的决定, supersedes, repealed by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.document_numbers import number_as_written
from knowledge.types import Language, PolicyMention

_QUOTED = lazy_pattern(r"《(?P<title>(?:[^《》]|《[^《》]*》){2,200})》")
_NUMBER = lazy_pattern(r"\s*[（(〔\[](?P<number>[^（()）]{3,60}?号[^（()）]{0,10})[)）〕\]]")
_SENTENCE = lazy_pattern(r"[^。；\n]+[。；]?")
_ENDS = lazy_pattern(
    r"(?:同时|即行|相应|予以|一并|现予|均|即|宣布|自行|随之)?(?:废止|停止执行|停止施行|失效|不再执行|不再施行)(?=[。；,，）)\s]|$)"
)
_NOT_ENDED = lazy_pattern(
    r"(?:不得|未|尚未|没有|是否|不因|如果|可以|应当|需要|拟|建议|申请|修改(?:或者?|、)|制定、|清理|继续有效|无效、|解除|撤销|许可|资格|合同|证书).{0,12}$"
)
_PART = lazy_pattern(r"^\s*(?:第[^条]{1,9}条|中|附件|有关|关于|规定的|的(?:有关)?(?:规定|条款)|所|里|里的)")
_ENDED_BY = lazy_pattern(
    r"(?:本(?:法|条例|办法|规定|通知|细则|决定|文件|解释)|该(?:法|条例|办法|规定|通知|细则)).{0,12}?(?:已)?被《(?P<title>(?:[^《》]|《[^《》]*》){2,120})》[^。；\n]{0,40}?(?:废止|取代|替代|代替)"
)
_AMENDING_TITLE = lazy_pattern(
    r"关于(?:修改|修订|修正)(?P<names>.*《.+》)?.*?的?(?:决定|公告|通知)$|(?P<act>.{2,40})修正案"
)
_REPEALING_TITLE = lazy_pattern(r"关于(?:废止|宣布失效).*?《.+》.*?的?(?:决定|公告|通知)$")
_AMENDS = lazy_pattern(
    r"(?:对|将)《(?P<title>(?:[^《》]|《[^《》]*》){2,120})》[^。；\n]{0,60}?(?:作出?(?:如下|以下)修[改订正]|修改如下)"
)
_EN_TITLE = r"(?P<title>(?:the |The )?[A-Z][^.;()\n]{3,140}?)(?=\s*(?:[.;()]|, (?:which|as|dated|and is|is|are|with)|\bdated\b|\bis\b|\bare\b|\bof \d|\bwith effect|\bwith immediate|$))"
_EN_SELF = r"(?:[Tt]h(?:is|ese)|[Tt]he present) (?:[A-Z]?[a-z]+ ){0,2}(?:[Aa]ct|[Ll]aw|[Nn]otice|[Rr]ules?|[Rr]egulations?|[Gg]uid(?:ance|elines?)|[Mm]easures|[Pp]rovisions|[Cc]ircular|[Oo]rder|[Mm]emorandum|[Pp]olicy|[Dd]irective|[Vv]ersion)"
_EN_REPEALS = lazy_pattern(
    rf"{_EN_SELF}[^.;\n]{{0,60}}?\b(?:supersedes?|repeals?|replaces?|rescinds?|revokes?)\s+{_EN_TITLE}"
)
_EN_AMENDS = lazy_pattern(rf"{_EN_SELF}[^.;\n]{{0,60}}?\bamends?\s+{_EN_TITLE}")
_EN_REPEALED = lazy_pattern(
    rf"{_EN_TITLE}\s*(?:\([^)\n]{{0,60}}\)\s*)?(?:is|are|shall be)(?: hereby)? (?:repealed|superseded|rescinded|revoked)(?! by)"
)
_EN_ENDED_BY = lazy_pattern(
    rf"{_EN_SELF}[^.;\n]{{0,40}}?(?:is|was|has been|have been|are|were) (?:repealed|superseded|replaced|rescinded|revoked) by\s+{_EN_TITLE}"
)  # fmt: skip
_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """The other instruments that a text names, as it names them; offsets are those of the text."""

    amends: tuple[PolicyMention, ...] = ()
    repeals: tuple[PolicyMention, ...] = ()
    repealed_by: tuple[PolicyMention, ...] = ()


def read_relations(title: str, text: str, language: Language) -> Relations:
    """Read what a text amends and repeals as a whole, and what repealed it; parts of instruments are not listed."""
    if language is Language.EN:
        return Relations(
            amends=_unique(_english(_EN_AMENDS, text)),
            repeals=_unique((*_english(_EN_REPEALS, text), *_english(_EN_REPEALED, text))),
            repealed_by=_unique(_english(_EN_ENDED_BY, text)),
        )
    return Relations(
        amends=_unique((*_amended_by_title(title), *_found(_AMENDS, text))),
        repeals=_unique((*_repealed_by_title(title), *_repealed(text))),
        repealed_by=_unique(_found(_ENDED_BY, text)),
    )


def _repealed(text: str) -> Iterator[PolicyMention]:
    """Yield what a sentence ends: the works it names before the verb, unless only a part of them or a condition."""
    for sentence in _SENTENCE.finditer(text):
        words = sentence[0]
        if "《" not in words or (
            "废止" not in words and "失效" not in words and "停止" not in words and "不再" not in words
        ):
            continue
        bare = _QUOTED.sub(lambda match: "《" + "□" * (len(match[0]) - 2) + "》", words)
        for end in _ENDS.finditer(bare):
            clause = bare[: end.start()]
            if _NOT_ENDED.search(clause) or "》" not in clause:
                continue
            for match in _QUOTED.finditer(words, 0, end.start()):
                number = _NUMBER.match(words, match.end())
                behind = words[number.end() if number else match.end() : end.start()]
                if not _PART.match(behind) and not re.search(
                    r"(?:根据|依据|按照|依照|为贯彻|与|符合)\s*$", bare[: match.start()]
                ):
                    yield _mention(match, number, sentence.start())
            break


def _amended_by_title(title: str) -> Iterator[PolicyMention]:
    match = _AMENDING_TITLE.search(title.strip())
    if match is None:
        return
    if match["act"]:
        yield PolicyMention(title=match["act"].strip("《》 "))
        return
    for quoted in _QUOTED.finditer(title):
        yield PolicyMention(title=quoted["title"])


def _repealed_by_title(title: str) -> Iterator[PolicyMention]:
    if _REPEALING_TITLE.search(title.strip()):
        for quoted in _QUOTED.finditer(title):
            yield PolicyMention(title=quoted["title"])


def _found(pattern: re.Pattern[str], text: str) -> Iterator[PolicyMention]:
    for match in pattern.finditer(text):
        end = match.end("title") + 1
        number = _NUMBER.match(text, end)
        yield PolicyMention(
            title=match["title"],
            document_number=number_as_written(number["number"]) if number else None,
            start=match.start("title") - 1,
            end=number.end() if number else end,
        )


def _english(pattern: re.Pattern[str], text: str) -> Iterator[PolicyMention]:
    for match in pattern.finditer(text):
        title = re.sub(r"\s+", " ", match["title"]).strip(" ,")
        yield PolicyMention(
            title=re.sub(r"^[Tt]he ", "", title), start=match.start("title"), end=match.end("title")
        )


def _mention(match: re.Match[str], number: re.Match[str] | None, offset: int) -> PolicyMention:
    return PolicyMention(
        title=match["title"],
        document_number=number_as_written(number["number"]) if number else None,
        start=offset + match.start(),
        end=offset + (number.end() if number else match.end()),
    )


def _unique(mentions: Iterator[PolicyMention] | tuple[PolicyMention, ...]) -> tuple[PolicyMention, ...]:
    kept: dict[tuple[str | None, str | None], PolicyMention] = {}
    for mention in mentions:
        kept.setdefault((mention.title, mention.document_number), mention)
    return tuple(kept.values())[:_MOST]
