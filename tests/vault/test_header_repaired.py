"""Header and record brought together after a change that never came to its end, also when that is interrupted again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from ehr_desk.common.errors import UserError
from ehr_desk.vault import DiskFull
from ehr_desk.vault.enrolments import KEY_CHANGED, KEY_POSTPONED
from ehr_desk.vault.header import Header
from ehr_desk.vault.headerfile import HeaderFile
from ehr_desk.vault.keys import VaultKeys
from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.unit import Unit
from tests.vault.clinic import ADA_WORDS, BEN, BEN_WORDS, Clinic


class _Died(BaseException):
    """The program ends here."""


def _dies(*_: object, **__: object) -> None:
    raise _Died


def _leave(sitting: Sitting) -> None:
    sitting._vault.hand_over()
    sitting._vault._lock.release()


def _header_ahead(clinic: Clinic, patched: pytest.MonkeyPatch, *, renew: bool = False) -> None:
    """Die after the header was replaced, before the record is committed."""
    sitting, real = clinic.unlock(), HeaderFile.replace

    def replaced(file: HeaderFile, header: Header, keys: VaultKeys) -> None:
        real(file, header, keys)
        raise _Died

    patched.setattr(HeaderFile, "replace", replaced)
    patched.setattr(OpenVault, "_put_back", lambda _self, _file, old, _new: old)  # the dead put nothing back
    change = partial(sitting.renew_key, ADA_WORDS) if renew else partial(sitting.enrol, ADA_WORDS, BEN, BEN_WORDS)
    with pytest.raises(_Died):
        change()
    patched.undo()
    _leave(sitting)


@contextmanager
def _uncommitted(vault: OpenVault) -> Iterator[Unit]:
    """A write whose commit fails, after the header was replaced."""
    with Session(vault._writer) as session, session.begin():
        session.connection()
        unit = Unit(session)
        yield unit
        for last in unit.before_commit:
            last()
        raise DiskFull


def _sound(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    assert sitting.check().ok
    sitting.lock()


def test_taking_a_change_back_keeps_the_good_copy_until_it_is_done(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed a second time, between the two names of the header, it left two copies of the wrong one."""
    _header_ahead(clinic, monkeypatch)
    monkeypatch.setattr("ehr_desk.vault.headerfile.sync_folder", _dies)
    before = (clinic.folder / "vault.hdr.prev").read_bytes()
    with pytest.raises(_Died):
        clinic.unlock()
    monkeypatch.undo()
    assert (clinic.folder / "vault.hdr.prev").read_bytes() == before
    _sound(clinic)


def test_a_new_key_that_the_log_does_not_know_of_is_taken_back(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    _header_ahead(clinic, monkeypatch, renew=True)
    _sound(clinic)
    sitting = clinic.unlock()
    assert sitting._vault.header.key_generation == 1
    assert [event.action for event in sitting.audit.events(action="header")] == ["header.change_taken_back"]
    sitting.lock()
    clinic.recover().lock()


@pytest.mark.parametrize("full", [False, True])
def test_how_a_new_key_ended_is_entered_late(clinic: Clinic, monkeypatch: pytest.MonkeyPatch, full: bool) -> None:
    """Killed between header and record at its last step: in force, or owed since the disk was full."""
    sitting, real = clinic.unlock(), HeaderFile.replace

    def replaced(file: HeaderFile, header: Header, keys: VaultKeys) -> None:
        real(file, header, keys)
        if header.next is None:
            raise _Died

    def no_room(*_: object) -> None:
        raise DiskFull

    monkeypatch.setattr(HeaderFile, "replace", replaced)
    monkeypatch.setattr(OpenVault, "_put_back", lambda _self, _file, old, _new: old)
    if full:
        monkeypatch.setattr("ehr_desk.vault.openvault.rekey", no_room)
    with pytest.raises(_Died):
        sitting.renew_key(ADA_WORDS)
    monkeypatch.undo()
    _leave(sitting)
    sitting = clinic.unlock()
    assert sitting.key_state.owed is full
    action = KEY_POSTPONED if full else KEY_CHANGED
    assert len(sitting.audit.events(action=action)) == 1
    assert sitting.check().ok
    sitting.lock()


def test_a_header_that_could_not_be_put_back_is_put_back_before_the_next_change(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else somebody who was never enrolled stands in the header of the next change, and the record opens no more."""
    sitting = clinic.unlock()

    def nothing_fits(*_: object) -> None:
        raise DiskFull

    monkeypatch.setattr(HeaderFile, "repair", nothing_fits)
    monkeypatch.setattr(OpenVault, "write", _uncommitted)
    with pytest.raises(DiskFull):
        sitting.enrol(ADA_WORDS, BEN, BEN_WORDS)
    monkeypatch.undo()
    assert [person.staff_id for person in sitting.people] == ["staff-ada"]
    sitting.change_passphrase(ADA_WORDS, "another passphrase of hers")
    assert sitting.check().ok
    sitting.lock()
    clinic.unlock("another passphrase of hers").lock()


def test_what_a_killed_program_had_begun_to_write_is_removed(clinic: Clinic) -> None:
    left: list[Path] = [clinic.folder / "vault.hdr.tmp", clinic.folder / "vault.hdr.prev.tmp"]
    left[0].write_bytes(b"half a header")
    left[1].hardlink_to(clinic.folder / "vault.hdr")
    clinic.unlock().lock()
    assert not any(path.exists() for path in left)
    with pytest.raises(UserError):
        clinic.unlock_ben()
    _sound(clinic)
