"""A PDF's bytes → its pages as lines: the text layer where there is one, recognised from the image where there is none.

A scan that carries the text of another recogniser keeps it where ours agrees with it; its title pages are always read
again, since numbers and dates are taken from them.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import ReadError
from knowledge.lazy_patterns import lazy_pattern
from knowledge.readers.bytes import clean_text
from knowledge.readers.printed.page_lines import Line, PageLines, in_reading_order
from knowledge.readers.printed.pdf_layer import LayerPage, PageKind, layer_of

if TYPE_CHECKING:
    from knowledge.readers.printed.ocr import Recognised

MOST_PAGES = 5_000
AGREEMENT = 0.85  # of the words: below it, another program's recognition is done again
_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_SECURITY_ERROR = 5  # FPDF_ERR_SECURITY
_BODY_WORDS = 120  # a page of prose
_TITLE_PAGE = lazy_pattern(
    r"PATENT ?OFFICE|LETTERS ?PATENT|PATENTED|[(\[]\d\d[)\]]|专利|A\. ?D\. ?1", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfPages:
    pages: tuple[PageLines, ...]
    title: str  # of the file's own properties
    refused: tuple[int, ...] = ()  # pages whose image is too large to be read


def pages_of(content: bytes, path: Path, *, seconds: float) -> PdfPages:
    """Read all pages; recognition of images stops after `seconds`. Raises ReadError: encrypted, damaged_pdf, …"""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) in (_PASSWORD_ERROR, _SECURITY_ERROR)
        raise ReadError(
            "encrypted" if locked else "damaged_pdf", file=str(path), reason=str(error)
        ) from error
    try:
        if len(pdf) > MOST_PAGES:
            raise ReadError("too_many_pages", file=str(path), pages=len(pdf), most=MOST_PAGES)
        if not len(pdf):
            raise ReadError("damaged_pdf", file=str(path), reason="no pages")
        layers = [_layer(pdf, number) for number in range(len(pdf))]
        title = clean_text(pdf.get_metadata_dict().get("Title", "")).strip()
        return _read(pdf, layers, title, path, seconds)
    except pypdfium2.PdfiumError as error:
        raise ReadError("damaged_pdf", file=str(path), reason=str(error)) from error
    finally:
        pdf.close()


def _layer(pdf: Any, number: int) -> LayerPage | None:
    """Return a page's layer; None for a page that is damaged by itself."""
    import pypdfium2

    try:
        page = pdf[number]
    except pypdfium2.PdfiumError:
        return None
    try:
        return layer_of(page)
    finally:
        page.close()


def _read(pdf: Any, layers: Sequence[LayerPage | None], title: str, path: Path, seconds: float) -> PdfPages:
    from knowledge.readers.printed.ocr import MOST_PIXELS

    refused = tuple(
        number
        for number, layer in enumerate(layers, start=1)
        if layer is not None
        and layer.kind in (PageKind.SCAN, PageKind.LAYERED_SCAN)
        and layer.most_pixels > MOST_PIXELS
    )
    if refused and all(layer is None or not layer.lines for layer in layers):
        largest = max(layer.most_pixels for layer in layers if layer is not None)
        raise ReadError("image_too_large", file=str(path), pixels=largest, most=MOST_PIXELS)
    reading = _Recognition(pdf=pdf, layers=layers, refused=refused, until=time.monotonic() + seconds)
    pages = reading.pages()
    if all(layer is None for layer in layers):
        raise ReadError("damaged_pdf", file=str(path), reason="no page can be loaded")
    return PdfPages(pages=tuple(pages), title=title, refused=refused)


