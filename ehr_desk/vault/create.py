"""Making a new vault: keys, header, clinic authority, empty encrypted database, first audit events."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.clock import Clock, stamp
from ehr_desk.common.errors import UserError
from ehr_desk.common.ids import Ids
from ehr_desk.vault.authority import issue, new_issuing, new_root, root_key_file
from ehr_desk.vault.certificates import fingerprint, load, to_pem
from ehr_desk.vault.enrolment import CREATED, ENROLLED, enrolment_detail, seal_issuing
from ehr_desk.vault.header import Header
from ehr_desk.vault.headerfile import HeaderFile, sync_folder, write_fault, write_file
from ehr_desk.vault.identity import StaffIdentity
from ehr_desk.vault.kdf import KdfLimits
from ehr_desk.vault.keys import VaultKeys, new_key
from ehr_desk.vault.opener import Opener
from ehr_desk.vault.passphrases import chosen
from ehr_desk.vault.people import Person, make_person, new_opened
from ehr_desk.vault.places import require_safe_place
from ehr_desk.vault.recovery import make_recovery, new_code

ROOT_KEY_NAME = "root-key-to-keep-elsewhere.pem"
ROOT_CERTIFICATE_NAME = "clinic-root.cer"


@dataclass(frozen=True)
class Created:
    """What the first page prints on the recovery sheet, once. ``root_key_file`` is to be moved to a medium that
    is kept apart; the root certificate also lies in the folder as DER (``clinic-root.cer``)."""

    recovery_code: str = field(repr=False)
    root_passphrase: str = field(repr=False)
    root_certificate_pem: bytes
    root_key_file: Path


@dataclass(frozen=True)
class _New:
    header: Header
    keys: VaultKeys
    opener: Opener
    administrator: Person
    root_key: ec.EllipticCurvePrivateKey = field(repr=False)
    issuing_key: ec.EllipticCurvePrivateKey = field(repr=False)


def create_vault(
    folder: Path,
    *,
    clinic_name: str,
    administrator: StaffIdentity,
    passphrase: str,
    clock: Clock,
    ids: Ids,
    kdf: KdfLimits,
) -> Created:
    """Make a vault in ``folder``, which must not exist or be empty. It is built beside it and put in place
    whole. The chart's tables are made at the first unlock."""
    words = chosen(passphrase, (clinic_name, administrator.login, administrator.display_name))
    require_safe_place(folder)
    if not clinic_name.strip() or not administrator.display_name.strip() or not administrator.login.strip():
        raise UserError("The clinic and its administrator need a name.", "Fill in every field.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError("The folder is not empty.", "Choose a new or empty folder for the vault.")
    code, root_passphrase = new_code(), new_code()
    work = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.new")
    try:
        work.mkdir(parents=True, mode=0o700)
        new = _make(ids.new(), clinic_name.strip(), administrator, words, code, clock, kdf)
        try:
            _write(work, new, root_passphrase, clock)
        finally:
            new.keys.drop()
        if folder.exists():
            folder.rmdir()
        work.rename(folder)
        sync_folder(folder.parent)
    except OSError as error:
        raise write_fault(error) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    root_pem = new.header.authority.root_pem.encode()
    return Created(code, root_passphrase, root_pem, folder / ROOT_KEY_NAME)


def _make(
    vault_id: str,
    clinic: str,
    identity: StaffIdentity,
    passphrase: bytes,
    code: str,
    clock: Clock,
    kdf: KdfLimits,
) -> _New:
    now, vault_key, compartment_key = clock.now(), new_key(), new_key()
    root_key, root = new_root(clinic, now)
    issuing_key, issuing = new_issuing(clinic, root_key, root, now)
    opened = new_opened()
    certificate = to_pem(issue(identity, opened.signing.public_key(), clinic, issuing_key, issuing, now))
    person = make_person(
        vault_id, 1, identity, opened, certificate, vault_key, compartment_key, passphrase, kdf.calibrate()
    )
    header = Header(
        vault_id=vault_id,
        clinic_name=clinic,
        generation=1,
        key_generation=1,
        people={identity.staff_id: person},
        recovery=make_recovery(vault_id, code, vault_key),
        authority=seal_issuing(vault_id, to_pem(root), to_pem(issuing), issuing_key, compartment_key),
    )
    opener = Opener(identity.staff_id, "", fingerprint(load(certificate)), opened.sign)
    return _New(header, VaultKeys(vault_key), opener, person, root_key, issuing_key)


def _write(folder: Path, new: _New, root_passphrase: str, clock: Clock) -> None:
    root = load(new.header.authority.root_pem)
    write_file(folder / ROOT_CERTIFICATE_NAME, root.public_bytes(Encoding.DER))
    write_file(folder / ROOT_KEY_NAME, root_key_file(new.root_key, root_passphrase))
    _write_database(folder, new, clock)
    HeaderFile(folder).replace(new.header, new.keys)


def _write_database(folder: Path, new: _New, clock: Clock) -> None:
    from ehr_desk.vault.audit import AuditLog, Pending
    from ehr_desk.vault.engine import NAME, open_engine
    from ehr_desk.vault.kept_rows import KEPT, begin, header_changes, told_with, with_detail
    from ehr_desk.vault.meta import Meta, write_meta
    from ehr_desk.vault.register import add_certificate, add_list
    from ehr_desk.vault.sealed_tables import SEALED_APPEND_ONLY
    from ehr_desk.vault.sittings import new_sitting
    from ehr_desk.vault.storage_faults import storage_faults
    from ehr_desk.vault.tables import APPEND_ONLY, METADATA
    from ehr_desk.vault.triggers import create_triggers

    header, now, by = new.header, stamp(clock.now()), new.opener.staff_id
    signatory, key, opened = new_sitting(header.vault_id, new.opener, {"after_unclean_end": False})
    engine = open_engine(folder / NAME, lambda: new.keys.database, create=True)
    try:
        with storage_faults(), engine.execution_options(write=True).begin() as connection:
            METADATA.create_all(connection)
            create_triggers(connection, (*APPEND_ONLY, *SEALED_APPEND_ONLY))
            begin(connection, KEPT)
            root = add_certificate(connection, header.authority.root_pem, "root", "", now, by)
            issuing = add_certificate(connection, header.authority.issuing_pem, "issuing", "", now, by)
            add_certificate(connection, new.administrator.certificate_pem, "person", by, now, by)
            # The root key leaves the house with this: its empty list has to be made now.
            add_list(connection, new.root_key, header.authority.root_pem, (), clock.now())
            add_list(connection, new.issuing_key, header.authority.issuing_pem, (), clock.now())
            write_meta(connection, Meta(header.vault_id, header.generation, root, ""))
            recovery = sha256_hex(header.recovery.public)
            created = Pending(CREATED, detail={"issuing": issuing, "recovery": recovery, "root": root})
            detail = enrolment_detail(header.vault_id, new.administrator, new.opener)
            enrolled = Pending(ENROLLED, "staff", by, detail=detail)
            events = with_detail([opened, created, enrolled], header_changes({}, header))
            AuditLog(signatory, key, clock).append(connection, told_with(connection, events))
    finally:
        engine.dispose()
