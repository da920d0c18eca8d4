"""The part of the style sheet for what a person fills in: text fields, choices, ticks."""

from __future__ import annotations

from ehr_desk.ui.theme.glyphs import Glyphs
from ehr_desk.ui.theme.metrics import Metrics
from ehr_desk.ui.theme.tokens import Tokens

_LINES = 'QLineEdit, QAbstractSpinBox, QComboBox, QFrame[field="true"]'
_BOXES = "QTextEdit, QPlainTextEdit"


def fields(t: Tokens, m: Metrics, glyphs: Glyphs) -> str:
    """Rules for text fields, combo boxes, spin boxes, check boxes and radio buttons."""
    return _edits(t, m) + _combos(t, m, glyphs) + _ticks(t, m, glyphs)


def _each(selectors: str, state: str) -> str:
    return ", ".join(f"{one.strip()}{state}" for one in selectors.split(","))


def _edits(t: Tokens, m: Metrics) -> str:
    pad = m.px(9)
    every = f"{_LINES}, {_BOXES}"
    return f"""
{every} {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.control}; border-radius: {m.px(6)}px;
    selection-background-color: {t.selection}; selection-color: {t.text}; placeholder-text-color: {t.text3}; }}
{_LINES} {{ min-height: {m.control - 2}px; padding: 0 {pad}px; font-size: {m.font("body")}px; }}
{_BOXES} {{ padding: {m.px(5)}px {m.px(7)}px; font-size: {m.font("note")}px; }}
{_each(_LINES, ":focus")} {{ border: 2px solid {t.focus}; padding: 0 {pad - 1}px; min-height: {m.control - 4}px; }}
{_each(_BOXES, ":focus")} {{ border: 2px solid {t.focus}; padding: {m.px(5) - 1}px {m.px(7) - 1}px; }}
{_each(every, '[carried="true"]')} {{ background: {t.warning_bg}; }}
{_each(every, '[invalid="true"]')} {{ border: 1px solid {t.danger}; }}
{_each(every, '[invalid="true"]:focus')} {{ border: 2px solid {t.danger}; }}
{_each(every, ":disabled")} {{ background: {t.sunken}; color: {t.text3}; border-color: {t.border}; }}
{_each("QLineEdit, QTextEdit, QPlainTextEdit", ":read-only")} {{ background: {t.sunken}; }}
QLineEdit QToolButton, QLineEdit QToolButton:focus {{ min-width: 0; min-height: 0;
    padding: 0; border: none; background: transparent; }}
QLineEdit[look="cell"], QTextEdit[look="cell"] {{ font-size: {m.font("body")}px; }}
QTextEdit[look="paper"] {{ background: transparent; border: none; padding: 0; }}
"""


def _combos(t: Tokens, m: Metrics, glyphs: Glyphs) -> str:
    down, up = glyphs.address("chevron-down"), glyphs.address("chevron-up")
    return f"""
QComboBox {{ padding-right: {m.px(28)}px; }}
QComboBox:focus {{ padding-right: {m.px(28) - 1}px; }}
QComboBox::drop-down {{ subcontrol-origin: padding; subcontrol-position: center right; width: {m.px(28)}px;
    border: none; }}
QComboBox::down-arrow {{ image: url({down}); width: {m.px(16)}px; height: {m.px(16)}px; }}
QComboBox QAbstractItemView {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.control};
    padding: {m.px(4)}px; outline: none; selection-background-color: {t.selection}; selection-color: {t.text}; }}
QComboBox QAbstractItemView::item {{ min-height: {m.px(30)}px; padding: 0 {m.px(6)}px;
    border-radius: {m.px(4)}px; }}
QComboBox QAbstractItemView::item:selected {{ background: {t.selection}; color: {t.text}; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ subcontrol-origin: border; width: {m.px(22)}px;
    border: none; background: transparent; }}
QAbstractSpinBox::up-button {{ subcontrol-position: top right; }}
QAbstractSpinBox::down-button {{ subcontrol-position: bottom right; }}
QAbstractSpinBox::up-arrow {{ image: url({up}); width: {m.px(14)}px; height: {m.px(14)}px; }}
QAbstractSpinBox::down-arrow {{ image: url({down}); width: {m.px(14)}px; height: {m.px(14)}px; }}
"""


def _ticks(t: Tokens, m: Metrics, glyphs: Glyphs) -> str:
    both = (
        "QCheckBox::indicator{0}, QRadioButton::indicator{0}, QAbstractItemView::indicator{0}, QGroupBox::indicator{0}"
    )
    return f"""
QCheckBox, QRadioButton {{ spacing: {m.px(8)}px; background: transparent; min-height: {m.px(26)}px;
    border: 2px solid transparent; border-radius: {m.px(6)}px; padding: 0 {m.px(2)}px; }}
QCheckBox:focus, QRadioButton:focus {{ border: 2px solid {t.focus}; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {t.text2}; }}
{both.format("")} {{ width: {m.px(16)}px; height: {m.px(16)}px; border: 1px solid {t.control};
    background: {t.surface}; border-radius: {m.px(4)}px; }}
QRadioButton::indicator {{ border-radius: {m.px(9)}px; }}
{both.format(":hover")} {{ border-color: {t.accent}; }}
{both.format(":checked")} {{ background: {t.accent}; border-color: {t.accent};
    image: url({glyphs.address("check")}); }}
{both.format(":indeterminate")} {{ background: {t.accent}; border-color: {t.accent};
    image: url({glyphs.address("minus")}); }}
QRadioButton::indicator:checked {{ image: url({glyphs.address("dot")}); }}
{both.format(":disabled")} {{ border-color: {t.control}; background: {t.sunken}; }}
{both.format(":checked:disabled")} {{ background: {t.text3}; border-color: {t.text3}; }}
"""
