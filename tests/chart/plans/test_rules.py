"""What stands between a plan, a review or a note and its signature."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from ehr_desk.chart.plans.rows import ALL_CLOSED
from ehr_desk.forms import Form, read_form
from tests.chart.plans.bench import Bench
from tests.clinical_forms.filled import DAP_NOTE, FILLED, GROUP_CLIENTS, GROUP_SESSION, OBJECTIVE_PANIC, PLAN_REVIEW
from tests.clinical_forms.filled import TREATMENT_PLAN as PLAN

LOOSE_PLAN = """
[form]
id = "own_plan"
version = 1
title = "Our plan"
category = "plan"
scope = "client"
authors = ["therapist"]
states = ["plan"]

[[item]]
id = "on"
text = "Date"
type = "date"
role = "effective_on"

[[item]]
id = "needs"
text = "Needs"
type = "group"
repeats = true
role = "problems"

[[item.item]]
id = "need"
text = "Need"
type = "text"
role = "problem_text"

[[item.item]]
id = "aims"
text = "Aims"
type = "group"
repeats = true
role = "goals"

[[item.item.item]]
id = "aim"
text = "Aim"
type = "text"
role = "goal_text"

[[item.item.item]]
id = "steps"
text = "Steps"
type = "group"
repeats = true
role = "objectives"

[[item.item.item.item]]
id = "step"
text = "Step"
type = "text"
role = "objective_text"

[[item.item.item.item]]
id = "target_day"
text = "By"
type = "date"
role = "target_date"

[[item.item.item.item]]
id = "acts"
text = "Acts"
type = "group"
repeats = true
role = "interventions"

[[item.item.item.item.item]]
id = "act"
text = "Act"
type = "text"
role = "intervention_text"

