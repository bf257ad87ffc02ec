"""Reminders as a calendar file (iCalendar, RFC 5545): an agenda in; all-day events that keep their identity through changes out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from assistant.phrases import Phrases
from assistant.register.types import Reminder
from assistant.register.words import reminder_words


def calendar_file(reminders: Iterable[Reminder], say: Phrases, *, made_at: datetime) -> bytes:
    """Return the events of what is not done yet. A calendar that takes the file again changes its events, it adds none."""
    calendar = Calendar()
    calendar.add("prodid", "-//patentbridge//licence register//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for one in reminders:
        if not one.is_done:
            calendar.add_component(_event(one, say, made_at))
    return bytes(calendar.to_ical())


def _event(reminder: Reminder, say: Phrases, made_at: datetime) -> Event:
    event = Event()
    name = hashlib.sha256(f"{reminder.licence_id} {reminder.key}".encode()).hexdigest()[:32]
    event.add("uid", f"{name}@patentbridge")
    event.add("dtstamp", made_at)
    event.add("dtstart", reminder.due)
    event.add("dtend", reminder.due + timedelta(days=1))  # the first day that is no longer meant
    event.add("summary", f"{reminder.licensee}: {reminder_words(reminder, say)}")
    event.add("class", "CONFIDENTIAL")
    event.add("transp", "TRANSPARENT")
    return event
