"""The file of anchors beside the vault: damaged, cut back, gone, put back, or torn by a power cut."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from ehr_desk.vault.alarms import ALARM, ANCHOR_FILE, ANCHOR_LINES
from ehr_desk.vault.anchor_alarms import PUT_BACK
from ehr_desk.vault.anchors import AnchorFile, after_acceptance
from tests.vault.clinic import Clinic
from tests.vault.tampering import answered_once, report_of, worked


@pytest.mark.parametrize("line", ["ehr-desk/x\n9\n", "\u2014 somebody AAAA\n", "\x00\xff"])
def test_lines_that_are_no_anchors_are_said_and_stop_nothing(clinic: Clinic, profile: Path, line: str) -> None:
    worked(clinic, profile, "note")
    with AnchorFile(clinic.folder).path.open("a") as file:
        file.write(line)
    for _ in range(2):
        sitting = clinic.watched(profile)
        assert [alarm.source for alarm in sitting.alarms] == [ANCHOR_LINES]
        said = {sitting.alarms[0].sentence(), "anchors.log holds lines that are no anchors."}
        assert {finding.text for finding in sitting.check().findings} == said
        sitting.lock()
    assert AnchorFile(clinic.folder).read().anchors[-1].head.size > 7
    answered_once(clinic, profile)


@pytest.mark.parametrize("harm", [b"", b"ehr-desk/x", b"\xff\n\n"])
def test_damage_within_the_file_of_anchors_is_told_until_it_is_answered_for_and_again_when_there_is_more(
    clinic: Clinic, profile: Path, harm: bytes
) -> None:
    for _ in range(3):
        worked(clinic, profile, "note")
    path = AnchorFile(clinic.folder).path

    def damage(at: int) -> None:
        data = path.read_bytes()
        path.write_bytes(data[:at] + harm + data[at + 9 :])

    damage(path.stat().st_size // 3)
    sitting = clinic.watched(profile)
    assert [alarm.source for alarm in sitting.alarms] == [ANCHOR_FILE]
    assert not sitting.check().ok
    sitting.lock()
    answered_once(clinic, profile)
    damage(path.stat().st_size // 2)
    sitting = clinic.watched(profile)
    assert [alarm.source for alarm in sitting.alarms] == [ANCHOR_FILE]
    assert not sitting.check().ok
    sitting.lock()


def test_a_file_of_anchors_put_back_after_its_loss_was_answered_for_is_no_news(clinic: Clinic, profile: Path) -> None:
    for _ in range(3):
        worked(clinic, profile, "note")
    path = AnchorFile(clinic.folder).path
    copied = path.read_bytes()
    worked(clinic, profile, "after the copy")
    path.unlink()
    answered_once(clinic, profile)
    path.write_bytes(copied)
    for _ in range(2):
        sitting = clinic.watched(profile)
        assert sitting.alarms == ()
        assert sitting.check().ok
        assert len(sitting.audit.events(action=PUT_BACK)) == 1
        sitting.lock()
    path.write_bytes(copied)
    sitting = clinic.watched(profile)
    assert [alarm.source for alarm in sitting.alarms] == [ANCHOR_FILE]
    sitting.lock()


@pytest.mark.parametrize(("cut", "zeros"), [(1, 0), (100, 0), (-2, 0), (-40, 0), (100, 99), (0, 99)])
def test_a_note_that_a_power_cut_left_unfinished_is_taken_off_at_the_next_unlock(
    clinic: Clinic, profile: Path, cut: int, zeros: int
) -> None:
    for _ in range(2):
        worked(clinic, profile, "note")
    path = AnchorFile(clinic.folder).path
    before, blank, last = path.read_text("utf-8").removesuffix("\n\n").rpartition("\n\nehr-desk/")
    path.write_text(before + blank.removesuffix("ehr-desk/") + f"ehr-desk/{last}"[:cut] + "\0" * zeros, "utf-8")
    for _ in range(2):
        assert report_of(clinic, profile).findings == ()
    whole = AnchorFile(clinic.folder).read().anchors
    path.write_text(path.read_text("utf-8").replace("\n\nehr-desk/", "\n\nedited/", 1), "utf-8")
    assert any("no anchors" in finding.text for finding in report_of(clinic, profile).findings)
    assert len(whole) >= 4


def test_only_what_a_note_can_begin_with_is_taken_off_and_what_else_stands_there_is_told(clinic: Clinic) -> None:
    clinic.watched(None).lock()
    file, vault_id = AnchorFile(clinic.folder), clinic.file().vault_id
    sound = file.path.read_bytes()
    at = sound.rindex(b"\n\nehr-desk/") + 2
    whole, last = sound[:at], sound[at:]
    assert b"/opened " in last
    for cut in range(0, len(last), 13):
        file.path.write_bytes(whole + last[:cut])
        file.mend(vault_id, "0:" + sha256(b"").hexdigest())
        assert file.path.read_bytes() == whole, cut
    changed = [last[:each] + b"\xff" + last[each + 1 :] for each in range(0, len(last), 7)]
    foreign = [b"ehr-desk/" + vault_id.encode() + b"\n" + line * 90 for line in (b"Somebody was here.\n", b"1", b"1\n")]
    for end in (*changed, *foreign, last[:-1] + b"more"):  # what the anchors say is judged by their signatures
        file.path.write_bytes(whole + end)
        file.mend(vault_id, "0:" + sha256(b"").hexdigest())
        assert file.path.read_bytes() == whole + end
    file.path.write_bytes(whole + foreign[0])
    told = clinic.watched(None)
    assert [alarm.source for alarm in told.alarms] == [ANCHOR_LINES]
    told.lock()


def test_a_note_for_which_the_disk_has_no_room_leaves_nothing_of_itself(clinic: Clinic, profile: Path) -> None:
    resource = pytest.importorskip("resource")
    worked(clinic, profile, "note")
    file = AnchorFile(clinic.folder)
    before = file.path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 50, limits[1]))
        assert not file.append(b"x" * 100)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert file.path.read_bytes() == before
    assert file.append(b"ehr-desk/")
    assert file.path.read_bytes() == before + b"ehr-desk/"


@pytest.mark.parametrize("keep", [None, 0.5])
def test_anchors_that_are_gone_or_cut_back_are_told_until_somebody_answers(
    clinic: Clinic, profile: Path, keep: float | None
) -> None:
    for _ in range(3):
        worked(clinic, profile, "note")
    path = AnchorFile(clinic.folder).path
    if keep is None:
        path.unlink()
    else:
        path.write_bytes(b"".join(path.read_bytes().partition(b"\n\n")[:2]))
    for _ in range(2):
        sitting = clinic.watched(profile)
        (alarm,) = sitting.alarms
        assert "gone, shorter or another one" in alarm.sentence()
        assert any("gone, shorter or another one" in finding.text for finding in sitting.check().findings)
        clinic.add_note(sitting, "work goes on")
        sitting.lock()
    sitting = clinic.watched(profile)
    sitting.accept_history("the disk was cleaned")
    sitting.lock()
    assert clinic.watched(profile).alarms == ()


def test_a_file_of_anchors_that_only_grew_alarms_nobody(clinic: Clinic, profile: Path) -> None:
    for _ in range(3):
        worked(clinic, profile, "note")
    sitting = clinic.watched(profile)
    assert sitting.alarms == ()
    assert len(sitting.audit.events(action=ALARM)) == 0
    sitting.lock()


def test_only_anchors_since_the_last_acceptance_bind(clinic: Clinic, profile: Path) -> None:
    for _ in range(3):
        worked(clinic, profile, "note")
    anchors = AnchorFile(clinic.folder).read().anchors
    assert after_acceptance(anchors, []) == anchors
    assert after_acceptance(anchors, [anchors[1].head.size]) == anchors[1:]


def test_the_torn_end_that_an_unlock_has_found_is_not_taken_off_any_more(clinic: Clinic) -> None:
    """Taking it off then would leave less than the log holds the file against, which is an alarm."""
    clinic.watched(None).lock()
    file, vault_id = AnchorFile(clinic.folder), clinic.file().vault_id
    before = file.state()
    with file.path.open("ab") as end:
        end.write(f"ehr-desk/{vault_id}\n1".encode())
    found = file.state()
    file.mend(vault_id, found)
    assert file.state() == found
    file.mend(vault_id, before)
    assert file.state() == before
