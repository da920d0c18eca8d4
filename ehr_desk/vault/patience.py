"""Asking a disk that may never answer, without waiting for ever: a network share, a stick that is just pulled out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from ehr_desk.common.errors import UserError

_LOOK_SECONDS = 0.1

_Told = TypeVar("_Told")


class NoAnswer(UserError):
    """The disk did not answer in time; what was asked of it goes on by itself, or never."""

    def __init__(self) -> None:
        super().__init__("The folder did not answer in time.", "Check the disk or the connection, then try again.")


def answered(work: Callable[[], _Told], seconds: float, waits: Callable[[], bool] = lambda: True) -> _Told:
    """What ``work`` answers, done on a thread of its own, or :class:`NoAnswer` after ``seconds``, or as soon as
    ``waits`` says that nobody waits any longer. What it raises in time is raised here."""
    told: list[_Told] = []
    failed: list[Exception] = []
    done = threading.Event()

    def run() -> None:
        try:
            told.append(work())
        except Exception as error:  # raised again by whoever waits
            failed.append(error)
        finally:
            done.set()

    threading.Thread(target=run, name="desk-far-disk", daemon=True).start()
    for _ in range(int(seconds / _LOOK_SECONDS)):
        if done.wait(_LOOK_SECONDS) or not waits():
            break
    if not done.is_set():
        raise NoAnswer
    if failed:
        raise failed[0]
    return told[0]
