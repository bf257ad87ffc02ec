"""Pages that are scans: the lines with the words are marked once they are recognised, and until then the page is shown without."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from assistant.printed import drawing, page_images, recognition
from assistant.printed.page_images import Marking, PageImages
from assistant.reading_apart import read_apart
from knowledge.catalogue.origins import Origin
from knowledge.errors import NotFoundError, ReadError
from knowledge.finding import content_hash
from knowledge.types import Reader, Role
from tests.unit.knowledge.pdf_factory import Item, Picture, column, draw_pdf, picture_of

ANYBODY, OFFICER = Reader(user="a", role=Role.SME), Reader(user="o", role=Role.OFFICER)
LINES = ("The valve is tested once a year by", "the office, and the result is sent", "to the owner by post.")
COLUMNS = (
    ("Pumps that lift brine from a well", "are lined with rubber; the lining", "is looked at every spring, and it", "is replaced when it is worn thin.", "A worn pump is taken out of use"),
    ("until the makers have mended it.", "Filters are rinsed with clear water", "twice a week and dried in the sun.", "No filter is used for longer than", "one season, whatever it looks like."),
)  # fmt: skip
CHINESE = ("高等学校可以许可他人实施专利，", "许可费用由双方约定，没有约定的", "按照评估结果确定。")
CHINESE_FONTS = sorted(Path("/usr/share/fonts").rglob("*CJK*"))


class Held:
    """Implements KnowsOrigins: one file, for officers alone."""

    def __init__(self, path: Path) -> None:
        digest, size = content_hash(path)
        self._origin = Origin(location=str(path), sha256=digest, size=size)

    def origin(self, document_id: str, reader: Reader) -> Origin | None:
        return self._origin if reader.may_read_internal else None

    def hashes_in_use(self, starts: Collection[str]) -> frozenset[str]:
        return frozenset(starts)


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (page_images, recognition):
        monkeypatch.setattr(module, "read_apart", lambda read, path, name, within: read(path, name))
    monkeypatch.setattr(drawing, "limit_memory", lambda: None)
    monkeypatch.setattr(drawing, "give_way", lambda: None)


def pages_of(path: Path) -> PageImages:
    return PageImages(path.parent / "pages", Held(path))


def settled(pages: PageImages, words: str, page: int = 1) -> tuple[Image.Image, Marking]:
    """Return a page once its words are no longer sought."""
    until = time.monotonic() + 60
    while (found := pages.image("d", OFFICER, page, words)).marking is Marking.SOUGHT:
        assert time.monotonic() < until
        time.sleep(0.05)
    return Image.open(io.BytesIO(found.content)).convert("RGB"), found.marking


def shaded(image: Image.Image) -> tuple[float, float, float, float]:
    """Return the part of a page that is yellow, in shares of its sides: left, top, right, bottom."""
    dots = np.asarray(image).astype(int)
    yellow = (dots[:, :, 0] > 200) & (dots[:, :, 2] < dots[:, :, 0] - 60)
    down, across = np.nonzero(yellow)
    assert len(down) > 100
    height, width = yellow.shape
    return across.min() / width, down.min() / height, across.max() / width, down.max() / height


def scan(lines: Sequence[str], size: tuple[int, int] = (640, 360)) -> Image.Image:
    """Draw lines at 120, 155, 190 dots from the top."""
    return picture_of(lines, size=size, letters=22)


def saved(image: Image.Image, path: Path) -> Path:
    image.save(path)
    return path


def test_an_image_is_shown_at_once_and_marked_when_it_is_recognised(tmp_path: Path) -> None:
    pages = pages_of(saved(scan(LINES), tmp_path / "scan.png"))
    words = "once a year by\nthe office, and the result"
    first = pages.image("d", OFFICER, 1, words)
    assert first.marking is Marking.SOUGHT
    assert first.content == pages.image("d", OFFICER, 1).content
    image, marking = settled(pages, words)
    assert marking is Marking.MARKED
    left, top, _, bottom = shaded(image)
    assert 0.15 < left < 0.22
    assert 0.3 < top < 0.36
    assert 0.45 < bottom < 0.52


def test_it_is_done_by_processes_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (page_images, recognition):
        monkeypatch.setattr(module, "read_apart", read_apart)
    pages = pages_of(saved(scan(LINES), tmp_path / "scan.png"))
    assert settled(pages, "to the owner by post")[1] is Marking.MARKED


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_words_of_a_written_page_are_marked_however_it_is_turned(tmp_path: Path, rotate: int) -> None:
    written: list[Item] = column(
        ["This page was writ-", "ten, and says so.", "It goes on."], size=20, step=30
    )
    pages = pages_of(draw_pdf(tmp_path, "turned.pdf", [written], rotate=rotate))
    image, marking = settled(pages, "ten, and says so.")
    assert marking is Marking.MARKED
    upright = Image.fromarray(np.rot90(np.asarray(image), rotate // 90))
    left, top, _, bottom = shaded(upright)
    assert (0.08 < left < 0.12, 0.08 < top < 0.1, 0.1 < bottom < 0.13) == (True, True, True)


def test_other_words_of_a_page_need_no_recognition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = pages_of(saved(scan(LINES), tmp_path / "scan.jpg"))
    settled(pages, "to the owner by post")
    monkeypatch.setattr(recognition, "read_apart", lambda *a: pytest.fail("recognised again"))
    assert pages.image("d", OFFICER, 1, "The valve is tested").marking is Marking.MARKED
    assert pages.image("d", OFFICER, 1, "words of another page altogether").marking is Marking.UNMARKED


def test_a_scan_among_the_written_pages_of_a_pdf(tmp_path: Path) -> None:
    written: list[Item] = column(["This page was written, and it says so in words."])
    picture = Picture(image=picture_of(LINES, size=(1000, 1400)))
    pages = pages_of(draw_pdf(tmp_path, "mixed.pdf", [written, [picture]]))
    assert pages.image("d", OFFICER, 1, "was written, and it says").marking is Marking.MARKED
    assert pages.image("d", OFFICER, 1, "tested once a year").marking is Marking.UNMARKED
    image, marking = settled(pages, "the result is sent to the owner", page=2)
    assert marking is Marking.MARKED
    assert 0.1 < shaded(image)[1] < 0.14


@pytest.mark.parametrize("quarter_turns", [1, 2, 3])
def test_a_page_on_its_side_is_marked_where_the_words_stand(tmp_path: Path, quarter_turns: int) -> None:
    turned = Image.fromarray(np.rot90(np.asarray(scan(LINES)), quarter_turns))
    image, marking = settled(pages_of(saved(turned, tmp_path / "turned.png")), "The valve is tested once")
    assert marking is Marking.MARKED
    upright = Image.fromarray(np.rot90(np.asarray(image), -quarter_turns))
    left, top, _, bottom = shaded(upright)
    assert (0.15 < left < 0.2, 0.3 < top < 0.36, 0.36 < bottom < 0.44) == (True, True, True)


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    page = Image.new("L", (1200, 360), 255)
    for number, lines in enumerate(COLUMNS):
        page.paste(scan(lines, size=(600, 360)), (number * 560, 0))
    pages = pages_of(saved(page, tmp_path / "columns.png"))
    image, _ = settled(pages, "A worn pump is taken out of use until the makers have mended it.")
    width, height = image.size
    assert shaded(image.crop((0, 0, width // 2, height)))[1] > 0.6
    assert shaded(image.crop((width // 2, 0, width, height)))[3] < 0.42


def test_a_page_of_a_fax(tmp_path: Path) -> None:
    sheets = [scan([line], size=(640, 200)).convert("1") for line in LINES]
    sheets[0].save(tmp_path / "fax.tif", save_all=True, append_images=sheets[1:])
    pages = pages_of(tmp_path / "fax.tif")
    assert settled(pages, "the office, and the result", page=2)[1] is Marking.MARKED
    with pytest.raises(NotFoundError):
        pages.image("d", OFFICER, 4)


@pytest.mark.skipif(not CHINESE_FONTS, reason="no Chinese font")
def test_chinese_words_over_two_lines(tmp_path: Path) -> None:
    page = Image.new("L", (1000, 600), 255)
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(CHINESE_FONTS[0], 36)
    for number, line in enumerate(CHINESE):
        pen.text((120, 120 + 60 * number), line, fill=0, font=font)
    pages = pages_of(draw_pdf(tmp_path, "zh.pdf", [[Picture(image=page)]]))
    image, marking = settled(pages, "许可费用由双方约定，没有约定的按照评估结果确定。")
    assert marking is Marking.MARKED
    assert shaded(image)[1] > 0.28
    assert settled(pages, "专利权人应当在三个月内办理备案")[1] is Marking.UNMARKED


def test_nobody_else_is_shown_a_scan_that_was_recognised(tmp_path: Path) -> None:
    path = saved(scan(LINES), tmp_path / "scan.png")
    pages = pages_of(path)
    settled(pages, "tested once a year")
    assert not pages.exist("d", ANYBODY)
    for words in ("", "tested once a year"):
        with pytest.raises(NotFoundError):
            pages.image("d", ANYBODY, 1, words)
    kept = sorted((tmp_path / "pages").iterdir())
    assert {one.suffix for one in kept} == {".png", ".json"}
    assert (tmp_path / "pages").stat().st_mode & 0o077 == 0


def test_a_page_that_cannot_be_recognised_is_shown_without_a_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*asked: object) -> None:
        raise ReadError("reader_crashed", file="scan.png")

    monkeypatch.setattr(recognition, "read_apart", crash)
    pages = pages_of(saved(scan(LINES), tmp_path / "scan.png"))
    image, marking = settled(pages, "tested once a year")
    assert marking is Marking.UNMARKED
    assert image.size[0] == 640


def test_a_file_that_changes_meanwhile_is_not_recognised(tmp_path: Path) -> None:
    path = saved(scan(LINES), tmp_path / "scan.png")
    pages = pages_of(path)
    asked = recognition.Page(path=path, sha256="0" * 64, number=1)
    found = recognition.PageRecognition(tmp_path / "pages")
    assert found.ask(asked)
    until = time.monotonic() + 20
    while found.is_waiting(asked) and time.monotonic() < until:
        time.sleep(0.02)
    assert found.is_given_up(asked)
    assert found.known(asked) is None
    assert pages.exist("d", OFFICER)


def test_only_a_few_pages_wait_and_written_pages_wait_for_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(recognition, "read_apart", lambda *asked: go_on.wait(30) and None)
    picture = Picture(image=picture_of(LINES, size=(500, 700), letters=17))
    written: list[Item] = column(["This page was written, and it says so in words."])
    pages = pages_of(draw_pdf(tmp_path, "many.pdf", [*([picture] for _ in range(8)), written]))
    states = [pages.image("d", OFFICER, page, "tested once a year").marking for page in range(1, 9)]
    assert states == [*[Marking.SOUGHT] * 6, *[Marking.LATER] * 2]
    assert pages.image("d", OFFICER, 9, "it says so in words").marking is Marking.MARKED
    go_on.set()


def test_an_image_with_too_many_dots_or_none_is_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.readers.printed.images.MOST_PIXELS", 1_000)
    for path in (saved(scan(LINES), tmp_path / "large.png"), tmp_path / "broken.png"):
        if not path.exists():
            path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(1, 200)))
        with pytest.raises(NotFoundError):
            pages_of(path).image("d", OFFICER, 1, "tested")


def test_a_pdf_whose_image_is_too_large_is_not_recognised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.readers.printed.ocr.MOST_PIXELS", 1_000)
    pages = pages_of(draw_pdf(tmp_path, "large.pdf", [[Picture(image=scan(LINES))]]))
    assert pages.image("d", OFFICER, 1, "tested once a year").marking is Marking.UNMARKED
