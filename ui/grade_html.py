"""One technology of the pool, the rules of grading, as HTML: what a grade is made of, who said what and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from assistant.pool.entries import Entry
from assistant.pool.rules import BeforeFiling, RuleName, Rules, to_fields
from assistant.pool.types import Ingredient, Mark, Override, PoolEvent, SetRules, Tier
from knowledge.types import Language
from ui.forms_html import area, field, form, hidden, join, section, select
from ui.pool_html import event_line, marks_of, title_of
from ui.strings import say


class GradePage:
    """The parts of a technology's page. `names` are those of accounts by id."""

    def __init__(self, entry: Entry, names: Mapping[str, str], root: str, language: Language) -> None:
        self._entry = entry
        self._names = names
        self._root = root
        self._language = language

    def html(
        self, marks: Sequence[Mark], overrides: Sequence[Override], events: Sequence[PoolEvent]
    ) -> Markup:  # fmt: skip
        return self._head() + self._grade() + self._marks(marks) + self._override(overrides) + self._history(events)  # fmt: skip

    def _say(self, key: str, **values: object) -> str:
        return say(key, self._language, **values)

    def _who(self, account_id: str) -> str:
        if account_id.startswith("cli:"):
            return account_id
        return self._names.get(account_id, self._say("pool_somebody"))

    def _head(self) -> Markup:
        entry, technology = self._entry, self._entry.technology
        since = self._say("pool_in_since", day=entry.entered) if entry.entered else self._say("pool_not_in")
        documents = join(
            Markup("<li>{} · {}</li>").format(head.title, head.source) for head in technology.documents
        )
        return Markup(
            '<h1>{}</h1><p>{} · {} · {}</p><p>{} · <a href="{}/patents/{}/needs">{}</a></p><details class="pb-read"><summary>{}</summary><ul>{}</ul></details>'
        ).format(
            title_of(technology, self._language),
            technology.number,
            self._say(f"pool_availability.{technology.status.availability}"),
            self._say(f"pool_class.{entry.grade.pool_class}"),
            since,
            self._root,
            entry.document_id,
            self._say("demand_of_patent"),
            f"{self._say('pool_documents')} ({len(technology.documents)})",
            documents,
        )

    def _grade(self) -> Markup:
        graded = self._entry.grade
        heads = join(
            Markup("<th scope='col'>{}</th>").format(one)
            for one in self._say("pool_grade_columns").split("|")
        )
        rows = join(self._ingredient(one) for one in graded.ingredients)
        could = (
            Markup("<p>{}</p>").format(self._say("pool_grade_could", tier=graded.could_reach))
            if graded.could_reach is not graded.by_rules
            else Markup()
        )
        told = self._say(
            "pool_grade_line" if graded.by_rules else "pool_grade_none",
            version=graded.rules_version,
            points=f"{graded.points:g}",
            tier=graded.by_rules,
        )
        table = Markup(
            '<div class="pb-wide"><table class="pb-lines pb-pool is-grade"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
        ).format(heads, rows)
        return section(self._say("pool_grade"), Markup("<p>{}</p>").format(told), could, table)

    def _ingredient(self, one: Ingredient) -> Markup:
        values = dict(one.values)
        if "availability" in values:
            values["availability"] = self._say(f"pool_availability.{values['availability']}")
        known = self._say(f"pool_known.{one.name}", **values) if one.known else self._say("pool_unknown")
        points = self._say("pool_points_of", points=f"{one.points:g}", most=f"{one.most:g}")
        return Markup("<tr><th scope='row'>{}</th><td>{}</td><td>{}</td></tr>").format(
            self._say(f"pool_part.{one.name}"), known, points
        )

    def _marks(self, marks: Sequence[Mark]) -> Markup:
        rows = join(self._mark(mark) for mark in marks)
        is_ready = self._entry.ready is not None
        button = form(
            f"{self._root}/pool/ready",
            hidden("document_id", self._entry.document_id),
            hidden("ready", "no" if is_ready else "yes"),
            submit=self._say("pool_ready_take_back" if is_ready else "pool_ready_mark"),
            inline=True,
        )
        return section(
            self._say("pool_marks_of"),
            Markup("<p>{}</p>").format(marks_of(self._entry, self._language)),
            Markup('<ul class="pb-rows">{}</ul>').format(rows) if rows else Markup(),
            button,
        )

    def _mark(self, mark: Mark) -> Markup:
        key = "pool_mark_line" if mark.owner else "pool_mark_office"
        told = [self._say(key, who=self._who(mark.made_by), moment=_moment(mark.made_at))]
        if mark.need_id:
            told.append(self._say("pool_mark_need", need=mark.need_id))
        if mark.ended_at:
            told.append(self._say("pool_mark_ended", moment=_moment(mark.ended_at)))
        remark = Markup("<p>{}</p>").format(mark.remark) if mark.remark else Markup()
        return Markup("<li><p>{}</p>{}</li>").format(" · ".join(told), remark)

    def _override(self, overrides: Sequence[Override]) -> Markup:
        document = hidden("document_id", self._entry.document_id)
        options = [(str(tier), str(tier)) for tier in Tier]
        give = form(
            f"{self._root}/pool/override",
            document,
            select("tier", self._say("pool_tier"), options, str(self._entry.grade.tier or "")),
            area("reason", self._say("pool_reason_field"), "", rows=2, longest=1_000),
            submit=self._say("pool_override_give"),
        )
        stands = any(one.stands for one in overrides)
        end = form(
            f"{self._root}/pool/override",
            document,
            hidden("take_back", "yes"),
            submit=self._say("pool_override_end"),
            inline=True,
            danger=True,
        )
        rows = join(Markup("<li>{}</li>").format(self._given(one)) for one in overrides)
        return section(
            self._say("pool_override"),
            Markup('<ul class="pb-rows">{}</ul>').format(rows) if rows else Markup(),
            end if stands else Markup(),
            give,
            note=self._say("pool_override_note"),
        )

    def _given(self, one: Override) -> str:
        told = self._say(
            "pool_override_line", tier=one.tier, reason=one.reason, who=self._who(one.made_by), moment=_moment(one.made_at)
        )  # fmt: skip
        if one.ended_at is None:
            return told
        ended = self._say("pool_override_ended", moment=_moment(one.ended_at), who=self._who(one.ended_by))
        return f"{told} · {ended}"

    def _history(self, events: Sequence[PoolEvent]) -> Markup:
        rows = join(event_line(event, "", self._root, self._language) for event in events)
        listed = Markup('<ul class="pb-rows">{}</ul>').format(rows)
        return section(self._say("pool_history"), listed) if rows else Markup()


