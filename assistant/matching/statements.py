"""Values that a patent states: its passages in; each value with the words that say what it is of, out.

What others reached is left out: background, comparative examples, controls, and what a change begins at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.composing.sentences import split_sentences
from assistant.matching.likeness import Likeness, SaidWords
from assistant.matching.properties import about
from assistant.matching.property_words import OF_ONE_SUBSTANCE, properties_in, without_names
from assistant.matching.quantity_reading import quantities_in, without_values
from assistant.matching.types import Quantity
from assistant.matching.worked_out import WorkedOut, is_level, is_one_of_parts, worked_out
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Passage, PassageKind

_FLAGS = re.IGNORECASE
_MOST_PASSAGES = 160
TEXTS = (  # what tells of the technology, in the order in which its values are read
    PassageKind.CLAIM,
    PassageKind.ABSTRACT,
    PassageKind.TABLE,
    PassageKind.PARAGRAPH,
    PassageKind.SECTION,
)
_BACKGROUND = lazy_pattern(r"背景|现有技术|\bbackground\b|prior art|related art|state of the art", _FLAGS)
_OTHERS = lazy_pattern(
    r"对比例|对比样|比较例|对照|未[加经处包添改涂粘]|不加|不施|取消|常规|传统|现有|已有|普通|以往|市售|单独使用|徒手"
    r"|\b(?:comparative|comparison|control|conventional|conventionally|prior|known|untreated|uncoated|uncut|without|reference|commercial|steady|"
    r"single-step|ordinary)\b",
    _FLAGS,
)
_BESIDE = lazy_pattern(
    r"\b(?:against|compared (?:with|to)|versus|vs\.?|rather than|instead of|as opposed to)\s*\W*$", _FLAGS
)
_COMPARED = lazy_pattern(r"\b(?:against|compared (?:with|to)|versus|than|as opposed to)\b|较|相比|而", _FLAGS)
_OWN = lazy_pattern(
    r"实施例|本例|本发明|本实用新型|本申请|\b(?:present )?invention\b|(?<!comparative )\bexample \d", _FLAGS
)
_BEGINS_AT = lazy_pattern(r"(?:[由从自]|\bfrom) ?$", _FLAGS)
_GOES_TO = lazy_pattern(r"\s*(?:降|升|提|增|减|缩|变|延|恢复|to\b|down to|up to)", _FLAGS)
_SEGMENT = lazy_pattern(r"[；;。]")
_CLAUSE = lazy_pattern(
    r"[，；;。、]|,(?=\s)|(?<=[\u4e00-\u9fff\d%]),(?=[\u4e00-\u9fff])|:\s|：|\.\s+(?=[A-Z])|\s(?=(?:while|whereas)\s)"
)
_CHANGES = (
    ("left", r"保持|保留|留[住下]|保住|还有|还剩|剩|残余强|剩余|\bretain\w*|\bretention|\bkept|\bkeeps?\b|\bleft\b|\bremain\w*|\bmaintain\w*|\bsurviv\w*"),
    ("down", r"减少|[要能可需]降|降(?=约? ?\d)|减[至去]|降低|下降|降至|降幅|[节省]约|节[水电能]|省|缩短|缩减|损失|衰减|(?<![至不减])少(?![于量数许])|\breduc\w*|\bdecreas\w*|\blower(?:s|ed)\b|\bcut(?:s|ting)?\b|\bsav(?:e|es|ing|ings)\b|\bfall(?:s|ing)?\b|\bfell\b|\bdrop\w*|\bloses?\b|\bloss(?:es)?\b|\blost\b|\bless [a-z]+$|\d ?% (?:less|fewer)|\bpoints? (?:lower|below|less|worse)\b|\bcosts? the\b|\bshorten\w*"),
    ("up", r"提高|增加|增产|增幅|提升|升高|\bincreas\w*|\brais\w*|\bgrew\b|\bgrow\w*|\bgain\w*|\bhigher by\b"),
)  # fmt: skip
_OF_CHANGE = tuple((name, lazy_pattern(pattern, _FLAGS)) for name, pattern in _CHANGES)
_OF_SHARES = frozenset({"%", "×"})
_SHARES = frozenset({"content"})
_OF_STEP = frozenset({"temperature"})
_AND = lazy_pattern(r"[和与及]|\band\b", _FLAGS)
_STAGE = lazy_pattern(
    r"(?:[前中后末]|第?[一二三四])(?:段|区|级|阶段)|\b(?:first|second|third|last|final) (?:stage|zone|section)\b",
    _FLAGS,
)
_MADE_OF = lazy_pattern(
    r"百分比|质量分数|组成|包括|包含|含有|\b(?:by (?:mass|weight)|compris\w+|consist\w*|contain\w*|composed)\b|\bwt",
    _FLAGS,
)
_DONE_BEFORE = lazy_pattern(
    r"\b(?:is|are|was|were|be|by|and|of|then) (?:then )?[a-z-]+(?:ed|ing|en)\b[^.;]{0,60}\b(?:at|to|in|with)\b[^.;,\d]{0,24}$",
    _FLAGS,
)
_AT_ZH = lazy_pattern(r"(?:[在于经以]|[至到])\S?$")
_DONE_AFTER_ZH = lazy_pattern(
    r"(?:的[^，,。；;]{1,10})?(?:下|中|条件)|[\u4e00-\u9fff]{1,3}(?:\d|$|[，,。；;])"
)
_TESTED = lazy_pattern(
    r"测|试验|检验|老化|贮存|储存|冷藏|耐|稳定|\b(?:test|measur|stor|age[ds]?\b|ageing|aging|resist|withstand|stable)",
    _FLAGS,
)


_SAID_OF_ALL = frozenset(
    [
        "总",
        "综合",
        "平均",
        "整体",
        "单程",
        "单次",
        "最终",
        "工艺",
        "过程",
        "产品",
        "该法",
        "方法",
        "总体",
        "total",
        "overall",
        "average",
        "mean",
        "process",
        "product",
        "final",
        "method",
        "single",
        "pass",
    ]
)


@dataclass(frozen=True)
class Statement:
    """A value of a patent, with the sentence that it stands in, or that it follows from."""

    passage: Passage
    sentence: str
    quantity: Quantity
    likeness: Likeness
    worked: WorkedOut | None = None

    @cached_property
    def name(self) -> str:
        """Return the words beside the value."""
        return self.worked.name if self.worked else about(self.sentence, self.quantity)

    @cached_property
    def properties(self) -> frozenset[str]:
        if self.worked is None:
            return properties_of(self.sentence, self.quantity)
        return properties_of(self.sentence, self.worked.of) if self.worked.of else self.worked.properties

    @cached_property
    def change(self) -> str:
        return self.worked.change if self.worked else change_of(self.sentence, self.quantity)

    @cached_property
    def is_level(self) -> bool:
        """Say whether it is what something changes to, and not how much it changes."""
        return self.worked is None and is_level(self.sentence, self.quantity)

    @cached_property
    def is_one_of_parts(self) -> bool:
        return self.worked is None and is_one_of_parts(self.sentence, self.quantity)

    @cached_property
    def is_component(self) -> bool:
        """Say whether it is the share of one thing in a list of what something is made of."""
        shares = [value for value in quantities_in(self.sentence) if value.unit == "%"]
        if self.worked is not None or self.quantity.unit != "%" or len(shares) < 2:
            return False
        return bool(_MADE_OF.search(self.sentence)) and self.properties <= _SHARES and not self.change

    @cached_property
    def is_of_a_step(self) -> bool:
        """Say whether it is the temperature that a step is done at, and not one of a material or of a test."""
        clause = clause_of(self.sentence, self.quantity)
        before = self.sentence[: self.quantity.start]
        after = self.sentence[self.quantity.end :]
        done = _DONE_BEFORE.search(f"{before} ") or (
            _AT_ZH.search(f"{before}{self.quantity.text[:1]}") and _DONE_AFTER_ZH.match(after)
        )
        return bool(done) and self.properties <= _OF_STEP and not _TESTED.search(clause)

    @cached_property
    def names_a_thing(self) -> bool:
        """Say whether the words about a share name what it is a share of."""
        words = without_values(self._clause, quantities_in(self._clause))
        terms = self.likeness.asked(without_names(words, OF_ONE_SUBSTANCE))
        return any(term.text not in _SAID_OF_ALL for term in terms)

    @property
    def is_total(self) -> bool:
        return self.worked is not None and self.worked.is_total

    @cached_property
    def said_by_clause(self) -> SaidWords:
        return self.likeness.said(self._clause, self.passage.language)

    @property
    def _clause(self) -> str:
        """Return the words that are about the value; of one of several stages those of the first too."""
        if self.worked is not None:
            return self.worked.said
        start, end = clause_span(self.sentence, self.quantity)
        clause = self.sentence[start:end]
        if self.is_component:
            before = [m.end() for m in _AND.finditer(self.sentence, start, self.quantity.start)]
            after = _AND.search(self.sentence, self.quantity.end, end)
            return self.sentence[before[-1] if before else start : after.start() if after else end]
        if _STAGE.search(clause) and (first := _STAGE.search(self.sentence)) and first.start() < start:
            return f"{clause_of(self.sentence, quantities_in(self.sentence)[0])} {clause}"
        return clause

    @cached_property
    def said_by_sentence(self) -> SaidWords:
        return self.likeness.said(self.sentence, self.passage.language)

    @cached_property
    def order(self) -> int:
        """Return how far behind an independent claim it stands."""
        kind = self.passage.kind
        if kind is PassageKind.CLAIM:
            return 1 if self.passage.depends_on else 0
        return 2 if kind is PassageKind.ABSTRACT else 3


def statements(passages: Iterable[Passage], likeness: Likeness) -> tuple[Statement, ...]:
    """Return the values that passages state, those of claims first."""
    told = [p for p in passages if p.kind in TEXTS and not p.instruction_like and not is_background(p)]
    told.sort(key=lambda passage: TEXTS.index(passage.kind))
    return tuple(each for p in told[:_MOST_PASSAGES] for each in _of_passage(p, likeness))


def is_background(passage: Passage) -> bool:
    """Say whether a passage tells of what there was before."""
    return any(_BACKGROUND.search(heading) for heading in passage.headings)


def _of_passage(passage: Passage, likeness: Likeness) -> Iterator[Statement]:
    for _, sentence in split_sentences(passage.text):
        for quantity in quantities_in(sentence):
            if not is_of_others(sentence, quantity):
                yield Statement(passage, sentence, quantity, likeness)
        for each in worked_out(sentence, of_others=speaks_of_others(sentence)):
            if not (each.is_difference and each.of and change_of(sentence, each.of)):
                yield Statement(passage, sentence, each.quantity, likeness, each)


def is_of_others(sentence: str, quantity: Quantity) -> bool:
    """Say whether a value is that of a control or of other ways, or what a change begins at."""
    before = sentence[: quantity.start]
    if _BEGINS_AT.search(before) and _GOES_TO.match(sentence, quantity.end):
        return True
    if _BESIDE.search(_OTHERS.sub("", before)):
        return True
    begin = max((match.end() for match in _SEGMENT.finditer(before)), default=0)
    start, end = clause_span(sentence, quantity)
    compared = _COMPARED.search(sentence, quantity.end, end)
    own = sentence[start : compared.start() if compared else end]
    opening = sentence[begin : begin + 24]
    if (told := _OTHERS.search(opening)) and told.start() <= 8 and not _OWN.search(own):
        return True
    return speaks_of_others(own)


def speaks_of_others(clause: str) -> bool:
    """Say whether a clause is about a control or about other ways."""
    return bool(_OTHERS.search(clause))


def clause_of(sentence: str, quantity: Quantity) -> str:
    start, end = clause_span(sentence, quantity)
    return sentence[start:end]


def clause_span(sentence: str, quantity: Quantity) -> tuple[int, int]:
    start = max((m.end() for m in _CLAUSE.finditer(sentence, 0, quantity.start)), default=0)
    after = _CLAUSE.search(sentence, quantity.end)
    return start, after.start() if after else len(sentence)


def properties_of(sentence: str, quantity: Quantity) -> frozenset[str]:
    """Return the properties that a value can be of: those named next to it, in its clause or the one before."""
    start, end = clause_span(sentence, quantity)
    named = [each for each in properties_in(sentence) if each.start < end]
    values = quantities_in(sentence)
    here = [each for each in named if each.end > start]
    before = [
        each for each in here if each.end <= quantity.start and not _between(values, each.end, quantity.start)
    ]
    after = [
        each for each in here if each.start >= quantity.end and not _between(values, quantity.end, each.start)
    ]
    if len(before) > 1 and before[-1].names <= _SHARES:  # the yield of the fine fraction
        before = before[:-1]
    next_to = [*before[-1:], *after[:1]] or [
        each for each in named if each.end <= quantity.start and _of_one_unit(values, each.end, quantity)
    ][-1:]
    return frozenset(name for each in next_to for name in each.names)


def _of_one_unit(values: Sequence[Quantity], start: int, quantity: Quantity) -> bool:
    """Say whether a property has values of this unit alone up to here: an error of 2.0 % walking, 2.1 % cycling."""
    between = [value for value in values if start <= value.start < quantity.start]
    return bool(between) and all(value.unit == quantity.unit for value in between)


def _between(values: Sequence[Quantity], start: int, end: int) -> bool:
    return any(value.start >= start and value.end <= end for value in values)


def change_of(sentence: str, quantity: Quantity) -> str:
    """Return what kind of change a share is: what is left, how much less, how much more."""
    if quantity.unit not in _OF_SHARES:
        return ""
    clause = clause_of(sentence, quantity)
    return next((name for name, pattern in _OF_CHANGE if pattern.search(clause)), "")
