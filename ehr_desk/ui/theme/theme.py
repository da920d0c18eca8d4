"""The look of the program as one object: colours, sizes, icons, and when they change."""

from __future__ import annotations

import weakref
from pathlib import Path
from typing import Literal

import shiboken6
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from ehr_desk.ui.theme import glyphs as glyph_tables
from ehr_desk.ui.theme.fonts import FAMILY, load_fonts
from ehr_desk.ui.theme.icons import Icons, recolour
from ehr_desk.ui.theme.metrics import Metrics, clamp_scale
from ehr_desk.ui.theme.palette import palette
from ehr_desk.ui.theme.sheet import style_sheet
from ehr_desk.ui.theme.tokens import DARK, LIGHT, Tokens, high_contrast

Choice = Literal["system", "light", "dark"]
_DOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="6" \
fill="currentColor"/></svg>'


class Theme(QObject):
    """Follows the system's colour scheme unless the person forces one; ``changed`` after every change.

    ``resources`` is the folder that holds ``fonts/`` and ``icons/``. ``choice`` and ``scale`` (per cent,
    90 to 150) are what the person chose last time.
    """

    changed = Signal()

    def __init__(self, app: QApplication, resources: Path, *, choice: Choice = "system", scale: int = 100) -> None:
        super().__init__(app)
        self._app = app
        self._choice: Choice = choice
        self.metrics = Metrics(clamp_scale(scale))
        self.families = load_fonts(resources / "fonts")
        self.icons = Icons(resources / "icons")
        self._bound: list[tuple[weakref.ref[QAbstractButton | QLabel], str, str, int]] = []
        self._glyphs: dict[str, glyph_tables.Glyphs] = {}
        self.tokens: Tokens = LIGHT
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self.apply()

    @property
    def choice(self) -> Choice:
        """What the person chose: follow the system, or a forced scheme."""
        return self._choice

    @property
    def dark(self) -> bool:
        """Whether the dark colours are in use now."""
        return self.tokens.scheme == "dark"

    def set_choice(self, choice: Choice) -> None:
        """Follow the system, or force light or dark."""
        if choice != self._choice:
            self._choice = choice
            self.apply()

    def set_scale(self, scale: int) -> None:
        """Set the text size in per cent (90 to 150)."""
        wanted = clamp_scale(scale)
        if wanted != self.metrics.scale:
            self.metrics = Metrics(wanted)
            self.apply()

    def colour(self, ink: str) -> QColor:
        """The colour of a token."""
        return QColor(self.tokens.of(ink))

    def icon(self, name: str, ink: str = "text2", *, checked: str = "", size: int = 20) -> QIcon:
        """An icon in the colour of a token; ask again after ``changed``, or use :meth:`bind_icon`."""
        tokens = self.tokens
        return self.icons.icon(
            name,
            tokens.of(ink),
            disabled=tokens.text3,
            checked=tokens.of(checked) if checked else "",
            size=self.metrics.px(size),
        )

    def pixmap(self, name: str, ink: str = "text2", size: int = 20, ratio: float = 2.0) -> QPixmap:
        """A picture of an icon for painting."""
        return self.icons.pixmap(name, self.tokens.of(ink), self.metrics.px(size), ratio)

    def bind_icon(self, widget: QAbstractButton | QLabel, name: str, ink: str = "text2", size: int = 20) -> None:
        """Give a button or label an icon that follows the theme; a later call replaces the earlier one.

        ``ink`` names a token; it may name a second token for the checked state: ``"rail_text/rail_strong"``.
        """
        self._bound = [
            one
            for one in self._bound
            if (held := one[0]()) is not None and held is not widget and shiboken6.isValid(held)
        ]
        self._bound.append((weakref.ref(widget), name, ink, size))
        self._paint_icon(widget, name, ink, size)

    def apply(self) -> None:
        """Set palette and style sheet anew."""
        self.tokens = self._wanted()
        self._app.setPalette(palette(self.tokens))
        family = FAMILY if FAMILY in self.families or not self.families else self.families[0]
        sheet = style_sheet(self.tokens, self.metrics, self._glyphs_now(), family)
        # Qt 6.12 restyles a widget once for each of its ancestors when one sheet replaces another (4 to 12 times over
        # here). Without a sheet in between, every widget is done once; nothing is painted before this returns.
        self._app.setStyleSheet("")
        self._app.setStyleSheet(sheet)
        for held, name, ink, size in self._bound:
            widget = held()
            if widget is not None and shiboken6.isValid(widget):
                self._paint_icon(widget, name, ink, size)
        self.changed.emit()

    def close(self) -> None:
        """Take the style sheet's drawings out of memory; the theme is not usable afterwards."""
        self._app.setStyleSheet("")
        for made in self._glyphs.values():
            made.remove()
        self._glyphs.clear()

    def _wanted(self) -> Tokens:
        hints = self._app.styleHints()
        if self._choice == "system":
            tokens = DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT
        else:
            tokens = DARK if self._choice == "dark" else LIGHT
        if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return high_contrast(tokens)
        return tokens

    def _system_changed(self) -> None:
        if self._choice == "system":
            self.apply()

    def _paint_icon(self, widget: QAbstractButton | QLabel, name: str, ink: str, size: int) -> None:
        ink, _, checked = ink.partition("/")
        if isinstance(widget, QLabel):
            widget.setPixmap(self.pixmap(name, ink, size))
            return
        edge = self.metrics.px(size)
        widget.setIconSize(QSize(edge, edge))
        widget.setIcon(self.icon(name, ink, checked=checked, size=size))

    def _glyphs_now(self) -> glyph_tables.Glyphs:
        tokens = self.tokens
        folder = f"ehr-desk-{tokens.scheme}-{tokens.control.lstrip('#')}"
        if folder not in self._glyphs:
            drawings = {
                name: recolour(self.icons.source(name), tokens.text2, 2)
                for name in ("chevron-down", "chevron-up", "chevron-left", "chevron-right")
            }
            drawings |= {name: recolour(self.icons.source(name), tokens.on_accent, 3) for name in ("check", "minus")}
            drawings["dot"] = recolour(_DOT, tokens.on_accent)
            self._glyphs[folder] = glyph_tables.register(folder, drawings)
        return self._glyphs[folder]
