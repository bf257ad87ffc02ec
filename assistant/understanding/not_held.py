"""Rules that a question names and the library does not hold: numbers of documents, and articles of a law it knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from assistant.types import Unheld
from knowledge.folding import folded
from knowledge.lazy_patterns import lazy_pattern
from knowledge.numbers.document_numbers import find_document_numbers
from knowledge.numbers.identifiers import FoundKey, find_keys, passage_keys
from knowledge.policies.lineages import lineage_of
from knowledge.protocols import Catalogue
from knowledge.types import DocumentHead, Language, Passage, PolicyRecord, Reader

_KEY = lazy_pattern(r"(?P<word>\D*?)(?P<year>(?:19|20)\d\d)?(?P<no>\d+)")
_SPOKEN_BY_NUMBER_ONLY = "docno:文"
_MOST_NEAR = 2
_YEAR = lazy_pattern(r"(?:19|20)\d\d")
_SHORTEST_ZH, _LONGEST_ZH = 2, 24
_LONGEST_EN = 10  # words of a law's name
_NAME_ENDS_ZH = lazy_pattern("(?:法|条例|细则|办法|规定|解释|法典|指引|方案)$")
_NOTE_ZH = lazy_pattern(r"[《》〈〉\s]|[（(][^（()）]{0,16}[)）]")
_BETWEEN_ZH = lazy_pattern(r"(?:的|中|里|中的|里的|当中|规定的)$")
_NAME_EN = lazy_pattern(
    r"LAW|ACT|REGULATIONS?|MEASURES|PROVISIONS|CODE|RULES|INTERPRETATION|GUIDELINES", re.IGNORECASE
)
_OF_EN = lazy_pattern(
    r"^[\s,]*(?:\([^)]*\)\s*)?(?:of|in|under|from)\s+(?:the\s+)?(?P<name>[^,.;:?!()]+)", re.IGNORECASE
)
_NOT_WORD = lazy_pattern(r"[^0-9A-Z]+")
_DROPPED_EN = lazy_pattern(r"\b(?:THE|CHINESE|CHINA'?S|PRC|(?:19|20)\d\d|REVISION|VERSION|AMENDMENT)\b")


def unheld_rules(
    text: str, catalogue: Catalogue, reader: Reader, on: date, policies: Callable[[], Sequence[DocumentHead]]
) -> tuple[Unheld, ...]:
    """Return the rules that a text names by number or article and that the library does not hold."""
    keys = find_keys(text)
    numbers = [key for key in keys if key.scheme == "docno"]
    articles = [key for key in keys if key.scheme == "art"]
    if not numbers and not articles:
        return ()
    found = [*_numbers(numbers, catalogue, reader, policies)]
    if articles:
        found += _Laws(policies(), lambda head: catalogue.document_passages(head.document_id, reader)).unheld(
            text, articles, on
        )
    return tuple(found)


# ── documents by their number ────────────────────────────────────────────────────────────────────────────


def _numbers(
    keys: Iterable[FoundKey],
    catalogue: Catalogue,
    reader: Reader,
    policies: Callable[[], Sequence[DocumentHead]],
) -> Iterator[Unheld]:
    for key in keys:
        names = [key.key, *(also for also in key.also if not also.startswith(_SPOKEN_BY_NUMBER_ONLY))]
        if not catalogue.by_key(names, reader):
            near = _nearest(key.key.removeprefix("docno:"), policies())
            yield Unheld(written=key.surface, keys=tuple(names), near=near)


def _nearest(wanted: str, policies: Sequence[DocumentHead]) -> tuple[str, ...]:
    """Return the documents of the same issuer's word and year whose numbers are nearest."""
    asked = _KEY.fullmatch(wanted)
    if asked is None:
        return ()
    ranked: list[tuple[int, str]] = []
    for head in policies:
        number = head.record.document_number if isinstance(head.record, PolicyRecord) else None
        for held in find_document_numbers(folded(number or "")):
            match = _KEY.fullmatch(held.key)
            if match and match["year"] == asked["year"] and asked["word"] in ("文", match["word"]):
                ranked.append((abs(int(match["no"]) - int(asked["no"])), head.document_id))
    return tuple(dict.fromkeys(document for _, document in sorted(ranked)))[: 2 * _MOST_NEAR]


# ── articles ─────────────────────────────────────────────────────────────────────────────────────────────


def _of_one_law(found: list[DocumentHead]) -> list[DocumentHead]:
    """Return documents of one law; none where the name that they share could mean several."""
    lineages = {h.record.lineage for h in found if isinstance(h.record, PolicyRecord)}
    return found if len(lineages) == 1 else []


