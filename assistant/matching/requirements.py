"""A need as an enterprise writes it in; its parts that a patent can meet or not, and its terms, out.

Rules alone. Who the enterprise is, what it pays, by when and under which licence is no technical requirement; what
reads like an instruction to an assistant is kept apart and never one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from assistant.matching import need_words as words
from assistant.matching.need_files import read_need_file
from assistant.matching.need_parts import Part, parts_of, without_ends
from assistant.matching.need_terms import terms_of
from assistant.matching.quantity_reading import quantities_in
from assistant.matching.types import Quantity, ReadNeed, Requirement, RequirementKind
from assistant.needs.types import Wanted
from assistant.understanding import lexicon
from assistant.understanding.languages import language_of
from knowledge.instructions import instruction_spans, is_instruction_like
from knowledge.types import Language

__all__ = ["read_need", "read_need_file", "requirement_of"]

_MOST_CHARACTERS = 20_000
_MOST_REQUIREMENTS = 40
_FEWEST = {Language.ZH: 2, Language.EN: 3}


def read_need(wanted: Wanted, *, language: Language | None = None) -> ReadNeed:
    """Take a need apart. Without a language it is told from the text.

    A requirement's `start` and `end` are those of its words in the need's text, its quantities' those in its own text.
    """
    text = wanted.text[:_MOST_CHARACTERS]
    shown, ignored = _without_instructions(text)
    language = language or language_of(shown)
    parts = tuple(parts_of(shown))
    found = _with_technology(list(_requirements(parts, language)), parts)
    if not found and shown.strip():
        found = [_whole(shown)]
    found += _of_industry(wanted.industry)
    numbered = tuple(
        replace(requirement, number=number)
        for number, requirement in enumerate(_distinct(found)[:_MOST_REQUIREMENTS], start=1)
    )
    return ReadNeed(
        wanted=wanted,
        language=language,
        requirements=numbered,
        terms=terms_of(wanted, parts),
        ignored=ignored,
    )


def _without_instructions(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text with what addresses an assistant blanked out, so that places stay, and what that was."""
    spans = [*instruction_spans(text), *(match.span() for match in lexicon.INSTRUCTION.finditer(text))]
    ignored: list[str] = []
    shown = text
    for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
        if shown[start:end].strip():
            ignored.append(text[start:end].strip())
        shown = f"{shown[:start]}{' ' * (end - start)}{shown[end:]}"
    return shown, tuple(ignored)


def _with_technology(found: list[Requirement], parts: Iterable[Part]) -> list[Requirement]:
    """See that one requirement says what is looked for: else what the present state is a state of, or the first one."""
    if any(each.kind is RequirementKind.TECHNOLOGY for each in found):
        return found
    present = next((part for part in parts if part.role == "present"), None)
    if present is not None and found:
        problem = _requirement(present.text, present.start, RequirementKind.TECHNOLOGY)
        return [replace(problem, quantities=()), *found]
    first = next(
        (place for place, each in enumerate(found) if not each.quantities and not each.excluded), None
    )
    if first is not None:
        found[first] = replace(found[first], kind=RequirementKind.TECHNOLOGY)
    return found


def _requirements(parts: Iterable[Part], language: Language) -> Iterator[Requirement]:
    for part in parts:
        if part.role not in ("wanted", "property", "field"):
            continue
        if len(part.text) >= _FEWEST[language] and not words.EMPTY.fullmatch(part.text):
            yield from _of_part(part)


def _of_part(part: Part) -> Iterator[Requirement]:
    excluded = words.EXCLUDED.search(part.text)
    if excluded and not _doubly_negated(part.text, excluded.end()):
        yield from _exclusions(part, excluded.start(), excluded.end(), behind=bool(excluded["behind"]))
        return
    thing = _thing(part)
    if thing:
        yield _requirement(part.text[:thing], part.start, RequirementKind.TECHNOLOGY)
        relative = words.RELATIVE.match(part.text, thing)
        begin = relative.end() if relative else thing
        yield _requirement(part.text[begin:], part.start + begin, RequirementKind.PROPERTY)
    else:
        yield _requirement(part.text, part.start, _kind(part))


def _thing(part: Part) -> int:
    """Return where the name of what is sought ends, where its properties with values follow; 0 where none do."""
    values = quantities_in(part.text) if part.leads else ()
    cut = words.THING_BEFORE.search(part.text, 0, values[0].start) if values else None
    return cut.start() if cut and cut.start() >= 4 else 0


