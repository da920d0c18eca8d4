"""A review that revised an objective or names new needs asks for a new version of the plan, until there is one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ehr_desk.chart.entries.rows import EntryRow
from ehr_desk.chart.plans.rows import ObjectiveRow
from ehr_desk.chart.tasks.plan_revision import Reviewed, plan_revision
from tests.chart.tasks.making import EPISODE, PLAN, Chart

FACTS = ("plan_review", "Plan review", "plan", date(2026, 11, 19), "", "s", "Dana Whitlock", "LPCC-S", "")
REVIEW = EntryRow("e-review", "c", "", "", *FACTS, 9, 1, "signed", False, "", "")
REVISED = ObjectiveRow(
    *("o1", "1.1", "Sleep", "Rest", "Sleep through", "", "", "", None), "revised", "", "", None, 0, "", "e-review"
)


def _told(needs: str, *objectives: ObjectiveRow, upon: bool = True) -> list[str]:
    chart = Chart({"episodes": [EPISODE], "plan": [PLAN], "objectives": list(objectives)})
    return [one.text for one in plan_revision(chart, Reviewed(REVIEW, needs, upon))]


def test_what_was_revised_and_what_is_new_is_said_once() -> None:
    said = "The plan review of 19 Nov 2026 revised 1 objective and names new needs: the plan needs a new version."
    assert _told("Sleep is poor since the move.", REVISED) == [said]


@pytest.mark.parametrize("needs", ["None.", "none", " ", "Nothing new."])
def test_none_is_no_need(needs: str) -> None:
    assert _told(needs, replace(REVISED, status="partly met"), replace(REVISED, entry_id="e-older")) == []


def test_a_version_signed_since_settles_it() -> None:
    assert _told("Sleep is poor.", REVISED, upon=False) == []
