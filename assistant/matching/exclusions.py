"""What must not be there: a thing and a patent's passages in; said to be absent, plainly said to be there, or nothing said, out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.composing.sentences import split_sentences
from assistant.matching import need_words as words
from assistant.matching.likeness import Likeness, share
from assistant.matching.statements import is_background, speaks_of_others
from assistant.matching.types import Verdict
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Passage, PassageKind

_FLAGS = re.IGNORECASE
_ABSENT = 0.5  # of the words of the thing, behind a word of absence
_PRESENT = 0.8
_BINDING = frozenset({PassageKind.CLAIM, PassageKind.ABSTRACT})
_CLAUSE = lazy_pattern(r"[，；;。]|,(?=\s)|\.(?=\s|$)")
_ABSENCE = lazy_pattern(
    r"(?:不|未|无需?|没有|免去?|省去|避免|取消|代替|替代|非)(?:含有?|使用|采用|添加|加入?|引入|用|需要?|产生|必)?"
    r"|\b(?:without|free (?:of|from)|no|not|neither|nor|avoid\w*|instead of|rather than|omit\w*)\b|-free\b",
    _FLAGS,
)
_FREE = lazy_pattern(r"([a-z]+(?:-[a-z]+)*)-free\b", _FLAGS)
_REACH = 24  # characters behind a word of absence that it speaks of


def thing_in(text: str) -> str:
    """Return what an exclusion excludes: 不用强酸 → 强酸, "solvent-free" → solvent."""
    free = _FREE.search(text)
    if free:
        return free[1]
    marker = words.EXCLUDED.search(text)
    return text[marker.end() :] if marker and text[marker.end() :].strip() else text


def excluded_verdict(
    thing: str, passages: Iterable[Passage], likeness: Likeness
) -> tuple[Verdict, Passage | None, str, float]:
    """Return the verdict with the passage and the sentence that carry it; absence anywhere goes before presence."""
    asked = likeness.asked(thing)
    present: tuple[Verdict, Passage | None, str, float] = (Verdict.NOT_FOUND, None, "", 0.0)
    for passage in passages:
        if passage.instruction_like or is_background(passage):
            continue
        for sentence, clause in _clauses(passage.text):
            found = share(asked, likeness.said(clause, passage.language))
            if found < _ABSENT:
                continue
            denied = max(
                (share(asked, likeness.said(told, passage.language)) for told in _denied(clause)), default=0.0
            )
            if denied >= _ABSENT:
                return Verdict.SUPPORTED, passage, sentence, denied
            if (
                passage.kind in _BINDING
                and found >= max(_PRESENT, present[3])
                and not speaks_of_others(clause)
            ):
                present = (Verdict.CONTRADICTED, passage, sentence, found)
    return present


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    for _, sentence in split_sentences(text):
        begin = 0
        for match in _CLAUSE.finditer(sentence):
            yield sentence, sentence[begin : match.start()]
            begin = match.end()
        yield sentence, sentence[begin:]


def _denied(clause: str) -> Iterator[str]:
    """Yield what a clause says not to be there."""
    for match in _ABSENCE.finditer(clause):
        if match[0].lower() == "-free":
            yield clause[max(0, match.start() - _REACH) : match.start()]
        else:
            yield clause[match.end() : match.end() + _REACH]
