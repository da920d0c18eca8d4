"""Wrong passphrases: counted in a file beside the header, each making the next try wait longer.

The file is only a brake at the desk: someone who copied the folder is slowed by Argon2id alone. What was
counted enters the audit log at the next unlock.
"""

from __future__ import annotations

import contextlib
import json
import math
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ehr_desk.common.clock import Clock, from_stamp, stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault.headerfile import write_fault, write_file

NAME = "vault.failed"
FREE_TRIES = 3
LONGEST_WAIT = 900


class WaitRequired(UserError):
    """Too many wrong passphrases in a row; ``seconds`` is how long to wait before the next try. The way in besides
    one's own passphrase is another administrator's help, or the printed recovery code; who has which, the caller knows.
    """

    def __init__(self, seconds: int) -> None:
        unit = "second" if seconds == 1 else "seconds"
        super().__init__(
            f"Too many wrong passphrases. The next try is possible in {seconds} {unit}.",
            "Wait, then type it carefully.",
        )
        self.seconds = seconds


@dataclass(frozen=True)
class Failed:
    """One person's wrong passphrases: since the last right one, and those not yet in the audit log."""

    streak: int = 0
    last: str = ""
    unlogged: int = 0
    first_unlogged: str = ""


def wait_after(streak: int) -> int:
    """Seconds to wait after so many failures in a row: 0 for the first two, then 2, 4, 8 ... 900."""
    return 0 if streak < FREE_TRIES else min(LONGEST_WAIT, 2 ** (streak - FREE_TRIES + 1))


class FailedUnlocks:
    """The counter file. A missing or unreadable file counts as empty: it protects nothing by secrecy."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._path = folder / NAME
        self._clock = clock

    def _load(self) -> dict[str, Failed]:
        try:
            value = json.loads(self._path.read_bytes())
            return {str(staff_id): Failed(**counted) for staff_id, counted in value.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _store(self, counted: dict[str, Failed]) -> None:
        value = {staff_id: asdict(failed) for staff_id, failed in counted.items()}
        try:
            temporary = self._path.with_suffix(".tmp")
            write_file(temporary, json.dumps(value, sort_keys=True).encode())
            temporary.replace(self._path)
        except OSError as error:
            raise write_fault(error) from error

    def require_no_wait(self, staff_id: str) -> None:
        """Raises :class:`WaitRequired` while the person has to wait. A time that has not come yet was some wrong
        clock's, or written by whoever may write here: the wait is counted from now on, once. So a clock that is set
        back shortens no wait, and one that was fast keeps nobody out for longer than one wait."""
        counted = self._load()
        failed = counted.get(staff_id, Failed())
        wait = wait_after(failed.streak)
        if not wait:
            return
        since = self._seconds_since(failed.last)
        if since < 0:
            counted[staff_id] = replace(failed, last=stamp(self._clock.now()))
            try:
                self._store(counted)
            except UserError:  # where nothing can be written, nobody waits for ever either
                return
            raise WaitRequired(wait)
        elif since < wait:
            raise WaitRequired(math.ceil(wait - since))

    def _seconds_since(self, last: str) -> float:
        """Seconds since a stamp; less than 0 where it lies ahead, or is none."""
        try:
            return (self._clock.now() - from_stamp(last)).total_seconds()
        except (ValueError, TypeError):
            return -1.0

    def add(self, staff_id: str) -> int:
        """Count one wrong passphrase. Returns how many seconds the next try has to wait."""
        counted, now = self._load(), stamp(self._clock.now())
        old = counted.get(staff_id, Failed())
        counted[staff_id] = Failed(old.streak + 1, now, old.unlogged + 1, old.first_unlogged or now)
        self._store(counted)
        return wait_after(counted[staff_id].streak)

    def succeeded(self, staff_id: str) -> None:
        """End the person's streak; what is not yet in the log stays counted."""
        counted = self._load()
        old = counted.get(staff_id)
        if old is not None and old.streak:
            counted[staff_id] = Failed(0, old.last, old.unlogged, old.first_unlogged)
            self._store(counted)

    def renewed(self, staff_id: str) -> None:
        """The person got a new way in, so the wrong tries before say nothing of it. Where that cannot be written, the
        wait only takes its time."""
        with contextlib.suppress(UserError):
            self.succeeded(staff_id)

    def unlogged(self) -> dict[str, Failed]:
        """What has to enter the audit log."""
        return {staff_id: failed for staff_id, failed in self._load().items() if failed.unlogged}

    def logged(self, entered: dict[str, Failed]) -> None:
        """Forget what the audit log now holds."""
        if not entered:
            return
        counted = {staff_id: Failed(f.streak, f.last) for staff_id, f in self._load().items() if f.streak}
        if counted:
            self._store(counted)
        else:
            self._path.unlink(missing_ok=True)
