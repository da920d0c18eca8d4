"""What belongs to no concept: prefills of the day, the author, the clinic; whether the author may sign at all."""

from __future__ import annotations

from datetime import date

from ehr_desk.chart.entries.rooms import Author, Filled, PrefillContext, Room
from ehr_desk.chart.entries.unprinted import Drawable, unprinted
from ehr_desk.chart.staff.rules import fault_on
from ehr_desk.common.canonical import Json
from ehr_desk.forms import Finding


def room(drawable: Drawable) -> Room:
    """Day, author and clinic as forms ask for them. ``drawable``: what the fonts of the paper have letters for."""
    return Room(
        "general",
        checks=(check_credential, unprinted(drawable)),
        prefills={
            "today": lambda context: context.today.isoformat(),
            "author.name": lambda context: context.author.name if context.author else None,
            "clinic.name": lambda context: context.clinic.name,
            "clinic.program": lambda context: context.clinic.name,
            "clinic.address": lambda context: ", ".join(context.clinic.address.splitlines()),
            "clinic.contact": _contact,
            "client.emergency_contact": lambda context: context.client.emergency_contact if context.client else None,
            "episode.primary_counselor": lambda context: context.primary_staff,
        },
    )


def check_credential(filled: Filled) -> list[Finding]:
    """Nobody signs on a credential that is not valid on the day of signing."""
    text = credential_fault(filled.author, filled.today)
    return [Finding("must", "", text)] if text else []


def credential_fault(author: Author, day: date) -> str:
    """Why the author's credential signs nothing on a day, in words; empty where it does."""
    fault = fault_on(author.valid_from, author.valid_until, day)
    if not fault:
        return ""
    state = f"has expired on {author.valid_until}" if fault == "expired" else f"is not valid before {author.valid_from}"
    return f"Your credential {author.credential} {state}. An administrator can enter the renewed one (Settings, Staff)."


def _contact(context: PrefillContext) -> Json:
    return " · ".join(part for part in (context.clinic.phone, context.clinic.email) if part)
