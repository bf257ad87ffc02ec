"""What a chat model may write from: a plan, its evidence and the extractive draft in; numbered exhibits out.

An exhibit is a fact (a sentence the rules made: verdict, term, offer, with the quotes under it) or a passage. Nothing
internal is among them: statements that quote internal documents are held back and join the answer afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answering import sources_of
from assistant.citations import Source
from assistant.composing.patent_file import PatentDesk, PatentFile
from assistant.composing.rights_talk import ADDRESS
from assistant.composing.rules_answer import preferred
from assistant.markup import visible, without_markup
from assistant.phrases import Phrases
from assistant.types import Draft, DraftStatement, Evidence, Intent, Plan, Question
from knowledge.lazy_patterns import lazy_pattern
from knowledge.protocols import Catalogue, TokenCounter
from knowledge.types import Audience, Kind, Passage, PassageKind

MOST = 40
_MOST_FILES = 6
_FACTS_SHARE = 0.6  # of the budget: the rest is for passages
RECORD_KINDS = frozenset({PassageKind.BIBLIOGRAPHY, PassageKind.EVENT, PassageKind.OFFER})
_SMALLEST = 12  # tokens around an exhibit's own text
# Words that servers' chat templates take for their own; a document cannot use them to leave its fence.
_CONTROL = lazy_pattern(
    r"<(?=[|/]?(?:im_|start|end|s>|sys|system|user|assistant|think|tool))|(?<=\|)>|\[(?=/?INST\])|<<(?=/?SYS)|<(?=\|)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One numbered piece of evidence. `documents` are those it speaks about."""

    number: int
    heading: str
    text: str
    documents: frozenset[str]
    statement: DraftStatement | None = None  # a fact
    source: Source | None = None  # a passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """All that one answer may be written from, and what it may quote."""

    exhibits: tuple[Exhibit, ...]
    sources: Mapping[str, Source]  # by passage id
    patents: Mapping[str, PatentFile]  # by document id
    held_back: tuple[DraftStatement, ...]


def gather(
    question: Question,
    plan: Plan,
    evidence: Evidence,
    draft: Draft,
    *,
    catalogue: Catalogue,
    counter: TokenCounter,
    max_tokens: int,
    say: Phrases,
) -> Bundle:
    """Return the exhibits that fit the budget, facts first, then passages by how much they matter."""
    sources = dict(sources_of(draft, catalogue, question.reader))
    held_back = tuple(s for s in draft.statements if _is_internal(s, sources))
    files = _files(question, plan, evidence, draft, catalogue)
    for file in files.values():
        sources |= {p.passage_id: Source(passage=p, document=file.head) for p in file.passages}
    public = {name: s for name, s in sources.items() if s.document.audience is Audience.PUBLIC}
    public |= {
        hit.passage.passage_id: Source(passage=hit.passage, document=hit.document)
        for hit in evidence.hits
        if hit.document.audience is Audience.PUBLIC
    }
    pack = _Pack(counter, max_tokens)
    for exhibit in _facts(draft, held_back, public, say):
        pack.add(exhibit, share=_FACTS_SHARE)
    for source in _passages(plan, evidence, draft, public, files):
        pack.add(_of_passage(source, say))
    return Bundle(exhibits=tuple(pack.kept), sources=public, patents=files, held_back=held_back)


class _Pack:
    """Takes exhibits while they fit and numbers them."""

    def __init__(self, counter: TokenCounter, max_tokens: int) -> None:
        self._counter = counter
        self._max_tokens = max_tokens
        self._used = 0
        self.kept: list[Exhibit] = []

    def add(self, exhibit: Exhibit, *, share: float = 1.0) -> None:
        size = self._counter.count(f"{exhibit.heading}\n{exhibit.text}") + _SMALLEST
        if len(self.kept) < MOST and self._used + size <= self._max_tokens * share:
            self._used += size
            self.kept.append(replace(exhibit, number=len(self.kept) + 1))


def _is_internal(statement: DraftStatement, sources: Mapping[str, Source]) -> bool:
    """Say whether a statement rests on anything that is not public; a quote of unknown origin counts as such."""
    held = [sources.get(quote.passage_id) for quote in statement.quotes]
    return any(source is None or source.document.audience is not Audience.PUBLIC for source in held)


