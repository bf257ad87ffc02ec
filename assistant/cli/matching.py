"""match: an enterprise's need, a file or a text, in; technologies ranked with their evidence out."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from assistant.audit.types import Action, Details, event_of
from assistant.cli.console import Console
from assistant.cli.readers import reader_from
from assistant.matching.as_json import matches_to_json
from assistant.matching.requirements import read_need, read_need_file
from assistant.matching.types import Match, ReadNeed
from assistant.needs.types import Wanted
from assistant.phrases import Phrases, phrases
from assistant.understanding.languages import reply_language
from knowledge.errors import UsageError

if TYPE_CHECKING:
    from assistant.services import Services

_FILES = (".yaml", ".yml", ".json", ".txt", ".md", ".docx", ".pdf", ".html", ".csv", ".xlsx")


def match(arguments: Namespace, services: Services, console: Console) -> int:
    """Rank the library's patents for one need."""
    wanted = wanted_from(arguments.need, console)
    language = arguments.lang or reply_language(wanted.text)
    need = read_need(wanted, language=language)
    reader = reader_from(arguments.reader, services.accounts)
    as_of = arguments.as_of or services.today()
    found = services.matcher.match(need, reader, as_of, arguments.k)
    seen = tuple(one.head.document_id for one in found)
    services.audit.write(event_of(reader, Action.SEARCHED, details=Details(count=len(found), seen=seen)))
    say = phrases(language)
    if arguments.json:
        console.json(matches_to_json(need, found))
    else:
        for line in _lines(need, found, say):
            console.show(line)
    return 0


def wanted_from(told: str, console: Console) -> Wanted:
    """Return what a user wants: of a file that holds one need, else of the text itself. Raises UsageError."""
    if told.lower().endswith(_FILES):
        wanted = read_need_file(console.path(told))
        if len(wanted) != 1:
            raise UsageError("several_needs", file=told, count=len(wanted))
        return wanted[0]
    if not told.strip():
        raise UsageError("need_empty")
    return Wanted(text=told)


def _lines(need: ReadNeed, found: tuple[Match, ...], say: Phrases) -> list[str]:
    lines = [say.say("match.requirements")]
    lines += [f"  {r.number}. {r.text}" for r in need.requirements]
    if not found:
        return [*lines, "", say.say("match.none")]
    if not any(one.is_near for one in found):
        lines += ["", say.say("match.none_near")]
    for one in found:
        mark = f"  ⚠ {say.say('match.blocked')}" if one.is_blocked else ""
        mark += "" if one.is_near else f"  · {say.say('match.far')}"
        mark += f"  ★ {say.say('match.recognised')}" if one.recognised else ""
        lines += ["", f"{one.rank}. {one.score:.0f}  {one.publication_number}  {one.title}{mark}"]
        lines += [f"   ⚑ {gate.text}" for gate in one.gates]
        for cell in one.cells:
            quote = f" — “{_short(cell.quote)}” ({cell.label})" if cell.quote else ""
            lines.append(f"   {say.say(f'cell.{cell.verdict}')}: {cell.requirement.text}{quote}")
        lines.append(
            "   "
            + " · ".join(f"{say.say(f'component.{c.name}')} {c.points:g}/{c.most:g}{'' if c.known else '?'}" for c in one.components)
        )  # fmt: skip
    return lines


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 120 else f"{line[:119]}…"
