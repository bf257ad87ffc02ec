"""A record as HTML: how it stands and why, when what happened, terms with the words behind them, fields with their sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from markupsafe import Markup

from knowledge.browsing.facts import Facet, Validity, validity_of
from knowledge.browsing.places import place_of
from knowledge.rendering import event_line, format_money, offer_values, record_values
from knowledge.rendering_words import LABELS
from knowledge.rights.register import ENDS
from knowledge.types import (
    Audience,
    DocumentHead,
    EventKind,
    Language,
    LicenceNotice,
    Passage,
    PatentRecord,
    PolicyMention,
    PolicyRecord,
    Reader,
)
from ui.forms_html import join, section
from ui.library.record import OfferOf, RecordView
from ui.library.timeline import Moment, Span, timeline
from ui.library.words import value_name
from ui.markup import html_lang, safe_url
from ui.strings import say

_ENDING = ENDS | {EventKind.OPEN_LICENCE_WITHDRAWN}
_FIELDS_OF_TERM = {"fee": "statement", "royalty": "royalty_rate", "milestone": "milestones", "offer_source": "source", "offer_as_of": "as_of"}  # fmt: skip


class RecordPage:
    """Words a record for a reader."""

    def __init__(self, view: RecordView, root: str, language: Language, reader: Reader) -> None:
        self._view, self._root, self._language, self._reader = view, root, language, reader
        self._worded_values: set[str] = set()  # of ours, not of the source

    def html(self) -> Markup:
        """Return the parts of the page that have something to say."""
        parts = (
            self._standing(),
            self._validity(),
            self._offers(),
            self._fields(),
            self._internal(),
            self._heads("record_versions", self._view.versions, compared=True),
            self._heads("record_same_right", self._view.same_right),
            self._family(),
            self._heads("record_about", self._view.about),
        )
        return Markup('<div class="pb-record">{}</div>').format(join(parts))

    def _say(self, key: str, **values: object) -> str:
        return say(key, self._language, **values)

    # ── how it stands ────────────────────────────────────────────────────────────────────────────────────

    def _standing(self) -> Markup:
        found, record = self._view.standing, self._view.document.record
        if found is None or not isinstance(record, PatentRecord):
            return Markup()
        checked = (
            self._say("register_checked", day=found.checked_on)
            if found.checked_on
            else self._say("register_unchecked")
        )
        rows = [
            ("facet.status", value_name(Facet.STATUS, found.status, self._language)),
            ("facet.availability", value_name(Facet.AVAILABILITY, found.availability, self._language)),
            ("record_rule", self._say(f"rule.{found.rule}")),
            ("record_since", found.since),
            ("record_until", found.until),
            ("record_last_day", found.last_day_in_force),
        ]
        caveats = join(
            Markup("<li>{}</li>").format(self._say(f"caveat.{caveat}")) for caveat in found.caveats
        )
        title = self._say("record_status")
        return section(
            title,
            _facts((self._say(key), str(value)) for key, value in rows if value),
            Markup("<p>{}</p>").format(self._say("record_as_of", day=self._view.as_of, checked=checked)),
            Markup('<ul class="pb-short">{}</ul>').format(caveats) if caveats else Markup(),
            timeline(
                tuple(self._events(record)), self._right_span(record), self._view.as_of, self._language, title
            ),
        )

    def _events(self, record: PatentRecord) -> Iterator[Moment]:
        words = LABELS[self._language]
        told = {event.kind for event in record.events}
        for name, kind in (("filing_date", None), ("publication_date", EventKind.PUBLISHED), ("grant_date", EventKind.GRANTED)):  # fmt: skip
            day = getattr(record, name)
            if day is not None and kind not in told:
                yield Moment(on=day, words=words[name])
        colon = "：" if self._language is Language.ZH else ": "
        for event in record.events:
            line = event_line(event, self._language).removeprefix(words["event"] + colon)
            yield Moment(on=event.on, words=line.removeprefix(f"{event.on} "), ends=event.kind in _ENDING)
        if record.annual_fee_paid_through:
            yield Moment(on=record.annual_fee_paid_through, words=words["annual_fee_paid_through"])
        standing = self._view.standing
        if standing is not None and standing.last_day_in_force:
            yield Moment(on=standing.last_day_in_force, words=self._say("record_last_day"), ends=True)

    def _right_span(self, record: PatentRecord) -> Span | None:
        """Return from the grant to the day on which the right ended or will end at the latest."""
        found = self._view.standing
        granted = record.grant_date
        if granted is None or found is None:
            return None
        ended = [event.on for event in found.events if event.kind in ENDS]
        end = min([*ended, *([found.last_day_in_force] if found.last_day_in_force else [])], default=None)
        return Span(start=granted, end=end) if end is None or end >= granted else None

    def _validity(self) -> Markup:
        rule = self._view.rule
        if rule is None:
            return Markup()
        validity = validity_of(rule, self._view.as_of)
        rows = [
            (self._say("facet.validity"), value_name(Facet.VALIDITY, validity, self._language)),
            (self._say("rule_from"), str(rule.effective_from or "")),
            (self._say("rule_to"), str(rule.effective_to or "")),
            (self._say("rule_note"), rule.status_note or ""),
        ]
        title = self._say("record_validity")
        span = Span(start=rule.effective_from, end=rule.effective_to) if rule.effective_from else None
        return section(
            title,
            _facts(row for row in rows if row[1]),
            Markup("<p>{}</p>").format(
                self._say(
                    "rule_unknown" if validity is Validity.UNKNOWN else "rule_as_of", day=self._view.as_of
                )
            ),
            self._relations(rule),
            timeline(tuple(self._rule_days(rule)), span, self._view.as_of, self._language, title),
        )

    def _rule_days(self, rule: PolicyRecord) -> Iterator[Moment]:
        for day, key in ((rule.date_issued, "rule_issued"), (rule.effective_from, "rule_from")):
            if day is not None:
                yield Moment(on=day, words=self._say(key))
        if rule.effective_to is not None:
            yield Moment(on=rule.effective_to, words=self._say("rule_to"), ends=True)
            after = self._view.named.get(rule.replaced_by or "")
            if after is not None:
                yield Moment(
                    on=rule.effective_to + timedelta(days=1),
                    words=self._say("rule_replaced", title=after.title),
                )

    def _relations(self, rule: PolicyRecord) -> Markup:
        """Return what it replaced and what replaced it, and what its words say of other instruments."""
        items = [
            Markup("<li>{}: {}</li>").format(self._say(key), self._rule_named(name))
            for key, name in (("rule_replaces", rule.replaces), ("rule_replaced_by", rule.replaced_by))
            if name
        ]
        mentioned = (("rule_amends", rule.amends), ("rule_repeals", rule.repeals), ("rule_repealed_by", rule.repealed_by))  # fmt: skip
        items += [
            Markup("<li>{}: {}</li>").format(self._say(key), self._mention(one))
            for key, mentions in mentioned
            for one in mentions
        ]
        return Markup('<ul class="pb-short">{}</ul>').format(join(items)) if items else Markup()

    def _rule_named(self, policy_id: str) -> Markup:
        head = self._view.named.get(policy_id)
        return self.link(head) if head else Markup("{}").format(policy_id)

    def _mention(self, mention: PolicyMention) -> Markup:
        name = " ".join(filter(None, (mention.title, mention.document_number)))
        if mention.start is None:
            return Markup("{}").format(name)
        found = next((p for p in self._view.passages if p.start <= (mention.start or 0) < p.end), None)
        return Markup("{} {}").format(name, self._to_text(found, mention.start - found.start, (mention.end or 0) - found.start) if found else "")  # fmt: skip

    # ── terms ────────────────────────────────────────────────────────────────────────────────────────────

    def _offers(self) -> Markup:
        if not self._view.offers:
            return Markup()
        return section(self._say("record_offers"), join(self._offer(one) for one in self._view.offers))

    def _offer(self, one: OfferOf) -> Markup:
        words = LABELS[self._language]
        own = one.head.document_id == self._view.document.document_id
        quotes = {quote.field: quote for quote in one.offer.quotes}
        rows = []
        for name, value in offer_values(one.offer, self._language):
            quote = quotes.get(_FIELDS_OF_TERM.get(name, name))
            backed = (
                self._quoted(quote.quote, quote.start, quote.end) if quote and own and value else Markup()
            )
            if value:
                rows.append(Markup("<dt>{}</dt><dd>{}{}</dd>").format(words[name], value, backed))
        stated = (
            Markup()
            if own
            else Markup("<p>{} {}</p>").format(self._say("offer_stated_in"), self.link(one.head))
        )
        internal = one.offer.visibility is Audience.INTERNAL or one.head.audience is Audience.INTERNAL
        mark = (
            Markup('<p><span class="pb-badge is-digest">{}</span></p>').format(self._say("library_internal"))
            if internal
            else Markup()
        )
        return Markup('{}{}<dl class="pb-record-terms">{}</dl>').format(mark, stated, join(rows))

    def _quoted(self, quote: str, start: int, end: int) -> Markup:
        found = next((p for p in self._view.passages if p.start <= start < p.end), None)
        if found is None:
            return Markup(' <q class="pb-backed">{}</q>').format(quote)
        return Markup(' <q class="pb-backed">{}</q> {}').format(
            quote, self._to_text(found, start - found.start, end - found.start)
        )

    def _internal(self) -> Markup:
        record = self._view.document.record
        if (
            not isinstance(record, PatentRecord)
            or record.internal is None
            or not self._reader.may_read_internal
        ):
            return Markup()
        words, terms = LABELS[self._language], record.internal
        floor = format_money(terms.fee_floor, self._language) if terms.fee_floor else ""
        rows = [(words["fee_floor"], floor), (words["note"], terms.note)]
        return section(
            words["internal"], _facts(row for row in rows if row[1]), note=self._say("library_internal")
        )

    # ── fields ───────────────────────────────────────────────────────────────────────────────────────────

    def _fields(self) -> Markup:
        rows = join(self._field(label, value) for label, value in self._values() if value)
        if not rows:
            return Markup()
        heads = join(
            Markup('<th scope="col">{}</th>').format(one) for one in self._say("record_columns").split("|")
        )
        return section(
            self._say("record_fields"),
            Markup(
                '<div class="pb-wide" tabindex="0" role="region" aria-label="{}"><table class="pb-lines pb-fields"><thead><tr>{}'
                "</tr></thead><tbody>{}</tbody></table></div>"
            ).format(self._say("record_fields"), heads, rows),
        )

    def _values(self) -> Iterator[tuple[str, str]]:
        record, words = self._view.document.record, LABELS[self._language]
        if isinstance(record, PatentRecord):
            own = self._view.document.language  # as the source writes it, so that it is found there
            for name, value in record_values(record, own):
                yield words[name], value
        elif isinstance(record, PolicyRecord):
            for name in ("document_number", "issuer", "level", "jurisdiction", "region", "date_issued", "effective_from", "effective_to", "status_note", "text_type", "official_url"):  # fmt: skip
                value = getattr(record, name)
                yield self._say(f"field.{name}"), self._worded(name, value)
        elif isinstance(record, LicenceNotice):
            yield self._say("field.notice_type"), self._say(f"notice.{record.notice_type}")
            for name in ("patent_ids", "notice_number", "published_on", "comment_deadline", "withdrawn_on", "source"):  # fmt: skip
                value = getattr(record, name)
                yield self._say(f"field.{name}"), "; ".join(value) if isinstance(value, tuple) else str(value or "")  # fmt: skip
            yield (
                words["licensors"],
                "; ".join(p.name(self._view.document.language) for p in record.licensors),
            )

    def _worded(self, name: str, value: object) -> str:
        if value is None:
            return ""
        if name not in ("level", "text_type", "jurisdiction"):
            return str(value)
        word = str(value) if name == "jurisdiction" else self._say(f"{name}.{value}")
        self._worded_values.add(word)
        return word

    def _field(self, label: str, value: str) -> Markup:
        address = safe_url(value) if "://" in value else None
        shown = (
            Markup('<a href="{0}" rel="noopener noreferrer nofollow" target="_blank">{0}</a>').format(address)
            if address
            else value
        )
        return Markup('<tr><th scope="row">{}</th><td lang="{}">{}</td><td>{}</td></tr>').format(
            label, html_lang(self._view.document.language), shown, self._source(value)
        )

    def _source(self, value: str) -> Markup:
        """Return the way to where a value stands in the text; else the file whose data it is from."""
        place = None if value in self._worded_values else place_of(value, self._view.passages)
        if place is None:
            return Markup("{}").format(self._say("field_of_file", source=self._view.document.source))
        return self._to_text(place.passage, place.start, place.end)

    def _to_text(self, passage: Passage, start: int, end: int) -> Markup:
        return Markup('<a href="{}/library/{}/text?passage={}&amp;from={}&amp;to={}#pb-mark">{}</a>').format(
            self._root,
            passage.document_id,
            passage.passage_id,
            start,
            end,
            passage.label or self._say("record_text"),
        )

    # ── what stands beside it ────────────────────────────────────────────────────────────────────────────

    def _family(self) -> Markup:
        record = self._view.document.record
        if not isinstance(record, PatentRecord) or not (record.family_members or self._view.family):
            return Markup()
        numbers = "; ".join(record.family_members)
        named = Markup("<p>{}</p>").format(numbers) if numbers else Markup()
        return section(self._say("record_family"), named, self._list(self._view.family))

    def _heads(self, key: str, heads: Sequence[DocumentHead], *, compared: bool = False) -> Markup:
        own = self._view.document.document_id
        if not [head for head in heads if head.document_id != own]:
            return Markup()
        note = self._say("record_versions_note") if compared else ""
        return section(self._say(key), self._list(heads, compared=compared), note=note)

    def _list(self, heads: Sequence[DocumentHead], *, compared: bool = False) -> Markup:
        items = join(self._line(head, compared=compared) for head in heads)
        return Markup('<ul class="pb-rows">{}</ul>').format(items) if items else Markup()

    def _line(self, head: DocumentHead, *, compared: bool) -> Markup:
        own = head.document_id == self._view.document.document_id
        compare = (
            Markup(' · <a href="{}/library/{}/differences/{}">{}</a>').format(
                self._root, head.document_id, self._view.document.document_id, self._say("record_compare")
            )
            if compared and not own and head.language is self._view.document.language
            else Markup()
        )
        name = Markup("<strong>{}</strong>").format(head.title) if own else self.link(head)
        return Markup('<li>{}<p class="pb-section-note">{}{}</p></li>').format(name, " · ".join(self._told_of(head)), compare)  # fmt: skip

    def _told_of(self, head: DocumentHead) -> Iterator[str]:
        record = head.record
        if isinstance(record, PatentRecord):
            yield record.publication_number or record.application_number or ""
        elif isinstance(record, PolicyRecord):
            begins = record.effective_from or record.date_issued
            yield str(begins) if begins else self._say("library_undated")
        yield value_name(Facet.LANGUAGE, head.language, self._language)
        if head.loaded_on:
            yield self._say("record_loaded", day=head.loaded_on)
        if head.audience is Audience.INTERNAL:
            yield self._say("library_internal")
        if not head.active:
            yield self._say("record_gone")

    def link(self, head: DocumentHead) -> Markup:
        return Markup('<a href="{}/library/{}" lang="{}">{}</a>').format(
            self._root, head.document_id, html_lang(head.language), head.title
        )


def _facts(rows: Iterator[tuple[str, str]] | Sequence[tuple[str, str]]) -> Markup:
    return Markup('<dl class="pb-record-terms">{}</dl>').format(
        join(Markup("<dt>{}</dt><dd>{}</dd>").format(label, value) for label, value in rows)
    )
