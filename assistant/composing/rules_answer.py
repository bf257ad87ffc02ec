"""Answers from policies: hits in; the sentences that answer, with the document they stand in and its validity, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.composing.choosing import Chosen, choose
from assistant.composing.sentences import (
    cells_of,
    content_terms,
    is_heading,
    is_local,
    sentences_of,
    worded_row,
)
from assistant.phrases import Phrases, phrases
from assistant.types import DraftStatement, Intent, Plan, Quote
from assistant.understanding import lexicon
from assistant.values import values_in
from knowledge.analysis import terms
from knowledge.protocols import Catalogue
from knowledge.types import DocumentHead, Hit, Language, Passage, PassageKind, PolicyRecord, Reader

if TYPE_CHECKING:
    from knowledge.bridge import DictionaryBridge

MOST = 10
_CHARACTERS = {Language.ZH: 640, Language.EN: 1600}  # with the titles of the documents
_SHORT = 0.6  # of these: the answer in short
_DOCUMENTS_COMPARED, _MOST_ROWS = 3, 12


def rules_answer(
    plan: Plan,
    hits: Sequence[Hit],
    catalogue: Catalogue,
    reader: Reader,
    *,
    most: int = MOST,
    bridge: DictionaryBridge | None = None,
) -> tuple[DraftStatement, ...]:
    """Return the answering sentences grouped under the documents they come from, the main document first."""
    usable = preferred(plan, hits)
    characters = _CHARACTERS[plan.language]
    tables = _tables_asked_for(plan, usable, catalogue, reader)
    if tables or plan.intent is Intent.COMPARISON:
        most, characters = most + 3, int(characters * 1.6)
    chosen = choose(
        plan,
        sentences_of((*usable, *tables)),
        most=most,
        characters=characters,
        short=int(characters * _SHORT),
        tables=frozenset(hit.passage.passage_id for hit in tables),
        bridge=bridge,
    )
    best = max(chosen, key=lambda c: c.score, default=None)
    say = phrases(plan.language)
    said: list[DraftStatement] = []
    named: set[str] = set()
    for part in ([c for c in chosen if c.first], [c for c in chosen if not c.first]):
        if part and said:
            said.append(DraftStatement(text=say.say("policy.more"), heading=True))
        for head, group in sorted(_by_document(part), key=lambda pair: pair[0].document_id not in named):
            if head.document_id not in named:
                said.append(document_line(head, plan, say, catalogue, reader))
            named.add(head.document_id)
            said += [_statement(c, answers_best=c is best) for c in group]
    return tuple(said)


def _tables_asked_for(
    plan: Plan, hits: Sequence[Hit], catalogue: Catalogue, reader: Reader
) -> tuple[Hit, ...]:
    """Return the tables of the first documents that set side by side what is compared, or list what is asked for."""
    if plan.intent is Intent.COMPARISON:
        documents, fits = _DOCUMENTS_COMPARED, _compares
    elif lexicon.ASKS_WHICH.search(plan.text):
        documents, fits = 1, _lists
    else:
        return ()
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.document.document_id, hit)
    asked = frozenset(content_terms(plan.search_text, plan.language))
    return tuple(
        replace(hit, passage=passage)
        for document_id, hit in list(best.items())[:documents]
        for passage in catalogue.document_passages(document_id, reader)
        if passage.kind is PassageKind.TABLE and fits(asked, passage)
    )


def _compares(asked: frozenset[str], table: Passage) -> bool:
    """Say whether two heads of columns, or of rows, each share a word with the question."""
    rows = [cells_of(line) for line in table.text.splitlines()]
    heads = (rows[0][1:], [row[0] for row in rows[1:]])
    return len(rows) <= _MOST_ROWS and any(
        sum(bool(asked & set(terms(cell, table.language))) for cell in cells) > 1 for cells in heads
    )


def _lists(asked: frozenset[str], table: Passage) -> bool:
    """Say whether most rows share two words with the question."""
    rows = table.text.splitlines()[1:]
    sharing = sum(len(asked & set(terms(row, table.language))) > 1 for row in rows)
    return len(rows) < _MOST_ROWS and 2 * sharing > len(rows)


def preferred(plan: Plan, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Drop what the asker should not be answered from: superseded versions, and twins in the other language.

    A version that was in force on the as-of date is kept; others only when nothing else of that instrument is there.
    """
    current = [h for h in hits if not _out_of_force(h, plan)]
    lineages = {_lineage(h.document) for h in current}
    kept = [h for h in hits if h in current or _lineage(h.document) not in lineages]
    own = {_policy_id(h.document) for h in kept if h.document.language is plan.language}
    return tuple(h for h in kept if h.document.language is plan.language or _policy_id(h.document) not in own)


