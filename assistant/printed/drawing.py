"""A file, a page and words → the page's image with the words marked, or its recognised lines.

All of it is called in a process of its own, whose memory it limits: the files are anybody's.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.printed.lines import PageText
from assistant.printed.placing import Box, flat, line_boxes, stretches
from knowledge.errors import ReadError

_WIDTH = 1_400  # pixels
_MOST_HEIGHT = 4_000
_MOST_MEMORY = 3 << 30
_MOST_CHARACTERS = 150_000  # of a page that are looked through
_NICE = 10
_CLOSING = frozenset("。，；：、！？）】》”’」』.,;:!?)]%％")
_SHADE = (255, 214, 64, 110)
_EDGE = (150, 110, 0, 255)


class Outcome(StrEnum):
    MARKED = "marked"
    UNMARKED = "unmarked"
    SCANNED = "scanned"  # without a mark; the page's lines can be recognised


def draw(page: int, words: str, text: PageText | None, path: Path, name: str) -> tuple[bytes, Outcome]:
    """Draw a page, from 1, as PNG. `text` is what was recognised on it. Raises ReadError."""
    limit_memory()
    if is_pdf(path):
        return _draw_pdf(page, words, text, path, name)
    image = _fitting(_image(page, path))
    boxes = _recognised_boxes(text, words, image.size) if text else []
    outcome = Outcome.SCANNED if words and text is None else _outcome(boxes)
    return _png(image, boxes), outcome


def page_with(
    pages: Sequence[int], words: str, known: Mapping[int, PageText], path: Path, name: str
) -> int | None:
    """Return the first of some pages on which words stand, in its own text or as it was recognised. Raises ReadError."""
    limit_memory()
    if not is_pdf(path):
        return next((page for page in pages if page in known and line_boxes(known[page].lines, words)), None)
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(path)
        for page in pages:
            if page > len(pdf):
                return None
            if _layer_boxes(pdf[page - 1], words):
                return page
            if page in known and line_boxes(known[page].lines, words):
                return page
    except pypdfium2.PdfiumError as error:
        raise ReadError("damaged_pdf", file=name, reason=str(error)) from error
    return None


def recognise(page: int, path: Path, name: str) -> PageText:
    """Recognise a page, from 1, giving way to all else that runs. Raises ReadError."""
    import numpy as np

    from knowledge.readers.printed import ocr
    from knowledge.readers.printed.pdf_layer import layer_of
    from knowledge.readers.printed.pdf_pages import recognised_page

    limit_memory()
    give_way()
    if not is_pdf(path):
        image = _image(page, path)
        return PageText.of(ocr.recognise(np.asarray(image)), *image.size)
    with _pdf_page(page, path, name) as opened:
        return PageText.of(recognised_page(opened, layer_of(opened)), *opened.get_size())


def is_pdf(path: Path) -> bool:
    return path.suffix.lower() == ".pdf"


def limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on this system
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


def give_way() -> None:
    """Let everything else on the machine go first."""
    os.nice(_NICE)


@contextmanager
def _pdf_page(page: int, path: Path, name: str) -> Iterator[Any]:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(path)
        if page > len(pdf):
            raise ReadError("no_such_page", file=name, page=page)
        yield pdf[page - 1]
    except pypdfium2.PdfiumError as error:
        raise ReadError("damaged_pdf", file=name, reason=str(error)) from error


def _draw_pdf(page: int, words: str, text: PageText | None, path: Path, name: str) -> tuple[bytes, Outcome]:
    with _pdf_page(page, path, name) as opened:
        width, height = opened.get_size()
        scale = min(_WIDTH / max(width, 1.0), _MOST_HEIGHT / max(height, 1.0))
        image = opened.render(scale=scale).to_pil().convert("RGB")
        boxes = [_scaled(box, scale, scale) for box in _layer_boxes(opened, words)] if words else []
        if not boxes and text is not None:
            boxes = _recognised_boxes(text, words, image.size)
        outcome = _outcome(boxes)
        if words and text is None and not boxes and _is_scan(opened):
            outcome = Outcome.SCANNED
    return _png(image, boxes), outcome


def _is_scan(page: Any) -> bool:
    from knowledge.readers.printed.ocr import MOST_PIXELS
    from knowledge.readers.printed.pdf_layer import PageKind, layer_of

    layer = layer_of(page)
    return layer.kind in (PageKind.SCAN, PageKind.LAYERED_SCAN) and layer.most_pixels <= MOST_PIXELS


def _layer_boxes(page: Any, words: str) -> list[Box]:
    """Return where words stand in a page's own text, in points of the page as it is shown."""
    from knowledge.readers.printed.pdf_layer import placing

    layer, shown = page.get_textpage(), placing(page)
    count = min(layer.count_chars(), _MOST_CHARACTERS)
    text = "".join((layer.get_text_range(index, 1) or " ")[0] for index in range(count))
    letters, places = flat(text)
    boxes = []
    for start, end in stretches(letters, words):
        first, last = places[start], places[end - 1]
        while text[last + 1 : last + 2] and text[last + 1] in _CLOSING:
            last += 1
        numbers = range(layer.count_rects(first, last - first + 1))
        boxes += [shown(*layer.get_rect(number)) for number in numbers]
    return boxes


def _image(page: int, path: Path) -> Any:
    from knowledge.readers.printed.images import image_of_page

    return image_of_page(path, page)


def _fitting(image: Any) -> Any:
    image.thumbnail((_WIDTH, _MOST_HEIGHT))
    return image


def _recognised_boxes(text: PageText, words: str, size: tuple[int, int]) -> list[Box]:
    across, down = size[0] / max(text.width, 1.0), size[1] / max(text.height, 1.0)
    return [_scaled(text.shown(box), across, down) for box in line_boxes(text.lines, words)]


def _scaled(box: Box, across: float, down: float) -> Box:
    left, top, right, bottom = box
    return left * across, top * down, right * across, bottom * down


def _outcome(boxes: Iterable[Box]) -> Outcome:
    return Outcome.MARKED if boxes else Outcome.UNMARKED


def _png(image: Any, boxes: Iterable[Box]) -> bytes:
    stream = io.BytesIO()
    _marked(image, boxes).save(stream, "PNG")
    return stream.getvalue()


def _marked(image: Any, boxes: Iterable[Box]) -> Any:
    if not boxes:
        return image
    from PIL import Image, ImageDraw

    shade = Image.new("RGBA", image.size)
    pen = ImageDraw.Draw(shade)
    for left, top, right, bottom in boxes:
        pen.rectangle((left - 2, top - 2, right + 2, bottom + 2), fill=_SHADE, outline=_EDGE)
    return Image.alpha_composite(image.convert("RGBA"), shade).convert("RGB")
