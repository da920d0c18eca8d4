"""Scores over time and what was done for safety."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehr_desk.chart.measures import effects
from ehr_desk.chart.measures.fold import fold_measures
from ehr_desk.chart.measures.vitals import check_pressure, check_weight
from ehr_desk.forms import Form, read_form
from tests.chart.plans.bench import Bench, stated
from tests.clinical_forms.filled import BAM, DAP_NOTE, FILLED, GAD7, PCL5, PHQ9

OPTIONAL = """
[form]
id = "ruler"
version = 1
title = "Rulers"
category = "measure"
scope = "client"
authors = ["therapist"]
states = ["measure"]

[[item]]
id = "sleep"
text = "Sleep"
type = "scale"
min = 0
max = 10

[[item]]
id = "mood"
text = "Mood"
type = "scale"
min = 0
max = 10

[[item]]
id = "refused"
text = "Refused"
type = "yesno"
role = "refused"

[[score]]
id = "total"
text = "Rulers total"
sum = ["sleep", "mood"]
missing = "refuse"
"""


@pytest.fixture
def rulers() -> Form:
    return read_form(OPTIONAL, Path("ruler.toml"))


def test_a_score_is_told_with_its_band() -> None:
    assert Bench().sentences("gad7", GAD7) == ["GAD-7 total: 11 of 21, moderate."]


def test_item_nine_flags_the_score_and_the_action_is_kept() -> None:
    bench = Bench()
    assert bench.sentences("phq9", PHQ9)[0] == "PHQ-9 total: 9 of 27, mild; an answer needs action."
    bench.sign("phq9", PHQ9)
    assert bench.rows("measures")[0].flagged
    (safety,) = bench.rows("safety")
    assert (safety.level, safety.on, safety.what) == ("Low", date(2026, 10, 20), PHQ9["safety_action"])


def test_item_nine_at_zero_flags_nothing() -> None:
    answers = {name: value for name, value in PHQ9.items() if not name.startswith("safety")}
    bench = Bench()
    bench.sign("phq9", {**answers, "phq9_9": "Not at all"})
    assert bench.rows("measures")[0].flagged is False
    assert bench.rows("safety") == []


def test_item_nine_above_zero_cannot_be_signed_without_an_action() -> None:
    answers = {name: value for name, value in PHQ9.items() if name != "safety_action"}
    assert any("What was done" in text for text in Bench().said("must", "phq9", answers))


def test_what_was_done_about_a_risk_is_told_in_more_than_a_letter() -> None:
    def said(action: str) -> bool:
        texts = Bench().said("must", "phq9", {**PHQ9, "safety_action": action})
        return any(text.startswith("Say in a sentence what was done") for text in texts)

    assert said("x")
    assert said("Done")
    assert not said("Safety plan made.")
    assert not said("\u5df2\u901a\u77e5\u4e3b\u6cbb\u533b\u751f")  # told the physician in charge, without spaces


def test_change_and_first_are_of_the_same_measure() -> None:
    bench = Bench()
    bench.sign("gad7", GAD7)
    bench.sign("phq9", {**PHQ9, "entry_date": "2026-10-21"})
    bench.sign("gad7", {**GAD7, "entry_date": "2026-11-03", "gad7_1": "Not at all"})
    bench.sign("gad7", {**GAD7, "entry_date": "2026-11-17", "gad7_1": "Several days"})
    rows = [row for row in bench.rows("measures") if row.form_id == "gad7"]
    assert [(row.score, row.change, row.first) for row in rows] == [(11, None, None), (9, -2, 11), (10, 1, 11)]


def test_a_late_entry_takes_its_place_by_date() -> None:
    bench = Bench()
    bench.sign("gad7", GAD7)
    bench.sign("gad7", {**GAD7, "entry_date": "2026-10-01", "gad7_1": "Not at all"})
    assert [(row.score, row.change) for row in bench.rows("measures")] == [(9, None), (11, 2)]


def test_a_measure_is_complete(rulers: Form) -> None:
    bench = Bench()
    assert bench.said("must", rulers, {"sleep": 4}) == ["Rulers total cannot be computed yet."]
    assert bench.findings(rulers, {"sleep": 4})[0].item == "mood"
    assert bench.said("must", rulers, {"sleep": 4, "mood": 5}) == []


def test_a_missing_answer_of_a_shipped_measure_is_named_once() -> None:
    answers = {name: value for name, value in GAD7.items() if name != "gad7_4"}
    assert [finding.item for finding in Bench().findings("gad7", answers)] == ["gad7_4"]


def test_a_risk_answered_in_a_note_is_kept_too() -> None:
    bench = Bench()
    risk = {
        "risk": "Present",
        "risk_kinds": ["Thoughts of suicide"],
        "risk_intent": "No",
        "risk_plan": "No",
        "risk_means": "No",
        "safety_level": "Moderate",
        "safety_assessed_by": "Dana Reyes",
        "safety_action": "Safety plan made.",
    }
    assert "Risk moderate. Done: Safety plan made." in bench.sentences("dap_note", {**DAP_NOTE, **risk})


@settings(derandomize=True)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 27)), max_size=12))
def test_changes_add_up_from_first_to_last(scores: list[tuple[str, int]]) -> None:
    made = [
        stated(
            effects.SCORED,
            date(2026, 10, 1) + timedelta(days=seq),
            {"form_id": form, "score_id": "t", "score": score},
            seq=seq,
        )
        for seq, (form, score) in enumerate(scores, start=1)
    ]
    rows = fold_measures(made)
    assert len(rows) == len(scores)
    for form in "ab":
        mine = [row for row in rows if row.form_id == form]
        if mine:
            assert mine[0].score + sum(row.change or 0 for row in mine) == mine[-1].score
            assert {row.first for row in mine[1:]} <= {mine[0].score}


def test_use_and_cravings_of_a_note_are_kept_and_a_question_not_asked_is_no_denial() -> None:
    bench = Bench()
    used = {
        "use_since_last": "Use",
        "use_events": [{"_id": "a" * 8, "use_substance": "Alcohol", "use_on": "2026-10-12"}],
    }
    bench.sign("dap_note", {**DAP_NOTE, **used, "craving": 6})
    bench.sign("dap_note", {**DAP_NOTE, "use_since_last": "Not asked", "craving": 3})
    bench.sign("dap_note", {**{k: v for k, v in DAP_NOTE.items() if k != "craving"}, "use_since_last": "Not asked"})
    first, second = bench.rows("use_reports")
    assert (first.asked, first.used, first.craving) == (True, True, 6)
    assert first.events == [{"substance": "Alcohol", "on": "2026-10-12", "amount": ""}]
    assert (second.asked, second.used, second.events, second.craving) == (False, False, [], 3)
    said = bench.sentences("dap_note", {**DAP_NOTE, **used, "craving": 6})
    assert "Use reported: Alcohol. Strongest craving 6 of 10." in said


def test_a_positive_screen_is_marked_by_its_published_cut_off() -> None:
    bench = Bench()
    low = {**GAD7, "gad7_1": "Not at all"}
    bench.sign("gad7", GAD7)
    bench.sign("gad7", low)

    assert [(row.score, row.positive) for row in bench.rows("measures")] == [(11, True), (9, False)]


def test_the_parts_of_a_measure_are_not_kept_as_measures() -> None:
    bench = Bench()
    bench.sign("pcl5", PCL5)

    assert [(row.score_id, row.score) for row in bench.rows("measures")] == [("pcl5", 25)]


def test_the_course_of_bam_is_kept_for_each_subscale() -> None:
    bench = Bench()
    bench.sign("bam", BAM)

    kept = {row.score_id: (row.score, row.band, row.positive) for row in bench.rows("measures")}
    assert kept == {
        "bam_use": (1, "Use reported", True),
        "bam_risk": (12, "Raised risk", True),
        "bam_protective": (18, "Above the flag", True),
    }


NO_ANSWER = {"declined": True}


def test_without_a_total_the_least_that_it_could_be_is_kept_and_whether_the_screen_is_positive() -> None:
    bench = Bench()
    most = {f"pcl5_{number}": "Moderately" for number in range(1, 21)} | {"pcl5_3": NO_ANSWER}  # 19 times 2
    bench.sign("pcl5", {**PCL5, **most})
    bench.sign("pcl5", {**PCL5, "pcl5_3": NO_ANSWER})

    assert bench.rows("measures") == []
    kept = [(row.score_id, row.least, row.declined, row.positive) for row in bench.rows("partial_measures")]
    assert kept[0] == ("pcl5", 38, 1, True)
    assert kept[1][2:] == (1, False)
    told = "PCL-5 total: none, 1 declined; at least 38 of 80; the screen is positive."
    assert told in bench.sentences("pcl5", {**PCL5, **most})


def test_a_declined_answer_lets_the_measure_be_signed_and_the_prorated_total_says_so() -> None:
    answers = {**PHQ9, "phq9_4": NO_ANSWER}  # the eight others add up to 7; 7 * 9 / 8 = 7.9
    bench = Bench()
    assert bench.said("must", "phq9", answers) == []
    assert bench.sentences("phq9", answers)[0] == "PHQ-9 total: 8 of 27, mild, prorated; an answer needs action."


def test_whoever_signs_is_told_which_questions_were_declined() -> None:
    bench = Bench()
    answers = {**PHQ9, "phq9_4": NO_ANSWER, "phq9_3": NO_ANSWER}
    named = "“3. Trouble falling or staying asleep, or sleeping too much”; “4. Feeling tired or having little energy”"
    assert bench.said("tip", "phq9", answers) == [f"The client declined to answer: {named}."]
    assert bench.said("tip", "phq9", PHQ9) == []
    (told,) = bench.said("tip", "pcl5", {**PCL5, **{f"pcl5_{number}": NO_ANSWER for number in range(3, 15)}})
    assert "“3. Suddenly feeling or acting as if the stressful experience…”" in told
    assert told.endswith("; 3 more.")


def test_a_gad7_with_a_declined_answer_is_signed_without_a_total() -> None:
    answers = {**GAD7, "gad7_4": NO_ANSWER}
    bench = Bench()
    assert bench.said("must", "gad7", answers) == []
    told = "GAD-7 total: none, 1 declined; at least 10 of 21; the screen is positive."
    assert bench.sentences("gad7", answers) == [told]
    assert bench.rows("measures") == []


def test_item_nine_declined_asks_for_an_action_and_flags_the_score() -> None:
    bare = {name: value for name, value in PHQ9.items() if not name.startswith("safety")} | {"phq9_9": NO_ANSWER}
    bench = Bench()
    assert any(text.startswith("Item 9 was declined.") for text in bench.said("must", "phq9", bare))
    done = {name: value for name, value in PHQ9.items() if name.startswith("safety")}
    bench.sign("phq9", {**bare, **done})
    assert bench.rows("measures")[0].flagged
    assert len(bench.rows("safety")) == 1


def test_a_measure_declined_as_a_whole_says_why() -> None:
    answers = {name: NO_ANSWER if name[-1].isdigit() else value for name, value in GAD7.items()}
    bench = Bench()
    assert bench.said("must", "gad7", answers) == ["Every question was declined: say why, and when it is asked again."]
    why = "Too tired after work today; asked again on Thursday."
    assert bench.said("must", "gad7", {**answers, "declined_why": why}) == []
    assert bench.sentences("gad7", {**answers, "declined_why": why}) == []
    assert bench.said("tip", "gad7", answers) == ["The client declined every question."]


def test_a_craving_of_a_log_that_ended_in_use_is_use_on_its_day() -> None:
    bench = Bench()
    log = FILLED["craving_log"]
    assert bench.sentences("craving_log", log)[0] == "Use reported on 19 Oct 2026. Strongest craving 8 of 10."
    bench.sign("craving_log", log)
    bench.sign("dap_note", {**DAP_NOTE, "session_date": "2026-10-22", "use_since_last": "No use"})
    told, denied = bench.rows("use_reports")
    assert (told.asked, told.used, told.craving, denied.used) == (True, True, 8, False)
    assert told.events == [{"substance": "", "on": "2026-10-19", "amount": ""}]
    less = [{**row, "craving_result": "Less use than before"} for row in log["cravings"]]
    bench.sign("craving_log", {**log, "cravings": less})
    assert [event["amount"] for event in bench.rows("use_reports")[1].events] == ["Less use than before"] * 2
    passed = [{**row, "craving_result": "Passed without use"} for row in log["cravings"]]
    assert bench.sentences("craving_log", {**log, "cravings": passed})[0] == "Strongest craving 8 of 10."


def test_withdrawal_from_moderate_on_is_an_alert_whatever_the_score_before_was() -> None:
    """ASAM guideline on alcohol withdrawal, 2020: 10 and more; Wesson, Ling 2003: 13 and more."""
    bench = Bench(today=date(2026, 12, 30))
    (ciwa,) = effects.scored(bench.fill("ciwa_ar", FILLED["ciwa_ar"]))
    assert (ciwa.data["score"], ciwa.data["flagged"]) == (11, True)
    for total, flagged in ((12, False), (13, True), (40, True)):
        answers = {**FILLED["cows_result"], "cows_total": total, "cows_action": "The prescriber was told."}
        (cows,) = effects.scored(bench.fill("cows_result", answers))
        assert (cows.data["score"], cows.data["flagged"]) == (total, flagged)


@pytest.mark.parametrize(
    ("said", "odd"),
    [
        ("128/82", ""),
        ("124 / 78 sitting, 112/70 standing", ""),
        ("declined", ""),
        ("300/20", "300/20"),
        ("80/120", "80/120"),
        ("124/78, 250/90", "250/90"),
        ("49/35", "49/35"),
        ("180/140", "180/140"),
        ("249/139", ""),
        ("51/31", ""),
        ("120/80 on 11/22", ""),
        ("120/80 on 11/22/2026", ""),
        ("11/22/2026: 120/80, then 80/120", "80/120"),
        ("300/20 on 11/22", "300/20"),
        ("1/2", "1/2"),
    ],
)
def test_a_pressure_that_is_hardly_one_is_asked_about(said: str, odd: str) -> None:
    """Between 50 and 250 over 30 and 140: the profile of the Department of Veterans Affairs for patients' data."""
    bench = Bench(today=date(2026, 12, 30))
    for form in ("medication_visit", "psychiatric_evaluation"):
        filled = bench.fill(form, {**FILLED[form], "blood_pressure": said})
        found = check_pressure(filled)
        assert [(one.level, one.text.split(" mmHg")[0]) for one in found] == ([("should", odd)] if odd else [])


@pytest.mark.parametrize(
    ("pounds", "odd"),
    [("20", True), ("49.9", True), ("50", False), ("165.5", False), ("649.9", False), ("650", True), (None, False)],
)
def test_a_weight_that_is_hardly_one_is_asked_about(pounds: str | None, odd: bool) -> None:
    """From 50 to below 650 lb: what the Behavioral Risk Factor Surveillance System counts."""
    bench = Bench(today=date(2026, 12, 30))
    for form in ("medication_visit", "psychiatric_evaluation"):
        answers = (
            {**FILLED[form], "weight": pounds} if pounds else {k: v for k, v in FILLED[form].items() if k != "weight"}
        )
        found = check_weight(bench.fill(form, answers))
        assert [(one.level, one.item) for one in found] == [("should", "weight")] * odd
