"""The licence register as HTML: what falls due, the list, one licence with its reminders and history. Values in, markup out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from assistant.phrases import Phrases, phrases
from assistant.register.types import Agenda, Contract, Gap, Licence, LicenceState, Reminder, Step
from assistant.register.words import (
    duty_words,
    gap_words,
    quiet_words,
    reminder_words,
    rhythm_words,
    state_code,
)
from assistant.register.written import told_contract
from knowledge.types import Language
from ui.forms_html import field, form, hidden, join, section, select
from ui.strings import say

_FACTS = (
    "reference", "licensors", "licensee", "patents", "licence_type", "territory", "field_of_use", "signed_on",
    "effective_from", "term_end", "duties", "recorded_on", "recordal_number", "remark",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterView:
    """Where and for whom pages are made. `names` are those of accounts by their ids."""

    root: str
    language: Language
    names: Mapping[str, str]

    @property
    def words(self) -> Phrases:
        return phrases(self.language)

    def say(self, key: str, **values: object) -> str:
        return say(key, self.language, **values)

    def name(self, account_id: str) -> str:
        return self.names.get(account_id, account_id)

    # ── the register ─────────────────────────────────────────────────────────────────────────────────────

    def register(self, licences: Sequence[Licence], agenda: Agenda, last: date) -> Markup:
        """Return what is due next, the contracts, and files to take along."""
        soon = [one for one in agenda.coming if one.due <= last]
        quiet = Markup()
        if not agenda.due_on(agenda.today):
            told = quiet_words(agenda.today, agenda.next_after(agenda.today), self.words)
            quiet = Markup('<p class="pb-form-done">{}</p>').format(told)
        rows = join(self._licence_row(one) for one in licences)
        return (
            Markup('<h1>{}</h1><p class="pb-section-note">{}</p>').format(
                self.say("licences"), self.say("licences_note")
            )
            + quiet
            + Markup('<p><a class="pb-act is-primary" href="{}/licences/new">{}</a></p>').format(
                self.root, self.say("licence_new")
            )
            + section(self.say("licences_overdue"), self._due(agenda.overdue, agenda.today, "licences_no_overdue"))
            + section(self.say("licences_coming"), self._due(soon, agenda.today, "licences_no_coming"))
            + section(self.say("licences_all"), _rows(rows, self.say("licences_none")))
            + (section(self.say("licences_take"), self._files()) if licences else Markup())
        )  # fmt: skip

    def _files(self) -> Markup:
        return join(
            Markup('<a class="pb-act" href="{}/licences/file/{}" download>{}</a> ').format(
                self.root, ending, self.say(f"licences_{ending}")
            )
            for ending in ("ics", "xlsx", "csv")
        )

    def _licence_row(self, licence: Licence) -> Markup:
        contract = licence.contract
        return Markup('<li><p><a href="{}/licences/{}"><strong>{}</strong></a> {}</p><p>{}</p></li>').format(
            self.root,
            licence.licence_id,
            contract.licensee,
            self._state(licence),
            " · ".join(
                (
                    self.words.say(f"licence.{contract.licence_type}"),
                    self.words.join([one.number for one in contract.patents]),
                    self.until(contract),
                )
            ),
        )

    def until(self, contract: Contract) -> str:
        return self.say("licence_until", on=contract.term_end) if contract.term_end else self.say("licence_no_end")  # fmt: skip

    def _state(self, licence: Licence) -> Markup:
        if licence.is_active:
            return Markup()
        told = self.words.say(f"licence_state.{licence.state}")
        return Markup('<span class="pb-badge">{}</span>').format(told)

    # ── reminders ────────────────────────────────────────────────────────────────────────────────────────

    def _due(self, reminders: Sequence[Reminder], today: date, none: str, *, of: Licence | None = None) -> Markup:  # fmt: skip
        rows = join(self._reminder(one, today, of) for one in reminders)
        return _rows(rows, self.say(none))

    def _reminder(self, one: Reminder, today: date, of: Licence | None) -> Markup:
        code = state_code(one, today)
        whom = (
            Markup()
            if of
            else Markup(' · <a href="{}/licences/{}">{}</a>').format(self.root, one.licence_id, one.licensee)
        )
        badge = Markup('<span class="pb-badge{}">{}</span>').format(
            " is-current" if code in ("overdue", "today") else "", self.words.say(f"reminder_state.{code}")
        )
        return Markup("<li><p>{} {} {}{}</p>{}</li>").format(
            one.due.isoformat(), badge, reminder_words(one, self.words), whom, self._tick(one, of)
        )

    def _tick(self, one: Reminder, of: Licence | None) -> Markup:
        """Return who saw to it, and the button to note it or to take that back."""
        if one.settled_on is not None:
            return Markup("<p>{}</p>").format(self.say("licence_settled", on=one.settled_on))
        told = Markup()
        if one.tick is not None:
            when = f"{one.tick.at.astimezone():%Y-%m-%d %H:%M}"
            told = Markup("<p>{}</p>").format(self.say("licence_done_by", who=self.name(one.tick.by), when=when))  # fmt: skip
        return told + form(
            f"{self.root}/licences/{one.licence_id}/done",
            hidden("key", one.key),
            hidden("done", "no" if one.tick else "yes"),
            hidden("back", f"licences/{one.licence_id}" if of else "licences"),
            submit=self.say("licence_mark_open" if one.tick else "licence_mark_done"),
            inline=True,
        )

    # ── one licence ──────────────────────────────────────────────────────────────────────────────────────

    def licence(
        self,
        licence: Licence,
        agenda: Agenda,
        last: date,
        steps: Sequence[Step],
        *,
        rule: Markup,
        others: Sequence[Licence],
        documents: Mapping[str, str],
    ) -> Markup:
        """Return the page of one; `documents` are those of the library by the numbers of its patents."""
        soon = agenda.until(last)
        later = len(agenda.reminders) - len(soon.reminders)
        more = (
            Markup("<p>{}</p>").format(self.words.say("agenda.later", count=later, on=last))
            if later
            else Markup()
        )
        return (
            Markup('<p class="pb-back"><a href="{}/licences">{}</a></p><h1>{} {}</h1>').format(
                self.root, self.say("licence_back"), licence.contract.licensee, self._state(licence)
            )
            + section(self.say("licences_due"), self._due(soon.reminders, agenda.today, "licence_due_none", of=licence), more)
            + self._gaps(agenda.gaps)
            + section(self.say("licence_facts"), self._facts(licence.contract, documents), self._change(licence))
            + rule
            + (section(self.say("licence_others"), _rows(join(map(self._licence_row, others)), "")) if others else Markup())
            + section(self.say("licence_history"), Markup('<ol class="pb-rows">{}</ol>').format(self._history(steps)))
            + self._close(licence)
        )  # fmt: skip

    def _gaps(self, gaps: Sequence[Gap]) -> Markup:
        if not gaps:
            return Markup()
        rows = join(Markup("<li>{}</li>").format(gap_words(one, self.words)) for one in gaps)
        return section(self.say("licence_gaps"), Markup("<ul>{}</ul>").format(rows))

    def _change(self, licence: Licence) -> Markup:
        if not licence.is_active:
            return Markup()
        return Markup('<p><a class="pb-act" href="{}/licences/{}/edit">{}</a></p>').format(
            self.root, licence.licence_id, self.say("licence_edit")
        )

    def _facts(self, contract: Contract, documents: Mapping[str, str]) -> Markup:
        rows = join(
            Markup("<tr><th scope='row'>{}</th><td>{}</td></tr>").format(
                self.words.say(f"register_head.{name}"),
                self._patents(contract, documents)
                if name == "patents"
                else self._value(contract, name) or self.say("licence_not_entered"),
            )
            for name in _FACTS
        )
        return Markup('<div class="pb-wide"><table class="pb-lines"><tbody>{}</tbody></table></div>').format(rows)  # fmt: skip

    def _patents(self, contract: Contract, documents: Mapping[str, str]) -> Markup:
        return Markup("<br>").join(
            Markup('{} <a href="{}/patents/{}/needs">{}</a>').format(
                one.number, self.root, documents[one.number], self.say("licence_in_library")
            )
            if one.number in documents
            else one.number
            for one in contract.patents
        )

    def _value(self, contract: Contract, name: str) -> Markup:
        """Return a field in words, lines apart; empty where it was not entered."""
        if name == "licence_type":
            lines = [self.words.say(f"licence.{contract.licence_type}")]
        elif name == "duties":
            lines = [f"{duty_words(one, self.words)} {rhythm_words(one, self.words)}" for one in contract.duties]  # fmt: skip
        elif name == "patents":
            lines = [one.number for one in contract.patents]
        else:
            told = told_contract(contract).get(name, "")
            lines = told if isinstance(told, list) else str(told).splitlines()
        return Markup("<br>").join(lines)

    # ── history, ending ──────────────────────────────────────────────────────────────────────────────────

    def _history(self, steps: Sequence[Step]) -> Markup:
        before: Contract | None = None
        rows: list[Markup] = []
        for step in steps:
            changed = self._changed(before, step.contract) if step.contract and before else Markup()
            before = step.contract or before
            told = " · ".join(filter(None, (step.about, step.reason)))
            rows.append(
                Markup("<li><p>{} {} {}{}</p>{}</li>").format(
                    f"{step.at.astimezone():%Y-%m-%d %H:%M}",
                    self.name(step.by),
                    self.say(f"licence_act.{step.act}"),
                    f": {told}" if told else "",
                    changed,
                )
            )
        return join(rows)

    def _changed(self, before: Contract, after: Contract) -> Markup:
        """Return each field that changed, what it said and what it says."""
        none = self.say("licence_not_entered")
        rows = join(
            Markup("<li>{}: <del>{}</del> → <ins>{}</ins></li>").format(
                self.words.say(f"register_head.{name}"), was or none, now or none
            )
            for name in _FACTS
            if (was := self._value(before, name)) != (now := self._value(after, name))
        )
        return Markup("<ul>{}</ul>").format(rows) if rows else Markup()

    def _close(self, licence: Licence) -> Markup:
        address = f"{self.root}/licences/{licence.licence_id}/end"
        version = hidden("version", str(licence.version))
        reason = field("reason", self.say("licence_reason"), note=self.say("licence_reason_note"))
        if licence.state is not LicenceState.ACTIVE:
            how = hidden("how", "restored")
            return section(self.say("licence_restore"), form(address, version, how, reason, submit=self.say("licence_restore")))  # fmt: skip
        kinds = [(one, self.say(f"licence_close.{one}")) for one in ("ended", "mistake")]
        return section(
            self.say("licence_close"),
            form(
                address,
                version,
                select("how", self.say("licence_close_how"), kinds, "ended"),
                field("ended_on", self.say("licence_ended_on"), kind="date", required=False),
                reason,
                submit=self.say("licence_close_do"),
                danger=True,
            ),
            note=self.say("licence_close_note"),
        )


def _rows(rows: Markup, none: str) -> Markup:
    return Markup('<ul class="pb-rows">{}</ul>').format(rows) if rows else Markup("<p>{}</p>").format(none)
