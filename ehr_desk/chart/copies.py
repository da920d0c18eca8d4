"""Backups of the record: every check on a copy that is open for reading, and a record made of one."""

from __future__ import annotations

import contextlib
import platform
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import cast

from sqlalchemy import distinct, func, select

from ehr_desk.chart.administrative import check_clinic, check_schedule
from ehr_desk.chart.catalogue import heart
from ehr_desk.chart.clients.tables import Client
from ehr_desk.chart.definitions import check_definitions, check_kept_rows
from ehr_desk.chart.disclosures.attested import check_ledger
from ehr_desk.chart.entries.checking import check_all
from ehr_desk.chart.entries.ordered_check import check_ordered
from ehr_desk.chart.entries.tables import EntryVersion
from ehr_desk.chart.schema import ChartSchema
from ehr_desk.chart.sealed.check import check_sealed
from ehr_desk.common.clock import Clock
from ehr_desk.common.days import in_words
from ehr_desk.common.errors import OurError, UserError
from ehr_desk.vault.backup_copy import BackupCopy, opened_backup, opened_record
from ehr_desk.vault.backup_drill import DrillReport, drill
from ehr_desk.vault.backup_keys import WayIn
from ehr_desk.vault.backup_making import Progress
from ehr_desk.vault.kdf import KdfLimits
from ehr_desk.vault.restore import Restored, restore_backup
from ehr_desk.vault.sealed_tables import SEALED_APPEND_ONLY
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.tables import APPEND_ONLY

CHECKS = (check_definitions, check_kept_rows, check_ledger, check_ordered, check_clinic, check_schedule, check_sealed)
"""What is checked besides entries and vault, in the open record and in every copy."""


def check_copy(copy: BackupCopy) -> list[str]:
    """What is wrong in it, in sentences that name their area; empty when it is sound.

    The record of an older program cannot be replayed with the folds of this one: there the vault's own checks count.
    """
    if copy.manifest.schema != ChartSchema().head:
        return [f"{finding.area}: {finding.text}" for finding in copy.check().findings]
    # A copy reads, checks and lists certificates like a sitting; more is not asked of it.
    report = check_all(cast("Sitting", copy), heart(), also=CHECKS)
    return [] if report.sound else report.sentences()


@dataclass(frozen=True)
class Contents:
    """What a backup holds: clients, signed entries, and the last act in its log, when (aware) and by whom (a name, or
    "the recovery code"). ``signed``: the hash of every signed version, so that two records are compared and not
    counted: after a restore each may hold what the other lacks."""

    clients: int
    entries: int
    last: datetime | None = None
    by: str = ""
    signed: frozenset[str] = frozenset()

    def sentence(self, zone: tzinfo | None = UTC) -> str:
        """In words; times in ``zone``."""
        said = f"It holds {_count(self.clients, 'client')} and {_count(self.entries, 'signed entry', 'signed entries')}"
        if self.last is None:
            return f"{said}."
        there = self.last.astimezone(zone)
        return f"{said}; the last thing in it was done on {in_words(there.date())}, {there:%H:%M}, by {self.by}."


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def contents_of(copy: BackupCopy) -> Contents:
    """Counts, and who was the last at work: what somebody needs to choose the right backup."""
    with copy.read() as session:
        clients = session.scalar(select(func.count()).select_from(Client)) or 0
        entries = session.scalar(select(func.count(distinct(EntryVersion.entry_id)))) or 0
        signed = frozenset(session.scalars(select(EntryVersion.body_hash)))
    event = next(iter(copy.audit.events(limit=1)), None)
    if event is None:
        return Contents(clients, entries, signed=signed)
    person = copy.header.people.get(event.staff_id)
    by = person.identity.display_name if person is not None else "the recovery code"
    return Contents(clients, entries, event.at, by, signed)


def contents_standing(folder: Path, way: WayIn) -> Contents | None:
    """What the record in a folder holds; None where it does not open like this, or is damaged. Nothing is written."""
    with contextlib.suppress(OurError, UserError, OSError), opened_record(folder, way.keys) as copy:
        return contents_of(copy)
    return None


def try_backup(backup: Path, way: WayIn) -> tuple[DrillReport, Contents | None]:
    """Open a backup as one has to after a loss, run every check on it, and say what it holds (None where it is too
    damaged for that). Nothing is written."""
    with opened_backup(backup, way.keys, protected_tables()) as copy:
        report = drill(copy, check_copy)
        try:
            return report, contents_of(copy)
        except UserError:  # a damaged page: the report names it
            return report, None


def protected_tables() -> tuple[str, ...]:
    """The append-only tables of vault and chart."""
    return (*APPEND_ONLY, *SEALED_APPEND_ONLY, *ChartSchema().triggers)


def restore_record(
    backup: Path,
    target: Path,
    way: WayIn,
    *,
    clock: Clock,
    kdf: KdfLimits,
    replace: bool = False,
    progress: Progress = lambda _step: None,
) -> Restored:
    """Check a backup with everything there is and make a record of it in ``target``, whole or not at all."""
    return restore_backup(
        backup,
        target,
        way,
        clock=clock,
        kdf=kdf,
        device=platform.node(),
        protected=protected_tables(),
        check=check_copy,
        replace=replace,
        progress=progress,
    )
