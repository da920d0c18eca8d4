"""The level of care within a stay: what a review states, what the stay comes to, what cannot be signed."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ehr_desk.chart.episodes import levels
from ehr_desk.chart.episodes.effects import OPENED
from ehr_desk.chart.episodes.fold import fold_episodes
from ehr_desk.chart.episodes.level_rules import check_level
from ehr_desk.chart.episodes.results import check_stays, impossible
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import Finding, FormLibrary
from tests.chart.episodes.test_episodes import closed
from tests.chart.plans.bench import Bench, stated
from tests.clinical_forms.filled import FILLED

FORM = "level_of_care_change"
STEP = FILLED[FORM]
IOP, OP = "Intensive outpatient", "Outpatient"
_OF_A_CHANGE = ("level_of_care", "level_from", "track", "planned_hours")
_HANDOFF = ("handoff_to", "handoff_on", "handoff_how", "handoff_told", "first_appointment")
STAY = {
    **{name: value for name, value in STEP.items() if name not in (*_OF_A_CHANGE, *_HANDOFF)},
    "decision": levels.CONTINUE,
}
OTHER_TRACK = {
    **{name: value for name, value in STEP.items() if name not in ("level_of_care", *_HANDOFF)},
    "decision": levels.OTHER_TERMS,
    "track": "Morning",
    "planned_hours": "9",
}
BACK = {
    **STEP,
    "entry_date": "2026-12-14",
    "level_before": OP,
    "decision": levels.STEP_UP,
    "level_of_care": IOP,
    "level_from": "2026-12-14",
    "planned_hours": "9",
}


def admitted() -> Bench:
    bench = Bench()
    bench.sign("admission", FILLED["admission"], entry_id="adm")
    return bench


def stepped() -> Bench:
    bench = admitted()
    bench.sign(FORM, STEP, entry_id="step")
    return bench


def stay_of(bench: Bench, on: date | None = None) -> EpisodeRow:
    (row,) = bench.rows("episodes", on)
    assert isinstance(row, EpisodeRow)
    return row


def test_a_step_holds_from_its_day_and_the_days_before_keep_their_level() -> None:
    bench = stepped()
    row = stay_of(bench)
    assert (row.level_of_care, row.track, row.planned_hours) == (OP, "Evening", "3")
    assert [(one.level_of_care, one.since, one.until, one.entry_id) for one in row.stages()] == [
        (IOP, date(2026, 9, 28), date(2026, 12, 2), "adm"),
        (OP, date(2026, 12, 3), None, "step"),
    ]
    assert [row.level_on(date(2026, 12, day)).planned_hours for day in (2, 3)] == ["9", "3"]
    assert stay_of(bench, date(2026, 12, 2)).level_of_care == IOP
    assert row.level_review_due == date(2027, 1, 4)


def test_the_sentence_tells_from_what_to_what_since_when() -> None:
    assert admitted().sentences(FORM, STEP) == [
        "Level of care: intensive outpatient to outpatient from 3 Dec 2026 (evening track, 3 hours a week); "
        "next review 4 Jan 2027."
    ]
    assert (
        admitted()
        .sentences(FORM, OTHER_TRACK)[0]
        .startswith("Level of care: intensive outpatient from 3 Dec 2026 (morning track, 9 hours a week)")
    )
    assert admitted().sentences(FORM, STAY) == [
        "Level of care: intensive outpatient continues; next review 4 Jan 2027."
    ]


def test_a_review_that_continues_changes_no_level_and_is_where_the_next_one_begins() -> None:
    bench = admitted()
    bench.sign(FORM, STAY)
    row = stay_of(bench)
    assert (row.levels, row.level_of_care, row.level_reviewed_on) == ([], IOP, date(2026, 12, 2))
    (first, *others) = bench.prefill("episode.level_areas")
    assert (first["area"], first["before"], len(others)) == (levels.AREAS[0], "Low", 5)
    assert bench.prefill("episode.level_covers_from") == "2026-12-02"


def test_the_former_level_is_back_when_the_change_is_gone_and_another_when_it_is_corrected() -> None:
    bench = stepped()
    bench.sign(FORM, {**STEP, "level_of_care": "Partial hospitalization", "decision": levels.STEP_UP}, entry_id="step")
    assert [one.level_of_care for one in stay_of(bench).stages()] == [IOP, "Partial hospitalization"]
    bench.signed = [effect for effect in bench.signed if effect.entry_id != "step"]
    assert (stay_of(bench).level_of_care, stay_of(bench).levels) == (IOP, [])


def test_forms_start_with_the_level_in_force() -> None:
    bench = stepped()
    assert bench.prefill("episode.level_of_care") == OP
    assert bench.prefill("episode.level_since") == "2026-12-03"
    bench.sign("treatment_plan", FILLED["treatment_plan"])
    assert bench.prefill("episode.planned_hours") == "3", "the plan was made for the level before"


def test_a_change_goes_into_the_stay_whose_admission_was_written_anew() -> None:
    on = date(2026, 12, 3)
    data = {"episode_id": "gone", "level_of_care": OP}
    (row,) = fold_episodes(
        [
            stated(OPENED, date(2026, 9, 28), {"episode_id": "new", "level_of_care": IOP}, seq=3),
            stated(levels.CHANGED, on, data, seq=2),
        ]
    )
    assert row.level_of_care == OP
    assert fold_episodes([stated(levels.CHANGED, on, data, seq=2)]) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"level_from": "2026-09-27"}, "27 Sep 2026 lies before the admission on 28 Sep 2026."),
        ({"level_from": "2026-09-28"}, "is the day of admission"),
        (
            {"level_from": "2027-01-15", "next_level_review_on": "2027-01-29"},
            "The change lies more than two weeks ahead.",
        ),
        ({"level_of_care": IOP}, "The client is at this level already, since 28 Sep 2026."),
        ({"level_of_care": "Residential"}, "Residential is more intensive than intensive outpatient."),
        ({"decision": levels.STEP_UP}, "Outpatient is less intensive than intensive outpatient."),
        ({"level_before": OP}, "By now the level of care is intensive outpatient."),
        ({"next_level_review_on": "2026-12-03"}, "The next review must lie after this one."),
    ],
)
def test_a_change_that_cannot_be_is_not_signed(changes: dict[str, Any], words: str) -> None:
    assert admitted().said("must", FORM, STEP) == []
    (told,) = admitted().said("must", FORM, {**STEP, **changes})
    assert words in told


def test_a_change_signed_ahead_of_its_day_holds_from_that_day_on() -> None:
    """Decided on Wednesday 2 December 2026, in force from Monday 7 December on."""
    bench = Bench(today=date(2026, 12, 2))
    bench.sign("admission", FILLED["admission"], entry_id="adm")
    ahead = {**STEP, "level_from": "2026-12-07"}
    assert bench.said("must", FORM, ahead) == []
    bench.sign(FORM, ahead, entry_id="step")
    assert [bench.prefill(f"episode.{name}") for name in ("level_of_care", "level_hours")] == [IOP, "9"]
    assert (bench.prefill("episode.level_since"), bench.prefill("episode.planned_hours")) == ("2026-09-28", "9")
    assert [stay_of(bench).level_on(date(2026, 12, day)).level_of_care for day in (6, 7)] == [IOP, OP]
    another = {**BACK, "entry_date": "2026-12-02", "level_before": IOP, "level_of_care": "Residential"}
    (told,) = bench.said("must", FORM, {**another, "level_from": "2026-12-08"})
    assert told.startswith("Outpatient is signed from 7 Dec 2026 on. Write this review once that has begun")
    bench.today = date(2026, 12, 7)
    assert [bench.prefill(f"episode.{name}") for name in ("level_of_care", "level_hours")] == [OP, "3"]


def test_a_decision_whose_change_is_signed_ahead_does_not_wait() -> None:
    review = {**FILLED["plan_review"], "decision": levels.STEP_DOWN, "reviewed_on": "2026-12-02"}
    for order in ((("plan_review", review), (FORM, STEP)), ((FORM, STEP), ("plan_review", review))):
        bench = Bench(today=date(2026, 12, 2))
        bench.sign("admission", FILLED["admission"], entry_id="adm")
        for form, answers in order:
            bench.sign(form, {**answers, "level_from": "2026-12-07"} if form == FORM else answers, entry_id=form)
        assert stay_of(bench).step_decision == ""


def test_other_terms_are_other_ones() -> None:
    assert admitted().said("must", FORM, OTHER_TRACK) == []
    same = {**OTHER_TRACK, "track": "Evening"}
    assert admitted().said("must", FORM, same) == ["Neither track nor hours change. Give what is new."]


def test_nothing_is_reviewed_outside_of_a_stay() -> None:
    assert "so there is no level of care to review" in Bench().said("must", FORM, STAY)[0]
    bench = admitted()
    bench.sign("discharge_summary", FILLED["discharge_summary"])
    late = {**STEP, "level_from": "2026-12-20", "entry_date": "2026-12-20"}
    assert "20 Dec 2026 lies after the discharge on 18 Dec 2026." in bench.said("must", FORM, late)[0]
    assert bench.said("must", FORM, STEP) == [], "what was in the stay may be written later"


def test_an_earlier_change_is_not_written_below_a_later_one() -> None:
    bench = stepped()
    assert bench.said("must", FORM, BACK) == []
    bench.sign(FORM, BACK, entry_id="back")
    between = {**STEP, "level_from": "2026-12-10"}
    assert "A change of level from 14 Dec 2026 is signed already" in bench.said("must", FORM, between)[0]
    corrected = replace(bench.fill(FORM, {**STEP, "level_from": "2026-12-04"}, "step"), kind="correction")
    assert [one.text for one in check_level(corrected)] == [], "a correction keeps its place"


def test_what_a_correction_would_make_impossible_is_told() -> None:
    bench = stepped()
    bench.sign(FORM, BACK, entry_id="back")
    bench.signed = [effect for effect in bench.signed if effect.entry_id != "step"]
    assert impossible(bench.rows("episodes"))[0].startswith("The change of level from 14 Dec 2026 would change nothing")
    bench = stepped()
    bench.sign("admission", {**FILLED["admission"], "admitted_on": "2026-12-05"}, entry_id="adm")
    assert "and the stay begins on 5 Dec 2026" in impossible(bench.rows("episodes"))[0]


def test_a_discharge_before_a_change_that_was_signed_ahead_leaves_it_without_effect() -> None:
    bench = stepped()
    left = deepcopy(bench)
    left.signed.append(closed("adm", date(2026, 12, 1), seq=9))
    (stay,) = left.rows("episodes")
    assert len(stay.stages()) == 1
    (was,) = bench.rows("episodes")
    assert was.stages()[1].since > date(2026, 12, 1)
    discharge = bench.fill("discharge_summary", FILLED["discharge_summary"])
    for today, level in ((date(2026, 12, 1), "tip"), (was.stages()[1].since, "must")):
        found = check_stays(replace(discharge, today=today), StateOf(bench), StateOf(left))
        assert [(one.level, "1 Dec 2026" in one.text) for one in found] == [(level, True)]


def corrected(bench: Bench, form: str, answers: dict[str, Any], entry_id: str) -> list[Finding]:
    """What is said of the stays that a correction would leave."""
    filled = replace(bench.fill(form, answers, entry_id), kind="correction")
    after = deepcopy(bench)
    number = next(one.seq for one in bench.signed if one.entry_id == entry_id)
    after.sign(form, answers, entry_id)
    after.signed = [replace(one, seq=number) if one.entry_id == entry_id else one for one in after.signed]
    return check_stays(filled, StateOf(bench), StateOf(after))


class StateOf:
    """The rows of a bench as a check reads them."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def rows(self, fold: str) -> list[Any]:
        return self._bench.rows(fold)


