"""What the question before signing says."""

from __future__ import annotations

from ehr_desk.chart.entries.rows import Prepared
from ehr_desk.forms import Finding
from ehr_desk.ui.pages.editor.confirming import keys_of, question, questions

TWICE = Finding("should", "start", "You documented a session with somebody else at that hour.", confirm="k")
NAMED = Finding("should", "data", "80 % the same as the last response.", confirm="n")


def _charts(names: str, *findings: Finding) -> list[tuple[Prepared, Finding]]:
    return [
        (Prepared("d", f"c-{name}", name, "Group note", findings, (), False, ""), each)
        for name in names.split()
        for each in findings
    ]


def test_what_is_the_same_in_several_charts_is_said_once_with_the_names_of_whom_it_concerns() -> None:
    assert question([*_charts("Ana Ben", TWICE), *_charts("Cleo", NAMED)], several=True).splitlines() == [
        f"Ana, Ben: {TWICE.text}",
        f"Cleo: {NAMED.text}",
    ]
    assert question(_charts("Ana Ben Cleo", TWICE), several=True) == f"Ana, Ben, Cleo: {TWICE.text}"
    assert question(_charts("Ana Ben Cleo Dov Eli", TWICE), several=True) == f"Ana, Ben and 3 more: {TWICE.text}"


def test_of_one_chart_no_name_is_said() -> None:
    assert question(_charts("Ana", TWICE, NAMED), several=False).splitlines() == [TWICE.text, NAMED.text]


def test_what_is_of_one_kind_is_one_question_but_each_name_and_each_allergy_is_one_of_its_own() -> None:
    keys = ["near_last/a/data/1", "near_last/b/plan/2", "named//process/3", "named//process/4"]
    keys += ["ordered_with_allergy/a/orders/5", "ordered_with_allergy/a/orders/6", "two_at_once/a/start/7"]
    asked = _charts("Ana", *(Finding("should", "", key, confirm=key) for key in keys))
    assert [keys_of(one) for one in questions(asked).values()] == [keys[:2], *([one] for one in keys[2:])]
