"""What a backup says of itself: a JSON object beside its files, with a checksum of each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version

from knowledge.errors import ReadError

FORMAT = 1
NAME = "manifest.json"
CATALOGUE, VECTORS = "catalogue.sqlite", "vectors.sqlite"
UPLOADS = "uploads"  # a folder of the library; in a backup one archive
UPLOADED = f"{UPLOADS}.zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of a backup."""

    size: int  # bytes
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`database` is sqlite or postgresql; of the latter only what lies beside it is in the backup."""

    made_at: str  # ISO 8601, UTC
    program: str  # version
    revision: str  # of the database's tables
    library_id: str
    database: str
    parts: Mapping[str, Part] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def has_catalogue(self) -> bool:
        return CATALOGUE in self.parts

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=2)


def manifest_of(text: bytes, file: str) -> Manifest:
    """Read a manifest. Raises ReadError: backup_unknown for what is none, backup_format for one of a later version."""
    try:
        told = json.loads(text)
        if told["format"] != FORMAT:
            raise ReadError("backup_format", file=file, found=told["format"], known=FORMAT)
        parts = {
            name: Part(size=int(p["size"]), sha256=str(p["sha256"])) for name, p in told["parts"].items()
        }
        if not parts.keys() <= {CATALOGUE, VECTORS, UPLOADED}:
            raise ReadError("backup_unknown", file=file)
        return Manifest(
            made_at=str(told["made_at"]),
            program=str(told["program"]),
            revision=str(told["revision"]),
            library_id=str(told["library_id"]),
            database=str(told["database"]),
            parts=parts,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReadError("backup_unknown", file=file) from error


def program_version() -> str:
    return version("patentbridge")
