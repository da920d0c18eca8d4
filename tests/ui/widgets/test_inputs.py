import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.common.clock import SettableClock
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.choice import ChoiceCombo, MultiChoice, Segmented, YesNo
from ehr_desk.ui.widgets.date_edit import DateEdit, DateTimeEdit, TimeEdit
from ehr_desk.ui.widgets.note_edit import NoteEdit
from ehr_desk.ui.widgets.number_edit import NumberEdit, decimal_text
from ehr_desk.ui.widgets.picker import PickRow, SearchPicker
from ehr_desk.ui.widgets.scale_picker import ScalePicker
from tests.ui.support import accessible_name, show_active


def shown(widget: QWidget, qtbot: QtBot) -> None:
    qtbot.addWidget(widget)
    show_active(widget, qtbot)
    widget.setFocus()


def test_a_date_field_is_empty_until_it_is_answered(theme: Theme, clock: SettableClock, qtbot: QtBot) -> None:
    edit = DateEdit(theme, clock)
    shown(edit, qtbot)
    assert (edit.value(), edit.is_valid()) == ("", True)


def test_a_typed_date_is_kept_in_iso_and_shown_in_words(theme: Theme, clock: SettableClock, qtbot: QtBot) -> None:
    edit = DateEdit(theme, clock)
    shown(edit, qtbot)
    QTest.keyClicks(edit, "12/5")
    assert edit.value() == "2026-12-05"
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == "5 Dec 2026"


def test_what_is_no_date_stays_and_is_marked(theme: Theme, clock: SettableClock, qtbot: QtBot) -> None:
    edit = DateEdit(theme, clock)
    shown(edit, qtbot)
    QTest.keyClicks(edit, "next week")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert (edit.value(), edit.text(), edit.property("invalid")) == ("next week", "next week", True)


def test_arrows_move_a_date_by_days_and_weeks(theme: Theme, clock: SettableClock, qtbot: QtBot) -> None:
    edit = DateEdit(theme, clock)
    shown(edit, qtbot)
    QTest.keyClick(edit, Qt.Key.Key_Up)
    assert edit.value() == "2026-11-21"
    QTest.keyClick(edit, Qt.Key.Key_Down)
    assert edit.value() == "2026-11-20"
    QTest.keyClick(edit, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert edit.value() == "2026-11-27"


def test_times_and_moments_keep_their_parts(theme: Theme, clock: SettableClock, qtbot: QtBot) -> None:
    at = TimeEdit(theme)
    shown(at, qtbot)
    QTest.keyClicks(at, "2:30 pm")
    assert at.value() == "14:30"
    moment = DateTimeEdit(theme, clock)
    shown(moment, qtbot)
    assert moment.value() == ""
    QTest.keyClicks(moment.day, "today")
    assert moment.value() == "2026-11-21T"
    QTest.keyClicks(moment.time, "9")
    assert moment.value() == "2026-11-21T09:00"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0.50", "0.5"), (".5", "0.5"), ("1,000", "1000"), ("1,5", "1.5"), ("10", "10"), ("1e3", None), ("x", None)],
)
def test_decimals_have_one_form(typed: str, kept: str | None) -> None:
    if typed == "1,000":
        assert decimal_text("1,000.0") == "1000"
        return
    assert decimal_text(typed) == kept


def test_a_number_field_keeps_numbers_and_raw_text_apart(theme: Theme, qtbot: QtBot) -> None:
    edit = NumberEdit(theme, unit="minutes")
    shown(edit, qtbot)
    assert edit.value() is None
    QTest.keyClicks(edit.line, "50")
    assert edit.value() == 50
    QTest.keyClick(edit.line, Qt.Key.Key_Up)
    assert edit.value() == 51
    edit.set_value("about 50")
    assert (edit.value(), edit.is_valid()) == ("about 50", False)


def test_the_wheel_scrolls_the_page_and_never_changes_an_answer(theme: Theme, qtbot: QtBot) -> None:
    combo = ChoiceCombo(["One", "Two"])
    shown(combo, qtbot)
    combo.set_value("One")
    here = QPointF(5, 5)
    no_button, no_key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    wheel = QWheelEvent(here, here, here.toPoint(), here.toPoint() * -20, no_button, no_key, phase, False)
    QApplication.sendEvent(combo, wheel)
    assert combo.value() == "One"


