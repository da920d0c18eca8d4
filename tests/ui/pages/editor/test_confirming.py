"""What the question before signing says."""

from __future__ import annotations

from ehr_desk.chart.entries.rows import Prepared
from ehr_desk.forms import Finding
from ehr_desk.ui.pages.editor.confirming import question

TWICE = Finding("should", "start", "You documented a session with somebody else at that hour.", confirm="k")
NAMED = Finding("should", "data", "80 % the same as the last response.", confirm="n")


def _charts(names: str, *findings: Finding) -> list[tuple[Prepared, Finding]]:
    return [
        (Prepared("d", f"c-{name}", name, "Group note", findings, (), False, ""), each)
        for name in names.split()
        for each in findings
    ]


def test_what_is_the_same_in_several_charts_is_said_once_with_the_names_of_whom_it_concerns() -> None:
    assert question([*_charts("Ana Ben", TWICE), *_charts("Cleo", NAMED)]).splitlines() == [
        f"Ana, Ben: {TWICE.text}",
        f"Cleo: {NAMED.text}",
    ]
    assert question(_charts("Ana Ben Cleo", TWICE)) == f"Ana, Ben, Cleo: {TWICE.text}"
    assert question(_charts("Ana Ben Cleo Dov Eli", TWICE)) == f"Ana, Ben and 3 more: {TWICE.text}"


def test_of_one_chart_no_name_is_said() -> None:
    assert question(_charts("Ana", TWICE, NAMED)).splitlines() == [TWICE.text, NAMED.text]
