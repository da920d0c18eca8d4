from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ehr_desk.ui.pages.chart.presenter import TABS
from ehr_desk.ui.pages.editor.frame import DraftFrame
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.card import TickCard
from ehr_desk.ui.widgets.chip import ChipRow, ChipText
from ehr_desk.ui.widgets.client_list import ListRow, RowList
from ehr_desk.ui.widgets.empty_state import EmptyState
from ehr_desk.ui.widgets.message_bar import Message, MessageBar
from ehr_desk.ui.widgets.page_header import PageHeader
from ehr_desk.ui.widgets.rail import Rail, RailItem
from ehr_desk.ui.widgets.saved_mark import SavedMark
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.skeleton import Skeleton
from ehr_desk.ui.widgets.table import Column, DataTable, TableRow
from ehr_desk.ui.widgets.text import ElidedLabel, broken
from ehr_desk.ui.widgets.toast import PLAIN_MS, UNDO_MS, Toasts
from ehr_desk.ui.widgets.trend_chart import TrendChart
from ehr_desk.ui.widgets.trend_data import Trend, TrendBand, TrendPoint, sentence, shades
from tests.ui.support import show_active

ROWS = [
    ListRow("c1", "Alvarez, Maria T.", "Evening track, note due today", "1 due", "warning"),
    ListRow("c2", "Brennan, Sean", "Morning track"),
]


def test_the_saved_mark_says_saving_saved_and_not_saved(theme: Theme, qtbot: QtBot) -> None:
    mark = SavedMark(theme)
    qtbot.addWidget(mark)
    mark.show()
    assert mark.text() == ""
    theme.apply()  # as when somebody changes from light to dark: no tick without words
    assert [one.isVisible() for one in mark.findChildren(QLabel) if not one.pixmap().isNull()] in ([], [False])
    mark.saving()
    assert mark.text() == "Saving…"
    mark.saved(datetime(2026, 11, 21, 10, 52, 7, tzinfo=UTC))
    assert mark.text() == "Saved 10:52"
    mark.failed("the disk is full")
    assert mark.text() == "Not saved, trying again: the disk is full"
    assert mark.accessibleName() == mark.text()


def test_a_finding_that_needs_more_than_one_line_takes_up_to_three(theme: Theme, qtbot: QtBot) -> None:
    bar = MessageBar(theme)
    qtbot.addWidget(bar)
    bar.setFixedWidth(560)
    words = "On this basis it can only go to: client, personal representative (42 CFR 2.23; 45 CFR 164.524)."
    bar.show_messages([Message("must", words, "kind")])
    link = bar.findChild(QPushButton, "jump.kind")
    assert link is not None
    qtbot.waitUntil(lambda: "\n" in link.text(), timeout=2000)
    assert " ".join(link.text().split()) == words
    assert link.toolTip() == ""
    lines = len(link.text().splitlines())
    assert link.height() >= lines * link.fontMetrics().lineSpacing()


def test_a_finding_longer_than_three_lines_ends_in_an_ellipsis_and_is_told_whole(theme: Theme, qtbot: QtBot) -> None:
    bar = MessageBar(theme)
    qtbot.addWidget(bar)
    bar.setFixedWidth(300)
    words = (
        "What the client said and what you observed: 100,036 characters too long; it may have 20,000. Shorten it, or "
        "write a second entry for the rest of it on the same day."
    )
    bar.show_messages([Message("must", words, "data")])
    link = bar.findChild(QPushButton, "jump.data")
    assert link is not None
    qtbot.waitUntil(lambda: link.width() < 300 and link.text().endswith("…"), timeout=2000)
    assert link.accessibleName() == link.toolTip() == words


def test_a_line_that_goes_on_below_has_no_ellipsis_at_any_width(theme: Theme, qtbot: QtBot) -> None:
    bar = MessageBar(theme)
    qtbot.addWidget(bar)
    text = "Missing in Risk: Level of risk. Answered “denied”, and the questions about safety say otherwise."
    for width in range(120, 560):
        lines = broken(bar.fontMetrics(), text, width, 9)
        assert " ".join(lines) == text, width


def test_findings_come_hardest_first_and_jump_to_their_field(theme: Theme, qtbot: QtBot) -> None:
    bar = MessageBar(theme)
    qtbot.addWidget(bar)
    bar.show_messages([Message("tip", "Look."), Message("must", "Missing: day.", "day")])
    assert [one.level for one in bar.messages()] == ["must", "tip"]
    assert bar.isVisible()
    link = bar.findChild(QPushButton, "jump.day")
    assert link is not None
    with qtbot.waitSignal(bar.jump) as jumped:
        link.click()
    assert jumped.args == ["day"]
    bar.show_messages([])
    assert not bar.isVisible()


