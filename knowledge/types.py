"""The nouns of the library: readers, documents, records, passages, queries and hits, all frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Language(StrEnum):
    ZH = "zh"
    EN = "en"


class Kind(StrEnum):
    """What a document is. `OTHER` is a text that is neither a patent nor a policy (a company profile, a note)."""

    PATENT = "patent"
    POLICY = "policy"
    OTHER = "other"


class Audience(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"


class Role(StrEnum):
    SME = "sme"
    OFFICER = "officer"
    POLICY = "policy"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who is asking, and as what: the role that is acted in, and others held beside it. Every read of every store takes one."""

    user: str
    role: Role
    further_roles: frozenset[Role] = frozenset()

    def holds(self, role: Role) -> bool:
        return role is self.role or role in self.further_roles

    @property
    def audiences(self) -> tuple[Audience, ...]:
        """Return the audiences this reader may see: only officers read what is internal."""
        if self.may_read_internal:
            return (Audience.PUBLIC, Audience.INTERNAL)
        return (Audience.PUBLIC,)

    @property
    def may_read_internal(self) -> bool:
        return self.holds(Role.OFFICER)


ANYONE = Reader(user="", role=Role.SME)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalText:
    """A text and the language it is written in."""

    language: Language
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A person or body under its names in one or two languages, native name first."""

    names: tuple[LocalText, ...]

    def name(self, language: Language) -> str:
        """Return the name in `language`, else the native one."""
        return text_in(self.names, language)


def text_in(texts: tuple[LocalText, ...], language: Language) -> str:
    """Return the text in `language`, else the first one, else an empty string."""
    for local in texts:
        if local.language is language:
            return local.text
    return texts[0].text if texts else ""


# ── patents ──────────────────────────────────────────────────────────────────────────────────────────────


class PatentType(StrEnum):
    INVENTION = "invention"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"


class EventKind(StrEnum):
    """What a register entry did to the right, whatever its code or wording."""

    PUBLISHED = "published"
    EXAMINATION = "examination"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED_UNPAID_FEE = "lapsed_unpaid_fee"
    TERM_EXPIRED = "term_expired"
    ABANDONED = "abandoned"
    ENDED = "ended"  # the entry does not say why
    INVALIDATED = "invalidated"
    PARTLY_INVALIDATED = "partly_invalidated"
    RESTORED = "restored"
    FEE_UNPAID = "fee_unpaid"
    TRANSFERRED = "transferred"
    LICENCE_RECORDED = "licence_recorded"
    LICENCE_CHANGED = "licence_changed"
    LICENCE_CANCELLED = "licence_cancelled"
    PLEDGED = "pledged"
    PLEDGE_CHANGED = "pledge_changed"
    PLEDGE_RELEASED = "pledge_released"
    PRESERVED = "preserved"
    PRESERVATION_LIFTED = "preservation_lifted"
    OPEN_LICENCE_DECLARED = "open_licence_declared"
    OPEN_LICENCE_WITHDRAWN = "open_licence_withdrawn"
    OTHER = "other"


class LicenceType(StrEnum):
    """独占, 排他, 普通, 开放许可, 强制许可. Never mix the first three."""

    EXCLUSIVE = "exclusive"
    SOLE = "sole"
    NON_EXCLUSIVE = "non_exclusive"
    OPEN = "open"
    COMPULSORY = "compulsory"


TO_ONE_ALONE = frozenset({LicenceType.EXCLUSIVE, LicenceType.SOLE})
"""Whoever has such a licence keeps other licensees out."""


class FeeModel(StrEnum):
    LUMP_SUM = "lump_sum"
    INSTALMENT = "instalment"
    FIXED_PERIODIC = "fixed_periodic"
    RUNNING = "running"
    ENTRY_PLUS_RUNNING = "entry_plus_running"
    PAY_AFTER_USE = "pay_after_use"
    ROYALTY_FREE = "royalty_free"
    EQUITY = "equity"
    NEGOTIABLE = "negotiable"


class RoyaltyBase(StrEnum):
    NET_SALES = "net_sales"
    PROFIT = "profit"
    UNIT = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    amount: Decimal
    currency: str  # ISO 4217


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalEvent:
    """One register entry. `statement` is its wording in the source; `until` ends a licence, pledge or grace period."""

    on: date
    kind: EventKind
    code: str | None = None  # as published: CF01, PE01, …
    statement: tuple[LocalText, ...] = ()
    party: Party | None = None  # licensee, pledgee, new owner
    licence_type: LicenceType | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldQuote:
    """The words that back one field: `text[start:end] == quote`, in the text of the document that carries the record."""

    field: str  # name of a field of the record or offer that holds it
    quote: str
    start: int  # code points
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A payment that falls due with an event. `payment` is None where the clause states no single amount."""

    statement: tuple[LocalText, ...]
    payment: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Licence terms as offered. A term that the source does not state is None: nothing is defaulted or guessed."""

    licence_type: LicenceType | None
    fee_model: FeeModel | None
    statement: tuple[LocalText, ...]  # the fee clause as the source words it
    upfront_fee: Money | None = None  # entry fee, or the whole of a lump sum
    periodic_fee: Money | None = None  # per year
    deferred_fee: Money | None = None  # pay after use: what falls due at the trigger
    free_months: int | None = None  # pay after use: months from delivery without a fee
    trigger_sales: Money | None = None  # pay after use: cumulated first sales at which the fee falls due
    royalty_rate: Decimal | None = None  # a fraction: Decimal("0.03")
    royalty_base: RoyaltyBase | None = None
    unit_fee: Money | None = None  # running royalty per unit made or sold, where the base is the unit
    term_end: date | None = None
    territory: tuple[LocalText, ...] = ()
    field_of_use: tuple[LocalText, ...] = ()
    sublicensing: bool | None = None
    declared_on: date | None = None
    withdrawn_on: date | None = None
    contact: tuple[LocalText, ...] = ()
    patent_ids: tuple[str, ...] = ()  # normalised numbers; empty: the patent of the record
    licensors: tuple[Party, ...] = ()  # empty: the source names none beside the owner
    licence_statement: tuple[LocalText, ...] = ()  # the type as worded, where it is none of LicenceType
    declaration_number: str | None = None  # of an open licence declaration
    minimum_annual: Money | None = None  # royalty that is due in any case
    milestones: tuple[Milestone, ...] = ()
    trigger: tuple[LocalText, ...] = ()  # pay after use: what makes the fee fall due, as worded
    term_start: date | None = None
    term_months: int | None = None
    term: tuple[LocalText, ...] = ()  # the duration as worded
    sublicensing_terms: tuple[LocalText, ...] = ()  # where it is more than yes or no
    improvements: tuple[LocalText, ...] = ()  # who owns them, grant-back
    know_how: tuple[LocalText, ...] = ()  # transfer of know-how, training, support
    maintenance: tuple[LocalText, ...] = ()  # who keeps the right in force
    confidentiality: tuple[LocalText, ...] = ()
    source: str | None = None  # list, notice or address that the offer was taken from
    as_of: date | None = None  # the day on which the source says so
    visibility: Audience | None = None  # INTERNAL: never in a public document; None: as the document
    quotes: tuple[FieldQuote, ...] = field(default=(), metadata={"derived": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalTerms:
    """What the licensor's office keeps to itself. It lives in a document of audience `internal`, never in the public one."""

    fee_floor: Money | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """An earlier filing whose date is claimed."""

    number: str | None  # as the source writes it, without separators
    country: str | None = None  # ST.3
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatentRecord:
    """A patent as a register or database describes it; every absent field is None or empty."""

    jurisdiction: str  # ST.3: CN, US, EP, …
    titles: tuple[LocalText, ...]  # native first
    publication_number: str | None = None  # normalised: CN199900001B
    application_number: str | None = None  # normalised: CN201919990001.5
    case_number: str | None = None  # the office's own reference: P01
    patent_type: PatentType | None = None
    abstracts: tuple[LocalText, ...] = ()
    owners: tuple[Party, ...] = ()
    inventors: tuple[str, ...] = ()
    ipc: tuple[str, ...] = ()
    cpc: tuple[str, ...] = ()
    locarno: str | None = None
    technical_field: tuple[LocalText, ...] = ()  # in plain words: battery recycling
    filing_date: date | None = None
    priority_date: date | None = None
    publication_date: date | None = None
    grant_date: date | None = None
    events: tuple[LegalEvent, ...] = ()
    annual_fee_paid_through: date | None = None
    register_checked_on: date | None = None
    offers: tuple[Offer, ...] = ()
    internal: InternalTerms | None = None  # only in a document of audience `internal`
    trl: int | None = None  # 1–9
    government_interest: str | None = None
    family_id: str | None = None
    family_members: tuple[str, ...] = ()  # publication numbers of the other members, normalised
    priorities: tuple[Priority, ...] = ()
    term_starts_on: date | None = (
        None  # a US patent's earliest parent or international filing, where not its own
    )
    term_adjustment_days: int | None = None  # PTA, as granted
    term_extended_until: date | None = None  # PTE or SPC: the last day, as granted
    terminal_disclaimer: bool | None = None


