"""A therapist's day by keyboard only: a group of twelve and four individual notes, from the unlock screen to the lock.

What is counted is printed and never asserted: keystrokes beyond the clinical text itself, and the seconds that the
program makes the person wait. ``docs/scripted-day.md`` keeps the counts (run with ``-s`` to see them).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.sessions.program import MODES
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.desk import Desk
from ehr_desk.ui.dialogs.sign import SignDialog
from ehr_desk.ui.pages.editor.draft_pane import DraftPane
from ehr_desk.ui.pages.groups.page import GroupsPage
from ehr_desk.ui.pages.groups.pane import GroupPane
from ehr_desk.ui.pages.today.page import TodayPage
from ehr_desk.ui.widgets.choice import Segmented
from ehr_desk.ui.widgets.scale_picker import ScalePicker
from tests.clinical_forms.filled import ADMISSION, TREATMENT_PLAN
from tests.desk.test_group_charts import RESPONSES, TWELVE
from tests.end_to_end.hands import Hands
from tests.support.clinic import TestClinic, add_client, passphrase_of

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
TODAY = "2026-11-21"
SHARED = (
    "High-risk situations, lesson 4: the walk home",
    "The group mapped its riskiest hour, practiced saying no in pairs and compared what had helped.",
    "Review the calls made and start lesson 5.",
)
NOTES = (
    ("Slept six hours, was on the train twice and stayed on.", "Avoids less; checks the exits.", "Ride one stop more."),
    ("Brought the letter of the employer and read it aloud.", "Shame was named for the first time.", "Call on Monday."),
    ("Counted nine days. A craving of 6 on Friday passed.", "The delay plan holds at home.", "Plan the wedding."),
    ("Spoke about nightmares and the lamp in the hall.", "Sleep drives the craving.", "Diary of the nights."),
)


@dataclass
class Typist:
    """Presses keys wherever the focus is, and counts: ``clinical`` letters, all other ``strokes``, ``waited`` s."""

    hands: Hands
    clinical: int = 0
    strokes: int = 0
    passphrases: int = 0
    waited: float = 0.0
    words: list[str] = field(default_factory=list)

    def focus(self) -> QWidget:
        over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        inside = over.focusWidget() if over is not None else QApplication.focusWidget()
        found: QWidget = inside or over or self.hands.window
        return found

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        for _ in range(times):
            self.hands.come_forward()
            self.strokes += 1
            QTest.keyClick(self.focus(), key, modifier)

    def type(self, text: str) -> None:
        """Clinical text."""
        self.clinical += len(text)
        QTest.keyClicks(self.focus(), text)

    def passphrase(self) -> None:
        words = passphrase_of("therapist")
        self.passphrases += len(words)
        QTest.keyClicks(self.focus(), words)
        self.press(Qt.Key.Key_Return)

    def wait(self, until: Callable[[], object]) -> None:
        """What the person cannot use for anything else."""
        began = time.perf_counter()
        self.hands.wait(until)
        self.waited += time.perf_counter() - began

    def wait_for_focus(self, inside: QWidget) -> None:
        """Until the page that was asked for has taken the focus."""

        def there() -> bool:
            self.hands.come_forward()
            return inside.isAncestorOf(self.focus())

        self.wait(there)

    def answer(self, texts: list[str]) -> None:
        """Answer the field with the focus: the next text, the first choice, a number."""
        at = self.focus()
        if at.objectName().startswith("objective."):
            self.press(Qt.Key.Key_3)  # ticked, some progress
        elif isinstance(at, (QTextEdit, QPlainTextEdit, QLineEdit)):
            assert texts, f"no text is left for {at.objectName()}"
            self.type(texts.pop(0))
        elif isinstance(at, ScalePicker):
            self.press(Qt.Key.Key_3)
        elif isinstance(at.parent(), Segmented):
            self.press(Qt.Key.Key_1)
        elif isinstance(at, QCheckBox):
            self.press(Qt.Key.Key_Space)
        else:
            self.press(Qt.Key.Key_Down)
            self.press(Qt.Key.Key_Return)

    def sign(self, pane: DraftPane) -> bool:
        """Ctrl+Enter; false where something is missing and the focus stands on it."""
        before = self.focus()
        self.press(Qt.Key.Key_Return, CTRL)

        def led() -> bool:
            at = QApplication.focusWidget()
            return at is not None and at is not before and pane.isAncestorOf(at) and bool(pane.bar.messages())

        self.wait(lambda: self.dialog() is not None or led())
        return self.dialog() is not None

    def dialog(self) -> SignDialog | None:
        return next((one for one in self.hands.open_dialogs() if isinstance(one, SignDialog)), None)


def prepare(clinic: TestClinic) -> list[ClientRow]:
    """Twelve clients, four of them with a plan; a group and four individual sessions today."""
    desk = clinic.desk("therapist")
    clients = [add_client(desk, family, given) for family, given in TWELVE]
    for client in clients:
        _write(desk, "admission", client, {**ADMISSION, "entry_date": TODAY, "admitted_on": "2026-11-16"})
    for client in clients[:4]:
        _write(desk, "treatment_plan", client, {**TREATMENT_PLAN, "entry_date": TODAY, "next_review_on": "2026-12-19"})
    ids = [client.id for client in clients]
    _plan(desk, 5, "group", "Evening group", ids)
    for at, client in enumerate(clients[:4]):
        _plan(desk, 6 + at, "individual", "", [client.id])
    desk.lock()
    return clients


def test_a_day_of_one_group_of_twelve_and_four_individual_notes(clinic: TestClinic, hands: Hands) -> None:
    clients = prepare(clinic)
    typist = Typist(hands)
    _unlock(typist)
    before = typist.strokes
    _group(typist)
    group_strokes = typist.strokes - before
    for at in range(4):
        _individual(typist, at)
    desk = hands.window.desk
    assert desk is not None
    for client in clients:
        notes = [line for line in desk.charts.timeline(client.id) if line.category in ("group", "note")]
        assert len(notes) == (2 if client in clients[:4] else 1)
    typist.press(Qt.Key.Key_L, CTRL)
    hands.wait(lambda: hands.window.view is None)
    print(
        f"\nscripted day: {typist.clinical} letters of clinical text, {typist.strokes} other keystrokes "
        f"({group_strokes} for the group of twelve), {typist.passphrases} letters of passphrases, "
        f"{typist.waited:.1f} s waited"
    )


def _unlock(typist: Typist) -> None:
    hands = typist.hands
    who = hands.see("unlock.who", QWidget)
    hands.wait(who.isEnabled)
    hands.come_forward()
    typist.press(Qt.Key.Key_Backtab, SHIFT)
    typist.press(Qt.Key.Key_D)  # Dana; a chosen name leads to the passphrase
    typist.passphrase()
    typist.wait(lambda: hands.window.view is not None)


def _today(typist: Typist, key: str) -> None:
    """From anywhere to a line of today's sessions, and Enter."""
    hands = typist.hands
    page = hands.view.page("today")
    assert isinstance(page, TodayPage)
    typist.wait(lambda: not hands.open_dialogs())
    typist.press(Qt.Key.Key_1, ALT)
    typist.wait(page.isVisible)
    typist.wait(lambda: any(row.line.text.startswith(key) for row in page.sessions.rows))
    # The focus comes to what waits first; mostly that is the next line of the day.
    typist.wait_for_focus(page.area)
    wanted = next(row for row in page.sessions.rows if row.line.text.startswith(key))
    for _ in range(len(page.sessions.rows)):
        if wanted.go.hasFocus():
            break
        typist.press(Qt.Key.Key_Down)
    at = QApplication.focusWidget()
    assert at is wanted.go, (at, [row.line.text for row in page.sessions.rows])
    typist.press(Qt.Key.Key_Return)