[[item]]
id = "criteria"
text = "Discharge criteria"
type = "note"
role = "discharge_criteria"
"""


@pytest.fixture
def own_form() -> Form:
    return read_form(LOOSE_PLAN, Path("own_plan.toml"))


@pytest.fixture
def planned() -> Bench:
    bench = Bench()
    bench.sign("admission", FILLED["admission"])
    bench.sign("treatment_plan", PLAN)
    return bench


def test_the_shipped_plan_has_nothing_to_add_to_what_its_form_asks() -> None:
    bench = Bench()
    bench.sign("admission", FILLED["admission"])
    assert bench.findings("treatment_plan", PLAN) == []


def test_a_clinics_own_looser_plan_is_held_to_the_same_thread(own_form: Form) -> None:
    bench = Bench()
    assert "The plan has no problem yet. Add at least one." in bench.said("must", own_form, {"on": "2026-10-02"})
    needs: list[Any] = [{"_id": "a1", "need": "Panic"}]
    assert "Problem 1 has no goal." in bench.said("must", own_form, {"needs": needs})
    assert "Problem 1 has no supporting evidence." in bench.said("should", own_form, {"needs": needs})
    needs[0]["aims"] = [{"_id": "a2", "aim": "Ride"}]
    assert "Goal 1 of problem 1 has no objective." in bench.said("must", own_form, {"needs": needs})
    needs[0]["aims"][0]["steps"] = [{"_id": "a3", "step": "Ride one stop", "target_day": "2026-09-01"}]
    answers = {"on": "2026-10-02", "needs": needs}
    assert "Objective 1.1 has no measure, no baseline and no target." in bench.said("must", own_form, answers)
    assert "The target date of objective 1.1 has passed." in bench.said("should", own_form, answers)
    assert "Objective 1.1 has no intervention." in bench.said("should", own_form, answers)
    needs[0]["aims"][0]["steps"][0]["acts"] = [{"_id": "a4", "act": "CBT"}]
    expected = "An intervention of objective 1.1 has no frequency and no person responsible."
    assert expected in bench.said("must", own_form, answers)
    assert "The plan has no discharge criteria." in bench.said("must", own_form, answers)
    assert "There is no projected date of discharge." in bench.said("should", own_form, answers)
    assert "The next review of the plan has no date." in bench.said("should", own_form, answers)


def test_the_projected_discharge_of_the_admission_is_enough(own_form: Form) -> None:
    bench = Bench()
    bench.sign("admission", FILLED["admission"])
    assert "There is no projected date of discharge." not in bench.said("should", own_form, {"on": "2026-10-02"})


def test_a_goal_whose_objectives_are_all_closed_is_pointed_out() -> None:
    plan = deepcopy(PLAN)
    plan["problems"][0]["goals"][0]["objectives"][0]["objective_status"] = "met"
    texts = Bench().said("should", "treatment_plan", plan)
    assert any(text.startswith("Goal 1 of problem 1 has no open objective.") for text in texts)


def test_the_next_review_lies_after_the_plan() -> None:
    plan = {**PLAN, "next_review_on": PLAN["entry_date"]}
    assert "The next review must lie after this one." in Bench().said("must", "treatment_plan", plan)


def test_without_a_plan_there_is_nothing_to_review() -> None:
    assert "There is no signed plan to review." in Bench().said("must", "plan_review", PLAN_REVIEW)


def test_a_review_speaks_of_every_open_objective(planned: Bench) -> None:
    assert planned.said("must", "plan_review", PLAN_REVIEW) == []
    one_line = {**PLAN_REVIEW, "reviews": PLAN_REVIEW["reviews"][:1]}
    assert planned.said("must", "plan_review", one_line) == ["Objective 2.1 has not been reviewed."]
    unknown = deepcopy(PLAN_REVIEW)
    unknown["reviews"].append({**unknown["reviews"][0], "_id": "c9", "objective_id": "ffff"})
    assert any("not part of the plan in force" in text for text in planned.said("must", "plan_review", unknown))


def test_a_review_of_a_plan_whose_objectives_are_all_met_can_be_signed(planned: Bench) -> None:
    all_met = {name: value for name, value in PLAN_REVIEW.items() if name != "reviews"}
    all_met |= {"objectives_stand": ALL_CLOSED, "all_met_course": "Held since October; weekly care is enough."}
    said = planned.said("must", "plan_review", all_met)
    assert said == ["Not every objective is met or closed. Still open: 1.1, 2.1."]
    links = [
        {"objective_id": one["objective_id"], "progress": "met", "evidence": "Said and shown."}
        for one in PLAN_REVIEW["reviews"]
    ]
    planned.sign("dap_note", {**DAP_NOTE, "objectives_served": links})
    assert planned.said("must", "plan_review", all_met) == []
    assert planned.sentences("plan_review", all_met) == [
        "Treatment plan reviewed: all objectives met or closed; next review 1 Dec 2026.",
        "Decided about the level of care: continue at this level.",
    ]
    assert planned.prefill("plan.objectives_stand") == ALL_CLOSED
    assert all(line.endswith(": met") for line in planned.prefill("plan.closed_objectives").splitlines())
    assert planned.prefill("plan.objectives") is None


def test_a_review_tells_of_a_day_that_has_come(planned: Bench) -> None:
    ahead = {**PLAN_REVIEW, "reviewed_on": "2027-02-01", "next_review_on": "2027-03-01"}
    assert planned.said("must", "plan_review", ahead) == ["The review lies in the future."]


def test_to_continue_needs_a_reason(planned: Bench) -> None:
    review = deepcopy(PLAN_REVIEW)
    del review["reviews"][0]["course"]
    assert "Objective 1.1 continues: say why." in planned.said("must", "plan_review", review)


def test_a_note_names_an_objective_of_the_plan_in_force(planned: Bench) -> None:
    assert planned.said("must", "dap_note", DAP_NOTE) == []
    empty = {name: value for name, value in DAP_NOTE.items() if name != "objectives_served"}
    expected = "The note names no objective of the plan. Choose the one it served."
    assert expected in planned.said("must", "dap_note", empty)
    strange = {**DAP_NOTE, "objectives_served": [{"objective_id": "ffff", "progress": "some", "evidence": "Said so."}]}
    assert any("in no signed plan" in text for text in planned.said("must", "dap_note", strange))


def test_where_every_objective_is_met_a_note_can_be_signed_and_is_reminded_of_what_comes_next(planned: Bench) -> None:
    review = deepcopy(PLAN_REVIEW)
    for row in review["reviews"]:
        row["outcome"] = "met"
    planned.sign("plan_review", review)
    empty = {name: value for name, value in DAP_NOTE.items() if name != "objectives_served"}
    empty["session_date"] = "2026-11-03"
    assert not [text for text in planned.said("must", "dap_note", empty) if "objective" in text]
    assert any(
        "No objective of the plan is open any more" in text for text in planned.said("should", "dap_note", empty)
    )


def test_before_the_first_plan_a_note_is_only_reminded() -> None:
    bench = Bench()
    bench.sign("admission", FILLED["admission"])
    empty = {name: value for name, value in DAP_NOTE.items() if name != "objectives_served"}
    assert "There is no signed plan yet." in bench.said("should", "dap_note", empty)
    assert bench.said("must", "dap_note", empty) == []


def test_a_note_corrected_later_may_keep_an_objective_of_the_plan_of_its_day(planned: Bench) -> None:
    note = planned.sign("dap_note", DAP_NOTE)
    planned.sign("dap_note", {**DAP_NOTE, "session_date": "2026-10-15"})
    changed = deepcopy(PLAN)
    changed["problems"] = changed["problems"][1:]
    planned.sign("treatment_plan", {**changed, "entry_date": "2026-11-03", "next_review_on": "2026-12-03"})
    assert OBJECTIVE_PANIC not in {row.objective_id for row in planned.rows("objectives")}
    assert planned.said("must", "dap_note", DAP_NOTE, entry_id=note) == []


def test_nobody_asks_for_the_thread_of_a_client_who_was_not_in_the_group(planned: Bench) -> None:
    absent = {**GROUP_SESSION, **GROUP_CLIENTS[2]}
    assert absent["attended"] == "excused"
    assert planned.said("must", "group_note", absent) == []


def test_progress_without_evidence_is_pointed_out(planned: Bench) -> None:
    note = {**DAP_NOTE, "objectives_served": [{"objective_id": OBJECTIVE_PANIC, "progress": "some", "evidence": ""}]}
    assert "Say what shows the progress of objective 1.1." in planned.said("should", "dap_note", note)


def test_a_revised_plan_starts_from_the_plan_in_force_and_keeps_its_ids(planned: Bench) -> None:
    planned.sign(
        "dap_note",
        {
            **DAP_NOTE,
            "objectives_served": [
                {"objective_id": OBJECTIVE_PANIC, "progress": "met", "evidence": "No attack in a month."}
            ],
        },
    )
    again = planned.prefill("plan.problems")
    expected = deepcopy(PLAN["problems"])
    expected[0]["goals"][0]["objectives"][0]["objective_status"] = "met"
    assert again == expected
    assert planned.fill("treatment_plan", {**PLAN, "problems": again}).answers["problems"] == expected


def test_the_term_of_a_goal_stands_in_the_record_and_in_the_next_version() -> None:
    plan = deepcopy(PLAN)
    plan["problems"][0]["goals"][0]["goal_term"] = "Long term"
    bench = Bench()
    bench.sign("treatment_plan", plan)
    assert bench.rows("plan")[0].problems[0]["goals"][0]["term"] == "Long term"
    assert bench.prefill("plan.problems")[0]["goals"][0]["goal_term"] == "Long term"


def test_a_review_starts_with_one_line_for_each_open_objective(planned: Bench) -> None:
    rows = planned.prefill("plan.objectives")
    assert [(row["objective_text"][:3], row["baseline"]) for row in rows] == [("1.1", "4"), ("2.1", "28")]
    kept = planned.fill("plan_review", {**PLAN_REVIEW, "reviews": rows}).answers["reviews"]
    assert kept == rows, "the form knows every key of the prefilled rows"


def test_what_a_plan_states_is_said_in_one_sentence(planned: Bench) -> None:
    assert Bench().sentences("treatment_plan", PLAN) == [
        "Treatment plan adopted: 2 problems, 2 goals, 2 objectives; next review 2 Nov 2026.",
        "Referrals named: Primary care for blood pressure.",
    ]
    assert planned.sentences("plan_review", PLAN_REVIEW) == [
        "Treatment plan reviewed: 1.1 continues, 2.1 continues; next review 1 Dec 2026.",
        "Decided about the level of care: continue at this level.",
    ]
    assert planned.sentences("dap_note", DAP_NOTE)[1] == (
        "Objective 1.1 Use paced breathing and stay on the train through a panic attack: some progress."
    )
