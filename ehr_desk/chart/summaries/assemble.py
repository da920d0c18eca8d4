"""Which parts of a summary there are and what each is assembled from. Pure: a scope of the record in, words out.

A passage ``course`` fills the item that asks for ``summary.course``, and the table beside it that asks for
``summary.course_sources``. Tables have rows keyed by the roles of their columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from ehr_desk.chart.medications.rows import ACTIVE, HELD
from ehr_desk.chart.summaries import (
    attendance,
    delivered,
    measures,
    medications,
    objectives,
    referrals,
    reports,
    stay,
)
from ehr_desk.chart.summaries.rows import Passage, Sentence, passage, sources
from ehr_desk.chart.summaries.scope import Scope
from ehr_desk.chart.summaries.words import counted, open_ended
from ehr_desk.common.canonical import Json

TableRows = list[dict[str, object]]


def course(scope: Scope) -> Passage:
    """What happened, in short; each fact is told in one place, and the tables hold the particulars.

    A progress summary tells attendance in a note of its own; a discharge summary tells the measures in the condition at
    discharge.
    """
    attended = (
        []
        if scope.period
        else [
            attendance.headline(scope),
            *attendance.missed(scope),
            *attendance.planned(scope),
        ]
    )
    scores = measures.told_all(scope) if scope.period else []
    return passage(
        stay.level_changes(scope),
        attended,
        delivered.interventions(scope),
        delivered.incentives(scope),
        [objectives.headline(scope)],
        scores,
        [medications.course_sentence(scope)],
        delivered.logs(scope),
    )


def reason_for_admission(scope: Scope) -> Passage:
    """When, to what and why the client came."""
    return passage(stay.admission(scope))


def use(scope: Scope) -> Passage:
    """What the client reported, what drug screens found, and what the objectives about substance use came to."""
    reported, worked_on = [*reports.use_reported(scope), *reports.drug_screens(scope)], objectives.on_use(scope)
    if not reported and not worked_on:
        nobody = "No contact asked about substance use, and no progress on an objective about it is recorded"
        return passage([Sentence(f"{nobody}{scope.in_it}.")])
    return passage(reported, worked_on)


def family_involvement(scope: Scope) -> Passage:
    """Whether family took part; the table names who and for what."""
    return passage(stay.family(scope))


def risk(scope: Scope) -> Passage:
    """Safety events and what was done."""
    return passage(stay.safety(scope))


def barriers(scope: Scope) -> Passage:
    """What the plan names as barriers."""
    return passage(stay.barriers(scope))


def next_period(scope: Scope) -> Passage:
    """What is still worked on, and the days ahead."""
    if scope.plan is None:
        return passage([Sentence("No objective is recorded to work on.")], stay.dates_ahead(scope))
    ahead = objectives.ahead(scope) or [Sentence("No objective of the plan is open.", sources([scope.plan.entry_id]))]
    return passage(ahead, stay.dates_ahead(scope))


def condition_at_discharge(scope: Scope) -> Passage:
    """The scores from first to last, and the diagnoses that changed."""
    return passage(measures.told_all(scope), stay.changed_diagnoses(scope))


def instructions(scope: Scope) -> Passage:
    """What the client leaves with: that appointments are made, and the medications, with those that are on hold."""
    listed = medications.taken(scope)
    taking = [
        Sentence(f"Continue {open_ended(medications.in_line(one))}.", (one.entry_id,))
        for one in listed
        if one.status == ACTIVE
    ]
    held = [
        Sentence(f"On hold: {open_ended(medications.in_line(one))}. Ask before you take it again.", (one.entry_id,))
        for one in listed
        if one.status == HELD
    ]
    none = [Sentence("No medication to continue is recorded.")]
    return passage([stay.appointments(scope)], [*(taking or none), *held])


def progress(scope: Scope) -> Passage:
    """What the client has gained, said to the client."""
    met = [one for one in objectives.courses(scope) if one.status == "met"]
    gained = [Sentence(f"You met this objective: {open_ended(one.objective.text)}.", one.entry_ids) for one in met]
    if not gained:
        going = [one for one in objectives.courses(scope) if one.last]
        text = f"You worked on {counted(len(going), 'objective')} of your plan."
        gained = [Sentence(text, sources(entry for one in going for entry in one.entry_ids))] if going else []
    scores = [measures.told(trend, "Your") for trend in measures.trends(scope)]
    return passage([attendance.headline(scope, "You"), *gained, *scores])


PASSAGES: Mapping[str, Callable[[Scope], Passage]] = {
    "reason_for_admission": reason_for_admission,
    "course": course,
    "attendance_note": attendance.note,
    "use": use,
    "family_involvement": family_involvement,
    "risk": risk,
    "barriers": barriers,
    "next_period": next_period,
    "condition_at_discharge": condition_at_discharge,
    "instructions": instructions,
    "progress": progress,
}

TABLES: Mapping[str, Callable[[Scope], TableRows]] = {
    "diagnoses": stay.diagnosis_rows,
    "levels": stay.level_rows,
    "services": attendance.service_rows,
    "objectives": objectives.rows,
    "measures": measures.rows,
    "measure_points": measures.point_rows,
    "medications": medications.rows,
    "medication_changes": medications.change_rows,
    "allergies": stay.allergy_rows,
    "family_sessions": stay.family_rows,
    "followup": stay.followup_rows,
    "referrals": referrals.rows,
    "aftercare_medications": medications.handed_on,
}


def call_days(scope: Scope) -> Callable[[int], date]:
    """The day of a follow-up call so many days after discharge: the real one, else the expected one, else the end."""
    left = scope.episode.discharged_on if scope.episode else None
    start = left or stay.projected_discharge(scope)[0] or scope.end
    return lambda days: max(start, scope.end) + timedelta(days=days)


def _last_attended(scope: Scope) -> Json:
    last = attendance.last_attended(scope)
    return last.on.isoformat() if last else None


VALUES: Mapping[str, Callable[[Scope], Json]] = {
    "admitted_on": lambda scope: scope.episode.admitted_on.isoformat() if scope.episode else None,
    "program": lambda scope: scope.episode.program if scope.episode else None,
    "level_of_care": lambda scope: scope.episode.level_of_care if scope.episode else None,
    "last_attended_on": _last_attended,
    "hours_delivered": lambda scope: attendance.hours(scope)[0],
    "hours_planned": attendance.planned_words,
    "hours_missed": lambda scope: attendance.hours(scope)[2],
    "allergies_text": stay.allergies_text,
    "open_referrals": referrals.lines,
    "call_7": lambda scope: call_days(scope)(7).isoformat(),
    "call_30": lambda scope: call_days(scope)(30).isoformat(),
    "call_90": lambda scope: call_days(scope)(90).isoformat(),
}
