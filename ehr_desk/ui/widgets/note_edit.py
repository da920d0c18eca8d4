"""The field for clinical text: plain text, room between the lines, undo of its own, Tab moves on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QSizePolicy, QTextEdit, QWidget

from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.text import set_look

_LINE_PERCENT = 122  # of the font's own line (about 1.21 em in Inter): 15 px text stands on 22 px lines


class NoteEdit(QTextEdit):
    """Plain text that grows with what is written, from ``lines`` up to ``most`` lines, then scrolls.

    ``edited`` is emitted for what a person types, never for :meth:`set_text`.
    """

    edited = Signal()

    def __init__(
        self, theme: Theme, *, lines: int = 3, most: int = 40, kind: str = "note", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines = lines
        self._most = most
        self._kind = kind
        self._loading = False
        self._spans: tuple[tuple[int, int], ...] = ()
        self.tab_act: Callable[[NoteEdit], bool] | None = None
        """Asked before Tab leaves the field; true where it has done something here."""
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QTextEdit.LineWrapMode.WidgetWidth)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        if kind != "note":
            self.setProperty("look", "cell")
        self.textChanged.connect(self._changed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        theme.changed.connect(self._rescaled)
        self.set_text("")

    def text(self) -> str:
        """What is written, lines ended by a line feed, nothing hidden."""
        return self.toPlainText().replace("\u2028", "\n").replace("\u2029", "\n").replace("\xa0", " ")

    def set_text(self, text: str) -> None:
        """Load a text. Clears the undo list, so never call it on a field in use."""
        self._loading = True
        self.document().setUndoRedoEnabled(False)
        self.setPlainText(text)
        self._space_lines()
        self.document().setUndoRedoEnabled(True)
        self._loading = False
        self._fit()

    def replace_text(self, text: str) -> None:
        """Replace all text as one step that Ctrl+Z takes back."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.endEditBlock()

    def set_carried(self, on: bool) -> None:
        """Mark text that was carried over until somebody touches it."""
        set_look(self, carried=on)

    def append_text(self, text: str) -> None:
        """Add a passage below what stands there, as one step that Ctrl+Z takes back; the cursor goes behind it."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        before = self.text()
        gap = "" if not before.strip() else "\n" if before.endswith("\n") else "\n\n"
        cursor.insertText(gap + text)
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def mark_spans(self, spans: Sequence[tuple[int, int]]) -> None:
        """Highlight and underline parts of the text, from and to a character. Nothing of it is in the text itself."""
        self._spans = tuple(spans)
        look = QTextCharFormat()
        look.setBackground(self._theme.colour("warning_bg"))
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
        look.setUnderlineColor(self._theme.colour("warning"))
        found = []
        for start, end in self._spans:
            one = QTextEdit.ExtraSelection()
            one.cursor, one.format = self._over(start, end), look
            found.append(one)
        self.setExtraSelections(found)

    def marked_text(self) -> list[str]:
        """The parts that are highlighted."""
        return [self.text()[start:end] for start, end in self._spans]

    def select(self, start: int, end: int) -> None:
        """Select from and to a character."""
        self.setTextCursor(self._over(start, end))

    def selected(self) -> tuple[int, int]:
        """Where the selection begins and ends, in characters; the cursor twice where nothing is selected."""
        cursor = self.textCursor()
        units = self.text().encode("utf-16-le")
        start, end = (len(units[: 2 * at].decode("utf-16-le", "ignore")) for at in _ends(cursor))
        return start, end

    def put(self, start: int, end: int, words: str) -> None:
        """Put words in place of a part of the text, as one step that Ctrl+Z takes back; the cursor goes behind them."""
        cursor = self._over(start, end)
        cursor.insertText(words)
        self.setTextCursor(cursor)

    def focusNextPrevChild(self, forward: bool) -> bool:
        if forward and self.tab_act is not None and not self.isReadOnly() and self.tab_act(self):
            return True
        return super().focusNextPrevChild(forward)

    def _over(self, start: int, end: int) -> QTextCursor:
        # Qt counts UTF-16 units: an emoji is two of them.
        text = self.text()
        cursor = QTextCursor(self.document())
        cursor.setPosition(len(text[:start].encode("utf-16-le")) // 2)
        cursor.setPosition(len(text[:end].encode("utf-16-le")) // 2, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText():
            self.textCursor().insertText(source.text().replace("\r\n", "\n").replace("\r", "\n"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Ctrl+Enter signs; the page's shortcut gets it, never the text.
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(320, self._height_for(self._lines))

    def _height_for(self, lines: int) -> int:
        return lines * self._theme.metrics.line(self._kind) + self._theme.metrics.px(18)

    def _fit(self) -> None:
        content = round(self.document().size().height()) + self._theme.metrics.px(14)
        height = min(max(content, self._height_for(self._lines)), self._height_for(self._most))
        policy = (
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if content > self._height_for(self._most)
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        if self.verticalScrollBarPolicy() != policy:
            self.setVerticalScrollBarPolicy(policy)
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def _space_lines(self) -> None:
        form = QTextBlockFormat()
        form.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(form)

    def _changed(self) -> None:
        if not self._loading:
            if self.property("carried"):
                self.set_carried(False)
            self.edited.emit()

    def _rescaled(self) -> None:
        self._fit()
        self.mark_spans(self._spans)


def _ends(cursor: QTextCursor) -> tuple[int, int]:
    return cursor.selectionStart(), cursor.selectionEnd()
