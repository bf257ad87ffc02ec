"""Questions to go on with: the turns of a conversation in; up to three that the library answers, in the asker's language, out.

They are made by rules from what was answered; each is asked before it is offered, without a chat model, and what is not
answered as it should be is not offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from assistant.phrases import Phrases, phrases
from assistant.stored import StoredTurn
from assistant.types import Answer, Intent, Progress, Question
from knowledge.errors import PatentBridgeError
from knowledge.policies.versions import last_day, predecessor
from knowledge.protocols import Catalogue
from knowledge.types import DocumentHead, Kind, LicenceType, PatentRecord, PolicyRecord, Reader

MOST = 3
_MOST_ASKED = 6
_MOST_REMEMBERED = 2_000
_MOST_RULES = 3
_LONGEST_QUESTION = 200
_OF_ONE = frozenset({Intent.AVAILABILITY, Intent.LICENCE_TERMS, Intent.PROCEDURE})
_OF_RULES = frozenset({Intent.POLICY, Intent.PROCEDURE})
_CALCULATED = frozenset({Intent.CALCULATION})
_COMPARED = frozenset({Intent.COMPARISON})
_LISTS = frozenset({Intent.TECHNOLOGY_SEARCH, Intent.LISTING, Intent.MATCHING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A question that may be worth offering, and what its answer has to be: of one of those kinds, about all of those documents."""

    question: str
    intents: frozenset[Intent]
    document_ids: frozenset[str] = frozenset()

    def is_answered_by(self, answer: Answer) -> bool:
        cited = {citation.document_id for citation in answer.citations}
        holds = not (answer.refused or answer.nearest_only or answer.options)
        return holds and bool(cited) and answer.intent in self.intents and self.document_ids <= cited


class Suggester:
    """Makes and checks suggestions. Safe to use from several threads."""

    def __init__(
        self,
        ask: Callable[[Question], Iterator[Progress | Answer]],
        catalogue: Catalogue,
        state: Callable[[], str],
    ) -> None:
        """`state` is another text with every change of the library."""
        self._ask = ask
        self._catalogue = catalogue
        self._state = state
        self._known: dict[tuple[object, ...], bool] = {}

    def after(self, turns: Sequence[StoredTurn], reader: Reader, as_of: date) -> tuple[str, ...]:
        """Return what to go on with after the last turn, the most useful first."""
        asked = {_plain(turn.question) for turn in turns}
        fresh = (one for one in self._candidates(turns, reader) if _plain(one.question) not in asked)
        tried = islice(fresh, _MOST_ASKED)
        answered = (one.question for one in tried if self._is_answered(one, reader, as_of))
        return tuple(islice(answered, MOST))

    def _is_answered(self, candidate: Candidate, reader: Reader, as_of: date) -> bool:
        key = (self._state(), reader.audiences, reader.role, reader.further_roles, as_of, candidate)
        if key not in self._known:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = self._try(candidate, reader, as_of)
        return self._known[key]

    def _try(self, candidate: Candidate, reader: Reader, as_of: date) -> bool:
        question = Question(text=candidate.question, reader=reader, as_of=as_of, worded=False)
        try:
            return any(
                isinstance(item, Answer) and candidate.is_answered_by(item) for item in self._ask(question)
            )
        except PatentBridgeError:
            return False

    # ── what may be worth asking ─────────────────────────────────────────────────────────────────────────

    def _candidates(self, turns: Sequence[StoredTurn], reader: Reader) -> Iterator[Candidate]:
        last = turns[-1]
        if last.answer.refused or last.answer.options:
            return
        heads = {h.document_id: h for h in self._catalogue.heads(reader, ids=last.answer.document_ids)}
        about = [heads[each] for each in last.answer.document_ids if each in heads]
        say = phrases(last.answer.language)
        if last.answer.intent is not Intent.POLICY:
            yield from _of_patents(about, last.answer.intent, say)
        yield from self._of_versions(about, last, reader, say)

    def _of_versions(
        self, about: Sequence[DocumentHead], last: StoredTurn, reader: Reader, say: Phrases
    ) -> Iterator[Candidate]:
        """Yield the same question on the last day of the version before, then since when the rule is in force."""
        if last.answer.intent not in _OF_RULES or len(last.question) > _LONGEST_QUESTION:
            return
        held = [
            (head, head.record)
            for head in self._catalogue.heads(reader, kinds=(Kind.POLICY,))
            if isinstance(head.record, PolicyRecord)
        ]
        for rule in islice((h.record for h in about if isinstance(h.record, PolicyRecord)), _MOST_RULES):
            before = predecessor(rule, [record for _, record in held])
            for head, record in held:
                if before and record.policy_id == before.policy_id and head.language is say.language:
                    day = last_day(before, [other for _, other in held])
                    question = say.say("suggestion.before", day=day, question=last.question)
                    if day:
                        yield _candidate(question, _OF_RULES, frozenset({head.document_id}))

        for head in islice((h for h in about if _says_since_when(h)), 1):
            question = say.say("suggestion.since", title=head.title)
            yield _candidate(question, _OF_RULES, frozenset({head.document_id}))


