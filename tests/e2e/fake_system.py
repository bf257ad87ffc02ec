"""A made-up installation: one examination, two models of which one fails, backups that are small files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from assistant.operations.readiness import Reason
from assistant.operations.system import Backup, Findings, Health, ModelSetUp, ModelTest
from knowledge.catalogue.rows import RunRow
from knowledge.errors import ModelError, NotFoundError
from knowledge.examination import AudienceExamination
from knowledge.types import Audience, Reader

MADE = datetime(2026, 11, 24, 3, 4, 5, tzinfo=UTC)
NAME = "patentbridge-20261124-030405.zip"


class FakeSystem:
    """What the pages of the system ask of assistant.operations.system.System."""

    database = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def health(self) -> Health:
        return Health(
            reasons=(), behind=(Reason.VECTORS_BEHIND,), versions=(("python", "3.11"), ("patentbridge", "0.1.0")),
            database="sqlite", revision="0002", disk_free=40_000_000_000, disk_total=90_000_000_000,
            home_size=12_500_000, memory=512_000_000, most_memory=640_000_000,
        )  # fmt: skip

    def runs(self, reader: Reader) -> tuple[RunRow, ...]:
        return (RunRow(run_id="r1", started_at=MADE, finished_at=None, added=7, set_aside=2),)

    def examined(self, reader: Reader) -> Findings:
        found = [
            AudienceExamination(
                audience=audience, documents=number, passages=40, lexical_passages=39, lexical_missing=("d1",), lexical_extra=(),
                vectors_wanted=40, vectors=40, vectors_missing=(), vectors_extra=(),
            )
            for audience, number in ((Audience.PUBLIC, 61), (Audience.INTERNAL, 17))
            if audience in reader.audiences
        ]  # fmt: skip
        return Findings(healthy=False, complaints=("lexical_missing:public",), audiences=tuple(found))

    def models(self) -> tuple[ModelSetUp, ...]:
        return (
            ModelSetUp(task="chat", name="test-model", host="models.example"),
            ModelSetUp(task="embedding", name="built-in"),
        )

    def tested(self) -> tuple[ModelTest, ...]:
        failure = ModelError("model_unauthorised", service="chat", reason="401")
        return (
            ModelTest(task="chat", name="test-model", seconds=0.2, failure=failure),
            ModelTest(task="embedding", name="built-in", seconds=0.1),
        )

    def backups(self) -> tuple[Backup, ...]:
        return tuple(
            Backup(name=path.name, size=path.stat().st_size, made_at=MADE, has_catalogue=True)
            for path in sorted(self._folder.glob("patentbridge-*.zip"))
        )

    def back_up(self) -> str:
        (self._folder / NAME).write_bytes(b"everything there is")
        return NAME

    def backup_path(self, name: str) -> Path:
        if not (self._folder / name).is_file():
            raise NotFoundError(name=name)
        return self._folder / name

    def delete_backup(self, name: str) -> None:
        self.backup_path(name).unlink()
