"""Applicants, assignees and inventors of the USPTO's address books, their names in the order the title page prints."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from knowledge.readers.uspto.us_remarks import assignee_kind
from knowledge.types import Language, LocalText, Party


def text_of(element: etree._Element | None, path: str) -> str:
    """Return the text of the first element down a path on one line, else an empty string."""
    found = None if element is None else element.find(path)
    return "" if found is None else " ".join("".join(found.itertext()).split())


def inventors_of(bibliography: etree._Element) -> tuple[str, ...]:
    """Return the inventors; before 2013 they are the applicants that are marked as inventors too."""
    people = (*bibliography.iterfind("us-parties/inventors/*"), *bibliography.iterfind("parties/inventors/*"))
    marked = (
        person
        for person in bibliography.iterfind("parties/applicants/applicant")
        if person.get("app-type") == "applicant-inventor"
    )
    return _names(people or marked)


def owners_of(bibliography: etree._Element) -> tuple[Party, ...]:
    """Return the assignees, else the applicants."""
    names = _names(bibliography.iterfind("assignees/assignee")) or applicants_of(bibliography)
    return tuple(Party(names=(LocalText(language=Language.EN, text=name),)) for name in names)


def applicants_of(bibliography: etree._Element) -> tuple[str, ...]:
    """Return the applicants."""
    found = bibliography.iterfind("us-parties/us-applicants/us-applicant")
    return _names(found) or _names(bibliography.iterfind("parties/applicants/applicant"))


def assignee_lines(bibliography: etree._Element) -> Iterator[str]:
    """Yield each assignee with its place and what it is."""
    for assignee in bibliography.iterfind("assignees/assignee"):
        book = _book(assignee)
        place = [text_of(book, f"address/{part}") for part in ("city", "state", "country")]
        kind = assignee_kind(text_of(book, "role"))
        line = ", ".join(part for part in (_name(book), *place) if part)
        if line:
            yield f"{line} ({kind})" if kind else line


def _names(people: object) -> tuple[str, ...]:
    elements: Iterator[etree._Element] = iter(people)  # type: ignore[call-overload]
    return tuple(dict.fromkeys(name for person in elements if (name := _name(_book(person)))))


def _book(party: etree._Element) -> etree._Element:
    found = party.find("addressbook")
    return party if found is None else found


def _name(book: etree._Element) -> str:
    if organisation := text_of(book, "orgname") or text_of(book, "name"):
        return organisation
    parts = [text_of(book, part) for part in ("first-name", "middle-name", "last-name")]
    name = " ".join(part for part in parts if part)
    suffix = text_of(book, "suffix")
    return f"{name}, {suffix}" if name and suffix else name
