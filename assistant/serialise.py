"""Answers as JSON: an Answer in, the object of `ask --json` out, and back.

Everything comes back as it was, but for the documents of the nearest passages: their heads come back without a record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.narrowing import conditions_of, narrowed_to
from assistant.types import (
    Answer,
    Citation,
    Condition,
    Intent,
    Mode,
    ModelReading,
    Option,
    RefusalReason,
    Statement,
    Table,
    Usage,
)
from knowledge.types import (
    Audience,
    DocumentHead,
    Filters,
    Hit,
    Kind,
    Language,
    Money,
    Passage,
    PassageKind,
    TextType,
)

_DATES = ("effective_from", "effective_to", "register_checked_on")


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """Return a JSON object: dates as ISO 8601, closed vocabularies as their words."""
    return {
        "answer": answer.text,
        "language": str(answer.language),
        "mode": str(answer.mode),
        "refused": answer.refused,
        "reason": _word(answer.reason),
        "nearest_only": answer.nearest_only,
        "citations": [citation_to_json(citation) for citation in answer.citations],
        "tables": [
            {"title": table.title, "columns": list(table.columns), "rows": [list(row) for row in table.rows]}
            for table in answer.tables
        ],
        "warnings": list(answer.warnings),
        "as_of": answer.as_of.isoformat(),
        "elapsed_ms": answer.elapsed_ms,
        "statements": [
            {**asdict(statement), "markers": list(statement.markers)} for statement in answer.statements
        ],
        "intent": _word(answer.intent),
        "document_ids": list(answer.document_ids),
        "model": answer.model,
        "prompt_id": answer.prompt_id,
        "nearest": [hit_to_json(hit) for hit in answer.nearest],
        "conditions": [asdict(condition) for condition in answer.conditions],
        "narrowed_to": narrowed_to(answer.conditions),
        "options": [
            {**asdict(option), "document_ids": list(option.document_ids)} for option in answer.options
        ],
        "usage": usage_to_json(answer.usage),
        "understanding": asdict(answer.understanding) if answer.understanding else None,
        "sent_to": list(answer.sent_to),
    }


def usage_to_json(usage: Usage | None) -> dict[str, Any] | None:
    """Return what a chat model used; `cost` is null where no prices are set."""
    if usage is None:
        return None
    cost = {"amount": f"{usage.cost.amount:f}", "currency": usage.cost.currency} if usage.cost else None
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "estimated": usage.estimated,
        "cost": cost,
    }


def usage_from_json(data: Mapping[str, Any] | None) -> Usage | None:
    if data is None:
        return None
    cost = data["cost"]
    money = Money(amount=Decimal(cost["amount"]), currency=cost["currency"]) if cost else None
    return Usage(**{**data, "cost": money})


def citation_to_json(citation: Citation) -> dict[str, Any]:
    plain = {field.name: getattr(citation, field.name) for field in fields(citation)}
    return {name: _plain(value) for name, value in plain.items()}


def hit_to_json(hit: Hit) -> dict[str, Any]:
    """Return a hit as `search --json` shows it, and what is needed to open its passage."""
    passage, document = hit.passage, hit.document
    return {
        "rank": hit.rank,
        "score": hit.score,
        "coverage": hit.coverage,
        "document_id": document.document_id,
        "title": document.title,
        "label": passage.label,
        "text": passage.text,
        "document": {
            "kind": str(document.kind),
            "audience": str(document.audience),
            "language": str(document.language),
            "source": document.source,
            "sample": document.sample,
            "synthetic": document.synthetic,
            "loaded_on": document.loaded_on.isoformat() if document.loaded_on else None,
            "active": document.active,
        },
        "passage": {
            "passage_id": passage.passage_id,
            "ordinal": passage.ordinal,
            "kind": str(passage.kind),
            "language": str(passage.language),
            "start": passage.start,
            "end": passage.end,
            "number": passage.number,
            "depends_on": list(passage.depends_on),
            "headings": list(passage.headings),
            "instruction_like": passage.instruction_like,
        },
        "components": dict(hit.components),
    }


def found_to_json(hits: Sequence[Hit], filters: Filters) -> dict[str, Any]:
    """Return the object of `search --json`."""
    return {
        "hits": [
            {
                "rank": hit.rank,
                "score": round(hit.score, 6),
                "coverage": round(hit.coverage, 4),
                "document_id": hit.document.document_id,
                "title": hit.document.title,
                "label": hit.passage.label,
                "text": hit.passage.text,
            }
            for hit in hits
        ],
        "narrowed_to": narrowed_to(conditions_of(filters)),
    }


def answer_from_json(data: Mapping[str, Any]) -> Answer:
    """Return the answer that `answer_to_json` wrote. Raises KeyError or ValueError where it is not one."""
    reason, intent = data["reason"], data["intent"]
    return Answer(
        text=data["answer"],
        statements=tuple(
            Statement(**{**item, "markers": tuple(item["markers"])}) for item in data["statements"]
        ),
        language=Language(data["language"]),
        mode=Mode(data["mode"]),
        refused=data["refused"],
        nearest_only=data.get("nearest_only", False),  # older answers do not say
        reason=RefusalReason(reason) if reason else None,
        citations=tuple(_citation(item) for item in data["citations"]),
        tables=tuple(
            Table(
                title=item["title"],
                columns=tuple(item["columns"]),
                rows=tuple(tuple(row) for row in item["rows"]),
            )
            for item in data["tables"]
        ),
        warnings=tuple(data["warnings"]),
        as_of=date.fromisoformat(data["as_of"]),
        elapsed_ms=data["elapsed_ms"],
        intent=Intent(intent) if intent else None,
        document_ids=tuple(data["document_ids"]),
        model=data["model"],
        prompt_id=data["prompt_id"],
        nearest=tuple(_hit(item) for item in data["nearest"]),
        conditions=tuple(Condition(**item) for item in data.get("conditions", ())),  # older answers have none
        options=tuple(
            Option(**{**item, "document_ids": tuple(item["document_ids"])})
            for item in data.get("options", ())
        ),
        usage=usage_from_json(data.get("usage")),
        understanding=ModelReading(**reading) if (reading := data.get("understanding")) else None,
        sent_to=tuple(data.get("sent_to", ())),
    )


def _citation(data: Mapping[str, Any]) -> Citation:
    known = {field.name for field in fields(Citation)}
    values = {name: value for name, value in data.items() if name in known}
    for name in _DATES:
        values[name] = _date(values.get(name))
    text_type = values.get("text_type")
    return Citation(
        **{
            **values,
            "kind": Kind(values["kind"]),
            "passage_kind": PassageKind(values["passage_kind"]),
            "text_type": TextType(text_type) if text_type else None,
        }
    )


def _hit(data: Mapping[str, Any]) -> Hit:
    document, passage = data["document"], data["passage"]
    return Hit(
        rank=data["rank"],
        score=data["score"],
        coverage=data["coverage"],
        components=dict(data["components"]),
        document=DocumentHead(
            document_id=data["document_id"],
            title=data["title"],
            record=None,
            kind=Kind(document["kind"]),
            audience=Audience(document["audience"]),
            language=Language(document["language"]),
            source=document["source"],
            sample=document["sample"],
            synthetic=document["synthetic"],
            loaded_on=_date(document["loaded_on"]),
            active=document["active"],
        ),
        passage=Passage(
            passage_id=passage["passage_id"],
            document_id=data["document_id"],
            ordinal=passage["ordinal"],
            kind=PassageKind(passage["kind"]),
            label=data["label"],
            language=Language(passage["language"]),
            start=passage["start"],
            end=passage["end"],
            text=data["text"],
            number=passage["number"],
            depends_on=tuple(passage["depends_on"]),
            headings=tuple(passage["headings"]),
            instruction_like=passage["instruction_like"],
        ),
    )


def _plain(value: object) -> object:
    """Return the JSON form of a citation's field: dates ISO, closed vocabularies as plain words."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def _word(value: str | None) -> str | None:
    return str(value) if value is not None else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
