"""Find support: a profile, a reader and a day in; the library's measures, each condition judged, out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.support import measure_words as words
from assistant.support.conditions import region_of
from assistant.support.judging import judge
from assistant.support.measures import kinds_in, measures_of
from assistant.support.types import Finding, Measure, Profile, Standing, Support, Topic, Verdict, Want
from knowledge.protocols import Catalogue
from knowledge.types import DocumentHead, Kind, Language, PolicyRecord, Reader

_HOME = "CN"  # whose national measures are shown where a profile names no place
_MOST_KEPT = 20_000  # documents
_MOST_READ_ALL = 400  # policies of a country
_FOR_LICENSING: dict[Want, frozenset[Want]] = {
    Want.LICENSE_IN: frozenset({Want.PAY_AFTER_USE, Want.PRIORITY, Want.GRANT, Want.INTEREST_SUBSIDY}),
    Want.LICENSE_OUT: frozenset({Want.TAX_RELIEF, Want.FEE_RELIEF, Want.GRANT}),
}
_ORDER = list(Standing)
_MADE_FOR = {Topic.PLACE: 3, Topic.SIZE: 2, Topic.HIGH_TECH: 2, Topic.AREA: 2, Topic.PATENTS: 1, Topic.INCOME: 2, Topic.ROLE: 1, Topic.OPEN_LICENCE: 1, Topic.UNIVERSITY_TECHNOLOGY: 1}  # fmt: skip


class SupportFinder:
    """Reads each document once: what it sets out depends on its words alone, and its id on those."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._read: dict[str, tuple[Measure, ...]] = {}

    def find(self, profile: Profile, reader: Reader, as_of: date, language: Language) -> Support:
        """Return all measures of the profile's country and place that the reader may see, best standing first."""
        kinds = wanted_kinds(profile.wants)
        findings: list[Finding] = []
        elsewhere = 0
        for head in self._heads(profile, reader, language):
            if _is_elsewhere(head, profile):
                elsewhere += bool(kinds_in(head.title))
                continue
            for measure in self._measures(head, reader):
                judged = judge(measure, profile, as_of)
                wanted = not kinds or bool(measure.kinds & kinds)
                findings.append(Finding(measure=measure, judged=judged, wanted=wanted))
        findings.sort(key=_rank)
        held = {kind for f in findings for kind in f.measure.kinds}
        asked = profile.wants - {Want.LICENSE_IN, Want.LICENSE_OUT}
        return Support(
            profile=profile,
            as_of=as_of,
            findings=tuple(findings),
            elsewhere=elsewhere,
            none_held=tuple(sorted(kind for kind in asked if kind not in held)),
        )

    def _measures(self, head: DocumentHead, reader: Reader) -> tuple[Measure, ...]:
        if head.document_id not in self._read:
            if len(self._read) >= _MOST_KEPT:
                self._read.clear()
            passages = self._catalogue.document_passages(head.document_id, reader)
            self._read[head.document_id] = measures_of(head, passages)
        return self._read[head.document_id]

    def _heads(self, profile: Profile, reader: Reader, language: Language) -> tuple[DocumentHead, ...]:
        """Return the policies of the profile's country, one language of each: the asker's where there is one.

        Replaced versions do not count. Of a great many, those whose titles speak of enterprises, technology or support.
        """
        held = self._catalogue.heads(reader, kinds=(Kind.POLICY,))
        country = profile.jurisdiction or _HOME
        policies = [h for h in held if _of_country(h, country)]
        own = {_id_of(h) for h in policies if h.language is language}
        kept = [h for h in policies if h.language is language or _id_of(h) not in own]
        if len(kept) > _MOST_READ_ALL:
            kept = [h for h in kept if words.TITLES.search(h.title)]
        return tuple(kept)


def wanted_kinds(wants: frozenset[Want]) -> frozenset[Want]:
    """Return the kinds of support that were asked for; nothing where any will do."""
    kinds = wants - _FOR_LICENSING.keys()
    return kinds or frozenset(kind for want in wants for kind in _FOR_LICENSING.get(want, ()))


def _id_of(head: DocumentHead) -> str:
    return head.record.policy_id if isinstance(head.record, PolicyRecord) else head.document_id


def _of_country(head: DocumentHead, country: str) -> bool:
    record = head.record
    return isinstance(record, PolicyRecord) and record.replaced_by is None and record.jurisdiction == country


def _is_elsewhere(head: DocumentHead, profile: Profile) -> bool:
    region = region_of(head.record) if isinstance(head.record, PolicyRecord) else None
    return region is not None and profile.region is not None and region != profile.region


def _rank(finding: Finding) -> tuple[bool, int, bool, int, int]:
    """Order findings: what was asked for, what may be open, not of a place that may be another, what is made for it."""
    stands = max(0, _ORDER.index(finding.standing) - 1)  # open and unclear side by side
    unplaced = finding.verdicts.get(Topic.PLACE) is Verdict.UNKNOWN
    met = sum(_MADE_FOR.get(j.topic, 0) for j in finding.judged if j.verdict is Verdict.MET)
    unknown = sum(j.verdict is Verdict.UNKNOWN for j in finding.judged)
    return not finding.wanted, stands, unplaced, -met, unknown


def available(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return what may be open to the enterprise, of the kinds asked for."""
    return tuple(f for f in findings if f.wanted and f.standing in (Standing.OPEN, Standing.UNCLEAR))
