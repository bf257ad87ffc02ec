"""Pages as they were printed: only of what a reader may see in whole, unchanged, with the words marked."""

from __future__ import annotations

import io
from collections.abc import Collection
from pathlib import Path

import pytest
from PIL import Image

from assistant.printed import drawing, page_images
from assistant.printed.drawing import draw
from assistant.printed.page_images import PageImages
from knowledge.catalogue.origins import Origin
from knowledge.errors import NotFoundError
from knowledge.finding import content_hash
from knowledge.types import Reader, Role
from tests.unit.knowledge.pdf_factory import column, draw_pdf

ANYBODY, OFFICER = Reader(user="a", role=Role.SME), Reader(user="o", role=Role.OFFICER)
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 73>>stream\nBT /F1 14 Tf 20 150 Td (A steady crane) Tj 0 -20 Td (hook for ports) Tj ET \nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n"
)


class Held:
    """Implements KnowsOrigins: one file, for officers alone."""

    def __init__(self, path: Path) -> None:
        digest, size = content_hash(path)
        self._origin = Origin(location=str(path), sha256=digest, size=size)

    def origin(self, document_id: str, reader: Reader) -> Origin | None:
        return self._origin if reader.may_read_internal and document_id == "d" else None

    def hashes_in_use(self, starts: Collection[str]) -> frozenset[str]:
        return frozenset(starts)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "hook.pdf"
    path.write_bytes(PDF)
    return path


@pytest.fixture
def pages(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PageImages:
    monkeypatch.setattr(page_images, "read_apart", lambda read, path, name, within: read(path, name))
    monkeypatch.setattr(drawing, "limit_memory", lambda: None)
    return PageImages(tmp_path / "pages", Held(path))


def shaded(content: bytes) -> int:
    """Return how many dots are yellow."""
    image = Image.open(io.BytesIO(content)).convert("RGB")
    return sum(
        count for count, (r, g, b) in image.getcolors(1 << 24) or () if r > 200 and g > 180 and b < 190
    )


def test_words_are_marked_over_the_ends_of_lines(pages: PageImages) -> None:
    assert shaded(pages.image("d", OFFICER, 1).content) == 0
    assert shaded(pages.image("d", OFFICER, 1, "crane\nhook").content) > 100
    assert shaded(pages.image("d", OFFICER, 1, "no such words").content) == 0


def test_what_goes_on_overleaf_is_marked_as_far_as_it_stands_here(pages: PageImages) -> None:
    assert (
        shaded(pages.image("d", OFFICER, 1, "hook for ports\nand what stands on the next page").content) > 100
    )


def test_a_page_is_kept_once_it_is_drawn(pages: PageImages, monkeypatch: pytest.MonkeyPatch) -> None:
    first = pages.image("d", OFFICER, 1)
    monkeypatch.setattr(page_images, "read_apart", lambda *a: pytest.fail("drawn again"))
    assert pages.image("d", OFFICER, 1) == first


def test_nothing_is_shown_to_others_or_of_what_changed(pages: PageImages, path: Path) -> None:
    assert not pages.exist("d", ANYBODY)
    for document, reader, page in (
        ("d", ANYBODY, 1),
        ("other", OFFICER, 1),
        ("d", OFFICER, 0),
        ("d", OFFICER, 2),
    ):
        with pytest.raises(NotFoundError):
            pages.image(document, reader, page)
    path.write_bytes(PDF.replace(b"steady", b"shaky!"))
    with pytest.raises(NotFoundError):
        pages.image("d", OFFICER, 1, "crane")
    path.unlink()
    assert not pages.exist("d", OFFICER)


def test_a_broken_file_is_no_page(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "limit_memory", lambda: None)
    path.write_bytes(b"%PDF-1.4 broken")
    with pytest.raises(Exception, match="damaged_pdf"):
        draw(1, "", None, path, path.name)


def test_words_are_sought_on_the_pages_over_which_their_passage_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_images, "read_apart", lambda read, path, name, within: read(path, name))
    monkeypatch.setattr(drawing, "limit_memory", lambda: None)
    lines = ("The motor turns slowly.", "A steady crane hook hangs.", "Nobody waits on the quay.")
    pdf = draw_pdf(tmp_path, "three.pdf", [column([line]) for line in lines])
    pages = PageImages(tmp_path / "pages", Held(pdf))
    for number, line in enumerate(lines, start=1):
        assert pages.page_of("d", OFFICER, 1, 9, line) == number
    assert pages.page_of("d", OFFICER, 1, 2, lines[2]) == 1  # no further than its passage goes
    assert pages.page_of("d", OFFICER, 2, 9, "no such words anywhere") == 2
    with pytest.raises(NotFoundError):
        pages.page_of("d", ANYBODY, 1, 3, lines[1])
