"""Reports as HTML: the funnel with its tables, what ends, what waits. Values in, markup out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from assistant.insights import FEWEST_ASKERS, Topic
from assistant.phrases import Phrases, phrases
from assistant.reporting.types import (
    Dimension,
    EndedOffer,
    Ending,
    Funnel,
    Movements,
    Row,
    Step,
    Unmatched,
    UnmatchedNeeds,
)
from assistant.reporting.words import group_name, remarks, stage_name
from knowledge.dates import add_months
from knowledge.types import DocumentHead, Language, PatentRecord, text_in
from ui.bars_html import bar, rows_of_bars, table
from ui.forms_html import join, section
from ui.strings import say

_SHOWN = 30
_SHORT = 160
_WITHIN_MONTHS = (3, 6, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """Where and for whom a report is made."""

    root: str
    language: Language
    today: date

    @property
    def words(self) -> Phrases:
        return phrases(self.language)

    def say(self, key: str, **values: object) -> str:
        return say(key, self.language, **values)

    # ── what is selected ─────────────────────────────────────────────────────────────────────────────────

    def selection(self, told: Mapping[str, str], regions: Sequence[str], query: str) -> Markup:
        """Return the form of what is counted, with the values that the address has, and the way to the workbook."""
        names = [(code, group_name(code, Dimension.REGION, self.words)) for code in regions]
        steps = [(str(one), self.words.say(f"step.{one}")) for one in Step]
        groups = [(str(one), self.words.say(f"report_head.{one}")) for one in Dimension]
        return Markup(
            '<form class="pb-form pb-selection" method="get" action="{}/insights">{}{}{}{}{}{}{}'
            '<button type="submit" class="pb-act is-primary">{}</button></form>'
            '<p class="pb-ways"><a class="pb-act" href="{}/insights/xlsx?{}" download>{}</a></p>'
        ).format(
            self.root,
            self._input("since", told, "date"),
            self._input("until", told, "date"),
            self._choice("step", steps, told),
            self._input("owner", told),
            self._input("field", told),
            self._choice("region", [("", self.say("insights_region_any")), *names], told),
            self._choice("by", groups, told),
            self.say("insights_show"),
            self.root,
            query,
            self.say("insights_xlsx"),
        )

    def _input(self, name: str, told: Mapping[str, str], kind: str = "text") -> Markup:
        return Markup('<label>{}<input type="{}" name="{}" value="{}" maxlength="120"></label>').format(
            self.say(f"insights_{name}"), kind, name, told.get(name, "")
        )

    def _choice(self, name: str, options: Sequence[tuple[str, str]], told: Mapping[str, str]) -> Markup:
        made = join(
            Markup('<option value="{}"{}>{}</option>').format(
                value, Markup(" selected") if value == told.get(name, "") else Markup(), label
            )
            for value, label in options
        )
        return Markup('<label>{}<select name="{}">{}</select></label>').format(
            self.say(f"insights_{name}"), name, made
        )

    # ── the funnel ───────────────────────────────────────────────────────────────────────────────────────

    def funnel(self, found: Funnel) -> Markup:
        return self._stages(found) + self._over_time(found) + self._groups(found) + self._counted(found)

    def _stages(self, found: Funnel) -> Markup:
        head = self.words.say
        most = max(found.within.values(), default=0)
        heads = [head(f"report_head.{name}") for name in ("stage", "within", "ever", "undated")]
        rows = [
            [
                stage_name(stage, self.words),
                bar(found.within[stage], most),
                str(found.ever[stage]),
                str(found.undated[stage]),
            ]
            for stage in found.stages
        ]
        period = head("report.period", since=found.selection.since, until=found.selection.until)
        return section(
            self.say("insights_funnel"), table(self.say("insights_funnel"), heads, rows), note=period
        )

    def _over_time(self, found: Funnel) -> Markup:
        names = [row.name for row in found.periods]
        lines = [
            (stage_name(stage, self.words), [row.counts[stage] for row in found.periods])
            for stage in found.stages
        ]
        title = self.words.say("report_head.chart_periods")
        drawn = rows_of_bars(title, self.say("insights_chart"), names, lines)
        return section(self.say("insights_over_time"), drawn, self._table(found, found.periods, title))

    def _groups(self, found: Funnel) -> Markup:
        by = found.selection.by
        rows = [
            Row(name=group_name(row.name, by, self.words), counts=row.counts) for row in found.groups[:_SHOWN]
        ]
        if any(found.ungrouped.values()):
            rows.append(Row(name=self.words.say("report_head.none"), counts=found.ungrouped))
        title = f"{self.say('insights_groups')}: {self.words.say(f'report_head.{by}')}"
        if not rows:
            return section(title, _line(self.say("insights_groups_none")))
        return section(title, self._table(found, rows, title, first=self.words.say(f"report_head.{by}")))

    def _table(self, found: Funnel, rows: Sequence[Row], title: str, first: str = "") -> Markup:
        most = max((count for row in rows for count in row.counts.values()), default=0)
        heads = [
            first or self.words.say("report_head.period"),
            *(stage_name(stage, self.words) for stage in found.stages),
        ]
        cells = [
            [
                row.name,
                *(bar(row.counts[stage], most) if row.counts[stage] else "0" for stage in found.stages),
            ]
            for row in rows
        ]
        return table(title, heads, cells)

    def _counted(self, found: Funnel) -> Markup:
        told = join(
            Markup("<dt>{}</dt><dd>{}</dd>").format(
                stage_name(stage, self.words), self.words.say(f"stage_counts.{stage}")
            )
            for stage in found.stages
        )
        return section(
            self.say("insights_counts"),
            join(_line(text) for text in remarks(found, self.words)),
            Markup("<details><summary>{}</summary><dl>{}</dl></details>").format(
                self.say("insights_counts"), told
            ),
        )

    # ── what ends ────────────────────────────────────────────────────────────────────────────────────────

    def ending(self, found: Sequence[Ending]) -> Markup:
        title = self.say("insights_ending")
        return section(title, self._ending(found, title), note=self.say("insights_ending_note"))

    def offers(self, coming: Sequence[Ending], ended: Sequence[EndedOffer]) -> Markup:
        title, past = self.say("insights_offers_ending"), self.say("insights_offers_ended")
        heads = self.say("insights_columns_ended").split("|")
        rows = [
            [
                one.day.isoformat(),
                self._patent(one.head, one.record),
                self._owners(one.record),
                self.words.say(f"offer_end.{one.how}"),
            ]
            for one in ended[:_SHOWN]
        ]
        told = table(past, heads, rows) if rows else _line(self.say("insights_none_ended"))
        note = self.say("insights_offers_note")
        return section(title, self._ending(coming, title), note=note) + section(
            past, told, self._more(len(ended)), note=note
        )

    def _ending(self, found: Sequence[Ending], title: str) -> Markup:
        if not found:
            return _line(self.say("insights_none_ending"))
        counted = [
            self.say(
                "insights_within",
                months=months,
                count=sum(one.day <= add_months(self.today, months) for one in found),
            )
            for months in _WITHIN_MONTHS
        ]
        rows = [
            [
                one.day.isoformat(),
                self._patent(one.head, one.record),
                self._owners(one.record),
                self.words.say(f"report_status.{one.status}"),
            ]
            for one in found[:_SHOWN]
        ]
        heads = self.say("insights_columns_ending").split("|")
        return _line(" · ".join(counted)) + table(title, heads, rows) + self._more(len(found))

    def _more(self, count: int) -> Markup:
        return _line(self.say("insights_more", count=count - _SHOWN)) if count > _SHOWN else Markup()

    def _patent(self, head: DocumentHead, record: PatentRecord) -> Markup:
        return Markup('<a class="is-long" href="{}/pool/{}">{} {}</a>').format(
            self.root,
            head.document_id,
            record.publication_number or record.application_number or "",
            text_in(record.titles, self.language) or head.title,
        )

    def _owners(self, record: PatentRecord) -> Markup:
        names = self.words.join([owner.name(self.language) for owner in record.owners])
        return Markup('<span class="is-long">{}</span>').format(names or "–")

    # ── what waits ───────────────────────────────────────────────────────────────────────────────────────

    def unanswered(self, topics: Iterable[Topic], months: int) -> Markup:
        rows = join(
            Markup("<li>{} · {}</li>").format(
                topic.name(self.language), self.say("topics_askers", count=topic.askers)
            )
            for topic in topics
        )
        told = (
            Markup('<ul class="pb-rows">{}</ul>').format(rows)
            if rows
            else _line(self.say("insights_unanswered_none", fewest=FEWEST_ASKERS))
        )
        ways = Markup('<p><a class="pb-act" href="{}/topics?months={}">{}</a></p>').format(
            self.root, months, self.say("insights_topics")
        )
        note = self.say("insights_unanswered_note", months=months, fewest=FEWEST_ASKERS)
        return section(self.say("insights_unanswered"), told, ways, note=note)

    def unmatched(self, found: UnmatchedNeeds) -> Markup:
        told = self.say(
            "insights_unmatched_told", submitted=found.submitted, read=found.read, count=len(found.needs)
        )
        going_on = Markup() if found.is_whole else _line(self.say("insights_unmatched_going_on"))
        in_batches = (
            _line(self.say("insights_unmatched_batches", count=found.in_batches)) + self._needs(found.rows)
            if found.in_batches
            else Markup()
        )
        return section(
            self.say("insights_unmatched"), _line(told), going_on, self._needs(found.needs), in_batches
        )

    def _needs(self, needs: Sequence[Unmatched]) -> Markup:
        rows = join(
            Markup('<li><a href="{}/{}">{}</a> · {}</li>').format(
                self.root, self._address(one), self._called(one), _short(one.text)
            )
            for one in needs[:_SHOWN]
        )
        return Markup('<ul class="pb-rows">{}</ul>').format(rows) if rows else Markup()

    def _address(self, need: Unmatched) -> str:
        if need.need_id:
            return f"needs/{need.need_id}/matches"
        return f"batches/{need.batch_id}/needs/{need.number}"

    def _called(self, need: Unmatched) -> str:
        return need.enterprise or need.need_id or self.say("insights_need", number=need.number)

    def reminders(self, overdue: int, soon: int) -> Markup:
        told = self.say("insights_reminders_told", overdue=overdue, soon=soon)
        return section(
            self.say("insights_reminders"),
            Markup('<p>{} <a class="pb-act" href="{}/licences">{}</a></p>').format(
                told, self.root, self.say("insights_reminders_open")
            ),
        )

    def movements(self, found: Movements) -> Markup:
        title = self.say("insights_pool")
        way = Markup('<p><a class="pb-act" href="{}/pool">{}</a></p>').format(
            self.root, self.say("insights_pool_open")
        )
        if not found.reasons:
            return section(title, _line(self.say("insights_pool_none")), way)
        kinds = list(found.periods[0][1])
        most = max(count for _, counts in found.periods for count in counts.values())
        rows = [
            [name, *(bar(counts[kind], most) if counts[kind] else "0" for kind in kinds)]
            for name, counts in found.periods
        ]
        heads = [
            self.words.say("report_head.period"),
            *(self.say(f"pool_event.{kind}") for kind in kinds),
        ]
        reasons = join(Markup("<li>{}</li>").format(self._reason(*one)) for one in found.reasons)
        told = Markup("<h3>{}</h3><ul>{}</ul>").format(self.say("insights_pool_reasons"), reasons)
        return section(title, table(title, heads, rows), told, way)

    def _reason(self, name: str, count: int) -> str:
        kind, _, reason = name.partition(".")
        return self.say(
            "insights_pool_reason",
            event=self.say(f"pool_event.{kind}"),
            reason=self.say(f"pool_reason.{reason}"),
            count=count,
        )


def _line(text: str) -> Markup:
    return Markup("<p>{}</p>").format(text)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1]}…"
