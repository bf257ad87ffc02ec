"""The text of Word's paragraphs as a person sees it: without hidden, white or tiny runs and without deleted ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from knowledge.lazy_patterns import lazy_pattern
from knowledge.readers.web.visible import Hidden, Hiding

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_W}instrText"})
_BREAKS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_WHITE = lazy_pattern(r"f[0-9a-f]f[0-9a-f]f[0-9a-f]$")
_TINY_HALF_POINTS = 4  # two points
_DEEPEST_STYLE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How a run shows; None: as what it inherits from."""

    vanish: bool | None = None
    white: bool | None = None
    shaded: bool | None = None
    half_points: float | None = None

    def over(self, below: _Look) -> _Look:
        """Return this look, with what it leaves open taken from `below`."""
        return _Look(
            vanish=below.vanish if self.vanish is None else self.vanish,
            white=below.white if self.white is None else self.white,
            shaded=below.shaded if self.shaded is None else self.shaded,
            half_points=below.half_points if self.half_points is None else self.half_points,
        )

    @property
    def hiding(self) -> Hiding | None:
        if self.vanish:
            return Hiding.NOT_DISPLAYED
        if self.half_points is not None and self.half_points <= _TINY_HALF_POINTS:
            return Hiding.TINY
        return Hiding.COLOUR if self.white and not self.shaded else None


@dataclass(slots=True)
class VisibleText:
    """Reads paragraphs of one document; `styles` is its style part's element, None where it has none."""

    styles: Any
    hidden: Hidden
    _looks: dict[str, _Look] = field(default_factory=dict)

    def paragraph(self, element: Any, *, shaded: bool = False) -> str:
        """Return a paragraph's text. `shaded`: it stands on a coloured ground, where white can be read."""
        properties = element.find(f"{_W}pPr")
        look = _Look(shaded=shaded or None)
        if properties is not None:
            if _is_shaded(properties.find(f"{_W}shd")):
                look = replace(look, shaded=True)
            style = properties.find(f"{_W}pStyle")
            if style is not None:
                look = look.over(self._style(style.get(f"{_W}val") or ""))
        return "".join(self._runs(element, look))

    def _runs(self, element: Any, above: _Look) -> Iterator[str]:
        for child in element:
            if not isinstance(child.tag, str) or child.tag in _SKIPPED:
                continue
            if child.tag == f"{_W}r":
                yield self._run(child, above)
            elif child.tag in (f"{_W}p", f"{_W}tbl"):
                continue  # a text box inside: read on its own
            else:
                yield from self._runs(child, above)

    def _run(self, run: Any, above: _Look) -> str:
        text = "".join(_run_text(run))
        properties = run.find(f"{_W}rPr")
        if properties is None or not text:
            look = above
        else:
            look = _look(properties).over(above)
            style = properties.find(f"{_W}rStyle")
            if style is not None:
                look = _look(properties).over(self._style(style.get(f"{_W}val") or "")).over(above)
        if look.hiding is None or not text.strip():
            return text
        self.hidden.add(look.hiding, text)
        return ""

    def _style(self, name: str, depth: int = 0) -> _Look:
        if name in self._looks or self.styles is None or depth > _DEEPEST_STYLE:
            return self._looks.get(name, _Look())
        found = next(
            (style for style in self.styles.iter(f"{_W}style") if style.get(f"{_W}styleId") == name), None
        )
        look = _Look()
        if found is not None:
            properties = found.find(f"{_W}rPr")
            look = _look(properties) if properties is not None else look
            based = found.find(f"{_W}basedOn")
            if based is not None:
                look = look.over(self._style(based.get(f"{_W}val") or "", depth + 1))
        self._looks[name] = look
        return look


def _look(properties: Any) -> _Look:
    colour = properties.find(f"{_W}color")
    size = properties.find(f"{_W}sz")
    vanish = properties.find(f"{_W}vanish")
    highlight = properties.find(f"{_W}highlight")
    shaded = _is_shaded(properties.find(f"{_W}shd")) or (
        highlight is not None and (highlight.get(f"{_W}val") or "none") not in ("none", "white")
    )
    return _Look(
        vanish=None if vanish is None else (vanish.get(f"{_W}val") or "true") not in ("0", "false", "off"),
        white=None if colour is None else _is_white(colour),
        shaded=shaded or None,
        half_points=_number(size.get(f"{_W}val")) if size is not None else None,
    )


def _is_white(colour: Any) -> bool:
    theme = colour.get(f"{_W}themeColor") or ""
    if theme in ("background1", "light1"):
        return not (colour.get(f"{_W}themeShade") or "")
    value = (colour.get(f"{_W}val") or "").lower()
    return not theme and _WHITE.match(value) is not None and value >= "fa"


def _is_shaded(shading: Any) -> bool:
    if shading is None:
        return False
    fill = (shading.get(f"{_W}fill") or "auto").lower()
    themed = (shading.get(f"{_W}themeFill") or "") not in ("", "background1", "light1")
    return themed or fill not in ("auto", "ffffff")


def is_shaded_cell(cell: Any) -> bool:
    """Say whether a table cell has a coloured ground."""
    properties = cell.find(f"{_W}tcPr")
    return properties is not None and _is_shaded(properties.find(f"{_W}shd"))


def _number(value: str | None) -> float | None:
    return float(value) if value and re.fullmatch(r"\d{1,5}(?:\.\d+)?", value) else None


def _run_text(run: Any) -> Iterator[str]:
    for part in run:
        if part.tag == f"{_W}t":
            yield part.text or ""
        elif part.tag in _BREAKS:
            yield _BREAKS[part.tag]
