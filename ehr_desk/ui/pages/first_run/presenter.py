"""The first run without widgets: where the record goes, and making it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from ehr_desk.common.clock import Clock
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import Ids
from ehr_desk.ui.dialogs.first_run import FirstRun
from ehr_desk.vault.ballast import DATABASE
from ehr_desk.vault.headerfile import NAME as HEADER_NAME
from ehr_desk.vault.headerfile import PREVIOUS
from ehr_desk.vault.kdf import KdfLimits

if TYPE_CHECKING:
    from ehr_desk.vault import Created

VAULT_NAME = "clinic.vault"


def usual_folder() -> Path:
    """Where a new record goes when nobody says otherwise."""
    return platformdirs.user_data_path("ehr-desk", appauthor=False) / VAULT_NAME


def holds_record(folder: Path) -> bool:
    """Whether a record lies in this folder, or what is left of one: its key file, the copy of it, or the database."""
    return any((folder / name).is_file() for name in (HEADER_NAME, PREVIOUS, DATABASE))


def folder_for_new(chosen: Path) -> Path:
    """The vault folder for a new record: an empty folder itself, else a new folder in it."""
    if not chosen.exists() or (chosen.is_dir() and not any(chosen.iterdir())):
        return chosen
    return chosen / VAULT_NAME


class FirstRunPresenter:
    """Holds the folder that was chosen and creates the record there."""

    def __init__(self, folder: Path, clock: Clock, ids: Ids, kdf: KdfLimits) -> None:
        self.folder = folder
        self._clock = clock
        self._ids = ids
        self._kdf = kdf

    def choose(self, chosen: Path) -> Path:
        """Take another folder. Raises ``UserError`` where a record is there already."""
        if holds_record(chosen) or holds_record(chosen / VAULT_NAME):
            raise UserError("There is a record in this folder already.", "Open it, or choose another folder.")
        self.folder = folder_for_new(chosen)
        return self.folder

    def job(self, asked: FirstRun) -> Callable[[], Created]:
        """The slow work: keys, certificates and the encrypted record. Loads the record's parts when it runs."""
        folder = self.folder

        def create_record() -> Created:
            from ehr_desk.chart.clinic.rows import ClinicRow
            from ehr_desk.chart.founding import FirstPerson, create
            from ehr_desk.chart.staff.service import NewStaff

            person = NewStaff(asked.login, asked.display_name, asked.role, asked.credential) if asked.role else None
            return create(
                folder,
                ClinicRow(asked.clinic_name),
                FirstPerson(administrator_login(asked), asked.display_name, asked.credential),
                asked.passphrase,
                clinician=person,
                clock=self._clock,
                ids=self._ids,
                kdf=self._kdf,
            )

        return create_record


def administrator_login(asked: FirstRun) -> str:
    """The administrator's short name: the one that was typed, unless it is the clinician's, who unlocks every day."""
    return f"{asked.login}-admin" if asked.role else asked.login


def sheet_text(clinic: str, recovery_code: str, root_passphrase: str, key_file: str) -> str:
    """The recovery sheet as plain text, to be printed once and locked away."""
    return (
        f"{clinic}\nRecovery sheet of the clinical record. Keep it locked away from the computer.\n\n"
        f"Recovery code\n{recovery_code}\n\n"
        f"Passphrase of the clinic's root key\n{root_passphrase}\n\n"
        f"The root key itself lies in this file; move it to a medium that is kept apart:\n{key_file}\n"
    )
