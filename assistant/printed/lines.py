"""What was recognised on a page: its lines with their places, as they are kept beside the page's image."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Self

from assistant.printed.placing import Box
from knowledge.readers.printed.ocr import Recognised
from knowledge.readers.printed.page_lines import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """Lines in reading order, placed on the page as it is read; `width` and `height` are of the page as it is shown."""

    lines: tuple[Line, ...]
    turn: int
    width: float
    height: float

    @classmethod
    def of(cls, found: Recognised, width: float, height: float) -> Self:
        return cls(lines=found.lines, turn=found.turn, width=width, height=height)

    @classmethod
    def from_json(cls, kept: str) -> Self | None:
        """Return what `as_json` wrote; None for anything else."""
        try:
            told = json.loads(kept)
            lines = tuple(
                Line(
                    text=str(text),
                    left=float(left),
                    top=float(top),
                    right=float(right),
                    bottom=float(bottom),
                    upright=bool(upright),
                )
                for text, left, top, right, bottom, upright in told["lines"]
            )
            return cls(
                lines=lines, turn=int(told["turn"]), width=float(told["width"]), height=float(told["height"])
            )
        except (ValueError, TypeError, KeyError):
            return None

    def as_json(self) -> str:
        lines = [
            (line.text, line.left, line.top, line.right, line.bottom, line.upright) for line in self.lines
        ]
        told = {"lines": lines, "turn": self.turn, "width": self.width, "height": self.height}
        return json.dumps(told, ensure_ascii=False)

    def shown(self, box: Box) -> Box:
        """Return where a box of the page as it is read stands on the page as it is shown."""
        left, top, right, bottom = box
        if self.turn == 90:
            return self.width - bottom, left, self.width - top, right
        if self.turn == 180:
            return self.width - right, self.height - bottom, self.width - left, self.height - top
        if self.turn == 270:
            return top, self.height - right, bottom, self.height - left
        return box
