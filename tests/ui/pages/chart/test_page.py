"""A chart on the screen: head, tabs, entries, amendments, and what a change elsewhere does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.grounds import WRONG_CLIENT
from ehr_desk.desk import Desk
from ehr_desk.ui.dialogs.correction import CorrectionDialog
from ehr_desk.ui.dialogs.open_draft import OpenDraftDialog
from ehr_desk.ui.dialogs.sign import SignDialog
from ehr_desk.ui.pages.base import DRAFTS, ENTRIES, Changed
from ehr_desk.ui.pages.chart import presenter
from ehr_desk.ui.pages.chart.medications_tab import MedicationsTab
from ehr_desk.ui.pages.chart.timeline_tab import TimelineTab
from ehr_desk.ui.pages.record.tab import ChartTab
from ehr_desk.ui.runner import Job, OnError, OnOk, SyncRunner
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.dates import show_date
from tests.support.clinic import TestClinic, passphrase_of
from tests.ui.pages.chart.fixtures import Sit
from tests.ui.pages.chart.making import PageWindow, add, write


def chips(window: PageWindow) -> list[str]:
    row = window.page.chart.header.chips
    return [one.text() for one in row.findChildren(QWidget) if hasattr(one, "text")]


def timeline(window: PageWindow) -> TimelineTab:
    shown = window.page.chart.center.currentWidget()
    assert isinstance(shown, TimelineTab)
    return shown


def entry_of(desk: Desk, client: ClientRow, form_id: str) -> str:
    return next(one.entry_id for one in desk.charts.timeline(client.id) if one.form_id == form_id)


def open_dialog(kind: type) -> QWidget:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())


def test_the_head_says_who_it_is_and_what_must_be_known_at_once(window: PageWindow, client: ClientRow) -> None:
    window.open_chart(client.id)
    head = window.page.chart.header
    assert head.title.text() == "Maria T. Alvarez"
    assert head.facts.text() == "MRN DEMO-1182 · born 14 Mar 1987 · 39 y"
    assert chips(window) == [
        "Allergy: Penicillin",
        "42 CFR Part 2",
        "Intensive outpatient · day 72 of 82",
        "Plan review overdue since 2 Nov",
    ]


def test_a_client_nobody_asked_about_allergies_says_so(window: PageWindow, desk: Desk) -> None:
    other = next(one for one in desk.clients.all() if one.family_name == "Brennan")
    window.open_chart(other.id)
    assert chips(window) == ["Allergies not asked yet", "42 CFR Part 2"]


def test_the_window_never_shows_a_name_in_its_title(window: PageWindow, client: ClientRow) -> None:
    window.open_chart(client.id)
    assert client.family_name not in window.page.page_title
    assert client.family_name not in window.windowTitle()


def test_only_the_tab_that_is_shown_is_built(window: PageWindow, client: ClientRow) -> None:
    window.open_chart(client.id, "plan")
    assert list(window.page.chart.center._tabs) == ["plan"]


@pytest.mark.parametrize("tab", presenter.TAB_IDS)
def test_every_tab_opens_without_an_error_and_names_its_parts(window: PageWindow, client: ClientRow, tab: str) -> None:
    window.open_chart(client.id, tab)
    assert window.failures == []
    shown = window.page.chart.center.currentWidget()
    assert shown is not None
    assert shown.objectName() == f"tab.{tab}"
    for widget in shown.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert widget.accessibleName() or getattr(widget, "text", str)(), widget.objectName()


def test_ctrl_tab_walks_through_the_tabs(window: PageWindow, client: ClientRow, qtbot: QtBot) -> None:
    window.open_chart(client.id)
    window.page.list.setFocus()
    qtbot.keyClick(window.page.list, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert window.page.chart.tab == "notes"


def test_opening_a_chart_is_in_its_access_log_with_the_person(window: PageWindow, client: ClientRow) -> None:
    window.open_chart(client.id, "access")
    first = window.page.chart.findChild(QWidget, "access.table").rows.rows()[0]  # type: ignore[union-attr]
    assert first.cells[1:3] == ("Dana Whitlock, LPCC-S", "Opened the chart")


def test_enter_opens_an_entry_with_its_seal_and_what_it_changed_and_escape_goes_back(
    window: PageWindow, client: ClientRow, qtbot: QtBot
) -> None:
    window.open_chart(client.id)
    tab = timeline(window)
    tab.focus_first()
    qtbot.keyClick(tab.list, Qt.Key.Key_Return)
    entry = window.page.chart.entry
    assert entry is not None
    assert "What this entry states" in entry.text() or entry.paper.sheets[0].seals
    assert "Signed by Cory Lindqvist, CDCA" in entry.paper.sheets[0].seals[0]
    qtbot.keyClick(entry.leave, Qt.Key.Key_Escape)
    assert window.page.chart.center.currentWidget() is tab


def test_a_summary_leads_from_each_sentence_to_the_entry_behind_it(
    window: PageWindow, desk: Desk, client: ClientRow
) -> None:
    window.open_entry(entry_of(desk, client, "progress_summary"))
    entry = window.page.chart.entry
    assert entry is not None
    links = [link for source in entry.paper.sources for link in source.links if link[1]]
    assert links
    line = desk.charts.entry(links[0][1]).view.line
    named = [one.text() for one in entry.findChildren(QPushButton)]
    assert [one for one in named if line.title in one and line.author_name in one]
    entry.entry_asked.emit(links[0][1])
    shown = window.page.chart.entry
    assert shown is not None
    assert shown.entry_id == links[0][1]


def test_the_timeline_is_filtered_by_words_and_by_kind(window: PageWindow, client: ClientRow, qtbot: QtBot) -> None:
    window.open_chart(client.id)
    tab = timeline(window)
    qtbot.keyClicks(tab.filter, "phq")
    assert [line.word for line in tab.list.lines.lines() if line.what == "entry"] == ["PHQ-9: depression"]
    tab.filter.setText("no such word anywhere")
    assert tab.nothing.isVisible()
    tab.filter.clear()
    tab.kinds.set_value("Family")
    tab.kinds.edited.emit()
    assert [line.word for line in tab.list.lines.lines() if line.what == "entry"] == ["Family session"]


def test_a_long_chart_shows_its_first_page_and_reads_on_when_asked(
    sit: Sit, clinic: TestClinic, theme: Theme, qtbot: QtBot
) -> None:
    desk = sit("therapist")
    client = add(desk, "Long", "Chart", "DEMO-9001")
    write(desk, "admission", client)
    for number in range(70):
        day = date(2026, 9, 29) + timedelta(days=number)
        write(desk, "phq9", client, entry_date=day.isoformat())
    window = PageWindow(desk, theme)
    qtbot.addWidget(window)
    window.show()
    window.open_chart(client.id)
    model = timeline(window).list.lines
    built = [line for line in model.lines() if line.what == "entry"]
    assert len(built) == 60
    assert timeline(window).facts.text() == "71 entries"
    index = model.index(0, 0).parent()
    assert model.canFetchMore(index)
    model.fetchMore(index)
    assert len([line for line in model.lines() if line.what == "entry"]) == 71
    assert not model.canFetchMore(index)


def test_a_past_day_shows_what_was_taken_then(window: PageWindow, client: ClientRow, qtbot: QtBot) -> None:
    window.open_chart(client.id, "medications")
    tab = window.page.chart.center.currentWidget()
    assert isinstance(tab, MedicationsTab)
    assert "DOSE 100 mg" in tab.list.rows()[0].cells[0]
    tab.as_of.edit.setFocus()
    qtbot.keyClicks(tab.as_of.edit, "3 Oct 2026")
    qtbot.keyClick(tab.as_of.edit, Qt.Key.Key_Return)
    assert "DOSE 50 mg" in tab.list.rows()[0].cells[0]
    assert tab.as_of.chip.text() == "State of 3 Oct 2026"
    tab.as_of.back.click()
    assert "DOSE 100 mg" in tab.list.rows()[0].cells[0]


def test_an_entry_marked_as_entered_in_error_stays_readable_and_says_so(
    window: PageWindow, desk: Desk, client: ClientRow
) -> None:
    entry_id = entry_of(desk, client, "gad7")
    window.open_entry(entry_id)
    entry = window.page.chart.entry
    assert entry is not None
    entry.mark_error()
    editor = window.page.chart.editor
    assert editor is not None
    signed = show_date(desk.charts.entry(entry_id).view.line.effective_on)
    assert editor.opened.title == f"Entered in error: GAD-7: anxiety, {signed}", "it names what it is about"
    editor.form.set_item("error_kind", "Written twice")
    editor.form.set_item("error_reason", "Was filled in twice on one day.")
    editor.sign()
    dialog = open_dialog(SignDialog)
    assert isinstance(dialog, SignDialog)
    told = "\n".join(one.text() for one in dialog.findChildren(QLabel))
    assert "Falls away: GAD-7: anxiety of" in told
    assert "What is wrong: Written twice." in told
    assert "Reason: Was filled in twice on one day." in told
    assert "No longer counts:\n•\n" in told
    dialog.sign_requested.emit(passphrase_of("therapist"))
    window.open_entry(entry_id)
    again = window.page.chart.entry
    assert again is not None
    assert again.paper.sheets[0].title == "Marked as entered in error"
    assert "no longer counts" in again.paper.sheets[1].notice
    assert again.paper.acts == frozenset()


def test_a_correction_asks_for_kind_and_reason_and_keeps_the_first_version(
    window: PageWindow, desk: Desk, client: ClientRow
) -> None:
    entry_id = entry_of(desk, client, "dap_note")
    window.open_entry(entry_id)
    entry = window.page.chart.entry
    assert entry is not None
    entry.correct()
    dialog = open_dialog(CorrectionDialog)
    assert isinstance(dialog, CorrectionDialog)
    dialog.kind.set_value("Correction")
    dialog.reason.set_text("The end time was wrong.")
    dialog.try_go()
    assert not [one for one in desk.drafts.mine() if one.amends == entry_id], "the ground is never guessed"
    dialog.grounds.set_value("It was written for the wrong client")
    dialog.try_go()
    editor = window.page.chart.editor
    assert editor is not None
    (draft,) = [one for one in desk.drafts.mine() if one.amends == entry_id]
    assert draft.ground == WRONG_CLIENT
    signed = show_date(desk.charts.entry(entry_id).view.line.effective_on)
    assert editor.opened.title == f"Individual note (DAP), {signed}: correction"
    editor.form.set_item("end_time", "07:45")
    editor.sign()
    asked = open_dialog(SignDialog)
    assert isinstance(asked, SignDialog)
    asked.sign_requested.emit(passphrase_of("therapist"))
    window.open_entry(entry_id)
    again = window.page.chart.entry
    assert again is not None
    notice = again.paper.sheets[0].notice
    assert notice.startswith("Correction, because: The end time was wrong. Late entry, first signed "), notice
    assert len(again.paper.replaced) == 1


def test_a_supervisor_co_signs_what_a_trainee_wrote(sit: Sit, client: ClientRow, theme: Theme, qtbot: QtBot) -> None:
    trainee = sit("trainee")
    signed = write(trainee, "dap_note", client, session_date="2026-12-07")
    desk = sit("supervisor")
    window = PageWindow(desk, theme)
    qtbot.addWidget(window)
    window.show()
    window.open_entry(signed.entry_ids[0])
    entry = window.page.chart.entry
    assert entry is not None
    assert entry.paper.sheets[0].seals[-1] == "Waits for a co-signature."
    entry.cosign()
    dialog = open_dialog(SignDialog)
    assert isinstance(dialog, SignDialog)
    dialog.sign_requested.emit(passphrase_of("supervisor"))
    again = window.page.chart.entry
    assert again is not None
    assert again.paper.sheets[0].seals[-1].startswith("Co-signed by Samira Haddad, LISW-S")
    assert "cosign" not in again.paper.acts


def test_a_change_elsewhere_is_shown_without_opening_the_chart_again(
    window: PageWindow, desk: Desk, client: ClientRow
) -> None:
    window.open_chart(client.id)
    before = len(timeline(window).list.lines.lines())
    write(desk, "absence", client)
    window.changed(Changed.of(ENTRIES, clients=[client.id]))
    assert len(timeline(window).list.lines.lines()) > before
    opened = desk.sitting.audit.events(client=client.id, action="chart.opened", staff=desk.me.id)
    assert len(opened) == 1


def test_the_attention_strip_leads_to_what_it_speaks_of(window: PageWindow, client: ClientRow) -> None:
    window.open_chart(client.id)
    strip = window.page.chart.strip
    due = next(line for line in strip.lines() if "review" in line.text)
    strip.chosen.emit(due)
    assert window.page.chart.tab == "plan"


def test_a_step_that_was_decided_on_leads_to_the_review_that_makes_it(
    window: PageWindow, client: ClientRow, desk: Desk
) -> None:
    write(desk, "plan_review", client, decision="Step down")
    window.open_chart(client.id)
    strip = window.page.chart.strip
    strip.chosen.emit(next(line for line in strip.lines() if line.text.startswith("Step down was decided on")))
    (draft,) = desk.drafts.mine()
    assert (draft.form_id, draft.answers["decision"]) == ("level_of_care_change", "Step down")
    assert draft.answers["level_before"] == "Intensive outpatient"
    desk.drafts.discard(draft.id)
    write(desk, "level_of_care_change", client)
    window.changed(Changed.of(ENTRIES, clients=[client.id]))
    assert not any(line.text.startswith("Step down") for line in strip.lines())
    (line,) = desk.charts.timeline(client.id, category="level_of_care")
    assert line.excerpt.startswith("Intensive outpatient to outpatient from 3 Dec 2026")


def test_the_new_note_menu_offers_what_the_role_may_write(window: PageWindow, client: ClientRow) -> None:
    window.open_chart(client.id)
    menu = window.page.chart.notes.menu(window.page.chart.chart)
    offered = {act.objectName() for act in menu.actions()}
    assert "new.dap_note" in offered
    assert "new.medication_visit" not in offered
    assert "new.addendum" not in offered
    assert "new.group_note" not in offered
    menu.deleteLater()


def test_an_empty_chart_starts_the_admission_at_one_press(window: PageWindow, desk: Desk) -> None:
    brennan = next(one for one in desk.clients.all() if one.family_name == "Brennan")
    window.open_chart(brennan.id)
    empty = timeline(window).empty
    assert empty.button.text() == "Start the admission"
    empty.button.click()
    assert [(one.form_id, one.client_id) for one in desk.drafts.mine()] == [("admission", brennan.id)]


class HeldReads(SyncRunner):
    """Does everything at once, except that queries wait while ``held``, as behind a busy reader."""

    def __init__(self) -> None:
        super().__init__()
        self.held = False
        self._waiting: list[Callable[[], None]] = []

    def submit_read(
        self, job: Job, *, context: QObject, on_ok: OnOk | None = None, on_error: OnError | None = None
    ) -> None:
        read = partial(super().submit_read, job, context=context, on_ok=on_ok, on_error=on_error)
        if self.held:
            self._waiting.append(read)
        else:
            read()

    def release(self) -> None:
        self.held = False
        for read in self._waiting:
            read()
        self._waiting.clear()


@pytest.mark.parametrize("tab", presenter.TAB_IDS)
def test_a_tab_looked_at_while_the_chart_is_read_again_shows_the_new_chart(
    desk: Desk, client: ClientRow, theme: Theme, qtbot: QtBot, tab: str
) -> None:
    runner = HeldReads()
    window = PageWindow(desk, theme, runner)
    qtbot.addWidget(window)
    window.show()
    window.open_chart(client.id, tab)
    center = window.page.chart.center
    shown = center.currentWidget()
    assert isinstance(shown, ChartTab)
    before = shown.chart
    center.show_tab("notes" if tab == "timeline" else "timeline")
    write(desk, "absence", client)
    runner.held = True
    window.changed(Changed.of(ENTRIES, DRAFTS, clients=[client.id]))
    center.show_tab(tab)
    center.show_tab("notes" if tab == "timeline" else "timeline")
    runner.release()
    center.show_tab(tab)
    assert center.currentWidget() is shown
    assert center.chart is not before
    assert shown.topics.isdisjoint({ENTRIES, DRAFTS}) or shown.chart is center.chart


def test_the_same_form_again_offers_the_open_draft_and_starts_another_only_when_asked(
    window: PageWindow, desk: Desk, client: ClientRow
) -> None:
    def choose() -> None:
        menu = window.page.chart.notes.menu(window.page.chart.chart)
        next(act for act in menu.actions() if act.objectName() == "new.dap_note").trigger()
        menu.close()

    window.open_chart(client.id)
    choose()
    (first,) = desk.drafts.mine()
    window.open_chart(client.id, "timeline")
    choose()
    assert len(desk.drafts.mine()) == 1
    dialog = open_dialog(OpenDraftDialog)
    assert isinstance(dialog, OpenDraftDialog)
    dialog.go.click()
    assert window.page.chart.editor is not None
    assert window.page.chart.editor.draft_id == first.id
    choose()
    again = open_dialog(OpenDraftDialog)
    assert isinstance(again, OpenDraftDialog)
    again.another.click()
    assert len(desk.drafts.mine()) == 2