# ── policies ─────────────────────────────────────────────────────────────────────────────────────────────


class PolicyLevel(StrEnum):
    """Legal force, highest first."""

    LAW = "law"
    REGULATION = "regulation"
    JUDICIAL_INTERPRETATION = "judicial_interpretation"
    DEPARTMENTAL_RULE = "departmental_rule"
    NOTICE = "notice"
    LOCAL = "local"
    STANDARD = "standard"
    GUIDANCE = "guidance"
    FAQ = "faq"
    NEWS = "news"


class TextType(StrEnum):
    """Whether the words are the source's own. Quotation marks belong to official texts only."""

    OFFICIAL = "official"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyMention:
    """Another instrument as a text names it; `text[start:end]` of the document is where, None: in its title."""

    title: str | None = None
    document_number: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRecord:
    """A law, rule, notice or guidance, one version of it."""

    policy_id: str  # one per version; both language versions share it: CN-PL-2020
    lineage: str  # one per instrument over all its versions: CN-PL
    title: str
    jurisdiction: str  # ST.3: CN, US, EP, GB, DE, …
    issuer: str | None = None
    document_number: str | None = None
    level: PolicyLevel | None = None
    region: str | None = None
    date_issued: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None  # the last day in force; None: no end known
    status_note: str | None = None
    text_type: TextType = TextType.OFFICIAL
    official_url: str | None = None
    replaces: str | None = None  # policy_id
    replaced_by: str | None = None
    amends: tuple[PolicyMention, ...] = ()
    repeals: tuple[PolicyMention, ...] = ()
    repealed_by: tuple[PolicyMention, ...] = ()

    def in_force_on(self, day: date) -> bool | None:
        """Say whether this version is in force on `day`; None where the record does not tell.

        Of a version that was replaced on a day which nobody states, only its beginning is known.
        """
        if self.effective_to is None and self.replaced_by is not None:
            return False if self.effective_from is not None and day < self.effective_from else None
        if self.effective_from is None:
            return None if self.effective_to is None or day <= self.effective_to else False
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


