"""A full disk or a folder that may not be written: a clear error, and nothing acknowledged is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from ingesting_child import real_parts
from library_fakes import FakeEmbedder, read_lines

from knowledge.errors import StorageError
from knowledge.ingestion import IngestProgress, IngestStage, ingest
from knowledge.library import Library, open_library
from knowledge.types import ANYONE, Audience


@pytest.fixture(autouse=True)
def simple_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.readers.read_file", read_lines, raising=False)


def reopen(home: Path) -> Library:
    return open_library(home, doing="test", embedder=FakeEmbedder(), parts=real_parts())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of four megabytes."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("mounting a small disk needs root")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], capture_output=True
    ).returncode:
        pytest.skip("this system does not let us mount a small disk")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def test_a_full_disk_loses_nothing_that_was_acknowledged(small_disk: Path, tmp_path: Path) -> None:
    docs, home = tmp_path / "docs", small_disk / "home"
    docs.mkdir()
    for n in range(120):
        (docs / f"{n:03}.txt").write_text(
            "\n".join(f"licence fee {n} of year {line} " + "x" * 60 for line in range(400))
        )
    acknowledged: list[str] = []

    def note(progress: IngestProgress) -> None:
        if progress.stage is IngestStage.READING:
            acknowledged.append(progress.file)

    with reopen(home) as library:
        with pytest.raises(StorageError) as caught:
            ingest([docs], audience=Audience.PUBLIC, library=library, on_progress=note)
        assert caught.value.fields["reason"] == "disk_full"
        assert str(caught.value.fields["path"]).startswith(str(home))
        assert acknowledged
        held = {row.path for row in library.catalogue.files(ANYONE) if row.documents}
        assert set(acknowledged) <= held, "what is in goes on being read while the disk is full"
    subprocess.run(["mount", "-o", "remount,size=200m", small_disk], check=True)
    with reopen(home) as library:
        assert {row.path for row in library.catalogue.files(ANYONE) if row.documents} == held
        assert library.filler.wait(60)
        assert library.doctor().complaints == ()
        report = ingest([docs], audience=Audience.PUBLIC, library=library)
        assert len(report.files) == 120
        assert len(library.catalogue.heads(ANYONE)) == 120


def test_a_disk_that_is_full_from_the_start_is_named(small_disk: Path) -> None:
    (small_disk / "filler").write_bytes(b"x" * (4 << 20))
    with pytest.raises(StorageError) as caught:
        reopen(small_disk / "home")
    assert caught.value.fields["reason"] == "disk_full"


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError) as caught:
        reopen(tmp_path / "file" / "home")
    assert caught.value.fields["path"] == str(tmp_path / "file" / "home")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StorageError) as caught:
        reopen(tmp_path / "home")
    tmp_path.chmod(0o700)
    assert caught.value.fields["reason"] == "permission"
