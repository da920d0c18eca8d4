import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.ui.actions import Actions, ActionSpec
from ehr_desk.ui.dialogs.palette import PaletteDialog, PaletteRow, action_rows
from ehr_desk.ui.dialogs.reason import ReasonDialog
from ehr_desk.ui.dialogs.release import BasisChoice, ConsentChoice, ReleaseDialog
from ehr_desk.ui.dialogs.sign import SignDialog, Signer, SignItem
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.message_bar import Message
from ehr_desk.ui.widgets.text import within_sentence

SIGNER = Signer("Dana Reyes", "LCADC", "21 Nov 2026 10:58 EST", "I am the author of this entry.")
ITEMS = [SignItem("DAP note", "DEMO-1182", ("Attended 50 minutes on 21 Nov 2026.",))]
BASES = [
    BasisChoice(
        "consent", "With the client's written consent", "42 CFR 2.31", (("consent_id", "Choose the consent."),)
    ),
    BasisChoice("court order", "Court order with subpoena", "42 CFR 2.61", (("court_order", "Give the order."),)),
]


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_signing_shows_what_is_stated_by_whom_when_and_as_what(window: QMainWindow, theme: Theme) -> None:
    dialog = SignDialog(theme, ITEMS, SIGNER, window)
    dialog.show()
    shown = texts(dialog)
    for part in ("Attended 50 minutes", "Dana Reyes, LCADC", "21 Nov 2026 10:58 EST", "author"):
        assert part in shown
    dialog.reject()


def test_a_wrong_passphrase_is_said_inline_and_can_be_typed_again(
    window: QMainWindow, theme: Theme, qtbot: QtBot
) -> None:
    dialog = SignDialog(theme, ITEMS, SIGNER, window)
    dialog.show()
    QTest.keyClicks(dialog.passphrase.line, "wrong words here")
    with qtbot.waitSignal(dialog.sign_requested) as asked:
        QTest.keyClick(dialog.passphrase.line, Qt.Key.Key_Return)
    assert asked.args == ["wrong words here"]
    dialog.busy()
    assert not dialog.go.isEnabled()
    dialog.fail("The passphrase is wrong.", "Nothing was signed.")
    assert dialog.isVisible()
    assert dialog.go.isEnabled()
    assert "Nothing was signed." in texts(dialog)
    dialog.reject()


def test_enter_signs_once_and_not_twice(window: QMainWindow, theme: Theme, qtbot: QtBot) -> None:
    dialog = SignDialog(theme, ITEMS, SIGNER, window)
    dialog.show()
    seen: list[str] = []
    dialog.sign_requested.connect(seen.append)
    QTest.keyClicks(dialog.passphrase.line, "words")
    QTest.keyClick(dialog.passphrase.line, Qt.Key.Key_Return)
    assert seen == ["words"]
    dialog.reject()


def test_something_needed_that_is_missing_keeps_the_button_off(window: QMainWindow, theme: Theme) -> None:
    items = [SignItem("DAP note", findings=(Message("must", "Missing: intervention used."),))]
    dialog = SignDialog(theme, items, SIGNER, window)
    dialog.show()
    assert not dialog.go.isEnabled()
    assert "Missing: intervention used." in texts(dialog)
    dialog.reject()


def test_a_batch_is_signed_with_one_passphrase(window: QMainWindow, theme: Theme) -> None:
    dialog = SignDialog(theme, ITEMS * 3, SIGNER, window)
    assert dialog.go.text() == "Sign all 3"
    dialog.reject()


def test_a_reason_is_needed_in_words(window: QMainWindow, theme: Theme, qtbot: QtBot) -> None:
    dialog = ReasonDialog(theme, "Add to the note", "Add", window, kinds=("addendum", "late entry"))
    dialog.show()
    with qtbot.assertNotEmitted(dialog.given):
        dialog.go.click()
    dialog.kind.set_value("late entry")
    with qtbot.assertNotEmitted(dialog.given):
        dialog.go.click()
    QTest.keyClicks(dialog.reason, "Written the next day")
    with qtbot.waitSignal(dialog.given) as given:
        dialog.go.click()
    assert given.args == ["late entry", "Written the next day"]
    dialog.reject()


def release(theme: Theme, window: QMainWindow) -> ReleaseDialog:
    consents = [
        ConsentChoice("c1", "Riverside Health, until 21 May 2027", "Riverside Health", "Treatment"),
        ConsentChoice("c2", "My treating providers", "", ""),
    ]
    kinds = ("treating provider", "court, probation or parole")
    dialog = ReleaseDialog(theme, "Progress summary", "save", BASES, kinds, consents, window)
    dialog.show()
    return dialog


