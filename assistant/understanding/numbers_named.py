"""The numbers that a text names: looked up in the library, and judged by their own check digits."""

from __future__ import annotations

from assistant.types import Miswritten
from assistant.understanding.intents import Subjects
from knowledge.numbers.identifiers import FoundKey, find_keys
from knowledge.numbers.patent_numbers import (
    ApplicationNumber,
    one_digit_off,
    parse_application_number,
)
from knowledge.protocols import Catalogue
from knowledge.types import Reader

_SUBJECT_KEYS = ("pub:", "app:", "case:", "pid:", "docno:")
_PATENT_KEYS = ("pub:", "app:", "case:")
_NUMBER_KEYS = ("pub:", "app:")


def subjects_named(text: str, catalogue: Catalogue, reader: Reader) -> Subjects:
    """Return the documents that the numbers of a text name, and those numbers that nothing is known of.

    A number that its check digit contradicts names a document only where no other one is as near.
    """
    found = [key for key in find_keys(text) if key.key.startswith(_SUBJECT_KEYS)]
    if not found:
        return Subjects()
    doubtful = {one.written: one for one in miswritten(text, catalogue, reader)}
    held = {
        key.key: documents
        for key in found
        for documents in [catalogue.by_key([key.key], reader).get(key.key, ())]
        if key.surface not in doubtful or doubtful[key.surface].taken
    }
    documents = tuple(dict.fromkeys(d for key in found for d in held.get(key.key, ())))
    unknown = tuple(
        dict.fromkeys(
            key.surface for key in found if not held.get(key.key) and key.key.startswith(_NUMBER_KEYS)
        )
    )
    patents = any(key.key.startswith(_PATENT_KEYS) and held.get(key.key) for key in found)
    surfaces = tuple(key.surface for key in found)
    return Subjects(
        document_ids=documents, unknown=unknown, patents=patents, surfaces=surfaces,
        named=patents or not documents,  # a rule is looked for by its words as well
    )  # fmt: skip


def miswritten(text: str, catalogue: Catalogue, reader: Reader) -> tuple[Miswritten, ...]:
    """Return the application numbers of a text whose check digit is wrong, with what the library holds beside each."""
    wrong = {key.surface: key for key in find_keys(text) if key.check_digit_ok is False}
    return tuple(_judged(key, catalogue, reader) for key in wrong.values())


def _judged(key: FoundKey, catalogue: Catalogue, reader: Reader) -> Miswritten:
    number = parse_application_number(key.surface)
    near = {f"app:CN{one.digits}{one.check_digit}": one for one in one_digit_off(number)} if number else {}
    found = catalogue.by_key(list(near), reader) if near else {}
    held = tuple(_as_written(one, key.surface) for name, one in near.items() if found.get(name))
    alone = len(held) == 1 and bool(found.get(key.key))
    return Miswritten(written=key.surface, held=held, taken=held[0] if alone else "")


def _as_written(number: ApplicationNumber, surface: str) -> str:
    """Write a number as the asker writes them: with ZL, with CN or bare."""
    prefix = surface[:2].upper() if surface[:2].isalpha() else ""
    return f"{prefix}{number.digits}.{number.check_digit}"
