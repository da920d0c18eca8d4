"""What the desk put on the clipboard is taken off it after half a minute, if it is still there."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication

KEPT_MS = 30_000


class ClipboardGuard(QObject):
    """Watches the clipboard while somebody sits at the desk. What other programs put there is left alone.

    Only a hash of the text is kept. Clipboard managers of the system may hold copies that nobody can take back.
    """

    def __init__(
        self,
        clipboard: QClipboard,
        parent: QObject,
        *,
        kept_ms: int = KEPT_MS,
        is_active: Callable[[], bool] = lambda: QApplication.activeWindow() is not None,
    ) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self._is_active = is_active
        self._ours = b""
        self._watching = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(kept_ms)
        self._timer.timeout.connect(self.clear)

    def start(self) -> None:
        """Begin: somebody unlocked the desk."""
        if not self._watching:
            self._watching = True
            self._clipboard.dataChanged.connect(self._changed)

    def stop(self) -> None:
        """End: the desk is locked. What it put on the clipboard goes at once."""
        if self._watching:
            self._watching = False
            self._clipboard.dataChanged.disconnect(self._changed)
        self.clear()

    def clear(self) -> None:
        """Empty the clipboard where it still holds what the desk put there."""
        self._timer.stop()
        ours, self._ours = self._ours, b""
        if ours and self._hash() == ours:
            self._clipboard.clear()

    def _changed(self) -> None:
        # Not every system says who owns the clipboard; what changes while the desk is in front came from it.
        self._ours = self._hash() if self._clipboard.ownsClipboard() or self._is_active() else b""
        if self._ours:
            self._timer.start()
        else:
            self._timer.stop()

    def _hash(self) -> bytes:
        text = self._clipboard.text()
        return sha256(text.encode("utf-8", "surrogatepass")).digest() if text else b""
