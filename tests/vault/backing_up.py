"""A backup service for a sitting of the clinic, and the one backup that it made."""

from __future__ import annotations

from pathlib import Path

from ehr_desk.common.ids import SeededIds
from ehr_desk.vault.backup_copy import BackupCopy
from ehr_desk.vault.backup_manifest import backups_in
from ehr_desk.vault.backup_service import BackupService
from ehr_desk.vault.sitting import Sitting


def service(sitting: Sitting, found: list[str] | None = None) -> BackupService:
    return BackupService(sitting._vault, SeededIds(3), lambda copy: list(found or []) or _ok(copy))


def _ok(copy: BackupCopy) -> list[str]:
    return [finding.text for finding in copy.check().findings]


def only(folder: Path) -> Path:
    (backup,) = backups_in(folder)
    return backup.folder
