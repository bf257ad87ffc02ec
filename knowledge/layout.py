"""Lay pieces of text one under another and remember where each stands: text and sections of a ReadDocument."""

from __future__ import annotations

from dataclasses import dataclass, field

from knowledge.protocols import Section
from knowledge.types import Language, PassageKind


@dataclass(slots=True)
class TextBuilder:
    """Collects lines and sections; offsets are code points of `text`."""

    _pieces: list[str] = field(default_factory=list)
    _sections: list[Section] = field(default_factory=list)
    _length: int = 0

    def line(self, text: str) -> None:
        """Append a line that belongs to no section: it is shown, but not found."""
        self._append(text)

    def section(
        self,
        text: str,
        kind: PassageKind,
        label: str,
        language: Language,
        *,
        number: str | None = None,
        depends_on: tuple[str, ...] = (),
        headings: tuple[str, ...] = (),
    ) -> None:
        """Append a text as a section of its own; white space around it stays outside. Nothing for an empty one."""
        text = text.strip()
        if not text:
            return
        start = self._append(text)
        self._sections.append(
            Section(
                kind=kind,
                label=label,
                start=start,
                end=start + len(text),
                language=language,
                number=number,
                depends_on=depends_on,
                headings=headings,
            )
        )

    def gap(self) -> None:
        """Append an empty line."""
        if self._pieces:
            self._append("")

    @property
    def text(self) -> str:
        return "\n".join(self._pieces)

    @property
    def sections(self) -> tuple[Section, ...]:
        return tuple(self._sections)

    def _append(self, text: str) -> int:
        if self._pieces:
            self._length += 1
        start = self._length
        self._pieces.append(text)
        self._length += len(text)
        return start
