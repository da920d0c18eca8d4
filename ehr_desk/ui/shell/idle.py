"""Locking an unattended desk: how long nobody has touched keyboard, mouse or screen."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from ehr_desk.common.clock import Clock
from ehr_desk.ui.shell.inputs import Inputs

TICK_MS = 5_000
LAST_TICK_MS, LAST_SECONDS = 1_000, 65
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    }
)


class IdleClock(QObject):
    """``left`` carries the seconds until the lock at each tick, ``expired`` comes once when they are over.

    It goes by the clock on the wall, so a computer that slept through the time locks when it wakes.
    """

    left = Signal(int)
    expired = Signal()

    def __init__(self, clock: Clock, minutes: int, *, tick_ms: int = TICK_MS, parent: QObject) -> None:
        super().__init__(parent)
        self._inputs = Inputs(self)
        self._clock = clock
        self._allowed = timedelta(minutes=minutes)
        self._touched: datetime | None = None
        self._timer = QTimer(self)
        self._tick_ms = tick_ms
        self._timer.setInterval(tick_ms)
        self._timer.timeout.connect(self.tick)

    @property
    def running(self) -> bool:
        """Whether it counts now."""
        return self._touched is not None

    def start(self) -> None:
        """Begin counting: somebody unlocked the desk."""
        self._touched = self._clock.now()
        self._inputs.start()
        self._timer.start()
        self.tick()

    def stop(self) -> None:
        """Stop counting: the desk is locked."""
        self._timer.stop()
        self._inputs.stop()
        self._touched = None

    def set_minutes(self, minutes: int) -> None:
        """Allow another time; it counts from the last touch."""
        self._allowed = timedelta(minutes=minutes)
        self.tick()

    def seconds_left(self) -> int:
        """Seconds until the lock, never below 0."""
        if self._touched is None:
            return int(self._allowed.total_seconds())
        # A clock that was set back must not keep the desk open: a touch that lies in the future counts from now on.
        now = self._clock.now()
        self._touched = min(self._touched, now)
        return max(0, int((self._allowed - (now - self._touched)).total_seconds()))

    def tick(self) -> None:
        """Look at the clock."""
        if self._touched is None:
            return
        self._inputs.look()
        left = self.seconds_left()
        if left:
            # The last minute is counted second by second.
            self._timer.setInterval(min(self._tick_ms, LAST_TICK_MS) if left <= LAST_SECONDS else self._tick_ms)
            self.left.emit(left)
            return
        self.stop()
        self.expired.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A touch that comes after the time was over (waking from sleep) must not keep the desk open.
        if event.type() in _TOUCHES and self._touched is not None and self.seconds_left():
            soon = self.seconds_left() <= LAST_SECONDS
            self._touched = self._clock.now()
            if soon:
                self.tick()
        return False


def words_left(seconds: int) -> str:
    """ "auto-lock in 9 min", in seconds during the last minute."""
    if seconds >= 60:
        return f"auto-lock in {-(-seconds // 60)} min"
    return f"auto-lock in {seconds} s"
