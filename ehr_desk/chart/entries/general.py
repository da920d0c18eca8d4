"""Prefills that belong to no concept: the day, the author, the clinic."""

from __future__ import annotations

from ehr_desk.chart.entries.rooms import PrefillContext, Room
from ehr_desk.common.canonical import Json


def room() -> Room:
    """Day, author and clinic as forms ask for them."""
    return Room(
        "general",
        prefills={
            "today": lambda context: context.today.isoformat(),
            "author.name": lambda context: context.author.name if context.author else None,
            "clinic.name": lambda context: context.clinic.name,
            "clinic.program": lambda context: context.clinic.name,
            "clinic.address": lambda context: ", ".join(context.clinic.address.splitlines()),
            "clinic.contact": _contact,
            "episode.primary_counselor": lambda context: context.primary_staff,
        },
    )


def _contact(context: PrefillContext) -> Json:
    return " · ".join(part for part in (context.clinic.phone, context.clinic.email) if part)
