"""A new key for the record, so that whoever had the old one opens nothing that is written from now on.

    header with the next key, wrapped to whoever stays -> the whole database encrypted anew -> final header

Each arrow may be where the program dies: the next unlock of anybody who stays goes on from there. Nobody else reads
or writes meanwhile; their work waits. What was copied or backed up before stays readable to whoever could read it.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Connection

from ehr_desk.common.errors import UserError
from ehr_desk.vault.audit import AuditEvent, Pending
from ehr_desk.vault.certificates import ec_public_key, load, verify_with_key
from ehr_desk.vault.engine import NAME
from ehr_desk.vault.enrolment import Registrar
from ehr_desk.vault.enrolment_check import person_faults
from ehr_desk.vault.enrolments import KEY_BEGUN, KEY_CHANGED, KEY_POSTPONED, Enrolments
from ehr_desk.vault.faults import HeaderChanged, VaultBusy
from ehr_desk.vault.header import Header
from ehr_desk.vault.keys import new_key
from ehr_desk.vault.meta import get_value, set_value
from ehr_desk.vault.next_key import NextKey, make_next, statement
from ehr_desk.vault.opener import Opener
from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.recovery import make_recovery, new_code
from ehr_desk.vault.register import all_certificates
from ehr_desk.vault.seal import b64
from ehr_desk.vault.trust import trusted_people
from ehr_desk.vault.unit import Unit

SHEET_KEPT = "recovery.sheet_kept"
_OWED, _KEPT = "record_key_owed", "recovery_sheet_kept"
_MEGABYTE = 1 << 20
_SPARE = 32 * _MEGABYTE
_LOOK_SECONDS = 0.1

Progress = Callable[[str, float], object]
"""Told the step that begins (``waiting``, ``checking``, ``encrypting``, ``finishing``) and how far it is, 0 to 1."""


def quiet(_step: str, _done: float) -> None:
    """Nobody looks."""


@dataclass(frozen=True)
class Sheet:
    """A new recovery sheet, shown and printed once. The sheets before it still open backups made in their time."""

    number: int
    code: str = field(repr=False)


@dataclass(frozen=True)
class KeyState:
    """``sheet``: number of the recovery sheet that is valid now; ``sheet_kept``: whether somebody said that it is
    printed; ``owed``: access has ended and the key could not be changed."""

    sheet: int
    sheet_kept: bool
    owed: bool


def key_state(vault: OpenVault) -> KeyState:
    """What an administrator should know about key and sheet."""
    sheet = vault.header.recovery.sheet
    with vault.read() as session:
        kept, owed = get_value(session, _KEPT), get_value(session, _OWED)
    return KeyState(sheet, sheet == 1 or kept == str(sheet), bool(owed))


def keep_sheet(vault: OpenVault, number: int) -> None:
    """Somebody said that the sheet is printed and kept safe."""
    with vault.write() as unit:
        set_value(unit.session, _KEPT, str(number))
        unit.record(SHEET_KEPT, detail={"sheet": number})


def rotate(
    vault: OpenVault,
    registrar: Registrar,
    opener: Opener,
    change: Callable[[Header], Header],
    fill: Callable[[Unit], None],
    progress: Progress = quiet,
) -> Sheet:
    """Change the header, and give the record a new key for whoever remains in it. ``fill`` writes the rows that belong
    to the change. Nothing has happened when this raises before the first step is stored; where only the encryption
    fails (the disk is full), the change stands and the new key is owed."""
    progress("waiting", 0.0)
    with vault.alone():
        header = vault.header
        if header.key_generation != registrar.header.key_generation:
            raise VaultBusy
        _require_room(vault.folder)
        progress("checking", 0.0)
        changed = change(header)
        _require_true_keys(vault, changed)
        vault_key, code = new_key(), new_code()
        pending = _pending(changed, registrar.vault_key, vault_key, code, opener)

        def begin(unit: Unit) -> None:
            fill(unit)
            signed = {"signature": b64(pending.signature), "signed_by": pending.signed_by}
            unit.record(KEY_BEGUN, detail={**pending.detail(), **signed})

        began = replace(changed.with_next(pending), generation=header.generation + 1)
        vault.change_header(lambda _: began, begin)
        finish(vault, vault_key, progress)
    return Sheet(pending.recovery.sheet, code)


def finish(vault: OpenVault, vault_key: bytes, progress: Progress = quiet, *, encrypted: bool = False) -> None:
    """From the header with the next key to the final one; only within ``alone``. ``encrypted``: the database has the
    new key already, and so has ``vault``."""
    _require_signed(vault)
    if not encrypted:
        try:
            with _watched(vault.folder, progress):
                vault.rekey(vault_key)
        except UserError:
            give_up(vault)
            raise
    progress("finishing", 1.0)

    def fill(unit: Unit) -> None:
        set_value(unit.session, _OWED, "")
        now = vault.header.next
        detail = {"key_gen": now.key_generation, "sheet": now.recovery.sheet} if now else {}
        unit.record(KEY_CHANGED, detail=detail)

    vault.change_header(lambda header: header.with_next_done(), fill)


def give_up(vault: OpenVault) -> None:
    """Go on with the old key; whoever was to lose access has lost it, the new key is owed."""

    def fill(unit: Unit) -> None:
        set_value(unit.session, _OWED, "1")
        unit.record(KEY_POSTPONED)

    vault.change_header(lambda header: header.with_next(None), fill)


def told_late(connection: Connection, header: Header, begun: AuditEvent | None) -> list[Pending]:
    """What a program that was killed between header and record could not enter any more: that the new key is in force,
    or that it is owed. For the unlock that brings the two together; ``begun`` as in ``Enrolments``."""
    if header.next is not None or begun is None:
        return []
    changed = begun.detail["key_gen"] == header.key_generation
    set_value(connection, _OWED, "" if changed else "1")
    detail = {"key_gen": header.key_generation, "sheet": header.recovery.sheet} if changed else {}
    return [Pending(KEY_CHANGED if changed else KEY_POSTPONED, detail=detail)]


def _pending(header: Header, old: bytes, new: bytes, code: str, opener: Opener) -> NextKey:
    recovery = make_recovery(header.vault_id, code, new, header.recovery)
    made = make_next(header.vault_id, header.key_generation + 1, header.people, recovery, old, new)
    signature = opener.sign(statement(header.vault_id, made.detail()))
    return replace(made, signed_by=opener.signed_by, signature=signature)


def _require_room(folder: Path) -> None:
    """The engine writes every page once more before the old ones go."""
    needed = (folder / NAME).stat().st_size * 5 // 4 + _SPARE
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise UserError(
            f"The disk has too little room to encrypt the record anew: {needed // _MEGABYTE} MB are needed, "
            f"{free // _MEGABYTE} MB are free.",
            "Free some space on the disk that holds the record, then do it again. Nothing was changed.",
        )


def _require_true_keys(vault: OpenVault, header: Header) -> None:
    """Everybody whom the new key is wrapped to was enrolled by an administrator and vouches for their exchange key:
    somebody could have put a key of their own under a colleague's name before they left."""
    with vault.read() as session:
        trusted = trusted_people(header.authority.root_pem, all_certificates(session))
        enrolments = Enrolments(session, vault.trust, trusted)
        for person in header.people.values():
            fault = next(person_faults(enrolments, header.vault_id, person), "") if not person.retired else ""
            if fault:
                raise HeaderChanged(fault[0].lower() + fault[1:])


