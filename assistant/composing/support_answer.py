"""The support finder's answer: what was found for a profile in; sentences and tables with a quote in every cell out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from assistant.composing.rules_answer import with_article
from assistant.phrases import Phrases
from assistant.support.finder import available, wanted_kinds
from assistant.support.measures import shown_benefits
from assistant.support.types import (
    Entity,
    Finding,
    Judged,
    Profile,
    Size,
    Span,
    Standing,
    Support,
    Topic,
    Verdict,
    Want,
)
from assistant.types import Draft, DraftStatement, DraftTable, Quote, RefusalReason
from knowledge.types import Money, PolicyRecord

MOST_MEASURES = 10
_MOST_REFUSED = 4
_MOST_OF_ONE = 2  # measures of one document
_MOST_QUESTIONS = 8
_COUNTED = ("patents", "licence_years", "trl")
_TRUTHS = ("high_tech", "open_licence", "own_technology", "university_technology", "registered_contract", "written_contract", "joint", "other_relief")  # fmt: skip


def support_draft(support: Support, say: Phrases) -> Draft:
    """Return the draft: what was understood, what is missing, a table of what may apply, one of what does not."""
    open_ = _shown(available(support.findings))
    closed = _closed(support.findings)
    said = [*_opening(support, open_, say), *_questions(open_, say), *_closing(support, say)]
    tables = [_table(support, open_, say, "support.table_available")] if open_ else []
    if closed:
        tables.append(_table(support, closed, say, "support.table_not"))
    nothing = not open_ and not closed
    return Draft(
        statements=tuple(said),
        tables=tuple(tables),
        refused=nothing,
        reason=RefusalReason.NO_EVIDENCE if nothing else None,
        document_ids=tuple(dict.fromkeys(f.measure.document.document_id for f in (*open_, *closed))),
    )


def questions_of(findings: Sequence[Finding], say: Phrases) -> tuple[tuple[Topic, str], ...]:
    """Return the short questions that would settle what is unknown, each once: what one is goes before what one plans."""
    asked: dict[tuple[Topic, str], None] = {}
    for finding in findings:
        for judged in finding.judged:
            if judged.verdict is Verdict.UNKNOWN and judged.topic is not Topic.VALIDITY:
                asked[judged.topic, question(judged, say)] = None
    topics = list(Topic)
    return tuple(sorted(asked, key=lambda key: topics.index(key[0])))


def question(judged: Judged, say: Phrases) -> str:
    """Return the question that settles one condition."""
    if judged.condition.required is Entity.INSTITUTION:
        return say.say("support.ask_institution.entity")
    if judged.topic is Topic.PLACE and judged.fact is not None:
        return say.say("support.ask.area", required=judged.condition.required)
    return say.say(f"support.ask.{judged.topic}", required=judged.condition.required)


def facts_of(profile: Profile, say: Phrases) -> tuple[str, ...]:
    """Return what was taken as said, in words of ours: never the profile's own."""
    facts: list[str] = []
    place = profile.region or profile.jurisdiction
    if place:
        facts.append(_place(place, say))
    facts += [say.say(f"support.size.{size}") for size in Size if size in profile.sizes]
    if profile.entity:
        facts.append(say.say(f"support.entity.{profile.entity}"))
    facts += [say.say(f"support.fact.{name}", count=value) for name in _COUNTED if (value := getattr(profile, name)) is not None]  # fmt: skip
    if profile.income:
        facts.append(say.say("support.fact.income", amount=profile.income))
    facts += [say.say(f"support.fact.{name}", said=_yes(value, say)) for name in _TRUTHS if (value := getattr(profile, name)) is not None]  # fmt: skip
    if profile.wants:
        wants = say.join([say.say(f"support.want.{want}") for want in Want if want in profile.wants])
        facts.append(say.say("support.fact.wants", wants=wants))
    return tuple(facts)