class _Laws:
    """The laws of a library by what they are called."""

    def __init__(
        self, policies: Sequence[DocumentHead], passages: Callable[[DocumentHead], tuple[Passage, ...]]
    ) -> None:
        self._policies = policies
        self._passages = passages

    def unheld(self, text: str, articles: Sequence[FoundKey], on: date) -> Iterator[Unheld]:
        named: tuple[DocumentHead, ...] = ()
        missing: dict[tuple[DocumentHead, ...], list[str]] = {}
        versions: dict[tuple[DocumentHead, ...], tuple[DocumentHead, ...]] = {}
        for key in articles:
            named = self._named(text, key) or named
            asked = self._version(named, text, on)
            number, held = key.key.removeprefix("art:"), self._held(asked)
            if held and number not in held and _base(number) not in held:
                missing.setdefault(asked, []).append(number)
                versions[asked] = named
        for asked, numbers in missing.items():
            others = [h for h in versions[asked] if h not in asked and set(numbers) <= self._held((h,))]
            yield Unheld(
                articles=tuple(dict.fromkeys(numbers)),
                of=tuple(head.document_id for head in asked),
                near=tuple(head.document_id for head in others),
                held=tuple(sorted(self._held(asked), key=_place)),
            )

    def _held(self, documents: Iterable[DocumentHead]) -> set[str]:
        return {
            key.removeprefix("art:")
            for head in documents
            for passage in self._passages(head)
            for key in passage_keys(passage)
        }

    def _version(self, documents: tuple[DocumentHead, ...], text: str, on: date) -> tuple[DocumentHead, ...]:
        """Return the version that the text names by its year, else those in force on a day, else all there are."""
        years = set(_YEAR.findall(text))
        of_year = tuple(h for h in documents if set(_YEAR.findall(h.title)) & years)
        if of_year and len(of_year) < len(documents):
            return of_year
        records = [(h, h.record) for h in documents if isinstance(h.record, PolicyRecord)]
        current = tuple(h for h, record in records if record.in_force_on(on) is not False)
        return current or documents

    def _named(self, text: str, key: FoundKey) -> tuple[DocumentHead, ...]:
        """Return the law beside an article: before it in Chinese, before or behind it in English."""
        if re.search(r"[\u3400-\u9fff]", key.surface) or re.search(r"[\u3400-\u9fff]\W*$", text[: key.start]):
            return self._named_zh(text[: key.start])
        return self._named_en(text[: key.start], text[key.end :])

    def _named_zh(self, before: str) -> tuple[DocumentHead, ...]:
        run = _BETWEEN_ZH.sub("", _NOTE_ZH.sub("", before)[-_LONGEST_ZH:])
        titles = [(lineage_of(h.title), h) for h in self._policies if h.language is Language.ZH]
        for start in range(max(0, len(run) - _LONGEST_ZH), len(run) - _SHORTEST_ZH + 1):
            name = run[start:]
            if not _NAME_ENDS_ZH.search(name):
                continue
            found = [h for title, h in titles if title == name]
            found = found or _of_one_law([h for title, h in titles if title.endswith(name)])
            found = found or [h for title, h in titles if title.startswith(f"{name}第")]
            if found:
                return self._all_of(found)
        return ()

    def _named_en(self, before: str, behind: str) -> tuple[DocumentHead, ...]:
        after = _OF_EN.match(behind)
        words_after = after["name"].split()[:_LONGEST_EN] if after else []
        words_before = re.split(r"[,.;:?!()]", before)[-1].split()[-_LONGEST_EN:]
        titles = [(_bare_en(h.title), h) for h in self._policies if h.language is Language.EN]
        runs = [words_after[:n] for n in range(len(words_after), 0, -1)]
        runs += [words_before[n:] for n in range(len(words_before))]
        for run in runs:
            name = " ".join(run)
            bare = _bare_en(name)
            if len(bare) < 5 or not _NAME_EN.search(name):
                continue
            found = [h for title, h in titles if title.startswith(bare)]
            if found:
                return self._all_of(found)
        return ()

    def _all_of(self, found: Sequence[DocumentHead]) -> tuple[DocumentHead, ...]:
        """Return all versions and languages of a law of which some documents were found."""
        lineages = {h.record.lineage for h in found if isinstance(h.record, PolicyRecord)}
        return tuple(
            h for h in self._policies if isinstance(h.record, PolicyRecord) and h.record.lineage in lineages
        )


def _bare_en(title: str) -> str:
    return _NOT_WORD.sub("", _DROPPED_EN.sub(" ", folded(title)))


def _base(number: str) -> str:
    return number.split("-")[0].split(".")[0]


def _place(number: str) -> tuple[int, str]:
    match = re.match(r"\d+", number)
    return int(match[0]) if match else 0, number
