"""Every moment of an act at which something on the disk changes, counted, so that a program can end its life there.

A point is the entering or the leaving of a call that changes a file: flushing, renaming, linking, removing, opening to
write, and what the database engine is told in a transaction. They come in the same order each time.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Any

_FILES = frozenset({"fsync", "rename", "replace", "link", "unlink", "remove", "truncate", "ftruncate"})  # of ``os``
_ENGINE = frozenset({"commit", "reset_key"})


class Points:
    """Counts, and kills at the wanted point."""

    def __init__(self, stop: int) -> None:
        self._stop = stop
        self.count = 0

    def watch(self) -> None:
        """Begin to count."""
        sys.setprofile(self._seen)

    def leave(self) -> None:
        """End counting."""
        sys.setprofile(None)

    def _seen(self, frame: FrameType, event: str, argument: Any) -> None:
        if event not in ("c_call", "c_return"):
            return
        if not _changes_the_disk(frame, argument):
            return
        self.count += 1
        if self.count == self._stop:
            os.kill(os.getpid(), signal.SIGKILL)


def _changes_the_disk(frame: FrameType, called: Any) -> bool:
    name = getattr(called, "__name__", "")
    if name in _FILES:
        return getattr(called, "__module__", "") in ("posix", "nt")
    if name == "execute":  # moving the log into the database
        return frame.f_code.co_name in ("rekey", "_checkpoint") and "ehr_desk" in frame.f_code.co_filename
    return name in _ENGINE