def _group(typist: Typist) -> None:
    hands = typist.hands
    _today(typist, "Evening group")
    page = hands.view.page("groups")
    assert isinstance(page, GroupsPage)
    typist.wait(lambda: page.pane is not None and page.pane.isVisible())
    pane = page.pane
    assert isinstance(pane, GroupPane)
    texts = list(SHARED)
    typist.wait_for_focus(pane)
    typist.answer(texts)
    for _ in range(12):
        if pane.grid.session_complete():
            break
        assert not typist.sign(pane)
        typist.answer(texts)
    typist.press(Qt.Key.Key_A, CTRL | SHIFT)
    typist.press(Qt.Key.Key_2, CTRL)
    for at, row in enumerate(pane.grid.rows):
        typist.press(Qt.Key.Key_1)  # participation: active; goes on to the response
        if row.attendee.objectives:
            typist.press(Qt.Key.Key_G, CTRL)
            typist.press(Qt.Key.Key_3)  # the first objective, some progress
            typist.press(Qt.Key.Key_Return)
        assert typist.focus() is row.response_edit()
        typist.type(RESPONSES[at])
        if at + 1 < len(pane.grid.rows):
            typist.press(Qt.Key.Key_Down, CTRL)
    assert typist.sign(pane), [one.text for one in pane.bar.messages()]
    typist.passphrase()
    typist.wait(lambda: page.pane is None)


def _individual(typist: Typist, at: int) -> None:
    hands = typist.hands
    _today(typist, TWELVE[at][0])
    typist.wait(lambda: _open_editor(hands) is not None)
    editor = hands.editor()
    texts = list(NOTES[at])
    typist.wait_for_focus(editor)
    typist.answer(texts)
    for _ in range(20):
        if typist.sign(editor):
            break
        typist.answer(texts)
    assert typist.dialog() is not None, [one.text for one in editor.bar.messages()]
    typist.passphrase()
    typist.wait(lambda: hands.caseload.chart.editor is None)


def _open_editor(hands: Hands) -> QWidget | None:
    editor = hands.caseload.chart.editor
    return editor if editor is not None and editor.isVisible() else None


def _write(desk: Desk, form_id: str, client: ClientRow, answers: dict[str, Any]) -> None:
    draft = desk.drafts.start(form_id, client_id=client.id)
    desk.drafts.assemble_again(draft.id, {**draft.answers, **answers})
    desk.signing.sign([draft.id], passphrase_of("therapist"))


def _plan(desk: Desk, hour: int, service: str, title: str, client_ids: list[str]) -> None:
    # As the dialog plans one: in person, unless somebody says otherwise.
    when = datetime(2026, 11, 21, hour)
    desk.sessions.plan_session(NewSession(when, 50, service, title, desk.me.id, client_ids, mode=MODES[0]))