def _shown(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the first measures, few of one document."""
    of: dict[str, int] = {}
    kept: list[Finding] = []
    for finding in findings:
        document_id = finding.measure.document.document_id
        of[document_id] = of.get(document_id, 0) + 1
        if of[document_id] <= _MOST_OF_ONE and len(kept) < MOST_MEASURES:
            kept.append(finding)
    return tuple(kept)


# ── sentences ────────────────────────────────────────────────────────────────────────────────────────────


def _opening(support: Support, open_: Sequence[Finding], say: Phrases) -> Iterator[DraftStatement]:
    key = "support.intro" if open_ else "support.nothing"
    yield DraftStatement(text=say.say(key, as_of=support.as_of), computed=True)
    facts = facts_of(support.profile, say)
    told = say.say("support.profile", facts=say.join(facts)) if facts else say.say("support.profile_empty")
    yield DraftStatement(text=told, computed=True)
    if support.none_held:
        kinds = say.join([say.say(f"support.want.{want}") for want in support.none_held])
        yield DraftStatement(text=say.say("support.none_held", kinds=kinds), computed=True)


def _questions(open_: Sequence[Finding], say: Phrases) -> Iterator[DraftStatement]:
    asked = questions_of(open_, say)[:_MOST_QUESTIONS]
    if asked:
        yield DraftStatement(text=say.say("support.ask_heading"), heading=True)
    for _, text in asked:
        yield DraftStatement(text=text, bullet=True, computed=True)


def _closing(support: Support, say: Phrases) -> Iterator[DraftStatement]:
    measures = available(support.findings)
    more = len(measures) - len(_shown(measures))
    if more > 0:
        yield DraftStatement(text=say.say("support.more", count=more), computed=True)
    if support.elsewhere:
        yield DraftStatement(text=say.say("support.elsewhere", count=support.elsewhere), computed=True)
    if support.profile.jurisdiction is None:
        yield DraftStatement(text=say.say("support.place_default"))
    if support.profile.ignored:
        count = len(support.profile.ignored)
        yield DraftStatement(text=say.say("support.ignored", count=count), computed=True)
    yield DraftStatement(text=say.say("support.limits"))


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────


def _closed(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return what was asked for and does not apply or has ended."""
    closed = [f for f in findings if f.wanted and f.standing in (Standing.NOT_OPEN, Standing.ENDED)]
    return tuple(closed[:_MOST_REFUSED])


def _table(support: Support, findings: Sequence[Finding], say: Phrases, title: str) -> DraftTable:
    columns = ("measure", "gives", "condition", "verdict", "source", "validity")
    kinds = wanted_kinds(support.profile.wants)
    return DraftTable(
        title=say.say(title),
        columns=tuple(say.say(f"support.column.{name}") for name in columns),
        rows=tuple(row for finding in findings for row in _rows(finding, kinds, say)),
    )


def _rows(finding: Finding, kinds: frozenset[Want], say: Phrases) -> Iterator[tuple[DraftStatement, ...]]:
    """Yield one row a condition; the first also says what the measure is and gives."""
    blank = DraftStatement(text="")
    first = [_title(finding, say), _gives(finding, kinds, say)]
    validity = next((j for j in finding.judged if j.topic is Topic.VALIDITY), None)
    conditions = [j for j in finding.judged if j is not validity or j.verdict is Verdict.NOT_MET]
    shown: list[Judged | None] = [*conditions] if conditions else [validity]
    for judged in shown:
        yield (
            *first,
            *_condition(judged, finding, say),
            _validity(validity, say) if first[0].text else blank,
        )
        first = [blank, blank]


def _title(finding: Finding, say: Phrases) -> DraftStatement:
    standing = say.say(f"support.standing.{finding.standing}")
    return DraftStatement(text=f"{finding.measure.document.title} · {standing}", quotes=_quotes(finding.measure.heading), computed=True)  # fmt: skip


def _gives(finding: Finding, kinds: frozenset[Want], say: Phrases) -> DraftStatement:
    spans = shown_benefits(finding.measure, kinds)
    return DraftStatement(text=" ".join(with_article(s.text, s.passage) for s in spans), quotes=_quotes(*spans))  # fmt: skip


def _condition(
    judged: Judged | None, finding: Finding, say: Phrases
) -> tuple[DraftStatement, DraftStatement, DraftStatement]:
    if judged is None:
        blank = DraftStatement(text=say.say("none"))
        return blank, blank, blank
    span = judged.condition.span
    topic = say.say(f"support.topic.{judged.topic}")
    text = say.say("support.condition", topic=topic, text=span.text)
    title = _short(finding)
    source = say.say("support.source.named", title=title, label=span.passage.label)
    return (
        DraftStatement(text=text, quotes=_quotes(span)),
        DraftStatement(text=_verdict(judged, say), computed=True),
        DraftStatement(text=source, quotes=_quotes(span), computed=True),
    )


def _short(finding: Finding) -> str:
    """Return how a document is called in a cell: its number where it has one."""
    record = finding.measure.document.record
    number = record.document_number if isinstance(record, PolicyRecord) else None
    return number or finding.measure.document.title


def _verdict(judged: Judged, say: Phrases) -> str:
    if judged.verdict is Verdict.UNKNOWN:
        return say.say("support.verdict.unknown")
    if judged.topic in (Topic.VALIDITY, Topic.DEADLINE):
        return say.say(f"support.verdict.{judged.verdict}")
    return say.say(f"support.verdict.{judged.verdict}_by", fact=_fact(judged, say))


def _fact(judged: Judged, say: Phrases) -> str:
    """Word the profile's value that decided a condition."""
    fact, name = judged.fact, str(judged.topic)
    if isinstance(fact, frozenset):
        return say.join([say.say(f"support.size.{size}") for size in Size if size in fact])
    if isinstance(fact, Entity):
        return say.say(f"support.entity.{fact}")
    if isinstance(fact, Want):
        return say.say(f"support.want.{fact}")
    if isinstance(fact, bool):
        return say.say(f"support.fact.{name}", said=_yes(fact, say))
    if isinstance(fact, int):
        return say.say(f"support.fact.{name}", count=fact)
    if isinstance(fact, Money):
        return say.say("support.fact.income", amount=fact)
    return _place(str(fact), say) if judged.topic is Topic.PLACE else say.show(fact)


def _validity(judged: Judged | None, say: Phrases) -> DraftStatement:
    if judged is None:
        return DraftStatement(text=say.say("support.validity.runs_since_unknown"))
    condition = judged.condition
    unknown = judged.reason == "runs_since" and condition.since is None
    key = "runs_since_unknown" if unknown else judged.reason
    values: dict[str, date | str] = {"since": condition.since or "", "until": condition.until or ""}
    text = say.say(f"support.validity.{key}", **values)
    return DraftStatement(text=text, quotes=_quotes(condition.span), computed=True)


def _quotes(*spans: Span | None) -> tuple[Quote, ...]:
    return tuple(Quote(passage_id=s.passage.passage_id, text=s.text) for s in spans if s is not None)


def _yes(value: bool, say: Phrases) -> str:
    return say.say("support.fact.yes" if value else "support.fact.no")


def _place(code: str, say: Phrases) -> str:
    key = f"place.{code}"
    return say.say(key) if say.has(key) else code
