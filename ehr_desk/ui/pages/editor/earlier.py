"""What an earlier note offers to the one being written: its answers to read, its texts to carry forward. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ehr_desk.chart.entries.reused import Passage, passages_in
from ehr_desk.forms import Form, Item
from ehr_desk.ui.forms.entry_view import entry_sections

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import OpenEntry

MOST = 8
"""How many earlier notes can be leafed through."""
_OF_THE_DAY = frozenset({"location", "safety_assessed_by", "next_appointment"})
"""What belongs to one session is not offered for another."""
_KIN = {
    "use_now": ("data",),
    "symptoms_now": ("data",),
    "interplay": ("assessment",),
    "medication_effect": ("assessment",),
    "data": ("use_now",),
    "observed": ("symptoms_now", "data"),
    "assessment": ("interplay",),
}
"""Where a text goes in a note that is laid out otherwise and has no field of its role."""
_OF_THE_HOUR = frozenset({"effective_on", "start", "end", "mode", "location"})
"""What the line above the note says already."""


@dataclass(frozen=True)
class Told:
    """One answer of the earlier note. ``passages`` can be carried forward into the same field, or into ``place``, a
    field of another name, where the new note is laid out otherwise."""

    heading: str
    question: str
    answer: str
    passages: tuple[Passage, ...] = ()
    place: str = ""


def same_kind(form: Form, known: Iterable[Form]) -> list[str]:
    """The forms whose entries are of the same kind: all formats of a note about the same service."""
    if form.scope != "client" or not form.service:
        return [form.id]
    kind = (form.category, form.service, "client")
    alike = [one.id for one in known if (one.category, one.service, one.scope) == kind]
    return list(dict.fromkeys((form.id, *alike)))


def told(entry: OpenEntry, form: Form, objectives: Mapping[str, str]) -> Sequence[Told]:
    """The answers of an earlier entry, with the passages that ``form`` has a field for."""
    content = entry.content
    written = entry.form_of(content)
    line = entry.view.line
    found = []
    for section in entry_sections(written, content.body["answers"], objectives):
        heading = section.heading
        for one in section.lines:
            if _role(written, one.item) in _OF_THE_HOUR:
                continue
            target, place = _target(written, one.item, form)
            parts = passages_in(one.answer) if target else []
            passages = tuple(Passage(target, part, line.entry_id, line.effective_on.isoformat()) for part in parts)
            found.append(Told(heading, one.question, one.answer, passages, place))
            heading = ""
    return found


def _role(form: Form, item_id: str) -> str:
    return next((item.role for item in form.items if item.id == item_id), "") if item_id else ""


def _target(written: Form, item_id: str, form: Form) -> tuple[str, str]:
    """The field of the new note for an item of the earlier one: the same id, else the same role, else one that is meant
    for the like, with its name. Texts only."""
    source = next((item for item in written.items if item.id == item_id), None)
    if source is None or source.type not in ("note", "text") or source.role in _OF_THE_DAY:
        return "", ""
    same = next((item for item in form.items if item.id == source.id), None)
    same = same or (form.by_role(source.role) if source.role else None)
    if _takes_text(same):
        return (same.id if same is not None else ""), ""
    kin = next((item for role in _KIN.get(source.role, ()) if _takes_text(item := form.by_role(role))), None)
    return (kin.id, kin.section or kin.text) if kin is not None else ("", "")


def _takes_text(item: Item | None) -> bool:
    return item is not None and item.type in ("note", "text") and not item.readonly
