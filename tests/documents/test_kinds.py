"""What entries say on paper."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, TypeVar

import pytest

from ehr_desk.documents.kinds.choice import describe
from ehr_desk.documents.kinds.frame import NoticeText, SourceNotes, note_blocks
from ehr_desk.documents.kinds.summary import scales_of
from ehr_desk.documents.model import (
    Bullets,
    Callout,
    Chart,
    Document,
    Facts,
    Heading,
    KeyFigures,
    Medications,
    Notice,
    Panel,
    Paragraph,
    Signatures,
    SignatureSlot,
    Sources,
    Table,
)
from ehr_desk.documents.render import Press
from ehr_desk.forms import declined
from tests.clinical_forms.filled import FILLED
from tests.documents.bodies import LIBRARY, OBJECTIVE, body, form
from tests.documents.samples import AT, LETTERHEAD
from tests.documents.tools import pdf_text, qpdf_is_clean

Kind = TypeVar("Kind")
NOTICE = NoticeText("This record is protected.", "Do not pass it on.")


def _document(name: str, answers: dict[str, Any] | None = None, **more: Any) -> Document:
    scales = scales_of(LIBRARY.all())
    made = body(name, answers, **more)
    return describe(made, form(name), letterhead=LETTERHEAD, prepared_at=AT, notice=NOTICE, scales=scales)


def _of(document: Document, kind: type[Kind]) -> list[Kind]:
    return [block for block in document.blocks if isinstance(block, kind)]


def _slots(document: Document) -> list[SignatureSlot]:
    return [slot for block in _of(document, Signatures) for slot in block.slots]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if not key.startswith("_") and key not in ("objective_id", "consent_id"):
                yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


@pytest.mark.parametrize("name", sorted(FILLED))
def test_every_shipped_form_prints_soundly_and_with_all_its_notes(press: Press, tmp_path: Path, name: str) -> None:
    made = _document(name)
    pdf = press.render(made)
    assert qpdf_is_clean(pdf, tmp_path)
    printed = " ".join(pdf_text(pdf, tmp_path).split())
    recorded = " ".join(_strings(made.record()))
    for item in form(name).walk():
        value = FILLED[name].get(item.id)
        if item.type == "note" and item.pdf != "hide" and isinstance(value, str):
            assert value[:60] in recorded, item.id
    assert form(name).title in printed


@pytest.mark.parametrize("name", sorted(FILLED))
def test_no_internal_id_is_ever_printed(name: str) -> None:
    recorded = " ".join(_strings(_document(name).record()["blocks"]))
    assert "_id" not in recorded
    for hidden in ("0b1c00000000", "3ed0000000", "d1a60001", "c0450001"):
        assert hidden not in recorded


def test_a_discharge_summary_has_its_frame_tables_chart_and_risk() -> None:
    made = _document("discharge_summary")
    panel = {fact.label: fact.value for fact in _of(made, Panel)[0].facts}
    assert panel["Client"] == "Marisol Vega-Ortiz"
    assert panel["Date of birth"] == "14 Mar 1991 (35 y)"
    assert "Length of stay" not in panel, "it stands among the key figures, once"
    assert panel["Reason for discharge"] == "Treatment completed"
    assert "admitted 28 Sep 2026 · discharged 18 Dec 2026" in made.subtitle
    tiles = {tile.label: tile.value for tile in _of(made, KeyFigures)[0].tiles}
    assert tiles["Sessions attended"] == "15"
    assert tiles["GAD-7"] == "15 → 11"
    assert tiles["Length of stay"] == "82 days"
    (chart,) = _of(made, Chart)
    assert [band.label for band in chart.series[0].bands] == ["Minimal", "Mild", "Moderate", "Severe"]
    assert chart.series[0].maximum == 21
    callouts = {block.title: block for block in _of(made, Callout)}
    assert any("Item 9" in block.sentences[0].text for block in callouts.values())
    assert _of(made, Medications)[0].lines[0].directions == "100 mg, once a day"


def test_a_measure_has_only_its_own_bands() -> None:
    points = [
        {"_id": f"{n:032x}", "measure_points_measure": name, "measure_points_on": on, **rest}
        for n, (name, on, rest) in enumerate(
            [
                ("PHQ-9", "2026-09-29", {"measure_points_value": "17", "measure_points_maximum": "27"}),
                ("PHQ-9", "2026-10-20", {"measure_points_value": "9", "measure_points_maximum": "27"}),
                ("Own scale", "2026-09-29", {"measure_points_value": "40", "measure_points_maximum": "80"}),
                ("Own scale", "2026-10-20", {"measure_points_value": "20", "measure_points_maximum": "80"}),
            ]
        )
    ]
    made = _document("progress_summary", {**FILLED["progress_summary"], "measure_points": points})
    (chart,) = _of(made, Chart)
    bands = {series.name: len(series.bands) for series in chart.series}
    assert bands == {"PHQ-9": 5, "Own scale": 0}
    assert "PHQ-9 from 17 on 29 Sep 2026 to 9 on 20 Oct 2026" in chart.alt


def test_a_measure_given_once_is_not_told_as_two() -> None:
    once = {**FILLED["discharge_summary"]["measures"][0], "measures_last": "15", "measures_last_on": "2026-09-29"}
    once.pop("measures_change")
    made = _document("discharge_summary", {**FILLED["discharge_summary"], "measures": [once]})
    table = next(t for t in _of(made, Table) if t.columns[0].title == "Measure")
    assert table.rows[0].cells[1:4] == ("15 on 29 Sep 2026", "Given once", "")


def test_services_add_up_to_a_total_in_hours_and_minutes() -> None:
    table = next(t for t in _of(_document("progress_summary"), Table) if t.columns[0].title == "Service")
    assert [row.cells for row in table.rows] == [
        ("Group", "11", "32 h 30 min"),
        ("Individual", "4", "3 h 20 min"),
        ("Total", "15", "35 h 50 min"),
    ]


def test_objectives_stand_under_their_goal_from_start_to_now() -> None:
    made = _document("discharge_summary")
    goal = next(at for at, block in enumerate(made.blocks) if isinstance(block, Heading) and "Goal: Take" in block.text)
    table = made.blocks[goal + 1]
    assert isinstance(table, Table)
    assert table.rows[0].cells[1:5] == ("4", "1 by 27 Nov 2026", "2", "Continue")


def test_every_source_of_a_sentence_is_numbered_and_listed() -> None:
    made = _document("progress_summary")
    lines = {line.number: line.text for line in _of(made, Sources)[0].lines}
    assert lines[1] == "Admission, 28 Sep 2026"
    course = next(
        sentence
        for block in _of(made, Paragraph)
        for sentence in block.sentences
        if "Panic attacks fell" in sentence.text
    )
    assert [lines[number] for number in course.sources] == ["Plan review, 2 Nov 2026"]


def test_a_sentence_that_the_author_wrote_or_changed_has_no_source() -> None:
    notes = SourceNotes({"a" * 32: "Admission, 9 Jul 2026"})
    rows = [("As it was.", "a" * 32), ("Kept.", "b" * 32), ("Kept.", "c" * 32), ("As", "d" * 32)]
    (paragraph,) = note_blocks("Rewritten as it was. Kept. And more.", rows, notes)
    assert isinstance(paragraph, Paragraph)
    assert [sentence.text for sentence in paragraph.sentences] == ["Rewritten as it was.", "Kept.", "And more."]
    assert [sentence.sources for sentence in paragraph.sentences] == [(), (1, 2), ()]
    listed = notes.blocks()[1]
    assert isinstance(listed, Sources)
    assert [line.text for line in listed.lines] == ["Entry bbbbbbbb", "Entry cccccccc"]


def test_the_sources_of_a_text_that_the_author_wrote_anew_are_on_no_paper() -> None:
    notes = SourceNotes()
    (paragraph,) = note_blocks("My own words.", [("Attended 4 of 4.", "a" * 32)], notes)
    assert isinstance(paragraph, Paragraph)
    assert [(one.text, one.sources) for one in paragraph.sentences] == [("My own words.", ())]
    assert notes.blocks() == []


def test_lines_with_dashes_become_a_list_and_blank_lines_paragraphs() -> None:
    blocks = note_blocks("One.\n\nTwo:\n- first\n- second\nThree.")
    assert [type(block) for block in blocks] == [Paragraph, Paragraph, Bullets, Paragraph]
    assert isinstance(blocks[2], Bullets)
    assert [item.text for item in blocks[2].items] == ["first", "second"]


def test_a_measure_is_a_table_of_answers_with_its_score_on_top() -> None:
    made = _document("phq9")
    assert _of(made, KeyFigures)[0].tiles[0].value == "9 of 27"
    table = next(t for t in _of(made, Table) if t.columns[-1].title == "Points")
    assert len(table.rows) == 9
    assert table.rows[0].cells == ("Little interest or pleasure in doing things", "Several days", "1")
    assert any("Pfizer" in sentence.text for block in _of(made, Paragraph) for sentence in block.sentences)


def _says_positive(form_id: str, **answers: str) -> bool:
    made = _document(form_id, {**FILLED[form_id], **answers})
    return any("is positive" in one.text for block in _of(made, Paragraph) for one in block.sentences)


def test_a_screen_is_called_positive_on_paper_only_where_it_is() -> None:
    assert not _says_positive("phq9")  # 9 points
    assert _says_positive("phq9", phq9_1="Nearly every day")
    assert _says_positive("safety_screen")
    assert not _says_positive("safety_screen", wish_dead="No")


def test_declined_answers_are_named_and_the_score_says_what_became_of_it() -> None:
    made = _document("phq9", {**FILLED["phq9"], "phq9_4": declined()})
    (tile,) = _of(made, KeyFigures)[0].tiles
    assert (tile.value, tile.note) == ("8 of 27", "Mild, prorated from 8 of 9 answers")
    table = next(t for t in _of(made, Table) if t.columns[-1].title == "Points")
    assert [row.cells[1:] for row in table.rows if "energy" in row.cells[0]] == [("Declined to answer", "")]
    assert len(table.rows) == 9
    (none,) = _of(_document("gad7", {**FILLED["gad7"], "gad7_4": declined()}), KeyFigures)[0].tiles
    assert none.value == "No score"
    assert none.note.startswith("1 of 7 answers was declined. The answers given already add up to ")


def test_a_note_names_the_objectives_it_served_in_words() -> None:
    table = next(t for t in _of(_document("dap_note"), Table) if t.columns[0].title == "Objective")
    assert table.rows[0].cells[0] == OBJECTIVE
    assert table.rows[0].cells[1] == "Some progress"


def test_a_goal_says_whether_it_is_for_the_long_or_the_short_term_where_the_plan_does() -> None:
    plan = deepcopy(FILLED["treatment_plan"])
    plan["problems"][0]["goals"][0]["goal_term"] = "Long term"
    headings = [block.text for block in _of(_document("treatment_plan", plan), Heading)]
    assert any(text.startswith("Goal (long term), in the client") for text in headings)


def test_problems_goals_and_objectives_are_an_outline() -> None:
    made = _document("treatment_plan")
    headings = [block.text for block in _of(made, Heading)]
    assert "Problem 1: Panic attacks on the way to work" in headings
    assert "Goal, in the client\u2019s words: \u201cTake the train again like everybody else.\u201d" in headings
    tables = {table.columns[1].title: table.rows[0].cells for table in _of(made, Table)[:2]}
    assert tables["Objective"] == (
        "1.1",
        "Use paced breathing and stay on the train through a panic attack.",
        "Panic attacks a week, from the diary",
        *("4", "1", "27 Nov 2026", "Active"),
    )
    assert tables["What we do"] == ("1.1", "Individual CBT for panic", "50 minutes, once a week", "Dana Reyes, LCADC")
    assert [tile.value for tile in _of(made, KeyFigures)[0].tiles] == ["9 hours", "2 Nov 2026", "18 Dec 2026"]


def test_a_review_says_its_decision_first() -> None:
    made = _document("plan_review")
    assert _of(made, KeyFigures)[0].tiles[0].value == "Continue at this level"
    table = next(table for table in _of(made, Table) if table.columns[0].title == "Objective")
    assert table.rows[0].cells[1:4] == ("4", "2", "Continue")


def test_an_attendance_letter_says_only_what_was_ticked() -> None:
    made = _document("attendance_letter")
    said = " ".join(_strings(made.record()))
    assert "28 Sep 2026" in said
    assert "32 h 30 min" in said
    for kept_back in ("3 h ", "Group", "DEMO-20317", "she/her"):
        assert kept_back not in said
    assert [slot.field for slot in _slots(made)] == ["Author"]


def test_hidden_items_and_empty_sections_leave_no_trace() -> None:
    made = _document("dap_note", {"session_date": "2026-10-14", "data": "Came."})
    headings = {block.text for block in _of(made, Heading)}
    assert "Plan" not in headings
    assert "Data" in headings


def test_a_form_without_answers_says_so() -> None:
    made = _document("dap_note", {})
    assert any("No answers were recorded." in s.text for block in _of(made, Paragraph) for s in block.sentences)


def test_a_second_place_is_reserved_only_when_a_cosignature_is_due() -> None:
    assert [slot.field for slot in _slots(_document("dap_note")) if not slot.text_field] == ["Author"]
    due = _document("dap_note", needs_cosignature=True)
    assert [slot.field for slot in _slots(due) if not slot.text_field] == ["Author", "Supervisor"]
    assert isinstance(due.blocks[-1], Signatures)


def test_the_notice_in_full_stands_on_what_is_made_to_be_handed_out() -> None:
    assert isinstance(_document("discharge_summary").blocks[-1], Notice)
    note = _document("dap_note")
    assert not _of(note, Notice)
    assert note.confidentiality == NOTICE.short


def test_a_later_version_says_why() -> None:
    made = _document("dap_note", version=2, kind="addendum", reason="Late result of the drug screen.")
    assert "addendum" in made.subtitle
    assert any(fact.value == "Late result of the drug screen." for fact in _of(made, Panel)[0].facts)


def test_long_answers_to_short_questions_take_the_whole_width() -> None:
    answers = {**FILLED["dap_note"], "practice_next": "Ride one stop. " * 9}
    facts = [fact for block in _of(_document("dap_note", answers), Facts) for fact in block.facts]
    assert next(fact for fact in facts if "Ride" in fact.value).wide


def test_allergies_are_called_out_and_not_said_twice() -> None:
    made = _document("discharge_summary")
    assert any("Penicillin" in block.sentences[0].text for block in _of(made, Callout))
    assert not any(table.columns[0].title == "Substance" for table in _of(made, Table))


def test_a_consent_on_paper_holds_its_date_and_its_statements_like_everything_else() -> None:
    made = _document("consent")
    facts = {fact.label: fact.value for block in _of(made, Facts) for fact in block.facts}
    assert facts["Date signed by the client"] == "28 Sep 2026"
    assert facts["Parts of the record"] == "Attendance, treatment plan, aftercare plan"
    texts = [(sentence.text, block.small) for block in _of(made, Paragraph) for sentence in block.sentences]
    assert not any(small for _, small in texts)
    for words in ("take this consent back at any time", "may no longer be protected", "You do not have to sign"):
        assert any(words in text for text, _ in texts)
    assert not any("Never combine" in text for text, _ in texts)
