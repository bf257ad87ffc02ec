"""A draft as Markdown: its blocks and tables with their markers, then the sources behind them."""

from __future__ import annotations

from assistant.drafting.sources import source_head, source_notes
from assistant.drafting.types import Block, BlockKind, Grid, OfficeDraft, Slot
from assistant.phrases import Phrases, phrases
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language

_SIGNS = lazy_pattern(r"([\\`*_<>|#])")
_LINE = lazy_pattern(r"\s*\n\s*")
_SHAPES = {
    BlockKind.TITLE: "# {}",
    BlockKind.HEADING: "## {}",
    BlockKind.STRONG: "**{}**",
    BlockKind.BULLET: "- {}",
    BlockKind.NOTE: "> {}",
    BlockKind.TEXT: "{}",
}


def draft_markdown(draft: OfficeDraft) -> str:
    """Return the draft as Markdown; words of documents are escaped, so that none of them formats anything."""
    say = phrases(draft.language)
    lines: list[str] = []
    bullets = False
    for part in draft.parts:
        is_bullet = isinstance(part, Block) and part.kind is BlockKind.BULLET
        if lines and not (bullets and is_bullet):
            lines.append("")
        bullets = is_bullet
        lines += _grid(draft, part) if isinstance(part, Grid) else [_block(draft, part)]
    if draft.citations:
        lines += ["", f"## {say.say('document.sources')}", "", *_sources(draft, say)]
    return "\n".join(lines) + "\n"


def _block(draft: OfficeDraft, block: Block) -> str:
    return _SHAPES[block.kind].format(
        (" " if draft.language is Language.EN else "").join(_told(draft, slot) for slot in block.slots)
    )


def _told(draft: OfficeDraft, slot: Slot) -> str:
    markers = "".join(f"[{marker}]" for marker in draft.markers_of(slot))
    return f"{_plain(slot.text)} {markers}" if markers else _plain(slot.text)


def _grid(draft: OfficeDraft, grid: Grid) -> list[str]:
    width = len(grid.rows[0])
    header = [_told(draft, slot) for slot in grid.header] or [""] * width
    rows = [header, ["---"] * width, *([_told(draft, slot) for slot in row] for row in grid.rows)]
    return [f"| {' | '.join(row)} |" for row in rows]


def _sources(draft: OfficeDraft, say: Phrases) -> list[str]:
    lines = []
    for citation in draft.citations:
        notes = "".join(f" ({_plain(note)})" for note in source_notes(citation, say))
        lines.append(
            f"[{citation.marker}] {_plain(source_head(citation))}{notes}: “{_plain(citation.quote)}”"
        )
        lines.append("")
    return lines[:-1]


def _plain(text: str) -> str:
    return _SIGNS.sub(r"\\\1", _LINE.sub(" / ", text.strip()))
