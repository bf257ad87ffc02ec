"""Blocks of a document → its text and labelled sections: articles, headed sections, paragraphs, tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from knowledge.layout import TextBuilder
from knowledge.policies.history import is_history_line
from knowledge.protocols import Section
from knowledge.readers.blocks import (
    ArticleStart,
    Block,
    BlockKind,
    article_heading,
    article_start,
    implied_heading,
    leading_words,
)
from knowledge.types import Language, PassageKind

_WORDS = {
    Language.ZH: {"paragraph": "第{}段", "table": "表{}", "history": "制定与修改"},
    Language.EN: {"paragraph": "paragraph {}", "table": "Table {}", "history": "Adoption and amendment"},
}


def assemble(
    blocks: Iterable[Block], language: Language, *, title: str = "", trust_headings: bool = True
) -> tuple[str, tuple[Section, ...]]:
    """Return the text and the sections of a document.

    An article (第五十条 …) reaches to the next article or heading. Paragraphs under a heading are one section with
    it; paragraphs under none are sections of their own; each table is one. `trust_headings`: headings are marked up
    in the source, so that lines which only look like one are left alone where there are any.
    """
    known = list(blocks)
    marked = trust_headings and any(block.kind is BlockKind.HEADING and block.level > 1 for block in known)
    assembler = _Assembler(language=language, title=title, guess=not marked)
    for block in known:
        assembler.feed(block)
    assembler.flush()
    return assembler.builder.text, assembler.builder.sections


@dataclass(slots=True)
class _Open:
    """The section that is being collected."""

    kind: PassageKind
    label: str
    number: str | None
    headings: tuple[str, ...]
    lines: list[str]


@dataclass(slots=True)
class _Assembler:
    language: Language
    title: str
    guess: bool
    builder: TextBuilder = field(default_factory=TextBuilder)
    _stack: list[tuple[int, str]] = field(default_factory=list)
    _open: _Open | None = None
    _paragraphs: int = 0
    _tables: int = 0
    _article: int | None = None
    _history: list[str] = field(default_factory=list)

    def feed(self, block: Block) -> None:
        if block.kind is BlockKind.TABLE:
            self._table(block.rows)
        elif block.kind is BlockKind.HEADING:
            self._heading(block.text, block.level, marked=True)
        elif block.text:
            self._paragraph(block.text)

    def flush(self) -> None:
        """Close the section that is open."""
        if self._history:
            label = _WORDS[self.language]["history"]
            self.builder.section("\n".join(self._history), PassageKind.SECTION, label, self.language)
            self._history = []
        if self._open is not None and self._open.lines:
            opened = self._open
            self.builder.section(
                "\n".join(opened.lines),
                opened.kind,
                opened.label,
                self.language,
                number=opened.number,
                headings=opened.headings,
            )
        self._open = None

    def _heading(self, text: str, level: int, *, marked: bool) -> None:
        if text == self.title and not self.builder.sections and self._open is None:
            self.builder.line(text)
            return
        start = article_heading(text) if marked else None
        if start is not None:
            self._begin_article(start, text, level)
            return
        self.flush()
        self._pop(level)
        above = self._above()
        self._stack.append((level, text))
        division = not marked and level <= 4
        if division:
            self.builder.line(text)
            return
        self._open = _Open(
            kind=PassageKind.SECTION, label=_short(text), number=None, headings=above, lines=[text]
        )

    def _paragraph(self, text: str) -> None:
        if self._is_title(text):
            self.builder.line(text)
            return
        start = article_start(text, self._article) if self.language is Language.ZH else None
        if start is None and self.language is Language.EN and self.guess:
            start = _english_article(text)
        if start is not None:
            self._begin_article(start, text)
            return
        in_article = self._open is not None and self._open.kind is PassageKind.ARTICLE
        level = implied_heading(text) if self.guess or text.startswith("第") else None
        if level is not None and (level <= 4 or not in_article):
            self._heading(text, level, marked=False)
            return
        if self._open is None and self._article is None and is_history_line(text):
            self._history.append(text)
            return
        if not in_article and self._opens_item(text):
            return
        if self._open is not None:
            self._open.lines.append(text)
        else:
            self._plain(text)

    def _is_title(self, text: str) -> bool:
        """Say whether a line at the top repeats the title or a part of it."""
        if self.builder.sections or self._open is not None or len(text) < 4:
            return False
        return re.sub(r"\s", "", text) in re.sub(r"\s", "", self.title)

    def _opens_item(self, text: str) -> bool:
        """Open a section for a paragraph that begins with a numbered sentence: （一）…"""
        item = leading_words(text) if self.guess else None
        if item is None:
            return False
        level, words = item
        self.flush()
        self._pop(level)
        self._open = _Open(
            kind=PassageKind.SECTION, label=words, number=None, headings=self._above(), lines=[text]
        )
        return True

    def _plain(self, text: str) -> None:
        self.flush()
        self._paragraphs += 1
        label = _WORDS[self.language]["paragraph"].format(self._paragraphs)
        self.builder.section(text, PassageKind.PARAGRAPH, label, self.language, headings=self._above())

    def _begin_article(self, start: ArticleStart, text: str, level: int = 5) -> None:
        self.flush()
        self._pop(level)
        self._article = int(start.number) if start.number.isdecimal() else self._article
        self._open = _Open(
            kind=PassageKind.ARTICLE,
            label=start.label,
            number=start.number,
            headings=self._above(),
            lines=[text],
        )

    def _table(self, rows: Sequence[Sequence[str]]) -> None:
        if not rows:
            return
        again = self._open
        self.flush()
        self._tables += 1
        label = _WORDS[self.language]["table"].format(self._tables)
        text = "\n".join(" | ".join(row) for row in rows)
        above = self._above() if again is None else (*again.headings, again.label)
        self.builder.section(text, PassageKind.TABLE, label, self.language, headings=above)
        if again is not None:
            again.lines = []
            self._open = again

    def _pop(self, level: int) -> None:
        """Leave the headings of this level and below."""
        while self._stack and self._stack[-1][0] >= level:
            self._stack.pop()

    def _above(self) -> tuple[str, ...]:
        return tuple(words for _, words in self._stack)


def _english_article(text: str) -> ArticleStart | None:
    """Read an article that opens an English line; a sentence that merely begins with a mention is none."""
    start = article_heading(text)
    if start is None:
        return None
    after = text[len(start.label) :].lstrip()
    return start if not after or after[0] in ".:—–-" or after[0].isupper() or after[0] == "\n" else None


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