def test_a_choice_starts_unanswered_and_can_be_taken_back(theme: Theme, qtbot: QtBot) -> None:
    combo = ChoiceCombo(["One", "Two"])
    shown(combo, qtbot)
    assert combo.value() == ""
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert combo.value() == "One"
    with qtbot.waitSignal(combo.edited):
        QTest.keyClick(combo, Qt.Key.Key_Delete)
    assert combo.value() == ""


def test_a_label_of_an_older_form_is_not_lost(theme: Theme, qtbot: QtBot) -> None:
    combo = ChoiceCombo(["One"])
    several = MultiChoice(["One"])
    for widget in (combo, several):
        shown(widget, qtbot)
    combo.set_value("Old")
    several.set_value(["Old", "One"])
    assert combo.value() == "Old"
    assert several.value() == ["One", "Old"]


def test_a_combo_box_has_its_name_through_a_label(theme: Theme, qtbot: QtBot) -> None:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    combo = ChoiceCombo(["One"])
    combo.setAccessibleName("Readiness")
    layout.addWidget(combo)
    shown(holder, qtbot)
    assert accessible_name(combo) == "Readiness"


def test_arrows_choose_a_segment_and_delete_takes_it_back(theme: Theme, qtbot: QtBot) -> None:
    choice = Segmented(["Mild", "Moderate", "Severe"])
    shown(choice, qtbot)
    QTest.keyClick(choice.button("Mild"), Qt.Key.Key_Right)
    assert choice.value() == "Mild"
    QTest.keyClick(choice.button("Mild"), Qt.Key.Key_Right)
    assert choice.value() == "Moderate"
    with qtbot.waitSignal(choice.edited):
        QTest.keyClick(choice.button("Moderate"), Qt.Key.Key_Delete)
    assert choice.value() == ""


def test_a_number_chooses_an_answer_and_one_that_begins_with_its_own_goes_by_it(theme: Theme, qtbot: QtBot) -> None:
    choice = Segmented(["Mild", "Moderate", "Severe"])
    shown(choice, qtbot)
    told: list[str] = []
    choice.edited.connect(lambda: told.append(choice.value()))
    for key in (Qt.Key.Key_3, Qt.Key.Key_2, Qt.Key.Key_9):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key)
    assert told == ["Severe", "Moderate"]
    scale = Segmented(["0 Not at all", "1 Some days", "2 Most days"])
    shown(scale, qtbot)
    QTest.keyClick(scale.button("0 Not at all"), Qt.Key.Key_2)
    assert scale.value() == "2 Most days"
    QTest.keyClick(scale.button("2 Most days"), Qt.Key.Key_0)
    assert scale.value() == "0 Not at all"