def _files(
    question: Question, plan: Plan, evidence: Evidence, draft: Draft, catalogue: Catalogue
) -> dict[str, PatentFile]:
    """Open the files of the patents that the answer may speak of."""
    hits = [h.document.document_id for h in evidence.hits if h.document.kind is Kind.PATENT]
    ids = tuple(dict.fromkeys((*plan.document_ids, *draft.document_ids, *hits)))[:_MOST_FILES]
    return {f.head.document_id: f for f in PatentDesk(catalogue, question.reader, plan).open(ids)}


def _facts(
    draft: Draft, held_back: Sequence[DraftStatement], public: Mapping[str, Source], say: Phrases
) -> Iterator[Exhibit]:
    """Yield the statements that the rules made in words of their own; what is quoted as it stands comes as its passage."""
    about: frozenset[str] = frozenset()
    for statement in draft.statements:
        found = [public[q.passage_id] for q in statement.quotes if q.passage_id in public]
        if statement in held_back or _is_quoted(statement, found):
            continue
        about = frozenset(s.document.document_id for s in found) or about
        if not about:
            continue
        titles = dict.fromkeys(s.document.title for s in found)
        heading = " · ".join((say.say("exhibit.fact"), *titles))
        yield Exhibit(number=0, heading=heading, text=statement.text, documents=about, statement=statement)


def _is_quoted(statement: DraftStatement, sources: Sequence[Source]) -> bool:
    """Say whether a statement gives words of a running text as they stand, which the model can read there."""
    kinds = {source.passage.kind for source in sources}
    return bool(kinds) and not statement.computed and not kinds & RECORD_KINDS


def _passages(
    plan: Plan,
    evidence: Evidence,
    draft: Draft,
    public: Mapping[str, Source],
    files: Mapping[str, PatentFile],
) -> Iterator[Source]:
    """Yield the passages once each: those the draft quotes as they stand, the best hits, then abstract and claims."""
    quoted = [
        q.passage_id
        for s in draft.statements
        for q in s.quotes
        if q.passage_id in public and _is_quoted(s, [public[q.passage_id]])
    ]
    hits = preferred(plan, evidence.hits)
    if plan.intent is Intent.TECHNOLOGY_SEARCH:  # of what was found, what the draft took for close enough
        hits = tuple(h for h in hits if h.document.document_id in draft.document_ids)
    found = [hit.passage.passage_id for hit in hits]
    named = [files[d] for d in plan.document_ids if d in files]
    told = [p.passage_id for file in named for p in _telling(file)]
    for name in dict.fromkeys((*quoted, *found, *told)):
        source = public.get(name)
        if source and not source.passage.instruction_like:
            yield source


def _telling(file: PatentFile) -> Iterable[Passage]:
    """Return what tells what a patent is: its abstract in the asker's language, its independent claims."""
    abstracts = [p for p in file.passages if p.kind is PassageKind.ABSTRACT]
    own = [p for p in abstracts if p.language is file.language] or abstracts
    claims = [p for p in file.passages if p.kind is PassageKind.CLAIM and not p.depends_on]
    return (*own[:2], *claims[:2])


def _of_passage(source: Source, say: Phrases) -> Exhibit:
    passage, head = source.passage, source.document
    heading = " · ".join((say.say("exhibit.passage"), head.title, *passage.headings, passage.label))
    return Exhibit(
        number=0,
        heading=heading,
        text=ADDRESS.sub(" ", without_markup(passage.text)),
        documents=frozenset((head.document_id,)),
        source=source,
    )


def render(exhibits: Sequence[Exhibit], fence: str) -> str:
    """Write the exhibits between fences. `fence` is made anew for each request, so no document can close it."""
    body = "\n\n".join(f"[{e.number}] {defused(_one_line(e.heading))}\n{defused(e.text)}" for e in exhibits)
    return f"<{fence}>\n{body}\n</{fence}>"


def defused(text: str) -> str:
    """Return a text in which nothing reads as a server's own control word and nothing is invisible."""
    return _CONTROL.sub(lambda m: {"<": "‹", ">": "›", "[": "(", "<<": "‹‹"}[m[0]], visible(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())
