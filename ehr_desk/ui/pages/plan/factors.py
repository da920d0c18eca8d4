"""What screening, admission and assessment found (``chart/plans/intake_needs.py``), as needs with their evidence: the
question, its answer, the form and its day. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ehr_desk.chart.plans.intake_needs import FORMS, FoundNeed, Looked, Stay, found_in, of_stay
from ehr_desk.ui.forms.phrases import Need
from ehr_desk.ui.forms.show import shown
from ehr_desk.ui.widgets.dates import show_date

if TYPE_CHECKING:
    from ehr_desk.chart.entries.charts import OpenEntry

__all__ = ["FORMS", "needs_found"]


def needs_found(entries: Sequence[OpenEntry], stays: Sequence[Stay], on: date) -> list[Need]:
    """The needs that entries of the stay of a day, and of its intake, found, the newest entry first; each need once."""
    newest = sorted(entries, key=lambda one: (one.view.line.effective_on, one.view.line.seq), reverse=True)
    looked = [
        Looked(
            one.form_of(one.content),
            one.content.body["answers"],
            one.view.line.effective_on,
            str(one.content.body["episode_id"]),
        )
        for one in newest
    ]
    return [_need(found) for found in found_in(of_stay(looked, stays, on))]


def _need(found: FoundNeed) -> Need:
    source = f"{found.entry.form.title}, {show_date(found.entry.on)}"
    return Need(found.text, found.kind, "", f"{_evidence(found)} {source}.", source)


def _evidence(found: FoundNeed) -> str:
    if found.item is None:
        row = found.row or {}
        plan = str(row.get("need_plan") or "").strip()
        return f"{row.get('need_area') or ''}: {found.text}." + (f" {plan.rstrip('.')}." if plan else "")
    item = found.item
    most = f" of {item.max}" if item.type == "scale" and item.max is not None else ""
    parts = [f"{item.text}: {shown(item, found.entry.answers[item.id])}{most}", *found.more]
    return " ".join(f"{part.rstrip('.')}." for part in parts)
