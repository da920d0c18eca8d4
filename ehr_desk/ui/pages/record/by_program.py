"""What the program did by itself is told as its act: what it took over from the weekly program is one line. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from ehr_desk.ui.pages.record.acts import action_words

if TYPE_CHECKING:
    from ehr_desk.vault.audit import AuditEvent

WHO = "EHR Desk"
WHAT = "Followed the weekly program"

_AT_ONCE = timedelta(minutes=1)
_COUNTED: Mapping[str, tuple[str, str]] = {
    "session.made": ("session made", "sessions made"),
    "session.changed": ("session changed", "sessions changed"),
    "session.cancelled": ("session cancelled", "sessions cancelled"),
    "session.expected": ("place on a roster", "places on rosters"),
}


def is_by_program(event: AuditEvent) -> bool:
    """Whether nobody asked for this very act: whoever the event names was at the desk while the program worked."""
    return event.detail.get("by") == "program"


def gathered(events: Iterable[AuditEvent]) -> list[list[AuditEvent]]:
    """Events as they come, those together that the program did by itself in one go."""
    groups: list[list[AuditEvent]] = []
    for event in events:
        last = groups[-1][-1] if groups else None
        if last is not None and is_by_program(event) and is_by_program(last) and _together(event, last):
            groups[-1].append(event)
        else:
            groups.append([event])
    return groups


def what(group: list[AuditEvent]) -> str:
    """What the program did: the act itself where it is one, else what all of them come to."""
    return action_words(group[0].action) if len(group) == 1 else WHAT


def counted(group: list[AuditEvent], at_the_desk: str) -> str:
    """How much that was, and who was at the desk meanwhile."""
    found = {action: sum(1 for one in group if one.action == action) for action in _COUNTED}
    parts = [f"{number} {_COUNTED[action][number > 1]}" for action, number in found.items() if number]
    return " · ".join(([] if len(group) == 1 else parts) + [f"{at_the_desk} was at the desk"])


def _together(event: AuditEvent, other: AuditEvent) -> bool:
    return event.sitting == other.sitting and abs(event.at - other.at) <= _AT_ONCE
