"""What the lexical index holds of a passage: terms per field, in the passage's language and in English pivot form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import chain

from knowledge import function_words
from knowledge.analysis import fold, folded_terms, runs
from knowledge.bridge import DictionaryBridge
from knowledge.numbers.identifiers import document_keys, passage_keys
from knowledge.types import DocumentHead, Language, LocalText, Passage, PatentRecord

_TITLE_TERMS_AT_MOST = 120


class Field(StrEnum):
    """Fields are per language of the passage, so that a search in one language never mixes scores with the other."""

    ZH = "zh"  # Chinese passages: Han pairs, Latin stems
    ZH_BRIDGE = "zh_bridge"  # Chinese passages: English stems of their glosses
    ZH_WORDS = "zh_words"  # whole Chinese documents: words as the segmenter cuts them, without function words
    ZH_CHARACTERS = "zh_characters"  # whole Chinese documents: their Han characters one by one
    ZH_TITLE = "zh_title"  # their documents' Chinese titles, owners, technical field
    ZH_TITLE_WORDS = "zh_title_words"  # their words, for whole documents
    ZH_TITLE_CHARACTERS = "zh_title_characters"
    ZH_TITLE_BRIDGE = "zh_title_bridge"  # the same in English: given, else by gloss
    EN = "en"  # English passages: stems, Han pairs where there are any
    EN_TITLE = "en_title"
    EN_TITLE_ZH = "en_title_zh"  # Chinese titles of the documents of English passages
    ZH_KEYS = "zh_keys"  # exact keys of Chinese passages, see knowledge.numbers.identifiers
    EN_KEYS = "en_keys"

    @property
    def language(self) -> Language:
        """Return the language of the passages that have the field."""
        return Language.EN if self.value.startswith("en") else Language.ZH

    @property
    def is_text(self) -> bool:
        """Say whether this field holds all that the passage says, in some form."""
        return self in (Field.ZH, Field.ZH_BRIDGE, Field.ZH_WORDS, Field.ZH_CHARACTERS, Field.EN)

    @property
    def is_whole(self) -> bool:
        """Say whether only whole documents have the field."""
        return self in (
            Field.ZH_WORDS,
            Field.ZH_TITLE_WORDS,
            Field.ZH_CHARACTERS,
            Field.ZH_TITLE_CHARACTERS,
        )


OF_WHOLE = frozenset(field.value for field in Field if field.is_whole)

_TITLE_OF = {
    Field.ZH.value: Field.ZH_TITLE.value,
    Field.ZH_BRIDGE.value: Field.ZH_TITLE_BRIDGE.value,
    Field.ZH_WORDS.value: Field.ZH_TITLE_WORDS.value,
    Field.ZH_CHARACTERS.value: Field.ZH_TITLE_CHARACTERS.value,
    Field.EN.value: Field.EN_TITLE.value,
}

Fields = tuple[tuple[str, str], ...]  # (field, terms with spaces between)


class PassageAnalyser:
    """Implements protocols.Analyser: a document's title and keys are analysed once for all its passages."""

    def __init__(self, bridge: DictionaryBridge) -> None:
        self._bridge = bridge

    def __call__(self, head: DocumentHead, passages: Sequence[Passage]) -> dict[str, Fields]:
        """Return what the index holds of each passage, by passage id."""
        keys = document_keys(head)
        titles: dict[Language, Fields] = {}
        found: dict[str, Fields] = {}
        for passage in passages:
            language = passage.language
            if language not in titles:
                titles[language] = tuple(_title_fields(head, language, self._bridge))
            own = _joined((*keys, *passage_keys(passage)))
            key_field = Field.ZH_KEYS if language is Language.ZH else Field.EN_KEYS
            found[passage.passage_id] = (*self._own(passage), (key_field.value, own), *titles[language])
        return found

    def _own(self, passage: Passage) -> Fields:
        """Return a passage's own words, its label and headings among them."""
        parts = [fold(part) for part in (*passage.headings, passage.label, passage.text) if part]
        words = _of_parts(parts, lambda part: folded_terms(part, passage.language))
        if passage.language is not Language.ZH:
            return ((Field.EN.value, words),)
        return (
            (Field.ZH.value, words),
            (Field.ZH_BRIDGE.value, _of_parts(parts, self._bridge.folded_pivot_terms)),
            (Field.ZH_WORDS.value, _of_parts(parts, lambda part: chinese_words(self._bridge, part))),
            (Field.ZH_CHARACTERS.value, " ".join(map(characters, parts))),
        )


def _of_parts(parts: Iterable[str], terms_of: Callable[[str], Iterable[str]]) -> str:
    return " ".join(chain.from_iterable(map(terms_of, parts)))


def chinese_words(bridge: DictionaryBridge, folded: str) -> list[str]:
    """Return the words of a text's Han runs, repeated as often as they occur; function words are left out."""
    return [word for word in bridge.cut(folded) if word not in function_words.CHINESE]


def whole_fields(passages: Sequence[Fields]) -> Fields:
    """Return the fields of a document from those of its passages in one language: its title and all their words."""
    first = dict(passages[0])
    texts = {field: [first[title]] for field, title in _TITLE_OF.items() if field in first}
    for fields in passages:
        for field, terms in fields:
            if field in texts:
                texts[field].append(terms)
    return tuple((field, " ".join(found)) for field, found in texts.items())


def characters(folded: str) -> str:
    """Return the Han characters of a text one by one, with spaces between."""
    return " ".join("".join(run for is_han, run in runs(folded) if is_han))


def _joined(keys: Iterable[str]) -> str:
    return " ".join("".join(key.split()) for key in keys)


def _title_fields(
    head: DocumentHead, language: Language, bridge: DictionaryBridge
) -> Iterator[tuple[str, str]]:
    texts = _title_texts(head)
    chinese = fold(" \n ".join(local.text for local in texts if local.language is Language.ZH))
    english = fold(" \n ".join(local.text for local in texts if local.language is Language.EN))
    if language is Language.ZH:
        yield Field.ZH_TITLE.value, _cut(folded_terms(chinese, Language.ZH))
        # a given translation is better than glosses, and both together would count a word twice
        pivot = folded_terms(english, Language.EN) if english else bridge.folded_pivot_terms(chinese)
        yield Field.ZH_TITLE_BRIDGE.value, _cut(pivot)
        yield Field.ZH_TITLE_WORDS.value, _cut(chinese_words(bridge, chinese))
        yield Field.ZH_TITLE_CHARACTERS.value, characters(chinese)
        return
    given = folded_terms(english, Language.EN)
    yield Field.EN_TITLE.value, _cut(given or bridge.folded_pivot_terms(chinese))
    yield Field.EN_TITLE_ZH.value, _cut(folded_terms(chinese, Language.ZH))


def _title_texts(head: DocumentHead) -> tuple[LocalText, ...]:
    own = LocalText(language=head.language, text=head.title)
    record = head.record
    if not isinstance(record, PatentRecord):
        return (own,)
    others = tuple(local for local in record.titles if local.text != head.title)
    owners = tuple(name for owner in record.owners for name in owner.names)
    return (own, *others, *record.technical_field, *owners)


def _cut(found: list[str]) -> str:
    return " ".join(found[:_TITLE_TERMS_AT_MOST])
