"""An entry of a legal-status table (date, code, title, labelled details) → a register event with its words kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from knowledge.folding import folded, han_share
from knowledge.lazy_patterns import lazy_pattern
from knowledge.readers.patent_languages import party_of
from knowledge.rights.register_words import event_kind, licence_type_of_words
from knowledge.types import EventKind, Language, LegalEvent, LicenceType, LocalText, Party

_NEW_OWNER: Final = lazy_pattern(
    r"^(?:NEW )?OWNER(?: NAME)?$|^(?:PATENTEE|APPLICANT|OWNER) AFTER|^ASSIGNEE$|^TRANSFEREE|受让人|^变更后"
)
_LICENSEE: Final = lazy_pattern(r"^LICENSEE|^ASSIGNEE$|被许可人|受让人")
_PLEDGEE: Final = lazy_pattern(r"^PLEDGEE|质权人|^OWNER(?: NAME)?$")
_PARTIES: Final = {
    EventKind.TRANSFERRED: _NEW_OWNER,
    EventKind.LICENCE_RECORDED: _LICENSEE,
    EventKind.LICENCE_CHANGED: _LICENSEE,
    EventKind.LICENCE_CANCELLED: _LICENSEE,
    EventKind.PLEDGED: _PLEDGEE,
    EventKind.PLEDGE_CHANGED: _PLEDGEE,
}
_TELLING: Final = lazy_pattern(r"^(?:FREE FORMAT TEXT|TEXT|DESCRIPTION)$")
_LICENCE_TYPE: Final = lazy_pattern(r"^(?:TYPE OF LICEN[CS]E|LICEN[CS]E TYPE|许可种类|许可类型)$")
_LICENCES: Final = frozenset(
    {EventKind.LICENCE_RECORDED, EventKind.LICENCE_CHANGED, EventKind.LICENCE_CANCELLED}
)
_LONGEST: Final = 600


def legal_entry(
    on: date,
    title: str,
    *,
    code: str | None = None,
    country: str | None = None,
    details: Sequence[tuple[str, str]] = (),
) -> LegalEvent:
    """Return the event. What it did is told by the code (CNIPA's), the title and the free text, never by a name."""
    free = " ".join(value for label, value in details if _TELLING.match(folded(label).strip()))
    kind = event_kind(title, code, country)
    if kind is EventKind.OTHER and free:
        kind = event_kind(f"{title} {free}", None, country)
    return LegalEvent(
        on=on,
        kind=kind,
        code=code or None,
        statement=_statement(title, details),
        party=_party(kind, details),
        licence_type=_licence_type(kind, details),
    )


def _statement(title: str, details: Sequence[tuple[str, str]]) -> tuple[LocalText, ...]:
    stated = "; ".join((title, *(f"{label}: {value}" for label, value in details if value))).strip("; ")
    if not stated:
        return ()
    stated = stated if len(stated) <= _LONGEST else stated[: _LONGEST - 1] + "…"
    language = Language.ZH if han_share(stated) >= 0.2 else Language.EN
    return (LocalText(language=language, text=stated),)


def _party(kind: EventKind, details: Sequence[tuple[str, str]]) -> Party | None:
    pattern = _PARTIES.get(kind)
    names = (value for label, value in details if pattern and pattern.search(folded(label).strip()))
    name = next((name.strip() for name in names if name.strip()), "")
    return party_of(name) if name else None


def _licence_type(kind: EventKind, details: Sequence[tuple[str, str]]) -> LicenceType | None:
    if kind not in _LICENCES:
        return None
    found = (
        licence_type_of_words(value) for label, value in details if _LICENCE_TYPE.match(folded(label).strip())
    )
    return next((licence for licence in found if licence), None)
