"""The part of the style sheet for lists, tables, tabs, menus, scroll bars and the calendar."""

from __future__ import annotations

from ehr_desk.ui.theme.glyphs import Glyphs
from ehr_desk.ui.theme.metrics import Metrics
from ehr_desk.ui.theme.tokens import Tokens


def views(t: Tokens, m: Metrics, glyphs: Glyphs) -> str:
    """Rules for item views, tabs, menus, scroll areas and the calendar."""
    return _items(t, m) + _tabs(t, m) + _menus(t, m) + _scroll(t, m) + _calendar(t, m, glyphs)


def _items(t: Tokens, m: Metrics) -> str:
    # Qt puts three pixels of its own around the text of a cell; the words above it get them too.
    return f"""
QAbstractItemView {{ background: {t.surface}; color: {t.text}; border: none; outline: none;
    alternate-background-color: {t.sunken}; selection-background-color: {t.selection};
    selection-color: {t.text}; }}
QTableView {{ border: 1px solid {t.border}; border-radius: {m.px(8)}px; gridline-color: {t.border}; }}
QTableView:focus, QListView[ring="true"]:focus {{ border: 2px solid {t.focus}; }}
QTableView::item {{ padding: 0 {m.px(8)}px; border: none; border-bottom: 1px solid {t.border}; }}
QTableView::item:selected {{ background: {t.selection}; color: {t.text}; }}
QHeaderView {{ background: transparent; }}
QHeaderView::section {{ background: {t.surface}; color: {t.text3}; border: none;
    border-bottom: 1px solid {t.border}; padding: 0 {m.px(8) + 3}px; min-height: {m.px(32)}px;
    font-size: {m.font("caption")}px; font-weight: 600; }}
QTableCornerButton::section {{ background: {t.surface}; border: none; }}
QListView[look="popup"]::item {{ min-height: {m.px(28)}px; padding: 0 {m.px(6)}px; border-radius: {m.px(4)}px; }}
QListView[look="popup"]::item:selected {{ background: {t.selection}; color: {t.text}; }}
"""


def _tabs(t: Tokens, m: Metrics) -> str:
    return f"""
QTabBar {{ background: transparent; border: none; }}
QTabBar::tab {{ background: transparent; color: {t.text2}; border: none; border-bottom: 2px solid transparent;
    padding: 0 {m.px(8)}px; min-height: {m.px(34)}px; margin: 0; }}
QTabBar::tab:hover {{ color: {t.text}; }}
QTabBar::tab:selected {{ color: {t.accent}; border-bottom: 2px solid {t.accent}; font-weight: 600; }}
QTabBar:focus {{ outline: none; }}
QTabBar::tab:selected:focus {{ border: 2px solid {t.focus}; border-radius: {m.px(6)}px; }}
QTabWidget::pane {{ border: none; }}
"""


def _menus(t: Tokens, m: Metrics) -> str:
    return f"""
QMenu {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.control}; border-radius: {m.px(6)}px;
    padding: {m.px(4)}px; }}
QMenu::item {{ padding: {m.px(6)}px {m.px(24)}px {m.px(6)}px {m.px(12)}px; border-radius: {m.px(4)}px; }}
QMenu::item:selected {{ background: {t.selection}; }}
QMenu::item:disabled {{ color: {t.text3}; }}
QMenu::separator {{ height: 1px; background: {t.border}; margin: {m.px(4)}px 0; }}
QMenu::icon {{ padding-left: {m.px(8)}px; }}
"""


def _scroll(t: Tokens, m: Metrics) -> str:
    size, least = m.px(12), m.px(32)
    return f"""
QScrollArea, QScrollArea > QWidget > QWidget[scrolled="true"] {{ background: transparent; border: none; }}
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: {size}px; }}
QScrollBar:horizontal {{ height: {size}px; }}
QScrollBar::handle {{ background: {t.control}; border-radius: {m.px(3)}px; margin: {m.px(3)}px; }}
QScrollBar::handle:hover {{ background: {t.text3}; }}
QScrollBar::handle:vertical {{ min-height: {least}px; }}
QScrollBar::handle:horizontal {{ min-width: {least}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; border: none; background: none; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
QProgressBar {{ background: {t.sunken}; border: none; border-radius: {m.px(3)}px; max-height: {m.px(6)}px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: {m.px(3)}px; }}
"""


def _calendar(t: Tokens, m: Metrics, glyphs: Glyphs) -> str:
    return f"""
QCalendarWidget {{ background: {t.surface}; border: 1px solid {t.control}; }}
QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {t.surface};
    border-bottom: 1px solid {t.border}; }}
QCalendarWidget QToolButton {{ color: {t.text}; font-weight: 600; padding: 0 {m.px(8)}px; }}
QCalendarWidget QToolButton#qt_calendar_prevmonth {{ qproperty-icon: url({glyphs.address("chevron-left")}); }}
QCalendarWidget QToolButton#qt_calendar_nextmonth {{ qproperty-icon: url({glyphs.address("chevron-right")}); }}
QCalendarWidget QAbstractItemView {{ background: {t.surface}; color: {t.text}; border: none;
    selection-background-color: {t.accent}; selection-color: {t.on_accent}; alternate-background-color: {t.surface}; }}
QCalendarWidget QTableView, QCalendarWidget QTableView:focus {{ border: none; border-radius: 0; }}
QCalendarWidget QTableView::item {{ padding: 0; border: none; border-radius: {m.px(4)}px; }}
QCalendarWidget QAbstractItemView:disabled {{ color: {t.text3}; }}
QCalendarWidget QSpinBox {{ min-height: {m.px(26)}px; }}
"""
