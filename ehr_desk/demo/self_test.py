"""``ehr-desk self-test``: try every part of an installation on a temporary vault. Works in a frozen program."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from ehr_desk import __version__
from ehr_desk.chart.clients.rules import ClientFacts
from ehr_desk.chart.disclosures.bases import DEMONSTRATION
from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.chart.founding import create
from ehr_desk.common.clock import SystemClock
from ehr_desk.common.errors import OurError, UserError
from ehr_desk.common.ids import RandomIds
from ehr_desk.common.paths import forms_dir, resources_dir
from ehr_desk.demo.people import CLINIC, CORY, FIRST, ONA
from ehr_desk.desk import Desk, unlock
from ehr_desk.documents.trusted import Trusted
from ehr_desk.documents.verifying import verify
from ehr_desk.forms import FormLibrary
from ehr_desk.vault.create import ROOT_CERTIFICATE_NAME
from ehr_desk.vault.faults import WrongPassphrase
from ehr_desk.vault.kdf import KdfLimits
from ehr_desk.vault.vault import VaultFile

_FONTS = ("Inter-Regular.ttf", "Inter-SemiBold.ttf", "SourceSans3-Regular.ttf", "NotoSansArabic-Regular.ttf")
_NAME = ("Testperson", "Invented")


def run_self_test(kdf: KdfLimits | None = None) -> int:
    """Run every step and say what it did. Returns 0 where all went well, else 1."""
    print(f"EHR Desk {__version__}, Python {sys.version.split()[0]}, {sys.platform}")
    with tempfile.TemporaryDirectory(prefix="ehr-desk-self-test-", ignore_cleanup_errors=True) as folder:
        test = SelfTest(Path(folder), kdf or KdfLimits())
        failed = [words for words, step in test.steps() if not _went_well(words, step)]
    print(_summary(len(failed)))
    return 1 if failed else 0


def _summary(failed: int) -> str:
    if not failed:
        return "Everything works."
    return "One step failed." if failed == 1 else f"{failed} steps failed."


def _went_well(words: str, step: Callable[[], str]) -> bool:
    try:
        said = step()
    except Exception as error:  # A broken installation can fail in any way, and each one has to be told.
        print(f"failed  {words}: {type(error).__name__}: {error}")
        return False
    print(f"ok      {words}{f' ({said})' if said else ''}")
    return True


@dataclass
class SelfTest:
    """The steps, in order; later ones stand on earlier ones."""

    folder: Path
    kdf: KdfLimits
    clock: SystemClock = field(default_factory=SystemClock)
    ids: RandomIds = field(default_factory=RandomIds)
    staff_ids: dict[str, str] = field(default_factory=dict)
    client_id: str = ""
    document_id: str = ""
    pdf: bytes = b""

    @property
    def vault(self) -> Path:
        """The temporary vault."""
        return self.folder / "self-test.vault"

    def steps(self) -> list[tuple[str, Callable[[], str]]]:
        """What is tried, in words."""
        return [
            ("the forms open", self.forms),
            ("fonts, icons and the code table are there", self.resources),
            ("a vault is created", self.create),
            ("a wrong passphrase is refused", self.refuse),
            ("a staff member is added", self.add_staff),
            ("a client is admitted with a signed entry", self.admit),
            ("a summary is signed as a PDF", self.sign_paper),
            ("the PDF verifies, and a changed one does not", self.verify_paper),
            ("the PDF is released through the one door", self.release),
            ("the locked record opens again with everything in it", self.reopen),
            ("the check of the record agrees", self.check),
            ("nothing of it stands readable on the disk", self.unreadable),
            ("the window's parts load", self.window_parts),
        ]

    def forms(self) -> str:
        """Load every shipped form."""
        forms = FormLibrary.load(forms_dir()).all()
        _require(len(forms) >= 15, "forms are missing")
        return f"{len(forms)} forms"

    def resources(self) -> str:
        """Look at what the program brings along."""
        root = resources_dir()
        missing = [name for name in _FONTS if not (root / "fonts" / name).is_file()]
        _require(not missing, f"missing: {', '.join(missing)}")
        icons = sum(1 for _ in (root / "icons").glob("*.svg"))
        _require(icons > 20, "icons are missing")
        _require((root / "codes" / "icd10cm.db").is_file(), "the code table is missing")
        return f"{icons} icons"

    def create(self) -> str:
        """Create the vault with its administrator."""
        create(self.vault, CLINIC, FIRST, ONA.passphrase, clock=self.clock, ids=self.ids, kdf=self.kdf)
        self.staff_ids[ONA.login] = VaultFile(self.vault).people[0].staff_id
        return ""

    def refuse(self) -> str:
        """Try a wrong passphrase."""
        try:
            self._unlock(ONA.login, "not the passphrase").lock()
        except WrongPassphrase:
            return ""
        raise OurError("a wrong passphrase opened the vault")

    def add_staff(self) -> str:
        """Add the case manager."""
        desk = self._unlock(ONA.login, ONA.passphrase)
        try:
            row = desk.staff.add(CORY.as_new, own_passphrase=ONA.passphrase, their_passphrase=CORY.passphrase)
        finally:
            desk.lock()
        self.staff_ids[CORY.login] = row.id
        return ""

    def admit(self) -> str:
        """Admit an invented client."""
        today = self.clock.today()
        desk = self._unlock(CORY.login, CORY.passphrase)
        try:
            facts = ClientFacts(*_NAME, date_of_birth=today.replace(year=today.year - 40, day=1))
            self.client_id = desk.clients.add(facts).id
            draft = desk.drafts.start("admission", client_id=self.client_id, answers=_admission(self.clock))
            desk.signing.sign([draft.id], CORY.passphrase)
            _require(len(desk.codes.search("alcohol")) > 0, "the code table finds nothing")
        finally:
            desk.lock()
        return ""

    def sign_paper(self) -> str:
        """Sign a progress summary."""
        desk = self._unlock(CORY.login, CORY.passphrase)
        try:
            draft = desk.drafts.start("progress_summary", client_id=self.client_id)
            own = {"continued_stay": "A trial.", "decision": "Continue at this level"}
            desk.drafts.save(draft.id, {**draft.answers, **own})
            signed = desk.signing.sign([draft.id], CORY.passphrase)
            self.document_id = signed.document_ids[0]
            info, self.pdf = desk.charts.paper(self.document_id)
        finally:
            desk.lock()
        return f"{info.pages} pages"

    def verify_paper(self) -> str:
        """Verify the paper, whole and with one byte changed."""
        trusted = Trusted([(self.vault / ROOT_CERTIFICATE_NAME).read_bytes()], self.clock.now())
        _require(verify(self.pdf, trusted).exit_code == 0, "the signed PDF does not verify")
        place = len(self.pdf) // 3
        changed = self.pdf[:place] + bytes([self.pdf[place] ^ 1]) + self.pdf[place + 1 :]
        _require(verify(changed, trusted).exit_code == 1, "a changed PDF verifies")
        return ""

    def release(self) -> str:
        """Release it into a folder."""
        desk = self._unlock(CORY.login, CORY.passphrase)
        try:
            request = DisclosureRequest(self.document_id, "Self-test", "other", "Self-test", DEMONSTRATION, "save")
            files = desk.disclosures.release_to_folder(request, self.folder)
            _require(files[0].read_bytes() == self.pdf, "the released file differs from the stored one")
            _require(len(desk.disclosures.ledger(self.client_id)) == 1, "the ledger has no line")
        finally:
            desk.lock()
        return files[0].name

    def reopen(self) -> str:
        """Unlock once more and read."""
        desk = self._unlock(CORY.login, CORY.passphrase)
        try:
            chart = desk.charts.open(self.client_id)
        finally:
            desk.lock()
        _require(chart.entry_count == 2, "entries are missing")
        return f"{chart.entry_count} entries"

    def check(self) -> str:
        """Run the whole check."""
        desk = self._unlock(CORY.login, CORY.passphrase)
        try:
            report = desk.check()
        finally:
            desk.lock()
        _require(report.sound, " ".join(report.sentences()))
        return ""

    def unreadable(self) -> str:
        """Look for the client's name in the files of the vault."""
        for path in self.vault.rglob("*"):
            _require(not path.is_file() or _NAME[0].encode() not in path.read_bytes(), "a name stands readable")
        return ""

    def window_parts(self) -> str:
        """Load what the window needs, and let Qt paint the signed PDF."""
        # By name: this floor does not know Qt, it only asks whether it is there.
        if importlib.util.find_spec("PySide6") is None:
            return "without a window: Qt is not installed"
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        for name in ("PySide6.QtWidgets", "PySide6.QtSvg", "PySide6.QtPrintSupport"):
            importlib.import_module(name)
        pages = _painted(self.pdf)
        importlib.import_module("ehr_desk.ui.start")
        return f"Qt {importlib.import_module('PySide6').__version__}, {pages} pages painted"

    def _unlock(self, login: str, passphrase: str) -> Desk:
        return unlock(self.vault, self.staff_ids[login], passphrase, clock=self.clock, ids=self.ids, kdf=self.kdf)


