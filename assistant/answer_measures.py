"""What strings can tell of an answer: its stating sentences, whether quotes support them, numbers without a source, script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answer_checks import Check
from assistant.check_text import normalise, values
from assistant.types import Answer, Citation
from knowledge.lazy_patterns import lazy_pattern
from knowledge.types import Language

_CELL_MARKERS = lazy_pattern(r"\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A stating sentence or table row. `pairs`: each piece that cites something, its quote, and whether it was computed."""

    text: str
    pairs: tuple[tuple[str, str, bool], ...]


def stating(answer: Answer) -> Iterator[Stated]:
    """Yield what an answer states: statements that are no headings, lead-ins or questions, and table rows."""
    if answer.refused:
        return
    quotes = {citation.marker: citation.quote for citation in answer.citations}
    for statement in answer.statements:
        text = _CELL_MARKERS.sub("", statement.text).strip()
        if text and not statement.heading and text[-1] not in ":：?？":
            cited = (quotes[marker] for marker in statement.markers if marker in quotes)
            yield Stated(text=text, pairs=tuple((text, quote, statement.computed) for quote in cited))
    for table in answer.tables:
        for number, row in enumerate(table.rows):
            pairs = tuple(
                (_CELL_MARKERS.sub("", cell), quotes[int(marker)], (number, column) in table.computed)
                for column, cell in enumerate(row)
                for marker in _CELL_MARKERS.findall(cell)
                if int(marker) in quotes
            )
            yield Stated(text=_CELL_MARKERS.sub("", " ".join(row)), pairs=pairs)


def supports(piece: str, quote: str, *, computed: bool = False) -> bool | None:
    """Say whether a quote supports a piece of an answer, by strings; None where strings cannot tell."""
    figures = _figures(piece)
    if figures & _figures(quote) or len(_words(normalise(piece)) & _words(normalise(quote))) >= 2:
        return True
    if computed or (script_of(piece) is not script_of(quote) and not figures):
        return None
    return False


def _words(normalised: str) -> frozenset[str]:
    han = (normalised[i : i + 2] for i in range(len(normalised) - 1))
    pairs = {pair for pair in han if all("\u4e00" <= c <= "\u9fff" for c in pair)}
    return frozenset({word[:6] for word in re.findall(r"[a-z]{4,}", normalised)} | pairs)


def wrong_numbers(check: Check, answers: Sequence[Answer]) -> tuple[str, ...]:
    """Return the values that answers state without a source, sorted, each once."""
    known: set[str] = set()
    for text in (check.as_of.isoformat(), *check.turns):
        known.update(_figures(text))
    found: set[str] = set()
    for answer in answers:
        known.update(_figures(answer.as_of.isoformat()))
        for citation in answer.citations:
            known.update(value for text in _provenance(citation) for value in _figures(text))
        for text, computed in _texts(answer):
            (known if computed else found).update(_figures(text))
    dates = {value for value in known if "-" in value}
    return tuple(sorted(v for v in found - known if not any(day.startswith(f"{v}-") for day in dates)))


def _figures(text: str) -> frozenset[str]:
    """Return a text's values without case numbers (P01) and without 1, which 一个 and "one" hold in any prose."""
    return values(re.sub(r"(?<![a-z0-9])p\d{2}(?!\d)", " ", normalise(text))) - {"1"}


def _provenance(citation: Citation) -> Iterable[str]:
    days = (citation.effective_from, citation.effective_to, citation.register_checked_on)
    yield from (day.isoformat() for day in days if day)
    yield from (citation.quote, citation.title, citation.label)
    yield from filter(None, (citation.publication_number, citation.document_number))


def _texts(answer: Answer) -> Iterable[tuple[str, bool]]:
    """Yield what an answer says, and whether it is marked as computed from what it cites."""
    for statement in answer.statements:
        yield statement.text, statement.computed
    for table in answer.tables:
        for number, row in enumerate(table.rows):
            for column, cell in enumerate(row):
                yield cell, (number, column) in table.computed


def script_of(text: str) -> Language | None:
    """Tell the language by script: Han characters against Latin words, quoted stretches left out; None: neither."""
    bare = re.sub(r"[“\"「『《][^”\"」』》]*[”\"」』》]", " ", text)
    han = len(re.findall(r"[\u4e00-\u9fff]", bare))
    latin = len(re.findall(r"[A-Za-z]{2,}", bare))
    if not han and not latin:
        return None
    return Language.ZH if han >= latin else Language.EN


def main_script(text: str) -> Language | None:
    """Tell the language of most lines of a text; a tie goes to English, None where no line tells."""
    scripts = [script for line in text.splitlines() if (script := script_of(line)) is not None]
    if not scripts:
        return None
    return Language.ZH if 2 * scripts.count(Language.ZH) > len(scripts) else Language.EN
