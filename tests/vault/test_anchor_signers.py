"""Who an anchor is believed from: only somebody of the clinic, while they were of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ehr_desk.common.canonical import canonical
from ehr_desk.vault.alarms import ANCHOR_LINES
from ehr_desk.vault.anchors import NAME as ANCHORS
from ehr_desk.vault.anchors import AnchorFile, key_id, note
from ehr_desk.vault.audit import checkpoint
from ehr_desk.vault.certificates import public_key_der
from ehr_desk.vault.headerfile import HeaderFile
from ehr_desk.vault.opener import RECOVERY, Opener
from ehr_desk.vault.recovery import read_code, signing_key
from ehr_desk.vault.signer import sign_with
from ehr_desk.vault.sittings import new_sitting
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic
from tests.vault.tampering import answered_once, report_of, worked


def test_an_anchor_is_a_signed_note_over_a_checkpoint(clinic: Clinic, profile: Path) -> None:
    worked(clinic, profile, "note")
    path = AnchorFile(clinic.folder).path
    origin, size, root, blank, signature = path.read_text("utf-8").split("\n")[:5]
    assert origin.startswith("ehr-desk/")
    assert size.isdecimal()
    assert root.endswith("=")
    assert blank == ""
    assert signature.startswith(f"\u2014 {origin}/")
    assert path.stat().st_mode & 0o077 == 0


def test_an_anchor_edited_by_hand_is_not_believed(clinic: Clinic, profile: Path) -> None:
    worked(clinic, profile, "note")
    path = AnchorFile(clinic.folder).path
    first = AnchorFile(clinic.folder).read().anchors[0].head.size
    path.write_text(path.read_text("utf-8").replace(f"\n{first}\n", f"\n{first - 1}\n", 1), "utf-8")
    told, named = [finding.text for finding in report_of(clinic, profile).findings]
    assert "nobody of the clinic signed" in told
    assert named == f"anchors.log: the anchor at event {first - 1} was not signed by its sitting."


def test_an_anchor_that_nobody_of_the_clinic_signed_says_nothing_of_the_record(clinic: Clinic, profile: Path) -> None:
    """Anybody may append to the file; only somebody's key makes an anchor of it. The one before still counts."""
    worked(clinic, profile, "one")
    sitting = clinic.watched(profile)
    path = AnchorFile(clinic.folder)
    vault_id = sitting.vault_id
    sitting.lock()
    real = path.last()
    text = checkpoint(vault_id, 99999, bytes(range(32)))
    path.append(note(text, "deadbeef", b"abcd", bytes(70), real.opened if real else b""))
    sitting = clinic.watched(profile)
    assert [alarm.source for alarm in sitting.alarms] == [ANCHOR_LINES]
    report = sitting.check()
    assert report.kinds == ("edited",)
    assert any("signed by nobody of the clinic" in finding.text for finding in report.findings)
    sitting.lock()
    answered_once(clinic, profile)


def _written_by(clinic: Clinic, vault_id: str, opener: Opener, size: int) -> None:
    """An own key that was kept makes a sitting and an anchor without the record's key."""
    signatory, own, pending = new_sitting(vault_id, opener, {})
    said = {name: pending.detail[name] for name in ("public", "signature", "signed_by")}
    opened = canonical(said | {"device": opener.device, "staff": opener.staff_id})
    text, print_of = checkpoint(vault_id, size, bytes(32)), key_id(public_key_der(own.public_key()))
    AnchorFile(clinic.folder).append(note(text, signatory.sitting_id, print_of, sign_with(own, text), opened))


def _told_as_written_by_nobody(clinic: Clinic, profile: Path) -> None:
    sitting = clinic.watched(profile)
    assert [alarm.source for alarm in sitting.alarms] == [ANCHOR_LINES]
    assert any("signed by nobody of the clinic" in finding.text for finding in sitting.check().findings)
    sitting.lock()


@pytest.mark.parametrize("size", [9999, 5])
@pytest.mark.parametrize("sittings", [0, 1])
def test_whose_access_has_ended_signs_no_anchor_whatever_size_it_claims(
    clinic: Clinic, profile: Path, size: int, sittings: int
) -> None:
    clinic.enrol_ben()
    ben = clinic.unlock_ben()
    key, mine, vault_id = ben._own.open(BEN_WORDS), ben.certificate_of(BEN.staff_id).fingerprint, ben.vault_id
    ben.lock()
    sitting = clinic.watched(profile)
    sitting.retire(ADA_WORDS, BEN.staff_id, "left")
    sitting.lock()
    for _ in range(sittings):
        clinic.watched(profile).lock()
    _written_by(clinic, vault_id, Opener(BEN.staff_id, "desk-1", mine, key.sign), size)
    _told_as_written_by_nobody(clinic, profile)


@pytest.mark.parametrize("size", [9999, 5])
def test_a_recovery_sheet_that_was_replaced_signs_no_anchor_any_more(clinic: Clinic, profile: Path, size: int) -> None:
    old = HeaderFile(clinic.folder).read().header
    sitting = clinic.watched(profile)
    sitting.renew_key(ADA_WORDS)
    sitting.lock()
    key = signing_key(read_code(clinic.created.recovery_code), old.recovery.salt)
    _written_by(clinic, old.vault_id, Opener(RECOVERY, "desk-1", RECOVERY, lambda data: sign_with(key, data)), size)
    _told_as_written_by_nobody(clinic, profile)


def test_what_somebody_anchored_before_their_access_ended_still_tells_of_an_older_state(
    clinic: Clinic, profile: Path, tmp_path: Path
) -> None:
    """It stood in the file by then: the older state is put back, and there their access is ended at once."""
    clinic.enrol_ben()
    clinic.watched(profile).lock()
    shutil.copytree(clinic.folder, tmp_path / "older")
    ben = clinic.unlock_ben()
    ben.watch(None)
    clinic.add_note(ben, "what is to be forgotten")
    ben.lock()
    for name in ("vault.db", "vault.hdr"):
        shutil.copy(tmp_path / "older" / name, clinic.folder / name)
    sitting = clinic.watched(None)
    assert [alarm.source for alarm in sitting.alarms] == [ANCHORS]
    sitting.retire(ADA_WORDS, BEN.staff_id, "left")
    sitting.lock()
    sitting = clinic.watched(None)
    said = [finding.text for finding in sitting.check().findings]
    assert not any("nobody of the clinic" in text for text in said)
    assert any("older state" in text for text in said)
    sitting.lock()


def test_whoever_ends_their_own_certificate_still_anchors_that_sitting(clinic: Clinic, profile: Path) -> None:
    sitting = clinic.watched(profile)
    sitting.renew_certificate(ADA_WORDS, ADA)
    sitting.lock()
    sitting = clinic.watched(profile)
    assert sitting.alarms == ()
    assert sitting.check().ok
    sitting.lock()
