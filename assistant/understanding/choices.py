"""What a question can mean, as options to choose from; and which of them a text chooses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from assistant.types import Option
from assistant.understanding.descriptions import best_described
from assistant.understanding.pointing import Pointing, pointer_in
from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.identifiers import document_keys, find_keys
from knowledge.types import DocumentHead, Language, PatentRecord, PolicyRecord, text_in

MOST_OPTIONS = 4
_LONGEST_CHOICE = 60  # characters: a longer text is a question of its own
_ASKS = lazy_pattern(r"[?？]\s*$|多少|什么|怎么|哪|吗|呢|\b(?:what|which|who|when|how|why|where|is|are|does|do|can)\b", re.I)  # fmt: skip


def patent_options(heads: Iterable[DocumentHead], question: str, language: Language) -> tuple[Option, ...]:
    """Return one option for each of up to four patents: its number and title."""
    return tuple(
        Option(label=_patent_label(head, language), question=question, document_ids=(head.document_id,))
        for head in list(heads)[:MOST_OPTIONS]
    )


def rule_options(
    groups: Sequence[Sequence[DocumentHead]], question: str, language: Language
) -> tuple[Option, ...]:
    """Return one option for each of up to four rules, given as its documents in both languages."""
    options: list[Option] = []
    for group in groups[:MOST_OPTIONS]:
        title = next((h.title for h in group if h.language is language), group[0].title)
        spelled = f"《{title}》{question}" if language is Language.ZH else f"{title}: {question}"
        options.append(
            Option(label=title, question=spelled, document_ids=tuple(h.document_id for h in group))
        )
    return tuple(options)


def chosen(text: str, options: Sequence[Option], heads: Mapping[str, DocumentHead]) -> Option | None:
    """Return the option that a text chooses: by its place, its number, its name or what tells it apart."""
    said = text.strip()
    if len(said) > max(_LONGEST_CHOICE, *(len(option.label) for option in options)):
        return None
    return _by_label(said, options) or _by_number(said, options, heads) or _by_pointing(said, options, heads)


def called(text: str, options: Sequence[Option]) -> Option | None:
    """Return the option of an earlier question back that a text calls by its name: 那实施细则的呢?"""
    said = text.strip()
    if len(said) > _LONGEST_CHOICE or _ASKS.search(re.sub(r"的?[呢吧]?\W*$", "", said)):
        return None
    place = _named(said, options)
    return None if place is None else options[place]


def _by_label(said: str, options: Sequence[Option]) -> Option | None:
    plain = _plain(said)
    exact = [option for option in options if _plain(option.label) == plain]
    if exact or re.fullmatch(r"\W*\(?(\d)[.)）]?\W*", said):
        number = int(next(iter(re.findall(r"\d", said)), "0"))
        return exact[0] if exact else options[number - 1] if 0 < number <= len(options) else None
    return None


def _by_number(said: str, options: Sequence[Option], heads: Mapping[str, DocumentHead]) -> Option | None:
    keys = {found.key for found in find_keys(said)}
    fitting = [
        option
        for option in options
        if any(keys & set(document_keys(heads[d])) for d in option.document_ids if d in heads)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _by_pointing(said: str, options: Sequence[Option], heads: Mapping[str, DocumentHead]) -> Option | None:
    pointer = pointer_in(said)
    if pointer is not None and pointer.kind is Pointing.NUMBERED and len(pointer.places) == 1:
        place = pointer.places[0]
        return options[place - 1 if place > 0 else place] if abs(place) <= len(options) else None
    if pointer is not None and pointer.kind in (Pointing.FORMER, Pointing.LATTER) and len(options) == 2:
        return options[0 if pointer.kind is Pointing.FORMER else 1]
    words = pointer.words if pointer is not None and pointer.kind is Pointing.DESCRIBED else said
    if pointer is None and _ASKS.search(re.sub(r"的?[呢吧]?\W*$", "", said)):
        return None
    best = _named(words, options)
    if best is None:
        best = best_described(words, [[heads[d] for d in o.document_ids if d in heads] for o in options])
    return None if best is None else options[best]


def _named(words: str, options: Sequence[Option]) -> int | None:
    """Return the one option whose name ends, or but for a note in brackets ends, as the words do."""
    plain = _plain(re.sub(r"^(?:那么?|是)|(?:的|吧|呢)+\W*$", "", words))
    if len(plain) < 2:
        return None
    names = [_plain(re.sub(r"[（(][^（）()]*[)）]\s*$", "", option.label)) for option in options]
    ending = [place for place, name in enumerate(names) if name.endswith(plain)]
    holding = [place for place, name in enumerate(names) if plain in name]
    fitting = ending or holding
    return fitting[0] if len(fitting) == 1 else None


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", folded(text))


def _patent_label(head: DocumentHead, language: Language) -> str:
    record = head.record
    if not isinstance(record, PatentRecord):
        return head.title
    number = record.publication_number or record.application_number or ""
    return " ".join(filter(None, (number, text_in(record.titles, language) or head.title)))


def by_rule(heads: Iterable[DocumentHead]) -> tuple[tuple[DocumentHead, ...], ...]:
    """Return the documents of rules, those of one rule together."""
    groups: dict[str, list[DocumentHead]] = {}
    for head in heads:
        if isinstance(head.record, PolicyRecord):
            groups.setdefault(head.record.policy_id, []).append(head)
    return tuple(map(tuple, groups.values()))