def test_what_nobody_has_filled_in_yet_is_told_calmly_and_keeps_the_door_shut(
    window: QMainWindow, theme: Theme
) -> None:
    dialog = release(theme, window)
    missing = [Message("must", "Say who receives the document.", "recipient")]
    dialog.show_findings(missing)
    assert dialog.messages.property("card") == "info"
    assert not dialog.go.isEnabled()
    QTest.keyClicks(dialog.purpose, "Treatment")
    dialog.show_findings(missing)
    assert dialog.messages.property("card") == "danger"
    dialog.reject()


def test_a_consent_leaves_the_recipient_that_somebody_typed(window: QMainWindow, theme: Theme) -> None:
    dialog = release(theme, window)
    QTest.keyClicks(dialog.recipient, "Harbor Street program")
    dialog.basis.set_value("With the client's written consent")
    dialog.basis.edited.emit()
    dialog.consent.set_value("Riverside Health, until 21 May 2027")
    dialog.consent.edited.emit()
    assert (dialog.recipient.text(), dialog.purpose.text()) == ("Harbor Street program", "Treatment")
    dialog.reject()


def test_what_a_consent_filled_in_goes_with_it(window: QMainWindow, theme: Theme) -> None:
    dialog = release(theme, window)
    dialog.basis.set_value("With the client's written consent")
    dialog.basis.edited.emit()
    for words, expected in (
        ("Riverside Health, until 21 May 2027", ("Riverside Health", "Treatment")),
        ("My treating providers", ("", "")),
    ):
        dialog.consent.set_value(words)
        dialog.consent.edited.emit()
        assert (dialog.recipient.text(), dialog.purpose.text()) == expected
    QTest.keyClicks(dialog.recipient, "Dr. Vega")
    QTest.keyClicks(dialog.purpose, "Continuing care")
    dialog.consent.set_value("Riverside Health, until 21 May 2027")
    dialog.consent.edited.emit()
    assert (dialog.recipient.text(), dialog.purpose.text()) == ("Dr. Vega", "Continuing care")
    dialog.reject()


def test_a_consent_fills_in_recipient_and_purpose(window: QMainWindow, theme: Theme, qtbot: QtBot) -> None:
    dialog = release(theme, window)
    assert not dialog.consent.isVisible()
    dialog.basis.set_value("With the client's written consent")
    dialog.basis.edited.emit()
    assert dialog.consent.isVisible()
    dialog.consent.set_value("Riverside Health, until 21 May 2027")
    with qtbot.waitSignal(dialog.edited):
        dialog.consent.edited.emit()
    dialog.kind.set_value("treating provider")
    with qtbot.waitSignal(dialog.release_requested) as asked:
        dialog.go.click()
    assert asked.args[0] == {
        "recipient": "Riverside Health",
        "recipient_kind": "treating provider",
        "purpose": "Treatment",
        "basis": "consent",
        "how": "save",
        "consent_id": "c1",
        "note": "",
    }
    dialog.reject()


def test_a_basis_asks_for_its_own_facts_and_only_those(window: QMainWindow, theme: Theme) -> None:
    dialog = release(theme, window)
    dialog.basis.set_value("Court order with subpoena")
    dialog.basis.edited.emit()
    order = dialog.findChild(QWidget, "release.court_order")
    assert order is not None
    assert order.isVisible()
    assert not dialog.consent.isVisible()
    assert set(dialog.answers()) >= {"court_order"}
    dialog.reject()


def test_what_must_not_leave_keeps_the_button_off(window: QMainWindow, theme: Theme, qtbot: QtBot) -> None:
    dialog = release(theme, window)
    dialog.show_findings([Message("must", "Say who receives the document.", "recipient")])
    assert not dialog.go.isEnabled()
    with qtbot.assertNotEmitted(dialog.release_requested):
        dialog.try_go()
    dialog.show_findings([Message("should", "Hand out only what the order names.")])
    assert dialog.go.isEnabled()
    dialog.reject()


