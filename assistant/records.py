"""Records for `show`: a document in; fields, status with its rule and dates, offers and versions out."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from knowledge.numbers.identifiers import find_keys
from knowledge.policies.linking import linked
from knowledge.protocols import Catalogue
from knowledge.rights.legal_status import assess
from knowledge.types import Audience, DocumentHead, Kind, PatentRecord, PolicyRecord, Reader


def find_document(name: str, catalogue: Catalogue, reader: Reader) -> DocumentHead | None:
    """Find a document by its id or any number it carries; the public one of a patent before its internal one."""
    head = catalogue.head(name, reader)
    if head:
        return head
    keys = [key.key for key in find_keys(name)] + [f"pid:{name}", f"case:{name.upper()}"]
    held = catalogue.by_key(keys, reader)
    ids = tuple(dict.fromkeys(document_id for key in keys for document_id in held.get(key, ())))
    heads = catalogue.heads(reader, ids=ids) if ids else ()
    return min(
        heads, key=lambda h: (h.audience is not Audience.PUBLIC, ids.index(h.document_id)), default=None
    )


def head_to_json(head: DocumentHead) -> dict[str, Any]:
    """Return a document as a list shows it."""
    return {
        "document_id": head.document_id, "kind": str(head.kind), "language": str(head.language),
        "audience": str(head.audience), "title": head.title, "source": head.source, "sample": head.sample,
        "synthetic": head.synthetic, "loaded_on": plain(head.loaded_on),
    }  # fmt: skip


def record_to_json(head: DocumentHead, catalogue: Catalogue, reader: Reader, as_of: date) -> dict[str, Any]:
    """Return everything known of a document that this reader may see."""
    shown: dict[str, Any] = {
        "document_id": head.document_id, "kind": str(head.kind), "audience": str(head.audience),
        "language": str(head.language), "title": head.title, "source": head.source, "sample": head.sample,
        "synthetic": head.synthetic, "active": head.active, "loaded_on": plain(head.loaded_on), "as_of": plain(as_of),
        "record": plain(head.record) if head.record else None,
    }  # fmt: skip
    if isinstance(head.record, PatentRecord):
        checked_on = head.record.register_checked_on or (head.loaded_on if head.sample else None)
        shown["status"] = plain(assess(head.record, as_of=as_of, checked_on=checked_on))
        shown["offers"] = plain(head.record.offers)
    if isinstance(head.record, PolicyRecord):
        policies = [
            (h, h.record)
            for h in catalogue.heads(reader, kinds=(Kind.POLICY,))
            if isinstance(h.record, PolicyRecord)
        ]
        records = linked([record for _, record in policies])
        own = next(
            (r for (h, _), r in zip(policies, records, strict=True) if h.document_id == head.document_id),
            head.record,
        )
        shown["in_force"] = own.in_force_on(as_of)
        shown["versions"] = [
            {"document_id": h.document_id, "policy_id": r.policy_id, "title": h.title, "language": str(h.language),
             "effective_from": plain(r.effective_from), "effective_to": plain(r.effective_to),
             "replaces": r.replaces, "replaced_by": r.replaced_by}
            for (h, _), r in zip(policies, records, strict=True) if r.lineage == own.lineage
        ]  # fmt: skip
    passages = catalogue.document_passages(head.document_id, reader)
    shown["passages"] = [
        {"label": p.label, "kind": str(p.kind), "start": p.start, "end": p.end} for p in passages
    ]
    return shown


def plain(value: Any) -> Any:
    """Turn records into JSON values: dates ISO, decimals as text, enums as their words."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, (tuple, list, frozenset, set)):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def record_text(head: DocumentHead, catalogue: Catalogue, reader: Reader, as_of: date) -> str:
    """Return the record as lines, empty fields left out."""
    shown = record_to_json(head, catalogue, reader, as_of)
    shown["passages"] = f"{len(shown['passages'])}"
    return "\n".join(_lines(shown))


def _is_local_text(value: object) -> bool:
    return isinstance(value, dict) and value.keys() == {"language", "text"}


def _lines(value: dict[str, Any], indent: str = "") -> list[str]:
    lines: list[str] = []
    for name, item in value.items():
        if item in (None, "", [], {}, False):
            continue
        if isinstance(item, list) and all(_is_local_text(entry) for entry in item):
            lines += [f"{indent}{name} ({entry['language']}): {entry['text']}" for entry in item]
            continue
        if isinstance(item, dict):
            lines += [f"{indent}{name}:", *_lines(item, indent + "  ")]
        elif isinstance(item, list) and any(isinstance(i, dict) for i in item):
            lines.append(f"{indent}{name}:")
            for entry in item:
                inner = _lines(entry, indent + "    ")
                lines += [f"{indent}  - {inner[0].strip()}", *inner[1:]] if inner else []
        else:
            text = ", ".join(str(i) for i in item) if isinstance(item, list) else str(item)
            lines.append(f"{indent}{name}: {text}")
    return lines
