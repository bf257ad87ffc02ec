"""needs: what enterprises look for, written, submitted and read as the account or role that `--as` names."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from assistant.cli.console import Console
from assistant.cli.readers import reader_from
from assistant.composing.calculations import money_in
from assistant.needs.types import Budget, Need, Wanted
from assistant.records import plain
from knowledge.types import Money, Reader, Role

if TYPE_CHECKING:
    from assistant.services import Services


def needs(arguments: Namespace, services: Services, console: Console) -> int:
    """Carry out one action on needs."""
    reader = reader_from(arguments.reader, services.accounts)
    store = services.needs
    if arguments.action == "list":
        return _list(arguments, reader, services, console)
    if arguments.action == "add":
        return _show(
            store.create(reader, _wanted(arguments), budget_shared=arguments.share_budget), arguments, console
        )
    if arguments.action == "delete":
        store.delete(reader, arguments.need)
        console.json({"deleted": arguments.need}) if arguments.json else console.show(
            console.word("need_deleted")
        )
        return 0
    act = {"show": store.get, "submit": store.submit, "withdraw": store.withdraw}[arguments.action]
    return _show(act(reader, arguments.need), arguments, console)


def _list(arguments: Namespace, reader: Reader, services: Services, console: Console) -> int:
    """List the reader's own needs; for an officer also what others submitted."""
    own = services.needs.own(reader)
    others = services.needs.submitted(reader) if reader.holds(Role.OFFICER) else ()
    found = (*own, *(need for need in others if need.owner != reader.user))
    if arguments.json:
        console.json({"needs": [_told(need) for need in found]})
        return 0
    for need in found:
        console.show(f"{need.need_id}  {need.state:<9}  {need.wanted.enterprise or '–'}  {_first_line(need)}")
    console.note(console.word("needs", count=len(found)))
    return 0


def _first_line(need: Need) -> str:
    return " ".join(need.wanted.text.split())[:80]


def _show(need: Need, arguments: Namespace, console: Console) -> int:
    if arguments.json:
        console.json(_told(need))
        return 0
    console.show(f"{need.need_id}  {need.state}")
    wanted = need.wanted
    told = (wanted.enterprise, wanted.industry, wanted.region, wanted.licence_type, wanted.deadline)
    console.show(" · ".join(str(value) for value in told if value))
    console.show(console.word("need_budget", budget=_budget(wanted.budget) or console.word("need_no_budget")))
    console.show(wanted.text)
    return 0


def _budget(budget: Budget | None) -> str:
    return f"{budget.amount:,f} {budget.currency}" if isinstance(budget, Money) else budget or ""


def _told(need: Need) -> dict[str, Any]:
    told: dict[str, Any] = plain(need)
    return told


def _wanted(arguments: Namespace) -> Wanted:
    amounts = money_in(arguments.budget or "")
    return Wanted(
        text=arguments.text,
        enterprise=arguments.enterprise,
        industry=arguments.industry,
        region=arguments.region,
        budget=amounts[0] if len(amounts) == 1 else arguments.budget,
        deadline=arguments.deadline,
        licence_type=arguments.licence_type,
    )
