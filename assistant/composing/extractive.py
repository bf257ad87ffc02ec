"""Compose without a model: one handler per intent, all of them from records, rules and sentences of the library."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.composing.asking_back import answer_courtesy, ask_back
from assistant.composing.by_price import by_price
from assistant.composing.calculations import calculations, reliefs
from assistant.composing.legal_basis import LawShelf
from assistant.composing.matching_answer import matching_answer
from assistant.composing.near_patents import near_patents, of_the_topic
from assistant.composing.office_draft import office_draft_answer
from assistant.composing.patent_card import card, has_ended, identity, offers, verdict
from assistant.composing.patent_file import PatentDesk, PatentFile
from assistant.composing.patent_lists import listing, one_per_publication, relatives, search_answer
from assistant.composing.patent_tables import comparison, table
from assistant.composing.premises import Premises, of_the_patents_country, policy_premises, rules_first
from assistant.composing.rules_answer import MOST, rules_answer
from assistant.composing.scenario_answer import scenario_draft
from assistant.composing.support_answer import support_draft
from assistant.condition_words import worded
from assistant.phrases import Phrases, phrases
from assistant.scenario_text import asks_for_relief
from assistant.sufficiency import EARNINGS, STATISTICS
from assistant.support.finder import SupportFinder
from assistant.support.profile import profile_of_turns
from assistant.types import (
    Draft,
    DraftStatement,
    Emptied,
    Evidence,
    Facet,
    Intent,
    Plan,
    Question,
    Quote,
    RefusalReason,
)
from assistant.understanding import lexicon
from assistant.values import values_in
from knowledge.protocols import Catalogue
from knowledge.types import Kind, PassageKind, Role

if TYPE_CHECKING:
    from knowledge.bridge import DictionaryBridge

_SIDE_RULES = 3  # sentences of policy beside a patent's card
_MOST_CARDS = 3
_BLANK = "______"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What one question needs to be answered."""

    question: Question
    plan: Plan
    evidence: Evidence
    catalogue: Catalogue
    patents: PatentDesk
    shelf: LawShelf
    say: Phrases
    bridge: DictionaryBridge | None
    support: SupportFinder

    def files(self) -> tuple[PatentFile, ...]:
        return self.patents.open(self.plan.document_ids)

    def rules(self, most: int | None = None) -> tuple[DraftStatement, ...]:
        rules = [h for h in self.evidence.hits if h.document.kind is not Kind.PATENT]
        hits = of_the_patents_country(self.plan, rules)
        return rules_answer(
            self.plan, hits, self.catalogue, self.question.reader, most=most or MOST, bridge=self.bridge
        )


class ExtractiveComposer:
    """Implements Composer; yields one draft."""

    def __init__(self, catalogue: Catalogue, bridge: DictionaryBridge | None = None) -> None:
        self._catalogue = catalogue
        self._bridge = bridge
        self._support = SupportFinder(catalogue)

    def compose(self, question: Question, plan: Plan, evidence: Evidence) -> Iterator[str | Draft]:
        desk = _Desk(
            question=question,
            plan=plan,
            evidence=evidence,
            catalogue=self._catalogue,
            patents=PatentDesk(self._catalogue, question.reader, plan),
            shelf=LawShelf(self._catalogue, question.reader, plan.as_of),
            say=phrases(plan.language),
            bridge=self._bridge,
            support=self._support,
        )
        premises = Premises(plan, self._catalogue, question.reader)
        said = premises.said(question.as_of)
        if premises.leaves_nothing and not premises.mentioned_in(evidence.hits):
            draft = Draft(statements=said, refused=True, reason=RefusalReason.NO_EVIDENCE)
        else:
            draft = _emptied(desk) if evidence.emptied else _HANDLERS.get(plan.intent, _policy)(desk)
            draft = replace(draft, statements=(*said, *draft.statements))
        if plan.instruction_ignored:
            note = DraftStatement(text=desk.say.say("premise.instruction_ignored"), premise=True)
            draft = replace(draft, statements=(note, *draft.statements))
        yield draft


def refuse(desk_say: Phrases, key: str, reason: RefusalReason, **values: object) -> Draft:
    """Return a refusal of one sentence."""
    statement = DraftStatement(text=desk_say.say(key, **values), computed=True)
    return Draft(statements=(statement,), refused=True, reason=reason)


