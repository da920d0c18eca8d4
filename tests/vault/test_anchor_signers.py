"""Who an anchor is believed from: only somebody of the clinic, while they were of it."""

from __future__ import annotations

from pathlib import Path

from ehr_desk.common.canonical import canonical
from ehr_desk.vault.alarms import ANCHOR_LINES
from ehr_desk.vault.anchors import AnchorFile, key_id, note
from ehr_desk.vault.audit import checkpoint
from ehr_desk.vault.certificates import public_key_der
from ehr_desk.vault.opener import Opener
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


def test_whose_access_has_ended_signs_no_anchor_of_what_came_after(clinic: Clinic, profile: Path) -> None:
    """An own key that was kept makes a sitting and an anchor without the record's key."""
    clinic.enrol_ben()
    ben = clinic.unlock_ben()
    key, mine, vault_id = ben._own.open(BEN_WORDS), ben.certificate_of(BEN.staff_id).fingerprint, ben.vault_id
    ben.lock()
    sitting = clinic.watched(profile)
    sitting.retire(ADA_WORDS, BEN.staff_id, "left")
    sitting.lock()
    signatory, own, pending = new_sitting(vault_id, Opener(BEN.staff_id, "desk-1", mine, key.sign), {})
    said = {name: pending.detail[name] for name in ("public", "signature", "signed_by")}
    opened = canonical(said | {"device": "desk-1", "staff": BEN.staff_id})
    text, print_of = checkpoint(vault_id, 9999, bytes(32)), key_id(public_key_der(own.public_key()))
    AnchorFile(clinic.folder).append(note(text, signatory.sitting_id, print_of, sign_with(own, text), opened))
    sitting = clinic.watched(profile)
    assert [alarm.source for alarm in sitting.alarms] == [ANCHOR_LINES]
    assert any("signed by nobody of the clinic" in finding.text for finding in sitting.check().findings)
    sitting.lock()


def test_whoever_ends_their_own_certificate_still_anchors_that_sitting(clinic: Clinic, profile: Path) -> None:
    sitting = clinic.watched(profile)
    sitting.renew_certificate(ADA_WORDS, ADA)
    sitting.lock()
    sitting = clinic.watched(profile)
    assert sitting.alarms == ()
    assert sitting.check().ok
    sitting.lock()
