"""Test sets out of laws, without a judge: laws in; questions whose article is known because one text names it, out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.known_item_sets import KnownItemSet, Row, spread

_COUNTRY = "中华人民共和国"
_NUMERAL = "[一二三四五六七八九十百千零〇]+"
_ARTICLE = re.compile(rf"^第(?P<number>{_NUMERAL})条(?:之{_NUMERAL})?[ \u3000]*", re.MULTILINE)
_DATE = re.compile(r"\((\d{4}-\d\d-\d\d)\)$")
_PLACE = rf"第{_NUMERAL}条(?:第{_NUMERAL}款)?(?:第?[（(]?{_NUMERAL}[）)]?项)?"
_CITATION = re.compile(rf"《(?P<law>[^》]{{2,40}})》第(?P<number>{_NUMERAL})条")
_ANY_PLACE = re.compile(_PLACE)
_END_OF_SENTENCE = re.compile(r"[。\n]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LEAST_ASKED = 25  # Han characters of a question besides the name of the law
_WITHHELD = range(15, 90)  # characters of a sentence that is taken out of its article
_LEAST_LEFT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    name: str  # without the name of the state
    date: str  # ISO; empty where the text bears none
    text: str

    def articles(self) -> dict[str, str]:
        """Return the words of each article by its number as the law writes it; inserted ones (之一) are left out."""
        found: dict[str, str] = {}
        marks = list(_ARTICLE.finditer(self.text))
        for mark, after in zip(marks, [*marks[1:], None], strict=True):
            lines = self.text[mark.end() : after.start() if after else None].splitlines()
            words = "\n".join(line for line in lines if line.strip() and not line.startswith("#"))
            if "之" not in mark.group():
                found.setdefault(mark["number"], words)
        return found


def newest_laws(rows: Iterable[Mapping[str, Any]]) -> dict[str, Law]:
    """Return the newest version of each law by name; of several without a date the last."""
    found: dict[str, Law] = {}
    for law in map(_law, rows):
        if law.name not in found or law.date >= found[law.name].date:
            found[law.name] = law
    return found


def citations(rows: Iterable[Mapping[str, Any]], most: int) -> KnownItemSet:
    """Return a set whose questions are sentences that rely on an article of another law, without its number.

    A sentence counts when it names one article only, and when its text is as new as the newest version of the law: the
    number then means that version. Documents are all articles of the laws that are named, each with its law's name.
    """
    all_rows = list(rows)
    laws = newest_laws(all_rows)
    asked: dict[str, tuple[str, str]] = {}  # question → law, article
    for citing in map(_law, all_rows):
        for text, name, number in _cited(citing):
            law = laws.get(name)
            if law is not None and law.date and citing.date >= law.date and number in law.articles():
                asked.setdefault(text, (name, number))
    chosen = spread(sorted(asked.items()), most)
    return KnownItemSet(
        name="law_citations_zh",
        documents=_articles(laws[name] for name in sorted({name for _, (name, _) in chosen})),
        queries=tuple(Row(id=f"q{at}", text=text) for at, (text, _) in enumerate(chosen)),
        relevant={f"q{at}": (_id(*target),) for at, (_, target) in enumerate(chosen)},
    )


def withheld_sentences(laws: Iterable[Law], most: int) -> KnownItemSet:
    """Return a set whose questions are a law's name and one sentence of an article, whose document lacks that sentence.

    That is the inverse cloze task (Lee, Chang and Toutanova, 2019): what else the article says has to be enough.
    """
    documents = {row.id: row for row in _articles(laws)}
    possible = [(row, sentence) for row in documents.values() if (sentence := _sentence(row.text))]
    chosen = spread(possible, most)
    for row, sentence in chosen:
        documents[row.id] = Row(id=row.id, title=row.title, text=row.text.replace(sentence, "", 1).strip())
    return KnownItemSet(
        name="law_sentences_zh",
        documents=tuple(documents.values()),
        queries=tuple(
            Row(id=f"q{at}", text=f"{row.title}:{sentence}") for at, (row, sentence) in enumerate(chosen)
        ),
        relevant={f"q{at}": (row.id,) for at, (row, _) in enumerate(chosen)},
    )


def _law(row: Mapping[str, Any]) -> Law:
    date = _DATE.search(row["id"])
    return Law(name=_name(row["title"]), date=date[1] if date else "", text=row["text"])


def _name(title: str) -> str:
    return title.removeprefix(_COUNTRY)


def _cited(citing: Law) -> Iterator[tuple[str, str, str]]:
    """Yield (sentence without the number, law, article) for each sentence that names one article of another law."""
    for sentence in _sentences(citing.text):
        found = _CITATION.search(sentence)
        if found is None or _name(found["law"]) == citing.name or len(_ANY_PLACE.findall(sentence)) != 1:
            continue
        text = _ANY_PLACE.sub("", sentence)
        if len(_HAN.findall(text)) - len(found["law"]) >= _LEAST_ASKED:
            yield text, _name(found["law"]), found["number"]


def _sentences(text: str) -> Iterator[str]:
    for sentence in _END_OF_SENTENCE.split(_ARTICLE.sub("", text)):
        yield sentence.strip()


def _sentence(article: str) -> str:
    """Return the longest sentence that may be taken out of an article, empty where too little would be left."""
    possible = [one for one in _sentences(article) if len(one) in _WITHHELD and not one.endswith(("：", ":"))]
    longest = max(possible, key=len, default="")
    return longest if len(article) - len(longest) >= _LEAST_LEFT else ""


def _articles(laws: Iterable[Law]) -> tuple[Row, ...]:
    return tuple(
        Row(id=_id(law.name, number), title=law.name, text=words)
        for law in laws
        for number, words in law.articles().items()
        if words
    )


def _id(name: str, number: str) -> str:
    return f"{name}/{number}"