def _patent(desk: _Desk) -> Draft:
    """Answer about named patents: their cards, a calculation where asked, the rules that the question touches."""
    files = one_per_publication(desk.files())[:_MOST_CARDS]
    if not files:
        return _unknown_number(desk) if desk.plan.unknown_numbers else _policy(desk)
    if desk.evidence.missing[:1] == (EARNINGS,):
        return _earnings(desk, files)
    worked = calculations(desk.plan, files, desk.shelf)
    said: list[DraftStatement] = list(worked)
    for file in files:
        brief = worked and not desk.plan.facets & {Facet.FEE, Facet.TERM, Facet.STATUS}
        said += (
            (identity(file, desk.say), verdict(file, desk.say))
            if brief
            else (*card(file, desk.plan, desk.shelf), *relatives(file, desk.patents, desk.plan))
        )
    if lexicon.POLICY.search(desk.plan.text) and not worked:
        said += _beside(desk)
    tables = (
        (table(files, desk.say, ("patent", "number", "status", "fee", "last_day")),) if len(files) > 1 else ()
    )
    return Draft(statements=unique(said), tables=tables, document_ids=_ids(files))


def _beside(desk: _Desk) -> tuple[DraftStatement, ...]:
    """Return the rules that a question about patents touches; only the nearest ones, told as such, where none answers it."""
    if desk.evidence.sufficient:
        return desk.rules(_SIDE_RULES)
    near = desk.rules(2) if lexicon.POLICY.search(lexicon.KIND_OF_LICENCE.sub(" ", desk.plan.text)) else ()
    return (DraftStatement(text=desk.say.say("refusal.nearest"), heading=True), *near) if near else ()


def _policy(desk: _Desk) -> Draft:
    """Answer from policies, or refuse with the nearest passages."""
    plan, evidence = desk.plan, desk.evidence
    if plan.unknown_numbers:
        return _unknown_number(desk)
    if evidence.missing:
        return _not_held(desk)
    heads = desk.catalogue.heads(desk.question.reader, kinds=(Kind.POLICY,))
    premises = policy_premises(plan, evidence.hits, heads)
    worked = calculations(plan, desk.files(), desk.shelf)
    first = rules_first(plan, desk.shelf)
    rules = (*first, *desk.rules()) if evidence.sufficient or worked else first
    if not rules and not worked:
        return _nearest(refuse(desk.say, "refusal.no_evidence", RefusalReason.NO_EVIDENCE), desk)
    near = bool(rules) and not (evidence.sure or worked or plan.document_ids or first)
    note = (DraftStatement(text=desk.say.say("premise.nearest_only"), premise=True),) if near else ()
    said = unique([*note, *premises, *worked, *rules])
    return Draft(statements=said, document_ids=_documents(desk), nearest_only=near)


def _not_held(desk: _Desk) -> Draft:
    """Refuse figures that the library does not hold."""
    kind, *periods = desk.evidence.missing
    if kind == STATISTICS:
        draft = refuse(
            desk.say, "refusal.statistics", RefusalReason.NO_EVIDENCE, period=desk.say.join(periods)
        )
    else:
        draft = refuse(desk.say, "refusal.earnings", RefusalReason.NO_EVIDENCE)
    return _nearest(draft, desk)


def _nearest(draft: Draft, desk: _Desk) -> Draft:
    """Add the nearest passages to a refusal: shown as such, two sentences at the most."""
    near = desk.rules(2)
    if not near:
        return draft
    intro = DraftStatement(text=desk.say.say("refusal.nearest"), heading=True)
    return replace(draft, statements=(*draft.statements, intro, *near))


def _earnings(desk: _Desk, files: Sequence[PatentFile]) -> Draft:
    draft = refuse(desk.say, "refusal.earnings", RefusalReason.NO_EVIDENCE)
    known = tuple(s for file in files for s in (identity(file, desk.say), verdict(file, desk.say)))
    return replace(draft, statements=(*draft.statements, *known), document_ids=_ids(files))


def _unknown_number(desk: _Desk) -> Draft:
    """Refuse what is asked of numbers that the library does not hold; what a check digit tells of them was said before."""
    wrong = {one.written for one in desk.plan.miswritten}
    if wrong:
        return Draft(statements=(), refused=True, reason=RefusalReason.NO_EVIDENCE)
    number = desk.say.join(desk.plan.unknown_numbers)
    return refuse(desk.say, "refusal.number_unknown", RefusalReason.NO_EVIDENCE, number=number)


