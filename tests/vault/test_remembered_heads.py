"""What a computer remembers of a record, and that ordinary work is never an alarm."""

from __future__ import annotations

from pathlib import Path

from ehr_desk.vault.anchors import AnchorFile
from ehr_desk.vault.witness import Head, Witnesses
from tests.vault.clinic import Clinic
from tests.vault.tampering import report_of, worked


def test_ordinary_work_is_never_an_alarm_and_is_anchored_at_each_end(clinic: Clinic, profile: Path) -> None:
    for _ in range(3):
        worked(clinic, profile, "note")
    assert report_of(clinic, profile).ok
    read = AnchorFile(clinic.folder).read()
    sizes = [anchor.head.size for anchor in read.anchors]
    assert not read.damaged
    assert sizes == sorted(sizes)
    sitting = clinic.watched(profile)
    assert sitting.alarms == ()
    vault_id = sitting.vault_id
    assert Witnesses(profile).seen(vault_id) == Head(*sitting.audit.head())
    assert read.anchors[-1].head.size < sitting.audit.head()[0]
    sitting.lock()


def test_what_was_signed_is_remembered_before_the_desk_is_locked(clinic: Clinic, profile: Path) -> None:
    sitting = clinic.watched(profile)
    clinic.add_note(sitting, "signed")
    sitting.checkpoint()
    assert Witnesses(profile).seen(sitting.vault_id) == Head(*sitting.audit.head())
    sitting.lock()


def test_looking_twice_in_one_sitting_is_no_alarm(clinic: Clinic, profile: Path) -> None:
    sitting = clinic.watched(profile)
    clinic.add_note(sitting, "signed")
    sitting.checkpoint()
    assert sitting.watch(Witnesses(profile)) == ()
    sitting.lock()


def test_a_profile_that_cannot_be_written_or_read_stops_nobody(clinic: Clinic, tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("not a folder")
    worked(clinic, blocked, "note")
    garbage = tmp_path / "garbage"
    witnesses = Witnesses(garbage)
    assert witnesses.keep("some vault", Head(3, "ab" * 32))
    for content in (b"\xff", b"[]", b'{"size": -1, "root": ""}', b'{"size": 3, "root": "zz"}'):
        next(garbage.iterdir()).write_bytes(content)
        assert witnesses.seen("some vault") is None
