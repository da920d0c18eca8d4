"""Live marks in the grid: which response says the same as another one, by the rule and the notes of the check before
signing (``chart.entries.around``). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ehr_desk.chart.entries.alike import response_in
from ehr_desk.chart.entries.around import names_of
from ehr_desk.chart.entries.likeness import likeness
from ehr_desk.forms import Form, readable
from ehr_desk.ui.dialogs.pair import Mark

if TYPE_CHECKING:
    from ehr_desk.ui.pages.groups.presenter import OpenGroup


@dataclass(frozen=True)
class Responding:
    """One attendee: what the row says, what they may be called in a text, and their responses in the last few notes,
    newest first."""

    name: str
    answers: Mapping[str, Any]
    names: tuple[str, ...] = ()
    last: Sequence[str] = ()


def responding(opened: OpenGroup, answers: Mapping[str, Any]) -> dict[str, Responding]:
    """What is typed now (``answers`` of the draft) with what each attendee's response is held against."""
    shared, clients = answers.get("shared", {}), answers.get("clients", {})
    found = {}
    for one in opened.attendees:
        who = one.client_id
        names = names_of(opened.records[who][0]) if who in opened.records else (one.name,)
        found[who] = Responding(one.name, {**shared, **clients.get(who, {})}, names, opened.last.get(who, ()))
    return found


def marks(form: Form, attending: Mapping[str, Responding]) -> dict[str, Mark]:
    """The mark of each response that has one, the closest text first. What is hidden in a row counts for nothing."""
    if form.by_role("response") is None:
        return {}
    texts = {one: response_in(form, readable(form, each.answers).answers).strip() for one, each in attending.items()}
    found = {client_id: _closest(client_id, texts, attending) for client_id, text in texts.items() if text}
    return {client_id: mark for client_id, mark in found.items() if mark is not None}


def _closest(client_id: str, texts: Mapping[str, str], attending: Mapping[str, Responding]) -> Mark | None:
    text, own = texts[client_id], attending[client_id]
    around: list[tuple[str, str, tuple[str, ...]]] = [
        (other, attending[each].name, (*own.names, *attending[each].names))
        for each, other in texts.items()
        if each != client_id and other
    ]
    around += [(last, "an earlier note" if at else "last time", own.names) for at, last in enumerate(own.last)]
    compared = [Mark(likeness(text, other, names), whose, text, other, names) for other, whose, names in around]
    # The first of equals: somebody else's before one's own, the newest of those.
    return max(
        (one for one in compared if one.found.near),
        key=lambda one: (one.found.identical, one.found.share),
        default=None,
    )
