"""What the desk put on a clipboard is taken off it after half a minute, if it is still there.

X11 and Wayland have a second one that Qt fills with whatever somebody selects (PRIMARY; a middle click pastes it).
It is watched like the first.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication

KEPT_MS = 30_000
Mode = QClipboard.Mode


class ClipboardGuard(QObject):
    """Watches from the start of the program: recovery codes can be copied before anybody sits at the desk.

    What other programs put there is left alone. Only a hash of the text is kept. Clipboard managers of the system may
    hold copies that nobody can take back.
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
        modes = (Mode.Clipboard, Mode.Selection) if clipboard.supportsSelection() else (Mode.Clipboard,)
        self._ours = dict.fromkeys(modes, b"")
        # One for each: what is selected later does not keep what was copied before.
        self._timers = {mode: self._timer(mode, kept_ms) for mode in modes}
        self._watching = False

    def start(self) -> None:
        """Begin to watch."""
        if not self._watching:
            self._watching = True
            self._clipboard.changed.connect(self._changed)

    def stop(self) -> None:
        """End: the program closes. What it put on a clipboard goes at once."""
        if self._watching:
            self._watching = False
            self._clipboard.changed.disconnect(self._changed)
        self.clear()

    def clear(self) -> None:
        """Empty each clipboard that still holds what the desk put there; called when the desk is locked."""
        for mode in self._ours:
            self._clear(mode)

    def _clear(self, mode: Mode) -> None:
        self._timers[mode].stop()
        ours, self._ours[mode] = self._ours[mode], b""
        if ours and self._hash(mode) == ours:
            self._clipboard.clear(mode)

    def _changed(self, mode: Mode) -> None:
        if mode not in self._ours:
            return
        self._ours[mode] = self._hash(mode) if self._is_ours(mode) else b""
        if self._ours[mode]:
            self._timers[mode].start()
        else:
            self._timers[mode].stop()

    def _is_ours(self, mode: Mode) -> bool:
        if mode == Mode.Selection:  # a system that has one says whose it is
            return self._clipboard.ownsSelection()
        # Not every system says who owns the clipboard; what changes while the desk is in front came from it.
        return self._clipboard.ownsClipboard() or self._is_active()

    def _timer(self, mode: Mode, kept_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(kept_ms)
        timer.timeout.connect(lambda: self._clear(mode))
        return timer

    def _hash(self, mode: Mode) -> bytes:
        text = self._clipboard.text(mode)
        return sha256(text.encode("utf-8", "surrogatepass")).digest() if text else b""
