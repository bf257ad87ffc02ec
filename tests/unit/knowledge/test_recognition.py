"""Scans and images: text is recognised with its place and confidence, what is not read is said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from pdf_factory import Picture, Words, column, draw_pdf, picture_of
from PIL import Image

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers import read_file
from knowledge.readers.printed.images import ImageReader
from knowledge.readers.printed.ocr import LEAST_CONFIDENCE
from knowledge.readers.printed.page_lines import Line, PageLines, in_reading_order
from knowledge.readers.printed.pdf import PdfReader, document_of_pages
from knowledge.types import NoteKind

SHOWN = [
    "NOTICE ABOUT VALVES",
    "Every valve is tested once a year.",
    "The result is sent to the office by post.",
]


WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def only(path: Path) -> ReadDocument:
    (document,) = read_file(path)
    return document


def saved(folder: Path, name: str, image: Image.Image, **options: object) -> Path:
    path = folder / name
    image.save(path, **options)  # type: ignore[arg-type]
    return path


def holds(document: ReadDocument, lines: Sequence[str] = SHOWN) -> bool:
    flat = " ".join(document.text.split())
    return all(line in flat for line in lines)


def test_an_image_is_read_with_confidence(tmp_path: Path) -> None:
    document = only(saved(tmp_path, "scan.png", picture_of(SHOWN)))
    assert holds(document)
    assert all(section.page == 1 for section in document.sections)
    assert all((section.confidence or 0) > LEAST_CONFIDENCE for section in document.sections)
    assert not document.notes


@pytest.mark.parametrize("quarter_turns", [1, 2, 3])
def test_a_page_on_its_side_or_head_is_read(tmp_path: Path, quarter_turns: int) -> None:
    turned = Image.fromarray(np.rot90(np.asarray(picture_of(SHOWN, size=(1000, 800))), quarter_turns))
    document = only(saved(tmp_path, "turned.jpg", turned))
    assert holds(document)
    assert document.text.index("Every valve") < document.text.index("The result")


def test_a_fax_of_several_pages(tmp_path: Path) -> None:
    pages = [picture_of([line], size=(1000, 300)).convert("1") for line in SHOWN]
    path = saved(tmp_path, "fax.tif", pages[0], save_all=True, append_images=pages[1:], compression="group4")
    document = only(path)
    assert holds(document)
    assert {section.page for section in document.sections} >= {2, 3}


def test_a_scanned_page_among_written_ones(tmp_path: Path) -> None:
    written = column(["This page was written, not scanned, and says so.", "It goes on for a line."])
    path = draw_pdf(tmp_path, "mixed.pdf", [written, [Picture(image=picture_of(SHOWN, size=(1000, 1400)))]])
    document = only(path)
    assert "written, not scanned" in document.text
    assert holds(document)
    by_page = {section.page: section.confidence for section in document.sections}
    assert by_page[1] is None
    assert by_page[2] is not None


def test_what_time_did_not_allow_is_said(tmp_path: Path) -> None:
    written = column(["This page was written, not scanned, and says so.", "It goes on for a line."])
    scan = [Picture(image=picture_of(SHOWN, size=(500, 700)))]
    path = draw_pdf(tmp_path, "long.pdf", [written, scan, scan, written, scan])
    (document,) = PdfReader(seconds=-1).read(path)
    missing = [note.fields for note in document.notes if note.kind is NoteKind.PART_MISSING]
    assert missing == [{"pages": "2–3, 5"}]
    with pytest.raises(ReadError) as caught:
        list(PdfReader(seconds=-1).read(draw_pdf(tmp_path, "scans.pdf", [scan, scan])))
    assert caught.value.code == "not_recognised_in_time"
    with pytest.raises(ReadError) as caught:
        list(ImageReader(seconds=-1).read(saved(tmp_path, "one.png", picture_of(SHOWN, size=(500, 700)))))
    assert caught.value.code == "not_recognised_in_time"


def test_the_text_layer_of_a_scan_is_kept(tmp_path: Path) -> None:
    prose = [
        f"Line number {n} of the text says that every valve is tested once a year." for n in range(1, 19)
    ]
    image = picture_of(prose[:9], size=(1240, 1754), letters=26)
    layer = [Words(text=line, top=60 + 20 * n, mode=3) for n, line in enumerate(prose)]
    path = draw_pdf(tmp_path, "layered.pdf", [[Picture(image=image), *layer]] * 2)
    (document,) = PdfReader(seconds=-1).read(path)  # no time to read it again
    assert all(line in document.text for line in prose)
    assert not any(note.kind is NoteKind.HIDDEN_TEXT for note in document.notes)


def test_low_confidence_is_flagged_and_kept() -> None:
    lines = tuple(
        Line(text=text, left=0, top=20 * n, right=300, bottom=20 * n + 14, confidence=0.6)
        for n, text in enumerate(["A line that is hard to read at all", "and another one that is no better."])
    )
    document = document_of_pages([PageLines(number=3, lines=lines, recognised=True)], Path("x.pdf"))
    (note,) = document.notes
    assert (note.kind, note.fields) == (NoteKind.LOW_CONFIDENCE, {"page": 3, "confidence": 0.6})
    assert "hard to read" in document.text
    assert all(section.confidence == 0.6 for section in document.sections)


def test_an_image_bomb_is_refused(tmp_path: Path) -> None:
    huge = saved(tmp_path, "huge.png", Image.new("1", (16_000, 16_000)))
    with pytest.raises(ReadError) as caught:
        list(read_file(huge))
    assert caught.value.code == "image_too_large"
    page = [Picture(image=Image.new("L", (12_000, 12_000), 255))]
    with pytest.raises(ReadError) as caught:
        list(read_file(draw_pdf(tmp_path, "huge.pdf", [page])))
    assert caught.value.code == "image_too_large"


def test_a_drawing_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        list(read_file(saved(tmp_path, "figure.png", picture_of(["FIG. 1", "12"], size=(400, 400)))))
    assert caught.value.code == "image_without_text"


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif"])
def test_a_damaged_image_is_refused(tmp_path: Path, suffix: str) -> None:
    whole = saved(tmp_path, f"whole.{suffix}", picture_of(SHOWN, size=(600, 400))).read_bytes()
    for keep in (20, len(whole) // 2):
        path = tmp_path / f"cut.{suffix}"
        path.write_bytes(whole[:keep])
        with pytest.raises(ReadError) as caught:
            list(read_file(path))
        assert caught.value.code == "damaged_image"


def line(text: str, left: float, top: float, width: float = 200) -> Line:
    return Line(text=text, left=left, top=top, right=left + width, bottom=top + 10)


def test_columns_are_read_one_after_the_other_and_line_numbers_left_out() -> None:
    lines = [line("A heading over both columns of the page", 20, 0, 440)]
    for n in range(12):
        lines.append(line(f"left {WORDS[n]}", 20, 20 + 12 * n))
        lines.append(line(f"right {WORDS[n]}", 260, 20 + 12 * n))
        if n in (4, 9):
            lines.append(line(str(n + 1), 236, 20 + 12 * n, 10))
    lines.append(line("15", 236, 190, 10))
    texts = [found.text for found in in_reading_order(lines, native=False)]
    assert texts == [
        "A heading over both columns of the page",
        *(f"left {word}" for word in WORDS),
        *(f"right {word}" for word in WORDS),
    ]


def test_a_table_is_read_row_by_row() -> None:
    lines = [
        found
        for n in range(12)
        for found in (line(f"fee {n}", 20, 12 * n, 40), line(f"{n} yuan", 300, 12 * n, 40))
    ]
    texts = [found.text for found in in_reading_order(lines, native=True)]
    assert texts[:4] == ["fee 0", "0 yuan", "fee 1", "1 yuan"]
