"""Lets work in while the sitting is open, and lets the lock wait until it has left."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ehr_desk.vault.faults import SittingClosed

PATIENCE_SECONDS = 10.0


class Gate:
    """Counts the work inside; once closed, nothing enters."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = 0
        self.closed = False

    @contextmanager
    def entered(self) -> Iterator[None]:
        """For the length of one piece of work; :class:`SittingClosed` once closed."""
        with self._changed:
            if self.closed:
                raise SittingClosed
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def close(self) -> bool:
        """Refuse new work and wait a while for what runs. ``False`` when it was closed already."""
        with self._changed:
            if self.closed:
                return False
            self.closed = True
            self._changed.wait_for(lambda: self._inside == 0, PATIENCE_SECONDS)
        return True
