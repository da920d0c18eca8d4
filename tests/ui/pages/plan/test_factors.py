"""What screening, admission and assessment found is offered as problems, with the entry that shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from PySide6.QtWidgets import QPushButton

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.desk import Desk
from ehr_desk.ui.forms.plan_editor import PlanEditor
from ehr_desk.ui.pages.plan.factors import needs_found
from ehr_desk.ui.pages.plan.needs import needs_of
from ehr_desk.ui.pages.plan.outline import OutlinePanel
from tests.ui.pages.chart.making import PageWindow, write

TODAY = date(2026, 12, 8)
CALM: dict[str, Any] = {
    "severity": "Mild",
    "withdrawal_risk": "None",
    "mental_need": False,
    "home": "Stable and supportive",
    "use_in_home": False,
    "support": 8,
    "surroundings": "",
    "stage": "Taking action",
    "confidence": 8,
    "daily_function": 8,
}


def test_each_factor_that_worries_is_a_need_with_question_answer_form_and_day(desk: Desk, client: ClientRow) -> None:
    worse: dict[str, Any] = {
        "withdrawal_risk": "High",
        "withdrawal_action": "Seen by Dr. Nair the same day.",
        "home": "No fixed home",
        "use_in_home": True,
        "support": 2,
        "stage": "Considering change",
        "craving_intensity": 8,
    }
    write(desk, "suitability", client, **worse)
    entry = desk.charts.last(client.id, "suitability")
    assert entry is not None
    found = {one.text: one for one in needs_found([entry], (), TODAY)}
    assert found["Risk of withdrawal"].evidence == (
        "Risk of withdrawal: High. CIWA-Ar 2, 24 Sep at 14:00. Seen by Dr. Nair the same day. "
        "Suitability screening, 24 Sep 2026."
    )
    assert found["Housing"].kind == "social"
    assert found["Little support for recovery"].evidence.startswith("Strength of support: 2 of 10.")
    assert {"Strong cravings", "Substance use in the home", "Ambivalence about change"} <= found.keys()


def test_what_worries_nobody_is_no_need(desk: Desk, client: ClientRow) -> None:
    write(desk, "suitability", client, **CALM)
    entry = desk.charts.last(client.id, "suitability")
    assert entry is not None
    assert needs_found([entry], (), TODAY) == []


def test_a_plan_is_asked_about_what_was_found_and_is_not_in_it(desk: Desk, client: ClientRow) -> None:
    for home, asked in (("No fixed home", True), ("Stable and supportive", False)):
        write(desk, "suitability", client, **{**CALM, "home": home, "entry_date": "2026-11-30"})
        draft = desk.drafts.start("treatment_plan", client_id=client.id)
        (prepared,) = desk.signing.prepare(draft.id)
        said = [one.text for one in prepared.findings if "neither a problem of this plan nor put off" in one.text]
        assert any("Housing (Suitability screening)" in one for one in said) is asked


def test_the_newest_entry_that_asked_decides(desk: Desk, client: ClientRow) -> None:
    admission = desk.charts.last(client.id, "admission")
    assert admission is not None
    assert "Substance use" in {one.text for one in needs_found([admission], (), TODAY)}
    write(desk, "suitability", client, **{**CALM, "entry_date": "2026-11-30"})
    later = desk.charts.last(client.id, "suitability")
    assert later is not None
    assert "Substance use" not in {one.text for one in needs_found([later, admission], (), TODAY)}


def test_what_was_found_in_an_earlier_stay_is_no_need_of_this_one(desk: Desk, client: ClientRow) -> None:
    write(desk, "suitability", client, home="No fixed home")
    found, state = desk.charts.last(client.id, "suitability"), desk.charts.state(client.id)
    assert found is not None
    (stay,) = state["episodes"]
    again = replace(stay, episode_id="again", admitted_on=date(2027, 1, 4))
    stays = [replace(stay, discharged_on=date(2026, 12, 9)), again]
    now, then = date(2027, 1, 5), date(2026, 12, 8)
    housing = [{one.text for one in needs_found([found], stays, on)} for on in (then, now)]
    assert ["Housing" in one for one in housing] == [True, False]
    screen = SimpleNamespace(on=then, level="High", form_id="phq9")
    both = {"episodes": stays, "safety": [screen], "diagnoses": (), "measures": ()}
    assert [[one.text for one in needs_of(both, on)] for on in (then, now)] == [["Safety"], []]


def test_needs_an_assessment_lists_are_offered_by_their_own_words_and_taken_over_by_one_press(
    window: PageWindow, desk: Desk, client: ClientRow
) -> None:
    write(desk, "biopsychosocial", client)
    draft = desk.drafts.start("treatment_plan", client_id=client.id)
    window.open_draft(draft.id)
    editor = window.page.chart.editor
    assert editor is not None
    form = editor.form
    assert isinstance(form, PlanEditor)
    outline = editor.findChild(OutlinePanel)
    assert isinstance(outline, OutlinePanel)
    assert {"Debts", "Effects of trauma", "Sleep trouble"} <= set(outline.offered())
    take = outline.findChild(QPushButton, "need.Debts")
    assert isinstance(take, QPushButton)
    take.click()
    taken = form.answers()["problems"][-1]
    assert taken["problem_text"] == "Debts"
    assert "Money: Debts." in taken["problem_evidence"]
    assert "Biopsychosocial" in taken["problem_evidence"]
    assert "Debts" not in outline.offered()
