"""Rows in words: entries, medications, consents, measures, the lines of the timeline, columns that give way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.entries.rows import EntryRow
from ehr_desk.chart.families.rows import FamilyMemberRow
from ehr_desk.chart.measures.rows import MeasureRow
from ehr_desk.chart.medications.rows import MedicationChangeRow, MedicationRow
from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import FormLibrary
from ehr_desk.ui.pages.chart.header import head_of
from ehr_desk.ui.pages.chart.timeline_lines import lines_after, matching
from ehr_desk.ui.pages.documents.presenter import LEDGER_COLUMNS
from ehr_desk.ui.pages.record import family, measures, medications
from ehr_desk.ui.pages.record.columns import widths
from ehr_desk.ui.pages.record.words import relative_day, short_day, state_chip
from ehr_desk.ui.widgets.table import Column

TODAY = date(2026, 12, 8)


def entry(entry_id: str, on: date, *, state: str = "signed", amended: bool = False, title: str = "Note") -> EntryRow:
    return EntryRow(
        entry_id=entry_id,
        client_id="c",
        episode_id="",
        session_id="",
        form_id="dap_note",
        title=title,
        category="note",
        effective_on=on,
        start="10:00",
        author_id="s",
        author_name="Dana Whitlock",
        author_credential="LPCC-S",
        signed_at="",
        seq=1,
        version=1,
        state=state,
        amended=amended,
        excerpt="Slept well",
        document_id="",
    )


def medication(name: str, status: str, **changes: object) -> MedicationRow:
    values: dict[str, object] = {
        "medication_id": name,
        "name": name,
        "form": "tablet",
        "dose": "0.5",
        "unit": "mg",
        "route": "by mouth",
        "frequency": "every morning",
        "as_needed": False,
        "indication": "panic",
        "prescriber": "",
        "status": status,
        "started_on": date(2026, 9, 1),
        "changed_on": None,
        "stopped_on": None,
        "last_reason": "",
        "entry_id": "e",
    }
    return MedicationRow(**values | changes)  # type: ignore[arg-type]


def consent(**changes: object) -> ConsentRow:
    values: dict[str, object] = {
        "consent_id": "k",
        "kind": "family",
        "recipient": "Mara",
        "recipient_kind": "family member",
        "purpose": "Support",
        "scope": ["attendance", "treatment plan"],
        "given_on": date(2026, 9, 28),
        "expires_on": date(2027, 3, 28),
        "expires_event": "",
        "revoked_on": None,
        "entry_id": "k",
    }
    return ConsentRow(**values | changes)  # type: ignore[arg-type]


def test_the_timeline_has_month_headings_and_says_how_long_nothing_happened() -> None:
    entries = [entry("a", date(2026, 12, 3)), entry("b", date(2026, 11, 2)), entry("c", date(2026, 11, 1))]
    lines = lines_after(None, entries, TODAY)
    assert [(line.what, line.text) for line in lines if line.what != "entry"] == [
        ("month", "December 2026"),
        ("gap", "31 days without an entry"),
        ("month", "November 2026"),
    ]


def test_a_further_page_repeats_no_heading() -> None:
    first = entry("a", date(2026, 11, 3))
    assert [line.what for line in lines_after(first, [entry("b", date(2026, 11, 2))], TODAY)] == ["entry"]


def test_a_screen_reader_hears_date_kind_words_and_state_of_a_line() -> None:
    (_, line) = lines_after(None, [entry("a", date(2026, 12, 3))], TODAY)
    assert line.spoken == "3 Dec 2026 10:00, Dana Whitlock, LPCC-S, Note, Slept well, Signed"


def test_every_word_of_a_filter_has_to_be_found() -> None:
    entries = [entry("a", date(2026, 12, 3), title="Family session"), entry("b", date(2026, 12, 1))]
    assert [one.entry_id for one in matching(entries, "FAMILY slept")] == ["a"]
    assert matching(entries, "family nothing") == []


def test_an_entry_says_its_state_in_words() -> None:
    assert state_chip(entry("a", TODAY)) == ("Signed", "success")
    assert state_chip(entry("a", TODAY, amended=True)) == ("Amended", "info")
    assert state_chip(entry("a", TODAY, state="co-sign pending")) == ("Co-sign pending", "review")
    assert state_chip(replace(entry("a", TODAY, state="co-sign pending"), returned=True)) == ("Returned", "warning")
    assert state_chip(entry("a", TODAY, state="entered in error", amended=True)) == ("Entered in error", "danger")


def test_days_of_this_year_are_short_and_near_days_are_words() -> None:
    assert short_day(date(2026, 11, 3), TODAY) == "3 Nov"
    assert short_day(date(2025, 11, 3), TODAY) == "3 Nov 2025"
    assert relative_day(date(2026, 12, 7), TODAY) == "yesterday"


def test_a_stopped_medication_is_struck_through_with_day_and_reason_at_the_end_of_the_list() -> None:
    stopped = medication("Alprazolam", "stopped", stopped_on=date(2026, 11, 2), last_reason="side effect")
    rows = medications.list_rows({"medications": [stopped, medication("Sertraline", "active")]})
    assert [row.struck for row in rows] == [False, True]
    assert rows[0].cells[0] == "Sertraline – tablet – DOSE 0.5 mg – by mouth – every morning"
    assert rows[1].cells[-1] == "stopped 2 Nov 2026: side effect"


def test_the_last_order_of_a_medication_is_also_a_hold_and_its_prescriber_is_told() -> None:
    held = medication("Naltrexone", "held", changed_on=date(2026, 8, 7), prescriber="Priya Anand, MD")
    orders = [
        MedicationChangeRow("Naltrexone", "Naltrexone", event, on, "", "", "", "", "Priya Anand", "e")
        for event, on in (("change", date(2026, 8, 7)), ("hold", date(2026, 11, 22)))
    ]
    (row,) = medications.list_rows({"medications": [held], "medication_changes": orders})
    told = dict(zip((column.title for column in medications.LIST_COLUMNS), row.cells, strict=True))
    assert told["Last order"] == "22 Nov 2026"
    assert told["Prescriber"] == "Priya Anand, MD"


def test_only_what_is_taken_or_held_stands_beside_a_note() -> None:
    state = {"medications": [medication("A", "active"), medication("B", "held"), medication("C", "stopped")]}
    assert [line.split(" – ")[0] for line in medications.current_lines(state)] == ["A", "B"]
    assert medications.current_lines(state)[1].endswith("(on hold)")


def test_order_events_are_listed_newest_first_and_lead_to_their_entry() -> None:
    def change(on: date, entry_id: str) -> MedicationChangeRow:
        return MedicationChangeRow(
            "m", "Sertraline", "change", on, "50 mg", "100 mg", "side effect", "rash", "A", entry_id
        )

    rows = medications.history_rows({"medication_changes": [change(date(2026, 9, 1), "a"), change(TODAY, "b")]})
    assert [medications.entry_of(row.id) for row in rows] == ["b", "a"]
    assert rows[0].cells[5] == "side effect: rash"


def test_a_consent_says_whether_it_counts() -> None:
    assert family.consent_state(consent(), TODAY) == "counts"
    assert family.consent_state(consent(revoked_on=date(2026, 11, 1)), TODAY) == "revoked 1 Nov 2026"
    assert family.consent_state(consent(expires_on=date(2026, 12, 7)), TODAY) == "ended 7 Dec 2026"
    assert family.counts(consent(expires_on=TODAY), TODAY)
    assert not family.counts(consent(given_on=date(2026, 12, 9)), TODAY)


def test_a_relative_without_a_counting_consent_is_marked() -> None:
    member = FamilyMemberRow("p", "Mara", "Sister", "adult", "k", "in person", TODAY, 2, True)
    covered = family.member_rows({"family_members": [member], "consents": [consent()]}, TODAY)[0]
    assert covered.cells[-1] == "Consent until 28 Mar 2027: attendance, treatment plan"
    ended = consent(expires_on=date(2026, 12, 1))
    assert family.member_rows({"family_members": [member], "consents": [ended]}, TODAY)[0].tone == "danger"
    assert "share nothing" in family.member_rows({"family_members": [member]}, TODAY)[0].cells[-1]


def test_scores_become_a_trend_with_the_bands_of_their_form() -> None:
    def score(on: date, value: int, change: int | None, first: int | None) -> MeasureRow:
        return MeasureRow("phq9", "PHQ-9 total", "phq9", on, value, 27, "Mild", False, f"e{value}", change, first)

    state = {"measures": [score(date(2026, 10, 1), 13, None, None), score(date(2026, 11, 1), 9, -4, 13)]}
    (view,) = measures.views(state, FormLibrary.load(forms_dir()))
    assert view.title == "PHQ-9"
    assert [band.start for band in view.trend.bands] == [5, 10, 15, 20]
    assert view.rows[0].cells == ("1 Nov 2026", "9", "Mild", "−4", "−4", "")
    assert measures.short_sentence(view.trend) == "PHQ-9: 9, mild, 1 Nov 2026 (13 before)"
    assert [band.start for band in measures.last_points(view.trend, 7).bands] == [10]


def test_the_head_of_a_client_without_anything_still_says_what_is_not_known() -> None:
    client = ClientRow("c", "1001", "Osei", "Kofi", "Kay", "", date(1990, 2, 3), "", "", "", "", "")
    head = head_of(client, {}, TODAY)
    assert head.title == "Kofi Osei"
    assert head.facts == "MRN 1001 · born 3 Feb 1990 · 36 y · called Kay"
    assert [chip.text for chip in head.chips] == ["Allergies not asked yet", "42 CFR Part 2"]


@pytest.mark.parametrize(("discharged_on", "told"), [(None, True), (date(2026, 11, 30), False)])
def test_a_plan_review_is_due_only_while_an_episode_is_open(discharged_on: date | None, told: bool) -> None:
    client = ClientRow("c", "1001", "Osei", "Kofi", "Kay", "", date(1990, 2, 3), "", "", "", "", "")
    state = {
        "episodes": [
            SimpleNamespace(
                is_open=discharged_on is None,
                discharged_on=discharged_on,
                admitted_on=date(2026, 10, 1),
                projected_discharge=None,
                level_of_care="Intensive outpatient",
                levels=[],
                program="",
                days=lambda _on: 69,
                level_on=lambda _on: SimpleNamespace(level_of_care="Intensive outpatient"),
            )
        ],
        "plan": [SimpleNamespace(next_review_on=date(2026, 12, 12), projected_discharge=None)],
    }
    head = head_of(client, state, TODAY)
    assert any(chip.text.startswith("Plan review") for chip in head.chips) is told


@pytest.mark.parametrize(
    ("planned", "chip", "said"),
    [
        (date(2026, 12, 18), "day 69 of 79", "planned for 18 Dec 2026 (at admission: 28 Dec 2026)"),
        (None, "day 69 of 89", "planned for 28 Dec 2026"),
        (date(2026, 9, 1), "day 69 of 89", "planned for 28 Dec 2026"),
    ],
    ids=["moved by the plan", "none in the plan", "plan of an earlier stay"],
)
def test_the_head_names_the_day_of_discharge_that_the_plan_names(planned: date | None, chip: str, said: str) -> None:
    client = ClientRow("c", "1001", "Osei", "Kofi", "Kay", "", date(1990, 2, 3), "", "", "", "", "")
    stay = SimpleNamespace(
        is_open=True,
        discharged_on=None,
        admitted_on=date(2026, 10, 1),
        projected_discharge=date(2026, 12, 28),
        level_of_care="Intensive outpatient",
        levels=[],
        program="",
        days=lambda _on: 69,
        level_on=lambda _on: SimpleNamespace(level_of_care="Intensive outpatient"),
    )
    plan = SimpleNamespace(next_review_on=None, projected_discharge=planned)
    care = head_of(client, {"episodes": [stay], "plan": [plan]}, TODAY).chips[-1]
    assert care.text.endswith(chip)
    assert care.tooltip.endswith(f"discharge {said}")


def test_columns_shrink_together_so_that_the_open_ones_stay_readable() -> None:
    columns = (Column("Date", 100), Column("Text"), Column("By", 300))
    assert widths(columns, 1000, 1.0) == [100, 600, 300]
    assert widths(columns, 450, 1.0) == [75, 150, 225]
    assert widths(columns, 100, 1.0) == [50, 0, 150]
    assert widths([columns[0]._replace(whole=True), *columns[1:]], 450, 1.0) == [100, 150, 200]


def test_the_column_that_matters_keeps_its_part_and_no_heading_is_cut() -> None:
    columns = (Column("Date", 100), Column("Text", least=250), Column("By", 300))
    assert widths(columns, 450, 1.0) == [50, 250, 150]
    assert widths(columns, 450, 1.0, heads=(80, 90, 120)) == [80, 220, 150]
    medication, *others = widths(medications.LIST_COLUMNS, 833, 1.0)
    assert medication > max(others)
    assert widths(LEDGER_COLUMNS, 833, 1.0)[-1] >= 108
