"""Where letters are looked for that no font of the paper has, without a font."""

from __future__ import annotations

from typing import Any

import pytest

from ehr_desk.chart.entries.rooms import Author, Filled
from ehr_desk.chart.entries.unprinted import unprinted
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary
from tests.chart.summaries.record import CLIENT, TODAY, Record

PLAN = FormLibrary.load(forms_dir()).get("safety_plan")
AUTHOR = Author("s", "Dana Whitlock", "LPCC-S", "therapist")
LETTERS = "Mara \u6f22"


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"reason_to_live": LETTERS}, ["reason_to_live"]),
        ({"helpers": [{"_id": "0a", "helper_name": "Mara", "helper_phone": LETTERS}]}, ["helpers"]),
        ({"reason_to_live": "My daughter L\u00fac\u00eda.", "helpers": [{"_id": "0a", "helper_name": "Mara"}]}, []),
        ({}, []),
    ],
)
def test_letters_without_a_font_are_told_also_in_the_rows_of_a_table(answers: dict[str, Any], told: list[str]) -> None:
    check = unprinted(lambda text: "\u6f22" not in text)
    found = check(Filled(PLAN, answers, {}, CLIENT, "e", TODAY, TODAY, AUTHOR, Record()))
    assert [(one.level, one.item) for one in found] == [("should", item) for item in told]