def _of_patents(about: Sequence[DocumentHead], intent: Intent | None, say: Phrases) -> Iterator[Candidate]:
    patents = _named(about)
    if len(patents) > 1 and intent not in _CALCULATED:
        (first, one), (second, two) = patents[:2]
        both = frozenset({one.document_id, two.document_id})
        sales = _sales(one, say)
        yield _candidate(
            say.say("suggestion.cheaper", number=first, other=second, sales=sales), _CALCULATED, both
        )
        if intent not in _COMPARED:
            yield _candidate(say.say("suggestion.differ", number=first, other=second), _COMPARED, both)
    for number, head in patents[:1]:
        only = frozenset({head.document_id})
        if intent in _LISTS | _COMPARED:
            yield _candidate(say.say("suggestion.terms", number=number), _OF_ONE, only)
        if intent not in _CALCULATED and _is_offered(head):
            yield _candidate(
                say.say("suggestion.cost", number=number, sales=_sales(head, say)), _CALCULATED, only
            )
        if intent in _CALCULATED:
            yield _candidate(say.say("suggestion.status", number=number), _OF_ONE, only)
    if any(_is_offered(head, LicenceType.OPEN) for _, head in patents):
        yield _candidate(say.say("suggestion.open_licence"), _OF_RULES)


def _candidate(
    question: str, intents: frozenset[Intent], document_ids: frozenset[str] = frozenset()
) -> Candidate:
    return Candidate(question=question, intents=intents, document_ids=document_ids)


def _named(about: Sequence[DocumentHead]) -> list[tuple[str, DocumentHead]]:
    """Return the patents that have a number, each once."""
    found: dict[str, DocumentHead] = {}
    for head in about:
        if isinstance(head.record, PatentRecord) and head.record.publication_number:
            found.setdefault(head.record.publication_number, head)
    return list(found.items())


def _is_offered(head: DocumentHead, licence_type: LicenceType | None = None) -> bool:
    """Say whether an offer stands, of one type or of any."""
    record = head.record
    return isinstance(record, PatentRecord) and any(
        offer.withdrawn_on is None and licence_type in (None, offer.licence_type) for offer in record.offers
    )


def _says_since_when(head: DocumentHead) -> bool:
    record = head.record
    return isinstance(record, PolicyRecord) and bool(record.effective_from and record.document_number)


def _sales(head: DocumentHead, say: Phrases) -> str:
    american = isinstance(head.record, PatentRecord) and head.record.jurisdiction == "US"
    return say.say("suggestion.sales.USD") if american else say.say("suggestion.sales.CNY")


def _plain(question: str) -> str:
    return "".join(question.split()).casefold()
