"""Filling a form from the record never overwrites what somebody typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.entries import general
from ehr_desk.chart.entries.prefill import fill, refill
from ehr_desk.chart.entries.rooms import PrefillContext
from ehr_desk.chart.sessions.prefills import prefills as session_prefills
from ehr_desk.forms import Form, read_form

FORM = """
[form]
id = "toy"
version = 1
title = "Toy"
category = "note"
scope = "client"
authors = ["therapist"]

[[item]]
id = "on"
text = "Date"
type = "date"
role = "effective_on"
prefill = "today"

[[item]]
id = "course"
text = "Course"
type = "note"
prefill = "toy.course"

[[item]]
id = "figures"
text = "Figures"
type = "text"
prefill = "toy.figures"
readonly = true

[[item]]
id = "orders"
text = "Orders"
type = "table"
prefill = "toy.orders"
fixed_rows = true

[[item.item]]
id = "number"
text = "Number"
type = "text"
readonly = true
screen = "hide"

[[item.item]]
id = "remark"
text = "Remark"
type = "text"
"""


class NoChart:
    def rows(self, fold: str) -> list[object]:
        return []

    def as_of(self, day: date, before: str = "") -> NoChart:
        return self


def toy_form() -> Form:
    return read_form(FORM, Path("toy.toml"))


def context(today: date = date(2026, 11, 21)) -> PrefillContext:
    client = ClientRow("c1", "1001", "Vega", "Mari", "", "", date(1991, 3, 14), "", "", "", "", "")
    return PrefillContext(client, NoChart(), today, {}, lambda: "id")


def prefills(course: str, figures: str):  # type: ignore[no-untyped-def]
    return {
        "today": lambda given: given.today.isoformat(),
        "toy.course": lambda given: course,
        "toy.figures": lambda given: figures,
    }


def test_an_answer_that_was_given_stands() -> None:
    filled = fill(toy_form(), {"course": "typed"}, prefills("assembled", "3 of 4"), context())
    assert filled == {"on": "2026-11-21", "course": "typed", "figures": "3 of 4"}


def test_assembling_again_renews_what_nobody_touched() -> None:
    carried = {"course": "assembled", "figures": "3 of 4"}
    renewed = refill(toy_form(), dict(carried), carried, prefills("new", "4 of 5"), context()).answers
    assert renewed["course"] == "new"


def test_assembling_again_leaves_an_edited_text_and_renews_the_figures() -> None:
    carried = {"course": "assembled", "figures": "3 of 4"}
    answers = {"course": "assembled and edited", "figures": "3 of 4"}
    renewed = refill(toy_form(), answers, carried, prefills("new", "4 of 5"), context()).answers
    assert renewed["course"] == "assembled and edited"
    assert renewed["figures"] == "4 of 5"


def test_assembling_again_leaves_out_what_somebody_took_out_but_renews_the_figures() -> None:
    carried = {"course": "assembled", "figures": "3 of 4"}
    renewed = refill(toy_form(), {}, carried, prefills("new", "4 of 5"), context()).answers
    assert renewed == {"on": "2026-11-21", "figures": "4 of 5"}


def test_a_prefill_without_an_answer_leaves_the_item_empty() -> None:
    assert "course" not in fill(toy_form(), {}, prefills("", ""), context())


def test_fixed_rows_are_assembled_anew_and_keep_what_was_typed_into_them() -> None:
    told = {**prefills("", ""), "toy.orders": lambda _given: [{"_id": "new", "number": one} for one in ("1", "3")]}
    before = [{"_id": "a", "number": "1"}, {"_id": "b", "number": "2"}]
    typed = [{**before[0], "remark": "mine"}, before[1]]
    renewed = refill(toy_form(), {"orders": typed}, {"orders": before}, told, context()).answers
    assert renewed["orders"] == [{"_id": "a", "number": "1", "remark": "mine"}, {"_id": "new", "number": "3"}]


def test_the_admission_begins_with_what_the_desk_knows_of_program_and_client() -> None:
    prefills = {**general.room(lambda _text: True).prefills, **session_prefills()}
    contact = "Ann Vega, sister, (419) 555-0117"
    adult = ClientRow("c1", "DEMO-1", "Vega", "Mari", "", "", date(1991, 3, 14), "", "", "", contact, "")
    young = replace(adult, date_of_birth=date(2010, 3, 14))
    clinic = ClinicRow("Riverbend", weekly_minutes_minimum=570)

    def filled(name: str, client: ClientRow, **answers: str) -> object:
        context = PrefillContext(client, NoChart(), date(2026, 11, 21), answers, lambda: "id", clinic=clinic)
        return prefills[name](context)

    assert filled("clinic.planned_hours", adult) == "9.5"
    clinic = replace(clinic, weekly_minutes_minimum=500)
    assert filled("clinic.planned_hours", adult) == "8.33"
    clinic = replace(clinic, weekly_minutes_minimum=0)
    assert filled("clinic.planned_hours", adult) is None
    clinic = replace(clinic, weekly_minutes_minimum=600)
    assert filled("clinic.planned_hours", adult) == "10"
    assert filled("clinic.planned_hours", young) == "6"
    almost = replace(adult, date_of_birth=date(2008, 11, 20))
    assert filled("clinic.planned_hours", almost) == "10"
    assert filled("clinic.planned_hours", almost, admitted_on="2026-11-19") == "6"
    assert filled("clinic.planned_hours", adult, level_of_care="Outpatient") is None
    assert filled("clinic.planned_hours", adult, level_of_care="Intensive outpatient") == "10"
    assert filled("client.emergency_contact", adult) == contact
