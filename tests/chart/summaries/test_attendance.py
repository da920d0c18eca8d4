"""Sessions and hours in words and numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ehr_desk.chart.summaries import attendance, stay
from ehr_desk.chart.summaries.words import hours_words
from tests.chart.summaries.record import ADMITTED, Record, episode, full_stay, scope, session


def test_attendance_is_told_in_one_sentence_with_every_entry_behind_it() -> None:
    sentence = attendance.headline(scope(full_stay()))
    assert sentence.text == "The client attended 4 of 6 scheduled sessions (9 h 50 min)."
    assert sentence.entry_ids == ("e-s1", "e-s2", "e-s4", "e-s6", "e-s3", "e-s5")


def test_services_stand_in_a_table_most_hours_first() -> None:
    rows = attendance.service_rows(scope(full_stay()))
    assert [(row["service"], row["sessions"], row["minutes"]) for row in rows] == [
        ("Group", 3, 540),
        ("Individual", 1, 50),
    ]


def test_missed_sessions_say_how_many_were_excused_and_why() -> None:
    (sentence,) = attendance.missed(scope(full_stay()))
    assert sentence.text == "2 sessions were missed (6 h): 1 excused (illness) and 1 not excused (no contact)."


def test_one_missed_session_is_not_counted_twice() -> None:
    record = Record({"episodes": [episode()], "attendance": [session(date(2026, 9, 3), "e1", status="excused")]})
    (sentence,) = attendance.missed(scope(record))
    assert sentence.text == "1 session was missed (3 h): excused."


def test_the_note_names_the_planned_hours_and_the_last_session() -> None:
    text = attendance.note(scope(full_stay())).text
    planned = "The treatment plan calls for 9 hours a week, about 105 h in these 82 days; 9 h 50 min were attended."
    assert text.endswith(f"{planned} The last session attended was on 12 Nov 2026.")


def test_hours_attended_are_told_beside_those_that_the_program_plans_for_the_period() -> None:
    three_weeks = scope(full_stay(), period_from="2026-11-01", period_to="2026-11-21")
    assert attendance.planned_words(three_weeks) == "27 h at 9 h a week"
    (sentence,) = attendance.planned(three_weeks)
    assert sentence.text == (
        "The treatment plan calls for 9 hours a week, 27 h in these 21 days; 3 h 50 min were attended."
    )
    assert sentence.entry_ids == ("e-plan",)


def test_time_that_two_sessions_claim_is_counted_once_and_nobody_outside_is_told_of_it() -> None:
    day = date(2026, 9, 3)
    rows = [session(day, "e1"), replace(session(day, "e2"), service="individual", minutes=60, planned_minutes=60)]
    found = scope(Record({"episodes": [episode()], "attendance": rows}))
    assert attendance.headline(found).text == "The client attended 2 of 2 scheduled sessions (3 h)."
    assert attendance.hours(found) == ("3 h", "3 h", "0 min")
    assert [(row["service"], row["minutes"]) for row in attendance.service_rows(found)] == [
        ("Group", 180),
        ("Individual", 0),
    ]


def test_who_was_called_out_of_a_group_for_a_visit_has_the_whole_hours() -> None:
    day = date(2026, 9, 3)
    group = session(day, "e1")
    visit = replace(group, entry_id="e2", service="medication", start=group.start, minutes=30, planned_minutes=30)
    visit = replace(visit, end=f"{group.start[:3]}30")
    rows = [replace(group, minutes=150, planned_minutes=180), visit]
    found = scope(Record({"episodes": [episode()], "attendance": rows}))
    assert attendance.hours(found) == ("3 h", "3 h", "0 min")
    assert attendance.missed(found) == []


def test_hours_are_planned_only_for_the_days_of_the_stay() -> None:
    early = scope(full_stay(), period_from="2026-08-01", period_to="2026-09-07")
    assert attendance.planned_words(early) == "9 h at 9 h a week"
    left = full_stay().with_rows(episodes=[episode(discharged_on=date(2026, 9, 14))])
    assert attendance.planned_words(scope(left, period_from="2026-09-01", period_to="2026-11-21")) == (
        "18 h at 9 h a week"
    )
    nobody = Record({"episodes": [episode(planned_hours="")]})
    assert attendance.planned(scope(nobody)) == []
    assert attendance.planned_words(scope(nobody)) == ""


def test_a_period_counts_only_its_own_sessions() -> None:
    sentence = attendance.headline(scope(full_stay(), period_from="2026-11-01", period_to="2026-11-10"))
    assert sentence.text == "The client attended 1 of 2 scheduled sessions in this period (50 min)."
    assert sentence.entry_ids == ("e-s4", "e-s5")


def test_no_session_is_said_in_words() -> None:
    record = Record({"episodes": [episode()]})
    assert attendance.headline(scope(record)).text == "No session is recorded."
    period = scope(record, period_from="2026-11-01", period_to="2026-11-10")
    assert attendance.headline(period).text == "No session is recorded in this period."


def test_a_client_who_came_to_nothing_attended_none() -> None:
    record = Record({"episodes": [episode()], "attendance": [session(date(2026, 9, 3), "e1", status="no-show")]})
    assert attendance.headline(scope(record)).text == "The client attended none of 1 scheduled session."


def test_time_lost_by_leaving_early_is_missed_time_but_no_missed_session() -> None:
    left = session(date(2026, 9, 3), "e1", 120, status="left early")
    record = Record({"episodes": [episode()], "attendance": [replace_planned(left, 180)]})
    assert attendance.hours(scope(record)) == ("2 h", "3 h", "1 h")
    told = [sentence.text for sentence in attendance.missed(scope(record))]
    assert told == ["Coming late or leaving early cost 1 h of 1 attended session."]


def replace_planned(row, planned: int):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(row, planned_minutes=planned)


SESSIONS = st.lists(
    st.builds(
        lambda days, minutes, service, status: session(
            ADMITTED + timedelta(days=days), f"e-{days}-{service}", minutes, service=service, status=status
        ),
        days=st.integers(0, 80),
        minutes=st.integers(1, 240),
        service=st.sampled_from(["group", "individual", "family", "medication", "psychoeducation"]),
        status=st.sampled_from(["attended", "late", "left early", "excused", "no-show"]),
    ),
    max_size=40,
)


@given(SESSIONS)
def test_totals_equal_the_sum_of_their_parts(rows: list) -> None:  # type: ignore[type-arg]
    found = scope(Record({"episodes": [episode()], "attendance": rows}))
    total = attendance.attendance_of(found)
    services = total.services()
    assert sum(service.minutes for service in services) == total.minutes_attended
    assert sum(service.sessions for service in services) == len(total.attended)
    assert total.minutes_attended + total.minutes_missed == total.minutes_scheduled
    assert len(total.attended) + len(total.missed) == len(rows)
    told = (total.minutes_attended, total.minutes_scheduled, total.minutes_missed)
    assert attendance.hours(found) == tuple(hours_words(minutes) for minutes in told)
    table = attendance.service_rows(found)
    assert [row["minutes"] for row in table] == [service.minutes for service in services]


LEVELS = [
    {
        "level_of_care": level,
        "track": "Evening",
        "planned_hours": hours,
        "since": since,
        "reason": reason,
        "entry_id": entry,
    }
    for level, hours, since, reason, entry in (
        ("Intensive outpatient", "9", "2026-09-01", "", "e-admission"),
        ("Outpatient", "3", "2026-11-08", "Goals of this level reached", "e-step"),
    )
]


def test_hours_are_planned_by_the_level_in_force_until_a_plan_is_made_after_it() -> None:
    stepped = full_stay().with_rows(episodes=[episode(level_of_care="Outpatient", planned_hours="3", levels=LEVELS)])
    weeks = scope(stepped, period_from="2026-11-01", period_to="2026-11-21")
    assert attendance.planned_words(weeks) == "15 h at 9, then 3 h a week"
    (sentence,) = attendance.planned(weeks)
    assert sentence.text == (
        "Planned were 9 hours a week at first and 3 hours a week from 8 Nov 2026, 15 h in these 21 days; "
        "3 h 50 min were attended."
    )
    assert sentence.entry_ids == ("e-plan", "e-step")
    since = scope(stepped, period_from="2026-11-08", period_to="2026-11-21")
    assert attendance.planned(since)[0].text.startswith("The review of the level of care planned 3 hours a week, 6 h")
    (old,) = full_stay().rows("plan")
    renewed = stepped.with_rows(plan=[replace(old, adopted_on=date(2026, 11, 9), planned_hours="4")])
    assert attendance.planned_words(scope(renewed, period_from="2026-11-08", period_to="2026-11-21")) == (
        "8 h at 4 h a week"
    )


def test_the_levels_of_a_stay_are_told_with_days_terms_and_reasons() -> None:
    stepped = full_stay().with_rows(episodes=[episode(level_of_care="Outpatient", planned_hours="3", levels=LEVELS)])
    (sentence,) = stay.level_changes(scope(stepped))
    assert (sentence.text, sentence.entry_ids) == (
        "The level of care changed from intensive outpatient to outpatient on 8 Nov 2026 (evening track, 3 hours a "
        "week): goals of this level reached.",
        ("e-step",),
    )
    assert stay.level_changes(scope(stepped, period_from="2026-11-09", period_to="2026-11-21")) == []
    assert [(row["level"], row["since"], row["until"]) for row in stay.level_rows(scope(stepped))] == [
        ("Intensive outpatient", "2026-09-01", "2026-11-07"),
        ("Outpatient", "2026-11-08", ""),
    ]
    assert "to Riverbend IOP, intensive outpatient, evening track" in stay.admission(scope(stepped))[0].text
    assert stay.level_rows(scope(full_stay())) == [], "one level is told in the head"
