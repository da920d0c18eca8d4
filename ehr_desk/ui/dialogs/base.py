"""The frame of every dialog: a title, a message line, a body, buttons that are verbs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import Role, button, icon_button
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.scroll import PageScroll
from ehr_desk.ui.widgets.text import divider, label, name

_SPARE, _SEEN_BEHIND = 20, 40


class DeskDialog(QDialog):
    """Put widgets into ``body``. The page does the work: :meth:`busy` while it runs, :meth:`fail` or ``accept`` after.

    What was typed stays when something fails. Work that began is finished, never cancelled: whoever typed on behind a
    signature under way would find their words neither in the entry nor in a draft. A finished dialog deletes itself,
    so keep nothing of it.
    """

    def __init__(self, theme: Theme, title: str, verb: str, parent: QWidget | None = None, *, role: Role = "primary"):
        super().__init__(parent)
        self.theme = theme
        self.working = False
        self._fitted: tuple[int, int] | None = None
        self.setModal(True)
        self.finished.connect(self.deleteLater)
        self.setWindowTitle(title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(24, 20, 24, 12)
        head.setSpacing(4)
        self.heading = label(title, "heading")
        self.subtitle = label("", "small", "text2", wrap=True)
        self.subtitle.hide()
        head.addWidget(self.heading)
        head.addWidget(self.subtitle)
        outer.addLayout(head)
        content = QWidget()
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(24, 0, 24, 16)
        self.body.setSpacing(12)
        self.area = PageScroll(content)
        outer.addWidget(self.area, 1)
        self._pinned = QWidget()
        below = QVBoxLayout(self._pinned)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(divider())
        self.pinned = QVBoxLayout()
        self.pinned.setContentsMargins(24, 8, 24, 12)
        below.addLayout(self.pinned)
        self._pinned.hide()
        outer.addWidget(self._pinned)
        self.messages = MessageBar(theme, closable=False)
        self.messages.installEventFilter(self)
        line = QVBoxLayout()
        line.setContentsMargins(24, 0, 24, 12)
        line.addWidget(self.messages)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName("Working")
        self._busy.hide()
        line.addWidget(self._busy)
        outer.addLayout(line)
        outer.addWidget(divider())
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(24, 12, 24, 12)
        self.foot.setSpacing(12)
        self.foot.addStretch(1)
        self.cancel = button(theme, "Cancel", self.reject, object_name="dialog.cancel")
        self.go = button(theme, verb, self.try_go, role=role, object_name="dialog.go")
        self.go.setDefault(True)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.go)
        outer.addLayout(self.foot)
        self.setMinimumWidth(theme.metrics.px(520))

    def set_subtitle(self, text: str) -> None:
        """A quiet sentence below the title."""
        self.subtitle.setText(text)
        self.subtitle.setVisible(bool(text))

    def fit(self, width: int, least: int) -> None:
        """As high as the words need at this width (both in design pixels), no lower than ``least`` and no higher than
        the window it stands over: what there is to read is not scrolled where there is room."""
        self._fitted = width, least
        px, content, outer = self.theme.metrics.px, self.area.widget(), self.layout()
        wide, parent = px(width), self.parentWidget()
        inner = content.layout() if content is not None else None
        if inner is None or outer is None:
            return
        follows = outer.hasHeightForWidth()  # without a subtitle or message nothing outside of the body wraps
        whole = outer.totalHeightForWidth(wide) if follows else outer.totalSizeHint().height()
        around = whole - self.area.sizeHint().height()
        needed = inner.totalHeightForWidth(wide) + around + px(_SPARE)
        most = parent.window().height() - px(_SEEN_BEHIND) if parent is not None else px(least)
        self.resize(wide, max(px(least), min(needed, most)))

    def try_go(self) -> None:
        """The main button was pressed."""
        self.accept()

    def busy(self) -> None:
        """Work began: no second press, no change, no way out until it ends."""
        self.working = True
        self.messages.clear()
        self._busy.show()
        self.go.setEnabled(False)
        self.cancel.setEnabled(False)
        self.area.setEnabled(False)
        self._pinned.setEnabled(False)

    def reject(self) -> None:
        """Cancel, Escape and the close button, unless work is under way."""
        if not self.working:
            super().reject()

    def leave(self) -> None:
        """The desk is about to be locked: as Cancel. A dialog whose work changes nothing in the record closes all the
        same while it goes on: nobody waits for it."""
        self.reject()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What went wrong is told below the fields: the dialog grows, so that it does not cover the one it is about."""
        if watched is self.messages and event.type() == QEvent.Type.ShowToParent and self.isVisible():
            self._grow()
        return super().eventFilter(watched, event)

    def _grow(self) -> None:
        outer, content, parent = self.layout(), self.area.widget(), self.parentWidget()
        if outer is None or content is None or parent is None:
            return
        outer.activate()
        most = parent.window().height() - self.theme.metrics.px(_SEEN_BEHIND)
        missing = content.sizeHint().height() - self.area.viewport().height()
        if missing > 0:
            self.resize(self.width(), max(self.height(), min(self.height() + missing, most)))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._fitted is not None:
            self.fit(*self._fitted)  # only now do words have the letters that they are shown in

    def show_progress(self, done: float | None) -> None:
        """How far the work is, 0 to 1; None where that is not known."""
        self._busy.setRange(0, 0 if done is None else 100)
        self._busy.setValue(0 if done is None else round(done * 100))

    def fail(self, message: str, remedy: str = "") -> None:
        """Work failed: say so inline; everything that was typed is still there."""
        self.idle()
        self.messages.show_text("must", message, remedy)

    def idle(self) -> None:
        """Work ended, or somebody else is asked something first: the dialog is as it was before."""
        self.working = False
        self._busy.hide()
        self.go.setEnabled(True)
        self.cancel.setEnabled(True)
        self.area.setEnabled(True)
        self._pinned.setEnabled(True)

    def settle_with(self, *changes: SignalInstance) -> None:
        """What was wrong is told until one of these changes: then it may be put right."""
        for one in changes:
            one.connect(self._changed_since)

    def _changed_since(self, *_what: object) -> None:
        if not self.working:
            self.messages.clear()

    def field(
        self, words: str, widget: QWidget, object_name: str, description: str = "", *, pinned: bool = False
    ) -> QWidget:
        """A labelled field in the body, or below it, where it stays while the body scrolls; returns the widget."""
        (self.pinned if pinned else self.body).addWidget(labelled(words, widget, object_name, description))
        self._pinned.setVisible(self.pinned.count() > 0)
        return widget