def test_the_level_at_admission_is_never_replaced_by_a_change_of_the_same_day() -> None:
    bench = stepped()
    same_day = {**FILLED["admission"], "admitted_on": "2026-12-03"}
    (found,) = corrected(bench, "admission", same_day, "adm")
    assert (found.level, found.item) == ("must", "admitted_on")
    assert "change on 3 Dec 2026, and the stay begins on 3 Dec 2026" in found.text
    bench.sign("admission", same_day, entry_id="adm")
    assert [one.level_of_care for one in stay_of(bench).stages()] == [IOP, OP]


@pytest.mark.parametrize(("entry", "answers", "day"), [("step", STEP, "2026-12-14"), ("back", BACK, "2026-12-03")])
def test_two_changes_on_one_day_are_told_whichever_is_corrected(entry: str, answers: dict[str, Any], day: str) -> None:
    bench = stepped()
    bench.sign(FORM, {**BACK, "planned_hours": "12"}, entry_id="back")
    found = corrected(bench, FORM, {**answers, "planned_hours": "5", "level_from": day}, entry)
    assert [one.level for one in found] == ["must"]
    assert found[0].text.startswith("Two changes of level would count from")


@pytest.mark.parametrize(
    ("entry", "form", "answers", "words"),
    [
        (
            "step",
            FORM,
            {**STEP, "level_from": "2026-12-20"},
            ["14 Dec 2026 was signed as one from outpatient"],
        ),
        (
            "step",
            FORM,
            {**STEP, "decision": levels.STEP_UP, "level_of_care": "Residential"},
            ["14 Dec 2026 was signed as one from outpatient, and residential would hold before it."],
        ),
        (
            "adm",
            "admission",
            {**FILLED["admission"], "level_of_care": "Partial hospitalization"},
            ["3 Dec 2026 was signed as one from intensive outpatient, and partial hospitalization"],
        ),
        ("step", FORM, {**STEP, "level_from": "2026-12-04", "planned_hours": "4"}, []),
    ],
)
def test_a_correction_is_judged_against_the_changes_after_it(
    entry: str, form: str, answers: dict[str, Any], words: list[str]
) -> None:
    bench = stepped()
    bench.sign(FORM, {**BACK, "planned_hours": "12"}, entry_id="back")
    found = corrected(bench, form, answers, entry)
    assert [one.level for one in found] == ["must"] * len(words)
    assert all(part in one.text for part, one in zip(words, found, strict=True))


