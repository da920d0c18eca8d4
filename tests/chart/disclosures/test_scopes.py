"""Which part of the record a consent must name for each form that the program ships.

42 CFR 2.31(a)(3): the consent describes "how much and what kind of information is to be disclosed", specifically.
42 CFR 2.13(a): a disclosure "must be limited to that information which is necessary to carry out the purpose".
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from ehr_desk.chart.disclosures.scopes import scope_of, shows_more
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary
from tests.chart.disclosures.test_rules import CONSENT, PAPER, asked, found, musts

SHIPPED = {
    # Days and hours, nothing of what was said.
    "attendance_letter": "attendance",
    # The plan, and what its reviews changed in it.
    "treatment_plan": "treatment plan",
    "plan_review": "treatment plan",
    # Documents that the client can name one by one.
    "progress_summary": "progress summary",
    "discharge_summary": "discharge summary",
    "aftercare_plan": "aftercare plan",
    # Notes of single services: what was said, seen and done.
    "dap_note": "progress notes",
    "soap_note": "progress notes",
    "birp_note": "progress notes",
    "girp_note": "progress notes",
    "pirp_note": "progress notes",
    "dual_diagnosis_note": "progress notes",
    "group_note": "progress notes",
    "family_session": "progress notes",
    "peer_support_note": "progress notes",
    "case_conference": "progress notes",
    "case_management_contact": "progress notes",
    "mental_status": "progress notes",
    "craving_log": "progress notes",
    "mutual_help_log": "progress notes",
    "skills_tracker": "progress notes",
    "support_network": "progress notes",
    "toxicology_screen": "progress notes",
    # Histories, suicide, trauma, family, formulation: no list of medications describes them.
    "psychiatric_evaluation": "progress notes",
    # How the client is after discharge, use, housing, safety: a note of a call, no plan.
    "follow_up_call": "progress notes",
    # The list of medications and orders; the rest of the visit wants a reason (see below).
    "medication_visit": "medications",
    # Scored instruments and observations.
    "aims": "measures",
    "audit": "measures",
    "auditc": "measures",
    "bam": "measures",
    "bam_iop": "measures",
    "ciwa_ar": "measures",
    "cows_result": "measures",
    "dast10": "measures",
    "gad7": "measures",
    "pcl5": "measures",
    "phq9": "measures",
    "rulers": "measures",
    # The life history, what was screened before admission, the levels and why: wider than any part by itself.
    "admission": "whole record",
    "biopsychosocial": "whole record",
    "suitability": "whole record",
    "level_of_care_change": "whole record",
    # Suicide and what sets off use: no part of the consent form describes it.
    "safety_screen": "whole record",
    "safety_plan": "whole record",
    "relapse_plan": "whole record",
    # Reasons for absence and rewards for tests; a letter tells attendance.
    "absence": "whole record",
    "incentive_entry": "whole record",
    # Whom else the client lets know of the treatment.
    "consent": "whole record",
    "consent_revocation": "whole record",
}


def test_every_form_that_makes_a_paper_has_its_line() -> None:
    shipped = FormLibrary.load(forms_dir(), restricted=True).all()
    assert {form.id for form in shipped if form.paper and not form.sealed} == set(SHIPPED)


@pytest.mark.parametrize("form_id", SHIPPED)
def test_a_consent_must_name_what_the_form_shows(form_id: str) -> None:
    assert scope_of(form_id) == SHIPPED[form_id]


def test_every_part_that_is_asked_for_can_be_chosen_on_the_consent_form() -> None:
    form = FormLibrary.load(forms_dir()).get("consent")
    (parts,) = [item for item in form.walk() if item.role == "scope"]
    assert set(SHIPPED.values()) <= {choice.label for choice in parts.choices}


def test_a_form_without_a_line_needs_the_whole_record() -> None:
    assert scope_of("a_clinics_own_form") == "whole record"
    assert shows_more("a_clinics_own_form") == ""


def test_a_medication_visit_leaves_on_medications_alone_only_with_a_reason_for_the_rest() -> None:
    visit = replace(PAPER, kind="note", scope=scope_of("medication_visit"), shows_more=shows_more("medication_visit"))
    pharmacy = replace(CONSENT, scope=["medications"])
    for note in ("", " ", "x"):
        ((item, text),) = musts(found(asked(note=note), pharmacy, document=visit))
        assert item == "note"
        assert text == (
            "The consent names medications. This also shows mental status, diagnoses, pregnancy, drug screens and the "
            "plan. Take a consent for progress notes too, or say in the note for the ledger why this is meant."
        )
    assert found(asked(note="The client asked for the whole visit."), pharmacy, document=visit) == []
    for scope in (["medications", "Progress notes"], ["whole record"]):
        assert found(asked(), replace(CONSENT, scope=scope), document=visit) == []
    ((item, _),) = musts(found(asked(), replace(CONSENT, scope=["progress notes"]), document=visit))
    assert item == "consent_id", "medications have to be named"
