"""Images of pages (PNG, JPEG, TIFF with one or many pages, BMP, GIF, WebP) → one document of recognised text."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers.bytes import read_bytes
from knowledge.readers.printed.ocr import LONGEST_SIDE, MOST_PIXELS, SECONDS_PER_FILE
from knowledge.readers.printed.page_lines import PageLines

MOST_FRAMES = 500
_LEAST_SIDE = 20  # pixels
_LEAST_LETTERS = 12  # of a page with a text; a drawing's labels have fewer
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")


class ImageReader:
    """Reads one image file; a file of many pages is one document."""

    suffixes: tuple[str, ...] = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp")

    def __init__(self, seconds: float = SECONDS_PER_FILE) -> None:
        self._seconds = seconds

    def read(self, path: Path) -> Iterator[ReadDocument]:
        from knowledge.readers.printed.pdf import document_of_pages

        pages = _pages(read_bytes(path), path, time.monotonic() + self._seconds)
        if any(page.unread for page in pages) and not any(page.lines for page in pages):
            raise ReadError("not_recognised_in_time", file=str(path), pages=len(pages))
        if sum(char.isalpha() for page in pages for text in page.texts for char in text) < _LEAST_LETTERS:
            raise ReadError("image_without_text", file=str(path))
        yield document_of_pages(pages, path)


def image_of_page(path: Path, number: int) -> Any:
    """Return a page, from 1, of an image file, as it is recognised: an RGB image of Pillow's, no side over LONGEST_SIDE.

    Raises ReadError as reading the file does, and no_such_page.
    """
    with _opened(read_bytes(path), path) as image:
        try:
            image.seek(number - 1 if number <= MOST_FRAMES else MOST_FRAMES)
        except EOFError as error:
            raise ReadError("no_such_page", file=str(path), page=number) from error
        _check_size(image, path)
        return _prepared(image)


def _pages(content: bytes, path: Path, until: float) -> list[PageLines]:
    with _opened(content, path) as image:
        return list(_frames(image, path, until))


@contextmanager
def _opened(content: bytes, path: Path) -> Iterator[Any]:
    """Open an image; whatever a decoder makes of a broken one becomes a ReadError."""
    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's own limit; ours is checked below
        try:
            with Image.open(BytesIO(content), formats=_FORMATS) as image:
                yield image
        except UnidentifiedImageError as error:
            raise ReadError("damaged_image", file=str(path), reason="unknown") from error
        except Image.DecompressionBombError as error:
            raise ReadError("image_too_large", file=str(path), pixels=0, most=MOST_PIXELS) from error
        except (
            OSError,
            ValueError,
            SyntaxError,
            EOFError,
            MemoryError,
            OverflowError,
            IndexError,
            KeyError,
        ) as error:
            raise ReadError("damaged_image", file=str(path), reason=str(error)[:200]) from error
        except (
            TypeError,
            AttributeError,
            RuntimeError,
            ZeroDivisionError,
        ) as error:  # decoders on broken headers
            raise ReadError("damaged_image", file=str(path), reason=type(error).__name__) from error


def _frames(image: Any, path: Path, until: float) -> Iterator[PageLines]:
    for number in range(1, MOST_FRAMES + 1):
        try:
            image.seek(number - 1)
        except EOFError:
            return
        if image.format in ("GIF", "WEBP", "PNG") and number > 1:
            return  # an animation
        _check_size(image, path)
        if time.monotonic() > until:
            yield PageLines(number=number, unread=True)
        else:
            yield _frame(image, number)


def _check_size(image: Any, path: Path) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise ReadError("image_too_large", file=str(path), pixels=width * height, most=MOST_PIXELS)


def _frame(image: Any, number: int) -> PageLines:
    import numpy as np

    from knowledge.readers.printed.ocr import recognise

    if min(image.size) < _LEAST_SIDE:
        return PageLines(number=number)
    lines = recognise(np.asarray(_prepared(image))).lines
    return PageLines(number=number, lines=lines, recognised=True)


def _prepared(image: Any) -> Any:
    """Return a page as it is meant to be seen: upright, on white, without more dots than are needed."""
    from PIL import Image, ImageOps

    page = ImageOps.exif_transpose(image)
    if page.mode in ("RGBA", "LA", "PA") or "transparency" in page.info:
        page = page.convert("RGBA")
        page = Image.alpha_composite(Image.new("RGBA", page.size, "white"), page)
    if page.mode.startswith("I") or page.mode == "F":
        page = page.point(lambda value: value / 256).convert("L")
    page = page.convert("L" if page.mode in ("1", "L") else "RGB")
    page.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return page.convert("RGB")
