"""What a summary says, sentence by sentence, of an invented stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ehr_desk.chart.allergies.rows import AllergyStatusRow
from ehr_desk.chart.measures.rows import UseRow
from ehr_desk.chart.plans.rows import ProgressRow
from ehr_desk.chart.summaries import assemble, measures, medications, objectives, reports, stay
from tests.chart.summaries.record import ADMITTED, Record, episode, full_stay, medication, objective, plan, scope

OCTOBER = {"period_from": "2026-10-01", "period_to": "2026-10-31"}


def texts(sentences) -> list[str]:  # type: ignore[no-untyped-def]
    return [sentence.text for sentence in sentences]


def test_the_reason_for_admission_comes_from_the_admission_entry() -> None:
    passage = assemble.reason_for_admission(scope(full_stay()))
    assert texts(passage.sentences) == [
        "The client was admitted on 1 Sep 2026 to Riverbend IOP, intensive outpatient, evening track.",
        "Referred by: self or family.",
        "Asked for help after a drunk driving arrest. Wants to keep the job.",
    ]
    assert {sentence.entry_ids for sentence in passage.sentences} == {("e-admission",)}


def test_objectives_are_told_by_their_numbers_and_the_table_has_their_course() -> None:
    found = scope(full_stay())
    assert objectives.headline(found).text == "1 of 2 objectives is met (1.1) and 1 is still open (2.1)."
    assert set(objectives.headline(found).entry_ids) >= {"e-s6"}
    first = objectives.rows(found)[0]
    assert (first["start"], first["now"], first["evidence"]) == ("0 of 4 weeks", "Met, 12 Nov 2026", "4 weeks running")


def test_an_objective_met_after_the_period_still_continues_in_it() -> None:
    then = full_stay().with_rows(objectives=[objective("o1", "1.1", "Delay"), objective("o2", "2.1", "PHQ-9 below 10")])
    record = Record(full_stay().state, {date(2026, 9, 30): then})
    found = scope(record, period_from="2026-09-01", period_to="2026-09-30")
    assert objectives.headline(found).text == "Both objectives of the plan continue."
    first = objectives.rows(found)[0]
    assert first["outcome"] == "Continues"
    assert first["now"] == "Some progress, 8 Sep 2026"
    assert first["evidence"] == "2 of 4 weeks."


def test_a_review_that_lets_an_objective_continue_is_told_as_a_review() -> None:
    review = ProgressRow("o2", date(2026, 11, 18), "continue", "Halved", "e-review", "Dana Whitlock")
    record = full_stay()
    record.state["objective_progress"].append(review)
    record.state["objectives"][1] = objective("o2", "2.1", "PHQ-9 below 10", baseline="17", now="11")
    row = objectives.rows(scope(record))[1]
    assert row["now"] == "11 (review of 18 Nov 2026)"
    assert (row["objective"], row["target"]) == (
        "2.1 PHQ-9 below 10. Measured by: weeks.",
        "4 of 4 weeks by 15 Dec 2026",
    )
    assert row["outcome"] == "Still open"


def test_a_plan_adopted_after_the_period_is_not_in_it() -> None:
    then = full_stay().with_rows(plan=[], objectives=[])
    found = scope(Record(full_stay().state, {date(2026, 10, 31): then}), **OCTOBER)
    assert objectives.headline(found).text == "No treatment plan is recorded."
    assert objectives.rows(found) == []


def test_measures_go_from_first_to_last() -> None:
    assert texts(measures.told_all(scope(full_stay()))) == [
        "PHQ-9 went from 17 (moderately severe) on 2 Sep 2026 to 6 (mild) on 17 Nov 2026, 11 points lower."
    ]
    assert texts(measures.told_all(scope(full_stay(), **OCTOBER))) == ["PHQ-9 was 11 (moderate) on 20 Oct 2026."]
    assert measures.rows(scope(full_stay())) == [
        {
            "measure": "PHQ-9",
            "first": "17",
            "first_on": "2026-09-02",
            "last": "6",
            "last_on": "2026-11-17",
            "change": "-11",
            "band": "Mild",
        }
    ]
    assert [row["value"] for row in measures.point_rows(scope(full_stay()))] == ["17", "11", "6"]


def test_the_course_names_what_was_changed_and_the_table_when_and_why() -> None:
    told = medications.course_sentence(scope(full_stay()))
    assert told.text == "Sertraline was started and changed; hydroxyzine was started and stopped."
    assert told.entry_ids
    assert [(row["on"], row["change"], row["reason"]) for row in medications.change_rows(scope(full_stay()))] == [
        ("2026-09-10", "Started at 50 mg every morning", ""),
        ("2026-09-10", "Started at 25 mg at bedtime", ""),
        ("2026-10-01", "Stopped", "Drowsy by day"),
        ("2026-11-05", "Changed from 50 mg every morning to 100 mg every morning", "Partial response"),
    ]
    quiet = scope(full_stay(), period_from="2026-10-10", period_to="2026-10-20")
    text = "No medication was started, changed or stopped in this period."
    assert medications.course_sentence(quiet).text == text


def test_the_medication_list_is_that_of_the_last_day() -> None:
    now = medications.list_sentence(scope(full_stay()))
    assert now.text == "The medication list on 21 Nov 2026: sertraline 100 mg by mouth every morning."
    assert now.entry_ids == ("e-visit2",)
    october = full_stay().with_rows(
        medications=[medication("m1", "sertraline", dose="50")],
        medication_changes=[row for row in full_stay().rows("medication_changes") if row.on <= date(2026, 10, 31)],
    )
    then = medications.list_sentence(scope(Record(full_stay().state, {date(2026, 10, 31): october}), **OCTOBER))
    assert then.text == "The medication list on 31 Oct 2026: sertraline 50 mg by mouth every morning."
    assert then.entry_ids == ("e-visit1",)


def test_the_medication_table_keeps_what_was_stopped_in_the_stay() -> None:
    rows = medications.rows(scope(full_stay()))
    assert [(row["medication"], row["status"]) for row in rows] == [
        ("sertraline, tablet", "Active"),
        ("hydroxyzine, tablet", "Stopped 1 Oct 2026"),
    ]
    assert rows[1]["changes"] == ("Started on 10 Sep 2026 at 25 mg at bedtime. Stopped on 1 Oct 2026: drowsy by day.")
    november = medications.rows(scope(full_stay(), period_from="2026-11-01", period_to="2026-11-21"))
    assert [row["medication"] for row in november] == ["sertraline, tablet"]


def test_before_the_first_order_no_medication_is_recorded() -> None:
    then = full_stay().with_rows(medications=[], medication_changes=[])
    record = Record(full_stay().state, {date(2026, 9, 9): then})
    found = scope(record, period_from="2026-09-01", period_to="2026-09-09")
    assert medications.list_sentence(found).text == "No medication is recorded."
    assert medications.rows(found) == []


def test_family_sessions_are_counted_and_told() -> None:
    assert texts(stay.family(scope(full_stay()))) == [
        "1 family session is recorded (1 h).",
    ]
    rows = stay.family_rows(scope(full_stay()))
    assert rows == [{"on": "2026-11-14", "participants": "Ana, sister", "purpose": "Education"}]
    alone = [replace(row, client_present=False) for row in full_stay().rows("family_sessions")]
    told = texts(stay.family(scope(full_stay().with_rows(family_sessions=alone))))
    assert told[1] == "The client was not present on 14 Nov 2026."


def test_a_safety_event_says_what_was_done() -> None:
    assert texts(stay.safety(scope(full_stay()))) == [
        "2 Sep 2026: risk judged low, assessed by Dana Whitlock. Done: Safety plan made."
    ]


def test_primary_diagnoses_come_first() -> None:
    assert [row["code"] for row in stay.diagnosis_rows(scope(full_stay()))] == ["F10.21", "F33.1"]


def test_allergies_are_said_in_words() -> None:
    assert stay.allergies_text(scope(full_stay())) == "Penicillin (hives, moderate). Asked on 1 Sep 2026."
    none = full_stay().with_rows(allergies=[], allergy_status=[AllergyStatusRow(True, ADMITTED, "e-admission")])
    assert stay.allergies_text(scope(none)) == "No known allergies. Asked on 1 Sep 2026."
    unasked = full_stay().with_rows(allergies=[], allergy_status=[])
    assert stay.allergies_text(scope(unasked)) == "No allergy is recorded. It is not recorded that anybody asked."


def test_the_next_period_names_open_objectives_and_the_days_ahead() -> None:
    found = scope(full_stay(), period_from="2026-10-23", period_to="2026-11-21")
    assert texts(assemble.next_period(found).sentences) == [
        "Work on objective 2.1 continues: PHQ-9 below 10, target “below 10” by 15 Dec 2026.",
        "The next review of the plan is due on 3 Dec 2026.",
        "Discharge is expected on 4 Dec 2026.",
    ]


def test_use_is_told_from_objectives_about_substance_use_only() -> None:
    assert [text[:13] for text in texts(assemble.use(scope(full_stay())).sentences)] == ["Objective 1.1"]
    assert texts(assemble.use(scope(full_stay(), **OCTOBER)).sentences) == [
        "No contact asked about substance use, and no progress on an objective about it is recorded in this period."
    ]


def test_instructions_are_plain_words_for_the_client() -> None:
    assert texts(assemble.instructions(scope(full_stay())).sentences) == [
        "Keep the appointment listed under Follow-up.",
        "Continue sertraline 100 mg by mouth every morning.",
    ]


def test_reported_use_is_told_contact_by_contact() -> None:
    beer = {"substance": "Alcohol", "on": "2026-10-19", "amount": "One drink"}
    rows = [
        UseRow(date(2026, 9, 8), True, False, [], 7, "e-1"),
        UseRow(date(2026, 10, 21), True, True, [beer, {"substance": "Cannabis", "on": "", "amount": ""}], None, "e-2"),
        UseRow(date(2026, 11, 3), False, False, [], 2, "e-3"),
    ]
    record = full_stay().with_rows(use_reports=rows)
    passage = assemble.use(scope(record))
    assert texts(passage.sentences)[:3] == [
        "Use was reported in 1 of 2 contacts in which it was asked about.",
        "Reported on 21 Oct 2026: alcohol, one drink on 19 Oct 2026 and cannabis.",
        "The strongest craving was 7 of 10, told at the contact on 8 Sep 2026; at the last contact that asked, on "
        "3 Nov 2026, it was 2 of 10.",
    ]
    assert [sentence.entry_ids for sentence in passage.sentences[:3]] == [("e-1", "e-2"), ("e-2",), ("e-1", "e-3")]
    assert texts(passage.sentences)[3].startswith("Objective 1.1")
    in_september = scope(record, period_from="2026-09-01", period_to="2026-09-30")
    assert texts(assemble.use(in_september).sentences)[:2] == [
        "No use was reported in 1 contact in which it was asked about.",
        "The strongest craving was 7 of 10, told at the contact on 8 Sep 2026.",
    ]


def test_one_craving_is_the_strongest_whichever_contact_told_it() -> None:
    def told(*cravings: int) -> tuple[str, tuple[str, ...]]:
        rows = [UseRow(date(2026, 9, at), True, False, [], one, f"e-{at}") for at, one in enumerate(cravings, start=1)]
        sentence = reports.use_reported(scope(full_stay().with_rows(use_reports=rows)))[-1]
        return sentence.text, sentence.entry_ids

    middle, entries = told(4, 9, 6)
    assert middle == (
        "The strongest craving was 9 of 10, told at the contact on 2 Sep 2026; at the last contact that asked, on "
        "3 Sep 2026, it was 6 of 10."
    )
    assert entries == ("e-2", "e-3")
    assert told(4, 9)[0].endswith("; at the first contact that asked, on 1 Sep 2026, it was 4 of 10.")
    for cravings in ((4, 9, 6), (9, 4), (4, 9), (5, 5)):
        assert told(*cravings)[0].count("strongest") == 1


def test_an_objective_that_ended_says_where_it_began_and_ended() -> None:
    def told(*said: ProgressRow, now: str = "", reviewed_on: date | None = None, status: str = "met") -> str:
        one = objective("o1", "1.1", "Evenings without alcohol", status=status, now=now, baseline="2 of 7 days.")
        record = full_stay().with_rows(
            objectives=[one], objective_progress=list(said), plan=[plan(reviewed_on=reviewed_on)]
        )
        return objectives.on_use(scope(record))[0].text

    def row(day: int, progress: str, evidence: str = "") -> ProgressRow:
        return ProgressRow("o1", date(2026, 11, day), progress, evidence, f"e-{day}", "Dana Whitlock")

    begin = "Objective 1.1 on substance use:"
    by_note = told(row(7, "continue"), row(19, "met", "7 of 7 days. The phone rang out."), now="5 of 7 days")
    assert by_note == f"{begin} met on 19 Nov 2026; at the start 2 of 7 days; what shows it: 7 of 7 days."
    by_review = told(row(19, "met"), now="7 of 7 days", reviewed_on=date(2026, 11, 19))
    assert by_review == f"{begin} met on 19 Nov 2026; at the start 2 of 7 days, at the end 7 of 7 days."
    partly = told(row(21, "partly met", "Goes on."), now="5 of 7 days", status="partly met")
    assert partly == (
        f"{begin} partly met at the review of 21 Nov 2026; at the start 2 of 7 days, at the end 5 of 7 days."
    )


def test_the_client_s_own_words_and_list_say_what_is_on_hold() -> None:
    rows = [medication("m1", "sertraline"), medication("m2", "trazodone", dose="50", status="held")]
    found = scope(full_stay().with_rows(medications=rows, medication_changes=[]))
    told = texts(assemble.instructions(found).sentences)
    assert told[-1] == "On hold: trazodone 50 mg by mouth every morning. Ask before you take it again."
    assert [row["medication"] for row in medications.handed_on(found)] == [
        "sertraline, tablet",
        "trazodone, tablet (on hold)",
    ]


def test_an_appointment_that_has_passed_is_not_handed_on() -> None:
    late = scope(full_stay(), discharged_on="2026-12-09")
    assert stay.followup_rows(late) == []
    assert stay.appointments(late).text == "No follow-up appointment is recorded."


def test_a_target_date_that_has_passed_is_told_as_passed() -> None:
    found = scope(full_stay(), period_from="2026-12-01", period_to="2026-12-20")
    assert texts(objectives.ahead(found))[-1].endswith("by 15 Dec 2026, a day that has passed.")


def test_the_aftercare_plan_speaks_to_the_client() -> None:
    assert texts(assemble.progress(scope(full_stay())).sentences) == [
        "You attended 4 of 6 scheduled sessions (9 h 50 min).",
        "You met this objective: Use the delay plan for every craving.",
        "Your PHQ-9 went from 17 (moderately severe) on 2 Sep 2026 to 6 (mild) on 17 Nov 2026, 11 points lower.",
    ]


def test_the_condition_at_discharge_holds_the_scores_and_what_changed() -> None:
    assert texts(assemble.condition_at_discharge(scope(full_stay())).sentences) == [
        "PHQ-9 went from 17 (moderately severe) on 2 Sep 2026 to 6 (mild) on 17 Nov 2026, 11 points lower.",
        "Alcohol dependence, in remission (F10.21): in early remission.",
    ]


EMPTY = {
    "reason_for_admission": "The client was admitted on 1 Sep 2026.\nNo presenting problem is recorded.",
    "course": "No session is recorded.\nNo treatment plan is recorded.\nNo medication is recorded.",
    "attendance_note": "No session is recorded.",
    "use": "No contact asked about substance use, and no progress on an objective about it is recorded.",
    "family_involvement": "No family session is recorded.",
    "risk": "No safety event is recorded.",
    "barriers": "No barrier is recorded.",
    "next_period": "No objective is recorded to work on.",
    "condition_at_discharge": "No measure is recorded.",
    "instructions": "No follow-up appointment is recorded.\nNo medication to continue is recorded.",
    "progress": "No session is recorded.",
}


@pytest.mark.parametrize("name", sorted(assemble.PASSAGES))
def test_an_empty_record_says_in_words_that_it_holds_nothing(name: str) -> None:
    bare = episode(
        program="",
        level_of_care="",
        track="",
        referral="",
        presenting_problem="",
        planned_hours="",
        projected_discharge=None,
    )
    passage = assemble.PASSAGES[name](scope(Record({"episodes": [bare]})))
    assert "\n".join(texts(passage.sentences)) == EMPTY[name]
    assert not any(sentence.entry_ids for sentence in passage.sentences if sentence.text.startswith("No "))


@pytest.mark.parametrize("more", [OCTOBER, {"period_from": "2026-10-23", "period_to": "2026-11-21"}, {}])
def test_no_sentence_stands_in_two_passages_of_one_paper(more: dict[str, str]) -> None:
    """Course and the passages beside it on one form: what one tells, the others leave out."""
    on_paper = {"course", "use", "family_involvement", "risk", "barriers", "reason_for_admission"}
    on_paper |= {"attendance_note", "next_period"} if more else {"condition_at_discharge", "instructions"}
    for record in (full_stay(), Record({"episodes": [episode()]}), Record()):
        found = scope(record, **more)
        said = [text for name in on_paper for text in texts(assemble.PASSAGES[name](found).sentences)]
        assert sorted(said) == sorted(set(said))


@pytest.mark.parametrize("name", sorted(assemble.PASSAGES))
def test_without_an_admission_nothing_fails(name: str) -> None:
    assert assemble.PASSAGES[name](scope(Record())).text


@pytest.mark.parametrize("name", sorted(assemble.PASSAGES))
def test_every_sentence_that_states_something_has_its_source(name: str) -> None:
    for sentence in assemble.PASSAGES[name](scope(full_stay())).sentences:
        assert sentence.entry_ids, sentence.text
        assert sentence.text.endswith((".", "!", "?"))
