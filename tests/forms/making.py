"""Small forms for tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehr_desk.forms import Form, FormError, read_form

HEAD = """[form]
id = "trial"
version = 1
title = "Trial form"
category = "note"
scope = "client"
authors = ["therapist"]
"""

NAME = Path("trial.toml")


MARK = "#!"
"""Ends the line that a refusal has to name."""


def make(body: str, head: str = HEAD) -> Form:
    """The form of a head and a body."""
    return read_form(head + body, NAME)


def refused(body: str, head: str = HEAD) -> FormError:
    """The refusal of a form that has to be refused, at the marked line if there is one."""
    with pytest.raises(FormError) as caught:
        make(body, head)
    assert caught.value.remedy
    marked = [number for number, line in enumerate((head + body).splitlines(), start=1) if line.endswith(MARK)]
    assert [caught.value.line] == (marked or [caught.value.line]), str(caught.value)
    assert str(caught.value).startswith(f"trial.toml, line {caught.value.line}: ")
    return caught.value


def item(item_id: str, kind: str = "text", more: str = "") -> str:
    """One item as TOML."""
    return f'[[item]]\nid = "{item_id}"\ntext = "Text of {item_id}"\ntype = "{kind}"\n{more}\n'


NESTED = """
[[item]]
id = "wanted"
text = "Wants a plan"
type = "yesno"

[[item]]
id = "problems"
text = "Problems"
type = "group"
repeats = true
show_if = "wanted == true"

[[item.item]]
id = "kind"
text = "Kind"
type = "choice"
choices = ["substance use", "other"]
required = true

[[item.item]]
id = "other_kind"
text = "Which"
type = "text"
show_if = 'kind == "other"'

[[item.item]]
id = "goals"
text = "Goals"
type = "group"
repeats = true

[[item.item.item]]
id = "goal"
text = "Goal"
type = "note"
required = true

[[item.item.item]]
id = "last_use"
text = "Last use"
type = "date"
show_if = 'kind == "substance use" and wanted == true'

[[item]]
id = "extra"
text = "More about the problems"
type = "note"
show_if = "answered(problems)"
"""

ALL_TYPES = """
[choices.frequency]
"Not at all" = 0
"Several days" = 1
"Nearly every day" = 3

[[item]]
id = "a_text"
text = "A text"
type = "text"
[[item]]
id = "a_note"
text = "A note"
type = "note"
[[item]]
id = "a_number"
text = "A number"
type = "integer"
min = 0
max = 99
[[item]]
id = "a_decimal"
text = "A decimal"
type = "decimal"
min = 0.5
max = 100
unit = "mg"
[[item]]
id = "a_date"
text = "A date"
type = "date"
[[item]]
id = "a_time"
text = "A time"
type = "time"
[[item]]
id = "a_moment"
text = "A moment"
type = "datetime"
[[item]]
id = "a_yesno"
text = "Is it so?"
type = "yesno"
[[item]]
id = "a_choice"
text = "A choice"
type = "choice"
choices = "frequency"
[[item]]
id = "a_multi"
text = "Several choices"
type = "multi"
choices = ["Alpha", "Béta", "Gamma"]
[[item]]
id = "a_scale"
text = "A scale"
type = "scale"
min = 0
max = 10
low = "none"
high = "worst"
[[item]]
id = "some_info"
text = "Read this."
type = "info"
[[item]]
id = "together"
text = "Together"
type = "group"
[[item.item]]
id = "inside"
text = "Inside"
type = "text"
show_if = "a_yesno == true"
[[item]]
id = "a_table"
text = "Meetings"
type = "table"
[[item.item]]
id = "meeting"
text = "Meeting"
type = "text"
[[item.item]]
id = "sponsor"
text = "Sponsor there"
type = "yesno"
[[item.item]]
id = "steps"
text = "Steps"
type = "integer"
show_if = "sponsor == true"
[[item]]
id = "dx"
text = "Diagnoses"
type = "diagnosis"
[[item]]
id = "rx"
text = "Medications"
type = "medication"
[[item]]
id = "served"
text = "Objectives served"
type = "objective"
[[item]]
id = "present"
text = "Present"
type = "participant"

[[score]]
id = "total"
text = "Total"
sum = ["a_choice", "a_scale", "a_yesno"]
bands = [{ from = 0, to = 4, label = "low" }, { from = 5, label = "high" }]
"""

FULL = {
    "a_text": "one line",
    "a_note": "two\nlines",
    "a_number": 7,
    "a_decimal": "2.5",
    "a_date": "2026-05-31",
    "a_time": "09:30",
    "a_moment": "2026-05-31T09:30",
    "a_yesno": True,
    "a_choice": "Several days",
    "a_multi": ["Alpha", "Gamma"],
    "a_scale": 3,
    "inside": "seen",
    "a_table": [{"_id": "aa", "meeting": "Tuesday", "sponsor": True, "steps": 3}, {"_id": "bb", "sponsor": False}],
    "dx": [
        {
            "_id": "d1",
            "code": "F11.20",
            "text": "Opioid dependence, uncomplicated",
            "kind": "substance use",
            "rank": "primary",
            "status": "active",
            "note": "",
        }
    ],
    "rx": [
        {
            "_id": "m1",
            "event": "start",
            "name": "Sertraline",
            "form": "tablet",
            "dose": "50",
            "unit": "mg",
            "route": "by mouth",
            "frequency": "once daily",
            "as_needed": False,
            "indication": "",
            "prescriber": "",
            "reason_code": "",
            "reason": "Low mood",
            "starts_on": "2026-05-31",
        }
    ],
    "served": [{"objective_id": "o1", "progress": "some", "evidence": "Used the skill twice"}],
    "present": [
        {
            "_id": "p1",
            "name": "Zz Example",
            "relationship": "sister",
            "age_band": "adult",
            "presence": "in person",
            "consent_id": "",
            "acknowledged": True,
        }
    ],
}
"""Canonical answers to every type of ``ALL_TYPES``."""
