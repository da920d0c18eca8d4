"""Backups of the record: every check on a copy that is open for reading, and a record made of one."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import cast

from ehr_desk.chart.administrative import check_clinic, check_schedule
from ehr_desk.chart.catalogue import heart
from ehr_desk.chart.definitions import check_definitions, check_kept_rows
from ehr_desk.chart.disclosures.attested import check_ledger
from ehr_desk.chart.entries.checking import check_all
from ehr_desk.chart.entries.ordered_check import check_ordered
from ehr_desk.chart.schema import ChartSchema
from ehr_desk.chart.sealed.check import check_sealed
from ehr_desk.common.clock import Clock
from ehr_desk.vault.backup_copy import BackupCopy
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
