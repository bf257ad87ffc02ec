"""Pages of documents as they were printed: a document, a page and words in; an image with the words marked out.

Only of a PDF file that still lies where it was read from, unchanged, and all of which the reader may see. Pages are drawn by
a process of their own, which may crash or hang, and kept in the home.
"""

from __future__ import annotations

import hashlib
import io
import re
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from assistant.reading_apart import read_apart
from knowledge.disk import storing_in
from knowledge.errors import NotFoundError, ReadError
from knowledge.finding import content_hash
from knowledge.types import Reader

if TYPE_CHECKING:
    from knowledge.catalogue.origins import Origin

_WITHIN_S = 30.0
_WIDTH = 1_400  # pixels
_MOST_HEIGHT = 4_000
_MOST_KEPT = 500
_MOST_MEMORY = 3 << 30
_AT_ONCE = 2
_LONGEST_MARK = 4_000  # characters
_SHORTEST = 6  # letters of a sentence that is looked for by itself
_SENTENCE_ENDS = re.compile(r"[\n。；;]|\.\s")
_SHADE = (255, 214, 64, 110)


class KnowsOrigins(Protocol):
    """The part of the catalogue that knows where documents come from."""

    def origin(self, document_id: str, reader: Reader) -> Origin | None: ...


class PageImages:
    """Safe to use from several threads."""

    def __init__(self, folder: Path, catalogue: KnowsOrigins) -> None:
        self._folder = folder
        self._catalogue = catalogue
        self._drawing = threading.Semaphore(_AT_ONCE)

    def exist(self, document_id: str, reader: Reader) -> bool:
        """Say whether a document's pages can be drawn for a reader."""
        return self._origin(document_id, reader) is not None

    def image(self, document_id: str, reader: Reader, page: int, words: str = "") -> bytes:
        """Return a page, from 1, as PNG with words marked. Raises NotFoundError where it cannot be drawn."""
        origin = self._origin(document_id, reader)
        if origin is None or page < 1:
            raise NotFoundError(name=document_id)
        words = words[:_LONGEST_MARK]
        mark = hashlib.sha256(words.encode()).hexdigest()[:12] if words else "plain"
        kept = self._folder / f"{origin.sha256[:32]}-{page}-{mark}.png"
        if not kept.is_file():
            with self._drawing:
                content = self._drawn(origin, page, words)
            self._keep(kept, content)
            return content
        return kept.read_bytes()

    def _origin(self, document_id: str, reader: Reader) -> Origin | None:
        found = self._catalogue.origin(document_id, reader)
        path = Path(found.location) if found else None
        if found is None or path is None or path.suffix.lower() != ".pdf":
            return None
        try:
            return found if path.is_file() and path.stat().st_size == found.size else None
        except OSError:
            return None

    def _drawn(self, origin: Origin, page: int, words: str) -> bytes:
        path = Path(origin.location)
        try:
            if content_hash(path)[0] != origin.sha256:
                raise NotFoundError(name=path.name)
            return read_apart(partial(draw, page, words), path, path.name, _WITHIN_S)
        except (OSError, ReadError) as error:
            raise NotFoundError(name=path.name) from error

    def _keep(self, kept: Path, content: bytes) -> None:
        with storing_in(self._folder):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = kept.with_suffix(f".{threading.get_ident()}")
            part.write_bytes(content)
            part.replace(kept)
            images = sorted(self._folder.glob("*.png"), key=lambda path: path.stat().st_mtime)
            for old in images[:-_MOST_KEPT]:
                old.unlink(missing_ok=True)


def draw(page: int, words: str, path: Path, name: str) -> bytes:
    """Draw a page. Raises ReadError. It is called in a process of its own, whose memory it limits."""
    import pypdfium2

    _limit_memory()
    try:
        pdf = pypdfium2.PdfDocument(path)
        if page > len(pdf):
            raise ReadError("no_such_page", file=name, page=page)
        opened = pdf[page - 1]
        width, height = opened.get_size()
        scale = min(_WIDTH / max(width, 1.0), _MOST_HEIGHT / max(height, 1.0))
        image = opened.render(scale=scale).to_pil().convert("RGB")
        boxes = _boxes(opened.get_textpage(), words) if words else []
        marked = _marked(image, [_placed(box, opened, scale) for box in boxes])
    except pypdfium2.PdfiumError as error:
        raise ReadError("damaged_pdf", file=name, reason=str(error)) from error
    stream = io.BytesIO()
    marked.save(stream, "PNG")
    return stream.getvalue()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on this system
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


def _boxes(page: Any, words: str) -> list[tuple[float, float, float, float]]:
    """Return where words stand on a page, line breaks and spaces aside; where they go on overleaf, the sentences that stand here."""
    places, letters = [], []
    for index in range(page.count_chars()):
        letter = page.get_text_range(index, 1)
        if letter and not letter.isspace():
            letters.append(letter[0])
            places.append(index)
    flat = "".join(letters)
    whole = "".join(words.split())
    pieces = [whole] if whole in flat else ["".join(one.split()) for one in _SENTENCE_ENDS.split(words)]
    boxes = []
    for piece in pieces:
        at = flat.find(piece) if len(piece) >= _SHORTEST or piece is whole else -1
        if at >= 0 and piece:
            first, last = places[at], places[at + len(piece) - 1]
            boxes += [page.get_rect(number) for number in _rectangles(page, first, last)]
    return boxes


def _rectangles(page: Any, first: int, last: int) -> range:
    return range(page.count_rects(first, last - first + 1))


def _placed(
    box: tuple[float, float, float, float], page: Any, scale: float
) -> tuple[float, float, float, float]:
    left, bottom, right, top = box
    height = page.get_height()
    return left * scale, (height - top) * scale, right * scale, (height - bottom) * scale


def _marked(image: Any, boxes: list[tuple[float, float, float, float]]) -> Any:
    if not boxes:
        return image
    from PIL import Image, ImageDraw

    shade = Image.new("RGBA", image.size)
    pen = ImageDraw.Draw(shade)
    for left, top, right, bottom in boxes:
        pen.rectangle((left - 2, top - 2, right + 2, bottom + 2), fill=_SHADE, outline=(150, 110, 0, 255))
    return Image.alpha_composite(image.convert("RGBA"), shade).convert("RGB")
