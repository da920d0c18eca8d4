"""A group note in two parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from ehr_desk.chart.entries.rows import Prepared
from ehr_desk.chart.sessions.rows import AttendanceRow, PlannedSessionRow
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import Finding, load_form
from ehr_desk.ui.pages.groups import presenter
from ehr_desk.ui.pages.groups.marks import Responding, marks

FORM = load_form(forms_dir() / "group_note.toml")
LONG = "Spoke about the delay plan and how it held through the weekend."


def test_what_was_filled_in_for_attendees_goes_to_each_of_them() -> None:
    answers = {"shared": {"topic": "Delay", "minutes": 90}, "clients": {"c1": {"minutes": 45}, "c2": {}}}
    shared, clients = presenter.split(FORM, answers, ["c1", "c2"])
    assert shared == {"topic": "Delay"}
    assert clients == {"c1": {"minutes": 45}, "c2": {"minutes": 90}}


def attending(**texts: str) -> dict[str, Responding]:
    names = {"c1": "Ana One", "c2": "Ben Two", "c3": "Cleo Three"}
    return {
        who: Responding(names[who], {"attended": "present", "response": text}, (names[who],))
        for who, text in texts.items()
    }


def test_a_response_is_marked_with_the_text_it_is_closest_to() -> None:
    found = marks(FORM, attending(c1=LONG, c2=f"{LONG} ", c3="Quiet today."))
    assert {client: mark.words for client, mark in found.items()} == {"c1": "Same as Ben Two", "c2": "Same as Ana One"}
    week = LONG.replace("weekend", "week")
    (mark,) = marks(FORM, {"c1": replace(attending(c1=LONG)["c1"], last=[week])}).values()
    assert mark.words.endswith("% like last time")
    assert (mark.text, mark.other) == (LONG, week)


def test_a_response_is_held_against_several_notes_back_as_before_signing() -> None:
    own = replace(attending(c1=LONG)["c1"], last=["Another text about something else.", LONG])
    (mark,) = marks(FORM, {"c1": own}).values()
    assert mark.words == "Same as an earlier note"
    absent = replace(own, answers={"attended": "no-show", "response": LONG})
    assert marks(FORM, {"c1": absent}) == {}  # what is hidden is not signed


def test_groups_to_come_stand_above_those_that_were_held() -> None:
    today = date(2026, 11, 18)

    def group(days: int, state: str) -> presenter.GroupSession:
        at = datetime(2026, 11, 18, 9, 0) + timedelta(days=days)
        session = PlannedSessionRow(f"p{days}", at, 60, "group", f"Day {days}", "dana", False, ("c1",))
        return presenter.GroupSession(session, state, "", "Dana", True, days < 0, ())

    sessions = [group(2, "planned"), group(-2, "signed"), group(0, "planned"), group(-1, "signed"), group(-3, "owed")]
    found = sorted(sessions, key=lambda one: presenter.place_of(one, today))
    assert [one.session.title for one in found] == ["Day -3", "Day 0", "Day 2", "Day -1", "Day -2"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Attended, 3 h"),
        ({"status": "late", "minutes": 150}, "Late, 2 h 30 of 3 h"),
        ({"status": "excused", "minutes": 0, "reason": "Called ahead"}, "Excused: called ahead"),
        ({"status": "no-show", "minutes": 0}, "No-show"),
    ],
)
def test_what_a_signed_note_says_of_a_client_is_said_in_words(changes: dict[str, Any], words: str) -> None:
    day = date(2026, 11, 18)
    row = AttendanceRow(day, "group", "", "09:00", "12:00", 180, 180, "In person", "attended", "", "p1", "e1")
    assert presenter.attendance_words(replace(row, **changes)) == words


def test_short_answers_are_marked_only_where_they_are_the_same() -> None:
    short = attending(c1="Listened well.", c2="Listened a bit.")
    assert marks(FORM, {**short, "c1": replace(short["c1"], last=["Listened, spoke."])}) == {}


def test_findings_of_the_session_are_told_once_and_those_of_a_client_by_name() -> None:
    topic, response = Finding("must", "topic", "Topic is missing."), Finding("must", "response", "Response is missing.")
    prepared = [
        Prepared("d", "c1", "Ana One", "Group note", [topic, response], (), False, ""),
        Prepared("d", "c2", "Ben Two", "Group note", [topic], (), False, ""),
    ]
    found = presenter.messages(FORM, prepared)
    assert [(one.text, one.target) for one in found] == [
        ("Topic is missing.", "/topic"),
        ("Ana One: Response is missing.", "c1/response"),
    ]


def test_the_first_answer_of_attendance_is_present() -> None:
    assert presenter.present_value(FORM) == ("attended", "present")
