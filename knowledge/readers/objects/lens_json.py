"""A record of the Lens patent interface (lens_id, biblio, families, legal_status) → values under the headers of its CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.folding import strip_invisible
from knowledge.readers.tables.tabular import Cell, unescaped

_EXPIRED = "EXPIRED"  # Lens: the term is over; rights that ended earlier are INACTIVE or DISCONTINUED


def is_lens(raw: Mapping[str, Any]) -> bool:
    """Say whether an object is a record of the interface and not a row of the flat export."""
    return "lens_id" in raw and isinstance(raw.get("biblio"), Mapping)


def lens_values(raw: Mapping[str, Any]) -> dict[str, Cell]:
    """Return the values of a record; what it does not state is missing."""
    biblio = _mapping(raw.get("biblio"))
    own = _mapping(biblio.get("publication_reference"))
    application = _mapping(biblio.get("application_reference"))
    titles = _texts(biblio.get("invention_title"))
    status = _mapping(raw.get("legal_status"))
    language = next(iter(titles), "")
    values: dict[str, Cell] = {
        "Lens ID": _text(raw.get("lens_id")),
        "Jurisdiction": _text(raw.get("jurisdiction") or own.get("jurisdiction")),
        "Kind": _text(raw.get("kind") or own.get("kind")),
        "Display Key": _number(
            {**own, **{k: raw[k] for k in ("jurisdiction", "doc_number", "kind") if raw.get(k)}}
        ),
        "Publication Date": _text(raw.get("date_published") or own.get("date")),
        "Application Number": _number(application),
        "Application Date": _text(application.get("date")),
        "Title": titles.pop(language, ""),
        "Title (Translated)": next(iter(titles.values()), ""),
        "Document Type": _text(raw.get("publication_type")),
        **_parties(biblio),
        **_classes(biblio),
        **_priorities(biblio),
        **_families(raw),
        **_status(status),
        **_body(raw, language),
    }
    return {name: value for name, value in values.items() if value}


def _parties(biblio: Mapping[str, Any]) -> dict[str, Cell]:
    parties = _mapping(biblio.get("parties"))
    owners = _names(parties.get("owners_all") or parties.get("owners"))
    return {
        "Applicants": _names(parties.get("applicants")),
        "Inventors": _names(parties.get("inventors")),
        "Owners": tuple(dict.fromkeys(owners)),
    }


def _classes(biblio: Mapping[str, Any]) -> dict[str, Cell]:
    return {
        "IPCR Classifications": _symbols(biblio.get("classifications_ipcr")),
        "CPC Classifications": _symbols(biblio.get("classifications_cpc")),
    }


def _priorities(biblio: Mapping[str, Any]) -> dict[str, Cell]:
    raw = biblio.get("priority_claims")
    claims = _list(_mapping(raw).get("claims") or _mapping(raw).get("priority_claim") or raw)
    numbers = tuple(
        f"{_number(claim)} {_text(claim.get('date')).replace('-', '')}".strip() for claim in claims
    )
    earliest = _text(_mapping(_mapping(raw).get("earliest_claim")).get("date"))
    days = sorted(day for claim in claims if (day := _text(claim.get("date"))))
    return {
        "Priority Numbers": tuple(filter(None, numbers)),
        "Earliest Priority Date": earliest or (days[0] if days else ""),
    }


def _families(raw: Mapping[str, Any]) -> dict[str, Cell]:
    families = _mapping(raw.get("families"))
    found = {}
    for name, header in (
        ("simple_family", "Simple Family Members"),
        ("extended_family", "Extended Family Members"),
    ):
        members = _list(_mapping(families.get(name)).get("members"))
        found[header] = tuple(filter(None, (_number(_mapping(m.get("document_id") or m)) for m in members)))
    return dict(found)


def _status(status: Mapping[str, Any]) -> dict[str, Cell]:
    words = _text(status.get("patent_status"))
    term = _text(status.get("anticipated_term_date"))
    ended = _text(status.get("discontinuation_date") or status.get("discontinued_date"))
    disclaimer = status.get("has_disclaimer")
    return {
        "Legal Status": words,
        "Grant Date": _text(status.get("grant_date")),
        "Anticipated Term Date": term,
        "Lapse Date": term if words.upper() == _EXPIRED and not ended else ended,
        "has_disclaimer": "" if disclaimer is None else str(disclaimer).lower(),
    }


def _body(raw: Mapping[str, Any], language: str) -> dict[str, Cell]:
    abstracts = _texts(raw.get("abstract"))
    first = abstracts.pop(language, "") or next(iter(abstracts.values()), "")
    others = [text for text in abstracts.values() if text != first]
    return {
        "Abstract": first,
        "Abstract (Translated)": others[0] if others else "",
        "Claims": _in_language(raw.get("claims"), language),
        "Description": _in_language(raw.get("description"), language),
    }


def _texts(raw: Any) -> dict[str, str]:
    """Return {language: text}: the document's own first, then English, Chinese, the others."""
    found: dict[str, str] = {}
    for item in _list(raw):
        found.setdefault(_text(item.get("lang")) or "en", _text(item.get("text")))
    ours = [lang for lang in found if lang in ("zh", "en")]
    return {lang: found[lang] for lang in ours or found}


def _in_language(raw: Any, language: str) -> str:
    items = _list(raw)
    own = next((item for item in items if item.get("lang") == language), items[0] if items else None)
    return "\n".join(_lines(own)) if own is not None else ""


def _lines(raw: Any) -> Iterator[str]:
    if isinstance(raw, str):
        yield unescaped(strip_invisible(raw)).strip()
    elif isinstance(raw, list):
        for item in raw:
            yield from _lines(item)
    elif isinstance(raw, Mapping):
        yield from _lines(raw.get("claims") or raw.get("claim_text") or raw.get("text"))


def _names(raw: Any) -> tuple[str, ...]:
    found = []
    for item in _list(raw):
        name = (
            item.get("extracted_name")
            or item.get("name")
            or item.get("applicant_name")
            or item.get("inventor_name")
        )
        found.append(_text(_mapping(name).get("value") or _mapping(name).get("name") or name))
    return tuple(filter(None, found))


def _symbols(raw: Any) -> tuple[str, ...]:
    items = _list(_mapping(raw).get("classifications") or raw)
    return tuple(filter(None, (_text(item.get("symbol")) for item in items)))


def _number(reference: Mapping[str, Any]) -> str:
    country = _text(reference.get("jurisdiction") or reference.get("country"))
    number, kind = _text(reference.get("doc_number")), _text(reference.get("kind"))
    return f"{country} {number} {kind}".strip() if number else ""


def _text(value: Any) -> str:
    return unescaped(strip_invisible(str(value)).strip()) if isinstance(value, str | int) else ""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Mapping[str, Any]]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, Mapping)]
