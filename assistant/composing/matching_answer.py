"""Answers about a need: its matches, or what one patent is for it, in; a short ranked list with its evidence out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.composing.patent_card import identity
from assistant.composing.patent_file import PatentDesk, PatentFile
from assistant.drafting.lengths import excerpt
from assistant.matching.scoring import bounds
from assistant.matching.types import Cell, Gate, Match, Matched, Requirement, Verdict
from assistant.phrases import Phrases
from assistant.types import Draft, DraftStatement, DraftTable, Plan, Quote, RefusalReason
from knowledge.types import Language

_TOLD = 3  # matches whose evidence is told, the others stand in the table
_CELLS = 6  # requirements of a match
_LONGEST_QUOTE = 60  # in the language's own count


def matching_answer(plan: Plan, matched: Matched, desk: PatentDesk, say: Phrases) -> Draft:
    """Return the answer: gates before the score, unmet requirements before met ones."""
    if not matched.matches:
        text = say.say("match.none")
        return Draft(
            statements=(DraftStatement(text=text, computed=True),),
            refused=True,
            reason=RefusalReason.NO_EVIDENCE,
        )
    ids = tuple(match.head.document_id for match in matched.matches)
    files = {file.head.document_id: file for file in desk.open(ids)}
    told = [match for match in matched.matches if match.head.document_id in files]
    said = list(_opening(plan, matched, say))
    for match in told[:_TOLD]:
        said += _match(match, files[match.head.document_id], len(told), say)
    table = (_table(told, files, say),) if len(told) > 1 else ()
    return Draft(statements=tuple(said), tables=table, document_ids=ids)


def _opening(plan: Plan, matched: Matched, say: Phrases) -> Iterator[DraftStatement]:
    need = matched.need
    if matched.alone:
        rank = matched.matches[0].rank
        text = say.say("asked.ranked", rank=rank) if rank else say.say("asked.far")
    else:
        text = say.say(
            "asked.intro", all=len(need.requirements), count=len(matched.matches), as_of=plan.as_of
        )
    yield DraftStatement(text=text, computed=True)
    if not matched.alone:
        listed = say.join([_wanted(one, say) for one in need.requirements])
        yield DraftStatement(text=say.say("asked.requirements", requirements=listed), computed=True)
    if need.ignored:
        yield DraftStatement(text=say.say("asked.ignored"))


def _wanted(requirement: Requirement, say: Phrases) -> str:
    return say.say("asked.must_not", text=requirement.text) if requirement.excluded else requirement.text


def _match(match: Match, file: PatentFile, shown: int, say: Phrases) -> Iterator[DraftStatement]:
    yield identity(file, say)
    yield from _gates(match, say)
    for cell in match.cells[:_CELLS]:
        yield _cell(cell, say)
    if len(match.cells) > _CELLS:
        more = say.say("asked.more", count=len(match.cells) - _CELLS)
        yield DraftStatement(text=more, bullet=True, computed=True)
    yield _score(match, shown, say)


def _gates(match: Match, say: Phrases) -> Iterator[DraftStatement]:
    if not match.gates:
        yield DraftStatement(text=say.say("asked.no_gate"), bullet=True)
    for gate in match.gates:
        key = "asked.blocked" if gate.blocks else "asked.clear_first"
        yield DraftStatement(
            text=say.say(key, gate=gate.text), quotes=_quotes(gate), bullet=True, computed=True
        )


def _cell(cell: Cell, say: Phrases) -> DraftStatement:
    verdict, wanted = say.say(f"cell.{cell.verdict}"), _wanted(cell.requirement, say)
    if not cell.quote:
        return DraftStatement(text=say.say("asked.cell", verdict=verdict, requirement=wanted), bullet=True)
    text = say.say("asked.cell_quoted", verdict=verdict, requirement=wanted, quote=_shortened(cell, say))
    return DraftStatement(text=text, quotes=_quotes(cell), bullet=True)


def _shortened(cell: Cell, say: Phrases) -> str:
    """Return the quoted words, or some of them around the value that was held against the required one."""
    found = cell.found.text if cell.found else ""
    part = excerpt(cell.quote, _LONGEST_QUOTE, cell.language or say.language, around=found)
    before, _, after = cell.quote.partition(part)
    return f"{'…' if before.strip() else ''}{part}{'…' if after.strip() else ''}"


def _quotes(one: Cell | Gate) -> tuple[Quote, ...]:
    return (Quote(passage_id=one.passage_id, text=one.quote),) if one.quote and one.passage_id else ()


def _score(match: Match, shown: int, say: Phrases) -> DraftStatement:
    """Tell the score with what it may be as well; no decimals, which it does not have."""
    told = [say.say("asked.score", score=f"{match.score:.0f}")]
    unknown, low, high = bounds(match.components)
    if unknown:
        told.append(say.say("asked.range", count=unknown, low=low, high=high))
    tied = [str(rank) for rank in match.tied_with if rank <= shown]
    if tied:
        told.append(say.say("asked.tied", ranks=say.join(tied)))
    space = "" if say.language is Language.ZH else " "
    return DraftStatement(text=space.join(told), bullet=True, computed=True)


def _table(matches: Iterable[Match], files: dict[str, PatentFile], say: Phrases) -> DraftTable:
    columns = ("rank", "patent", "owner", "way", "met", "points")
    return DraftTable(
        title=say.say("asked.table"),
        columns=tuple(say.say(f"asked.{column}") for column in columns),
        rows=tuple(_row(match, files[match.head.document_id], say) for match in matches),
    )


def _row(match: Match, file: PatentFile, say: Phrases) -> tuple[DraftStatement, ...]:
    in_the_way = say.join([say.say(f"gate_name.{gate.kind}") for gate in match.gates])
    met = sum(cell.verdict is Verdict.SUPPORTED for cell in match.cells)
    cells = (
        str(match.rank),
        f"{match.title} {file.number}",
        say.join(file.owners(say.language)),
        in_the_way or say.say("asked.none_in_way"),
        say.say("asked.met_of", met=met, all=len(match.cells)),
        f"{match.score:.0f}",
    )
    named = identity(file, say).quotes
    return tuple(
        DraftStatement(text=text, quotes=named if column == 1 else (), computed=True)
        for column, text in enumerate(cells)
    )
