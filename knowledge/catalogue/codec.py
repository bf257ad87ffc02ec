"""Records as JSON and back, exactly: Decimal, date and enum survive, absent fields are left out."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from knowledge.types import LicenceNotice, PatentRecord, PolicyRecord

Record = PatentRecord | PolicyRecord | LicenceNotice
_TYPE_NAMES: Mapping[str, type[Record]] = {
    "patent": PatentRecord,
    "policy": PolicyRecord,
    "licence_notice": LicenceNotice,
}


def record_to_json(record: Record) -> str:
    """Encode a record as one JSON object that names its type."""
    name = next(name for name, kind in _TYPE_NAMES.items() if isinstance(record, kind))
    return json.dumps({"type": name, **to_plain(record)}, ensure_ascii=False, separators=(",", ":"))


def record_from_json(text: str) -> Record:
    """Decode what `record_to_json` made. Raises ValueError when it is something else."""
    plain = json.loads(text)
    record_type = _TYPE_NAMES.get(plain.pop("type", "")) if isinstance(plain, dict) else None
    if record_type is None:
        raise ValueError("not a record")
    return typing.cast(Record, from_plain(record_type, plain))


def to_plain(value: Any) -> Any:
    """Turn a frozen dataclass into dicts, lists, strings and numbers; fields equal to their default are omitted."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: to_plain(item)
            for field in dataclasses.fields(value)
            if (item := getattr(value, field.name)) != field.default
        }
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def from_plain(annotation: Any, plain: Any) -> Any:
    """Build a value of the annotated type out of what `to_plain` made. Unknown fields are ignored."""
    return _decoder(annotation)(plain)


@cache
def _decoder(annotation: Any) -> Callable[[Any], Any]:
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return _optional_decoder(annotation)
    if origin is tuple:
        item = _decoder(typing.get_args(annotation)[0])
        return lambda plain: tuple(item(one) for one in plain)
    if dataclasses.is_dataclass(annotation):
        return _dataclass_decoder(annotation)
    if annotation is date:
        return date.fromisoformat
    if annotation is Decimal or (isinstance(annotation, type) and issubclass(annotation, Enum)):
        return typing.cast(Callable[[Any], Any], annotation)
    return lambda plain: plain


def _optional_decoder(annotation: Any) -> Callable[[Any], Any]:
    (inner,) = (arg for arg in typing.get_args(annotation) if arg is not type(None))
    decode = _decoder(inner)
    return lambda plain: None if plain is None else decode(plain)


def _dataclass_decoder(annotation: Any) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(annotation)
    decoders = {field.name: _decoder(hints[field.name]) for field in dataclasses.fields(annotation)}

    def decode(plain: Any) -> Any:
        return annotation(**{name: decoders[name](item) for name, item in plain.items() if name in decoders})

    return decode
