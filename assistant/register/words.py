"""Reminders, duties and gaps in words: values and phrases in, lines of a list out. The same for pages, terminal and files."""

from __future__ import annotations

from datetime import date

from assistant.phrases import Phrases
from assistant.register.reminders import NOMINAL
from assistant.register.types import Duty, Gap, Reminder, ReminderKind


def duty_words(duty: Duty, say: Phrases) -> str:
    """Return what is due: its kind, amount and words as they were entered."""
    parts = [say.say(f"duty.{duty.kind}")]
    if duty.amount is not None:
        parts.append(say.show(duty.amount))
    if duty.words:
        parts.append(duty.words)
    return _joined(parts, say)


def rhythm_words(duty: Duty, say: Phrases) -> str:
    """Return when a duty falls due, as it was entered; empty where no day was."""
    if duty.first is None:
        return ""
    told = [duty.first.isoformat()]
    if duty.every_months:
        told.append(say.say(f"every.{duty.every_months}"))
    if duty.until:
        told.append(f"→ {duty.until.isoformat()}")
    return _joined(told, say)


def reminder_words(reminder: Reminder, say: Phrases) -> str:
    if reminder.duty is not None:
        return say.say(f"reminder.{reminder.kind}", duty=duty_words(reminder.duty, say))
    if reminder.kind is ReminderKind.PATENT_END:
        key = "reminder.patent_end_nominal" if reminder.standing == NOMINAL else "reminder.patent_end"
        return say.say(key, patent=reminder.patent)
    if reminder.kind is ReminderKind.PATENT_GONE:
        standing = say.say(f"standing.{reminder.standing}")
        return say.say("reminder.patent_gone", patent=reminder.patent, standing=standing) + _checked(reminder, say)  # fmt: skip
    if reminder.kind is ReminderKind.PATENT_FEE:
        told = say.say("reminder.patent_fee", patent=reminder.patent, until=reminder.until)
        return told + _checked(reminder, say)
    return say.say(f"reminder.{reminder.kind}")


def _checked(reminder: Reminder, say: Phrases) -> str:
    if reminder.checked_on is None:
        return say.say("reminder.unchecked")
    return say.say("reminder.checked", on=reminder.checked_on)


def state_code(reminder: Reminder, today: date) -> str:
    """Return done, overdue, today or open."""
    if reminder.is_done:
        return "done"
    if reminder.is_overdue(today):
        return "overdue"
    return "today" if reminder.due == today else "open"


def gap_words(gap: Gap, say: Phrases) -> str:
    duty = duty_words(gap.duty, say) if gap.duty else ""
    return say.say(f"gap.{gap.kind}", patent=gap.patent, duty=duty)


def quiet_words(day: date, following: Reminder | None, say: Phrases) -> str:
    """Say that nothing is due on a day, and what comes next."""
    if following is None:
        return say.say("agenda.nothing_on", on=day) + _space(say) + say.say("agenda.nothing_at_all")
    told = say.say("agenda.next", on=following.due, what=reminder_words(following, say), licensee=following.licensee)  # fmt: skip
    return say.say("agenda.nothing_on", on=day) + _space(say) + told


def _joined(parts: list[str], say: Phrases) -> str:
    return ("，" if say.language == "zh" else ", ").join(parts)


def _space(say: Phrases) -> str:
    return "" if say.language == "zh" else " "
