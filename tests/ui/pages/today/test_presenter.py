"""The day as lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.rows import DraftRow
from ehr_desk.chart.sessions.rows import PlannedSessionRow
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.chart.tasks.rows import CaseloadLine, NoteOwed, ReviewDue
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary
from ehr_desk.ui.pages.today import presenter
from ehr_desk.ui.pages.today.lines import GoTo, OpenChart, OpenDraft, StartNote
from ehr_desk.ui.pages.today.presenter import Day, Discharge

NOW = datetime(2026, 11, 21, 15, 0)
TODAY = NOW.date()
ME = StaffRow("s1", "dana", "Dana Whitlock", "therapist", "LPCC-S", "", False, False)


def client(number: int, primary: str = "s1") -> ClientRow:
    return ClientRow(
        f"c{number}", f"{number}", f"Name{number}", "A.", "", "", date(1990, 1, 1), "", "", "", "", primary
    )


def day(**changes: Any) -> Day:
    clients = {f"c{number}": client(number) for number in (1, 2, 3)}
    plain = Day(ME, NOW, clients, [], [], [], [], 0, {}, FormLibrary.load(forms_dir()).all())
    return replace(plain, **changes)


def session(hour: int, service: str = "individual", clients: tuple[str, ...] = ("c1",)) -> PlannedSessionRow:
    return PlannedSessionRow(f"p{hour}", datetime(2026, 11, 21, hour), 50, service, "", "s1", False, clients)


def owed(session_id: str, client_id: str = "c1", days: int = 0, service: str = "individual") -> NoteOwed:
    return NoteOwed(session_id, client_id, TODAY - timedelta(days=days), "10:00", service, "", 50, days)


def draft(session_id: str = "", form_id: str = "dap_note", client_id: str = "c1") -> DraftRow:
    at = "2026-11-21T14:10:00.000000Z"
    return DraftRow("d1", "s1", form_id, "", "Note", client_id, session_id, "original", "", "", (), {}, at, at, {})


def test_every_service_is_documented_with_its_form() -> None:
    forms = day().forms
    assert presenter.note_form(forms, "individual", "therapist") == "dap_note"
    for service in ("psychoeducation", "skills", "holistic activity", "peer support"):
        assert presenter.note_form(forms, service, "therapist") == "group_note"
    assert presenter.note_form(forms, "case conference", "case manager") == "case_conference"
    assert presenter.note_form(forms, "family", "case manager") == "family_session"
    assert presenter.note_form(forms, "medication", "psychiatrist") == "medication_visit"
    assert presenter.note_form(forms, "medication", "therapist") == ""


def test_a_session_that_ended_offers_its_note_with_one_key() -> None:
    lines = presenter.session_lines(day(sessions=[session(10)], owed=[owed("p10")]))
    assert lines[0].act == StartNote("dap_note", "c1", "p10")
    assert (lines[0].lead, lines[0].verb, lines[0].quiet) == ("10:00", "Write note", False)
    assert lines[0].more == ("Absent", StartNote("absence", "c1", "p10"))


def test_a_session_with_a_signed_note_says_so_and_one_with_a_draft_goes_on_with_it() -> None:
    lines = presenter.session_lines(day(sessions=[session(9), session(10)], owed=[owed("p10")], drafts=[draft("p10")]))
    assert (lines[0].chip, lines[0].act) == ("Signed", OpenChart("c1"))
    assert (lines[1].chip, lines[1].act) == ("Draft", OpenDraft("d1"))


def test_a_later_session_is_quiet_and_a_cancelled_one_is_gone() -> None:
    lines = presenter.session_lines(day(sessions=[session(17), replace(session(18), cancelled=True)]))
    assert [line.quiet for line in lines] == [True]


def test_a_group_is_one_line_for_everybody_expected() -> None:
    group = session(10, "group", ("c1", "c2", "c3"))
    notes = [owed("p10", each, service="group") for each in ("c1", "c2", "c3")]
    line = presenter.session_lines(day(sessions=[group], owed=notes))[0]
    assert line.act == StartNote("group_note", session_id="p10", attendees=("c1", "c2", "c3"))
    assert line.more is None
    assert "3 clients" in line.sub


def test_notes_of_earlier_days_are_listed_with_their_age() -> None:
    lines = presenter.owed_lines(day(owed=[owed("p1", days=5), owed("p2", "c2", days=1), owed("p3", days=0)]))
    assert [(line.chip, line.tone) for line in lines] == [("5 days", "danger"), ("1 day", "warning")]
    assert lines[1].sub.startswith("Yesterday")


def test_reviews_are_those_of_my_clients() -> None:
    others = {"c1": client(1), "c2": client(2, primary="s9")}
    due = [ReviewDue("c1", "review", TODAY, 0), ReviewDue("c2", "plan", TODAY, 0)]
    assert [line.text for line in presenter.review_lines(day(clients=others, reviews=due))] == ["Name1, A."]
    supervisor = replace(ME, role="supervisor")
    assert len(presenter.review_lines(day(me=supervisor, clients=others, reviews=due))) == 2


def test_a_review_already_begun_goes_on_with_its_draft() -> None:
    due = [ReviewDue("c1", "review", TODAY, -2)]
    line = presenter.review_lines(day(reviews=due, drafts=[draft(form_id="plan_review")]))[0]
    assert (line.act, line.verb, line.chip) == (OpenDraft("d1"), "Continue", "2 d late")


def test_what_stands_out_among_my_clients_needs_a_look() -> None:
    lines = {
        "c1": CaseloadLine("Evening track · safety screen positive", "Safety", "danger", True),
        "c2": CaseloadLine("Evening track", "1 due", "warning", True),
    }
    assert [line.text for line in presenter.attention_lines(day(caseload=lines))] == ["Name1, A."]


def test_a_co_signer_is_told_how_many_entries_wait() -> None:
    assert presenter.cosign_lines(day()) == []
    line = presenter.cosign_lines(day(cosign=3))[0]
    assert (line.text, line.act) == ("3 entries wait for your co-signature", GoTo("to_sign"))


def test_a_case_manager_sees_discharges_and_aftercare() -> None:
    lines = {
        "c1": CaseloadLine("Aftercare · discharged 10 days ago", "", "", False),
        "c2": CaseloadLine("Aftercare · 30-day call due", "Call", "info", False),
        "c3": CaseloadLine("Discharged", "", "", False),
    }
    found = day(
        caseload=lines,
        discharges=[Discharge("c1", TODAY + timedelta(days=9)), Discharge("c3", TODAY - timedelta(days=1))],
    )
    assert [line.text for line in presenter.aftercare_lines(found)] == ["Name2, A.", "Name1, A."]
    assert [line.chip for line in presenter.discharge_lines(found)] == ["Overdue", "30 Nov"]
