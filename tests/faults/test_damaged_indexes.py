"""Indexes are derived: whatever happens to their files, the library opens, says so, and gets them back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from ingesting_child import real_parts
from library_fakes import FakeEmbedder, read_lines

from knowledge.ingestion import ingest
from knowledge.library import Library, open_library
from knowledge.types import ANYONE, Audience


@pytest.fixture(autouse=True)
def simple_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.readers.read_file", read_lines, raising=False)


def reopen(home: Path) -> Library:
    return open_library(home, doing="test", embedder=FakeEmbedder(), parts=real_parts())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Make a library that was filled and closed."""
    docs, home = tmp_path / "docs", tmp_path / "home"
    docs.mkdir()
    for n in range(30):
        (docs / f"{n}.txt").write_text(f"licence fee {n}\n\n许可费 {n}")
    with reopen(home) as library:
        ingest([docs], audience=Audience.PUBLIC, library=library)
        assert library.filler.wait(30)
    return home


def truncate_all(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def garbage_everywhere(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.write_bytes(b"\x00garbage" * 40)


def lose_segments(folder: Path) -> None:
    for path in folder.rglob("*.idx"):
        path.unlink()


def lose_meta(folder: Path) -> None:
    for path in folder.rglob("meta.json"):
        path.unlink()


def lose_all(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()


@pytest.mark.parametrize("damage", [truncate_all, garbage_everywhere, lose_segments, lose_meta, lose_all])
def test_a_damaged_lexical_index_is_built_again(home: Path, damage: Callable[[Path], None]) -> None:
    damage(home / "lexical")
    with reopen(home) as library:
        assert library.lexical.count(Audience.PUBLIC) == 60
        assert library.doctor().complaints == ()


@pytest.mark.parametrize("damage", [truncate_all, garbage_everywhere, lose_all])
def test_a_damaged_dense_index_is_reported_and_rebuilt(home: Path, damage: Callable[[Path], None]) -> None:
    damage(home / "dense")
    with reopen(home) as library:
        found = library.doctor().complaints
        assert found in (("dense_damaged:public", "dense_damaged:internal"), ("vectors_missing:public",))
        assert len(library.catalogue.heads(ANYONE)) == 60
        library.reindex()
        assert library.filler.wait(30)
        assert library.doctor().complaints == ()
