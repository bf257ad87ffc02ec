"""Backups over fake indexes: what is in one, what is refused, and what a kill leaves."""

from __future__ import annotations

import contextlib
import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from library_builders import OFFICER, SME
from library_fakes import Characters, FakeDense, FakeEmbedder, FakeLexical, english_only, read_lines

from knowledge.backups import restoring
from knowledge.backups.manifest import CATALOGUE, NAME, VECTORS
from knowledge.backups.restoring import put_in_place, stage, take_restored
from knowledge.backups.writing import write_backup
from knowledge.errors import ClosingError, ReadError, StorageError, UsageError
from knowledge.ingestion import ingest
from knowledge.library import Library, Parts, open_library
from knowledge.types import Audience

PARTS = Parts(lexical=FakeLexical, dense=FakeDense, wants=english_only, counter=Characters())
NOW = datetime(2026, 11, 24, 3, 4, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def simple_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.readers.read_file", read_lines, raising=False)


def opened(home: Path) -> Library:
    return open_library(
        home, doing="test", embedder=FakeEmbedder(), wait_s=0.0, parts=PARTS, today=lambda: date(2026, 11, 24)
    )


def titles(library: Library) -> list[str]:
    return [head.title for head in library.catalogue.heads(OFFICER)]


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup of a library with a public and an internal document."""
    (tmp_path / "open.txt").write_text("slurry\ndries at 60 degrees")
    (tmp_path / "floor.txt").write_text("fee floor\nnot below 80,000")
    with opened(tmp_path / "home") as library:
        ingest([tmp_path / "open.txt"], audience=Audience.PUBLIC, library=library)
        ingest([tmp_path / "floor.txt"], audience=Audience.INTERNAL, library=library)
        library.filler.fill()
        write_backup(library, tmp_path / "b.zip", made_at=NOW)
    return tmp_path / "b.zip"


def test_an_empty_home_becomes_the_library_that_was_backed_up(backup: Path, tmp_path: Path) -> None:
    manifest = stage(backup, tmp_path / "new")
    assert manifest.parts.keys() == {CATALOGUE, VECTORS}
    with opened(tmp_path / "new") as library:
        assert titles(library) == ["slurry", "fee floor"]
        assert [head.title for head in library.catalogue.heads(SME)] == ["slurry"]
        assert library.doctor().healthy
        library.filler.fill()
        assert library.doctor().vectors_done
    assert take_restored(tmp_path / "new") == "2026-11-24T03:04:05+00:00"
    assert take_restored(tmp_path / "new") is None


def test_files_that_were_sent_in_come_back_and_those_that_were_there_are_kept(tmp_path: Path) -> None:
    sent = tmp_path / "home" / "uploads" / "u1" / "声明.pdf"
    with opened(tmp_path / "home") as library:
        sent.parent.mkdir(parents=True)
        sent.write_bytes(b"as it was sent")
        write_backup(library, tmp_path / "b.zip", made_at=NOW)
    sent.write_bytes(b"another one")
    stage(tmp_path / "b.zip", tmp_path / "home", force=True)
    with opened(tmp_path / "home"):
        assert sent.read_bytes() == b"as it was sent"
    kept = tmp_path / "home" / "replaced" / "uploads" / "u1" / "声明.pdf"
    assert kept.read_bytes() == b"another one"


def test_a_file_that_exists_is_replaced_only_when_told(backup: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "home") as library:
        with pytest.raises(UsageError, match="backup_exists"):
            write_backup(library, backup, made_at=NOW)
        write_backup(library, backup, made_at=NOW, force=True)
    assert backup.stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob(".backup-*"))


def test_a_library_is_replaced_only_when_told_and_the_old_catalogue_is_kept(
    backup: Path, tmp_path: Path
) -> None:
    (tmp_path / "later.txt").write_text("later")
    home = tmp_path / "home"
    with opened(home) as library:
        ingest([tmp_path / "later.txt"], audience=Audience.PUBLIC, library=library)
    with pytest.raises(UsageError, match="restore_not_empty"):
        stage(backup, home)
    stage(backup, home, force=True)
    with opened(home) as library:
        assert titles(library) == ["slurry", "fee floor"]
        assert library.doctor().healthy
    assert (home / "replaced" / CATALOGUE).exists()


def _flipped(path: Path, at: float) -> None:
    content = bytearray(path.read_bytes())
    content[int(len(content) * at)] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize("at", [0.02, 0.3, 0.6])
def test_a_damaged_backup_is_refused_by_name_and_changes_nothing(
    backup: Path, tmp_path: Path, at: float
) -> None:
    before = (tmp_path / "home" / CATALOGUE).read_bytes()
    _flipped(backup, at)
    with pytest.raises(ReadError) as caught:
        stage(backup, tmp_path / "home", force=True)
    assert caught.value.fields["file"] == "b.zip"
    assert not (tmp_path / "home" / "restore").exists()
    put_in_place(tmp_path / "home")
    assert (tmp_path / "home" / CATALOGUE).read_bytes() == before


def _with_manifest(path: Path, change: Callable[[dict[str, object]], None]) -> None:
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(held[NAME])
    change(told)
    held[NAME] = json.dumps(told).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, content)


def test_a_backup_of_a_later_version_is_refused(backup: Path, tmp_path: Path) -> None:
    _with_manifest(backup, lambda told: told.update(revision="9999"))
    with pytest.raises(StorageError, match="newer_library"):
        stage(backup, tmp_path / "new")
    _with_manifest(backup, lambda told: told.update(format=2))
    with pytest.raises(ReadError, match="backup_format"):
        stage(backup, tmp_path / "new")


def test_a_backup_names_no_file_of_its_own_choice(backup: Path, tmp_path: Path) -> None:
    part = {"size": 1, "sha256": "0" * 64}
    _with_manifest(backup, lambda told: told.update(parts={"../outside": part}))
    with pytest.raises(ReadError, match="backup_unknown"):
        stage(backup, tmp_path / "new")


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(ReadError, match="backup_unknown"):
        stage(tmp_path / "x.zip", tmp_path / "new")
    with pytest.raises(ReadError, match="no_such_backup"):
        stage(tmp_path / "y.zip", tmp_path / "new")


@pytest.mark.parametrize("killed_at", range(1, 5))
def test_a_kill_while_it_is_put_in_place_is_no_harm(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed_at: int
) -> None:
    home, done = tmp_path / "home", 0
    stage(backup, home, force=True)

    def replace(source: Path, target: Path) -> None:
        nonlocal done
        done += 1
        if done == killed_at:
            raise KeyboardInterrupt
        shutil.move(source, target)

    monkeypatch.setattr(restoring.os, "replace", replace)
    with contextlib.suppress(KeyboardInterrupt):
        put_in_place(home)
    monkeypatch.undo()
    monkeypatch.setattr("knowledge.readers.read_file", read_lines, raising=False)
    with opened(home) as library:
        assert titles(library) == ["slurry", "fee floor"]
        assert library.doctor().healthy
    assert not (home / "restore").exists()


def test_loading_stops_between_files_when_the_app_closes_and_goes_on_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.ingestion._FILES_TOGETHER", 1)
    (tmp_path / "docs").mkdir()
    for number in range(5):
        (tmp_path / "docs" / f"{number}.txt").write_text(f"text {number}")
    with opened(tmp_path / "home") as library:

        def close(progress: object) -> None:
            if getattr(progress, "files_done", 0) == 2:
                library.stop_taking_in()

        with pytest.raises(ClosingError):
            ingest([tmp_path / "docs"], audience=Audience.PUBLIC, library=library, on_progress=close)
        assert len(titles(library)) == 2
    with opened(tmp_path / "home") as library:
        report = ingest([tmp_path / "docs"], audience=Audience.PUBLIC, library=library)
        assert (report.records, len(titles(library))) == (3, 5)
        assert library.doctor().healthy
