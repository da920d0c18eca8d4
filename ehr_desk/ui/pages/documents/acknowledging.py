"""A client signs a paper by hand: a field to draw in, and the device whose certificate seals it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ehr_desk.ui.dialogs.base import DeskDialog, PassphraseEdit
from ehr_desk.ui.theme import Theme
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.choice import ChoiceCombo
from ehr_desk.ui.widgets.text import label, name

if TYPE_CHECKING:
    from ehr_desk.vault.certificates import Certificate

_PAPER, _INK, _LINE = QColor("#FFFFFF"), QColor("#1B2430"), QColor("#5B6775")


class SignaturePad(QWidget):
    """Draws what finger, pen or mouse draws. It looks like paper in both themes: so does the document."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._strokes: list[list[tuple[float, float]]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.CrossCursor)
        name(self, "The client signs here", "acknowledge.pad")

    def sizeHint(self) -> QSize:
        return QSize(480, 190)

    def strokes(self) -> list[list[tuple[float, float]]]:
        """The lines drawn, as points between (0, 0), upper left, and (1, 1), lower right."""
        return [list(stroke) for stroke in self._strokes]

    def clear(self) -> None:
        """Wipe it."""
        self._strokes = []
        self.update()
        self.edited.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._strokes.append([self._point(event)])
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._strokes and event.buttons() & Qt.MouseButton.LeftButton:
            self._strokes[-1].append(self._point(event))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        del event
        self.edited.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), _PAPER)
        painter.setPen(QPen(_LINE, 1))
        # White on a white page: the frame says where to sign.
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        base = int(self.height() * 0.78)
        painter.drawLine(16, base, self.width() - 16, base)
        painter.setPen(QPen(_INK, 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        for stroke in self._strokes:
            points = [QPointF(x * self.width(), y * self.height()) for x, y in stroke]
            painter.drawPolyline(QPolygonF(points if len(points) > 1 else points * 2))
        painter.end()

    def _point(self, event: QMouseEvent) -> tuple[float, float]:
        at = event.position()
        across, down = at.x() / max(self.width(), 1), at.y() / max(self.height(), 1)
        return min(max(across, 0.0), 1.0), min(max(down, 0.0), 1.0)


@dataclass(frozen=True)
class Asking:
    """Who signs what, and with what. ``paper``: the document in words; ``stop``: why it cannot be signed here, and the
    way out, both empty where it can; ``now``: the author has just signed, and it may wait."""

    client: str
    witness: str
    paper: str
    devices: Sequence[Certificate]
    stop: tuple[str, str] = ("", "")
    now: bool = False


class AcknowledgeDialog(DeskDialog):
    """``asked`` carries the fingerprint of the device's certificate, the lines drawn and the witness's passphrase."""

    asked = Signal(str, object, str)

    def __init__(self, theme: Theme, asking: Asking, parent: QWidget | None = None) -> None:
        title = "The client signs now" if asking.now else "The client signs"
        super().__init__(theme, title, "Put on the document", parent)
        self.setObjectName("acknowledge")
        if asking.now:
            self.cancel.setText("Later")
            self.cancel.setToolTip("The chart says what waits for the client's signature until it is drawn.")
        if asking.stop[0]:
            self.set_subtitle(asking.paper)
            self.messages.show_text("must", *asking.stop)
            self.go.hide()
            self.cancel.setText("Close")
        else:
            self.set_subtitle(f"{asking.client} acknowledges in the presence of {asking.witness}: {asking.paper}.")
            self._ask(theme, asking)

    def _ask(self, theme: Theme, asking: Asking) -> None:
        self._devices = {one.name.removeprefix("Device: "): one.fingerprint for one in asking.devices}
        self.pad = SignaturePad()
        self.body.addWidget(self.pad)
        self.body.addWidget(
            button(theme, "Wipe", self.pad.clear, object_name="acknowledge.wipe"), 0, Qt.AlignmentFlag.AlignLeft
        )
        self.device = ChoiceCombo(tuple(self._devices), empty="Choose the device")
        if len(self._devices) == 1:
            self.device.set_value(next(iter(self._devices)))
        self.field("Drawn on", self.device, "acknowledge.device")
        words = "Nobody holds a key in the client's name: the signature is sealed with the device's own certificate."
        self.body.addWidget(label(words, "small", "text3", wrap=True))
        self.passphrase = PassphraseEdit(theme)
        hint = f"With it {asking.witness} confirms to have seen the client sign."
        self.field("The witness's passphrase", self.passphrase, "acknowledge.passphrase", hint, pinned=True)
        self.passphrase.submitted.connect(self.try_go)
        self.settle_with(self.passphrase.edited)
        self.fit(560, 640)

    def try_go(self) -> None:
        """Hand it over, once it is complete."""
        device = self._devices.get(self.device.value(), "")
        if not device or sum(len(stroke) for stroke in self.pad.strokes()) < 2:
            self.messages.show_text("must", "The client signs in the field; then choose the device.")
        elif not self.passphrase.text():
            self.messages.show_text("must", "Type your passphrase: you are the witness.")
            self.passphrase.setFocus()
        else:
            self.asked.emit(device, self.pad.strokes(), self.passphrase.text())

    def fail(self, message: str, remedy: str = "") -> None:
        """Nothing was put on the document; what was drawn stays, the passphrase is typed again."""
        super().fail(message, remedy)
        self.passphrase.clear()
        self.passphrase.setFocus()
