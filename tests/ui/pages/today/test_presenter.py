"""The day as lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ehr_desk.chart.access.rows import EmergencyRow
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.rows import DraftRow, EntryRow
from ehr_desk.chart.sessions.program import Claim, Clash, Overlap
from ehr_desk.chart.sessions.rows import AttendanceRow, PlannedSessionRow
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.chart.tasks.caseload import AFTERCARE
from ehr_desk.chart.tasks.rows import (
    Alert,
    CaseloadLine,
    CosignDue,
    DischargeExpected,
    LevelDue,
    Missed,
    NoteOwed,
    ReviewDue,
)
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary
from ehr_desk.ui.pages.today import levels, presenter, sessions, standing_out, supervising
from ehr_desk.ui.pages.today.lines import GoTo, OpenChart, OpenDraft, PlanMakeUp, StartNote, TakeBackMakeUp
from ehr_desk.ui.pages.today.overlaps import overlap_words
from ehr_desk.ui.pages.today.presenter import Day

NOW = datetime(2026, 11, 21, 15, 0)
TODAY = NOW.date()
ME = StaffRow("s1", "dana", "Dana Whitlock", "therapist", "LPCC-S", "", False, False)


def client(number: int, primary: str = "s1") -> ClientRow:
    return ClientRow(
        f"c{number}", f"{number}", f"Name{number}", "A.", "", "", date(1990, 1, 1), "", "", "", "", primary
    )


def day(**changes: Any) -> Day:
    clients = {f"c{number}": client(number) for number in (1, 2, 3)}
    plain = Day(ME, NOW, clients, [], [], [], [], [], {}, FormLibrary.load(forms_dir()).all())
    return replace(plain, **changes)


def session(hour: int, service: str = "individual", clients: tuple[str, ...] = ("c1",)) -> PlannedSessionRow:
    return PlannedSessionRow(f"p{hour}", datetime(2026, 11, 21, hour), 50, service, "", "s1", False, clients)


def owed(session_id: str, client_id: str = "c1", days: int = 0, service: str = "individual") -> NoteOwed:
    on = TODAY - timedelta(days=days)
    return NoteOwed(session_id, client_id, on, "10:00", service, "", 50, days, on + timedelta(days=3))


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


def test_peer_support_with_one_client_opens_the_note_of_a_talk_of_two() -> None:
    alone, meeting = session(10, "peer support"), session(11, "peer support", ("c1", "c2"))
    first, second = sessions.session_lines(day(sessions=[alone, meeting], owed=[owed("p10"), owed("p11")]))
    assert (first.text, first.act) == ("Name1, A.", StartNote("peer_support_note", "c1", "p10"))
    assert first.sub.startswith("Peer support, one to one")
    assert isinstance(second.act, StartNote)
    assert second.act.form_id == "group_note"
    late = [replace(owed("p9", days=1, service="peer support"), expected=number) for number in (1, 4)]
    acts = [sessions.owed_lines(day(owed=[one]))[0].act for one in late]
    assert [one.form_id for one in acts if isinstance(one, StartNote)] == ["peer_support_note", "group_note"]


def test_a_session_that_ended_offers_its_note_with_one_key() -> None:
    lines = sessions.session_lines(day(sessions=[session(10)], owed=[owed("p10")]))
    assert lines[0].act == StartNote("dap_note", "c1", "p10")
    assert (lines[0].lead, lines[0].verb, lines[0].quiet) == ("10:00", "Write note", False)
    assert lines[0].more == ("Absent", StartNote("absence", "c1", "p10"))


def test_a_group_led_with_somebody_who_owes_its_note_is_quiet_and_says_with_whom() -> None:
    shared = replace(session(10, "group"), staff_id="s2", co_staff_id="s1", title="Evening")
    (line,) = sessions.session_lines(day(sessions=[shared], people={"s2": "Toby Marsh"}))
    assert (line.act, line.verb, line.quiet, line.chip) == (GoTo("groups"), "Open", True, "")
    assert line.sub.endswith("co-facilitator, with Toby Marsh")


def test_a_case_conference_offers_no_absence() -> None:
    (line,) = sessions.session_lines(day(sessions=[session(10, "case conference")], owed=[owed("p10")]))
    assert (line.act, line.more) == (StartNote("case_conference", "c1", "p10"), None)


def test_a_session_with_a_signed_note_says_so_and_one_with_a_draft_goes_on_with_it() -> None:
    lines = sessions.session_lines(day(sessions=[session(9), session(10)], owed=[owed("p10")], drafts=[draft("p10")]))
    assert (lines[0].chip, lines[0].act) == ("Signed", OpenChart("c1"))
    assert (lines[1].chip, lines[1].act) == ("Draft", OpenDraft("d1"))


def test_a_session_that_was_held_earlier_than_planned_is_signed_before_its_planned_end() -> None:
    later = session(17)
    (line,) = sessions.session_lines(replace(day(sessions=[later]), documented=frozenset({later.id})))
    assert (line.chip, line.act, line.more) == ("Signed", OpenChart("c1"), None)


def test_a_later_session_is_quiet_and_a_cancelled_one_is_gone() -> None:
    lines = sessions.session_lines(day(sessions=[session(17), replace(session(18), cancelled=True)]))
    assert [line.quiet for line in lines] == [True]


def test_a_group_is_one_line_for_everybody_expected() -> None:
    group = session(10, "group", ("c1", "c2", "c3"))
    notes = [owed("p10", each, service="group") for each in ("c1", "c2", "c3")]
    line = sessions.session_lines(day(sessions=[group], owed=notes))[0]
    assert line.act == StartNote("group_note", session_id="p10", attendees=("c1", "c2", "c3"))
    assert line.more is None
    assert "3 clients" in line.sub


def test_notes_of_earlier_days_are_listed_with_their_age() -> None:
    lines = sessions.owed_lines(day(owed=[owed("p1", days=5), owed("p2", "c2", days=1), owed("p3", days=0)]))
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


def test_a_step_that_waits_is_one_key_from_its_review_and_a_roster_from_the_clients_week() -> None:
    step = LevelDue("c1", "step", "review", "Step down decided yesterday, no change of level recorded", TODAY)
    roster = LevelDue("c2", "roster", "warning", "Still in groups of intensive outpatient", date(2026, 11, 23))
    theirs = replace(roster, client_id="c9")
    first, second = levels.level_lines(day(levels=[step, roster, theirs]))
    assert (first.act, first.verb, first.chip) == (StartNote("level_of_care_change", "c1"), "Review", "Decided")
    assert (second.act, second.verb) == (GoTo("week", "client.c2@2026-11-23"), "Roster")
    (ahead,) = levels.level_lines(day(levels=[replace(roster, on=date(2026, 12, 1), ahead=True)]))
    assert (second.chip, second.tone) == ("Former level", "warning")
    assert (ahead.chip, ahead.tone) == ("Level from 1 Dec", "review")
    assert levels.client_of("client.c2@2026-11-23") == ("c2", date(2026, 11, 23))
    assert levels.client_of("hours") is None
    begun = draft(form_id="level_of_care_change")
    assert levels.level_lines(day(levels=[step], drafts=[begun]))[0].act == OpenDraft("d1")


def test_a_plan_with_the_hours_before_leads_its_author_to_the_review_and_then_to_a_new_version() -> None:
    due = LevelDue("c9", "plan", "review", "The plan names 9 hours a week", TODAY, entry_id="e-plan", author_id=ME.id)
    (line,) = levels.level_lines(day(levels=[due, replace(due, author_id="s9")]))
    assert (line.act, line.verb, line.chip) == (StartNote("plan_review", "c9"), "Review", "Plan")
    (line,) = levels.level_lines(day(levels=[replace(due, kind="version")]))
    assert (line.act, line.verb) == (StartNote("treatment_plan", "c9"), "New version")


def test_sessions_stand_by_track_and_the_tracks_are_named_where_there_are_several() -> None:
    evening = replace(session(18, "group", ("c1", "c2")), track="Evening")
    early = replace(session(8), track="Afternoon")
    lines = sessions.session_lines(day(sessions=[early, session(9), evening]))
    assert [(line.heading, line.lead) for line in lines] == [
        ("Morning", "09:00"),
        ("Afternoon", "08:00"),
        ("Evening", "18:00"),
    ]
    assert [line.heading for line in sessions.session_lines(day(sessions=[session(9), session(10)]))] == ["", ""]


MISSED = "Evening group, missed on 20 Nov 2026 at 17:30"


def missed(contact: str = "", makeup: PlannedSessionRow | None = None, client_id: str = "c1") -> Missed:
    row = AttendanceRow(
        TODAY - timedelta(days=1), "group", "Evening group", "17:30", "20:30", 0, 180, "", "no-show", "", "p1", "e1"
    )
    return Missed(client_id, replace(row, contact=contact), makeup)


def test_who_missed_is_called_with_one_key_and_offered_a_make_up_session() -> None:
    line = standing_out.missed_lines(day(missed=[missed()]))[0]
    assert (line.act, line.verb, line.chip) == (StartNote("absence", "c1", "p1"), "Record call", "Not called")
    assert line.more == ("Make-up", PlanMakeUp("c1", "e1", "group", "Evening group", 180, MISSED))
    assert line.sub == "Yesterday 17:30 · Evening group · no-show"


def test_whoever_was_reached_stands_below_with_the_make_up_session() -> None:
    planned = session(16)
    found = [missed("Reached by phone", planned), missed("Not reached", client_id="c2")]
    lines = standing_out.missed_lines(day(missed=found))
    assert [line.chip for line in lines] == ["Not reached", "Reached"]
    assert lines[1].act == OpenChart("c1")
    assert lines[1].more is not None
    assert (lines[1].more[0], lines[1].more[1]) == (
        "Take back",
        TakeBackMakeUp(planned.id, "c1", "Evening group, 21 Nov 16:00"),
    )
    assert "make-up 21 Nov" in lines[1].sub


def test_who_missed_a_session_of_mine_is_told_whoevers_client_it_is() -> None:
    others = {"c1": client(1), "c2": client(2, primary="s9")}
    elsewhere = missed(client_id="c2")
    assert standing_out.missed_lines(day(clients=others, missed=[elsewhere])) == []
    lines = standing_out.missed_lines(day(clients=others, missed=[replace(elsewhere, mine=True)]))
    assert [line.text for line in lines] == ["Name2, A."]


def test_alerts_of_those_i_see_today_are_told_whoevers_clients_they_are() -> None:
    others = {"c1": client(1), "c2": client(2, primary="s9")}
    found = [Alert("c2", "warning", "PHQ-9 is 7 points worse: 16 on 20 Nov 2026.", "Score", "e2")]
    assert standing_out.alert_lines(day(clients=others, alerts=found)) == []
    group = session(18, "group", ("c1", "c2"))
    assert len(standing_out.alert_lines(day(clients=others, alerts=found, sessions=[group]))) == 1


def test_a_danger_to_somebody_who_is_nobodys_client_yet_concerns_everybody_and_leads_to_the_entry() -> None:
    told = "Safety: risk judged high on 20 Nov 2026."
    found = [Alert("c2", "danger", told, "Safety", "e1", "safety"), Alert("c2", "warning", "Worse.", "Score", "e2")]
    clients = {"c1": client(1), "c2": client(2, primary="")}
    (line,) = standing_out.alert_lines(day(clients=clients, alerts=found))
    assert line.act == OpenChart("c2", "timeline")


def test_alerts_are_those_of_my_clients() -> None:
    others = {"c1": client(1), "c2": client(2, primary="s9")}
    found = [
        Alert("c1", "danger", "Safety: risk judged high on 20 Nov 2026.", "Safety", "e1"),
        Alert("c2", "warning", "PHQ-9 is 7 points worse: 16 on 20 Nov 2026.", "Score", "e2"),
    ]
    line = standing_out.alert_lines(day(clients=others, alerts=found))[0]
    assert (line.text, line.tone, line.more) == ("Name1, A.", "danger", ("Screen", StartNote("safety_screen", "c1")))
    assert len(standing_out.alert_lines(day(clients=others, alerts=found))) == 1
    supervisor = replace(ME, role="supervisor")
    assert len(standing_out.alert_lines(day(me=supervisor, clients=others, alerts=found))) == 2


def test_whoever_is_in_two_sessions_is_named() -> None:
    other = Claim("Evening group", "17:30", 180, "s1", ("c1",))
    overlap = Overlap([Clash("s1", True, other), *(Clash(f"c{at}", False, other) for at in range(5))])
    words = overlap_words(overlap, lambda one: one.upper())
    assert words.startswith("S1 leads Evening group (17:30–20:30). C0 is in Evening group (17:30–20:30).")
    assert words.endswith("And 2 more.")


def test_a_co_signer_sees_what_waits_with_its_age() -> None:
    assert supervising.cosign_lines(day()) == []
    what = ("e1", "c1", "", "", "dap_note", "Individual note (DAP)", "note", TODAY, "10:00", "s3", "Toby Marsh")
    entry = EntryRow(*what, "", "2026-11-16T10:00:00.000000Z", 1, 1, "signed", False, "", "")
    due = CosignDue(TODAY - timedelta(days=5), TODAY - timedelta(days=2))
    (line,) = supervising.cosign_lines(day(cosign=[(entry, due)]))
    assert (line.text, line.act, line.chip, line.tone) == ("Name1, A.", GoTo("to_sign"), "2 days late", "danger")
    assert line.sub == "Individual note (DAP) · Toby Marsh · today · due 19 Nov 2026"


def test_emergency_access_waits_for_its_review_where_the_review_is_written() -> None:
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    one = EmergencyRow("m1", "c2", "s2", "Called from the hospital.", at, at + timedelta(hours=4))
    (line,) = supervising.emergency_lines(day(emergencies=[one], people={"s2": "Cory Lindqvist"}, zone=UTC))
    assert (line.text, line.act, line.chip) == ("Name2, A.", GoTo("audit", "emergency"), "1 day")
    assert line.sub == "Cory Lindqvist: Called from the hospital."


def test_a_case_manager_sees_discharges_and_aftercare() -> None:
    lines = {
        "c1": CaseloadLine("Aftercare · discharged 10 days ago", "", "", False, AFTERCARE),
        "c2": CaseloadLine("Aftercare · 30-day call due", "Call", "info", False, AFTERCARE),
        "c3": CaseloadLine("Discharged", "", "", False),
    }
    found = day(
        caseload=lines,
        discharges=[
            DischargeExpected("c1", TODAY + timedelta(days=9)),
            DischargeExpected("c3", TODAY - timedelta(days=1)),
        ],
    )
    assert [line.text for line in presenter.aftercare_lines(found)] == ["Name2, A.", "Name1, A."]
    unsafe = CaseloadLine("Safety event today · aftercare", "Safety", "danger", False, AFTERCARE)
    (first, *_) = presenter.aftercare_lines(day(caseload={**lines, "c1": unsafe}))
    assert (first.text, first.tone, first.quiet) == ("Name1, A.", "danger", False)
    assert [line.chip for line in presenter.discharge_lines(found)] == ["Overdue", "30 Nov"]
