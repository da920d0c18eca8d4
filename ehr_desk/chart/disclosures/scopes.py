"""Which part of the record a consent must name for the paper of each form, in the words of the consent form. Pure data.

42 CFR 2.31(a)(3): a consent describes the information specifically; 2.13(a): no more than that leaves. So every form
has its line, by what it shows and not by the list it stands in; a form without one leaves with the whole record only.
"""

from __future__ import annotations

from ehr_desk.chart.consents.rules import WHOLE_RECORD

NOTES, MEDICATIONS, MEASURES = "progress notes", "medications", "measures"

_SCOPES: dict[str, tuple[str, ...]] = {
    "attendance": ("attendance_letter",),
    "treatment plan": ("treatment_plan", "plan_review"),
    "progress summary": ("progress_summary",),
    "discharge summary": ("discharge_summary",),
    "aftercare plan": ("aftercare_plan",),
    # What a session or a call came to, in the words of whoever was there: also the psychiatrist's evaluation, whose
    # histories are no list of medications, and the call after discharge, which is no plan.
    NOTES: (
        *("dap_note", "soap_note", "birp_note", "girp_note", "pirp_note", "dual_diagnosis_note", "group_note"),
        *("family_session", "peer_support_note", "case_conference", "case_management_contact", "mental_status"),
        *("craving_log", "mutual_help_log", "skills_tracker", "support_network", "toxicology_screen"),
        *("psychiatric_evaluation", "follow_up_call"),
    ),
    MEDICATIONS: ("medication_visit",),
    MEASURES: (
        *("aims", "audit", "auditc", "bam", "bam_iop", "ciwa_ar", "cows_result", "dast10", "gad7", "pcl5", "phq9"),
        "rulers",
    ),
    # No part that a client can choose on the form describes them.
    WHOLE_RECORD: (
        *("admission", "biopsychosocial", "suitability", "level_of_care_change", "safety_plan", "safety_screen"),
        *("relapse_plan", "absence", "incentive_entry", "consent", "consent_revocation"),
    ),
}
_SCOPE_OF_FORM = {form: scope for scope, forms in _SCOPES.items() for form in forms}

_SHOWS_MORE = {
    "medication_visit": "mental status, diagnoses, pregnancy, drug screens and the plan",
}


def scope_of(form_id: str) -> str:
    """What a consent must name for the paper of a form; the whole record where the form has no line."""
    return _SCOPE_OF_FORM.get(form_id, WHOLE_RECORD)


def shows_more(form_id: str) -> str:
    """What the paper of a form shows besides what :func:`scope_of` names and only progress notes describe, in words."""
    return _SHOWS_MORE.get(form_id, "")