def test_a_toast_can_be_undone_once(theme: Theme, qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.show()
    toasts, undone = Toasts(host), []
    toasts.show("Removed from your list", lambda: undone.append(1))
    assert toasts._timer.interval() == UNDO_MS
    undo = host.findChild(QPushButton, "toast.undo")
    assert undo is not None
    undo.click()
    assert undone == [1]
    assert toasts.text() == ""
    toasts.show("Saved")
    assert toasts._timer.interval() == PLAIN_MS
    assert not undo.isVisible()
    toasts.hide()


def test_a_toast_leaves_the_line_with_the_saved_mark_and_the_next_step_in_sight(theme: Theme, qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(900, 600)
    frame = DraftFrame(theme, "editor", "Individual note", sign_word="Sign note…")
    frame.put(QWidget(frame.body))
    QVBoxLayout(host).addWidget(frame)
    layout = host.layout()
    assert layout is not None
    layout.setContentsMargins(0, 0, 0, 0)
    host.show()
    toasts = Toasts(host)
    toasts.show("Draft discarded", lambda: None)
    shown = host.findChild(QFrame, "toast")
    assert shown is not None
    for one in (frame.away, frame.go, frame.mark):
        assert shown.geometry().bottom() < one.mapTo(host, one.rect().topLeft()).y()
    toasts.hide()


def test_the_rail_is_exclusive_and_acts_do_not_stay_pressed(theme: Theme, qtbot: QtBot) -> None:
    rail = Rail(theme, [RailItem("today", "Today", "home"), RailItem("case", "Caseload", "users")],
                [RailItem("lock", "Lock", "lock", place=False)])  # fmt: skip
    qtbot.addWidget(rail)
    show_active(rail, qtbot)
    rail.select("today")
    with qtbot.waitSignal(rail.chosen) as chosen:
        rail.button("case").click()
    assert (chosen.args, rail.current()) == (["case"], "case")
    rail.button("lock").click()
    assert rail.current() == "case"
    rail.button("today").setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is rail.button("today"))
    QTest.keyClick(rail.button("today"), Qt.Key.Key_Up)
    assert QApplication.focusWidget() is rail.button("lock")
    rail.set_count("today", 3)
    assert rail.button("today").accessibleName() == "Today, 3 waiting"


def test_a_screen_reader_hears_all_of_a_row_also_what_is_painted(theme: Theme, qtbot: QtBot) -> None:
    rows = RowList(theme, "Caseload")
    qtbot.addWidget(rows)
    rows.set_rows(ROWS)
    rows.show()
    cell = QAccessible.queryAccessibleInterface(rows).child(0)
    assert cell.text(QAccessible.Text.Name) == "Alvarez, Maria T., Evening track, note due today, 1 due"


def test_j_and_k_move_and_enter_opens(theme: Theme, qtbot: QtBot) -> None:
    rows = RowList(theme, "Caseload")
    qtbot.addWidget(rows)
    rows.set_rows(ROWS)
    rows.select("c1")
    QTest.keyClick(rows, Qt.Key.Key_J)
    assert rows.current() == "c2"
    with qtbot.waitSignal(rows.opened) as opened:
        QTest.keyClick(rows, Qt.Key.Key_Return)
    assert opened.args == ["c2"]
    rows.set_rows(ROWS[::-1])
    assert rows.current() == "c2"
    assert not rows.select("c9")


def test_a_list_row_is_64_pixels_high_times_the_text_size(theme: Theme, qtbot: QtBot) -> None:
    rows = RowList(theme, "Caseload")
    qtbot.addWidget(rows)
    rows.set_rows(ROWS)
    rows.show()
    assert rows.visualRect(rows.rows.index(0, 0)).height() == 64
    theme.set_scale(150)
    qtbot.waitUntil(lambda: rows.visualRect(rows.rows.index(0, 0)).height() == 96)


def test_the_head_of_a_page_shows_facts_chips_and_tabs(theme: Theme, qtbot: QtBot) -> None:
    head = PageHeader(theme, "Maria T. Alvarez", "39 y")
    qtbot.addWidget(head)
    head.resize(1000, 120)
    head.show()
    head.set_chips([ChipText("Allergy: penicillin", "danger")])
    head.set_tabs([("timeline", "Timeline"), ("notes", "Notes")], "notes")
    assert head.tabs.current() == "notes"
    with qtbot.waitSignal(head.tabs.picked) as picked:
        head.tabs.step(1)
    assert picked.args == ["timeline"]


def test_chips_are_replaced_and_none_takes_no_room(theme: Theme, qtbot: QtBot) -> None:
    chips = ChipRow([ChipText("Draft", "info"), ChipText("Part 2", "review")])
    qtbot.addWidget(chips)
    chips.show()
    chips.set([])
    assert not chips.isVisible()


def test_a_click_anywhere_on_a_card_ticks_it(theme: Theme, qtbot: QtBot) -> None:
    card = TickCard("Goal 1", "Use the delay plan")
    qtbot.addWidget(card)
    card.show()
    with qtbot.waitSignal(card.toggled):
        QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    assert card.ticked()
    assert card.box.accessibleName() == "Goal 1. Use the delay plan"


def test_an_empty_page_offers_its_first_step(theme: Theme, qtbot: QtBot) -> None:
    empty = EmptyState(theme, "users-group", "No family sessions yet.", "Record a family session")
    qtbot.addWidget(empty)
    with qtbot.waitSignal(empty.acted):
        empty.button.click()


def test_loading_shows_nothing_then_lines_then_words(theme: Theme, qtbot: QtBot) -> None:
    skeleton = Skeleton(theme)
    qtbot.addWidget(skeleton)
    skeleton.start()
    assert skeleton.stage() == 0
    skeleton._next()
    assert skeleton.stage() == 1
    skeleton._next()
    assert skeleton.stage() == 2
    skeleton.stop()
    assert not skeleton._timer.isActive()


def test_a_table_tells_its_rows_and_puts_figures_to_the_right(theme: Theme, qtbot: QtBot) -> None:
    table = DataTable(theme, "Medications", [Column("Medication"), Column("Dose", 120, numbers=True)])
    qtbot.addWidget(table)
    table.set_rows([TableRow("m1", ("sertraline", "75 mg")), TableRow("m2", ("naltrexone", "50 mg"), struck=True)])
    index = table.rows.index(0, 1)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Dose: 75 mg"
    assert index.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    table.select("m2")
    with qtbot.waitSignal(table.opened) as opened:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == ["m2"]


def test_a_long_line_is_cut_and_whole_in_the_tooltip(theme: Theme, qtbot: QtBot) -> None:
    label = ElidedLabel("a very long line of facts about something " * 5)
    qtbot.addWidget(label)
    label.resize(100, 20)
    label.show()
    assert label.toolTip() == label.text()


TREND = Trend(
    "PHQ-9",
    (TrendPoint(date(2026, 10, 3), 16, "severe"), TrendPoint(date(2026, 10, 24), 11, "moderate"),
     TrendPoint(date(2026, 11, 7), 9, "mild")),
    0,
    27,
    (TrendBand(10, "moderate"), TrendBand(15, "severe")),
)  # fmt: skip


def test_a_trend_is_said_in_one_sentence() -> None:
    assert sentence(TREND) == "PHQ-9: 9 (mild) on 7 Nov 2026, 7 lower than on 3 Oct 2026; 2 lower than last time."
    assert sentence(Trend("PHQ-9", (), 0, 27)) == "PHQ-9: not recorded yet."


def test_a_trend_gives_its_points_as_text_and_walks_by_keys(theme: Theme, qtbot: QtBot) -> None:
    chart = TrendChart(theme, TREND)
    qtbot.addWidget(chart)
    chart.show()
    assert chart.points_text()[0] == ("3 Oct 2026", "16", "severe")
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.accessibleDescription() == "24 Oct 2026 11 moderate"


def test_the_words_beside_a_trend_never_cover_each_other(theme: Theme, qtbot: QtBot) -> None:
    chart = TrendChart(theme, TREND)
    qtbot.addWidget(chart)
    chart.resize(320, 112)
    words = chart._apart([(50.0, "10 moderate", False), (52.0, "9", True), (48.0, "15 severe", False)])
    tops = [y for y, _, _ in words]
    assert all(after - before >= 15 for before, after in pairwise(tops))
    assert [text for _, text, _ in words] == ["15 severe", "10 moderate", "9"]


def test_the_ground_of_a_trend_shows_the_parts_of_its_range(theme: Theme, qtbot: QtBot) -> None:
    assert shades(5, better="lower") == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert shades(2, better="lower") == [0.0, 0.5]
    assert shades(3, better="higher") == [0.75, 0.375, 0.0]
    grave = (TrendBand(10, "moderate", 0.5), TrendBand(15, "severe", 1.0))
    chart = TrendChart(theme, replace(TREND, bands=grave))
    qtbot.addWidget(chart)
    chart.resize(420, 148)
    chart.show()
    seen = chart.grab().toImage()
    plot = chart._plot()

    def ground(value: float) -> str:
        return str(seen.pixelColor(int(plot.left()) + 4, int(chart._y(value, plot))).name())

    inks = (theme.tokens.warning_bg, theme.tokens.danger_bg)
    assert (ground(12), ground(15.6)) == tuple(ink.lower() for ink in inks)
    assert ground(8.5) not in (ground(12), ground(15.6))


def test_a_trend_without_points_is_drawn_without_a_fault(theme: Theme, qtbot: QtBot) -> None:
    chart = TrendChart(theme, Trend("PHQ-9", (), 0, 27))
    qtbot.addWidget(chart)
    chart.show()
    assert not chart.grab().isNull()


def test_many_findings_leave_room_for_the_page_and_every_one_is_a_jump(theme: Theme, qtbot: QtBot) -> None:
    bar = MessageBar(theme)
    qtbot.addWidget(bar)
    bar.setFixedWidth(700)
    bar.show_messages([Message("must", f"Missing: question {at}.", f"q{at}") for at in range(31)])
    more = bar.findChild(QPushButton, "message_bar.more")
    assert more is not None
    assert more.text() == "and 26 more"
    assert len(bar.messages()) == 31
    assert bar.findChild(QPushButton, "jump.q4") is not None
    assert bar.findChild(QPushButton, "jump.q5") is None
    few = bar.sizeHint().height()
    assert few < theme.metrics.px(260)
    more.click()
    assert not more.isVisible()
    assert bar.sizeHint().height() < theme.metrics.px(260)
    last = bar.findChild(QPushButton, "jump.q30")
    assert last is not None
    with qtbot.waitSignal(bar.jump) as jumped:
        last.click()
    assert jumped.args == ["q30"]
    bar.show_messages([Message("must", f"Missing: question {at}.", f"q{at}") for at in range(30)])
    assert bar.findChild(QPushButton, "jump.q29") is not None, "stays open while the list is worked through"


def test_a_very_long_name_leaves_number_and_birth_date_in_view(theme: Theme, qtbot: QtBot) -> None:
    head = PageHeader(theme)
    qtbot.addWidget(head)
    head.resize(800, 100)
    facts = "MRN DEMO-1182 · born 14 Mar 1987 · 39 y"
    head.set_title("Wolfeschlegelstein " * 15, facts)
    head.show()
    room = head.facts.fontMetrics().horizontalAdvance(facts)
    qtbot.waitUntil(lambda: head.facts.width() >= room)
    assert head.width() == 800
    assert head.title.toolTip() == head.title.text()
    head.set_title("Ann Vega", facts)
    qtbot.waitUntil(lambda: head.title.toolTip() == "")
    words = head.title.fontMetrics().horizontalAdvance("Ann Vega")
    qtbot.waitUntil(lambda: words <= head.title.width() < words + 10)


def test_a_scrolled_column_keeps_the_width_it_was_given_whatever_happens_inside(qtbot: QtBot) -> None:
    content, frame = QWidget(), QWidget()
    row = QHBoxLayout(frame)
    scroll = PageScroll(content)
    scroll.setFixedWidth(300)
    row.addWidget(scroll)
    beside = QWidget()
    beside.setMinimumWidth(600)
    row.addWidget(beside, 1)
    qtbot.addWidget(frame)
    frame.resize(700, 300)
    frame.show()
    content.resize(200, 900)
    frame.resize(650, 300)
    QApplication.processEvents()
    assert (scroll.minimumWidth(), scroll.width()) == (300, 300)


def test_every_tab_of_a_chart_is_read_whole_beside_the_list_at_1280(theme: Theme, qtbot: QtBot) -> None:
    head = PageHeader(theme, "Maria T. Alvarez")
    head.set_tabs(TABS, "timeline")
    qtbot.addWidget(head)
    head.resize(895, 140)  # what rail and caseload leave
    head.show()
    wanted = [head.tabs.tabSizeHint(at).width() for at in range(head.tabs.count())]
    assert [head.tabs.tabRect(at).width() >= wide for at, wide in enumerate(wanted)] == [True] * len(TABS)
