"""What a correction asks again in the shipped forms."""

from __future__ import annotations

from ehr_desk.chart.entries.asked_again import COPY_ROLES, SIGNED_ROLES, asked_again
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary
from tests.clinical_forms.filled import FILLED

LIBRARY = FormLibrary.load(forms_dir())
ASKED_AGAIN = {
    "aftercare_plan": ("client_signature", "client_signed_on", "copy_given", "copy_given_on"),
    "consent": ("signed_on", "signed_by", "signed_how", "copy_given"),
    "discharge_summary": ("copies", "copy_how", "copies_on"),
    "plan_review": ("client_signature", "client_signed_on"),
    "relapse_plan": ("client_signature", "client_signed_on", "copy_given"),
    "safety_plan": ("client_signature", "client_signed_on", "copy_given"),
    "treatment_plan": ("client_signature", "client_signed_on", "copy_offered"),
}
"""By form, what is asked again of an entry that the client signed and got a copy of."""
SIGNED = {
    "client_signature": "Signed on paper, original kept",
    "client_signed_on": "2026-11-20",
    "copy_given_on": "2026-11-20",
    "copy_how": "On paper",
    "copies_on": "2026-11-20",
    "copies": ["Client"],
    "copy_given": True,
    "copy_offered": True,
    "signed_by": "Client",
    "signed_how": "On paper, original kept",
}


def test_every_form_with_a_signature_or_a_copy_asks_it_again() -> None:
    roles = SIGNED_ROLES | COPY_ROLES
    found = {}
    for form in LIBRARY.all():
        if any(item.role in roles for item in form.walk()):
            known = {item.id for item in form.walk()}
            signed = {name: value for name, value in SIGNED.items() if name in known}
            found[form.id] = asked_again(form, {**FILLED[form.id], **signed})
    assert found == ASKED_AGAIN


def test_no_form_tells_of_a_copy_or_a_clients_signature_without_a_role() -> None:
    words = ("copy given", "copy offered", "client's signature")
    for form in LIBRARY.all():
        for item in form.walk():
            if any(item.text.casefold().startswith(one) for one in words):
                assert item.role in SIGNED_ROLES | COPY_ROLES, (form.id, item.id)


def test_why_the_client_did_not_sign_goes_with_the_answer_it_hangs_on() -> None:
    declined = {"client_signature": "Declined to sign", "client_signature_reason": "In a hurry.", "copy_given": False}
    answers = {**FILLED["aftercare_plan"], **declined, "copy_why_not": "Did not want one."}
    gone = asked_again(LIBRARY.get("aftercare_plan"), answers)
    assert {"client_signature_reason", "copy_why_not"} <= set(gone)
    assert "crisis_steps" not in gone


def test_a_promised_drawing_that_nobody_drew_stays_promised() -> None:
    plan = LIBRARY.get("safety_plan")
    assert asked_again(plan, {**FILLED["safety_plan"], **SIGNED}, drawing_waits=True) == ("copy_given",)
    consent = {**FILLED["consent"], **SIGNED, "signed_how": "Signed on this screen"}
    assert asked_again(LIBRARY.get("consent"), consent, drawing_waits=True) == ("copy_given",), "and its day stays"


def test_other_forms_are_asked_nothing_again() -> None:
    assert asked_again(LIBRARY.get("dap_note"), FILLED["dap_note"]) == ()
