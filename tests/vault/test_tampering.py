"""The script of tamperings: each is done to a real vault by a holder of its key, and the check names its kind."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ehr_desk.common.canonical import canonical
from ehr_desk.common.errors import UserError
from ehr_desk.vault.alarms import ACCEPTED, ALARM, ANCHOR_FILE, ANCHOR_LINES
from ehr_desk.vault.anchor_alarms import PUT_BACK
from ehr_desk.vault.anchors import AnchorFile, after_acceptance, key_id, note
from ehr_desk.vault.audit import checkpoint
from ehr_desk.vault.certificates import public_key_der
from ehr_desk.vault.check import KINDS, CheckReport
from ehr_desk.vault.merkle import Frontier, leaf_hash
from ehr_desk.vault.opener import Opener
from ehr_desk.vault.signer import sign_with
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.sittings import new_sitting
from ehr_desk.vault.witness import Head, Witnesses
from tests.vault import insider
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic

Edit = Callable[[Any, Sitting], None]


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "witnesses"


def _worked(clinic: Clinic, profile: Path | None, *notes: str) -> None:
    sitting = clinic.watched(profile)
    for body in notes:
        clinic.add_note(sitting, body)
    sitting.lock()


def _tampered(clinic: Clinic, edit: Edit) -> None:
    """Somebody with the key and another program; the triggers stand there again afterwards."""
    sitting = clinic.unlock()
    key = insider.key_of(sitting)
    kept = insider.trigger_sql(clinic, key)
    with insider.database(clinic, key) as connection:
        edit(connection, sitting)
        insider.restore_triggers(connection, kept)
    sitting._vault.close()


def _report(clinic: Clinic, profile: Path | None) -> CheckReport:
    sitting = clinic.watched(profile)
    report = sitting.check()
    sitting.lock()
    return report


def _body(connection: Any, seq: int) -> dict[str, Any]:
    (body,) = connection.execute("SELECT body FROM audit_event WHERE seq = ?", (seq,)).fetchone()
    value: dict[str, Any] = json.loads(body)
    return value


def edit_an_event(connection: Any, _sitting: Sitting) -> None:
    body = canonical({**_body(connection, 6), "detail": {"n": 99}})
    connection.execute("UPDATE audit_event SET body = ? WHERE seq = 6", (body,))


def edit_an_event_and_its_hash(connection: Any, _sitting: Sitting) -> None:
    body = canonical({**_body(connection, 6), "detail": {"n": 99}})
    connection.execute("UPDATE audit_event SET body = ?, leaf = ? WHERE seq = 6", (body, leaf_hash(body)))


def delete_an_event(connection: Any, _sitting: Sitting) -> None:
    connection.execute("DELETE FROM audit_event WHERE seq = 6")


def delete_an_unlock(connection: Any, _sitting: Sitting) -> None:
    connection.execute("DELETE FROM audit_event WHERE seq = 4")


def sign_again(connection: Any, sitting: Sitting) -> None:
    """Rewrite an event of an earlier sitting, then every head after it, signed with one's own sitting key."""
    body = canonical({**_body(connection, 6), "detail": {"n": 99}})
    connection.execute("UPDATE audit_event SET body = ? WHERE seq = 6", (body,))
    key, frontier = sitting._vault.log._key, Frontier()
    assert key is not None
    heads = {size for (size,) in connection.execute("SELECT size FROM audit_head")}
    for seq, stored in connection.execute("SELECT seq, body FROM audit_event ORDER BY seq").fetchall():
        leaf = leaf_hash(stored)
        frontier.append(leaf)
        connection.execute("UPDATE audit_event SET leaf = ? WHERE seq = ?", (leaf, seq))
        if seq in heads and seq >= 6:
            signature = sign_with(key, checkpoint(sitting.vault_id, seq, frontier.root()))
            connection.execute(
                "UPDATE audit_head SET root = ?, frontier = ?, signature = ? WHERE size = ?",
                (frontier.root(), frontier.to_bytes(), signature, seq),
            )


def count_fewer(connection: Any, _sitting: Sitting) -> None:
    connection.execute("UPDATE vault_meta SET value = '1' WHERE name = 'log_size'")


