"""What an administrator asks of the installation: how it fares, which models it uses and whether they answer, backups."""

from __future__ import annotations

import os
import platform
import re
import resource
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.operations.readiness import Readiness, Reason
from assistant.settings import Settings
from knowledge.backups.restoring import read_manifest
from knowledge.backups.writing import write_backup
from knowledge.catalogue.migrating import HEAD
from knowledge.catalogue.rows import RunRow
from knowledge.disk import storing_in
from knowledge.errors import ModelError, NotFoundError, PatentBridgeError
from knowledge.examination import AudienceExamination
from knowledge.lazy_patterns import lazy_pattern

if TYPE_CHECKING:
    from assistant.models import ChatModel
    from assistant.search_models import SearchModels
    from knowledge.library import Library
    from knowledge.types import Reader

_PROBE = ("Answer with one word.", "Ready?")
_PROBE_TOKENS = 200  # models that think first need some
_PARTS = ("patentbridge", "chromadb", "tantivy", "gradio", "sqlalchemy")
_NAME = lazy_pattern(r"patentbridge-\d{8}-\d{6}\.zip", re.ASCII)
_KIB = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the installation fares at one moment."""

    reasons: tuple[Reason, ...]  # against sending questions here
    behind: tuple[Reason, ...]
    versions: tuple[tuple[str, str], ...]
    database: str  # sqlite or postgresql
    revision: str
    disk_free: int  # bytes
    disk_total: int
    home_size: int
    memory: int
    most_memory: int  # since the start


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What comparing the catalogue with both indexes gave, as far as somebody may know it."""

    healthy: bool
    complaints: tuple[str, ...]  # codes
    audiences: tuple[AudienceExamination, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSetUp:
    """A model that is set up. `host` is empty where it runs inside this program."""

    task: str  # chat, embedding or reranking
    name: str
    host: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTest:
    """How a model answered to a few words of ours."""

    task: str
    name: str
    seconds: float
    failure: ModelError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup in the home folder."""

    name: str
    size: int  # bytes
    made_at: datetime
    has_catalogue: bool


class System:
    """Looks after the installation."""

    def __init__(
        self,
        settings: Settings,
        library: Library,
        readiness: Readiness,
        *,
        search_models: SearchModels,
        chat_model: ChatModel | None,
    ) -> None:
        self._settings = settings
        self._library = library
        self._readiness = readiness
        self._search_models = search_models
        self._chat_model = chat_model

    # ── how it fares ─────────────────────────────────────────────────────────────────────────────────────

    def health(self) -> Health:
        """Return what is known at once."""
        home = self._library.home
        disk = shutil.disk_usage(home)
        return Health(
            reasons=self._readiness.reasons(),
            behind=self._readiness.behind(),
            versions=(("python", platform.python_version()), *((name, version(name)) for name in _PARTS)),
            database=self.database,
            revision=HEAD,
            disk_free=disk.free,
            disk_total=disk.total,
            home_size=_size_of(home),
            memory=_memory(),
            most_memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIB,
        )

    @property
    def database(self) -> str:
        """Return sqlite or postgresql."""
        return self._library.catalogue.engine.dialect.name

    def runs(self, reader: Reader) -> tuple[RunRow, ...]:
        """Return the runs of loading that the reader may know of, newest first."""
        return self._library.catalogue.runs(reader)

    def examined(self, reader: Reader) -> Findings:
        """Compare the catalogue with both indexes; numbers only of what the reader may see. Takes seconds."""
        found = self._library.doctor()
        told = (_told(complaint, reader) for complaint in found.complaints)
        return Findings(
            healthy=found.healthy,
            complaints=tuple(dict.fromkeys(told)),
            audiences=tuple(one for one in found.audiences if one.audience in reader.audiences),
        )

    # ── models ───────────────────────────────────────────────────────────────────────────────────────────

    def models(self) -> tuple[ModelSetUp, ...]:
        """Return what is set up; no key, and of an address only its host."""
        hosts, held = self._settings.service_hosts(), []
        if self._chat_model is not None:
            held.append(ModelSetUp(task="chat", name=self._chat_model.model_name, host=hosts.chat))
        of_service = self._settings.embedding_model is not None
        host = hosts.searching[-1] if of_service and hosts.searching else ""
        embedder = self._search_models.embedder
        held.append(ModelSetUp(task="embedding", name=embedder.embedder_id, host=host))
        reranker = self._search_models.reranker
        if reranker is not None:
            held.append(
                ModelSetUp(task="reranking", name=reranker.reranker_id, host=next(iter(hosts.searching), ""))
            )
        return tuple(held)

    def tested(self) -> tuple[ModelTest, ...]:
        """Ask each model something of ours, nothing of the library."""
        tests = [self._chat_test()] if self._chat_model is not None else []
        began = time.monotonic()
        examined = self._search_models.examined()
        seconds = (time.monotonic() - began) / len(examined)
        return (
            *tests,
            *(ModelTest(task=m.task, name=m.name, seconds=seconds, failure=m.failure) for m in examined),
        )

    def _chat_test(self) -> ModelTest:
        model = self._chat_model
        if model is None:
            raise ValueError("no chat model")
        began, failure = time.monotonic(), None
        pieces = model.stream(*_PROBE, _PROBE_TOKENS)
        try:
            next((piece for piece in pieces if piece), "")
        except ModelError as error:
            failure = error
        finally:
            close: Callable[[], None] | None = getattr(pieces, "close", None)
            if close is not None:
                close()
        seconds = time.monotonic() - began
        return ModelTest(task="chat", name=model.model_name, seconds=seconds, failure=failure)

    # ── backups ──────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _folder(self) -> Path:
        return self._library.home / "backups"

    def backups(self) -> tuple[Backup, ...]:
        """Return the backups in the home folder, newest first; what cannot be read is left out."""
        found = []
        names = sorted(self._folder.glob("*.zip"), reverse=True) if self._folder.is_dir() else []
        for path in names:
            if _NAME.fullmatch(path.name):
                try:
                    manifest = read_manifest(path)
                except PatentBridgeError:
                    continue
                made_at = datetime.fromisoformat(manifest.made_at)
                found.append(
                    Backup(
                        name=path.name,
                        size=path.stat().st_size,
                        made_at=made_at,
                        has_catalogue=manifest.has_catalogue,
                    )
                )
        return tuple(found)

    def back_up(self) -> str:
        """Make a backup in the home folder and return its name. Raises StorageError, UsageError."""
        now = datetime.now(UTC)
        path = self._folder / f"patentbridge-{now:%Y%m%d-%H%M%S}.zip"
        with storing_in(path):
            self._folder.mkdir(mode=0o700, exist_ok=True)
        write_backup(self._library, path, made_at=now, force=True)
        return path.name

    def backup_path(self, name: str) -> Path:
        """Return where a backup lies. Raises NotFoundError."""
        path = self._folder / name
        if not _NAME.fullmatch(name) or not path.is_file():
            raise NotFoundError(name=name)
        return path

    def delete_backup(self, name: str) -> None:
        """Delete a backup. Raises NotFoundError."""
        path = self.backup_path(name)
        with storing_in(path):
            path.unlink()


def _told(complaint: str, reader: Reader) -> str:
    """Return a complaint, without the audience that the reader does not belong to."""
    code, _, audience = complaint.partition(":")
    return complaint if audience in reader.audiences else code


def _size_of(folder: Path) -> int:
    """Return the bytes of all files below a folder, as far as they are there when looked at."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except FileNotFoundError:
                continue
    return total


def _memory() -> int:
    """Return the bytes of memory that the process holds now; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