def test_an_admission_written_anew_is_held_against_the_words_of_the_changes_after_it() -> None:
    bench = stepped()
    bench.signed = [effect for effect in bench.signed if effect.entry_id != "adm"]
    for level, words in (
        (IOP, []),
        ("Partial hospitalization", ["signed as one from intensive outpatient, and parti"]),
    ):
        answers = {**FILLED["admission"], "level_of_care": level}
        after = deepcopy(bench)
        after.sign("admission", answers, entry_id="anew")
        found = check_stays(bench.fill("admission", answers, "anew"), StateOf(bench), StateOf(after))
        assert [one.level for one in found] == ["must"] * len(words)
        assert all(part in one.text for part, one in zip(words, found, strict=True))


def test_what_was_built_on_an_entry_in_error_is_told_and_does_not_keep_it() -> None:
    bench = stepped()
    bench.sign(FORM, {**BACK, "planned_hours": "12"}, entry_id="back")
    after = deepcopy(bench)
    after.signed = [effect for effect in after.signed if effect.entry_id != "step"]
    filled = replace(bench.fill("entered_in_error", {}, "step"), kind="entered_in_error")
    (found,) = check_stays(filled, StateOf(bench), StateOf(after))
    assert found.level == "should"
    assert "signed as one from outpatient, and intensive outpatient would hold" in found.text
    assert check_stays(replace(filled, kind="correction"), StateOf(after), StateOf(after)) == [], "told once"


