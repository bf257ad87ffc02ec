"""The points that an office gives to the components of the score: a file or a form in; points that are 100 together out; kept in SQL."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from assistant.accounts import moments
from assistant.audit.log import SqlAudit
from assistant.audit.types import Action, event_of
from assistant.matching.scoring import Weights
from assistant.matching.types import ComponentName
from knowledge.catalogue.engine import reading, storing, writing
from knowledge.errors import AccessError, UsageError
from knowledge.types import Reader, Role

_YAML = (".yaml", ".yml")
_NAMES = ", ".join(ComponentName)
_metadata = sa.MetaData()
_SET = sa.Table(
    "score_weights",
    _metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),  # always 1: there is one set
    sa.Column("points", sa.Text, nullable=False),  # JSON: points by component
    sa.Column("set_at", sa.String(40), nullable=False),
)


def weights_of(told: Mapping[str, object]) -> Weights:
    """Return weights from points by component.

    Raises UsageError weights_unknown (`name`, `names`), weights_missing (`names`), weights_bad (`name`, `value`), weights_sum (`total`).
    """
    unknown = next((name for name in told if name not in tuple(ComponentName)), None)
    if unknown is not None:
        raise UsageError("weights_unknown", name=str(unknown)[:40], names=_NAMES)
    missing = [name for name in ComponentName if name not in told]
    if missing:
        raise UsageError("weights_missing", names=", ".join(missing))
    points = {name: _points(name, told[name]) for name in ComponentName}
    total = sum(points.values())
    if abs(total - 100) > 0.01:
        raise UsageError("weights_sum", total=f"{total:g}")
    return Weights(points=points)


def _points(name: str, value: object) -> float:
    try:
        points = float(str(value).strip())
    except ValueError:
        points = math.nan
    if isinstance(value, bool) or not 0 <= points <= 100:  # what is no number is neither
        raise UsageError("weights_bad", name=name, value=str(value)[:40])
    return points


def read_weights(path: Path, *, name: str = "") -> Weights:
    """Read a TOML, YAML or JSON file: each component and its points.

    Raises UsageError as `weights_of`, and weights_unreadable (`file`, `reason`); ReadError where there is no such file.
    """
    import yaml

    from knowledge.readers.bytes import decode_text, read_bytes

    text = decode_text(read_bytes(path), path)
    try:
        told: Any = yaml.safe_load(text) if path.suffix.lower() in _YAML else None
        if told is None:
            told = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())[:200]
        raise UsageError("weights_unreadable", file=name or path.name, reason=reason) from error
    if isinstance(told, Mapping) and isinstance(inner := told.get("weights"), Mapping):
        told = inner
    if not isinstance(told, Mapping):
        raise UsageError("weights_unreadable", file=name or path.name, reason=type(told).__name__)
    return weights_of({str(key): value for key, value in told.items()})


def as_toml(weights: Weights, notes: Mapping[ComponentName, str]) -> Iterable[str]:
    """Return the lines of a file that `read_weights` reads, each with what it stands for."""
    for name in ComponentName:
        yield f"{name} = {weights.points[name]:g}  # {notes[name]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeWeights:
    """The points that count now; `set_at` is None where the office set none and those of the program hold."""

    weights: Weights
    set_at: datetime | None


class SqlWeights:
    """The office's points in its database: an administrator sets them, everybody may know them."""

    def __init__(self, engine: Engine, audit: SqlAudit, *, clock: moments.Clock = moments.now) -> None:
        """Create the table where it is missing. Raises StorageError."""
        self._engine = engine
        self._audit = audit
        self._clock = clock
        with storing(engine):
            _metadata.create_all(engine)

    def current(self) -> Weights:
        """Return the points that count now."""
        return self.told().weights

    def told(self) -> OfficeWeights:
        """Return the points that count now and since when."""
        with reading(self._engine) as connection:
            row = connection.execute(sa.select(_SET)).first()
        if row is None:
            return OfficeWeights(weights=Weights(), set_at=None)
        return OfficeWeights(weights=weights_of(json.loads(row.points)), set_at=moments.read(row.set_at))

    def set(self, reader: Reader, weights: Weights) -> None:
        """Let other points count from now on. Raises AccessError for whoever is no administrator."""
        _require_admin(reader)
        row = {
            "number": 1,
            "points": json.dumps({str(name): points for name, points in weights.points.items()}),
            "set_at": moments.kept(self._clock()),
        }
        with writing(self._engine) as connection:
            self._clear(connection, reader, Action.WEIGHTS_SET)
            connection.execute(_SET.insert().values(row))

    def reset(self, reader: Reader) -> None:
        """Let the points of the program count again. Raises AccessError as `set`."""
        _require_admin(reader)
        with writing(self._engine) as connection:
            self._clear(connection, reader, Action.WEIGHTS_RESET)

    def _clear(self, connection: Connection, reader: Reader, action: Action) -> None:
        connection.execute(_SET.delete())
        self._audit.append(connection, event_of(reader, action))


def _require_admin(reader: Reader) -> None:
    if not reader.holds(Role.ADMIN):
        raise AccessError("not_allowed", role=str(Role.ADMIN))
