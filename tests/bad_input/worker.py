"""A second program on the same vault, started by the tests: holds it open, or signs until it is killed.

``hold FOLDER STAFF AT``: unlocks, says so, locks when its standard input ends.
``sign FOLDER STAFF AT CLIENT STOP``: signs two drafts at once and ends its own life with kill -9 at step STOP of
storing them (0: never; -1: when their papers are made, before anything is stored). A step is every entering and
leaving of a call in the program's own code and around the driver's execute and commit.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

from ehr_desk.common.clock import SettableClock
from ehr_desk.common.ids import RandomIds
from ehr_desk.desk import Desk, unlock
from tests.bad_input.saying import NOTE
from tests.clinical_forms.filled import FILLED, told
from tests.support.cheap import CHEAP
from tests.support.clinic import passphrase_of

WORDS = passphrase_of("therapist")
_COUNTED = ("ehr_desk/chart/entries/", "ehr_desk/vault/", "sqlalchemy/engine/default.py")


def answers_of(form_id: str, given: Mapping[str, Any], draft_id: str) -> dict[str, Any]:
    """Complete answers for one of the two forms that the worker signs."""
    if form_id == "progress_summary":
        return {**told(form_id), **given}
    answers = {name: value for name, value in FILLED[form_id].items() if name != "objectives_served"}
    # The same note twice would have to be confirmed before signing.
    return {**answers, "data": NOTE, "plan": f"{answers['plan']} Exercise {draft_id[:8]}."}


class Steps:
    """Counts, and kills at the wanted step."""

    def __init__(self, stop: int) -> None:
        self.stop = stop
        self.count = 0

    def __call__(self, frame: FrameType, event: str, argument: Any) -> None:
        if not any(part in frame.f_code.co_filename for part in _COUNTED):
            return
        self.count += 1
        if self.count == self.stop:
            os.kill(os.getpid(), signal.SIGKILL)


def _count_from_storing_on(signing: Any, steps: Steps) -> None:
    """Counting all of signing would make the papers take minutes."""
    store = signing._store

    def counted(ready: Any) -> Any:
        if steps.stop < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        sys.setprofile(steps)
        return store(ready)

    signing._store = counted


def _open(folder: str, staff_id: str, at: str) -> Desk:
    clock = SettableClock(datetime.fromisoformat(at))
    return unlock(Path(folder), staff_id, WORDS, clock=clock, ids=RandomIds(), kdf=CHEAP)


def hold(folder: str, staff_id: str, at: str) -> None:
    """Keep the vault open."""
    desk = _open(folder, staff_id, at)
    print("held", flush=True)
    sys.stdin.read()
    desk.lock()


def sign(folder: str, staff_id: str, at: str, client_id: str, stop: str) -> None:
    """Write a note and a summary, and sign both with one passphrase."""
    desk = _open(folder, staff_id, at)
    ids = []
    for form_id in ("dap_note", "progress_summary"):
        draft = desk.drafts.start(form_id, client_id=client_id)
        desk.drafts.save(draft.id, answers_of(form_id, draft.answers, draft.id))
        ids.append(draft.id)
    print(" ".join(ids), flush=True)
    steps = Steps(int(stop))
    _count_from_storing_on(desk.signing, steps)
    desk.signing.sign(ids, WORDS)
    sys.setprofile(None)
    print(f"signed {steps.count}", flush=True)
    desk.lock()


if __name__ == "__main__":
    if sys.argv[1] == "hold":
        hold(*sys.argv[2:])
    else:
        sign(*sys.argv[2:])