# ── licence notices ──────────────────────────────────────────────────────────────────────────────────────


class NoticeType(StrEnum):
    """What a text about licensing does. An intended licence is not granted yet, and it is no offer."""

    OPEN_DECLARATION = "open_declaration"
    OPEN_WITHDRAWAL = "open_withdrawal"
    AVAILABILITY = "availability"
    INTENDED_LICENCE = "intended_licence"
    TERM_SHEET = "term_sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceNotice:
    """A declaration, notice or term sheet about licensing one or several patents; every absent field is None or empty."""

    notice_type: NoticeType
    title: str
    jurisdiction: str | None = None  # ST.3, where the patents it is about are all of one
    patent_ids: tuple[str, ...] = ()  # normalised publication and application numbers that it names
    case_numbers: tuple[str, ...] = ()  # the office's own references
    licensors: tuple[Party, ...] = ()  # owner, agency, institution
    licensee: Party | None = None  # prospective, or the other party of a term sheet
    licence_type: LicenceType | None = None
    licence_statement: tuple[LocalText, ...] = ()  # the type as worded: partially exclusive, co-exclusive, …
    field_of_use: tuple[LocalText, ...] = ()
    territory: tuple[LocalText, ...] = ()
    sublicensing: bool | None = None
    notice_number: str | None = None
    published_on: date | None = None
    comment_deadline: date | None = None
    withdrawn_on: date | None = None  # an open licence declaration, by this notice
    contact: tuple[LocalText, ...] = ()
    source: str | None = None  # where it was published: an address
    offers: tuple[Offer, ...] = ()
    quotes: tuple[FieldQuote, ...] = field(default=(), metadata={"derived": True})


# ── documents and passages ───────────────────────────────────────────────────────────────────────────────


