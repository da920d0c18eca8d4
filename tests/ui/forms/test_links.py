from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import SeededIds
from ehr_desk.ui.forms.diagnosis_field import DiagnosisField, kind_of
from ehr_desk.ui.forms.field import Kit
from ehr_desk.ui.forms.medication_field import MedicationCard, MedicationField
from ehr_desk.ui.forms.objective_field import ObjectiveField
from ehr_desk.ui.forms.participant_field import ParticipantField
from ehr_desk.ui.forms.thread_panel import ObjectiveRow, ThreadPanel
from ehr_desk.ui.theme import Theme
from tests.ui.support import ANSWERS, plain_links, show_active

Show = Callable[[QWidget], None]


@pytest.fixture
def kit(theme: Theme, clock: SettableClock, ids: SeededIds) -> Kit:
    return Kit(theme, clock, ids, plain_links())


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(900, 900)
    QVBoxLayout(made)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def show(window: QWidget, qtbot: QtBot) -> Show:
    def put(widget: QWidget) -> None:
        layout = window.layout()
        assert layout is not None
        layout.addWidget(widget)
        show_active(window, qtbot)

    return put


def test_a_diagnosis_is_found_and_added_by_keyboard_with_sensible_first_values(
    kit: Kit, show: Show, qtbot: QtBot
) -> None:
    field = DiagnosisField(kit, plain_links().find_diagnosis)
    show(field)
    QTest.keyClicks(field.picker, "opioid")
    qtbot.waitUntil(lambda: bool(field.picker.matches()))
    with qtbot.waitSignal(field.changed):
        QTest.keyClick(field.picker, Qt.Key.Key_Return)
    (row,) = field.value() or []
    assert row["code"] == "F11.20"
    assert (row["kind"], row["rank"], row["status"]) == ("substance use", "primary", "active")
    assert len(field.value() or []) == 1


def test_the_second_diagnosis_is_secondary_and_words_without_a_code_are_allowed(kit: Kit, show: Show) -> None:
    field = DiagnosisField(kit, plain_links().find_diagnosis)
    show(field)
    field.set_value(ANSWERS["diagnoses"])
    QTest.keyClicks(field.picker, "chronic back pain")
    field.picker.look_up()
    QTest.keyClick(field.picker, Qt.Key.Key_Return)
    rows = field.value() or []
    assert [(row["code"], row["text"], row["rank"]) for row in rows][1] == ("", "chronic back pain", "secondary")


@pytest.mark.parametrize(
    ("code", "kind"),
    [("F10.20", "substance use"), ("F33.1", "mental health"), ("Z59.1", "social"), ("K70.3", "medical"), ("", "")],
)
def test_the_code_suggests_the_kind(code: str, kind: str) -> None:
    assert kind_of(code) == kind


def test_the_current_list_stands_with_its_orders_and_comes_back_unchanged(kit: Kit, show: Show) -> None:
    field = MedicationField(kit, plain_links().find_medication, ("side effect",), "Dr. Ines Okafor")
    show(field)
    field.set_value(ANSWERS["orders"])
    assert field.value() == ANSWERS["orders"]
    assert field.cards[0].title.text() == "sertraline"
    assert field.cards[0].quiet.text() == "tablet – DOSE 75 mg – by mouth – every morning"


def test_an_order_shows_only_the_fields_it_needs(kit: Kit, show: Show) -> None:
    field = MedicationField(kit, plain_links().find_medication, ("side effect",), "")
    show(field)
    field.set_value([{**ANSWERS["orders"][0], "event": "continue", "reason": "", "reason_code": "", "starts_on": ""}])  # type: ignore[index]
    card = field.cards[0]
    assert isinstance(card, MedicationCard)
    assert card.body.isHidden()
    card.order.set_value("stop")
    card.order.edited.emit()
    assert not card.body.isHidden()
    assert card._boxes["dose"].isHidden()
    assert not card._boxes["reason"].isHidden()
    assert card.row()["starts_on"] == "", "without a day of its own an order counts from the day of the visit"


def test_who_changes_an_order_prescribes_it_and_changing_back_names_the_earlier_prescriber(
    kit: Kit, show: Show
) -> None:
    field = MedicationField(kit, plain_links().find_medication, ("side effect",), "Dr. Ines Okafor")
    show(field)
    outside = {**ANSWERS["orders"][0], "event": "continue", "prescriber": "Quiet Pines Residential (outside)"}  # type: ignore[index]
    field.set_value([outside])
    card = field.cards[0]
    assert isinstance(card, MedicationCard)
    for event, prescriber in (("change", "Dr. Ines Okafor"), ("continue", "Quiet Pines Residential (outside)")):
        card.order.set_value(event)
        card.order.edited.emit()
        assert card.row()["prescriber"] == prescriber


def test_a_new_medication_is_a_start_order_and_can_be_taken_away(kit: Kit, show: Show) -> None:
    field = MedicationField(kit, plain_links().find_medication, ("side effect",), "Dr. Ines Okafor")
    show(field)
    field.add_button.click()
    card = field.cards[0]
    assert card.row()["event"] == "start"
    assert card.row()["prescriber"] == "Dr. Ines Okafor"
    line = card.findChild(QLineEdit)
    assert line is not None
    QTest.keyClicks(line, "naltrexone")
    assert card.title.text() == "naltrexone"
    dose = next(one for one in card.findChildren(QLineEdit) if one.accessibleName() == "naltrexone: Dose")
    QTest.keyClicks(dose, "50.0")
    assert card.row()["dose"] == "50"
    card.away.click()
    assert field.value() is None


