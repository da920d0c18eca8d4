"""Plans, objectives and their progress, folded from effects."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.plans import effects, fold
from tests.chart.plans.bench import stated

DAY = date(2026, 10, 1)
KINDS = (effects.ADOPTED, effects.REVIEWED, effects.PROGRESS, fold.EPISODE_OPENED, fold.EPISODE_CLOSED)
MARKS = ("regressed", "none", "some", "met")
OUTCOMES = ("continue", "met", "partly met", "not met", "revised", "deferred", "")


def tree(*objective_ids: str, status: str = "open") -> list[Any]:
    objectives = [
        {"_id": one, "text": f"Objective {one}", "measure": "m", "baseline": "4", "target": "1", "status": status}
        for one in objective_ids
    ]
    return [{"_id": "p1", "text": "Panic", "goals": [{"_id": "g1", "text": "Ride", "objectives": objectives}]}]


def adopt(*objective_ids: str, on: date = DAY, seq: int = 1, status: str = "open", **more: Any) -> SignedEffect:
    return stated(effects.ADOPTED, on, {"problems": tree(*objective_ids, status=status), **more}, seq=seq)


def note(objective_id: str, mark: str, *, days: int, seq: int, evidence: str = "") -> SignedEffect:
    data = {"objective_id": objective_id, "progress": mark, "evidence": evidence}
    return stated(effects.PROGRESS, DAY + timedelta(days=days), data, seq=seq)


def review(objective_id: str, outcome: str, *, days: int, seq: int, **more: Any) -> SignedEffect:
    reviews = [{"objective_id": objective_id, "outcome": outcome, "course": "It went on.", "now": "2"}]
    return stated(effects.REVIEWED, DAY + timedelta(days=days), {"reviews": reviews, **more}, seq=seq)


def test_before_a_plan_is_adopted_there_is_none_and_a_review_changes_nothing() -> None:
    assert fold.fold_plan([review("o1", "met", days=1, seq=1)]) == []
    assert fold.fold_objectives([note("o1", "some", days=1, seq=1)]) == []


def test_objectives_are_numbered_within_their_problem() -> None:
    problems = [*tree("o1", "o2"), *tree("o3")]
    rows = fold.fold_objectives([stated(effects.ADOPTED, DAY, {"problems": problems}, seq=1)])
    assert [(row.objective_id, row.number) for row in rows] == [("o1", "1.1"), ("o2", "1.2"), ("o3", "2.1")]


def test_a_new_version_replaces_the_tree_and_keeps_the_course_of_what_it_takes_over() -> None:
    ordered = [
        adopt("o1", "o2"),
        note("o1", "some", days=3, seq=2, evidence="Stayed on once."),
        note("o2", "none", days=4, seq=3),
        adopt("o1", "o3", on=DAY + timedelta(days=10), seq=4),
    ]
    (plan,) = fold.fold_plan(ordered)
    assert (plan.version, plan.adopted_on, plan.entry_id) == (2, DAY + timedelta(days=10), "e-4")
    rows = {row.objective_id: row for row in fold.fold_objectives(ordered)}
    assert set(rows) == {"o1", "o3"}
    assert (rows["o1"].served, rows["o1"].last_progress, rows["o1"].evidence) == (1, "some", "Stayed on once.")
    assert (rows["o3"].served, rows["o3"].last_progress, rows["o3"].last_on) == (0, "", None)
    assert len(fold.fold_progress(ordered)) == 2


def test_progress_noted_before_the_plan_is_there_once_the_plan_is() -> None:
    ordered = [note("o1", "some", days=-2, seq=2), adopt("o1", seq=1)]
    assert fold.fold_objectives(ordered)[0].served == 1


def test_the_latest_statement_decides_the_status() -> None:
    ordered = [adopt("o1")]
    assert fold.fold_objectives(ordered)[0].status == "open"
    ordered.append(note("o1", "met", days=5, seq=2))
    assert fold.fold_objectives(ordered)[0].status == "met"
    ordered.append(note("o1", "regressed", days=6, seq=3))
    assert fold.fold_objectives(ordered)[0].status == "open"
    ordered.append(review("o1", "partly met", days=7, seq=4))
    row = fold.fold_objectives(ordered)[0]
    assert (row.status, row.now, row.evidence, row.entry_id) == ("partly met", "2", "It went on.", "e-4")
    assert fold.fold_plan(ordered)[0].problems[0]["goals"][0]["objectives"][0]["status"] == "partly met"


def test_a_plan_that_says_nothing_of_the_status_keeps_what_was_reviewed() -> None:
    ordered = [
        adopt("o1"),
        review("o1", "met", days=5, seq=2),
        adopt("o1", on=DAY + timedelta(days=9), seq=3, status=""),
    ]
    assert fold.fold_objectives(ordered)[0].status == "met"


def test_a_review_moves_the_next_review_and_the_projected_discharge() -> None:
    first = adopt("o1", next_review_on="2026-11-02", projected_discharge="2026-12-18")
    moved = review("o1", "continue", days=30, seq=2, next_review_on="2026-12-01", projected_discharge="2027-01-15")
    (plan,) = fold.fold_plan([first, moved])
    assert (plan.next_review_on, plan.projected_discharge) == (date(2026, 12, 1), date(2027, 1, 15))
    assert plan.reviewed_on == DAY + timedelta(days=30)
    (unsaid,) = fold.fold_plan([first, review("o1", "continue", days=40, seq=2)])
    assert unsaid.next_review_on is None, "a planned review that has passed is not planned any more"


def test_a_new_admission_starts_without_the_plan_of_the_last_one() -> None:
    discharged = stated(fold.EPISODE_CLOSED, DAY + timedelta(days=60), {}, seq=3)
    again = stated(fold.EPISODE_OPENED, DAY + timedelta(days=90), {}, seq=4)
    ordered = [stated(fold.EPISODE_OPENED, DAY, {}, seq=1), adopt("o1", seq=2), discharged]
    assert len(fold.fold_plan(ordered)) == 1, "the plan stays readable after discharge"
    assert fold.fold_plan([*ordered, again]) == []
    assert fold.fold_objectives([*ordered, again]) == []
    new = adopt("o2", on=DAY + timedelta(days=91), seq=5)
    assert fold.fold_plan([*ordered, again, new])[0].version == 1


def test_an_admission_signed_after_its_plan_does_not_end_the_plan() -> None:
    assert len(fold.fold_plan([adopt("o1", seq=1), stated(fold.EPISODE_OPENED, DAY, {}, seq=2)])) == 1


def test_the_fold_leaves_the_signed_effects_as_they_are() -> None:
    first = adopt("o1")
    fold.fold_plan([first, note("o1", "met", days=1, seq=2)])
    assert first.data["problems"] == tree("o1")


@st.composite
def histories(draw: st.DrawFn) -> list[SignedEffect]:
    made = []
    for seq in range(1, draw(st.integers(0, 12)) + 1):
        kind = draw(st.sampled_from(KINDS))
        on = DAY + timedelta(days=draw(st.integers(0, 5)))
        one = draw(st.sampled_from(["o1", "o2", "o3"]))
        data: dict[str, Any] = {}
        if kind == effects.ADOPTED:
            data = {"problems": tree(*draw(st.lists(st.sampled_from(["o1", "o2", "o3"]), unique=True)), status="")}
        elif kind == effects.PROGRESS:
            data = {"objective_id": one, "progress": draw(st.sampled_from(MARKS))}
        elif kind == effects.REVIEWED:
            data = {"reviews": [{"objective_id": one, "outcome": draw(st.sampled_from(OUTCOMES))}]}
        made.append(stated(kind, on, data, seq=seq))
    return made


FOLDS = (fold.fold_plan, fold.fold_objectives, fold.fold_progress)


@settings(derandomize=True, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_any_order_of_reading_gives_the_same_rows_once_sorted(made: list[SignedEffect], random: Any) -> None:
    shuffled = list(made)
    random.shuffle(shuffled)
    ordered, again = sorted(made, key=lambda e: e.order), sorted(shuffled, key=lambda e: e.order)
    for function in FOLDS:
        assert function(ordered) == function(again)


@settings(derandomize=True, deadline=None)
@given(histories())
def test_every_progress_mark_is_kept_and_counted(made: list[SignedEffect]) -> None:
    ordered = sorted(made, key=lambda e: e.order)
    marks = [effect for effect in ordered if effect.kind == effects.PROGRESS]
    noted = [row.entry_id for row in fold.fold_progress(ordered)]
    assert {effect.entry_id for effect in marks} <= set(noted)
    for row in fold.fold_objectives(ordered):
        assert row.served == sum(1 for effect in marks if effect.data["objective_id"] == row.objective_id)
        assert row.status in {"open", "met", "partly met", "not met", "revised", "deferred"}