def _confidential(desk: _Desk) -> Draft:
    """Refuse what is internal; give the public terms of the patents in question."""
    draft = refuse(desk.say, "refusal.confidential", RefusalReason.CONFIDENTIAL)
    said = list(draft.statements)
    files = desk.files()
    for file in files:
        said += (identity(file, desk.say), *offers(file, desk.say))
    said.append(DraftStatement(text=desk.say.say("refusal.confidential_next")))
    return replace(draft, statements=tuple(said), document_ids=_ids(files))


def _legal_opinion(desk: _Desk) -> Draft:
    """Decline the opinion; show the independent claims that decide it."""
    draft = refuse(desk.say, "refusal.legal_opinion", RefusalReason.LEGAL_OPINION)
    said = [*draft.statements, DraftStatement(text=desk.say.say("refusal.legal_opinion_what"))]
    files = desk.files()[:_MOST_CARDS]
    for file in files:
        said.append(identity(file, desk.say))
        claims = [p for p in file.passages if p.kind is PassageKind.CLAIM and not p.depends_on]
        said += [
            DraftStatement(text=p.text, quotes=(Quote(passage_id=p.passage_id, text=p.text),), bullet=True)
            for p in claims[:2]
        ]
    return replace(draft, statements=tuple(said), document_ids=_ids(files))


def _comparison(desk: _Desk) -> Draft:
    files = desk.files()
    if len(files) < 2:
        return _policy(desk)
    said, rows = comparison(files, desk.say)
    facts = [
        s
        for file in files[:_MOST_CARDS]
        for s in (identity(file, desk.say), verdict(file, desk.say), *offers(file, desk.say))
    ]
    return Draft(statements=unique([*said, *facts]), tables=(rows,), document_ids=_ids(files))


def _listing(desk: _Desk) -> Draft:
    if lexicon.CHEAPEST.search(desk.plan.text):
        return by_price(desk.plan, desk.patents.open(tuple(h.document_id for h in desk.evidence.listed)))
    return listing(desk.plan, desk.patents, desk.evidence.listed)


def _emptied(desk: _Desk) -> Draft:
    """Refuse where conditions left nothing, and say which of them to take away."""
    say, emptied = desk.say, desk.evidence.emptied or Emptied()
    in_the_way = emptied.by or (desk.plan.narrowing if emptied.together else ())
    reason = RefusalReason.NARROWED if in_the_way else RefusalReason.NO_EVIDENCE
    draft = refuse(say, "refusal.narrowed", reason, conditions=worded(desk.plan.narrowing, say))
    if not in_the_way:
        hint = say.say("narrowed.nothing_either")
    elif len(in_the_way) == 1:
        hint = say.say("narrowed.take_away", condition=worded(in_the_way, say))
    elif emptied.together:
        hint = say.say("narrowed.take_all_away")
    else:
        hint = say.say("narrowed.take_one_away", conditions=worded(in_the_way, say))
    return replace(draft, statements=(*draft.statements, DraftStatement(text=hint, computed=True)))


def _search(desk: _Desk) -> Draft:
    if not desk.evidence.sufficient:
        return near_patents(desk.plan, desk.patents, desk.evidence.hits)
    if lexicon.CHEAPEST.search(desk.plan.text):
        heads = desk.catalogue.heads(desk.question.reader, kinds=(Kind.PATENT,))
        return by_price(desk.plan, desk.patents.open(of_the_topic(desk.plan, desk.evidence.hits, heads)))
    draft = search_answer(desk.plan, desk.patents, desk.evidence.hits, desk.shelf)
    return draft if draft.statements else refuse(desk.say, "refusal.no_patent", RefusalReason.NO_EVIDENCE)


def _matching(desk: _Desk) -> Draft:
    """Answer which patents meet a need, or what one patent is for it."""
    matched = desk.evidence.matched
    if matched is None:
        return (
            _unknown_number(desk)
            if desk.plan.unknown_numbers
            else refuse(desk.say, "refusal.no_evidence", RefusalReason.NO_EVIDENCE)
        )
    return matching_answer(desk.plan, matched, desk.patents, desk.say)


