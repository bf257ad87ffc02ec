"""Sentences of what was found, and the terms of a question that carry its topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from knowledge.analysis import terms
from knowledge.lazy_patterns import lazy_pattern
from knowledge.sentences import sentence_spans
from knowledge.types import DocumentHead, Hit, Language, Passage, PassageKind, PolicyLevel, PolicyRecord

_ASKING = lazy_pattern(
    r"什么时候|什么意思|什么|多少钱|多少|怎么样|怎么办|怎么弄|怎么|怎样|如何|哪些|哪个|哪几|哪条|哪天|哪|是不是|是否|能不能|可不可以|要不要|行不行|可以|吗|呢|吧|请问|请|我们|咱们|我|你们|你|想要|想|具体|的话|一下|主要|有没有|有木有|应该|需要|"
    r"对不对|对吧|对吗|听说|看中了?|啥意思|啥|谁来|到底|究竟|一共|总共|大概|左右|一般|已经|现在|目前|以后|后面|几成|几倍|几个|几条|几天|最少|最多|至少|最高|够了|不够|等于|一起|列出|列举|还在|分别|"
    r"(?:是|由|在|了|的|和|与|或|对|把|被|就|都|也|还|要|会|能|有|为|从|到|这|那|个|件)"
)
_STOPS = lazy_pattern(r"[。．.!?！？;；:：][\"”’」』)）\]]*$")
_SHORTEST = 6
_BETWEEN_CELLS = " | "
_RULER = lazy_pattern(r"[|\s:-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a passage: `passage.text[start:end] == text`."""

    text: str
    start: int
    passage: Passage
    document: DocumentHead
    hit_score: float


def split_sentences(text: str) -> tuple[tuple[int, str], ...]:
    """Return (start, sentence) for each sentence of a text, white space around it removed."""
    found: list[tuple[int, str]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        # a table row is one statement: its cells say nothing alone
        spans = ((0, len(line)),) if is_row(line) else sentence_spans(line)
        for first, last in spans:
            piece = line[first:last]
            if piece.strip():
                found.append((at + first + len(piece) - len(piece.lstrip()), piece.strip()))
        at += len(line)
    return tuple(found)


def is_row(line: str) -> bool:
    """Say whether a line is the row of a table."""
    return line.lstrip().startswith("|") or _BETWEEN_CELLS in line


def worded_row(sentence: Sentence) -> str:
    """Write the row of a table as words, each cell after the head of its column; any other sentence as it stands."""
    if not is_row(sentence.text):
        return sentence.text
    heads, cells = _heads_over(sentence), cells_of(sentence.text)
    if len(heads) != len(cells):
        heads = [""] * len(cells)
    said = [
        f"{head}: {cell}" if head and at else cell
        for at, (head, cell) in enumerate(zip(heads, cells, strict=True))
    ]
    return " · ".join(cell for cell in said if cell.strip(" -:"))


def _heads_over(sentence: Sentence) -> list[str]:
    """Return the cells of the first of the rows that a row stands among; none where it is the first itself."""
    above = sentence.passage.text[: sentence.start].splitlines()
    rows = list(takewhile(is_row, reversed(above)))
    return cells_of(rows[-1]) if rows else []


def cells_of(row: str) -> list[str]:
    """Return the cells of a row."""
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def content_terms(text: str, language: Language) -> tuple[str, ...]:
    """Return the terms of a question that carry its topic, each once, without the words that only ask."""
    stripped = without_asking(text) if language is Language.ZH else text
    return tuple(dict.fromkeys(terms(stripped, language)))


def without_asking(text: str) -> str:
    """Return a Chinese question without the words that only ask."""
    return _ASKING.sub(" ", text)


def sentences_of(hits: Sequence[Hit]) -> tuple[Sentence, ...]:
    """Return all sentences of the hits' passages; table rows count as sentences, headings do not."""
    return tuple(
        Sentence(text=text, start=start, passage=hit.passage, document=hit.document, hit_score=hit.score)
        for hit in hits
        if not hit.passage.instruction_like and hit.passage.kind is not PassageKind.BIBLIOGRAPHY
        for start, text in split_sentences(hit.passage.text)
        if len(text) >= _SHORTEST and not is_heading(text, hit.passage) and not _RULER.fullmatch(text)
    )


def is_heading(text: str, passage: Passage) -> bool:
    """Say whether a line is a heading and not a sentence: a Markdown one, the passage's own, or one without an end."""
    if text.startswith("#") or text == passage.label or text in passage.headings:
        return True
    first = passage.text.lstrip().startswith(text)
    return first and not text.startswith("|") and not _STOPS.search(text)


def is_local(head: DocumentHead) -> bool:
    """Say whether a document is a rule of one place."""
    return isinstance(head.record, PolicyRecord) and head.record.level is PolicyLevel.LOCAL
