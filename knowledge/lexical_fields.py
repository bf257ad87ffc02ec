"""What the lexical index holds of a passage: terms per field, in the passage's language and in English pivot form."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from knowledge.analysis import fold, folded_terms
from knowledge.bridge import DictionaryBridge
from knowledge.identifiers import passage_keys
from knowledge.types import DocumentHead, Language, LocalText, Passage, PatentRecord

_TITLE_TERMS_AT_MOST = 120


class Field(StrEnum):
    """Fields are per language of the passage, so that a search in one language never mixes scores with the other."""

    ZH = "zh"  # Chinese passages: Han pairs, Latin stems
    ZH_BRIDGE = "zh_bridge"  # Chinese passages: English stems of their glosses
    ZH_TITLE = "zh_title"  # their documents' Chinese titles, owners, technical field
    ZH_TITLE_BRIDGE = "zh_title_bridge"  # the same in English: given, else by gloss
    EN = "en"  # English passages: stems, Han pairs where there are any
    EN_TITLE = "en_title"
    EN_TITLE_ZH = "en_title_zh"  # Chinese titles of the documents of English passages
    ZH_KEYS = "zh_keys"  # exact keys of Chinese passages, see knowledge.identifiers
    EN_KEYS = "en_keys"

    @property
    def is_text(self) -> bool:
        """Say whether this field holds the passage's own words."""
        return self in (Field.ZH, Field.ZH_BRIDGE, Field.EN)


class TitleCache:
    """Terms of document titles, kept for the last document: its passages arrive one after the other."""

    def __init__(self, bridge: DictionaryBridge) -> None:
        self._bridge = bridge
        self._key: tuple[str, Language] | None = None
        self._fields: tuple[tuple[Field, tuple[str, ...]], ...] = ()

    def fields(self, head: DocumentHead, language: Language) -> tuple[tuple[Field, tuple[str, ...]], ...]:
        """Return the title fields for a passage of `language`."""
        key = (head.document_id, language)
        if key != self._key:
            self._fields = tuple(_title_fields(head, language, self._bridge))
            self._key = key
        return self._fields


def passage_fields(
    head: DocumentHead, passage: Passage, titles: TitleCache, bridge: DictionaryBridge
) -> Iterator[tuple[Field, tuple[str, ...]]]:
    """Return the terms of one passage: its label and headings count as its words, its document's title apart."""
    text = " \n ".join((*passage.headings, passage.label, passage.text))
    folded = fold(text)
    if passage.language is Language.ZH:
        yield Field.ZH, tuple(folded_terms(folded, Language.ZH))
        yield Field.ZH_BRIDGE, tuple(bridge.folded_pivot_terms(folded))
    else:
        yield Field.EN, tuple(folded_terms(folded, Language.EN))
    keys = tuple("".join(key.split()) for key in passage_keys(passage, head))
    yield (Field.ZH_KEYS if passage.language is Language.ZH else Field.EN_KEYS), keys
    yield from titles.fields(head, passage.language)


def _title_fields(
    head: DocumentHead, language: Language, bridge: DictionaryBridge
) -> Iterator[tuple[Field, tuple[str, ...]]]:
    texts = _title_texts(head)
    chinese = " \n ".join(local.text for local in texts if local.language is Language.ZH)
    english = " \n ".join(local.text for local in texts if local.language is Language.EN)
    if language is Language.ZH:
        yield Field.ZH_TITLE, _cut(folded_terms(fold(chinese), Language.ZH))
        # a given translation is better than glosses, and both together would count a word twice
        pivot = bridge.terms(english, Language.EN) if english else bridge.pivot_terms(chinese)
        yield Field.ZH_TITLE_BRIDGE, _cut(pivot)
        return
    yield Field.EN_TITLE, _cut(folded_terms(fold(english), Language.EN) or bridge.pivot_terms(chinese))
    yield Field.EN_TITLE_ZH, _cut(folded_terms(fold(chinese), Language.ZH))


def _title_texts(head: DocumentHead) -> tuple[LocalText, ...]:
    own = LocalText(language=head.language, text=head.title)
    record = head.record
    if not isinstance(record, PatentRecord):
        return (own,)
    others = tuple(local for local in record.titles if local.text != head.title)
    owners = tuple(name for owner in record.owners for name in owner.names)
    return (own, *others, *record.technical_field, *owners)


def _cut(found: list[str]) -> tuple[str, ...]:
    return tuple(found[:_TITLE_TERMS_AT_MOST])