def _doubly_negated(text: str, at: int) -> bool:
    """Say whether what follows is a bound and no thing: 不产生…超过5%, "without exceeding 5 %"."""
    return any(quantity.start <= at + 1 and quantity.end > at for quantity in quantities_in(text))


def _exclusions(part: Part, start: int, end: int, *, behind: bool) -> Iterator[Requirement]:
    """Return what comes before an exclusion, and each thing that is excluded."""
    if behind:  # solvent-free coating: a coating, and no solvent
        yield _requirement(part.text, part.start, _kind(part))
        stop = end + len("-free")
        yield _requirement(part.text[start:stop], part.start + start, RequirementKind.PROPERTY, excluded=True)
        return
    if (
        words.A_THING_ZH.search(part.text) and "的" in part.text[end:]
    ):  # 不用酸的分离方法: a method, and no acid
        yield _requirement(part.text, part.start, _kind(part))
        part = replace(part, text=part.text[: part.text.index("的", end)])
        yield from _items_of(part, start, end)
        return
    before = without_ends(part.text[:start])
    if len(before) >= 4 and not before.endswith(("的", "中", "内")):
        yield _requirement(before, part.start, _kind(replace(part, text=before)))
    yield from _items_of(part, start, end)


def _items_of(part: Part, start: int, end: int) -> Iterator[Requirement]:
    marker, at = part.text[start:end], end
    for item_start, item_end in _items(part.text, at):
        item = part.text[item_start:item_end].lstrip()
        yield _requirement(
            _excluding(marker, item),
            part.start + (start if item_start == at else item_end - len(item)),
            RequirementKind.PROPERTY,
            excluded=True,
            end=part.start + item_end,
        )


def _excluding(marker: str, item: str) -> str:
    return item if item.startswith(marker.strip()) else f"{marker}{item}"


def _items(text: str, at: int) -> Iterator[tuple[int, int]]:
    begin = at
    ends = words.ITEM_ENDS.search(text, at)
    text = text[: ends.start()] if ends else text
    for match in words.ITEMS.finditer(text, at):
        if match.start() > begin:
            yield begin, match.start()
        begin = match.end()
    if begin < len(text):
        yield begin, len(text)


def _kind(part: Part) -> RequirementKind:
    if part.role == "field" and not quantities_in(part.text):
        return RequirementKind.FIELD
    if words.THING_AFTER_USE.search(part.text):
        return RequirementKind.TECHNOLOGY
    if part.leads and words.A_THING_ZH.search(part.text):
        return RequirementKind.TECHNOLOGY
    if words.FIELD.search(part.text) and not words.A_THING_ZH.search(part.text):
        return RequirementKind.FIELD
    if part.role == "property" or quantities_in(part.text):
        return RequirementKind.PROPERTY
    if words.PROPERTY.search(part.text) and not words.A_THING_ZH.search(part.text) and not part.leads:
        return RequirementKind.PROPERTY
    return RequirementKind.TECHNOLOGY


def _requirement(
    text: str, start: int, kind: RequirementKind, *, excluded: bool = False, end: int | None = None
) -> Requirement:
    return Requirement(
        number=1,
        kind=kind,
        text=text,
        quantities=_aims(text),
        start=start,
        end=start + len(text) if end is None else end,
        excluded=excluded,
    )


def requirement_of(text: str, kind: RequirementKind, *, excluded: bool = False) -> Requirement:
    """Return a requirement that stands nowhere in a need's text."""
    return _requirement(text, -1, kind, excluded=excluded, end=-1)


def _aims(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a requirement without what a change begins at: 从80%降到30%以下 is about the latter."""
    change = words.CHANGE.search(text)
    values = quantities_in(text)
    if change is None or len(values) < 2:
        return values
    group = "from" if change["from"] else "from_en"
    return tuple(value for value in values if not change.start(group) <= value.start < change.end(group))


def _whole(shown: str) -> Requirement:
    begin = len(shown) - len(shown.lstrip())
    return _requirement(shown.strip(), begin, RequirementKind.TECHNOLOGY)


def _of_industry(industry: str) -> list[Requirement]:
    told = industry.strip()
    if not told or is_instruction_like(told) or lexicon.INSTRUCTION.search(told):
        return []
    return [requirement_of(told, RequirementKind.FIELD)]


def _distinct(found: Iterable[Requirement]) -> list[Requirement]:
    return list({(each.text.casefold(), each.excluded): each for each in reversed(list(found))}.values())[
        ::-1
    ]
