"""An invented stay as rows, for tests of what is assembled from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ehr_desk.chart.allergies.rows import AllergyRow, AllergyStatusRow
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.diagnoses.rows import DiagnosisRow
from ehr_desk.chart.entries.rooms import Author, Filled
from ehr_desk.chart.episodes.rows import EpisodeRow, FollowupRow
from ehr_desk.chart.families.rows import FamilySessionRow
from ehr_desk.chart.measures.rows import MeasureRow, SafetyRow
from ehr_desk.chart.medications.rows import MedicationChangeRow, MedicationRow
from ehr_desk.chart.plans.rows import ObjectiveRow, PlanRow, ProgressRow
from ehr_desk.chart.sessions.rows import AttendanceRow
from ehr_desk.chart.summaries.scope import Scope, scope_of
from ehr_desk.common.canonical import Json
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import Form, FormLibrary, normalise, scores

TODAY = date(2026, 11, 21)
ADMITTED = date(2026, 9, 1)
CLIENT = ClientRow("c1", "DEMO-1001", "Vega-Ortiz", "Marisol", "", "", date(1991, 3, 14), "", "", "", "", "s-dana")


@dataclass
class Record:
    """A chart's state: rows by fold name, empty where a test says nothing. ``past``: what stood on days before."""

    state: dict[str, list[Any]] = field(default_factory=dict)
    past: dict[date, Record] = field(default_factory=dict)

    def rows(self, fold: str) -> Sequence[Any]:
        return self.state.get(fold, [])

    def as_of(self, day: date, before: str = "") -> Record:
        return self.past.get(day, self)

    def with_rows(self, **rows: list[Any]) -> Record:
        return Record({**self.state, **rows}, self.past)


def episode(**changes: Any) -> EpisodeRow:
    values: dict[str, Any] = {
        "episode_id": "e-admission",
        "admitted_on": ADMITTED,
        "program": "Riverbend IOP",
        "level_of_care": "Intensive outpatient",
        "track": "Evening",
        "referral": "Self or family",
        "primary_counselor": "Dana Whitlock",
        "presenting_problem": "Asked for help after a drunk driving arrest.\nWants to keep the job",
        "planned_hours": "9",
        "projected_discharge": date(2026, 12, 1),
        "discharged_on": None,
        "discharge_reason": "",
        "discharge_detail": "",
        "disposition": "",
        "opened_by_entry": "e-admission",
        "closed_by_entry": "",
    }
    return EpisodeRow(**values | changes)


def session(
    on: date, entry_id: str, minutes: int = 180, *, service: str = "group", status: str = "attended", reason: str = ""
) -> AttendanceRow:
    there = status in {"attended", "late", "left early"}
    return AttendanceRow(
        on=on,
        service=service,
        title=service,
        start="17:00",
        end="20:00",
        minutes=minutes if there else 0,
        planned_minutes=minutes,
        mode="In person",
        status=status,
        reason=reason,
        session_id="",
        entry_id=entry_id,
    )


def objective(objective_id: str, number: str, text: str, **changes: Any) -> ObjectiveRow:
    values: dict[str, Any] = {
        "objective_id": objective_id,
        "number": number,
        "problem": "Alcohol use",
        "goal": "Stay sober",
        "text": text,
        "measure": "weeks",
        "baseline": "0 of 4 weeks",
        "target": "4 of 4 weeks",
        "target_date": date(2026, 12, 15),
        "status": "open",
        "now": "",
        "last_progress": "",
        "last_on": None,
        "served": 0,
        "evidence": "",
        "entry_id": "e-plan",
    }
    return ObjectiveRow(**values | changes)


def plan(**changes: Any) -> PlanRow:
    tree = [
        {
            "_id": "p1",
            "text": "Alcohol use",
            "kind": "substance use",
            "goals": [{"_id": "g1", "text": "Stay sober", "objectives": [{"_id": "o1"}]}],
        },
        {
            "_id": "p2",
            "text": "Depression",
            "kind": "mental health",
            "goals": [{"_id": "g2", "text": "Feel steadier", "objectives": [{"_id": "o2"}]}],
        },
    ]
    values: dict[str, Any] = {
        "entry_id": "e-plan",
        "adopted_on": date(2026, 9, 5),
        "version": 1,
        "problems": tree,
        "client_goals": "Keep the job",
        "strengths": "",
        "barriers": "Evening shifts change at short notice",
        "preferences": "",
        "discharge_criteria": "",
        "discharge_plan": "",
        "planned_hours": "9",
        "projected_discharge": date(2026, 12, 4),
        "next_review_on": date(2026, 12, 3),
        "reviewed_on": None,
    }
    return PlanRow(**values | changes)


def medication(medication_id: str, name: str, **changes: Any) -> MedicationRow:
    values: dict[str, Any] = {
        "medication_id": medication_id,
        "name": name,
        "form": "tablet",
        "dose": "100",
        "unit": "mg",
        "route": "by mouth",
        "frequency": "every morning",
        "as_needed": False,
        "indication": "depression",
        "prescriber": "Adaeze Okonkwo, MD",
        "status": "active",
        "started_on": date(2026, 9, 10),
        "changed_on": None,
        "stopped_on": None,
        "last_reason": "",
        "entry_id": "e-visit",
    }
    return MedicationRow(**values | changes)


