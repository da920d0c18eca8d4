from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from ehr_desk.common.clock import SettableClock, SystemClock
from ehr_desk.common.errors import OurError, UserError
from ehr_desk.common.ids import RandomIds
from ehr_desk.vault import (
    AlreadyOpen,
    KdfLimits,
    NotAVault,
    SittingClosed,
    StaffIdentity,
    VaultFile,
    WaitRequired,
    WrongPassphrase,
    create_vault,
)
from ehr_desk.vault.failures import wait_after
from ehr_desk.vault.faults import WeakPassphrase
from ehr_desk.vault.kdf import KdfParameters
from ehr_desk.vault.sitting import Sitting
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic


def test_what_was_written_before_the_lock_is_there_after_the_next_unlock(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    clinic.add_note(sitting, "Client reports two weeks without use.")
    sitting.lock()
    again = clinic.unlock()
    assert clinic.notes(again) == ["Client reports two weeks without use."]
    assert again.check().ok
    again.lock()


def test_the_unlock_screen_sees_names_and_the_clinic_but_no_record(clinic: Clinic) -> None:
    clinic.enrol_ben()
    file = clinic.file()
    assert file.clinic_name == "Harbor Steps Clinic"
    assert [(p.login, p.display_name, p.retired) for p in file.people] == [
        ("ada", "Ada Marlow", False),
        ("ben", "Ben Okafor", False),
    ]


def test_a_wrong_passphrase_says_so_and_nothing_else(clinic: Clinic) -> None:
    said = set()
    for wrong in ("", "quiet river under stone", ADA_WORDS.upper(), "x" * 2000):
        with pytest.raises(WrongPassphrase) as caught:
            clinic.unlock(wrong)
        said.add(str(caught.value))
        clinic.clock.advance(timedelta(minutes=30))
    assert len(said) == 1
    assert "passphrase does not open" in said.pop()


def test_wrong_passphrases_in_a_row_make_the_wait_grow_and_the_right_one_ends_it(clinic: Clinic) -> None:
    for _ in range(3):
        with pytest.raises(WrongPassphrase):
            clinic.unlock("not this one either")
    with pytest.raises(WaitRequired) as first:
        clinic.unlock()
    assert first.value.seconds == wait_after(3) == 2
    clinic.clock.advance(timedelta(seconds=2))
    with pytest.raises(WrongPassphrase):
        clinic.unlock("not this one either")
    with pytest.raises(WaitRequired) as second:
        clinic.unlock()
    assert second.value.seconds == 4
    clinic.clock.advance(timedelta(seconds=4))
    clinic.unlock().lock()
    with pytest.raises(WrongPassphrase):
        clinic.unlock("not this one either")


def test_one_persons_wait_does_not_keep_another_out(clinic: Clinic) -> None:
    clinic.enrol_ben()
    for _ in range(3):
        with pytest.raises(WrongPassphrase):
            clinic.unlock_ben("not this one either")
    clinic.unlock().lock()


def test_setting_the_computers_clock_back_does_not_shorten_the_wait(clinic: Clinic) -> None:
    for _ in range(3):
        with pytest.raises(WrongPassphrase):
            clinic.unlock("not this one either")
    clinic.clock.advance(timedelta(days=-2))
    with pytest.raises(WaitRequired):
        clinic.unlock()


@pytest.mark.parametrize("who", ["person", "recovery code"])
def test_a_clock_that_was_fast_while_somebody_mistyped_keeps_nobody_out(clinic: Clinic, who: str) -> None:
    def come_in(*, right: bool) -> None:
        if who == "person":
            clinic.unlock(ADA_WORDS if right else "not this one either").lock()
        else:
            clinic.recover("" if right else "0" * 32).lock()

    clinic.clock.advance(timedelta(days=365))
    for _ in range(3):
        with pytest.raises(UserError):
            come_in(right=False)
    clinic.clock.advance(timedelta(days=-365))
    with pytest.raises(WaitRequired):
        come_in(right=True)
    clinic.clock.advance(timedelta(seconds=wait_after(3)))
    come_in(right=True)
    come_in(right=True)


@pytest.mark.parametrize("way", ["administrator", "recovery code"])
def test_whoever_gets_new_keys_does_not_wait_for_the_tries_before(clinic: Clinic, way: str) -> None:
    clinic.enrol_ben()
    for _ in range(3):
        with pytest.raises(WrongPassphrase):
            clinic.unlock_ben("not this one either")
    with pytest.raises(WaitRequired):
        clinic.unlock_ben()
    if way == "administrator":
        sitting = clinic.unlock()
        sitting.renew_access(ADA_WORDS, BEN.staff_id, "words that were given to Ben")
        sitting.lock()
    else:
        recovered, made = clinic.recover(), clinic.created
        recovered.grant(
            BEN.staff_id,
            "words that were given to Ben",
            root_key=made.root_key_file.read_bytes(),
            root_passphrase=made.root_passphrase,
        )
        recovered.lock()
    clinic.unlock_ben("words that were given to Ben").lock()


def test_the_wait_never_exceeds_a_quarter_of_an_hour() -> None:
    assert [wait_after(n) for n in (1, 2, 3, 4, 5)] == [0, 0, 2, 4, 8]
    assert max(wait_after(n) for n in range(200)) == 900


def test_refused_unlocks_enter_the_log_at_the_next_unlock_once(clinic: Clinic) -> None:
    for _ in range(2):
        with pytest.raises(WrongPassphrase):
            clinic.unlock("not this one either")
    clinic.unlock().lock()
    sitting = clinic.unlock()
    refused = sitting.audit.events(action="unlock.refused")
    assert [(e.entity_id, e.detail["count"]) for e in refused] == [(ADA.staff_id, 2)]
    sitting.lock()


def test_an_unreadable_counter_file_keeps_nobody_out(clinic: Clinic) -> None:
    (clinic.folder / "vault.failed").write_bytes(b"\xff{not json")
    sitting = clinic.unlock()
    assert sitting.check().ok
    sitting.lock()


def test_the_same_passphrase_from_another_keyboard_opens(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    sitting.change_passphrase(ADA_WORDS, "caf\u00e9 am fl\u00fc\u00dfchen")
    sitting.lock()
    sitting = clinic.unlock("cafe\u0301 am flu\u0308\u00dfchen")
    assert len(sitting.audit.events(action="passphrase.changed")) == 1
    sitting.lock()


@pytest.mark.parametrize("short", ["", "elevenchars", "            ", "e\u0301" * 11])
def test_a_new_passphrase_is_asked_for_length_and_nothing_else(clinic: Clinic, short: str) -> None:
    sitting = clinic.unlock()
    with pytest.raises(WeakPassphrase, match="at least 15"):
        sitting.change_passphrase(ADA_WORDS, short)
    sitting.change_passphrase(ADA_WORDS, "lamp kettle fog")
    sitting.lock()


def test_the_desk_can_be_locked_twice_and_then_does_nothing_more(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    sitting.lock()
    sitting.lock()
    assert sitting.locked
    with pytest.raises(SittingClosed), sitting.read():
        pass
    with pytest.raises(SittingClosed), sitting.write():
        pass
    with pytest.raises(SittingClosed), sitting.signer(ADA_WORDS):
        pass
    assert not (clinic.folder / "vault.db-wal").exists()


def test_a_vault_that_is_open_is_not_opened_again_in_the_same_program(clinic: Clinic, sitting: Sitting) -> None:
    with pytest.raises(AlreadyOpen, match="already open"):
        clinic.unlock()
    assert not sitting.locked


def test_a_failed_unlock_frees_the_vault(clinic: Clinic) -> None:
    with pytest.raises(WrongPassphrase):
        clinic.unlock("not this one either")
    clinic.unlock().lock()


def test_somebody_who_is_not_in_the_vault_is_told_so(clinic: Clinic) -> None:
    with pytest.raises(UserError, match="not in the vault"):
        clinic.unlock(ADA_WORDS, "staff-nobody")


def test_a_folder_without_a_vault_is_named_as_that(tmp_path: Path) -> None:
    with pytest.raises(NotAVault, match="no vault in this folder"):
        VaultFile(tmp_path)


def test_a_vault_is_never_made_over_something_that_is_there(clinic: Clinic, cheap_kdf: KdfLimits) -> None:
    before = {p.name: p.read_bytes() for p in clinic.folder.iterdir()}
    with pytest.raises(UserError, match="not empty"):
        create_vault(
            clinic.folder,
            clinic_name="Another",
            administrator=BEN,
            passphrase=BEN_WORDS,
            clock=clinic.clock,
            ids=RandomIds(),
            kdf=cheap_kdf,
        )
    assert {p.name: p.read_bytes() for p in clinic.folder.iterdir()} == before


def test_a_weak_passphrase_leaves_no_folder_behind(tmp_path: Path, clock: SettableClock, cheap_kdf: KdfLimits) -> None:
    with pytest.raises(WeakPassphrase):
        create_vault(
            tmp_path / "new.vault",
            clinic_name="Harbor",
            administrator=ADA,
            passphrase="short",
            clock=clock,
            ids=RandomIds(),
            kdf=cheap_kdf,
        )
    assert list(tmp_path.iterdir()) == []


def test_a_very_long_name_in_another_script_gets_keys_and_a_certificate(clinic: Clinic) -> None:
    long = StaffIdentity("staff-long", "long", "\u0633\u0627\u0631\u0629 \U0001f33f " * 40, "LPC")
    sitting = clinic.unlock()
    certificate = sitting.enrol(ADA_WORDS, long, "twelve or more signs")
    assert certificate.name.endswith("\u2026")
    assert len(certificate.name.encode()) <= 64
    assert {p.staff_id: p.display_name for p in sitting.people}["staff-long"] == long.display_name
    assert sitting.check().ok
    sitting.lock()


def test_what_fails_inside_a_transaction_leaves_no_row_and_no_event(clinic: Clinic, sitting: Sitting) -> None:
    size = sitting.audit.head()[0]

    def half() -> None:
        with sitting.write() as unit:
            unit.session.execute(insert(clinic.schema.note).values(body="half"))
            unit.record("note.signed")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert clinic.notes(sitting) == []
    assert sitting.audit.head()[0] == size


def test_a_draft_is_saved_without_an_event(clinic: Clinic, sitting: Sitting) -> None:
    before = sitting.audit.head()
    with sitting.write() as unit:
        unit.session.execute(insert(clinic.schema.draft).values(id="d", body="typed so far"))
    assert sitting.audit.head() == before


def test_a_reading_session_cannot_write(clinic: Clinic, sitting: Sitting) -> None:
    with pytest.raises(OurError), sitting.read() as session:
        session.execute(insert(clinic.schema.draft).values(id="d", body="x"))


def test_a_transaction_inside_another_is_our_mistake_not_a_standstill(sitting: Sitting) -> None:
    with pytest.raises(OurError), sitting.write(), sitting.write():
        pass


def test_readers_and_writers_work_side_by_side_from_many_threads(clinic: Clinic, sitting: Sitting) -> None:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for i in range(10):
                clinic.add_note(sitting, f"note {number}-{i}")
                assert clinic.notes(sitting)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(clinic.notes(sitting)) == 60
    assert sitting.check().ok


def test_a_reader_sees_one_moment_while_a_writer_commits(clinic: Clinic, sitting: Sitting) -> None:
    clinic.add_note(sitting, "first")
    with sitting.read() as session:
        assert len(session.execute(clinic.schema.note.select()).all()) == 1
        clinic.add_note(sitting, "second")
        assert len(session.execute(clinic.schema.note.select()).all()) == 1
    assert len(clinic.notes(sitting)) == 2


@pytest.mark.slow
def test_with_the_real_key_derivation_a_vault_opens_and_costs_what_it_should(vault_folder: Path) -> None:
    limits = KdfLimits(target_seconds=0)
    create_vault(
        vault_folder,
        clinic_name="Harbor",
        administrator=ADA,
        passphrase=ADA_WORDS,
        clock=SystemClock(),
        ids=RandomIds(),
        kdf=limits,
    )
    file = VaultFile(vault_folder)
    file.unlock(ADA.staff_id, ADA_WORDS, clock=SystemClock(), schema=None, device="desk-1").lock()
    slot = file._stored.header.people[ADA.staff_id].slots[0]
    assert slot.cost == KdfParameters(memory_kib=65536, passes=3, lanes=4)
    real = KdfLimits()
    assert real.admits(real.calibrate())  # measured on this computer: about 0.7 s, never outside the limits