def _drafting(desk: _Desk) -> Draft:
    """Set out a draft for a person to finish: the need as told, the facts with their sources, places to fill in."""
    if desk.evidence.drafted:
        return office_draft_answer(
            desk.plan, desk.evidence.drafted, desk.say, for_officer=desk.question.reader.holds(Role.OFFICER)
        )
    body = _patent(desk) if desk.files() else _policy(desk)
    if body.refused:
        return body
    say = desk.say
    opening = [DraftStatement(text=say.say("draft.note"))]
    internal = _tells_internal(desk)
    if desk.files():
        opening.append(DraftStatement(text=say.say("draft.greeting")))
        if not internal:
            opening.append(DraftStatement(text=say.say("draft.need", need=_need(desk)), computed=True))
    closing = tuple(
        DraftStatement(text=say.say(f"draft.{part}")) for part in ("ask", "contact", "disclaimer")
    )
    warnings = (*body.warnings, say.say("internal.rule")) if internal else body.warnings
    return replace(body, statements=(*opening, *body.statements, *closing), warnings=warnings)


def _need(desk: _Desk) -> str:
    """Return the need as the request tells it; a blank where it speaks of a right that has ended as of one in force."""
    text = desk.plan.text
    speaks_of_it = any(lexicon.FACETS[f].search(text) for f in (Facet.STATUS, Facet.TERM, Facet.FEE))
    return _BLANK if speaks_of_it and any(map(has_ended, desk.files())) else text


def _tells_internal(desk: _Desk) -> bool:
    """Say whether the request itself speaks of what is internal, so that a draft may not repeat it."""
    floors = [f.internal.fee_floor for f in desk.files() if f.internal and f.internal.fee_floor]
    secret = {value.text for floor in floors for value in values_in(f"{floor.amount:f}")}
    said = {value.text for value in values_in(desk.plan.text)}
    return Facet.INTERNAL in desk.plan.facets or bool(secret & said)


def _library(desk: _Desk) -> Draft:
    heads = desk.catalogue.heads(desk.question.reader)
    kinds = [h.kind for h in heads]
    text = desk.say.say("library.intro", patents=kinds.count(Kind.PATENT), policies=kinds.count(Kind.POLICY))
    return Draft(statements=(DraftStatement(text=text, computed=True),))


def _calculation(desk: _Desk) -> Draft:
    """Work out what a licence costs over years, or what an open licence takes off an annual fee."""
    plan = desk.plan
    if plan.unknown_numbers:
        return _unknown_number(desk)
    if asks_for_relief(plan.text):
        worked = reliefs(plan, desk.shelf, desk.say)
        return Draft(statements=unique(worked)) if worked else _policy(desk)
    return scenario_draft(plan, desk.files(), desk.say) or _patent(desk)


def _support(desk: _Desk) -> Draft:
    profile = profile_of_turns(desk.question, desk.plan)
    plan = desk.plan
    found = desk.support.find(profile, desk.question.reader, plan.as_of, plan.language)
    return support_draft(found, desk.say)


def _asked_back(desk: _Desk) -> Draft:
    return ask_back(desk.plan, desk.catalogue, desk.question.reader, desk.say)


def _courtesy(desk: _Desk) -> Draft:
    return answer_courtesy(desk.say)


def _off_topic(desk: _Desk) -> Draft:
    return refuse(desk.say, "refusal.off_topic", RefusalReason.OFF_TOPIC)


_HANDLERS: dict[Intent, Callable[[_Desk], Draft]] = {
    Intent.LICENCE_TERMS: _patent,
    Intent.AVAILABILITY: _patent,
    Intent.PROCEDURE: _patent,
    Intent.CALCULATION: _calculation,
    Intent.POLICY: _policy,
    Intent.COMPARISON: _comparison,
    Intent.LISTING: _listing,
    Intent.MATCHING: _matching,
    Intent.TECHNOLOGY_SEARCH: _search,
    Intent.CONFIDENTIAL: _confidential,
    Intent.LEGAL_OPINION: _legal_opinion,
    Intent.DRAFTING: _drafting,
    Intent.LIBRARY: _library,
    Intent.OFF_TOPIC: _off_topic,
    Intent.ASKED_BACK: _asked_back,
    Intent.COURTESY: _courtesy,
    Intent.SUPPORT: _support,
}


def unique(statements: Sequence[DraftStatement]) -> tuple[DraftStatement, ...]:
    """Drop statements that were already made in the same words from the same source."""
    seen: dict[tuple[str, tuple[Quote, ...]], DraftStatement] = {}
    for statement in statements:
        seen.setdefault((statement.text, statement.quotes), statement)
    return tuple(seen.values())


def _ids(files: Sequence[PatentFile]) -> tuple[str, ...]:
    return tuple(file.head.document_id for file in files)


def _documents(desk: _Desk) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hit.document.document_id for hit in desk.evidence.hits))[:3]
