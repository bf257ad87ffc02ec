"""match-needs: the submitted needs that a patent fits. demand: sleeping patents with the most waiting demand. For officers."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from assistant.cli.console import Console, new_file
from assistant.cli.readers import reader_from
from assistant.demand.sheet_file import demand_book
from assistant.demand.types import Demand, PatentNeeds
from assistant.matching.as_json import match_to_json
from assistant.matching.industries import FieldOfUse
from assistant.phrases import Phrases, phrases
from assistant.understanding.numbers_named import subjects_named
from knowledge.disk import storing_in
from knowledge.errors import NotFoundError
from knowledge.types import ANYONE, Kind

if TYPE_CHECKING:
    from assistant.services import Services

_SHORT = 100


def match_needs(arguments: Namespace, services: Services, console: Console) -> int:
    """Rank the submitted needs that one patent fits."""
    reader = reader_from(arguments.reader, services.accounts)
    document_id = _patent(arguments.patent, services)
    found = services.demand.of_patent(
        reader, document_id, arguments.as_of or services.today(), k=arguments.k, told_in=console.language
    )
    say = phrases(console.language)
    if arguments.json:
        console.json(_told(found))
        return 0
    for line in _lines(found, say):
        console.show(line)
    return 0


def _patent(named: str, services: Services) -> str:
    """Return the document of the patent that a number or a document's id names. Raises NotFoundError."""
    ids = subjects_named(named, services.catalogue, ANYONE).document_ids or (named,)
    heads = services.catalogue.heads(ANYONE, ids=ids, kinds=(Kind.PATENT,))
    held = {head.document_id for head in heads}
    first = next((name for name in ids if name in held), None)
    if first is None:
        raise NotFoundError(name=named[:80])
    return first


def _lines(found: PatentNeeds, say: Phrases) -> list[str]:
    lines = [f"{found.record.publication_number or ''}  {found.head.title}"]
    lines += [f"  {_field(one, say)}" for one in found.fields]
    lines += [
        f"  ⚠ {say.say('waiting.licensed', type=say.say(f'licence.{one.contract.licence_type}'), licensee=one.contract.licensee)}"
        for one in found.licences
    ]
    lines += ["", say.say("waiting.looked_at", count=found.looked_at, fits=len(found.fits), day=found.day)]
    for one in found.fits:
        match, need = one.fit.match, one.need
        lines += [
            "",
            f"{one.rank}. {match.score:.0f}  {one.fit.closeness:.0%}  {need.need_id}  {need.wanted.enterprise or '–'}  {_first(need.wanted.text)}",
            f"   {say.say('waiting.place', place=one.fit.place)}",
        ]
        lines += [f"   ⚑ {gate.text}" for gate in match.gates]
        for cell in match.cells:
            quote = f" — “{_first(cell.quote)}” ({cell.label})" if cell.quote else ""
            lines.append(f"   {say.say(f'cell.{cell.verdict}')}: {cell.requirement.text}{quote}")
    return lines


def _field(one: FieldOfUse, say: Phrases) -> str:
    source = "; ".join(one.symbols) or one.label
    basis = say.say(f"waiting.basis_{one.basis}")
    return f"{one.text} ({basis}{f': {source}' if source else ''})"


def _first(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1]}…"


def _told(found: PatentNeeds) -> dict[str, Any]:
    return {
        "publication_number": found.record.publication_number,
        "document_id": found.head.document_id,
        "as_of": found.day.isoformat(),
        "needs_looked_at": found.looked_at,
        "fields": [
            {"text": one.text, "basis": str(one.basis), "symbols": list(one.symbols), "passage_id": one.passage_id}
            for one in found.fields
        ],
        "licences": [
            {"licence_id": one.licence_id, "licence_type": str(one.contract.licence_type), "licensee": one.contract.licensee}
            for one in found.licences
        ],
        "needs": [
            {"rank": one.rank, "need_id": one.need.need_id, "enterprise": one.need.wanted.enterprise, "need": one.need.wanted.text,
             "closeness": round(one.fit.closeness, 3), "place": one.fit.place, "match": match_to_json(one.fit.match)}
            for one in found.fits
        ],
    }  # fmt: skip


def demand(arguments: Namespace, services: Services, console: Console) -> int:
    """List the sleeping patents with the most waiting demand."""
    reader = reader_from(arguments.reader, services.accounts)

    def progress(done: int, count: int) -> None:
        if console.interactive and (done == count or done % 10 == 0):
            console.note(console.word("demand_read", done=done, count=count))

    found = services.demand.demand(
        reader, services.today(), owner=arguments.owner, beside=False, progress=progress
    )
    say = phrases(console.language)
    if arguments.out:
        path = new_file(arguments, console, (".xlsx",))
        with storing_in(path):
            path.write_bytes(demand_book(found, say))
    if arguments.json:
        console.json(_demand_told(found))
        return 0
    console.show(
        say.say("demand.told", day=found.day, needs=found.needs, read=found.read, asleep=found.asleep, wanted=len(found.sleeping))
    )  # fmt: skip
    for one in found.sleeping:
        mark = "" if one.verified else f"  ⚠ {say.say('demand.unverified')}"
        console.show(
            f"{len(one.wishes)}  {one.technology.number}  {one.technology.head.title}{mark}\n"
            + "\n".join(f"   {w.closeness:.0%}  {w.need.need_id}  {w.need.wanted.enterprise or '–'}  {_first(w.need.wanted.text)}" for w in one.wishes)
        )  # fmt: skip
    return 0


def _demand_told(found: Demand) -> dict[str, Any]:
    return {
        "as_of": found.day.isoformat(),
        "needs": found.needs,
        "read": found.read,
        "asleep": found.asleep,
        "patents": [
            {
                "publication_number": one.technology.number,
                "document_id": one.technology.head.document_id,
                "title": one.technology.head.title,
                "verified": one.verified,
                "offered": one.offered,
                "demand": len(one.wishes),
                "needs": [
                    {"need_id": w.need.need_id, "enterprise": w.need.wanted.enterprise, "closeness": round(w.closeness, 3), "score": w.score}
                    for w in one.wishes
                ],
            }
            for one in found.sleeping
        ],
    }  # fmt: skip
