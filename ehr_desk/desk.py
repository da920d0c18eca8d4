"""One sitting: who is at the desk, and every service they may use.

The window, the command line, the tests and the demonstration all work through a ``Desk``.
This is the composition root: nothing else chooses which part goes with which.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from pathlib import Path

from ehr_desk.chart.access.log import LogService
from ehr_desk.chart.access.service import AccessService
from ehr_desk.chart.catalogue import heart
from ehr_desk.chart.clients.reader import record_numbers
from ehr_desk.chart.clients.service import ClientService
from ehr_desk.chart.clinic.service import ClinicService
from ehr_desk.chart.copies import CHECKS, check_copy, restore_record
from ehr_desk.chart.diagnoses.codes import CodeTable
from ehr_desk.chart.disclosures.service import DisclosureService
from ehr_desk.chart.entries.acknowledging import AcknowledgingService
from ehr_desk.chart.entries.amending import AmendingService
from ehr_desk.chart.entries.charts import ChartService
from ehr_desk.chart.entries.checking import RecordReport, check_all
from ehr_desk.chart.entries.cosigning import CosigningService
from ehr_desk.chart.entries.drafts import DraftService
from ehr_desk.chart.entries.ordering import OrderingService
from ehr_desk.chart.entries.rooms import author_of
from ehr_desk.chart.entries.shared_text import SharedTextService
from ehr_desk.chart.entries.signing import SigningService
from ehr_desk.chart.entries.stamping import LateTimestamps
from ehr_desk.chart.incentives.asking import incentive_cap_of
from ehr_desk.chart.losses.service import LossService
from ehr_desk.chart.medications.groups import load_allergy_groups
from ehr_desk.chart.plans.asking import intake_of
from ehr_desk.chart.schema import ChartSchema
from ehr_desk.chart.sealed.service import SealedService
from ehr_desk.chart.sessions.asking import led_by_of, most_in_group_of, program_rows_of, schedule_of
from ehr_desk.chart.sessions.curriculum_service import CurriculumService
from ehr_desk.chart.sessions.program_service import ProgramService
from ehr_desk.chart.sessions.service import SessionService
from ehr_desk.chart.snippets.service import SnippetService
from ehr_desk.chart.staff.gate import Gate
from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.chart.staff.service import StaffService
from ehr_desk.chart.staff.typing import TypingService
from ehr_desk.chart.summaries.owed import owed_in_of
from ehr_desk.chart.tasks.service import TaskService
from ehr_desk.common.clock import Clock
from ehr_desk.common.ids import Ids
from ehr_desk.common.paths import forms_dir, resources_dir
from ehr_desk.documents.floor import PaperFloor
from ehr_desk.documents.ordered import OrderMaker
from ehr_desk.documents.verdict import Verification
from ehr_desk.documents.written_out import WritingOut, WrittenOut
from ehr_desk.forms import FormLibrary
from ehr_desk.vault.backup_keys import WayIn
from ehr_desk.vault.factors import Factor
from ehr_desk.vault.kdf import KdfLimits
from ehr_desk.vault.recovery_sitting import RecoverySitting
from ehr_desk.vault.restore import Restored
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.vault import VaultFile
from ehr_desk.vault.witness import Witnesses


class Desk:
    """Every service of one sitting."""

    def __init__(self, sitting: Sitting, clock: Clock, ids: Ids, library: FormLibrary) -> None:
        self.sitting = sitting
        self.clock = clock
        self.codes = CodeTable(resources_dir() / "codes" / "icd10cm.db")
        self.staff = StaffService(sitting, clock, ids)
        self.me: StaffRow = self.staff.me()
        self.typing = TypingService(sitting, self.me, clock)
        self.clinic = ClinicService(sitting, self.me)
        clinic = self.clinic.read()
        self.library = library.with_restricted(forms_dir(), clinic.restricted)
        author = author_of(self.me)
        groups = load_allergy_groups(resources_dir() / "codes" / "allergy_groups.toml")
        floor = PaperFloor(sitting, clock, self.clinic.read, self.library.all())
        asked = schedule_of(sitting), led_by_of(sitting), intake_of(sitting), most_in_group_of(sitting)
        self.heart = heart(
            self.codes.release(),
            groups,
            *asked,
            incentive_cap_of(sitting),
            program_rows=program_rows_of(sitting),
            owed_in=owed_in_of(sitting),
            drawable=floor.drawable,
        )
        paper, self.paper_checks, self.own_keys = floor.maker, floor.checks, floor.own_keys
        self._stored = floor.stored
        self.timestamps = LateTimestamps(sitting, paper, clock)
        self.acknowledging = AcknowledgingService(sitting, self.me, author, paper, clock)
        self.log = LogService(sitting, self.me, clock, record_numbers)
        self.losses = LossService(sitting, self.me, clock)
        self.access = AccessService(sitting, self.me, clock, ids)
        self.clients = ClientService(sitting, self.me, clock, ids)
        self.charts = ChartService(sitting, self.me, self.heart, clock)
        self.drafts = DraftService(sitting, self.me, self.library, self.heart, clock, ids)
        self.amending = AmendingService(sitting, self.me, self.library, self.heart, clock, ids)
        self.shared_text = SharedTextService(sitting, self.me, clock, ids)
        self.snippets = SnippetService(sitting, self.me, ids)
        self.signing = SigningService(
            sitting, self.drafts, self.heart, paper, clock, ids, demonstration=clinic.demonstration
        )
        self.cosigning = CosigningService(sitting, self.me, paper, clock)
        self.ordering = OrderingService(sitting, self.me, author, OrderMaker(paper), clock, ids)
        self.sealed = SealedService(sitting, self.me, clock, ids, FormLibrary.load(forms_dir() / "sealed"))
        self.sessions = SessionService(sitting, self.me, self.heart.fold_by_name, clock, ids)
        self.program = ProgramService(sitting, self.me, self.heart.fold_by_name, clock, ids)
        self.curricula = CurriculumService(sitting, self.me, clock)
        self.tasks = TaskService(sitting, self.me, self.heart, clock, forms=self.library.all())
        gate = Gate(sitting, self.me)
        self.backups = sitting.backups(ids, check_copy, lambda: gate.require("change the clinic"))
        self.disclosures = DisclosureService(
            sitting,
            self.me,
            clock,
            ids,
            floor.covers,
            floor.stored.sound,
            floor.copies,
            demonstration=clinic.demonstration,
        )

    def verify(self, pdf: bytes) -> Verification:
        """Say whether a paper of this vault's own is what was signed, and whether it is what was stored."""
        return self.paper_checks.verify(pdf)

    def verify_chosen(self, pdf: bytes, stop: Callable[[], bool] = lambda: False, passphrase: str = "") -> Verification:
        """The same for a file from anywhere, which ``passphrase`` opens where it is under one; given up after a minute,
        or once ``stop`` says so (``GivenUp``)."""
        return self.paper_checks.verify_chosen(pdf, stop, passphrase)

    def check(self) -> RecordReport:
        """Check everything: file, header, audit log, signatures, that replay gives the stored rows, the ledger."""
        return check_all(self.sitting, self.heart, also=(*CHECKS, self._stored.check), doubted=self._stored.revoked)

    def restore(self, backup: Path, target: Path, way: WayIn) -> Restored:
        """Make a record of a backup in a new folder. The record that is open stays as it is; its log keeps the act."""
        restored = restore_record(backup, target, way, clock=self.clock, kdf=self.sitting.limits)
        with self.sitting.write() as unit:
            unit.record("backup.restored_elsewhere", entity="backup", entity_id=restored.manifest.backup_id)
        return restored

    def lock(self) -> None:
        """End the sitting: the database is closed and the keys are dropped. Drafts stay."""
        self.sitting.lock()


