"""The recovery code without widgets: opening with it, and giving somebody a new passphrase."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ehr_desk.common.clock import Clock
from ehr_desk.common.ids import Ids
from ehr_desk.ui.pages.settings.presenter import passphrase_fault, read_key
from ehr_desk.vault.kdf import KdfLimits

if TYPE_CHECKING:
    from ehr_desk.documents.written_out import WrittenOut
    from ehr_desk.vault import Certificate
    from ehr_desk.vault.recovery_sitting import RecoverySitting

CAN = (
    "It opens the record: every chart can be written into a folder, to be read. Together with the clinic's root key "
    "file it gives a colleague a new passphrase."
)
CANNOT = "It signs nothing: nobody can write or sign a note as somebody else with it. Its use stands in the audit log."
GRANT_WORDS = (
    "The person gets a new key for signing from today. What they signed before stays valid; the old key signs "
    "nothing any more, and their old passphrase opens nothing."
)
READ_WORDS = (
    "Is the root key file not at hand? The record can be read all the same: every chart as a PDF that nobody "
    "certified. The files are not encrypted, and the audit log names each chart."
)


@dataclass(frozen=True)
class Asked:
    """What was typed to give somebody a new passphrase. ``for_other``: not by the person themselves."""

    staff_id: str
    passphrase: str
    again: str
    root_key_file: str
    root_passphrase: str
    for_other: bool = False

    def fault(self) -> str:
        """What is missing or wrong before anything is tried, empty where nothing is."""
        if not self.staff_id:
            return "Choose the person."
        fault = passphrase_fault(self.passphrase, self.again)
        if fault:
            return fault
        if not self.root_key_file:
            return "Choose the clinic's root key file. It was moved to a medium kept apart when the record was made."
        return "" if self.root_passphrase else "Type the passphrase of the root key from the recovery sheet."


class RecoveryPresenter:
    """Holds what the window was built with; every answer is a job for the thread of keys."""

    def __init__(self, folder: Path, clock: Clock, ids: Ids, kdf: KdfLimits, *, previous_header: bool = False) -> None:
        self._folder = folder
        self._clock = clock
        self._ids = ids
        self._kdf = kdf
        self._previous = previous_header

    def opening(self, code: str) -> RecoverySitting:
        """Open the record with the code. Loads the record's parts when it runs."""
        from ehr_desk.desk import recover

        return recover(self._folder, code, clock=self._clock, kdf=self._kdf, previous_header=self._previous)

    def granting(self, sitting: RecoverySitting, asked: Asked) -> Callable[[], Certificate]:
        """The job that gives the person new keys under the new passphrase."""

        def grant() -> Certificate:
            key = read_key(Path(asked.root_key_file))
            return sitting.grant(
                asked.staff_id,
                asked.passphrase,
                root_key=key,
                root_passphrase=asked.root_passphrase.strip(),
                provisional=asked.for_other,
            )

        return grant

    def writing(
        self, sitting: RecoverySitting, target: Path, progress: Callable[[int, int], object]
    ) -> Callable[[], WrittenOut]:
        """The job that writes every chart into a new or empty folder."""

        def write() -> WrittenOut:
            from ehr_desk.desk import write_out

            return write_out(sitting, target, clock=self._clock, ids=self._ids, progress=progress)

        return write


def done_words(name: str) -> tuple[str, str]:
    """What the unlock screen says afterwards: what happened and what to do."""
    return (
        f"{name} has a new passphrase and a new key for signing.",
        "What was signed with the old key stays valid. Put code and root key file back into their envelope.",
    )
