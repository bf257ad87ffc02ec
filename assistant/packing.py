"""Make an evidence pack: a question, its answer and a reader in; what the answer rested on, as this reader may see it, out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from assistant.evidence_pack import (
    Pack,
    PackedAnswer,
    PackedCitation,
    PackedCondition,
    PackedCost,
    PackedCut,
    PackedDocument,
    PackedInput,
    PackedLibrary,
    PackedNearest,
    PackedPassage,
    PackedPlace,
    PackedProgram,
    PackedQuestion,
    PackedQuote,
    PackedReading,
    PackedSpan,
    PackedStatement,
    PackedTable,
    PackedTurn,
    PackedUsage,
    PackedValue,
    PackedVerdict,
    digest_of,
)
from assistant.phrases import phrases
from assistant.types import Answer, Basis, Citation, Condition, ModelReading, Statement, Turn, Usage
from assistant.values import unbound, values_in
from assistant.withholding import readable_answer
from knowledge.catalogue.codec import to_plain
from knowledge.errors import UsageError
from knowledge.protocols import Catalogue
from knowledge.types import Audience, DocumentHead, Hit, Language, PatentRecord, Reader, text_in

_PROGRAM = "patentbridge"


def pack_of(question: str, answer: Answer, catalogue: Catalogue, reader: Reader) -> Pack:
    """Return the pack of an answer. Raises UsageError for one that was made before answers kept what they rest on."""
    basis = answer.basis
    if basis is None:
        raise UsageError("pack_without_basis")
    say = phrases(answer.language)
    answer = readable_answer(answer, catalogue, reader, say.say("pack.withheld"))
    return _Packer(question, answer, answer.basis or basis, catalogue, reader).pack()


class _Packer:
    """Packs one answer for one reader."""

    def __init__(
        self, question: str, answer: Answer, basis: Basis, catalogue: Catalogue, reader: Reader
    ) -> None:
        self._question = question
        self._answer = answer
        self._basis = basis
        self._catalogue = catalogue
        self._reader = reader
        self._heads = self._read(
            (*(c.document_id for c in answer.citations), *(h.document.document_id for h in answer.nearest))
        )

        cited = [citation.passage_id for citation in answer.citations]
        self._passages = {p.passage_id: p for p in catalogue.passages(cited, reader)}

    def pack(self) -> Pack:
        answer, basis = self._answer, self._basis
        internal = self._holds_internal()
        say = phrases(answer.language)
        return Pack(
            notice=say.say("pack.internal") if internal else say.say("pack.notice"),
            holds_internal=internal,
            answered_at=datetime.fromisoformat(basis.made_at),
            program=PackedProgram(name=_PROGRAM, version=basis.program),
            library=PackedLibrary(digest=basis.library, documents=basis.documents),
            question=self._packed_question(),
            answer=self._packed_answer(),
            documents=tuple(self._document(head) for head in self._cited_heads()),
            citations=tuple(self._citation(citation) for citation in answer.citations),
            nearest=tuple(_nearest(hit) for hit in answer.nearest),
            cut=self._cut(),
        )

    def _read(self, ids: Iterable[str]) -> Mapping[str, DocumentHead]:
        heads = {each: self._catalogue.head(each, self._reader) for each in dict.fromkeys(ids)}
        return {each: head for each, head in heads.items() if head is not None}

    def _cited_heads(self) -> tuple[DocumentHead, ...]:
        cited = dict.fromkeys(c.document_id for c in self._answer.citations)
        return tuple(self._heads[each] for each in cited)

    def _holds_internal(self) -> bool:
        """Say whether anything in the pack may come from an internal document."""
        if not self._reader.may_read_internal:
            return False
        basis = self._basis
        if basis.left_out and not basis.drawn_on:  # kept before it was noted where that came from
            return True
        others = self._read((*(d for turn in basis.context for d in turn.document_ids), *basis.drawn_on))
        return any(h.audience is Audience.INTERNAL for h in (*self._heads.values(), *others.values()))

    def _cut(self) -> tuple[PackedCut, ...]:
        left_out = self._basis.left_out
        ids = tuple(dict.fromkeys(passage_id for one in left_out for passage_id in one.elsewhere))
        places = {
            p.passage_id: PackedPlace(document_id=p.document_id, passage_id=p.passage_id, label=p.label)
            for p in (self._catalogue.passages(ids, self._reader) if ids else ())
        }
        return tuple(
            PackedCut(
                text=one.text,
                quote=one.quote,
                values=one.values,
                reason=one.reason,
                by_model=one.by_model,
                elsewhere=tuple(places[each] for each in one.elsewhere if each in places),
            )
            for one in left_out
        )

    # ── the question ────────────────────────────────────────────────────────────────────────────────────

    def _packed_question(self) -> PackedQuestion:
        return PackedQuestion(
            text=self._question.encode("utf-8", "replace").decode(),
            language=self._answer.language,
            as_of=self._answer.as_of,
            asked_as=self._reader.role,
            kinds=self._basis.kinds,
            conditions=_conditions(self._answer.conditions),
            without=self._basis.without,
            context=tuple(self._turn(turn) for turn in self._basis.context),
        )

    def _turn(self, turn: Turn) -> PackedTurn:
        known = self._read((*turn.document_ids, *turn.shown))
        return PackedTurn(
            question=turn.question,
            document_ids=tuple(each for each in turn.document_ids if each in known),
            shown=tuple(each for each in turn.shown if each in known),
            intent=turn.intent,
            conditions=_conditions(turn.conditions),
            as_of=turn.as_of,
        )

    # ── the answer ──────────────────────────────────────────────────────────────────────────────────────

    def _packed_answer(self) -> PackedAnswer:
        answer = self._answer
        return PackedAnswer(
            text=answer.text,
            mode=answer.mode,
            model=answer.model,
            prompt_ids=_prompt_ids(answer),
            refused=answer.refused,
            reason=answer.reason,
            warnings=answer.warnings,
            statements=tuple(self._statement(statement) for statement in answer.statements),
            tables=tuple(
                PackedTable(title=t.title, columns=t.columns, rows=t.rows, computed=t.computed)
                for t in answer.tables
            ),
            usage=_usage(answer.usage),
            understanding=_reading(answer.understanding),
        )

    def _statement(self, statement: Statement) -> PackedStatement:
        cited = [c for c in self._answer.citations if c.marker in statement.markers]
        return PackedStatement(
            text=statement.text,
            markers=statement.markers,
            heading=statement.heading,
            bullet=statement.bullet,
            computed=statement.computed,
            verdict=PackedVerdict(
                quotes=tuple(PackedQuote(marker=c.marker, start=c.start, end=c.end) for c in cited),
                values=self._values(statement, cited),
            ),
            inputs=tuple(_input(c) for c in cited) if statement.computed else (),
        )

    def _values(self, statement: Statement, cited: list[Citation]) -> tuple[PackedValue, ...]:
        """Say for each value of a statement where it stands."""
        places: dict[str, tuple[str, ...]] = {f"[{c.marker}]": (c.quote,) for c in cited}
        places |= {f"[{c.marker}] title": (c.title, c.label) for c in cited}
        places["question"] = (self._question,)
        missing = {place: set(unbound(statement.text, texts)) for place, texts in places.items()}
        missing["as_of"] = set(unbound(statement.text, (), self._answer.as_of))
        found: list[PackedValue] = []
        for value in values_in(statement.text):
            bound = tuple(place for place, lacking in missing.items() if value not in lacking)
            if not bound and statement.computed:
                bound = ("calculation",)
            found.append(PackedValue(kind=value.kind, value=value.text, bound_to=bound))
        return tuple(found)

    # ── what it cites ───────────────────────────────────────────────────────────────────────────────────

    def _document(self, head: DocumentHead) -> PackedDocument:
        first = next(c for c in self._answer.citations if c.document_id == head.document_id)
        document = self._catalogue.document(head.document_id, self._reader)
        facts = next((f for f in self._basis.facts if f.document_id == head.document_id), None)
        return PackedDocument(
            document_id=head.document_id,
            title=_title(head, self._answer.language),
            kind=head.kind,
            audience=head.audience,
            language=head.language,
            publication_number=first.publication_number,
            document_number=first.document_number,
            jurisdiction=first.jurisdiction,
            effective_from=first.effective_from,
            effective_to=first.effective_to,
            register_checked_on=first.register_checked_on,
            text_type=first.text_type,
            official_url=first.official_url,
            synthetic=first.synthetic,
            sha256=digest_of(document.text) if document else None,
            facts=to_plain(facts) if facts else None,
        )

    def _citation(self, citation: Citation) -> PackedCitation:
        passage = self._passages.get(citation.passage_id)
        return PackedCitation(
            marker=citation.marker,
            document_id=citation.document_id,
            passage=PackedPassage(
                passage_id=citation.passage_id,
                label=citation.label,
                kind=citation.passage_kind,
                number=passage.number if passage else None,
                page=citation.page,
                start=passage.start if passage else None,
                end=passage.end if passage else None,
                text=passage.text if passage else None,
                sha256=digest_of(passage.text) if passage else None,
            ),
            span=PackedSpan(start=citation.start, end=citation.end, quote=citation.quote),
        )


def _title(head: DocumentHead, language: Language) -> str:
    """Return a patent's title in the language of the answer where its record has one, else the document's."""
    record = head.record
    return (text_in(record.titles, language) if isinstance(record, PatentRecord) else "") or head.title


def _conditions(conditions: Iterable[Condition]) -> tuple[PackedCondition, ...]:
    return tuple(PackedCondition(field=c.field, value=c.value, words=c.words, off=c.off) for c in conditions)


def _input(citation: Citation) -> PackedInput:
    values = tuple(value.text for value in values_in(citation.quote))
    return PackedInput(marker=citation.marker, quote=citation.quote, values=values)


def _nearest(hit: Hit) -> PackedNearest:
    return PackedNearest(
        document_id=hit.document.document_id,
        title=hit.document.title,
        label=hit.passage.label,
        passage_id=hit.passage.passage_id,
        sha256=digest_of(hit.passage.text),
    )


def _prompt_ids(answer: Answer) -> tuple[str, ...]:
    """Return the prompts that the answer rests on: of the model that read the question, of the one that wrote it."""
    reading = answer.understanding
    read = (reading.prompt_id,) if reading and reading.used else ()
    return (*read, answer.prompt_id) if answer.prompt_id else read


def _reading(reading: ModelReading | None) -> PackedReading | None:
    if reading is None:
        return None
    return PackedReading(model=reading.model, prompt_id=reading.prompt_id, used=reading.used)


def _usage(usage: Usage | None) -> PackedUsage | None:
    if usage is None:
        return None
    cost = usage.cost
    return PackedUsage(
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
        estimated=usage.estimated,
        cost=PackedCost(amount=f"{cost.amount:f}", currency=cost.currency) if cost else None,
    )
