"""calculate: terms and a sales plan in; what a licence costs over years, or what offers cost side by side, out."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from assistant.cli.console import Console
from assistant.cli.readers import reader_from
from assistant.cli.render import render_answer
from assistant.composing.calculations import relief_lines
from assistant.composing.legal_basis import LawShelf
from assistant.composing.patent_file import PatentDesk, PatentFile
from assistant.composing.scenario_answer import worked_draft
from assistant.phrases import phrases
from assistant.records import find_document
from assistant.scenario_text import Stated, money_of
from assistant.serialise import answer_to_json
from assistant.types import Draft, Intent, Plan, Question
from assistant.verifying import verified_answer
from knowledge.errors import NotFoundError, UsageError
from knowledge.types import Kind, Language, Money, Reader

if TYPE_CHECKING:
    from assistant.services import Services

_HUNDRED = Decimal(100)
_AMOUNTS = {
    "sales": "sales", "upfront": "upfront", "minimum": "minimum", "annual_fee": "periodic", "deferred": "deferred",
    "trigger": "trigger",
}  # fmt: skip
_PERCENT = ("growth", "rate", "discount")


def calculate(arguments: Namespace, services: Services, console: Console) -> int:
    """Work out a licence, several side by side, or the relief of an annual fee."""
    reader = reader_from(arguments.reader, services.accounts)
    as_of = arguments.as_of or services.today()
    language = arguments.lang or console.language
    draft = _draft(arguments, services, reader, as_of, language)
    question = Question(text="", reader=reader, as_of=as_of, language=language)
    answer = verified_answer(
        question, draft, services.catalogue, language=language, intent=Intent.CALCULATION
    )
    services.note_answer(reader, answer)
    if arguments.json:
        console.json(answer_to_json(answer))
    else:
        console.show(render_answer(answer))
    return 0


def _draft(
    arguments: Namespace, services: Services, reader: Reader, as_of: date, language: Language
) -> Draft:
    say = phrases(language)
    if arguments.relief_of:
        fee = _money("relief_of", arguments.relief_of, arguments)
        shelf = LawShelf(services.catalogue, reader, as_of)
        return Draft(statements=relief_lines(fee, arguments.jurisdiction.upper(), as_of, shelf, say))
    files = _files(arguments, services, reader, as_of, language)
    draft = worked_draft(_stated(arguments), files, as_of, say, asks_break_even=len(files) > 1)
    if draft is None:
        raise UsageError("nothing_to_calculate")
    return draft


def _stated(arguments: Namespace) -> Stated:
    money = {
        name: _money(option, told, arguments)
        for option, name in _AMOUNTS.items()
        if (told := getattr(arguments, option))
    }
    percent = {name: _fraction(name, told) for name in _PERCENT if (told := getattr(arguments, name))}
    listed = (arguments.sales_by_year or "").split(";")
    return Stated(
        money=money,
        percent=percent,
        years=arguments.years,
        units=arguments.units,
        by_year=tuple(_money("sales_by_year", part, arguments) for part in listed if part.strip()),
    )


def _money(option: str, told: str, arguments: Namespace) -> Money:
    try:
        return money_of(told, arguments.currency)
    except ValueError:
        raise UsageError("not_an_amount", option=f"--{option.replace('_', '-')}", value=told) from None


def _fraction(option: str, told: str) -> Decimal:
    try:
        value = Decimal(told.strip().rstrip("%％ ")) / _HUNDRED
    except InvalidOperation:
        raise UsageError("not_a_percentage", option=f"--{option}", value=told) from None
    if not value.is_finite():
        raise UsageError("not_a_percentage", option=f"--{option}", value=told)
    return value


def _files(
    arguments: Namespace, services: Services, reader: Reader, as_of: date, language: Language
) -> tuple[PatentFile, ...]:
    """Open the patents that the command names. Raises NotFoundError for one that this reader may not see."""
    ids: list[str] = []
    for name in arguments.patents:
        head = find_document(name, services.catalogue, reader)
        if head is None or head.kind is not Kind.PATENT:
            raise NotFoundError(name=name)
        ids.append(head.document_id)
    plan = Plan(
        intent=Intent.CALCULATION, language=language, search_text="", kinds=(Kind.PATENT,), as_of=as_of
    )
    return PatentDesk(services.catalogue, reader, plan).open(tuple(ids))
