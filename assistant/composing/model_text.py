"""Read what a model writes: pieces of text in; complete sentences with their markers, free of markup, out.

A marker is [2], [1][3], [1, 3] or 【2】. Paragraph numbers of patents such as [0011] are none and are dropped. Links keep
their words, images and HTML go; a sentence in which something of them is left over counts as unclean, and so does one
that speaks in another's part ("system: …") or calls a tool.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assistant.markup import ADDRESS, visible, without_markup
from knowledge.lazy_patterns import lazy_pattern
from knowledge.sentences import is_abbreviation

_NUMBER = r"\^?[1-9]\d{0,2}(?:\s*[-–—]\s*[1-9]\d{0,2})?"
_MARKER = rf"[\[【［]\s*{_NUMBER}(?:\s*[,，、;；]\s*{_NUMBER})*\s*[\]】］](?!\()"
_MARKERS = lazy_pattern(_MARKER)
_END = lazy_pattern(
    rf"(?:[。！？]+|[.!?]+(?=[”’」』）)\"']*(?:\s|$|\s*{_MARKER})))[”’」』）)\"']*(?:\s*{_MARKER})*\s*"
)
_OPENING = "[【［"
_THOUGHT = lazy_pattern(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_CLOSED_THOUGHT = lazy_pattern(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_OPEN_THOUGHT = lazy_pattern(r"<think(?:ing)?>|<(?:t(?:h(?:i(?:nk?)?)?)?)?$", re.IGNORECASE)
_THOUGHT_START = lazy_pattern(r"<think(?:ing)?>", re.IGNORECASE)
_THOUGHT_END = lazy_pattern(r"</think(?:ing)?>", re.IGNORECASE)
_FENCE = lazy_pattern(r"^\s*(?:```|~~~).*$")
_RULE = lazy_pattern(r"^\s*(?:[-*_=]\s*){3,}$")
_BULLET = lazy_pattern(r"^\s*(?:[-*•·–]\s+|\(?\d{1,2}[.)、](?:\s+|(?=[^\d\s]))|[((]\d{1,2}[))]\s*)")
_HEADING = lazy_pattern(r"^\s*#{1,6}\s+|^\s*(?:\*\*|__)(?P<bold>[^*_]+)(?:\*\*|__)\s*[::]?\s*$")
_PARAGRAPH_NUMBER = lazy_pattern(r"[\[【［]\s*0\d{3}\s*[\]】］]")
_LEFT_OVER = lazy_pattern(
    r"<[A-Za-z/!?]|\]\(|!\[|\]:|\]\s?\[(?!\s*\d)|&#?\w{1,8};|javascript:|\|.*\||\\u[0-9a-f]{4}|\{\s*[\"'\w]+\s*:|\{\s*\"",
    re.IGNORECASE,
)
_ANOTHERS_PART = lazy_pattern(
    r"(?:^|[,，.。;；])\W*(?:system|assistant|developer|user|tool|function|系统|助手|用户|工具)(?: ?(?:message|prompt|result|消息|提示词?))?\s*[:：]",
    re.IGNORECASE,
)
_EMPHASIS = lazy_pattern(r"\*{1,3}|`+|~~|(?<![A-Za-z0-9])_{1,2}|_{1,2}(?![A-Za-z0-9])")
_LONGEST_TAG = len("</thinking>")
_MOST_CHARACTERS = 24_000
_LONGEST = 3_000  # characters of one sentence; a thought may be longer


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSentence:
    """One sentence of a model. `clean` is False where markup could not be taken out."""

    text: str
    markers: tuple[int, ...] = ()
    bullet: bool = False
    heading: bool = False
    clean: bool = True


class SentenceReader:
    """Turns pieces of text into sentences, each once it is complete with the markers that follow it."""

    def __init__(self) -> None:
        self._pending = ""
        self._read = 0
        self._thinking = False
        self._inside_line = False
        self._bullet = False

    @property
    def overflown(self) -> bool:
        """Say whether more came than any answer has, or any sentence."""
        return self._read > _MOST_CHARACTERS or (len(self._pending) > _LONGEST and not self._thinking)

    def feed(self, piece: str) -> tuple[ModelSentence, ...]:
        """Take a piece in; return the sentences that it completed."""
        self._pending += piece
        if "<" in self._pending:
            self._drop_thoughts()
        self._thinking = bool(_OPEN_THOUGHT.search(self._pending))
        if self._thinking:
            return ()
        self._read += len(piece)
        found: list[ModelSentence] = []
        *lines, last = self._pending.split("\n")
        for line in lines:
            found += self._take(line, whole=True)
        self._pending = last
        found += self._take(last, whole=False)
        return tuple(found)

    def finish(self) -> tuple[ModelSentence, ...]:
        """Return what is left at the end."""
        self._pending = _THOUGHT.sub("", self._pending)
        return tuple(self._take(self._pending, whole=True))

    def _drop_thoughts(self) -> None:
        if _THOUGHT_END.search(self._pending):
            rest = _CLOSED_THOUGHT.sub("", self._pending)
            ends = [
                match.end() for match in _THOUGHT_END.finditer(rest)
            ]  # a server may swallow the opening tag
            self._pending = rest[ends[-1] :] if ends else rest
        if begun := _THOUGHT_START.search(self._pending):
            kept = max(begun.end(), len(self._pending) - _LONGEST_TAG)  # enough to see its end coming
            self._pending = self._pending[: begun.end()] + self._pending[kept:]

    def _take(self, line: str, *, whole: bool) -> list[ModelSentence]:
        """Cut a line into sentences; of a line still being written leave the last one pending."""
        if not self._inside_line and (_FENCE.match(line) or _RULE.match(line)):
            return []
        if not self._inside_line:
            self._bullet = bool(_BULLET.match(line))
        if whole and not self._inside_line and (heading := _HEADING.match(line)):
            words = heading["bold"] or line[heading.end() :]
            return [s for s in [sentence_of(words, heading=True)] if s.text]
        ends = _ends(line)
        if not whole:
            ends = [end for end in ends if end < len(line) and line[end] not in _OPENING]
            self._pending = line[ends[-1] :] if ends else line
        pieces = [line[a:b] for a, b in zip([0, *ends], [*ends, len(line)], strict=True)]
        if not whole:
            pieces = pieces[:-1]
        found = [sentence_of(piece, bullet=self._bullet) for piece in pieces]
        self._inside_line = not whole and (self._inside_line or bool(ends))
        return [sentence for sentence in found if sentence.text or sentence.markers]


def _ends(line: str) -> list[int]:
    return [
        match.end()
        for match in _END.finditer(line)
        if not (line[match.start()] == "." and is_abbreviation(line, match.start()))
    ]


def sentence_of(raw: str, *, bullet: bool = False, heading: bool = False) -> ModelSentence:
    """Take markers and markup out of a sentence."""
    text = without_markup(_BULLET.sub("", raw) if bullet else raw)
    markers = tuple(n for match in _MARKERS.findall(text) for n in _numbers(match))
    text = changed = _PARAGRAPH_NUMBER.sub("", _MARKERS.sub("", text))
    text = _EMPHASIS.sub("", visible(text))
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"\s+([,.;:!?，。；：！？])", r"\1", text)
    return ModelSentence(
        text=text if any(c.isalnum() for c in text) else "",
        markers=tuple(dict.fromkeys(markers)),
        bullet=bullet,
        heading=heading,
        clean=not (
            _LEFT_OVER.search(changed)
            or _ANOTHERS_PART.search(text)
            or ADDRESS.search(unicodedata.normalize("NFKC", text))
        ),
    )


def _numbers(marker: str) -> tuple[int, ...]:
    """Read the numbers of one marker; a range gives all its members."""
    found: list[int] = []
    for part in re.split(r"[,，、;；]", marker.strip("[]【】［］ ")):
        first, *rest = (int(n) for n in re.findall(r"\d+", part))
        last = rest[0] if rest else first
        found += range(first, min(last, first + 20) + 1) if last >= first else (first, last)
    return tuple(found)