def test_pharmacy_and_supply_open_by_one_key_and_are_no_stop_of_the_usual_change(
    kit: Kit, show: Show, qtbot: QtBot
) -> None:
    field = MedicationField(kit, plain_links().find_medication, ("side effect",), "Dr. Ines Okafor")
    show(field)
    field.set_value(ANSWERS["orders"])
    card = field.cards[0]
    assert isinstance(card, MedicationCard)
    assert card._boxes["pharmacy"].isHidden()
    assert card.supply.focusPolicy() == Qt.FocusPolicy.ClickFocus
    qtbot.waitUntil(card._words.isVisible)
    card._words.setFocus()
    QTest.keyClick(card._words, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert not card._boxes["pharmacy"].isHidden()
    QTest.keyClicks(card._lines["pharmacy"], "Harbor Pharmacy")
    QTest.keyClicks(card._lines["days_supply"], "30")
    assert (card.row()["pharmacy"], card.row()["days_supply"]) == ("Harbor Pharmacy", "30")
    assert "external" not in card.row()
    assert card.quiet.text().endswith("every morning; for 30 days, at Harbor Pharmacy")
    # What somebody elsewhere gave is theirs until somebody here orders it.
    card._external.setChecked(True)
    card.order.set_value("change")
    card.order.edited.emit()
    assert "external" not in card.row()
    # The same dose prescribed again, the commonest order: it has a supply too.
    card.order.set_value("continue")
    card.order.edited.emit()
    assert card._boxes["days_supply"].isVisibleTo(card)
    assert card.row()["days_supply"] == "30"


def test_a_medication_on_the_list_is_never_removed_only_stopped(kit: Kit, show: Show) -> None:
    field = MedicationField(kit, plain_links().find_medication, (), "")
    show(field)
    field.set_value(ANSWERS["orders"])
    assert not field.cards[0].away.isVisible()


def test_participants_keep_their_consent_by_id(kit: Kit, show: Show) -> None:
    field = ParticipantField(kit, [("c1", "Sister, until 21 May 2027")])
    show(field)
    field.set_value(ANSWERS["relatives"])
    assert field.value() == ANSWERS["relatives"]
    field.add_button.click()
    assert field.cards[1].row()["consent_id"] == ""
    assert field.cards[1].title.text() == "New participant"


def test_objectives_are_told_in_one_line_of_the_note(kit: Kit, show: Show) -> None:
    field = ObjectiveField({"o1": "Objective 1.1"})
    show(field)
    assert "None ticked yet" in field.findChildren(QLabel)[0].text()
    field.set_value(ANSWERS["served"])
    assert field.findChildren(QLabel)[0].text() == "Objective 1.1 (some progress)"
    assert field.value() == ANSWERS["served"]
    without = ObjectiveField({})
    show(without)
    assert without.findChildren(QLabel)[0].text() == "The plan has no open objective."


def test_ticking_an_objective_asks_how_far_and_keeps_links_of_older_plans(show: Show, qtbot: QtBot) -> None:
    panel = ThreadPanel([ObjectiveRow("o1", "Goal 1 · Objective 1.1", "Use the delay plan")])
    show(panel)
    old = {"objective_id": "old", "progress": "met", "evidence": ""}
    panel.set_value([old])
    card = panel.card("o1")
    assert not card.progress.isVisible()
    with qtbot.waitSignal(panel.changed):
        QTest.keyClick(card.box, Qt.Key.Key_Space)
    qtbot.waitUntil(card.progress.isVisible)
    QTest.keyClick(card.progress, Qt.Key.Key_Down)
    QTest.keyClicks(card.evidence, "Log")
    assert panel.value() == [{"objective_id": "o1", "progress": "regressed", "evidence": "Log"}, old]


def test_showing_links_is_no_change_by_a_person(show: Show, qtbot: QtBot) -> None:
    panel = ThreadPanel([ObjectiveRow("o1", "Goal 1", "Use the delay plan")])
    show(panel)
    with qtbot.assertNotEmitted(panel.changed):
        panel.set_value(ANSWERS["served"])  # type: ignore[arg-type]
    assert panel.value() == ANSWERS["served"]


def test_without_a_plan_the_panel_says_what_to_do(show: Show) -> None:
    panel = ThreadPanel()
    show(panel)
    assert "A signed treatment plan, or a new version of it, brings one." in panel.findChildren(QLabel)[0].text()


def test_a_code_typed_faster_than_the_search_is_the_code_and_not_loose_words(kit: Kit, show: Show) -> None:
    field = DiagnosisField(kit, plain_links().find_diagnosis)
    show(field)
    QTest.keyClicks(field.picker, "opioid")
    QTest.keyClick(field.picker, Qt.Key.Key_Return)
    rows = field.value()
    assert rows is not None
    assert [bool(row["code"]) for row in rows] == [True]
    assert field.picker.text() == ""
