"""Saying in our own words that there is no screen. Qt would end the program with a text of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from ehr_desk.common.errors import UserError

UNREACHABLE = 1
"""The exit code of a window that could not be opened, the same as of every refusal."""
_WITH_DISPLAY = ("", "xcb", "wayland")
_NONE = UserError(
    "There is no display for the window.",
    "Start it on a desktop, or set DISPLAY or WAYLAND_DISPLAY; commands such as ehr-desk check need none.",
)
_UNREACHABLE = UserError(
    "The display for the window cannot be reached.",
    "Check that DISPLAY or WAYLAND_DISPLAY names a screen that is running and lets you open windows, and that the "
    "system's libraries for windows are there (on Debian libxcb-cursor0); commands such as ehr-desk check need none.",
)


def require_display(platform: str, environment: Mapping[str, str]) -> None:
    """Raise ``UserError`` where no display is named. On Linux only; a platform that was named ("offscreen", "vnc") is
    taken at its word."""
    if not platform.startswith("linux") or environment.get("QT_QPA_PLATFORM", "xcb").split(";")[0] not in _WITH_DISPLAY:
        return
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        raise _NONE


@contextmanager
def in_our_words() -> Iterator[None]:
    """While the application object is made: a display that cannot be reached ends the program with our sentence.

    Qt tells of it through its message handler and aborts as soon as that returns, so the program ends in it.
    """
    held: list[str] = []

    def heard(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if kind == QtMsgType.QtFatalMsg:
            print(_UNREACHABLE, file=sys.stderr)
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:
                    stream.flush()
            os._exit(UNREACHABLE)
        held.append(text)

    before = qInstallMessageHandler(heard)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
    for text in held:  # the display is there: what Qt said on the way is nobody's secret
        if sys.stderr is not None:
            print(text, file=sys.stderr)
