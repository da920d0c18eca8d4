"""From the unlock screen to a client's first signed entries, with keyboard and mouse."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ehr_desk.ui.pages.editor.page import EditorPane
from ehr_desk.ui.pages.today.page import TodayPage
from tests.clinical_forms.filled import ADMISSION, DAP_NOTE, TREATMENT_PLAN
from tests.end_to_end.hands import Hands

CTRL = Qt.KeyboardModifier.ControlModifier
TODAY = "2026-11-21"


def dated(answers: dict[str, Any], **days: str) -> dict[str, Any]:
    return {**answers, **days}


def sign_draft(hands: Hands, editor: EditorPane, who: str = "therapist") -> None:
    editor.setFocus()
    editor.sign()
    hands.sign(who)
    hands.wait(lambda: hands.caseload.chart.editor is None)


def test_a_therapist_admits_a_client_writes_the_plan_and_signs_a_note(hands: Hands) -> None:
    hands.unlock("therapist")
    today = hands.view.page("today")
    assert isinstance(today, TodayPage)
    hands.wait(today.empty.isVisible)
    assert today.empty.text.text().startswith("No clients yet")
    assert today.empty.button.text() == "Admit the first client"
    today.empty.button.click()
    hands.type_into("facts.given_name", "Marisol")
    hands.type_into("facts.family_name", "Vega-Ortiz")
    hands.type_into("facts.date_of_birth", "1991-03-14")
    hands.press("facts.save")
    hands.wait(lambda: hands.caseload.chart.chart is not None)
    client_id = hands.caseload.chart.client_id

    admission = hands.new_note("admission")
    hands.fill(admission.form, dated(ADMISSION, entry_date=TODAY, admitted_on="2026-11-16"))
    sign_draft(hands, admission)
    assert hands.window.focusWidget() is hands.caseload.chart.new_button

    plan = hands.new_note("treatment_plan")
    hands.fill(plan.form, dated(TREATMENT_PLAN, entry_date=TODAY, next_review_on="2026-12-19"))
    sign_draft(hands, plan)

    note = hands.new_note("dap_note")
    hands.fill(note.form, dated(DAP_NOTE, session_date=TODAY))
    typed = "Came on time and spoke about the weekend."
    data = note.form.field("data").stops()[0]
    data.setFocus()
    QTest.keyClicks(data, typed)
    hands.wait(lambda: note.mark.text().startswith("Saved"))
    sign_draft(hands, note)

    desk = hands.window.desk
    assert desk is not None
    assert {one.form_id for one in desk.charts.timeline(client_id)} == {"dap_note", "treatment_plan", "admission"}
    state = desk.charts.state(client_id)
    assert state["episodes"][0].admitted_on == date(2026, 11, 16)
    assert state["plan"][0].version == 1
    last = desk.charts.last(client_id, "dap_note")
    assert last is not None
    assert typed in last.content.body["answers"]["data"]
    assert desk.drafts.mine() == []
    assert "Vega" not in hands.window.windowTitle()