class PassageKind(StrEnum):
    BIBLIOGRAPHY = "bibliography"
    EVENT = "event"
    OFFER = "offer"
    ABSTRACT = "abstract"
    CLAIM = "claim"
    PARAGRAPH = "paragraph"
    ARTICLE = "article"
    TABLE = "table"
    SECTION = "section"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of a document that can be found and cited: `document.text[start:end] == text`, offsets in code points."""

    passage_id: str  # content-addressed, see knowledge.splitting.passage_id
    document_id: str
    ordinal: int  # from 0, in reading order
    kind: PassageKind
    label: str  # as a reader of that language would cite it: 第五十条, claim 1, [0032]
    language: Language
    start: int
    end: int
    text: str
    number: str | None = None  # claim, paragraph or article number in Arabic digits: "1", "0032", "50"
    depends_on: tuple[str, ...] = ()  # numbers of the claims a dependent claim refers to
    headings: tuple[str, ...] = ()  # chapter and section above it, outermost first
    page: int | None = None  # from 1, where the source has pages
    confidence: float | None = None  # 0–1, of text that was recognised from an image; None: text as written
    instruction_like: bool = (
        False  # addresses the reader's assistant: shown, never obeyed, never used as evidence
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentHead:
    """A document without its text."""

    document_id: str  # content-addressed
    kind: Kind
    audience: Audience
    language: Language
    title: str
    record: PatentRecord | PolicyRecord | LicenceNotice | None
    source: str  # file name as the user knows it, with the member or row inside it
    sample: bool = False  # part of the shipped sample library
    synthetic: bool = False  # an invented example, to be marked wherever it is shown
    loaded_on: date | None = None
    active: bool = True  # False: replaced or removed; it no longer answers, old citations still open it


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(DocumentHead):
    text: str


# ── search ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a search is narrowed to. An empty field narrows nothing; within a field one value suffices, all fields must hold.

    They narrow by what a document's record states: a document that does not state it is left out.
    """

    languages: tuple[Language, ...] = ()  # of the passage
    jurisdictions: tuple[str, ...] = ()  # ST.3
    regions: tuple[str, ...] = ()  # ISO 3166-2: of a rule (with what holds in the whole country), of an owner
    owners: tuple[str, ...] = ()  # names as asked for; a part of the name suffices
    ipc: tuple[str, ...] = ()  # IPC or CPC symbols or their beginnings: H01M, H01M10/54
    patent_types: tuple[PatentType, ...] = ()
    statuses: tuple[str, ...] = ()  # values of knowledge.rights.standing.Status
    availabilities: tuple[str, ...] = ()  # values of knowledge.rights.standing.Availability
    licence_types: tuple[LicenceType, ...] = ()  # of an offer
    free_of_charge: bool | None = None  # an offer without a fee, or for a time without one
    from_date: date | None = None  # filed, for patents; issued or in force from, for rules
    to_date: date | None = None
    in_force_on: date | None = None  # a right in force, a rule in its term, on that day
    as_of: date | None = None  # the day for status, availability and offers; None: today. It narrows nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is looked for. `audiences` comes from a Reader and decides which indexes are opened at all."""

    text: str
    audiences: tuple[Audience, ...]
    kinds: tuple[Kind, ...] = (Kind.PATENT, Kind.POLICY, Kind.OTHER)
    document_ids: tuple[str, ...] | None = None  # restrict to these
    filters: Filters = field(default_factory=Filters)
    unplaced: bool = False  # what states no place at all passes `filters.regions` too
    k: int = 10
    measured: int | None = (
        None  # how many of the best hits have their coverage measured, None for all: that costs a tenth of a search
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A ranked passage. `coverage` is the share (0–1) of the query's term weight that the passage holds; 0 where not measured."""

    rank: int  # from 1
    score: float  # higher is better; comparable inside one result only
    coverage: float
    passage: Passage
    document: DocumentHead
    components: Mapping[str, float] = field(default_factory=dict)


# ── ingestion ────────────────────────────────────────────────────────────────────────────────────────────


class NoteKind(StrEnum):
    """What a reader has to say about a file that it did read."""

    HIDDEN_TEXT = "hidden_text"  # text that a person would not see was left out
    LOW_CONFIDENCE = "low_confidence"  # recognised text that may be wrong
    MEMBER_SET_ASIDE = "member_set_aside"  # a part of an archive or of a file of many documents
    ROW_SET_ASIDE = "row_set_aside"
    UNKNOWN_COLUMN = "unknown_column"
    PART_MISSING = "part_missing"  # a package without its claims, a file cut off
    REPAIRED = "repaired"  # markup that was not well formed
    DOUBTFUL_VALUE = (
        "doubtful_value"  # a cell that was not taken over as it stands: damaged, or its check digit is wrong
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingNote:
    """One remark of a reader; `fields` hold counts, names, pages and error codes, never sentences."""

    kind: NoteKind
    fields: Mapping[str, object] = field(default_factory=dict)


class FileOutcome(StrEnum):
    ADDED = "added"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    SET_ASIDE = "set_aside"


READ_WITH_ANOTHER = frozenset({"part_of_package", "companion_image"})
"""Reasons of files that are no document of their own: they were read with the file that they belong to, nothing is lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    file: str
    outcome: FileOutcome
    reason: str | None = None  # an error code, where set aside
    fields: Mapping[str, object] = field(default_factory=dict)
    records: int = 0
    passages: int = 0
    notes: tuple[ReadingNote, ...] = ()

    @property
    def lost(self) -> bool:
        """Say whether nothing of the file is in the library for want of reading it."""
        return self.outcome is FileOutcome.SET_ASIDE and self.reason not in READ_WITH_ANOTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    run_id: str
    files: tuple[FileReport, ...]
    records: int
    passages: int
    elapsed_s: float

    def count(self, outcome: FileOutcome) -> int:
        return sum(report.outcome is outcome for report in self.files)