def load() -> None:
    """Load what the first signed paper would load otherwise, while somebody waits for it; this module is loaded."""
    PaperFloor.load()


def unlock(
    folder: Path,
    staff_id: str,
    passphrase: str,
    *,
    clock: Clock,
    ids: Ids,
    kdf: KdfLimits = KdfLimits(),  # noqa: B008 - frozen
    library: FormLibrary | None = None,
    previous_header: bool = False,
    factors: Sequence[Factor] = (),
    witnesses: Witnesses | None = None,
) -> Desk:
    """Unlock a vault and sit down at the desk. ``library``: forms already read; else the shipped ones are.
    ``previous_header`` opens with the copy of the key file before its last change; the audit log names it.
    ``factors``: second secrets at hand. ``witnesses``: what this computer remembers of vaults; where the record is
    older, ``sitting.alarms`` says so."""
    sitting = VaultFile(folder, kdf, previous=previous_header).unlock(
        staff_id, passphrase, clock=clock, schema=ChartSchema(), device=platform.node(), factors=factors
    )
    try:
        sitting.watch(witnesses)
        return Desk(sitting, clock, ids, library or FormLibrary.load(forms_dir()))
    except BaseException:
        sitting.lock()
        raise


def recover(folder: Path, code: str, *, clock: Clock, kdf: KdfLimits, previous_header: bool = False) -> RecoverySitting:
    """Open a vault with the printed recovery code: reading, and giving somebody a new way in. Nobody signs."""
    file = VaultFile(folder, kdf, previous=previous_header)
    return file.recover(code, clock=clock, schema=ChartSchema(), device=platform.node())


def write_out(
    sitting: RecoverySitting,
    target: Path,
    *,
    clock: Clock,
    ids: Ids,
    progress: Callable[[int, int], object] = lambda _done, _all: None,
) -> WrittenOut:
    """Write every chart as a PDF that nobody certified, with what the recovery code opened and nothing else."""
    return WritingOut(sitting, clock, ids, FormLibrary.load(forms_dir()).all()).write(target, progress)