def _painted(pdf: bytes) -> int:
    """How many pages of a PDF Qt could paint."""
    core, pdfs = importlib.import_module("PySide6.QtCore"), importlib.import_module("PySide6.QtPdf")
    content = core.QBuffer()
    content.setData(pdf)
    content.open(core.QIODevice.OpenModeFlag.ReadOnly)
    document = pdfs.QPdfDocument()
    document.load(content)
    images = [document.render(page, core.QSize(200, 260)) for page in range(document.pageCount())]
    document.close()
    _require(bool(images) and not any(image.isNull() for image in images), "Qt could not paint the PDF")
    return len(images)


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise UserError(otherwise)


def _admission(clock: SystemClock) -> dict[str, object]:
    today = clock.today()
    return {
        "risk": "Denied",
        "level_of_care": "Intensive outpatient",
        "program": "Self-test",
        "track": "Evening",
        "admission_type": "New start",
        "planned_hours": "9",
        "projected_discharge": (today + timedelta(days=60)).isoformat(),
        "who_consents": "Client",
        "referral": "Other",
        "presenting_problem": "A trial of the installation. Nobody is meant.",
        "client_goals": "That it works.",
        "substances": [{"_id": "01", "substance_name": "Alcohol", "substance_frequency": "Daily"}],
        "use_severity": "Mild",
        "withdrawal_risk": "None",
        "diagnoses": [
            {
                "_id": "02",
                "code": "F10.20",
                "text": "Alcohol dependence, uncomplicated",
                "kind": "substance use",
                "rank": "primary",
                "status": "active",
                "note": "",
            }
        ],
        "health": "None known.",
        "no_known_allergies": True,
        "takes_medications": False,
        "needs_this_level": True,
        "level_reason": "A trial.",
        "suitability": "Suitable for this level",
        "living": "Own home",
        "work": "Full time",
        "obligations": "None.",
        "support": 5,
        "stage_of_change": "Taking action",
        "importance": 5,
        "confidence": 5,
        "emergency_contact": "Nobody, (419) 555-0100",
        "naloxone": True,
        "notice_given": True,
        "notice_given_on": today.isoformat(),
        "notice_how": "Acknowledged in writing",
        "orientation_given": True,
    }
