"""Kept images of pages go when the last document of their file goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from library_fakes import Characters, FakeDense, FakeEmbedder, FakeLexical, english_only, read_lines

from assistant.printed import drawing, page_images
from assistant.printed.page_images import Marking, PageImages
from knowledge.errors import NotFoundError
from knowledge.ingestion import ingest
from knowledge.library import Library, Parts, open_library
from knowledge.types import Audience, Reader, Role
from tests.unit.assistant.test_page_images import PDF

OFFICER = Reader(user="o", role=Role.OFFICER)
PARTS = Parts(lexical=FakeLexical, dense=FakeDense, wants=english_only, counter=Characters())


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setattr("knowledge.readers.read_file", read_lines, raising=False)
    monkeypatch.setattr(page_images, "read_apart", lambda read, path, name, within: read(path, name))
    monkeypatch.setattr(drawing, "limit_memory", lambda: None)
    opened = open_library(
        tmp_path / "home",
        today=lambda: date(2026, 11, 24),
        doing="test",
        embedder=FakeEmbedder(),
        wait_s=0.0,
        parts=PARTS,
    )
    yield opened
    opened.close()


def put(library: Library, path: Path, content: bytes) -> str:
    path.write_bytes(content)
    ingest([path], audience=Audience.PUBLIC, library=library)
    (head,) = [head for head in library.catalogue.heads(OFFICER) if head.source.endswith(path.name)]
    return head.document_id


@pytest.mark.parametrize("purge", [False, True])
def test_images_of_a_removed_document_go_with_it(library: Library, tmp_path: Path, purge: bool) -> None:
    gone = put(library, tmp_path / "gone.pdf", PDF)
    stays = put(library, tmp_path / "stays.pdf", PDF.replace(b"steady", b"rusty!"))
    folder = tmp_path / "pages"
    pages = PageImages(folder, library.catalogue)
    library.on_change(pages.let_go)
    kept = {}
    for document in (gone, stays):
        before = set(folder.glob("*"))
        assert pages.image(document, OFFICER, 1, "crane hook").marking is Marking.MARKED
        pages.image(document, OFFICER, 1)
        kept[document] = set(folder.glob("*")) - before
        assert len(kept[document]) == 2
    library.remove([gone], purge=purge)
    assert set(folder.glob("*")) == kept[stays]
    if purge:
        with pytest.raises(NotFoundError):
            pages.image(gone, OFFICER, 1)
    else:  # an old citation still opens it
        assert pages.image(gone, OFFICER, 1, "crane hook").marking is Marking.MARKED
    assert set(folder.glob("*")) == kept[stays]


def test_images_stay_while_another_file_of_the_same_content_is_held(library: Library, tmp_path: Path) -> None:
    document = put(library, tmp_path / "one.pdf", PDF)
    pages = PageImages(tmp_path / "pages", library.catalogue)
    library.on_change(pages.let_go)
    pages.image(document, OFFICER, 1)
    put(library, tmp_path / "other.pdf", PDF.replace(b"steady", b"rusty!"))
    assert len(list((tmp_path / "pages").glob("*.png"))) == 1