@dataclass(slots=True, kw_only=True)
class _Recognition:
    pdf: Any
    layers: Sequence[LayerPage | None]
    refused: tuple[int, ...]
    until: float

    def pages(self) -> list[PageLines]:
        again = self._layers_to_redo()
        found: list[PageLines] = []
        for number, layer in enumerate(self.layers, start=1):
            if layer is None:
                found.append(PageLines(number=number, unread=True))
            elif number in again:
                found.append(again[number])
            elif layer.kind is PageKind.SCAN:
                found.append(self._recognised(number, layer) or PageLines(number=number, unread=True))
            else:
                found.append(_as_written(number, layer))
        return found

    def _layers_to_redo(self) -> dict[int, PageLines]:
        """Recognise the title pages of a layered scan, and all its pages where its layer proves poor."""
        layered = {
            number: layer
            for number, layer in enumerate(self.layers, start=1)
            if layer is not None and layer.kind is PageKind.LAYERED_SCAN
        }
        done: dict[int, PageLines] = {}
        agreement: float | None = None
        for number, layer in layered.items():
            text = "\n".join(line.text for line in layer.lines)
            prose = len(text.split()) >= _BODY_WORDS
            if (
                number == min(layered)
                or (prose and agreement is None)
                or (not prose and _TITLE_PAGE.search(text))
            ):
                page = self._recognised(number, layer)
                if page is None:
                    break
                done[number] = page
                if prose:
                    agreement = _agreement(text, "\n".join(page.texts))
        for number, layer in layered.items():
            if number in done:
                continue
            page = (
                self._recognised(number, layer) if agreement is not None and agreement < AGREEMENT else None
            )
            done[number] = page or _as_written(number, layer, confidence=agreement)
        return done

    def _recognised(self, number: int, layer: LayerPage) -> PageLines | None:
        """Return a page as recognised from its image; None where time is up or the image is too large."""
        if number in self.refused or time.monotonic() > self.until:
            return None
        page = self.pdf[number - 1]
        found = recognised_page(page, layer)
        page.close()
        return PageLines(number=number, lines=found.lines, recognised=True)


def recognised_page(page: Any, layer: LayerPage) -> Recognised:
    """Recognise an open pypdfium2 page from its image; lines are placed in points."""
    from knowledge.readers.printed.ocr import LONGEST_SIDE, recognise

    scale = LONGEST_SIDE / max(layer.width, layer.height, 1.0)
    image = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True).to_numpy()
    found = recognise(image[:, :, :3] if image.shape[-1] >= 3 else image.repeat(3, axis=-1))
    placed = [_scaled(line, 1 / scale) for line in found.lines]
    return replace(found, lines=_patched(placed, layer.lines))


def _as_written(number: int, layer: LayerPage, confidence: float | None = None) -> PageLines:
    lines = in_reading_order(layer.lines, native=True)
    if layer.kind is PageKind.LAYERED_SCAN:
        lines = [replace(line, confidence=confidence) for line in lines]
    return PageLines(
        number=number,
        lines=tuple(lines),
        hidden=layer.hidden,
        recognised=layer.kind is PageKind.LAYERED_SCAN,
    )


def _agreement(layer: str, ours: str) -> float:
    """Return the share of the layer's words that our recognition has too."""
    words = [word.casefold() for word in re.findall(r"\w{3,}", layer)]
    known = {word.casefold() for word in re.findall(r"\w{3,}", ours)}
    return round(sum(word in known for word in words) / len(words), 3) if words else 0.0


def _scaled(line: Line, factor: float) -> Line:
    return replace(
        line,
        left=line.left * factor,
        top=line.top * factor,
        right=line.right * factor,
        bottom=line.bottom * factor,
    )


def _patched(lines: Sequence[Line], layer: Sequence[Line]) -> tuple[Line, ...]:
    """Where our recognition is unsure of a line, take the words that the scan's own layer has in its place."""
    patched: list[Line] = []
    for line in lines:
        if line.confidence is not None and line.confidence < 0.75:
            same = [
                other
                for other in layer
                if abs((other.top + other.bottom) - (line.top + line.bottom)) < line.height
                and min(line.right, other.right) - max(line.left, other.left)
                > 0.8 * max(line.width, other.width)
            ]
            if len(same) == 1 and len(same[0].text) >= 0.7 * len(line.text):
                line = replace(line, text=same[0].text)
        patched.append(line)
    return tuple(patched)
