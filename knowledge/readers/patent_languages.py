"""A patent's texts in whatever languages a source has → documents: Chinese and English as such, others named as what they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from knowledge.claims import Claim, Paragraph, Translation, with_references
from knowledge.folding import han_share
from knowledge.function_words import ENGLISH
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import ReadDocument
from knowledge.rendering import render_patent
from knowledge.rendering_words import LABELS
from knowledge.types import Language, LocalText, NoteKind, Party, PatentRecord, ReadingNote

_THREE_LETTERS: Final = {
    "eng": "en", "zho": "zh", "chi": "zh", "ger": "de", "deu": "de", "fra": "fr", "fre": "fr", "spa": "es",
    "jpn": "ja", "kor": "ko", "rus": "ru", "ita": "it", "por": "pt", "cn": "zh", "jp": "ja", "kr": "ko",
}  # fmt: skip
_UNKNOWN: Final = frozenset({"", "xx", "un", "und", "ol", "mul"})
_KANA: Final = lazy_pattern(r"[\u3041-\u30ff]")
_HANGUL: Final = lazy_pattern(r"[\uac00-\ud7af]")
_WORD: Final = lazy_pattern(r"[^\W\d_]+")
# Words of other languages written in Latin letters that no English sentence is full of.
_OTHER_LATIN: Final = frozenset(
    ["der", "die", "das", "und", "mit", "für", "von", "zur", "zum", "ein", "eine", "einer", "eines", "dem", "den", "des", "bei", "nach", "durch", "wobei", "le", "la", "les", "des", "du", "et", "une", "dans", "pour", "avec", "par", "sur", "au", "aux", "procédé", "dispositif", "el", "los", "las", "del", "y", "una", "para", "por", "con", "según", "il", "lo", "gli", "della", "di", "e", "per", "con", "uma", "dos", "das", "em", "de", "en"]
) - ENGLISH  # fmt: skip
_SAMPLE: Final = 4_000
_TITLE: Final = {Language.ZH: "发明名称（{}）", Language.EN: "Title ({})"}
_ABSTRACT: Final = {Language.ZH: "摘要（{}）", Language.EN: "Abstract ({})"}
_CLAIM: Final = {Language.ZH: "权利要求{}（{}）", Language.EN: "Claim {} ({})"}


def language_code(stated: str | None, text: str) -> str:
    """Return the ISO 639-1 code of a text: as stated where its script allows that, else by its script and words.

    An empty string means that it cannot be told.
    """
    code = (stated or "").strip().lower().replace("_", "-").split("-")[0]
    code = _THREE_LETTERS.get(code, code)
    sample = text[:_SAMPLE]
    if code in _UNKNOWN or not _possible(code, sample):
        return _code_by_text(sample)
    return code


def local_text(text: str, stated: str | None = None) -> LocalText | None:
    """Return a text with its language; None for an empty one or one that is neither Chinese nor English."""
    language = _OURS.get(language_code(stated, text)) if text else None
    return LocalText(language=language, text=text) if language else None


def party_of(name: str) -> Party:
    """Return a party under a name, which is Chinese where most of it is written in Han characters."""
    language = Language.ZH if han_share(name) >= 0.2 else Language.EN
    return Party(names=(LocalText(language=language, text=name),))


@dataclass(slots=True)
class PatentTexts:
    """The texts of one patent by ISO 639-1 code ("" where unknown); `own` is the language it was written in."""

    own: str = ""
    titles: dict[str, str] = field(default_factory=dict)
    abstracts: dict[str, str] = field(default_factory=dict)
    claims: dict[str, tuple[Claim, ...]] = field(default_factory=dict)
    description: dict[str, tuple[Paragraph, ...]] = field(default_factory=dict)
    extra: list[tuple[str, str]] = field(default_factory=list)

    def add_title(self, text: str, stated: str | None = None) -> None:
        if text:
            self.titles.setdefault(language_code(stated, text), text)

    def add_abstract(self, text: str, stated: str | None = None) -> None:
        """Keep an abstract; of several in one language the longest."""
        code = language_code(stated, text) if text else ""
        if len(text) > len(self.abstracts.get(code, "")):
            self.abstracts[code] = text

    def add_claims(self, claims: Sequence[Claim], stated: str | None = None) -> None:
        if claims:
            code = language_code(stated, " ".join(claim.text for claim in claims[:10]))
            self.claims.setdefault(code, with_references(claims))

    def add_description(self, paragraphs: Sequence[Paragraph], stated: str | None = None) -> None:
        if paragraphs:
            code = language_code(stated, " ".join(paragraph.text for paragraph in paragraphs[:20]))
            self.description.setdefault(code, tuple(paragraphs))

    def merge(self, other: PatentTexts) -> None:
        """Take over what this one does not have yet."""
        self.own = self.own or other.own
        for mine, theirs in (
            (self.titles, other.titles),
            (self.abstracts, other.abstracts),
        ):
            for code, text in theirs.items():
                mine.setdefault(code, text)
        for code, claims in other.claims.items():
            self.claims.setdefault(code, claims)
        for code, paragraphs in other.description.items():
            self.description.setdefault(code, paragraphs)
        self.extra.extend(line for line in other.extra if line not in self.extra)

    @property
    def main_language(self) -> Language:
        """Return the language that the document is written out in: its own where that is ours and has texts."""
        return _main_language(self)

    @property
    def empty(self) -> bool:
        return not (self.titles or self.abstracts or self.claims or self.description)


def render_in_languages(
    record: PatentRecord, texts: PatentTexts, *, member: str = "", notes: Iterable[ReadingNote] = ()
) -> tuple[ReadDocument, ...]:
    """Return the documents of a record whose texts come in any languages.

    Chinese and English texts fill the record; a title, abstract or claims in another language follow as lines that
    name it. A description in other languages alone is left out, with a note.
    """
    main = _main_language(texts)
    second = Language.EN if main is Language.ZH else Language.ZH
    record = replace(
        record, titles=_ours(texts.titles, main, texts.own), abstracts=_ours(texts.abstracts, main, texts.own)
    )
    translated = Translation(
        language=second,
        claims=texts.claims.get(second.value, ()),
        description=texts.description.get(second.value, ()),
    )
    documents = render_patent(
        record,
        language=main,
        claims=texts.claims.get(main.value, ()),
        description=texts.description.get(main.value, ()),
        translation=translated if translated.claims or translated.description else None,
        extra=(*_other_languages(texts, main), *texts.extra),
        member=member,
    )
    title = documents[0].title or next(iter(texts.titles.values()), "") or _number(record)
    found = (*notes, *_left_out(texts))
    return (replace(documents[0], title=title, notes=found), *documents[1:])


_OURS: Final = {language.value: language for language in Language}


def _possible(code: str, sample: str) -> bool:
    """Say whether a text can be in the stated language, as far as its script tells."""
    if _KANA.search(sample):
        return code == "ja" or han_share(sample) < 0.3
    if _HANGUL.search(sample):
        return code == "ko" or han_share(sample) < 0.3
    han = han_share(sample)
    if code in ("zh", "ja"):
        return han >= 0.05
    return han < 0.5


def _code_by_text(sample: str) -> str:
    if _KANA.search(sample):
        return "ja"
    if _HANGUL.search(sample):
        return "ko"
    if han_share(sample) >= 0.2:
        return "zh"
    words = [word.lower() for word in _WORD.findall(sample)]
    if not words:
        return ""
    latin = sum(word.isascii() for word in words)
    english = sum(word in ENGLISH for word in words)
    other = sum(word in _OTHER_LATIN for word in words)
    if latin < 0.9 * len(words) or other > english:
        return ""
    return "en" if english or len(words) < 20 else ""


def _main_language(texts: PatentTexts) -> Language:
    own = _OURS.get(texts.own)
    for having in (texts.claims, texts.description, texts.titles, texts.abstracts):
        found = [_OURS[code] for code in having if code in _OURS]
        if own in found:
            return own or Language.EN
        if found:
            return found[0]
    return own or Language.EN


def _ours(texts: dict[str, str], main: Language, own: str) -> tuple[LocalText, ...]:
    found = [LocalText(language=_OURS[code], text=text) for code, text in texts.items() if code in _OURS]
    native = _OURS.get(own, main)
    return tuple(sorted(found, key=lambda local: local.language is not native))


def _other_languages(texts: PatentTexts, main: Language) -> Iterable[tuple[str, str]]:
    for code, title in texts.titles.items():
        if code not in _OURS:
            yield _TITLE[main].format(code or "?"), title
    if not any(code in _OURS for code in texts.abstracts):
        for code, abstract in texts.abstracts.items():
            yield _ABSTRACT[main].format(code or "?"), abstract
    if not any(code in _OURS for code in texts.claims):
        for code, claims in list(texts.claims.items())[:1]:
            for claim in claims:
                yield _CLAIM[main].format(claim.number, code or "?"), claim.text.replace("\n", " ")


def _left_out(texts: PatentTexts) -> Iterable[ReadingNote]:
    if texts.description and not any(code in _OURS for code in texts.description):
        language = ", ".join(code or "?" for code in texts.description)
        fields = {"part": "description", "language": language}
        yield ReadingNote(kind=NoteKind.PART_MISSING, fields=fields)


def _number(record: PatentRecord) -> str:
    number = record.publication_number or record.application_number or record.case_number or ""
    return number or LABELS[Language.EN]["title"]
