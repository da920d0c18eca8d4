"""Lets work in while the sitting is open, and lets the lock wait until it has left."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ehr_desk.vault.faults import SittingClosed, VaultBusy

PATIENCE_SECONDS = 1.5
LONG_PATIENCE_SECONDS = 60.0


class Gate:
    """Counts the work inside; once closed, nothing enters. One thread may ask to be alone: then the others wait."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside: dict[int, int] = {}  # by thread: work inside work has to get in while somebody wants to be alone
        self._alone = 0
        self.closed = False

    @contextmanager
    def entered(self) -> Iterator[None]:
        """For the length of one piece of work; :class:`SittingClosed` once closed."""
        me = threading.get_ident()
        with self._changed:
            self._changed.wait_for(lambda: self.closed or self._alone in (0, me) or me in self._inside)
            if self.closed:
                raise SittingClosed
            self._inside[me] = self._inside.get(me, 0) + 1
        try:
            yield
        finally:
            with self._changed:
                self._inside[me] -= 1
                if not self._inside[me]:
                    del self._inside[me]
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until nobody else is inside and let nobody in meanwhile; new work waits, it is not refused.
        :class:`VaultBusy` when somebody stays inside for too long."""
        me = threading.get_ident()
        with self._changed:
            self._changed.wait_for(lambda: self.closed or self._alone == 0)
            if self.closed:
                raise SittingClosed
            self._alone = me
            left = self._changed.wait_for(lambda: not (set(self._inside) - {me}), LONG_PATIENCE_SECONDS)
        try:
            if not left:
                raise VaultBusy
            yield
        finally:
            with self._changed:
                self._alone = 0
                self._changed.notify_all()

    def close(self) -> bool:
        """Refuse new work and wait a while for what runs; for somebody who is alone inside until they are done.
        ``False`` when it was closed already."""
        with self._changed:
            self._changed.wait_for(lambda: self._alone == 0)
            if self.closed:
                return False
            self.closed = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._inside, PATIENCE_SECONDS)
        return True
