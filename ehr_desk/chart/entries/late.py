"""Whether an entry is written late. Pure.

Source: CMS Program Integrity Manual 100-08, chapter 3, 3.3.2.5: a delayed entry is clearly and permanently identified
as such, with its date and author. How late is late is the clinic's policy (``ClinicRow.late_entry_hours``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from ehr_desk.common.canonical import Json
from ehr_desk.forms import Finding, Form

LATE = "late_entry"


def service_ended(form: Form, answers: Mapping[str, Json], effective_on: date) -> datetime | None:
    """When the service that an entry tells of ended, on the clinic's wall: its end, else the end of its day.

    ``None`` where the form does not ask for a day: such an entry counts from the moment it is signed.
    """
    if form.by_role("effective_on") is None:
        return None
    ended = _time(form, answers, "end") or _time(form, answers, "start")
    return datetime.combine(effective_on, ended) if ended else datetime.combine(effective_on, time.max)


def is_late(form: Form, answers: Mapping[str, Json], effective_on: date, signed: datetime, hours: int) -> bool:
    """Whether more than ``hours`` lie between the end of the service and the signature (local time)."""
    ended = service_ended(form, answers, effective_on)
    return ended is not None and signed.replace(tzinfo=None) - ended > timedelta(hours=hours)


def said(hours: int) -> Finding:
    """What the signer is told."""
    after = f"Signed more than {hours} hours after the time that it is about"
    return Finding("tip", "", f"{after}, this will be marked as a late entry, with both times.")


def _time(form: Form, answers: Mapping[str, Json], role: str) -> time | None:
    item = form.by_role(role)
    value = answers.get(item.id) if item is not None else None
    try:
        return time.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError:
        # The form itself says what is wrong with it.
        return None