def _require_signed(vault: OpenVault) -> None:
    """The next key was made by an administrator who is one still; the header's MAC does not say so."""
    pending, header = vault.header.next, vault.header
    if pending is None or pending.key_generation != header.key_generation + 1:
        raise HeaderChanged("the next key in it does not follow the present one.")
    with vault.read() as session:
        trusted = trusted_people(header.authority.root_pem, all_certificates(session))
        out_of_use = Enrolments(session, vault.trust, trusted).keys.out_of_use(pending.signed_by)
    signer = trusted.get(pending.signed_by)
    person = header.people.get(signer.staff_id) if signer else None
    if signer is None or out_of_use or person is None or not person.administrator:
        raise HeaderChanged("the next key in it was not made by an administrator.")
    covered = statement(header.vault_id, pending.detail())
    if not verify_with_key(ec_public_key(load(signer.pem)), covered, pending.signature):
        raise HeaderChanged("the next key in it is not the one that an administrator made.")


@contextlib.contextmanager
def _watched(folder: Path, progress: Progress) -> Iterator[None]:
    """Tell how far the encryption is: the engine is silent, but its log grows to the size of the database."""
    done, log = threading.Event(), folder / f"{NAME}-wal"
    size = max(1, (folder / NAME).stat().st_size)

    def look() -> None:
        while not done.wait(_LOOK_SECONDS):
            with contextlib.suppress(OSError):
                progress("encrypting", min(1.0, log.stat().st_size / size))

    progress("encrypting", 0.0)
    thread = threading.Thread(target=look, name="desk-rotation")
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
