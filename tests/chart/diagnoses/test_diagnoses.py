"""Diagnoses: recorded by notes, folded to a list, checked before signing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ehr_desk.chart.diagnoses import effects
from ehr_desk.chart.diagnoses.codes import CodeRelease
from ehr_desk.chart.diagnoses.fold import fold_diagnoses
from ehr_desk.chart.diagnoses.rules import check_release, is_code
from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.entries.rooms import Author, Filled
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary, normalise
from tests.chart.plans.bench import Bench, stated
from tests.chart.summaries.record import CLIENT, TODAY, Record
from tests.clinical_forms.filled import DUAL_DIAGNOSIS_NOTE, FILLED

NOTE = "dual_diagnosis_note"
ALCOHOL, PANIC = DUAL_DIAGNOSIS_NOTE["diagnoses"]

AUTHOR = Author("s", "Dana Whitlock", "LPCC-S", "therapist")


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.sign("admission", FILLED["admission"])
    return bench


def note(*diagnoses: dict[str, Any]) -> dict[str, Any]:
    return {**DUAL_DIAGNOSIS_NOTE, "diagnoses": list(diagnoses)}


def told(bench: Bench, *diagnoses: dict[str, Any]) -> list[str]:
    return [e.sentence for e in bench.effects(NOTE, note(*diagnoses)) if e.kind == effects.RECORDED]


def test_what_stands_already_is_not_stated_again(bench: Bench) -> None:
    assert told(bench, ALCOHOL, PANIC) == []


def test_an_added_a_changed_and_a_resolved_diagnosis_are_told_apart(bench: Bench) -> None:
    ptsd = {**PANIC, "_id": "d9", "code": "F43.10", "text": "Post-traumatic stress disorder, unspecified", "note": ""}
    assert told(bench, ptsd) == [
        "Diagnosis added: F43.10 Post-traumatic stress disorder, unspecified (mental health, secondary)."
    ]
    assert told(bench, {**ALCOHOL, "status": "in early remission", "code": "F10.21"}) == [
        "Diagnosis changed: F10.21 Alcohol dependence, uncomplicated, code from F10.20 to F10.21, "
        "status from active to in early remission."
    ]
    assert told(bench, {**PANIC, "status": "resolved"}) == [
        "Diagnosis resolved: F41.0 Panic disorder [episodic paroxysmal anxiety]."
    ]


def test_leaving_a_diagnosis_out_of_a_note_does_not_resolve_it(bench: Bench) -> None:
    bench.sign(NOTE, note(PANIC))
    assert [row.is_current for row in bench.rows("diagnoses")] == [True, True]


def test_a_changed_diagnosis_keeps_the_day_it_was_first_recorded_for(bench: Bench) -> None:
    bench.sign(NOTE, note({**ALCOHOL, "status": "in early remission"}))
    row = bench.rows("diagnoses")[0]
    assert (row.status, row.since, row.is_current) == ("in early remission", date(2026, 9, 28), True)
    assert bench.rows("diagnoses", on=date(2026, 10, 1))[0].status == "active"


def test_resolved_ones_come_last_and_primary_ones_first(bench: Bench) -> None:
    bench.sign(
        NOTE, note({**ALCOHOL, "status": "resolved"}, {**PANIC, "_id": "d3", "code": "F33.1", "rank": "primary"})
    )
    assert [row.code for row in bench.rows("diagnoses")] == ["F33.1", "F41.0", "F10.20"]


@pytest.mark.parametrize("missing", [ALCOHOL, PANIC])
def test_a_dual_diagnosis_note_needs_both_sides(missing: dict[str, Any]) -> None:
    other = PANIC if missing is ALCOHOL else ALCOHOL
    expected = f"A dual-diagnosis note needs a {missing['kind']} diagnosis, on the record or in the note."
    assert Bench().said("must", NOTE, note(other)).count(expected) == 1
    assert expected not in Bench().said("must", NOTE, note(ALCOHOL, PANIC))
    assert expected in Bench().said("must", NOTE, note(other, {**missing, "status": "resolved"}))


def test_the_record_counts_for_a_dual_diagnosis_note(bench: Bench) -> None:
    assert not any("dual-diagnosis" in text for text in bench.said("must", NOTE, note(PANIC)))


def test_one_primary_diagnosis_of_each_kind(bench: Bench) -> None:
    second = {**ALCOHOL, "_id": "d3", "code": "F11.20"}
    expected = "There is more than one primary substance use diagnosis. Keep one as primary."
    assert expected in bench.said("should", NOTE, note(second))
    assert expected not in bench.said("should", NOTE, note(second, {**ALCOHOL, "rank": "secondary"}))


def test_the_same_code_twice_is_pointed_out(bench: Bench) -> None:
    assert "F41.0 is on the list twice." in bench.said("should", NOTE, note({**PANIC, "_id": "d3"}))


@pytest.mark.parametrize(
    ("change", "level", "expected"),
    [
        ({"code": "Alcohol"}, "must", "Alcohol is not an ICD-10-CM code. Choose one from the list."),
        ({"code": ""}, "should", "Alcohol dependence, uncomplicated has no ICD-10-CM code."),
        ({"kind": "medical"}, "should", "F10.20 is a substance use diagnosis, but is marked as medical."),
        ({"code": "K70.30"}, "tip", "K70.30 is marked as substance use; such codes begin with F1."),
    ],
)
def test_codes_are_looked_at(bench: Bench, change: dict[str, str], level: str, expected: str) -> None:
    assert expected in bench.said(level, NOTE, note({**ALCOHOL, **change}))


@pytest.mark.parametrize(
    "code", ["F11.20", "F33.1", "F43.10", "I10", "Z59.00", "M1A.00X0", "C4A.0", "U07.1", "O99.310"]
)
def test_codes_of_the_published_table_have_the_shape(code: str) -> None:
    assert is_code(code)


@pytest.mark.parametrize("code", ["", "F1", "f11.20", "F11.", "F1120", "F11.20000", "11.20", "F11.20 ", "F11,20"])
def test_other_text_has_not(code: str) -> None:
    assert not is_code(code)


def test_forms_start_with_the_diagnoses_that_are_current(bench: Bench) -> None:
    bench.sign(NOTE, note({**PANIC, "status": "resolved"}))
    assert bench.prefill("diagnoses.active") == [ALCOHOL]
    assert bench.prefill("diagnoses.statement") == "F10.20 Alcohol dependence, uncomplicated (primary)"
    assert Bench().prefill("diagnoses.active") is None


@settings(derandomize=True, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(0, 4), st.sampled_from(["active", "resolved"])), max_size=10
    ),
    st.randoms(use_true_random=False),
)
def test_the_last_statement_counts_in_any_order_of_reading(said: list[tuple[str, int, str]], random: Any) -> None:
    made: list[SignedEffect] = [
        stated(
            effects.RECORDED,
            date(2026, 10, 1) + timedelta(days=days),
            {"diagnosis_id": one, "status": status},
            seq=seq,
        )
        for seq, (one, days, status) in enumerate(said, start=1)
    ]
    ordered = sorted(made, key=lambda e: e.order)
    random.shuffle(made)
    rows = fold_diagnoses(ordered)
    assert rows == fold_diagnoses(sorted(made, key=lambda e: e.order))
    last = {effect.data["diagnosis_id"]: effect for effect in ordered}
    assert {row.diagnosis_id: (row.status, row.entry_id) for row in rows} == {
        one: (effect.data["status"], effect.entry_id) for one, effect in last.items()
    }


def test_a_diagnosis_coded_after_the_last_day_of_the_code_table_is_to_be_checked_before_billing() -> None:
    check = check_release(CodeRelease("ICD-10-CM", "April 2026", date(2026, 9, 30)))
    used = FormLibrary.load(forms_dir()).get("dual_diagnosis_note")
    answers = normalise(used, FILLED["dual_diagnosis_note"])

    def texts(on: date) -> list[str]:
        filled = Filled(used, answers, {}, CLIENT, "e", on, on, AUTHOR, Record())
        return [finding.text for finding in check(filled)]

    assert texts(date(2026, 9, 30)) == []
    (text,) = texts(date(2026, 10, 1))
    assert text.startswith("The code list is ICD-10-CM April 2026, valid to 30 Sep 2026. Check F")
    assert text.endswith(" before billing.")
    assert check_release(None)(Filled(used, answers, {}, CLIENT, "e", TODAY, TODAY, AUTHOR, Record())) == []
