"""When a backup is due, and which old ones stay: pure rules."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ehr_desk.common.errors import UserError
from ehr_desk.vault.backup_manifest import REGULAR, Manifest

DAYS, WEEKS, MONTHS = 7, 4, 12
NEWEST = 2
BEFORE_CHANGES = 3
_OVERDUE_AT_LEAST = timedelta(hours=24)
AGAIN = timedelta(minutes=30)
"""After a backup that failed, or that found the record not sound, the next one by itself is made so much later."""


@dataclass(frozen=True)
class BackupSettings:
    """``every_hours`` while the desk is unlocked; ``second_folder`` is empty where there is none."""

    every_hours: int = 4
    second_folder: str = ""

    def checked(self) -> BackupSettings:
        """These settings, or a ``UserError`` where they make no sense."""
        if not 1 <= self.every_hours <= 24:
            raise UserError("A backup is made every 1 to 24 hours.", "Choose a number between 1 and 24.")
        return self


@dataclass(frozen=True)
class BackupState:
    """What is known of the backups: times are aware, None where there was none. ``failure`` is what went wrong the
    last time, empty after a success (``tried``: when that was); ``second_failure`` the same for the second folder.
    ``former_key``: the record got a new key since, so the newest backup opens with passphrases of people whose access
    has ended, and with no sheet that is valid now."""

    last: datetime | None = None
    last_folder: str = ""
    second: datetime | None = None
    failure: str = ""
    second_failure: str = ""
    tried: datetime | None = None
    due: bool = True
    overdue: bool = True
    former_key: bool = False


def is_due(last: datetime | None, now: datetime, every_hours: int) -> bool:
    """Whether it is time for the next one. A time in the future counts as none: some clock was wrong."""
    return last is None or last > now + timedelta(hours=1) or now - last >= timedelta(hours=every_hours)


def may_try(tried: datetime | None, now: datetime) -> bool:
    """Whether enough time has passed since the last one that did not succeed (None: the last one did)."""
    return tried is None or tried > now + timedelta(hours=1) or now - tried >= AGAIN


def is_overdue(last: datetime | None, now: datetime, every_hours: int) -> bool:
    """Whether somebody has to be told: twice the time has passed, and at least a day."""
    limit = max(2 * timedelta(hours=every_hours), _OVERDUE_AT_LEAST)
    return last is None or last > now + timedelta(hours=1) or now - last >= limit


def to_keep(manifests: Iterable[Manifest]) -> set[str]:
    """Ids of the backups that stay: the newest two, the newest sound one of each of the last 7 days, 4 weeks and 12
    months that have any, and the last three made before a change of the record's form."""
    ordered = sorted(manifests, key=lambda one: one.made, reverse=True)
    regular = [one for one in ordered if one.purpose == REGULAR]
    kept = {one.backup_id for one in regular[:NEWEST]}
    kept |= {one.backup_id for one in [one for one in ordered if one.purpose != REGULAR][:BEFORE_CHANGES]}
    sound = [one for one in regular if one.sound]
    kept |= _newest_of_each(sound, lambda at: at.date(), DAYS)
    kept |= _newest_of_each(sound, lambda at: at.isocalendar()[:2], WEEKS)
    kept |= _newest_of_each(sound, lambda at: (at.year, at.month), MONTHS)
    return kept


def _newest_of_each(ordered: list[Manifest], period: Callable[[datetime], Hashable], count: int) -> set[str]:
    newest: dict[Hashable, str] = {}
    for one in ordered:
        newest.setdefault(period(one.made_at), one.backup_id)
    return set(list(newest.values())[:count])