def test_the_palette_finds_clients_and_acts_and_enter_takes_the_first(
    window: QMainWindow, theme: Theme, qtbot: QtBot
) -> None:
    actions = Actions(window, theme)
    actions.add(ActionSpec("lock", "Lock the desk", ("Ctrl+L",)), lambda: None)
    people = [PaletteRow("c1", "Alvarez, Maria T.", "DEMO-1182"), PaletteRow("c2", "Brennan, Sean", "DEMO-1190")]
    groups = {
        "Clients": lambda typed: [row for row in people if typed.casefold() in f"{row.text} {row.hint}".casefold()],
        "Actions": action_rows(actions),
    }
    palette = PaletteDialog(theme, groups, window)
    palette.show()
    assert [row.text for row in palette.rows()] == ["Alvarez, Maria T.", "Brennan, Sean", "Lock the desk"]
    QTest.keyClicks(palette.line, "nobody like this")
    assert palette.nothing.text() == "Nothing is found by these words."
    assert palette.nothing.isVisible()
    palette.line.clear()
    assert not palette.nothing.isVisible()
    QTest.keyClicks(palette.line, "1190")
    assert [row.key for row in palette.rows()] == ["c2"]
    with qtbot.waitSignal(palette.chosen) as chosen:
        QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert chosen.args == ["Clients", "c2"]


def test_arrows_in_the_palette_step_over_headings(window: QMainWindow, theme: Theme, qtbot: QtBot) -> None:
    actions = Actions(window, theme)
    actions.add(ActionSpec("lock", "Lock the desk"), lambda: None)
    groups = {"Clients": lambda typed: [PaletteRow("c1", "Alvarez")], "Actions": action_rows(actions)}
    palette = PaletteDialog(theme, groups, window)
    palette.show()
    QTest.keyClick(palette.line, Qt.Key.Key_Down)
    with qtbot.waitSignal(palette.chosen) as chosen:
        QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert chosen.args == ["Actions", "lock"]


def test_a_field_that_two_legal_bases_need_is_asked_for_in_the_words_of_the_chosen_one(
    theme: Theme, window: QMainWindow
) -> None:
    bases = (
        BasisChoice("audit", "Audit", "42 CFR 2.53", (("reference", "Name the written agreement."),)),
        BasisChoice("report", "Report", "42 CFR 2.12", (("reference", "Give the number of the report."),)),
    )
    dialog = ReleaseDialog(theme, "Progress summary", "save", bases, ("other",), (), window)
    dialog.show()
    line = dialog.findChild(QWidget, "release.reference")
    assert line is not None
    for title, words in (("Audit", "Name the written agreement."), ("Report", "Give the number of the report.")):
        dialog.basis.set_value(title)
        dialog.basis.edited.emit()
        assert line.accessibleName() == words
        assert [one.text() for one in dialog.findChildren(QLabel) if one.isVisible() and one.text() == words] == [words]


def test_a_basis_that_is_one_persons_fills_in_the_kind_also_where_the_name_stands_already(
    theme: Theme, window: QMainWindow
) -> None:
    bases = (BasisChoice("access", "Own access", "45 CFR 164.524", recipient="Olga Ash", recipient_kind="client"),)
    dialog = ReleaseDialog(theme, "Progress summary", "save", bases, ("client", "other"), (), window)
    dialog.fill({"recipient": "Olga Ash"})
    dialog.basis.set_value("Own access")
    dialog.basis.edited.emit()
    assert dialog.answers()["recipient_kind"] == "client"


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("PHQ-9: depression", "PHQ-9: depression"),
        ("GAD-7", "GAD-7"),
        ("C-SSRS screen", "C-SSRS screen"),
        ("Individual note (DAP)", "individual note (DAP)"),
        ("", ""),
    ],
)
def test_a_title_inside_a_sentence_keeps_its_acronym(title: str, said: str) -> None:
    assert within_sentence(title) == said


def test_the_sign_dialog_names_a_measure_as_it_is_written(theme: Theme, window: QMainWindow) -> None:
    dialog = SignDialog(theme, [SignItem("PHQ-9: depression")], SIGNER, window)
    assert dialog.heading.text() == "Sign PHQ-9: depression"


def test_the_pin_of_a_token_is_asked_beside_the_passphrase_and_both_are_typed_again_after_a_failure(
    theme: Theme, window: QWidget
) -> None:
    dialog = SignDialog(theme, ITEMS, SIGNER, window, pin=True)
    asked: list[str] = []
    dialog.sign_requested.connect(asked.append)
    dialog.passphrase.line.setText("my words")
    assert dialog.token_pin is not None
    dialog.try_go()
    assert asked == []
    assert "PIN of your card or stick" in dialog.messages.accessibleName()
    dialog.token_pin.line.setText("739201")
    dialog.try_go()
    assert asked == ["my words"]
    dialog.fail("The PIN is wrong.", "Type it again.")
    assert (dialog.token_pin.text(), dialog.passphrase.text()) == ("", "")
    assert SignDialog(theme, ITEMS, SIGNER, window).token_pin is None
