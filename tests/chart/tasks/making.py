"""Charts of rows for the tests of what is due and what needs a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ehr_desk.chart.allergies.rows import AllergyStatusRow
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.measures.rows import MeasureRow
from ehr_desk.chart.plans.rows import PlanRow
from ehr_desk.chart.sessions.rows import AttendanceRow
from ehr_desk.chart.tasks.caseload import caseload_line
from ehr_desk.chart.tasks.due import DueRule, DueTable
from ehr_desk.chart.tasks.rows import Attention, NoteOwed, Waiting
from ehr_desk.chart.tasks.rules import DueRules, reliable_changes
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary

TODAY = date(2026, 11, 21)
ADMITTED = date(2026, 10, 29)
RELIABLE = reliable_changes(FormLibrary.load(forms_dir()).all())


@dataclass
class Chart:
    state: dict[str, list[Any]] = field(default_factory=dict)

    def rows(self, fold: str) -> Sequence[Any]:
        return self.state.get(fold, [])


EPISODE = EpisodeRow(
    episode_id="e1",
    admitted_on=ADMITTED,
    program="Riverbend IOP",
    level_of_care="Intensive outpatient",
    track="Evening",
    referral="",
    presenting_problem="",
    planned_hours="9",
    primary_counselor="",
    projected_discharge=date(2027, 1, 20),
    discharged_on=None,
    discharge_reason="",
    discharge_detail="",
    disposition="",
    opened_by_entry="e-admission",
    closed_by_entry="",
)
PLAN = PlanRow(
    entry_id="e-plan",
    adopted_on=date(2026, 11, 3),
    version=1,
    problems=[],
    client_goals="",
    strengths="",
    barriers="",
    preferences="",
    discharge_criteria="",
    discharge_plan="",
    planned_hours="9",
    projected_discharge=None,
    next_review_on=date(2026, 12, 3),
    reviewed_on=None,
)


def quiet(**changes: list[Any]) -> Chart:
    """A chart with nothing to look at."""
    rows: dict[str, list[Any]] = {
        "episodes": [EPISODE],
        "plan": [PLAN],
        "allergy_status": [AllergyStatusRow(True, ADMITTED, "e-admission")],
    }
    return Chart(rows | changes)


def attended(on: date, status: str = "attended", service: str = "group") -> AttendanceRow:
    minutes = 180 if status == "attended" else 0
    return AttendanceRow(on, service, "", "17:00", "20:00", minutes, 180, "", status, "", "", f"e-{on}")


def phq9(on: date, value: int, *, change: int | None = None, flagged: bool = False) -> MeasureRow:
    return MeasureRow("phq9", "PHQ-9 total", "phq9", on, value, 27, "Moderate", flagged, f"e-{on}", change, None)


def rise(value: int, *, by: int) -> list[MeasureRow]:
    """A score of the day before, and one two weeks earlier from which it rose (or fell)."""
    return [phq9(date(2026, 11, 6), value - by), phq9(date(2026, 11, 20), value, change=by)]


def note(on: date) -> NoteOwed:
    return NoteOwed("s1", "c1", on, "10:00", "individual", "Individual", 50, (TODAY - on).days)


def texts(found: list[Attention]) -> list[tuple[str, str]]:
    return [(one.level, one.text) for one in found]


def rules_of(*rules: DueRule) -> DueRules:
    return DueRules(table=DueTable(rules))


def line(chart: Chart, waiting: Waiting | None = None, today: date = TODAY) -> tuple[str, str, str]:
    found = caseload_line(chart, today, waiting=waiting or Waiting())
    return (found.why, found.chip, found.level)