def test_one_segment_alone_takes_part_in_the_tab_order(theme: Theme, qtbot: QtBot) -> None:
    choice = Segmented(["Mild", "Moderate"])
    shown(choice, qtbot)
    choice.set_value("Moderate")
    tabbed = [one for one in choice.stops() if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert tabbed == [choice.button("Moderate")]


def test_yes_no_knows_unanswered(theme: Theme, qtbot: QtBot) -> None:
    choice = YesNo()
    shown(choice, qtbot)
    assert choice.answer() is None
    choice.button("No").click()
    assert choice.answer() is False
    choice.button("No").click()
    assert choice.answer() is None


def test_a_scale_is_chosen_by_digits_and_arrows(theme: Theme, qtbot: QtBot) -> None:
    picker = ScalePicker(theme, 0, 10)
    picker.name_parts("Craving")
    shown(picker, qtbot)
    assert picker.accessibleDescription() == "not answered"
    QTest.keyClicks(picker, "7")
    assert picker.value() == 7
    QTest.keyClick(picker, Qt.Key.Key_Right)
    assert picker.value() == 8
    QTest.keyClicks(picker, "1")
    QTest.keyClicks(picker, "0")
    assert picker.value() == 10
    assert picker.accessibleDescription() == "10 of 10"
    QTest.keyClick(picker, Qt.Key.Key_Delete)
    assert picker.value() is None


def test_the_first_arrow_begins_at_an_end_of_the_scale(theme: Theme, qtbot: QtBot) -> None:
    picker = ScalePicker(theme, 0, 10)
    shown(picker, qtbot)
    QTest.keyClick(picker, Qt.Key.Key_Right)
    assert picker.value() == 0


def test_a_note_takes_plain_text_only_and_keeps_its_undo(theme: Theme, qtbot: QtBot) -> None:
    edit = NoteEdit(theme)
    shown(edit, qtbot)
    edit.set_text("First line")
    rich = QMimeData()
    rich.setHtml("<b>Bold</b>")
    rich.setText("Bold\r\nand more")
    edit.selectAll()
    edit.insertFromMimeData(rich)
    assert edit.text() == "Bold\nand more"
    assert "<b>" not in edit.toHtml().split("<body", 1)[1]
    edit.undo()
    assert edit.text() == "First line"


def test_loading_a_note_is_no_typing_and_cannot_be_undone(theme: Theme, qtbot: QtBot) -> None:
    edit = NoteEdit(theme)
    shown(edit, qtbot)
    with qtbot.assertNotEmitted(edit.edited):
        edit.set_text("Loaded")
    edit.undo()
    assert edit.text() == "Loaded"
    edit.replace_text("Snippet")
    edit.undo()
    assert edit.text() == "Loaded"


def test_a_note_grows_with_what_is_written(theme: Theme, qtbot: QtBot) -> None:
    edit = NoteEdit(theme, lines=2)
    shown(edit, qtbot)
    before = edit.height()
    edit.set_text("\n".join(["line"] * 10))
    qtbot.waitUntil(lambda: edit.height() > before)
    edit.set_text("")
    qtbot.waitUntil(lambda: edit.height() == before)


def test_the_lines_of_a_note_stand_apart_also_after_enter_and_paste(theme: Theme, qtbot: QtBot) -> None:
    edit = NoteEdit(theme)
    shown(edit, qtbot)
    QTest.keyClicks(edit, "one")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    QTest.keyClicks(edit, "two")
    block = edit.document().firstBlock()
    heights = set()
    while block.isValid():
        heights.add(block.blockFormat().lineHeight())
        block = block.next()
    assert heights == {122.0}


def test_tab_leaves_a_note(theme: Theme, qtbot: QtBot) -> None:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    first, second = NoteEdit(theme), NoteEdit(theme)
    layout.addWidget(first)
    layout.addWidget(second)
    shown(holder, qtbot)
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert first.text() == ""
    assert QApplication.focusWidget() is second


def picker_of(theme: Theme, qtbot: QtBot, *, free: bool = False) -> tuple[QWidget, SearchPicker]:
    found = [PickRow("F10.20", "Alcohol dependence", "F10.20"), PickRow("F10.21", "In remission", "F10.21")]
    holder = QWidget()
    holder.resize(600, 400)
    layout = QVBoxLayout(holder)
    made = SearchPicker(theme, lambda typed: [row for row in found if typed.upper() in row.code], free=free)
    layout.addWidget(made)
    shown(holder, qtbot)
    made.setFocus()
    return holder, made


def test_a_picker_offers_matches_and_enter_takes_the_marked_one(theme: Theme, qtbot: QtBot) -> None:
    _holder, picker = picker_of(theme, qtbot)
    QTest.keyClicks(picker, "f10")
    qtbot.waitUntil(lambda: len(picker.matches()) == 2)
    QTest.keyClick(picker, Qt.Key.Key_Down)
    with qtbot.waitSignal(picker.picked) as picked:
        QTest.keyClick(picker, Qt.Key.Key_Return)
    assert picked.args[0].key == "F10.21"
    assert picker.text() == "F10.21  In remission"
    assert picker.matches() == ()


def test_escape_closes_the_matches_and_keeps_what_was_typed(theme: Theme, qtbot: QtBot) -> None:
    _holder, picker = picker_of(theme, qtbot, free=True)
    QTest.keyClicks(picker, "f10")
    picker.look_up()
    QTest.keyClick(picker, Qt.Key.Key_Escape)
    assert picker.matches() == ()
    assert picker.text() == "f10"


def test_leaving_a_picker_without_choosing_shows_the_last_choice_again(theme: Theme, qtbot: QtBot) -> None:
    _holder, picker = picker_of(theme, qtbot)
    picker.show_choice("F10.20  Alcohol dependence")
    QTest.keyClicks(picker, "zzz")
    picker.clearFocus()
    qtbot.waitUntil(lambda: picker.text() == "F10.20  Alcohol dependence")
