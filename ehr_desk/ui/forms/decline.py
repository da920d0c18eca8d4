"""A question that the client may decline: one key, and "declined" instead of an answer."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget

from ehr_desk.forms import DECLINED, Form, declined, is_declined
from ehr_desk.ui.forms.field import Field, Json
from ehr_desk.ui.widgets.text import label

KEYS, ALL_KEYS = "Ctrl+D", "Ctrl+Shift+D"
HINT = f"{KEYS}: the client declines this question. {ALL_KEYS}: the client declines all that are still open."


class DeclinableField(Field):
    """A plain field with the answer "declined" beside it. Answering takes the mark away, the mark takes the answer.

    The mark is no stop of Tab: the key of the form sets it from within the answer, the mouse here.
    """

    def __init__(self, inner: Field) -> None:
        super().__init__()
        self.inner = inner
        self.mark = QPushButton("Declined")
        self.mark.setAutoDefault(False)
        self.mark.setProperty("role", "segment")
        self.mark.setProperty("edge", "only")
        self.mark.setCheckable(True)
        self.mark.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.mark.setToolTip(f"The client declined to answer ({KEYS})")
        self.mark.clicked.connect(self._marked)
        inner.changed.connect(self._answered)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(inner, 1)
        line.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        self.box.addLayout(line)
        self.setFocusProxy(inner)
        self._spoken = ("", "", "")
        self._before: Json | None = None

    @property
    def is_declined(self) -> bool:
        """Whether the client declined to answer."""
        return self.mark.isChecked()

    @property
    def is_open(self) -> bool:
        """Whether there is neither an answer nor the mark."""
        return self.value() is None

    def decline(self, on: bool) -> None:
        """Set or take back the mark, as a person does."""
        if self.isEnabled() and self.mark.isEnabled() and on != self.is_declined:
            self._marked(on)

    def value(self) -> Json | None:
        return declined() if self.is_declined else self.inner.value()

    def set_value(self, value: Json | None) -> None:
        self._before = None
        self.inner.set_value(None if is_declined(value) else value)
        self._show(is_declined(value))

    def set_read_only(self, on: bool) -> None:
        self.inner.set_read_only(on)
        self.mark.setEnabled(not on)

    def set_name(self, accessible: str, object_name: str, description: str = "") -> None:
        self._spoken = (accessible, object_name, description)
        said = f"{DECLINED}. {description}".strip() if self.is_declined else description
        name = f"{accessible}: {DECLINED.lower()}" if self.is_declined else accessible
        self.inner.set_name(name, object_name, said)
        self.mark.setAccessibleName(f"{accessible}: {DECLINED.lower()}")
        self.mark.setObjectName(f"{object_name}.declined")

    def stops(self) -> list[QWidget]:
        return self.inner.stops()

    def wanted_width(self) -> int:
        return self.inner.wanted_width() + 8 + self.mark.sizeHint().width()

    def set_carried(self, on: bool) -> None:
        self.inner.set_carried(on)

    def _answered(self) -> None:
        if self.inner.value() is not None:
            self._show(False)
        self.changed.emit()

    def _marked(self, on: bool) -> None:
        # The key is pressed by mistake, too: taking the mark back brings the answer that stood there.
        if on:
            self._before = self.inner.value()
        self.inner.set_value(None if on else self._before)
        self._show(on)
        self.changed.emit()

    def _show(self, on: bool) -> None:
        self.mark.setChecked(on)
        if self._spoken[1]:
            self.set_name(*self._spoken)


class Declining:
    """The keys of a form whose questions may be declined, and the line that names them."""

    def __init__(self, editor: QWidget, form: Form) -> None:
        self._editor = editor
        self.hint = label(HINT, "small", "text2", wrap=True)
        if not any(item.may_decline for item in form.walk()):
            self.hint.hide()
        for keys, act in ((KEYS, self.toggle), (ALL_KEYS, self.decline_rest)):
            shortcut = QShortcut(QKeySequence(keys), editor)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def toggle(self) -> None:
        """Decline the question with the focus, or take it back."""
        widget = QApplication.focusWidget()
        while widget is not None and widget is not self._editor:
            if isinstance(widget, DeclinableField):
                widget.decline(not widget.is_declined)
                return
            widget = widget.parentWidget()

    def decline_rest(self) -> None:
        """Decline every question that is shown and still open: the client stops here, or declines the whole list."""
        for field in list(self._fields()):
            if field.is_open and field.isVisibleTo(self._editor):
                field.decline(True)

    def _fields(self) -> Iterator[DeclinableField]:
        yield from self._editor.findChildren(DeclinableField)