def cut_the_end_off(connection: Any, _sitting: Sitting) -> None:
    connection.execute("DELETE FROM audit_event WHERE seq > 6")
    connection.execute("DELETE FROM audit_head WHERE size > 6")


def cut_the_end_off_and_count_again(connection: Any, sitting: Sitting) -> None:
    cut_the_end_off(connection, sitting)
    connection.execute("UPDATE vault_meta SET value = '6' WHERE name = 'log_size'")


@pytest.mark.parametrize(
    ("edit", "kind"),
    [
        (edit_an_event, "edited"),
        (edit_an_event_and_its_hash, "edited"),
        (delete_an_event, "deleted"),
        (delete_an_unlock, "deleted"),
        (sign_again, "re-signed"),
        (cut_the_end_off, "truncated"),
        # What is left then is, byte for byte, what an older state would be: only the witness knows of more.
        (cut_the_end_off_and_count_again, "rolled back"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_each_way_of_meddling_is_named(clinic: Clinic, profile: Path, edit: Edit, kind: str) -> None:
    _worked(clinic, profile, "one", "two", "three")
    _tampered(clinic, edit)
    report = _report(clinic, profile)
    assert kind in report.kinds
    assert KINDS[report.kinds[0]]
    if kind in ("edited", "deleted"):
        assert report.kinds == (kind,)


@pytest.mark.parametrize("pretended", [{"staff_id": "staff-ben"}, {"device": "the front desk"}])
def test_an_event_in_the_name_of_somebody_else_is_found(clinic: Clinic, pretended: dict[str, str]) -> None:
    sitting = clinic.unlock()
    log = sitting._vault.log
    log.signatory = replace(log.signatory, **pretended)
    with sitting.write() as unit:
        unit.record("chart.opened", entity="client", entity_id="client-1")
    report = sitting.check()
    assert report.kinds == ("re-signed",)
    assert "names another person or computer" in report.findings[0].text
    sitting.lock()


def test_a_count_that_is_too_low_is_found(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    with insider.database(clinic, insider.key_of(sitting), keep_triggers=True) as connection:
        count_fewer(connection, sitting)
    assert sitting.check().kinds == ("edited",)
    sitting.lock()


def test_the_kind_is_still_named_in_later_sittings(clinic: Clinic, profile: Path) -> None:
    _worked(clinic, profile, "one", "two", "three")
    _tampered(clinic, cut_the_end_off)
    for _ in range(3):
        _worked(clinic, profile, "and work goes on", "and on", "and on")
    assert "truncated" in _report(clinic, profile).kinds
    assert "truncated" in _report(clinic, None).kinds


def _put_back(clinic: Clinic, kept: Path, *, anchors: bool) -> None:
    for name in ("vault.db", "vault.hdr", "vault.hdr.prev", *(("anchors.log",) if anchors else ())):
        if (kept / name).exists():
            shutil.copy2(kept / name, clinic.folder / name)
    for name in ("vault.db-wal", "vault.db-shm"):
        (clinic.folder / name).unlink(missing_ok=True)


@pytest.fixture
def older(clinic: Clinic, profile: Path, tmp_path: Path) -> Path:
    """A copy of the folder from before the last work."""
    _worked(clinic, profile, "one")
    shutil.copytree(clinic.folder, tmp_path / "older")
    _worked(clinic, profile, "two", "three", "four")
    return tmp_path / "older"


def test_an_older_state_that_is_put_back_is_told_at_unlock_and_does_not_stop_anybody(
    clinic: Clinic, profile: Path, older: Path
) -> None:
    _put_back(clinic, older, anchors=True)
    sitting = clinic.watched(profile)
    (alarm,) = sitting.alarms
    assert (alarm.kind, alarm.source) == ("rolled back", "this computer")
    assert alarm.remembered > alarm.found
    assert "An older state of the record was put back" in alarm.sentence()
    assert [event.detail for event in sitting.audit.events(action=ALARM)] == [alarm.detail()]
    assert clinic.notes(sitting) == ["one"]
    clinic.add_note(sitting, "work goes on")
    assert sitting.check().kinds == ("rolled back",)
    sitting.lock()


def test_anchors_beside_the_vault_tell_a_computer_that_has_never_seen_it(clinic: Clinic, older: Path) -> None:
    _put_back(clinic, older, anchors=False)
    sitting = clinic.watched(None)
    (alarm,) = sitting.alarms
    assert (alarm.kind, alarm.source) == ("rolled back", "anchors.log")
    sitting.lock()


def test_the_honest_limit_of_one_folder_on_a_computer_without_a_memory(clinic: Clinic, older: Path) -> None:
    """All local copies put back together look whole: a second computer, a signed PDF or a copied anchor is needed."""
    _put_back(clinic, older, anchors=True)
    assert _report(clinic, None).ok


def test_work_on_an_older_state_until_it_is_longer_is_seen_by_the_next_computer(
    clinic: Clinic, profile: Path, older: Path
) -> None:
    _put_back(clinic, older, anchors=True)
    _worked(clinic, None, *(f"other {n}" for n in range(12)))
    sitting = clinic.watched(profile)
    (alarm,) = sitting.alarms
    assert alarm.found > alarm.remembered
    assert "another one than this computer remembers" in alarm.sentence()
    assert sitting.check().kinds == ("rolled back",)
    sitting.lock()


def test_the_higher_head_stays_remembered_until_somebody_answers_for_the_record(
    clinic: Clinic, profile: Path, older: Path
) -> None:
    _put_back(clinic, older, anchors=False)
    for _ in range(2):
        sitting = clinic.watched(profile)
        assert sitting.alarms
        sitting.lock()
    sitting = clinic.watched(profile)
    with pytest.raises(UserError):
        sitting.accept_history(" ")
    assert sitting.alarms
    sitting.accept_history("The backup of Monday was put back after the disk failed.")
    assert sitting.alarms == ()
    assert len(sitting.audit.events(action=ACCEPTED)) == 1
    assert sitting.check().ok
    sitting.lock()
    assert _report(clinic, profile).ok
    sitting = clinic.watched(profile)
    assert sitting.alarms == ()
    sitting.lock()


def test_ordinary_work_is_never_an_alarm_and_is_anchored_at_each_end(clinic: Clinic, profile: Path) -> None:
    for _ in range(3):
        _worked(clinic, profile, "note")
    assert _report(clinic, profile).ok
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


def test_an_anchor_is_a_signed_note_over_a_checkpoint(clinic: Clinic, profile: Path) -> None:
    _worked(clinic, profile, "note")
    path = AnchorFile(clinic.folder).path
    origin, size, root, blank, signature = path.read_text("utf-8").split("\n")[:5]
    assert origin.startswith("ehr-desk/")
    assert size.isdecimal()
    assert root.endswith("=")
    assert blank == ""
    assert signature.startswith(f"\u2014 {origin}/")
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("line", ["ehr-desk/x\n9\n", "\u2014 somebody AAAA\n", "\x00\xff"])
def test_lines_that_are_no_anchors_are_said_and_stop_nothing(clinic: Clinic, profile: Path, line: str) -> None:
    _worked(clinic, profile, "note")
    with AnchorFile(clinic.folder).path.open("a") as file:
        file.write(line)
    for _ in range(2):
        sitting = clinic.watched(profile)
        assert [alarm.source for alarm in sitting.alarms] == [ANCHOR_LINES]
        said = {sitting.alarms[0].sentence(), "anchors.log holds lines that are no anchors."}
        assert {finding.text for finding in sitting.check().findings} == said
        sitting.lock()
    assert AnchorFile(clinic.folder).read().anchors[-1].head.size > 7
    _answered_once(clinic, profile)


def _answered_once(clinic: Clinic, profile: Path) -> None:
    """One answer, one event of it; nothing is told of what was answered for from then on."""
    sitting = clinic.watched(profile)
    told = len(sitting.audit.events(action=ALARM))
    sitting.accept_history("An editor was tried out on it")
    assert sitting.alarms == ()
    assert sitting.check().ok
    sitting.lock()
    for _ in range(2):
        sitting = clinic.watched(profile)
        assert sitting.alarms == ()
        assert sitting.check().findings == ()
        assert len(sitting.audit.events(action=ALARM)) == told
        sitting.lock()


@pytest.mark.parametrize("harm", [b"", b"ehr-desk/x", b"\xff\n\n"])
def test_damage_within_the_file_of_anchors_is_told_until_it_is_answered_for_and_again_when_there_is_more(
    clinic: Clinic, profile: Path, harm: bytes
) -> None:
    for _ in range(3):
        _worked(clinic, profile, "note")
    path = AnchorFile(clinic.folder).path

    def damage(at: int) -> None:
        data = path.read_bytes()
        path.write_bytes(data[:at] + harm + data[at + 9 :])

    damage(path.stat().st_size // 3)
    sitting = clinic.watched(profile)
    assert [alarm.source for alarm in sitting.alarms] == [ANCHOR_FILE]
    assert not sitting.check().ok
    sitting.lock()
    _answered_once(clinic, profile)
    damage(path.stat().st_size // 2)
    sitting = clinic.watched(profile)
    assert [alarm.source for alarm in sitting.alarms] == [ANCHOR_FILE]
    assert not sitting.check().ok
    sitting.lock()


def test_a_file_of_anchors_put_back_after_its_loss_was_answered_for_is_no_news(clinic: Clinic, profile: Path) -> None:
    for _ in range(3):
        _worked(clinic, profile, "note")
    path = AnchorFile(clinic.folder).path
    copied = path.read_bytes()
    _worked(clinic, profile, "after the copy")
    path.unlink()
    _answered_once(clinic, profile)
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
        _worked(clinic, profile, "note")
    path = AnchorFile(clinic.folder).path
    before, blank, last = path.read_text("utf-8").removesuffix("\n\n").rpartition("\n\nehr-desk/")
    path.write_text(before + blank.removesuffix("ehr-desk/") + f"ehr-desk/{last}"[:cut] + "\0" * zeros, "utf-8")
    for _ in range(2):
        assert _report(clinic, profile).findings == ()
    whole = AnchorFile(clinic.folder).read().anchors
    path.write_text(path.read_text("utf-8").replace("\n\nehr-desk/", "\n\nedited/", 1), "utf-8")
    assert any("no anchors" in finding.text for finding in _report(clinic, profile).findings)
    assert len(whole) >= 4


def test_a_note_for_which_the_disk_has_no_room_leaves_nothing_of_itself(clinic: Clinic, profile: Path) -> None:
    resource = pytest.importorskip("resource")
    _worked(clinic, profile, "note")
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


def test_an_anchor_edited_by_hand_is_not_believed(clinic: Clinic, profile: Path) -> None:
    _worked(clinic, profile, "note")
    path = AnchorFile(clinic.folder).path
    first = AnchorFile(clinic.folder).read().anchors[0].head.size
    path.write_text(path.read_text("utf-8").replace(f"\n{first}\n", f"\n{first - 1}\n", 1), "utf-8")
    told, named = [finding.text for finding in _report(clinic, profile).findings]
    assert "nobody of the clinic signed" in told
    assert named == f"anchors.log: the anchor at event {first - 1} was not signed by its sitting."


@pytest.mark.parametrize("keep", [None, 0.5])
def test_anchors_that_are_gone_or_cut_back_are_told_until_somebody_answers(
    clinic: Clinic, profile: Path, keep: float | None
) -> None:
    for _ in range(3):
        _worked(clinic, profile, "note")
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
        _worked(clinic, profile, "note")
    sitting = clinic.watched(profile)
    assert sitting.alarms == ()
    assert len(sitting.audit.events(action=ALARM)) == 0
    sitting.lock()


def test_an_anchor_that_nobody_of_the_clinic_signed_says_nothing_of_the_record(clinic: Clinic, profile: Path) -> None:
    """Anybody may append to the file; only somebody's key makes an anchor of it. The one before still counts."""
    _worked(clinic, profile, "one")
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
    _answered_once(clinic, profile)


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


def test_a_profile_that_cannot_be_written_or_read_stops_nobody(clinic: Clinic, tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("not a folder")
    _worked(clinic, blocked, "note")
    garbage = tmp_path / "garbage"
    witnesses = Witnesses(garbage)
    assert witnesses.keep("some vault", Head(3, "ab" * 32))
    for content in (b"\xff", b"[]", b'{"size": -1, "root": ""}', b'{"size": 3, "root": "zz"}'):
        next(garbage.iterdir()).write_bytes(content)
        assert witnesses.seen("some vault") is None


def test_only_anchors_since_the_last_acceptance_bind(clinic: Clinic, profile: Path) -> None:
    for _ in range(3):
        _worked(clinic, profile, "note")
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
