"""The style sheet, made from tokens and sizes. Widgets choose a look by dynamic property, never by colour.

Properties that the sheet knows:

* ``kind`` on labels: a kind of text from ``metrics.TYPE`` (title, heading, strong, body, small, caption, note, client)
* ``tone`` on labels: ``text2``, ``text3``, ``accent``, ``link`` or a status tone; ``chip`` on labels: a status tone
* ``role`` on buttons: ``primary``, ``danger``, ``quiet``, ``link``, ``icon``; none is the ordinary button
* ``ground`` on plain widgets: ``canvas``, ``surface``, ``sunken``, ``rail``
* ``card`` on frames: ``plain``, ``ticked``, ``flat`` or a status tone
* ``invalid`` and ``carried`` on fields: true
"""

from __future__ import annotations

from ehr_desk.ui.theme.glyphs import Glyphs
from ehr_desk.ui.theme.metrics import TYPE, Metrics
from ehr_desk.ui.theme.sheet_fields import fields
from ehr_desk.ui.theme.sheet_views import views
from ehr_desk.ui.theme.tokens import TONES, Tokens

_INKS = ("text2", "text3", "accent", "link")


def style_sheet(tokens: Tokens, metrics: Metrics, glyphs: Glyphs, family: str) -> str:
    """The whole style sheet for one scheme and one text size."""
    parts = (
        _ground(tokens, metrics, family),
        _text(tokens, metrics),
        _buttons(tokens, metrics),
        _frames(tokens, metrics),
        fields(tokens, metrics, glyphs),
        views(tokens, metrics, glyphs),
    )
    return "\n".join(parts)


def _ground(t: Tokens, m: Metrics, family: str) -> str:
    return f"""
QWidget {{ font-family: "{family}", "Noto Sans", sans-serif; font-size: {m.font("body")}px; color: {t.text};
    selection-background-color: {t.selection}; selection-color: {t.text}; }}
QMainWindow, QDialog, QWidget[ground="canvas"] {{ background: {t.canvas}; }}
QWidget[ground="surface"], QDialog {{ background: {t.surface}; }}
QWidget[ground="sunken"] {{ background: {t.sunken}; }}
QWidget[ground="rail"] {{ background: {t.rail}; }}
QToolTip {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.control}; padding: {m.px(4)}px;
    font-size: {m.font("small")}px; }}
QFrame[line="true"] {{ background: {t.border}; border: none; }}
QStatusBar {{ background: {t.surface}; color: {t.text2}; border-top: 1px solid {t.border};
    font-size: {m.font("small")}px; }}
QStatusBar QLabel {{ color: {t.text2}; font-size: {m.font("small")}px; }}
QStatusBar::item {{ border: none; }}
QSplitter::handle {{ background: {t.border}; }}
"""


def _text(t: Tokens, m: Metrics) -> str:
    lines = ["QLabel { background: transparent; }", f"QLabel:disabled {{ color: {t.text3}; }}"]
    for kind, (_, _, weight) in TYPE.items():
        ink = f" color: {t.text3};" if kind == "caption" else ""
        lines.append(f'QLabel[kind="{kind}"] {{ font-size: {m.font(kind)}px; font-weight: {weight};{ink} }}')
    for name in (*_INKS, *TONES):
        lines.append(f'QLabel[tone="{name}"] {{ color: {t.of(name)}; }}')
    for tone in TONES:
        ink, ground = t.tone(tone)
        lines.append(
            f'QLabel[chip="{tone}"] {{ color: {ink}; background: {ground}; font-size: {m.font("caption")}px;'
            f" font-weight: 600; border-radius: {m.px(10)}px; padding: 0 {m.px(10)}px;"
            f" min-height: {m.px(20)}px; max-height: {m.px(20)}px; }}"
        )
    return "\n".join(lines)


