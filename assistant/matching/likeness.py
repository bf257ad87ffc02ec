"""How much of the words of one text another says, in the same language or the other: both texts in; a share out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from assistant.matching.word_groups import group_spans, groups_in, groups_of
from knowledge.analysis import fold, word_terms
from knowledge.bridge import DictionaryBridge
from knowledge.function_words import ENGLISH
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language

_HAN = lazy_pattern(r"[\u3400-\u9fff]")
_HAN_RUN = lazy_pattern(r"[\u3400-\u9fff]+")
_LATIN = lazy_pattern(r"[A-Za-z][A-Za-z-]+")
_EMPTY = frozenset(
    "的之在和与或及其为是到至于有约由所述该各每一二两三四五六七八九十百千万个不大小高低于等以上下内后前时要能可达率度量值性数应须需得"
)
_OF_BOUNDS = """
    least most more less than below above under over within between about approximately maximum minimum up down
    need needs must should want wanted required keep kept stay stays reach reaches low high lower higher no not
"""
_WISHED = "最好 希望 尽量 至少 至多 最多 最少 必须 左右 就 还 也 那 步 做 好 做到 达到 保证 控制 实现 还有 能够 不能 成品 里 全程 per unit each"
_GIVEN = "give gives giving deliver delivers reach reaches reached achieve achieves show shows offer offers provide provides run runs operate operates 之类 等等"
_LEFT_OUT = frozenset(f"{_OF_BOUNDS} {_WISHED} {_GIVEN}".split())
_SINGLE = 0.6  # a word of one character says less
_GLOSSED = 0.9


@dataclass(frozen=True, slots=True)
class AskedTerm:
    """A word that is asked for: its characters or stem, and what it can be in the other language."""

    text: str
    pairs: frozenset[str]
    senses: tuple[frozenset[str], ...]
    groups: frozenset[int]


@dataclass(frozen=True)
class SaidWords:
    """What a text says, ready to be asked about in either language."""

    text: str
    language: Language
    bridge: DictionaryBridge = field(repr=False, compare=False)

    @cached_property
    def characters(self) -> frozenset[str]:
        return frozenset(_HAN.findall(self.text)) - _EMPTY

    @cached_property
    def pairs(self) -> frozenset[str]:
        return _pairs(self.text)

    @cached_property
    def groups(self) -> frozenset[int]:
        return groups_in(self.text)

    @cached_property
    def english(self) -> frozenset[str]:
        folded = fold(self.text)
        own = frozenset(term for word in _LATIN.findall(folded) for term in word_terms(word))
        if self.language is Language.EN:
            return own
        return own | frozenset(self.bridge.folded_pivot_terms(folded))


class Likeness:
    """Takes words of what is asked apart, and holds them against what is said."""

    def __init__(self, bridge: DictionaryBridge) -> None:
        self._bridge = bridge
        self.asked = lru_cache(maxsize=4_096)(self._asked)

    def said(self, text: str, language: Language) -> SaidWords:
        return SaidWords(text, language, self._bridge)

    def _asked(self, text: str) -> tuple[AskedTerm, ...]:
        """Return the words that tell what something is; numbers, bounds and function words left out."""
        folded = fold(text)
        found: dict[str, AskedTerm] = {}
        for name, start, end in group_spans(folded):
            word = folded[start:end]
            if word not in _LEFT_OUT and word not in ENGLISH:
                stems = frozenset(word_terms(word)) if word.isascii() else frozenset()
                meant = (stems,) if stems else ()
                found.setdefault(word, AskedTerm(word, _pairs(word), meant, groups_of(name)))
            folded = f"{folded[:start]}{' ' * (end - start)}{folded[end:]}"
        for word in self._bridge.segment(folded):
            if word not in _LEFT_OUT and any(char not in _EMPTY for char in word):
                senses = tuple(frozenset(sense.terms) for sense in self._bridge.senses(word) if sense.terms)
                found.setdefault(word, AskedTerm(word, _pairs(word), senses, groups_in(word)))
        for word in _LATIN.findall(folded):
            if len(word) > 1 and word not in ENGLISH and word not in _LEFT_OUT:
                stems = frozenset(word_terms(word))
                found.setdefault(word, AskedTerm(word, frozenset(), (stems,), groups_in(word)))
        return tuple(found.values())


def share(asked: Sequence[AskedTerm], said: SaidWords) -> float:
    """Return the share (0 to 1) of the asked words that are said; 0 where nothing is asked."""
    return sum(held(term, said) for term in asked) / len(asked) if asked else 0.0


def held(term: AskedTerm, said: SaidWords) -> float:
    """Return how far (0 to 1) a text says a word: itself, or one of its meanings."""
    if term.groups & said.groups:
        return _GLOSSED
    own = 0.0
    if said.language is Language.ZH and _HAN.search(term.text):
        own = _own(term, said)
        if own >= _SINGLE:
            return own
    if not term.senses:
        return own
    english = max(len(sense & said.english) / len(sense) if sense else 0.0 for sense in term.senses)
    if not _HAN.search(term.text):
        return english
    return max(own, english * _GLOSSED)


def _own(term: AskedTerm, said: SaidWords) -> float:
    telling = [char for char in term.text if char not in _EMPTY]
    if not telling:
        return 0.0
    single = sum(char in said.characters for char in telling) / len(telling)
    if not term.pairs:
        return single * _SINGLE
    together = len(term.pairs & said.pairs) / len(term.pairs)
    return max(together, single * _SINGLE)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(run[at : at + 2] for run in _HAN_RUN.findall(text) for at in range(len(run) - 1))
