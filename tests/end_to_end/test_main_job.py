"""The main job through the window, from the unlock screen: three people at one desk take a client from an empty chart
to a signed discharge summary that is handed out.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from ehr_desk.ui.dialogs.release import ReleaseDialog
from ehr_desk.ui.pages.documents.handing_out import HandingOut
from ehr_desk.ui.pages.documents.tab import DocumentsTab
from tests.clinical_forms.filled import told
from tests.end_to_end.hands import Hands
from tests.support.clinic import TestClinic, add_client

BY_THE_THERAPIST = (
    "admission",
    "phq9",
    "treatment_plan",
    "dap_note",
    "consent",
    "family_session",
    "dual_diagnosis_note",
    "absence",
    "plan_review",
)
_ON_THE_DAY = ("copies_on", "client_signed_on", "copy_given_on")
BY_THE_CASE_MANAGER = ("progress_summary", "discharge_summary", "aftercare_plan")


def sit_down(hands: Hands, who: str, client_id: str) -> None:
    hands.unlock(who)
    hands.view.open_chart(client_id)
    hands.wait(lambda: hands.caseload.chart.chart is not None)


def write(hands: Hands, form_id: str, who: str) -> None:
    """Choose a form, answer it, sign it. What the record put together in a summary stands."""
    editor = hands.new_note(form_id)
    answers, there = told(form_id), editor.form.answers()
    if form_id in BY_THE_CASE_MANAGER:
        answers = {name: answer for name, answer in answers.items() if there.get(name) in (None, "", [])}
        # Signed and given on the day of this test, which is before that of the filled examples.
        answers |= {name: there["entry_date"] for name in _ON_THE_DAY if name in answers}
    hands.fill(editor.form, answers)
    if "followup" in answers:
        # What the instructions say of appointments follows the ones that were just added.
        editor.assemble()
        hands.wait(
            lambda: "listed under Follow-up" in str(editor.form.answers().get("instructions", "listed under Follow-up"))
        )
    editor.setFocus()
    editor.sign()
    hands.sign(who)
    hands.wait(lambda: hands.caseload.chart.editor is None)


def hand_out(hands: Hands, document_id: str, recipient: str, folder: Path) -> Path:
    """Give a paper to the client themselves, as a file."""
    hands.caseload.chart.open(hands.caseload.chart.client_id, "documents")
    tab = hands.caseload.chart.center.currentWidget()
    assert isinstance(tab, DocumentsTab)
    tab.out = HandingOut(hands.view, tab, folder=lambda _parent: str(folder))
    tab.show_document(document_id)
    hands.wait(lambda: (info := tab.current()) is not None and info.document_id == document_id)
    hands.wait(tab.hand_out.isEnabled)
    tab.start_release("save")
    dialog = hands.dialog(ReleaseDialog)
    given = {"recipient": recipient, "recipient_kind": "client", "purpose": "Copy", "basis": "client access"}
    dialog.fill(given)
    dialog.edited.emit(dialog.answers())
    hands.wait(dialog.go.isEnabled)
    dialog.go.click()
    hands.wait(lambda: not hands.open_dialogs())
    (file,) = folder.glob("*.pdf")
    return file


def test_three_people_take_a_client_from_admission_to_a_discharge_summary_that_is_handed_out(
    clinic: TestClinic, hands: Hands, tmp_path: Path
) -> None:
    alone = clinic.desk("therapist")
    client = add_client(alone)
    alone.lock()
    sit_down(hands, "therapist", client.id)
    for form_id in BY_THE_THERAPIST:
        write(hands, form_id, "therapist")
    hands.lock()
    sit_down(hands, "psychiatrist", client.id)
    write(hands, "medication_visit", "psychiatrist")
    hands.lock()
    sit_down(hands, "case manager", client.id)
    for form_id in BY_THE_CASE_MANAGER:
        write(hands, form_id, "case manager")

    desk = hands.view.desk
    written = {one.form_id: one for one in desk.charts.timeline(client.id)}
    assert set(written) == {*BY_THE_THERAPIST, "medication_visit", *BY_THE_CASE_MANAGER}
    state = desk.charts.state(client.id)
    assert state["episodes"][0].discharged_on is not None
    assert state["medications"]
    assert desk.drafts.mine() == []
    goal = tmp_path / "out"
    goal.mkdir()
    file = hand_out(hands, written["discharge_summary"].document_id, client.name, goal)
    assert client.family_name not in file.name
    told_of_it = subprocess.run(["pdfsig", file], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told_of_it
    assert desk.verify(file.read_bytes()).exit_code == 0
    assert desk.check().sound
