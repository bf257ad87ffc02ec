"""What a text points at without naming it: a text in; the kind of pointing, which of a list, and what is left, out.

它, "the second one", 后者, "the cheaper one", 医科大学的那件, "row 3". What they point at is found by `referents`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from knowledge.lazy_patterns import any_of, lazy_pattern
from knowledge.numbers.numerals import parse_numeral

_FLAGS = re.IGNORECASE
_N = r"[一二三四五六七八九十两\d]{1,3}"
_UNIT = "(?:个|件|项|行|份|种|家|位)"
_THING = "(?:专利|技术|发明|成果)?"
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
_PLACE = rf"(?:{'|'.join(_ORDINALS)}|last|\d{{1,2}}(?:st|nd|rd|th))"
_ORD = rf"(?P<o>{_PLACE})"
_AND_ZH = "\\s*(?:[、,，和与及]|以及)\\s*"
_NO_NOUN = (
    r"(?!\s+(?:years?|months?|weeks?|days?|half|quarter|time|step|stage|phase|instal\w+|payments?|sales?|fees?|paragraphs?|articles?|sections?|clauses?|claims?|sentence"
    r"|page|place|case|part|party|deadline|licen[cs]\w+|figure|number|question|plenum|revision|amendment|version|batch|round|to)\b)"
)


class Pointing(StrEnum):
    """How a text points."""

    NUMBERED = "numbered"  # the second, row 3, 最后一个
    FORMER = "former"
    LATTER = "latter"
    OTHER = "other"
    BOTH = "both"
    MANY = "many"  # they, those
    ONE = "one"  # it, the patent
    RULE = "rule"  # this article, 该办法
    BEFORE = "before"  # the version before
    CHEAPER = "cheaper"
    DEARER = "dearer"
    FREE = "free"
    DESCRIBED = "described"  # the one from …, …的那件
    LAST_SPOKEN_OF = "last_spoken_of"  # back to the one of before


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """One kind of pointing. `places` count from 1, from the end where negative; `rest` is the text without it."""

    kind: Pointing
    places: tuple[int, ...] = ()
    words: str = ""  # of a description
    rest: str = ""
    back: bool = False  # it goes back beyond the turn before

    @property
    def single(self) -> bool:
        return self.kind in _SINGLE


_SINGLE = frozenset({Pointing.ONE, Pointing.OTHER, Pointing.DESCRIBED, Pointing.CHEAPER, Pointing.DEARER, Pointing.FREE})  # fmt: skip


_BACK = any_of(
    "^\\W*(?:(?:让我们)?(?:再)?回到|说回|再说回|回过头来?(?:看|说)?|再看回)(?:刚才|之前|前面|上面|最开始|最初)?(?:说的|提到的|问的|讲的)?",
    r"^\W*(?:(?:let us|let's|can we) )?(?:go(?:ing)? |return(?:ing)? |com(?:e|ing) )?back to\b",
    r"^\W*return(?:ing)? to\b",
)
_LAST_SPOKEN_OF = any_of(
    f"(?:刚才|之前|前面|上面)(?:说|提到|问|讲)?的?那{_UNIT}{_THING}",
    r"\bthe (?:earlier|previous|prior) (?:one|patent)\b",
    r"\bthe (?:one|patent) (?:from )?(?:before|earlier)\b",
)
_NUMBERED = any_of(
    f"第(?P<first>{_N})(?=(?:{_AND_ZH}第{_N})*{_AND_ZH}第{_N}{_UNIT})",  # 第一和第三个
    rf"\b(?:just |only )?the (?P<os>{_PLACE}(?:(?:, |,? and ){_PLACE})+)(?: (?:ones|patents|rows|results|technologies)\b)?{_NO_NOUN}",
    f"(?:(?:表|列表|清单)(?:里|中|上)?的?)?(?:倒数)?第(?P<n>{_N}){_UNIT}{_THING}",
    f"(?:(?:表|列表|清单)(?:里|中|上)?的?)?(?P<z>最后|最末|末尾?)(?:一)?{_UNIT}{_THING}",
    rf"\b(?:just |only )?the {_ORD}(?: (?:one|patent|row|line|entry|item|result|technology|policy|rule|option)\b)?{_NO_NOUN}(?: of (?:them|these|those))?(?: (?:in|of|on) the (?:list|table))?",
    r"(?:\b(?:rows?|numbers?|nos?\.|lines?|options?|items?) ?|#)(?P<r>\d{1,2})(?:(?: and |, | & )(?P<r2>\d{1,2}))?\b",
)
_BARE_ORDINAL = lazy_pattern(rf"^\W*{_ORD}(?: one)?(?: please)?\W*$", _FLAGS)
_FIRST_FEW = any_of(
    f"前(?P<n>{_N}){_UNIT}{_THING}",
    f"最后(?P<l>[二两三四五\\d]){_UNIT}{_THING}",
    r"\bthe first (?P<w>two|three|four|five)\b(?: ones| patents| rows)?(?! (?:years?|months?|weeks?))",
)
_FEW = {"two": 2, "three": 3, "four": 4, "five": 5}
_TOWARDS: tuple[tuple[Pointing, re.Pattern[str]], ...] = (
    (Pointing.FORMER, any_of("前者", r"\bthe former\b")),
    (Pointing.LATTER, any_of("后者", r"\bthe latter\b")),
    (Pointing.OTHER, any_of(f"(?:另外?|其他|其它)的?(?:那)?一?{_UNIT}{_THING}", f"剩下的?(?:那)?一?{_UNIT}{_THING}", r"\bthe (?:other|remaining)(?: one| patent| policy| law| article)?\b(?! (?:hand|party|side|parties|owners?|documents?))")),
    (Pointing.CHEAPER, any_of(f"(?:更|较|最)?便宜(?:一?[些点])?的(?:那|这)?(?:一)?(?:{_UNIT}{_THING}|是)", r"\bthe (?:cheaper|cheapest|less expensive|least expensive)(?: one| patent| of the two| of them)?\b")),
    (Pointing.DEARER, any_of(f"(?:更|较|最)?贵(?:一?[些点])?的(?:那|这)?(?:一)?(?:{_UNIT}{_THING}|是)", r"\bthe (?:dearer|dearest|more expensive|most expensive|pricier)(?: one| patent| of the two| of them)?\b")),
    (Pointing.FREE, any_of(f"(?:免费|不收费|不要钱)的(?:那|这)?(?:一)?{_UNIT}{_THING}", r"\bthe (?:royalty[- ])?free one\b", r"\bthe (?:one|patent) (?:with|under|that has) (?:a |the )?(?:royalty[- ])?free (?:licen[cs]e|terms?)\b", r"\bthe (?:one|patent) (?:that is )?(?:royalty[- ]free|free of charge|for free)\b")),
)  # fmt: skip
_DESCRIBED = any_of(
    f"(?P<z>[^,，。;；:：?？!！\\s]{{1,16}}?)(?:的|方面的|有关的?)?那{_UNIT}{_THING}(?!专利权)",
    r"\bthe (?:one|patent) (?:from|of|by|for|on|about|in|owned by|held by|belonging to|that is about|dealing with) (?P<e>[^,;:?!]{2,60})",
    "那(?:件|个|项|份)(?!专利|技术|版本|时候|规定|办法|通知|条例|细则)(?P<y>[^,，。;；:：?？!！\\s的]{2,14})(?:的?专利|的)",
    r"\bthe (?P<b>(?!first|second|third|last|other|former|latter|same|only|cheaper|free|next|new|earlier|previous|open|chinese patent|said)(?:(?!of |the |for |in |on |and |a )[a-z][\w-]+ ?\b){1,4}) patent\b(?! (?:law|office|act|system|term|fee|right|holder|authority|licen))",
    r"\bthe (?P<a>(?!first|second|third|last|other|former|latter|same|only|cheaper|free|next|right|new)[a-z][\w-]+(?: [\w-]+){0,2}) one\b",
)
_RULE_NOUN_ZH = "(?:法(?![院人律])|办法|条例|规定|通知|细则|指引|文件|方案|意见|决定|指南|解释|公告|规则)"
_RULE = any_of(
    "(?:这|该|此|那|上述)一?条(?:款)?(?:的)?",
    f"(?:这|该|此|那|上述)(?:一)?(?:部|个|份|项|件)?{_RULE_NOUN_ZH}",
    r"\b(?:this|that|the same|said) (?:article|section|provision|clause)(?:['’]s)?",
    r"\b(?:this|that|the same|said|these|those) (?:rule|law|act|notice|measure|regulation|provision|policy|plan|document|instrument|guideline)s?(?:['’]s)?",
)
_VERSION_BEFORE = any_of(
    "在?(?:它|这|那|此)?之前(?:的|那个)?(?:版本|规定|规则|一版|旧版|那版|办法)",
    "(?:上一|前一)(?:个)?(?:版本|版)",
    "^\\W*(?:那么?)?(?:在)?(?:此|这|那)?之前(?:呢|是什么|是怎么规定的|怎么规定的?)",
    r"\b(?:the|its) (?:previous|earlier|prior|former|preceding) (?:version|revision|text|rules?|regulations?)\b",
    r"\bthe version before\b",
    r"^\W*(?:and |but )?(?:what was it |what (?:applied|held) |how was it )?before (?:that|then|this)\b",
    r"\bwhat was there before\b",
)
_SAME_VERSION = any_of("(?:这|那|该)个?版本", r"\b(?:this|that|the same) (?:version|revision)\b")
_BOTH = any_of(
    f"(?:这|那|以上|上述)?(?:两|二)(?:{_UNIT}|者){_THING}(?:都|均)?",
    "(?:这|它)俩",
    r"\b(?:of )?(?:both|(?:the|these|those) two|either)(?: of them| of these| of those| patents| ones)?\b",
    r"\beach of them\b",
)
_MANY = any_of(
    "它们",
    "(?:这|那)些(?:专利|技术|成果)?",
    f"(?:以上|上述|前面)(?:几{_UNIT}|这些|所有)?{_THING}",
    f"(?:这|那)(?:几|三|四|五){_UNIT}{_THING}",
    r"\b(?:all |any |none |which |each )?(?:of )?(?:them|these|those|they|their)\b(?! (?:measures|regulations|rules|provisions))",
    r"\ball (?:three|four|five|of the above)\b",
)
_ONE = any_of(
    "它(?!们)",
    "其(?=许可|权利|保护|有效|专利|费用|价格|期限|所有)",
    "(?:这|那|该|此)(?:一)?(?:件|项|份)?(?:专利|技术|发明)(?!权人|法|局)",
    "(?:这|那)(?:一)?(?:件|项)(?![事业])",
    "(?:这|那)个(?=[,，?？]|$|的|能|可|多少|怎么|是|有|什么|呢)",
    r"\b(?:this|that) (?:one|patent|technology|invention)(?:['’]s)?",
    r"\bthe patent\b(?! (?:law|office|act|system|of|from|owned|term|fee|right|holder|authority|term|on|for|by))(?:['’]s)?",
    r"\b(?:its?|that|this)\b(?! (?:is|was) (?:right|correct|all)\b)(?=['’ ,.?!]|$)(?! (?:the|a|we|our|i|you|article|section|rule|law)\b)",
)


def pointer_in(text: str) -> Pointer | None:
    """Return how a text points, the most telling way first; None where it points at nothing."""
    back = _BACK.search(text)
    found = _pointer(text[back.end() :] if back else text)
    if back is None:
        return found
    if found is None or found.kind in (Pointing.ONE, Pointing.MANY, Pointing.RULE):
        described, _, rest = re.sub(r"^\W*(?:那|这)?(?:个|件|项)?|^\s*the ", "", text[back.end() :], count=1).partition(
            next(iter(re.findall(r"[,，:：?？;；]", text[back.end() :])), "\0")
        )  # fmt: skip
        return Pointer(kind=Pointing.DESCRIBED, words=described.strip(), rest=rest, back=True)
    return Pointer(kind=found.kind, places=found.places, words=found.words, rest=found.rest, back=True)


def _pointer(text: str) -> Pointer | None:
    for few in _FIRST_FEW.finditer(text):
        count = _FEW.get((few["w"] or "").lower()) or parse_numeral(few["n"] or few["l"] or "") or 2
        few_places = range(-count, 0) if few["l"] else range(1, count + 1)
        return Pointer(kind=Pointing.NUMBERED, places=tuple(few_places), rest=_without(text, [few]))
    numbered = [*_NUMBERED.finditer(text)] or [*_BARE_ORDINAL.finditer(text)]
    if numbered:
        places = tuple(dict.fromkeys(place for match in numbered for place in _places(match)))
        return Pointer(kind=Pointing.NUMBERED, places=places, rest=_without(text, numbered))
    for kind, pattern in ((Pointing.BEFORE, _VERSION_BEFORE), (Pointing.LAST_SPOKEN_OF, _LAST_SPOKEN_OF)):
        if match := pattern.search(text):
            return Pointer(kind=kind, rest=_without(text, [match]))
    towards = [(kind, match) for kind, pattern in _TOWARDS if (match := pattern.search(text))]
    if len(towards) > 1 and {kind for kind, _ in towards} >= {Pointing.FORMER, Pointing.LATTER}:
        return Pointer(kind=Pointing.BOTH, rest=_without(text, [match for _, match in towards]))
    if towards:
        return Pointer(kind=towards[0][0], rest=_without(text, [towards[0][1]]))
    return _described(text) or _pronoun(text)


def _described(text: str) -> Pointer | None:
    match = _DESCRIBED.search(text)
    if match is None:
        return None
    words = next(part for part in match.groups() if part)
    words = re.sub(r"^(?:那么?|和|还有|那个)|的$", "", words)
    return Pointer(kind=Pointing.DESCRIBED, words=words, rest=_without(text, [match])) if words else None


def _pronoun(text: str) -> Pointer | None:
    for kind, pattern in (
        (Pointing.BOTH, _BOTH),
        (Pointing.RULE, _RULE),
        (Pointing.RULE, _SAME_VERSION),
        (Pointing.MANY, _MANY),
        (Pointing.ONE, _ONE),
    ):
        if matches := [*pattern.finditer(text)]:
            return Pointer(kind=kind, rest=_without(text, matches))
    return None


def _places(match: re.Match[str]) -> tuple[int, ...]:
    groups = match.groupdict()
    if groups.get("z"):
        return (-1,)
    if groups.get("first"):
        return (parse_numeral(groups["first"]) or 1,)
    if groups.get("n"):
        number = parse_numeral(groups["n"]) or 1
        return (-number if "倒数" in match[0] else number,)
    if groups.get("r"):
        return tuple(int(groups[name]) for name in ("r", "r2") if groups.get(name))
    words = re.findall(_PLACE, (groups.get("os") or groups.get("o") or "").lower())
    return tuple(_place(word) for word in words) or (1,)


def _place(word: str) -> int:
    if word == "last":
        return -1
    return _ORDINALS.index(word) + 1 if word in _ORDINALS else int(re.sub(r"\D", "", word) or 1)


def _without(text: str, matches: Iterable[re.Match[str]]) -> str:
    kept = list(text)
    for match in matches:
        kept[match.start() : match.end()] = " " * (match.end() - match.start())
    return " ".join("".join(kept).split())
