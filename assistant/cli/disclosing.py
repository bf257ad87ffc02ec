"""disclosures: what is not filed yet, entered, listed, graded and removed by officers."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from assistant.cli.console import Console
from assistant.cli.readers import reader_from
from assistant.pool.disclosures import Disclosure, Told, grade_before_filing
from assistant.records import plain

if TYPE_CHECKING:
    from assistant.services import Services


def disclosures(arguments: Namespace, services: Services, console: Console) -> int:
    """Carry out one action on disclosures."""
    reader = reader_from(arguments.reader, services.accounts)
    store = services.disclosures
    if arguments.action == "list":
        found = store.all(reader)
        if arguments.json:
            console.json({"disclosures": [_to_json(one, services) for one in found]})
            return 0
        for one in found:
            grade = grade_before_filing(one.told, services.pool.rules.current())
            console.show(f"{one.disclosure_id}  {grade.tier} {grade.points:>5g}  {one.told.title}")
        return 0
    if arguments.action == "remove":
        store.remove(reader, arguments.disclosure)
        console.json({"removed": arguments.disclosure}) if arguments.json else console.show(
            console.word("disclosure_removed")
        )
        return 0
    if arguments.action == "add":
        shown = store.add(reader, _told(arguments))
    else:
        shown = store.get(reader, arguments.disclosure)
    if arguments.json:
        console.json(_to_json(shown, services))
    else:
        _show(shown, services, console, whole=arguments.action != "grade")
    return 0


def _told(arguments: Namespace) -> Told:
    return Told(
        title=arguments.title,
        summary=arguments.summary,
        stage=arguments.stage,
        unit=arguments.unit,
        market=arguments.market,
        prior_art=arguments.prior_art,
        prior_art_note=arguments.prior_art_note,
    )


def _show(one: Disclosure, services: Services, console: Console, *, whole: bool) -> None:
    from ui.strings import say

    language, told = console.language, one.told
    console.show(f"{one.disclosure_id}  {told.title}")
    if whole:
        for name in ("summary", "unit", "market", "prior_art_note"):
            if getattr(told, name):
                console.show(f"{say(f'disclosure_{name}', language)}: {getattr(told, name)}")
    grade = grade_before_filing(told, services.pool.rules.current())
    for part in grade.ingredients:
        word = part.values.get("word")
        known = say(f"disclosure_word.{word}", language) if word else say("pool_unknown", language)
        console.show(
            f"  {part.points:>4g}/{part.most:<3g} {say(f'pool_part.{part.name}', language)}: {known}"
        )
    console.show(
        say(
            "disclosure_grade_line",
            language,
            version=grade.rules_version,
            points=f"{grade.points:g}",
            tier=grade.tier,
            could=grade.could_reach,
            next=say(f"disclosure_class.{grade.disclosure_class}", language),
        )
    )


def _to_json(one: Disclosure, services: Services) -> dict[str, Any]:
    grade = grade_before_filing(one.told, services.pool.rules.current())
    return {
        "disclosure_id": one.disclosure_id,
        **plain(one.told),
        "entered": one.made_at.isoformat(),
        "grade": plain(grade),
    }