def test_a_decision_to_step_waits_until_the_change_or_a_review_that_continues() -> None:
    review = {**FILLED["plan_review"], "decision": levels.STEP_DOWN}
    bench = admitted()
    bench.sign("treatment_plan", FILLED["treatment_plan"])
    bench.sign("plan_review", review, entry_id="review")
    row = stay_of(bench)
    assert (row.step_decision, row.step_decided_on, row.step_decided_by, row.level_of_care) == (
        levels.STEP_DOWN,
        date.fromisoformat(review["reviewed_on"]),
        "review",
        IOP,
    )
    assert bench.prefill("episode.step_decision") == levels.STEP_DOWN
    tips = bench.said("tip", "plan_review", review, "review")
    assert any(text.startswith("Record the change of level in a level-of-care review.") for text in tips)
    for answers in (STEP, STAY):
        bench.sign(FORM, answers, entry_id="next")
        assert stay_of(bench).step_decision == ""
    bench.sign("plan_review", FILLED["plan_review"], entry_id="review")
    assert stay_of(bench).step_decision == ""


def test_a_step_that_no_decision_asked_for_is_decided_by_the_plan_review_after_it() -> None:
    review = {**FILLED["plan_review"], "decision": levels.STEP_DOWN, "reviewed_on": "2026-12-09"}
    bench = stepped()
    bench.sign("plan_review", review, entry_id="review")
    assert (stay_of(bench).step_decision, bench.prefill("episode.step_decision")) == ("", None)
    bench.sign("plan_review", {**review, "reviewed_on": "2026-12-16"}, entry_id="next")
    assert stay_of(bench).step_decided_by == "next", "decided once more, so another step is meant"
    bench = stepped()
    bench.sign("plan_review", {**review, "decision": levels.STEP_UP}, entry_id="review")
    assert stay_of(bench).step_decision == levels.STEP_UP
    bench = admitted()
    bench.sign("plan_review", {**review, "reviewed_on": "2026-12-01"}, entry_id="asked")
    bench.sign(FORM, STEP, entry_id="step")
    bench.sign("plan_review", review, entry_id="review")
    assert stay_of(bench).step_decided_by == "review", "the change was what the review before it had asked for"


def test_the_levels_to_choose_from_are_those_of_the_admission() -> None:
    library = FormLibrary.load(forms_dir())
    for role in ("level_of_care", "track"):
        ours, theirs = (library.get(name).by_role(role) for name in (FORM, "admission"))
        assert ours is not None
        assert theirs is not None
        assert ours.choices == theirs.choices