def rules_page(
    rules: Rules,
    filled: Mapping[str, str] | None,
    versions: Sequence[SetRules],
    names: Mapping[str, str],
    root: str,
    language: Language,
) -> Markup:
    """Return the rules as a form: as they are, or as somebody filled it in and was refused."""
    values = filled or to_fields(rules)

    def line(name: str, label: str, note: str = "") -> Markup:
        return field(name, label, value=values.get(name, ""), note=note)

    def steps(rule_names: Sequence[str]) -> Markup:
        return join(
            line(name, say(f"pool_step.{name}", language), say(f"pool_why.{name}", language))
            for name in rule_names
        )

    def group(key: str, *parts: Markup) -> Markup:
        return Markup("<h3>{}</h3>{}").format(say(key, language), join(parts))

    bounds = join(
        line(name, say(f"pool_rules_{name}", language))
        for name in ("tier_a", "tier_b", "pool_from", "mature_from")
    )
    told = form(
        f"{root}/pool/rules",
        group("pool_rules_filed", steps(tuple(RuleName))),
        group("pool_rules_unfiled", steps(tuple(BeforeFiling))),
        group("pool_rules_tiers", bounds),
        area("reason", say("pool_reason_field", language), values.get("reason", ""), rows=2, longest=1_000),
        submit=say("pool_rules_save", language),
    )
    current = (
        say("pool_rules_version", language, version=rules.version)
        if rules.version
        else say("pool_rules_own", language)
    )
    past = join(
        Markup("<li>{}</li>").format(
            say(
                "pool_rules_line",
                language,
                version=one.version,
                reason=one.reason,
                who=names.get(one.made_by, one.made_by),
                moment=_moment(one.made_at),
            )
        )
        for one in versions
    )
    history = (
        section(say("pool_rules_past", language), Markup('<ul class="pb-rows">{}</ul>').format(past))
        if past
        else Markup()
    )
    return section(current, told, note=say("pool_rules_note", language)) + history


def _moment(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M")
