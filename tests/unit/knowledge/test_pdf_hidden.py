"""Text that a person would not see in a PDF is left out and counted; what can be seen stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf_factory import Box, Item, Words, column, draw_pdf

from knowledge.errors import ReadError
from knowledge.protocols import ReadDocument
from knowledge.readers import read_file
from knowledge.types import NoteKind

SEEN = column(["A notice about valves that everybody can read.", "It has a second line."])


def read(folder: Path, *items: Item, rotate: int = 0) -> ReadDocument:
    (document,) = read_file(draw_pdf(folder, "x.pdf", [[*SEEN, *items]], rotate=rotate))
    return document


@pytest.mark.parametrize(
    "unseen",
    [
        Words(text="secret words", top=300, colour=(1, 1, 1)),
        Words(text="secret words", top=300, colour=(0.97, 0.97, 0.97)),
        Words(text="secret words", top=300, size=1),
        Words(text="secret words", top=300, mode=3),
        Words(text="secret words", top=2_000),
        Words(text="隐藏的文字", top=300, colour=(1, 1, 1)),
    ],
)
def test_unseen_text_is_left_out_and_counted(tmp_path: Path, unseen: Words) -> None:
    document = read(tmp_path, unseen)
    assert "everybody can read" in document.text
    assert "secret" not in document.text
    assert "隐藏" not in document.text
    notes = [note for note in document.notes if note.kind is NoteKind.HIDDEN_TEXT]
    if unseen.top < 842:
        assert [note.fields for note in notes] == [{"count": len(unseen.text.replace(" ", "")), "pages": "1"}]


def test_white_text_on_a_dark_ground_is_seen(tmp_path: Path) -> None:
    dark = Box(left=50, top=280, width=300, height=40, colour=(0, 0.2, 0.5))
    document = read(tmp_path, dark, Words(text="white on blue", top=304, colour=(1, 1, 1)))
    assert "white on blue" in document.text
    assert not document.notes


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_turned_page_reads_the_same(tmp_path: Path, rotate: int) -> None:
    hidden = Words(text="secret words", top=300, colour=(1, 1, 1))
    document = read(tmp_path, hidden, rotate=rotate)
    assert document.text.index("everybody can read") < document.text.index("second line")
    assert "secret" not in document.text


def test_a_pdf_of_hidden_text_only_says_so(tmp_path: Path) -> None:
    path = draw_pdf(tmp_path, "x.pdf", [[Words(text="nothing here can be seen", colour=(1, 1, 1))]])
    with pytest.raises(ReadError) as caught:
        list(read_file(path))
    assert caught.value.code == "only_hidden_text"