def _buttons(t: Tokens, m: Metrics) -> str:
    pad, ring = m.px(11), m.px(11) - 1
    inner = m.control - 2
    return f"""
QPushButton {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.control}; border-radius: {m.px(6)}px;
    min-height: {inner}px; padding: 0 {pad}px; font-size: {m.font("body")}px; }}
QPushButton:hover {{ background: {t.sunken}; }}
QPushButton:pressed {{ background: {t.neutral_bg}; }}
QPushButton:focus {{ border: 2px solid {t.focus}; min-height: {inner - 2}px; padding: 0 {ring}px; }}
QPushButton:disabled {{ color: {t.text3}; background: {t.sunken}; border-color: {t.border}; }}
QPushButton:checked {{ background: {t.accent_soft}; color: {t.accent}; border-color: {t.accent}; }}
QPushButton::menu-indicator {{ width: 0; }}
QPushButton[role="primary"] {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent};
    font-weight: 600; padding: 0 {m.px(14)}px; }}
QPushButton[role="primary"]:hover {{ background: {t.accent_hover}; border-color: {t.accent_hover}; }}
QPushButton[role="primary"]:focus {{ border: 2px solid {t.focus}; padding: 0 {m.px(14) - 1}px; }}
QPushButton[role="primary"]:disabled {{ background: {t.neutral_bg}; color: {t.text3}; border-color: {t.border}; }}
QPushButton[role="danger"] {{ color: {t.danger}; border-color: {t.danger}; }}
QPushButton[role="danger"]:hover {{ background: {t.danger_bg}; }}
QPushButton[role="danger"]:focus {{ border-color: {t.focus}; }}
QPushButton[role="quiet"], QToolButton {{ background: transparent; border: 1px solid transparent;
    color: {t.text2}; }}
QPushButton[role="quiet"]:hover, QToolButton:hover {{ background: {t.sunken}; }}
QPushButton[role="quiet"]:focus, QToolButton:focus {{ border: 2px solid {t.focus}; }}
QPushButton[role="link"] {{ background: transparent; border: 1px solid transparent; color: {t.link};
    min-height: {m.px(22)}px; padding: 0 {m.px(3)}px; text-align: left; }}
QPushButton[role="link"]:hover {{ text-decoration: underline; }}
QPushButton[role="link"]:focus {{ border: 2px solid {t.focus}; min-height: {m.px(22) - 2}px;
    padding: 0 {m.px(3) - 1}px; }}
QToolButton {{ border-radius: {m.px(6)}px; min-width: {m.px(30)}px; min-height: {m.px(30)}px; padding: 0; }}
QToolButton:focus {{ min-width: {m.px(30) - 2}px; min-height: {m.px(30) - 2}px; }}
QToolButton:checked {{ background: {t.accent_soft}; }}
QToolButton::menu-indicator {{ width: 0; }}
QToolButton[role="rail"] {{ color: {t.rail_text}; border: 2px solid transparent; border-radius: {m.px(8)}px;
    font-size: {m.px(11)}px; min-width: {m.px(68)}px; max-width: {m.px(68)}px;
    min-height: {m.px(54)}px; max-height: {m.px(54)}px; }}
QToolButton[role="rail"]:hover {{ background: {t.rail_active}; color: {t.rail_strong}; }}
QToolButton[role="rail"]:checked {{ background: {t.rail_active}; color: {t.rail_strong}; }}
QToolButton[role="rail"]:focus {{ border: 2px solid {t.focus_rail}; min-width: {m.px(68)}px;
    min-height: {m.px(54)}px; }}
QToolButton[role="field"] {{ min-width: {m.px(22)}px; min-height: {m.px(22)}px; }}
QPushButton[role="segment"] {{ border-radius: 0; margin-left: -1px; padding: 0 {m.px(12)}px; }}
QPushButton[role="segment"][edge="first"] {{ border-top-left-radius: {m.px(6)}px; margin-left: 0;
    border-bottom-left-radius: {m.px(6)}px; }}
QPushButton[role="segment"][edge="last"] {{ border-top-right-radius: {m.px(6)}px;
    border-bottom-right-radius: {m.px(6)}px; }}
QPushButton[role="segment"][edge="only"] {{ border-radius: {m.px(6)}px; margin-left: 0; }}
QPushButton[role="segment"]:checked {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent};
    font-weight: 600; }}
QPushButton[role="segment"]:focus {{ border: 2px solid {t.focus}; padding: 0 {m.px(12) - 1}px; }}
QPushButton[role="segment"]:checked:disabled {{ background: {t.neutral_bg}; color: {t.text};
    border-color: {t.control}; }}
"""


def _frames(t: Tokens, m: Metrics) -> str:
    lines = [
        f"""
QFrame[card="plain"] {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: {m.px(8)}px; }}
QFrame[card="flat"] {{ background: {t.sunken}; border: none; border-radius: {m.px(8)}px; }}
QFrame[card="ticked"] {{ background: {t.accent_soft}; border: 1px solid {t.accent}; border-radius: {m.px(8)}px; }}
QFrame[card="toast"] {{ background: {t.text}; border: none; border-radius: {m.px(8)}px; }}
QFrame[card="toast"] QLabel {{ color: {t.surface}; }}
QFrame[card="toast"] QPushButton {{ background: transparent; border: 1px solid {t.surface}; color: {t.surface};
    min-height: {m.px(24)}px; }}
QFrame[card="toast"] QPushButton:focus {{ border: 2px solid {t.focus_rail if t.scheme == "light" else "#1A5FD0"}; }}
QFrame[card="palette"] {{ background: {t.surface}; border: 1px solid {t.control}; border-radius: {m.px(8)}px; }}
QFrame[outline="true"] {{ background: transparent; border: none; border-left: 2px solid {t.border}; }}
"""
    ]
    for tone in TONES:
        ink, ground = t.tone(tone)
        lines.append(
            f'QFrame[card="{tone}"] {{ background: {ground}; border: 1px solid {ink}; border-radius: {m.px(8)}px; }}'
        )
    return "\n".join(lines)
