"""What is still in memory: a person's keys are there for one act, and after the lock nothing that opens anything is."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ehr_desk.vault.certificates import public_key_der
from ehr_desk.vault.enrolment import open_registrar
from ehr_desk.vault.factors import Second
from ehr_desk.vault.faults import SittingClosed
from ehr_desk.vault.header import read_header
from ehr_desk.vault.keys import VaultKeys
from ehr_desk.vault.passphrases import typed
from ehr_desk.vault.people import OpenedPerson, open_person, open_vault_key
from ehr_desk.vault.recovery import read_code, signing_key
from ehr_desk.vault.signer import OpenedPaperKey
from tests.vault.clinic import ADA, ADA_WORDS, Clinic


def _reachable() -> Iterator[object]:
    """Everything that the collector can get at, also what it does not track itself (bytes, keys)."""
    gc.collect()
    waiting = gc.get_objects()
    kept = [waiting]  # ids are of use only while their objects live
    seen = {id(waiting), id(kept)}
    seen.add(id(seen))
    while waiting:
        following: list[object] = []
        for one in waiting:
            if id(one) not in seen:
                seen.add(id(one))
                following.extend(gc.get_referents(one))
                yield one
        kept.append(following)
        seen.add(id(following))
        waiting = following


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


@dataclass(frozen=True)
class Wanted:
    """Hashes only, so that the search does not find itself: secret bytes, and the public halves of private keys."""

    secrets: frozenset[bytes]
    publics: frozenset[bytes]

    def found(self) -> set[str]:
        """What of it is in memory."""
        return {said for one in _reachable() if (said := self._said(one))}

    def _said(self, one: object) -> str:
        if isinstance(one, OpenedPerson):
            return "opened person"
        if isinstance(one, ec.EllipticCurvePrivateKey):
            return "signing key" if _digest(public_key_der(one.public_key())) in self.publics else ""
        if isinstance(one, X25519PrivateKey):
            return "exchange key" if _digest(one.public_key().public_bytes_raw()) in self.publics else ""
        known = isinstance(one, (bytes, bytearray)) and len(one) == 32 and _digest(bytes(one)) in self.secrets
        return "secret bytes" if known else ""


def _of_ada(clinic: Clinic, *, with_the_records: bool) -> Wanted:
    header = read_header((clinic.folder / "vault.hdr").read_bytes()).header
    person = header.people[ADA.staff_id]
    opened = open_person(header.vault_id, person, typed(ADA_WORDS), clinic.kdf)
    vault_key = open_vault_key(header.vault_id, header.key_generation, person, opened)
    publics = (public_key_der(opened.signing.public_key()), opened.exchange.public_key().public_bytes_raw())
    secrets = [opened.user_key, vault_key]
    if with_the_records:
        keys = VaultKeys(vault_key)
        secrets += [keys.database, keys.blobs]
        keys.drop()
    return Wanted(frozenset(map(_digest, secrets)), frozenset(map(_digest, publics)))


def test_the_search_finds_what_is_there(clinic: Clinic) -> None:
    header = read_header((clinic.folder / "vault.hdr").read_bytes()).header
    opened = open_person(header.vault_id, header.people[ADA.staff_id], typed(ADA_WORDS), clinic.kdf)
    found = _of_ada(clinic, with_the_records=False).found()
    assert found == {"opened person", "signing key", "exchange key", "secret bytes"}
    assert opened.user_key


def test_after_the_unlock_and_after_each_act_nothing_of_the_persons_keys_stays(clinic: Clinic) -> None:
    wanted = _of_ada(clinic, with_the_records=False)
    sitting = clinic.unlock()
    assert wanted.found() == set()
    with sitting.signer(ADA_WORDS) as signer:
        signer.sign(b"something")
        assert wanted.found() == {"signing key"}
    assert wanted.found() == set()
    sitting.lock()


def test_after_the_lock_no_key_stays(clinic: Clinic) -> None:
    wanted = _of_ada(clinic, with_the_records=True)
    sitting = clinic.unlock()
    clinic.add_note(sitting, "written")
    sitting.change_passphrase(ADA_WORDS, "another long passphrase")
    sitting.renew_certificate("another long passphrase", ADA)
    sitting.lock()
    assert wanted.found() == set()


def test_after_the_lock_of_a_recovery_sitting_no_key_stays(clinic: Clinic) -> None:
    wanted = _of_ada(clinic, with_the_records=True)
    code = read_code(clinic.created.recovery_code)
    slot = read_header((clinic.folder / "vault.hdr").read_bytes()).header.recovery
    of_the_sheet = public_key_der(signing_key(code, slot.salt).public_key())
    wanted = Wanted(wanted.secrets, wanted.publics | {_digest(of_the_sheet)})
    recovery = clinic.recover()
    recovery.lock()
    assert wanted.found() == set()
    with pytest.raises(SittingClosed):
        recovery.grant(ADA.staff_id, "a new way in for Ada", root_key=b"", root_passphrase="")


def test_no_secret_stands_in_what_python_prints(clinic: Clinic) -> None:
    header = read_header((clinic.folder / "vault.hdr").read_bytes()).header
    person = header.people[ADA.staff_id]
    opened = open_person(header.vault_id, person, typed(ADA_WORDS), clinic.kdf)
    vault_key = open_vault_key(header.vault_id, header.key_generation, person, opened)
    registrar = open_registrar(header, person, opened, vault_key)
    second, paper = Second("key_stick", {}, b"secret"), OpenedPaperKey("file", "", "", b"secret")
    printed = " ".join(repr(one) for one in (opened, registrar, second, paper, clinic.created))
    for secret in (opened.user_key, vault_key, registrar.compartment_key, b"secret"):
        assert repr(secret) not in printed
    for words in ("PrivateKey", clinic.created.recovery_code, clinic.created.root_passphrase):
        assert words not in printed
