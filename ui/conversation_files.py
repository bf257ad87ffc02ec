"""A conversation to take along: its turns in, as far as their asker may read them; Markdown, a Word document or JSON out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from assistant.serialise import answer_to_json
from assistant.stored import StoredTurn
from assistant.types import Citation, Statement
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language
from ui.answer_html import reference
from ui.strings import say

SCHEMA = "patentbridge.conversation"
_SIGNS = lazy_pattern(r"([\\`*_<>|#])")
_MARKER = lazy_pattern(r"\s*\[\d{1,3}\]")
_UNWRITABLE = lazy_pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold
_HAN_FONT = "SimSun"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A conversation with its standing turns, in the language that its file is to speak."""

    title: str
    turns: Sequence[StoredTurn]
    language: Language
    internal: bool = False  # it holds what only officers may read

    def file_name(self, day: str, ending: str) -> str:
        return f"patentbridge-conversation-{day}{'-INTERNAL' if self.internal else ''}.{ending}"

    def asked_at(self, turn: StoredTurn) -> str:
        moment = f"{turn.created_at.astimezone():%Y-%m-%d %H:%M}"
        as_of = say("as_of", self.language, day=turn.answer.as_of)
        return f"{say('asked_at', self.language, moment=moment)} · {as_of}"

    def source(self, citation: Citation) -> str:
        quote = " / ".join(citation.quote.splitlines())
        return (
            f"{reference(citation, self.language)}: “{quote}”"
            if quote
            else reference(citation, self.language)
        )


def talk_json(talk: Talk) -> str:
    """Return question, answer and citations of each turn as `ask --json` gives them."""
    turns = [
        {"question": turn.question, "asked_at": turn.created_at.isoformat(), "answer": answer_to_json(turn.answer)}
        for turn in talk.turns
    ]  # fmt: skip
    told = {
        "schema": SCHEMA,
        "schema_version": 1,
        "title": talk.title,
        "internal": talk.internal,
        "turns": turns,
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _worded(statement: Statement) -> str:
    """Return a statement with its markers at its end, once each."""
    text = _MARKER.sub("", statement.text).rstrip() if statement.markers else statement.text
    return text + "".join(f" [{marker}]" for marker in statement.markers)


# ── Markdown ─────────────────────────────────────────────────────────────────────────────────────────────


def talk_markdown(talk: Talk) -> str:
    """Return the conversation as Markdown; words of questions and documents are escaped, so that none formats anything."""
    blocks = [f"# {_plain(talk.title)}"]
    if talk.internal:
        blocks.append(f"**{say('exported_internal', talk.language)}**")
    for turn in talk.turns:
        blocks += _turn_markdown(turn, talk)
    return "\n\n".join(blocks) + "\n"


def _turn_markdown(turn: StoredTurn, talk: Talk) -> list[str]:
    answer = turn.answer
    blocks = [f"## {_plain(turn.question)}", talk.asked_at(turn)]
    for statement in answer.statements:
        shape = "### {}" if statement.heading else "- {}" if statement.bullet else "{}"
        blocks.append(shape.format(_plain(_worded(statement))))
    for table in answer.tables:
        rows = (table.columns, ["---"] * len(table.columns), *table.rows)
        lines = [f"| {' | '.join(cell if cell == '---' else _plain(cell) for cell in row)} |" for row in rows]
        blocks += [*([f"**{_plain(table.title)}**"] if table.title else []), "\n".join(lines)]
    blocks += [f"> ⚠ {_plain(warning)}" for warning in answer.warnings]
    if answer.citations:
        sources = [f"- {_plain(talk.source(citation))}" for citation in answer.citations]
        blocks += [f"**{say('sources', talk.language)}**", "\n".join(sources)]
    return blocks


def _plain(text: str) -> str:
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


# ── Word ─────────────────────────────────────────────────────────────────────────────────────────────────


def talk_docx(talk: Talk) -> bytes:
    """Return the conversation as a Word document with headings, lists and tables."""
    from docx import Document
    from docx.oxml.ns import qn

    document: Any = Document()
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        document.styles[name].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _HAN_FONT)
    document.core_properties.title = _writable(talk.title)
    document.core_properties.author = say("product", talk.language)
    document.core_properties.comments = ""
    document.add_paragraph(_writable(talk.title), style="Title")
    if talk.internal:
        document.add_paragraph().add_run(say("exported_internal", talk.language)).bold = True
    for turn in talk.turns:
        _turn_docx(document, turn, talk)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _turn_docx(document: Any, turn: StoredTurn, talk: Talk) -> None:
    answer = turn.answer
    document.add_paragraph(_writable(turn.question), style="Heading 1")
    document.add_paragraph(talk.asked_at(turn))
    for statement in answer.statements:
        style = "Heading 2" if statement.heading else "List Bullet" if statement.bullet else "Normal"
        document.add_paragraph(_writable(_worded(statement)), style=style)
    for table in answer.tables:
        document.add_paragraph().add_run(_writable(table.title)).bold = True
        grid = document.add_table(rows=0, cols=len(table.columns), style="Table Grid")
        for row in (table.columns, *table.rows):
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = _writable(text)
    for warning in answer.warnings:
        document.add_paragraph(_writable(f"⚠ {warning}"))
    if answer.citations:
        document.add_paragraph().add_run(say("sources", talk.language)).bold = True
    for citation in answer.citations:
        document.add_paragraph(_writable(talk.source(citation)))


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("", text)
