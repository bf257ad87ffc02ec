"""Characters of a PDF page → whether a person sees them: by render mode, size, and colour against what is behind."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

LEAST_SIZE = 2.0  # points: smaller letters are not read by anybody
_LIGHT = 225  # of 255: lighter letters are compared with what is behind them
_SAME = 28  # difference of two colours that an eye does not tell apart
_FAINT = 26  # alpha
_FILLED_MODES = (0, 4)
UNSEEN_MODES = (3, 7)  # ISO 32000-1, 9.3.6: neither filled nor stroked
HEAVY = 120_000_000  # pixels


@dataclass(slots=True, kw_only=True)
class Char:
    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    owner: int
    made: bool  # by the text extraction: a space or line end that the file does not hold


@dataclass(slots=True, kw_only=True)
class Visibility:
    """Whether a person sees the characters: by render mode, size and colour; asked once per text object."""

    page: Any
    raw: Any
    owners: dict[int, Any]
    chars: Sequence[Char]
    heavy: bool  # too large an image to draw the page for a look
    _modes: dict[int, int] = field(default_factory=dict)
    _light: dict[int, tuple[int, int, int] | None] = field(default_factory=dict)
    _hidden: dict[int, bool] = field(default_factory=dict)
    _picture: Any = None

    def mode(self, char: Char) -> int:
        if char.owner not in self._modes:
            owner = self.owners.get(char.owner)
            self._modes[char.owner] = self.raw.FPDFTextObj_GetTextRenderMode(owner) if owner else 0
        return self._modes[char.owner]

    def visible(self, char: Char) -> bool:
        if char.made or not char.owner:
            return True
        if self.mode(char) in UNSEEN_MODES:
            return False
        if char.size < LEAST_SIZE and not char.text.isspace():
            return False
        if char.owner not in self._hidden:
            self._hidden[char.owner] = self._same_as_behind(char.owner)
        return not self._hidden[char.owner]

    def _same_as_behind(self, owner: int) -> bool:
        colour = self._light_fill(owner)
        if colour is None:
            return False
        if min(colour) < 0:
            return True
        if self.heavy:
            return False
        picture = self._rendered()
        boxes = [char for char in self.chars if char.owner == owner and not char.text.isspace()]
        if not boxes:
            return False
        scale = picture.shape[1] / self.page.get_size()[0]
        rows = slice(
            max(0, int(min(char.top for char in boxes) * scale) - 2),
            int(max(char.bottom for char in boxes) * scale) + 3,
        )
        columns = slice(
            max(0, int(min(char.left for char in boxes) * scale) - 2),
            int(max(char.right for char in boxes) * scale) + 3,
        )
        part = picture[rows, columns].reshape(-1, 3)
        if not len(part):
            return True  # beside the page
        import numpy as np

        behind = np.median(part, axis=0)
        return bool(np.abs(behind - np.array(colour)).max() < _SAME)

    def _light_fill(self, owner: int) -> tuple[int, int, int] | None:
        """Return a light fill colour, (-1, -1, -1) for a transparent one, None for what anybody sees."""
        held = self.owners.get(owner)
        values = tuple(ctypes.c_uint() for _ in range(4))
        if not held or self._modes.get(owner, 0) not in _FILLED_MODES:
            return None
        if not self.raw.FPDFPageObj_GetFillColor(held, *values):
            return None
        red, green, blue, alpha = (int(value.value) for value in values)
        if alpha < _FAINT:
            return (-1, -1, -1)
        return (red, green, blue) if min(red, green, blue) >= _LIGHT else None

    def _rendered(self) -> Any:
        if self._picture is None:
            width, height = self.page.get_size()
            scale = min(2.0, 1_600 / max(width, height))
            self._picture = self.page.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3]
        return self._picture
