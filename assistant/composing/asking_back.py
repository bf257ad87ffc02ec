"""Say little where little is said: a question back with what it can mean, an answer to thanks. A plan in, a draft out."""

from __future__ import annotations

from assistant.phrases import Phrases
from assistant.types import Draft, DraftStatement, Plan, Quote
from knowledge.protocols import Catalogue
from knowledge.types import Kind, PassageKind, Reader


def ask_back(plan: Plan, catalogue: Catalogue, reader: Reader, say: Phrases) -> Draft:
    """Ask which is meant, the options as numbered lines, each with the line of its document that names it."""
    heads = {head.document_id: head for head in catalogue.heads(reader, ids=plan.document_ids)}
    if not heads:
        question = say.say("asking_back.which_fee")
    elif all(head.kind is Kind.PATENT for head in heads.values()):
        question = say.say("asking_back.which_patent")
    else:
        question = say.say("asking_back.which_rule")
    lines = tuple(
        DraftStatement(
            text=say.say("asking_back.option", number=number, label=option.label),
            quotes=_naming(next((d for d in option.document_ids if d in heads), ""), catalogue, reader),
            computed=True,
            bullet=True,
        )
        for number, option in enumerate(plan.options, start=1)
    )
    said = (DraftStatement(text=question, computed=True), *lines)
    return Draft(statements=said, document_ids=plan.document_ids)


def _naming(document_id: str, catalogue: Catalogue, reader: Reader) -> tuple[Quote, ...]:
    """Return the first line of what a document says of itself."""
    passages = catalogue.document_passages(document_id, reader) if document_id else ()
    front = next((p for p in passages if p.kind is PassageKind.BIBLIOGRAPHY), next(iter(passages), None))
    line = next((line.strip() for line in front.text.splitlines() if line.strip()), "") if front else ""
    return (Quote(passage_id=front.passage_id, text=line),) if front and line else ()


def answer_courtesy(say: Phrases) -> Draft:
    """Answer thanks and greetings in one sentence."""
    return Draft(statements=(DraftStatement(text=say.say("courtesy.reply")),))
