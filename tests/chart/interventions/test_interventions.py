"""What notes deliver: interventions and incentives counted, the cap told, logs in one line each."""

from __future__ import annotations

from datetime import date
from typing import Any

from ehr_desk.chart.entries.state import FoldedState
from ehr_desk.chart.summaries.delivered import interventions, logs
from ehr_desk.chart.summaries.scope import Scope, scope_of
from tests.chart.plans.bench import Bench, heart
from tests.clinical_forms.filled import ADMISSION, DAP_NOTE, FILLED

PERIOD = {"period_from": "2026-10-01", "period_to": "2026-10-31"}


def note(on: str, *used: str, earned: str = "", cap: str = "") -> dict[str, Any]:
    kept = {name: value for name, value in DAP_NOTE.items() if not name.startswith(("cm_", "interventions"))}
    reward = {"cm_target": "Attendance", "cm_met": True, "cm_evidence": "Attended.", "cm_earned": earned}
    more = {**reward, **({"cm_cap": cap} if cap else {})} if earned else {}
    return {**kept, "session_date": on, "interventions": list(used), **more}


def chart(*notes: dict[str, Any]) -> Bench:
    bench = Bench(today=date(2026, 11, 2))
    bench.sign("admission", ADMISSION, entry_id="adm")
    for place, one in enumerate(notes):
        bench.sign("dap_note", one, entry_id=f"n{place}")
    return bench


def scope_in(bench: Bench) -> Scope:
    ordered = sorted(bench.signed, key=lambda one: one.order)
    return scope_of(FoldedState(ordered, heart().fold_by_name), PERIOD, bench.today)


CM = "Contingency management"


def test_a_summary_says_how_many_notes_name_which_intervention_and_what_was_earned() -> None:
    bench = chart(
        note("2026-10-05", "CBT", CM, earned="25"), note("2026-10-12", "CBT", "DBT"), note("2026-11-01", "DBT")
    )
    assert [(one.text, one.entry_ids) for one in interventions(scope_in(bench))] == [
        (
            "Interventions named in 2 signed notes in this period: CBT in 2, contingency management in 1 and DBT in 1.",
            ("n0", "n1"),
        ),
        ("Incentives earned in this period: $25 in 1 session.", ("n0",)),
    ]
    bench.sign("dap_note", note("2026-10-05", "CBT"), entry_id="n0")
    assert [one.text for one in interventions(scope_in(bench))][1:] == []


def test_the_note_shows_what_was_earned_in_the_calendar_year_and_tells_where_the_cap_is_passed() -> None:
    bench = chart(note("2026-10-05", CM, earned="500"), note("2026-10-12", CM, earned="49.50"))
    assert bench.prefill("incentives.so_far") == "$549.50 of $599 in 2026"
    within, over = note("2026-10-19", CM, earned="49.50"), note("2026-10-19", CM, earned="50")
    told = [one for one in bench.said("should", "dap_note", within) if "cap" in one]
    assert told == []
    assert "With this the client has earned $599.50 in 2026, more than the program's cap of $599." in bench.said(
        "should", "dap_note", over
    )
    assert not [one for one in bench.said("should", "dap_note", {**over, "cm_cap": "750"}) if "cap" in one]
    # A correction counts once, and a new year begins at nothing.
    assert not [one for one in bench.said("should", "dap_note", within, entry_id="n1") if "cap" in one]
    assert not [one for one in bench.said("should", "dap_note", {**over, "session_date": "2027-01-04"}) if "cap" in one]


def test_before_the_first_incentive_the_note_says_nothing_of_it() -> None:
    assert chart(note("2026-10-05", "CBT")).prefill("incentives.so_far") is None


def test_each_log_is_one_line() -> None:
    bench = chart()
    for form in ("craving_log", "mutual_help_log", "skills_tracker"):
        bench.sign(form, FILLED[form], entry_id=form)
    ordered = sorted(bench.signed, key=lambda one: one.order)
    scope = scope_of(FoldedState(ordered, heart().fold_by_name), {}, bench.today)
    assert {one.entry_ids[0]: one.text for one in logs(scope)} == {
        "craving_log": "Craving log of 14 Oct 2026 to 21 Oct 2026: 2 cravings, 1 passed without use.",
        "mutual_help_log": "Mutual-help log of 14 Oct 2026 to 21 Oct 2026: 1 meeting.",
        "skills_tracker": "Skills tracker of 21 Oct 2026, 2 skills: Paced breathing 7 of 10, Saying no 4 of 10.",
    }