def labelled(words: str, widget: QWidget, object_name: str, description: str = "") -> QWidget:
    """A field with its caption above; the caption is its accessible name."""
    around = QWidget()
    layout = QVBoxLayout(around)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    caption = label(words, "caption")
    caption.setBuddy(widget)
    layout.addWidget(caption)
    layout.addWidget(widget)
    if description:
        layout.addWidget(label(description, "small", "text3", wrap=True))
    name(widget, words, object_name, description)
    return around


class PassphraseEdit(QWidget):
    """A passphrase with "Show" and a notice where capitals seem to be locked. ``submitted`` on Enter."""

    submitted = Signal()
    edited = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(4)
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, True)
        self.line.returnPressed.connect(self.submitted)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.line.installEventFilter(self)
        row.addWidget(self.line, 1)
        self.show_button = icon_button(theme, "eye", "Show the passphrase", self._toggle)
        self.show_button.setCheckable(True)
        row.addWidget(self.show_button)
        column.addLayout(row)
        self.caps = label("Caps Lock seems to be on.", "small", "warning")
        self.caps.hide()
        column.addWidget(self.caps)
        self.setFocusProxy(self.line)

    def text(self) -> str:
        """What is typed."""
        return self.line.text()

    def clear(self) -> None:
        """Empty the field and hide what it holds."""
        self.line.clear()
        self.show_button.setChecked(False)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)

    def setAccessibleName(self, words: str) -> None:
        """Name the field; the button is named after it."""
        super().setAccessibleName(words)
        self.line.setAccessibleName(words)
        self.show_button.setAccessibleName(f"Show: {words}")

    def setObjectName(self, words: str) -> None:
        """Name for tests and jumps: the field itself carries it."""
        super().setObjectName(f"{words}.box")
        self.line.setObjectName(words)
        self.show_button.setObjectName(f"{words}.show")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            typed = event.text()
            if len(typed) == 1 and typed.isalpha():
                shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.caps.setVisible(typed.isupper() != shift)
        return super().eventFilter(watched, event)

    def _toggle(self) -> None:
        shown = self.show_button.isChecked()
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._theme.bind_icon(self.show_button, "eye-off" if shown else "eye", size=18)
