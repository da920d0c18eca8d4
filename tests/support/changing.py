"""What drafts of corrections begin with in tests: a small change, and the answers that are asked again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.desk import Desk
from ehr_desk.forms import Form


def with_a_change(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with one word more in the first note that somebody typed."""
    typed = next(
        item.id
        for item in form.items
        if item.type == "note" and not item.readonly and not item.sources and answers.get(item.id)
    )
    return {**answers, typed: f"{answers[typed]} Corrected."}


def change(desk: Desk, draft: DraftRow) -> DraftRow:
    """Save the draft with such a change."""
    desk.drafts.save(draft.id, with_a_change(desk.drafts.form_of(draft), draft.answers))
    return desk.drafts.one(draft.id)


def signed_before(desk: Desk, draft: DraftRow) -> dict[str, Any]:
    """The answers of the draft; what a correction asks again is answered as it was."""
    if draft.kind not in CONTENT_KINDS:
        return dict(draft.answers)
    return {**desk.charts.entry(draft.amends).content.body["answers"], **draft.answers}