def _out_of_force(hit: Hit, plan: Plan) -> bool:
    record = hit.document.record
    asked_for = _policy_id(hit.document) and hit.document.document_id in plan.document_ids
    return isinstance(record, PolicyRecord) and record.in_force_on(plan.as_of) is False and not asked_for


def _lineage(head: DocumentHead) -> str:
    return head.record.lineage if isinstance(head.record, PolicyRecord) else head.document_id


def _policy_id(head: DocumentHead) -> str | None:
    return head.record.policy_id if isinstance(head.record, PolicyRecord) else None


def _by_document(chosen: Sequence[Chosen]) -> list[tuple[DocumentHead, list[Chosen]]]:
    """Group sentences by document, national rules before local ones, the best first, reading order inside."""
    groups: dict[str, list[Chosen]] = {}
    for item in sorted(chosen, key=lambda c: -c.score):
        groups.setdefault(item.sentence.document.document_id, []).append(item)
    return [
        (
            group[0].sentence.document,
            sorted(group, key=lambda c: (c.sentence.passage.start, c.sentence.start)),
        )
        for group in sorted(groups.values(), key=lambda group: is_local(group[0].sentence.document))
    ]


def _statement(chosen: Chosen, *, answers_best: bool) -> DraftStatement:
    sentence = chosen.sentence
    return DraftStatement(
        text=with_article(worded_row(sentence), sentence.passage),
        quotes=(Quote(passage_id=sentence.passage.passage_id, text=sentence.text),),
        bullet=True,
        answers_best=answers_best,
    )


def with_article(text: str, passage: Passage, law: str = "") -> str:
    """Put the article, as it is headed, before a sentence that does not name it, so that it can be cited as lawyers do.

    Where the sentence stands alone, the law that the article is of comes first.
    """
    if passage.kind is not PassageKind.ARTICLE or not passage.number:
        return text
    named = {v.text for v in values_in(text) if v.kind == "article"}
    label = passage.label.split(" (")[0]
    if passage.number in named or label in text:
        return text
    first = passage.text.lstrip().partition("\n")[0].strip()
    article = first if first.startswith(label) and is_heading(first, passage) else label
    if passage.language is Language.ZH:
        return f"《{law}》{article}：{text}" if law else f"{article}：{text}"
    return f"{law}, {article}: {text}" if law else f"{article}: {text}"


def document_line(
    head: DocumentHead, plan: Plan, say: Phrases, catalogue: Catalogue, reader: Reader
) -> DraftStatement:
    """Name a document as one cites it: title, number, since when."""
    record = head.record
    if not isinstance(record, PolicyRecord):
        return DraftStatement(text=head.title, computed=True, heading=True)
    details: list[str] = []
    if record.document_number:
        details.append(say.say("policy.number", number=record.document_number))
    if record.date_issued:
        details.append(say.say("policy.issued", on=record.date_issued))
    if record.effective_from and record.effective_from != record.date_issued:
        details.append(say.say("policy.since", on=record.effective_from))
    if record.effective_to:
        details.append(say.say("policy.until", on=record.effective_to))
    open_, close = ("（", "）") if plan.language is Language.ZH else (" (", ")")
    text = say.say(
        "policy.head",
        title=head.title,
        details=f"{open_}{say.say('separator').join(details)}{close}" if details else "",
    )
    return DraftStatement(text=text, quotes=_facts(head, catalogue, reader), computed=True, heading=True)


def _facts(head: DocumentHead, catalogue: Catalogue, reader: Reader) -> tuple[Quote, ...]:
    """Quote the document's own statement of its title and number, where it has one."""
    front = catalogue.front(head.document_id, reader)
    if front is None:
        return ()
    line = next((line.strip() for line in front.text.splitlines() if line.strip()), "")
    return (Quote(passage_id=front.passage_id, text=line),) if line else ()