def change(
    medication_id: str, name: str, event: str, on: date, before: str, after: str, entry_id: str, reason: str = ""
) -> MedicationChangeRow:
    return MedicationChangeRow(medication_id, name, event, on, before, after, "", reason, "Adaeze Okonkwo", entry_id)


def score(on: date, value: int, band: str, entry_id: str, *, flagged: bool = False) -> MeasureRow:
    return MeasureRow("phq9", "PHQ-9 total", "phq9", on, value, 27, band, flagged, entry_id, None, None)


def full_stay() -> Record:
    """Eleven weeks with something in every room."""
    return Record(
        {
            "episodes": [episode()],
            "attendance": [
                session(date(2026, 9, 3), "e-s1"),
                session(date(2026, 9, 8), "e-s2"),
                session(date(2026, 10, 6), "e-s3", status="excused", reason="Illness"),
                session(date(2026, 11, 3), "e-s4", 50, service="individual"),
                session(date(2026, 11, 10), "e-s5", status="no-show", reason="No contact"),
                session(date(2026, 11, 12), "e-s6"),
            ],
            "plan": [plan()],
            "objectives": [
                objective("o1", "1.1", "Use the delay plan for every craving", status="met"),
                objective("o2", "2.1", "PHQ-9 below 10", baseline="17", target="below 10"),
            ],
            "objective_progress": [
                ProgressRow("o1", date(2026, 9, 8), "some", "2 of 4 weeks.", "e-s2", "Dana Whitlock"),
                ProgressRow("o2", date(2026, 11, 3), "some", "", "e-s4", "Dana Whitlock"),
                ProgressRow("o1", date(2026, 11, 12), "met", "4 weeks running", "e-s6", "Dana Whitlock"),
            ],
            "measures": [
                score(date(2026, 9, 2), 17, "Moderately severe", "e-phq1", flagged=True),
                score(date(2026, 10, 20), 11, "Moderate", "e-phq2"),
                score(date(2026, 11, 17), 6, "Mild", "e-phq3"),
            ],
            "diagnoses": [
                DiagnosisRow(
                    "d2",
                    "F33.1",
                    "Major depressive disorder",
                    "mental health",
                    "secondary",
                    "active",
                    "",
                    ADMITTED,
                    "e-dx",
                ),
                DiagnosisRow(
                    "d1",
                    "F10.21",
                    "Alcohol dependence, in remission",
                    "substance use",
                    "primary",
                    "in early remission",
                    "",
                    ADMITTED,
                    "e-dx",
                ),
            ],
            "medications": [
                medication("m1", "sertraline", changed_on=date(2026, 11, 5), entry_id="e-visit2"),
                medication("m2", "hydroxyzine", status="stopped", stopped_on=date(2026, 10, 1), entry_id="e-visit3"),
            ],
            "medication_changes": [
                change("m1", "sertraline", "start", date(2026, 9, 10), "", "50 mg every morning", "e-visit1"),
                change("m2", "hydroxyzine", "start", date(2026, 9, 10), "", "25 mg at bedtime", "e-visit1"),
                change(
                    "m2", "hydroxyzine", "stop", date(2026, 10, 1), "25 mg at bedtime", "", "e-visit3", "drowsy by day"
                ),
                change(
                    "m1",
                    "sertraline",
                    "change",
                    date(2026, 11, 5),
                    "50 mg every morning",
                    "100 mg every morning",
                    "e-visit2",
                    "partial response",
                ),
            ],
            "allergies": [AllergyRow("Penicillin", "Hives", "Moderate", ADMITTED, "e-admission")],
            "allergy_status": [AllergyStatusRow(False, ADMITTED, "e-admission")],
            "family_sessions": [
                FamilySessionRow(date(2026, 11, 14), ["Ana, sister"], "Education", 60, True, "e-family"),
            ],
            "safety": [
                SafetyRow(date(2026, 9, 2), "Safety plan made", "Low", "Dana Whitlock", "e-phq1"),
            ],
            "followup": [
                FollowupRow(
                    "2026-12-08T09:00", "Outpatient therapy", "Bayview Counseling", "4 Bay Road", "555-0125", "e-after"
                ),
            ],
        }
    )


def scope(record: Record, **answers: str) -> Scope:
    return scope_of(record, answers, TODAY)


def form(form_id: str) -> Form:
    return FormLibrary.load(forms_dir()).get(form_id)


def filled(form_id: str, record: Record, answers: dict[str, Json], today: date = TODAY) -> Filled:
    """A form about to be signed by a therapist."""
    used = form(form_id)
    clean = normalise(used, answers)
    return Filled(
        form=used,
        answers=clean,
        scores=scores(used, clean),
        client=CLIENT,
        entry_id="e-new",
        effective_on=today,
        today=today,
        author=Author("s-dana", "Dana Whitlock", "LPCC-S", "therapist"),
        chart=record,
    )
