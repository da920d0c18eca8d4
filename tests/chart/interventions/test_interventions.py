"""What notes deliver: interventions counted, logs in one line each."""

from __future__ import annotations

from datetime import date
from typing import Any

from ehr_desk.chart.entries.state import FoldedState
from ehr_desk.chart.summaries.delivered import interventions, logs
from ehr_desk.chart.summaries.scope import Scope, scope_of
from tests.chart.plans.bench import Bench, heart
from tests.clinical_forms.filled import ADMISSION, DAP_NOTE, FILLED, GROUP_CLIENTS, GROUP_SESSION

PERIOD = {"period_from": "2026-10-01", "period_to": "2026-10-31"}


def note(on: str, *used: str) -> dict[str, Any]:
    kept = {name: value for name, value in DAP_NOTE.items() if not name.startswith("interventions")}
    return {**kept, "session_date": on, "interventions": list(used)}


def chart(*notes: dict[str, Any]) -> Bench:
    bench = Bench(today=date(2026, 11, 2))
    bench.sign("admission", ADMISSION, entry_id="adm")
    for place, one in enumerate(notes):
        bench.sign("dap_note", one, entry_id=f"n{place}")
    return bench


def scope_in(bench: Bench) -> Scope:
    ordered = sorted(bench.signed, key=lambda one: one.order)
    return scope_of(FoldedState(ordered, heart().fold_by_name), PERIOD, bench.today)


def test_a_summary_says_how_many_notes_name_which_intervention() -> None:
    bench = chart(note("2026-10-05", "CBT", "Mindfulness"), note("2026-10-12", "CBT"), note("2026-11-01", "DBT"))
    assert [(one.text, one.entry_ids) for one in interventions(scope_in(bench))] == [
        ("Interventions named in 2 signed notes in this period: CBT in 2 and mindfulness in 1.", ("n0", "n1"))
    ]


def test_peer_support_says_what_was_done_like_every_other_note() -> None:
    bench = chart(note("2026-10-05", "CBT"))
    peer = {**FILLED["peer_support_note"], "session_date": "2026-10-06", "peer_work": ["Listened and encouraged"]}
    bench.sign("peer_support_note", peer, entry_id="peer")
    (line,) = interventions(scope_in(bench))
    assert line.text.endswith("CBT in 1 and listened and encouraged in 1.")
    assert line.entry_ids == ("n0", "peer")


def test_who_was_not_in_the_group_got_none_of_its_interventions() -> None:
    bench = Bench(today=date(2026, 11, 2))
    came = {**GROUP_SESSION, **GROUP_CLIENTS[0]}
    bench.sign("group_note", came, entry_id="there")
    for mark in ("no-show", "excused"):
        bench.sign("group_note", {**GROUP_SESSION, "attended": mark, "absence_note": "Ill"}, entry_id=mark)
    assert [row.entry_id for row in bench.rows("delivered")] == ["there"]


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
