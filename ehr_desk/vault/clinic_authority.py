"""The clinic's certificate authority at work: revoking, the lists that say so, and certificates for devices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault.authority import issue, key_from_der, key_to_der
from ehr_desk.vault.certificates import SUPERSEDED, Certificate, issued_by, load, to_pem
from ehr_desk.vault.enrolment import Registrar
from ehr_desk.vault.enrolments import enrolments
from ehr_desk.vault.identity import StaffIdentity
from ehr_desk.vault.issuing import RootKey
from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.other_certificates import FromElsewhere, devices_added, from_elsewhere, never_added
from ehr_desk.vault.register import (
    REVOKED,
    add_certificate,
    add_list,
    all_certificates,
    issuer_of,
    retire_certificate,
    row_print,
)
from ehr_desk.vault.register_check import DEVICE_ADDED
from ehr_desk.vault.revocations import Revocation, revocations, revoked_keys, revoked_with_key
from ehr_desk.vault.signer import PersonSigner
from ehr_desk.vault.staffing import Staffing
from ehr_desk.vault.tables import CERTIFICATE_REVOCATION, DEVICE_KEY, PAPER_KEY, REVOCATION_LIST
from ehr_desk.vault.terms import ISSUING, RECOVER, SET_CLOCK, require_begun, require_going_on
from ehr_desk.vault.unit import Unit
from ehr_desk.vault.vouching import VOUCHED, is_made_out_to, vouching_detail

DEVICE = "Device: "
"""How the common name of a device's certificate begins: it is no person's."""
_OF_DEVICE = "The device's certificate"
_RENEW_DEVICE = (
    "An administrator renews it (Settings, Clinic, Devices that clients sign on), then the client signs again."
)
_REVOCABLE = ("person", "device", "imported")


class ClinicAuthority:
    """What the clinic's authority does besides giving people their keys."""

    def __init__(self, vault: OpenVault, staff_id: str, staffing: Staffing) -> None:
        self._vault = vault
        self._staff_id = staff_id
        self._staffing = staffing

    @property
    def issuing_until(self) -> datetime:
        """The end of the issuing certificate: what it vouches for signs nothing afterwards."""
        return load(self._vault.header.authority.issuing_pem).not_valid_after_utc

    def renew_issuing(self, own_passphrase: str, root: RootKey) -> None:
        """Give the clinic a new issuing certificate (``Staffing``). Needs an administrator and the root key."""
        self._staffing.renew_issuing(own_passphrase, root)

    def lists(self) -> list[bytes]:
        """The newest list (CRL, DER) of the root and of each issuing authority."""
        newest = select(REVOCATION_LIST.c.issuer, func.max(REVOCATION_LIST.c.number)).group_by(REVOCATION_LIST.c.issuer)
        with self._vault.read() as session:
            wanted = {(issuer, number) for issuer, number in session.execute(newest)}
            rows = session.execute(select(REVOCATION_LIST))
            return [row.der for row in rows if (row.issuer, row.number) in wanted]

    def revocations(self) -> list[Revocation]:
        """Every certificate whose key was revoked, under it or under another one."""
        with self._vault.read() as session:
            return revoked_keys(session, self._vault.trust)

    def revoke(self, own_passphrase: str, print_of: str, reason: str, *, since: datetime | None = None) -> None:
        """Revoke a certificate of the register for good, and make a new list. Needs an administrator.

        ``since``: from when it is not to be trusted, as when a key was lost some days ago; now where nothing is said.
        What was signed before, and is proved to be by a timestamp or by the record itself, stays valid.

        A list names only what its issuer issued (RFC 5280, 5.3.3: no indirect lists). The key of an issuing authority
        that was replaced is gone: a certificate of it is revoked in the register, which ``verify`` with the record
        and signing ask, and stands in no list; nor does one from elsewhere, whose issuer knows nothing of it.
        """
        if not reason.strip():
            raise UserError("A reason is missing.", "Say why the certificate must not be trusted any more.")
        issuing, now = self._vault.header.authority.issuing_pem, self._vault.clock.now()
        if since is not None and since > now:
            raise UserError("The day lies in the future.", "Choose today, or the day on which the key was lost.")
        registrar, _ = self._staffing.registrar(own_passphrase)
        with self._vault.write() as unit:
            found = next((one for one in all_certificates(unit.session) if one.fingerprint == print_of), None)
            if found is None or found.kind not in _REVOCABLE:
                raise UserError("The clinic issued no such certificate.", "Choose one of the list.")
            if any(one.certificate.fingerprint == print_of for one in revocations(unit.session, self._vault.trust)):
                raise UserError("This certificate is revoked already.", "Nothing is left to do.")
            row = {
                "fingerprint": print_of,
                "at": stamp(since or now),
                "revoked_by": self._staff_id,
                "reason": reason.strip(),
            }
            made_up = select(CERTIFICATE_REVOCATION.c.at).where(CERTIFICATE_REVOCATION.c.fingerprint == print_of)
            if unit.session.execute(made_up).first() is None:  # past the program: it keeps nobody from revoking
                unit.session.execute(insert(CERTIFICATE_REVOCATION).values(row))
            unit.session.execute(delete(PAPER_KEY).where(PAPER_KEY.c.certificate == found.pem))
            unit.session.execute(delete(DEVICE_KEY).where(DEVICE_KEY.c.fingerprint == print_of))
            listed = issued_by(load(found.pem), load(issuing))
            if listed:
                # The event of this one is written with the transaction's last word.
                gone = [*self._serials(unit.session, issuing), (load(found.pem).serial_number, since or now)]
                add_list(unit.session, registrar.issuing_key, issuing, gone, now)
            unit.record(
                REVOKED,
                entity="staff" if found.staff_id else "device",
                entity_id=found.staff_id or print_of,
                detail={"certificate": print_of, "listed": listed, "at": row["at"], "row": row_print(**row)},
            )

    def ended(self) -> dict[str, int]:
        """By fingerprint: the number of the event with which a certificate was taken out of use, of those that count
        (``Enrolments``)."""
        with self._vault.read() as session:
            return {each: event.seq for each, event in enrolments(session, self._vault.trust).keys.ended.items()}

    def revocation_of(self, print_of: str) -> Revocation | None:
        """Since when and why a certificate, or the key in it, is revoked; ``None`` where it is not."""
        with self._vault.read() as session:
            pem = next((one.pem for one in all_certificates(session) if one.fingerprint == print_of), "")
            return revoked_with_key(session, self._vault.trust, pem) if pem else None

    def from_elsewhere(self) -> list[FromElsewhere]:
        """The certificates from elsewhere that staff members brought for papers, and whether somebody vouched."""
        with self._vault.read() as session:
            return from_elsewhere(session, self._vault.trust)

    def vouch(self, own_passphrase: str, print_of: str) -> None:
        """Say that a certificate from elsewhere is its owner's: papers are signed with it from now on. Needs an
        administrator, who has seen that it is (the certificate itself proves nothing)."""
        _, opener = self._staffing.registrar(own_passphrase)
        with self._vault.write() as unit:
            known = from_elsewhere(unit.session, self._vault.trust)
            found = next((one for one in known if one.certificate.fingerprint == print_of), None)
            if found is None or found.ended or not found.name:
                raise UserError("There is no such certificate to vouch for.", "Choose one of the list.")
            if not is_made_out_to(found.certificate.pem, found.name):
                raise UserError("The certificate bears another name.", "Its owner can bring another one.")
            staff_id = found.certificate.staff_id
            detail = vouching_detail(self._vault.header.vault_id, print_of, staff_id, opener)
            unit.record(VOUCHED, entity="staff", entity_id=staff_id, detail=detail)

    def add_device(self, own_passphrase: str, name: str) -> Certificate:
        """A key and certificate for a device that clients sign on by hand. Needs an administrator."""
        name = name.strip()
        if not name or len(name) > 40:
            raise UserError("The device needs a short name.", "Call it by its place, for example front desk tablet.")
        registrar, _ = self._staffing.registrar(own_passphrase)
        with self._vault.write() as unit:
            print_of = self._issue_device(unit, registrar, name)
            unit.record(DEVICE_ADDED, entity="device", entity_id=print_of, detail={"certificate": print_of})
        return next(one for one in self.known_devices() if one.fingerprint == print_of)

    def renew_device(self, own_passphrase: str, print_of: str) -> Certificate:
        """A new key and certificate for the same device, before the old one ends or where it is of no use. The old one
        seals nothing any more; what it sealed stays good. Needs an administrator."""
        registrar, _ = self._staffing.registrar(own_passphrase)
        if all(one.fingerprint != print_of for one in self.known_devices()):
            raise UserError("There is no such device.", "Choose one of the list, or add it anew.")
        with self._vault.write() as unit:
            session, now = unit.session, stamp(self._vault.clock.now())
            name = str(session.scalar(select(DEVICE_KEY.c.name).where(DEVICE_KEY.c.fingerprint == print_of)))
            session.execute(delete(DEVICE_KEY).where(DEVICE_KEY.c.fingerprint == print_of))
            fresh = self._issue_device(unit, registrar, name)
            detail = {"certificate": fresh, "before": print_of}
            unit.record(DEVICE_ADDED, entity="device", entity_id=fresh, detail=detail)
            retire_certificate(unit, print_of, now, self._staff_id, SUPERSEDED)
        return next(one for one in self.known_devices() if one.fingerprint == fresh)

    def _issue_device(self, unit: Unit, registrar: Registrar, name: str) -> str:
        """Make key and certificate of a device, and keep both; answers the fingerprint."""
        key, at, header = ec.generate_private_key(ec.SECP256R1()), self._vault.clock.now(), self._vault.header
        identity, issuing = StaffIdentity("", "", f"{DEVICE}{name}", ""), load(header.authority.issuing_pem)
        pem = to_pem(issue(identity, key.public_key(), header.clinic_name, registrar.issuing_key, issuing, at))
        print_of = add_certificate(unit.session, pem, "device", "", stamp(at), self._staff_id)
        unit.session.execute(insert(DEVICE_KEY).values(fingerprint=print_of, name=name, pkcs8=key_to_der(key)))
        return print_of

    def never_added(self) -> dict[str, str]:
        """The certificates of people and devices in the register that nobody with the right put there: by fingerprint,
        the sentence about it."""
        with self._vault.read() as session:
            return never_added(session, self._vault.trust)

    def known_devices(self) -> list[Certificate]:
        """The devices that an administrator added, that have a key here and are not revoked, by name; also those
        outside of their term."""
        with self._vault.read() as session:
            held = set(session.scalars(select(DEVICE_KEY.c.fingerprint)))
            if not held:
                return []
            gone = {one.certificate.fingerprint for one in revocations(session, self._vault.trust)}
            held &= devices_added(session, enrolments(session, self._vault.trust))
            found = [one for one in all_certificates(session) if one.fingerprint in held - gone]
        return sorted(found, key=lambda one: one.name.casefold())

    def devices(self) -> list[Certificate]:
        """The devices whose certificates are valid now, by name."""
        now = self._vault.clock.now()
        return [one for one in self.known_devices() if one.not_before <= now <= one.not_after]

    @contextmanager
    def device_signer(self, print_of: str) -> Iterator[PersonSigner]:
        """A device's signature for one act. Refuses a certificate before its begin and after its end, or its issuer's:
        nobody outside could hold the signature true."""
        device = next((one for one in self.known_devices() if one.fingerprint == print_of), None)
        if device is None:
            raise UserError("This device has no valid certificate.", "An administrator can issue one.")
        with self._vault.read() as session:
            issuing, now = issuer_of(session, device.pem), self._vault.clock.local()
        require_begun(ISSUING, issuing, now, f"{RECOVER} {SET_CLOCK}")
        require_begun(_OF_DEVICE, device.pem, now, f"{_RENEW_DEVICE} {SET_CLOCK}")
        require_going_on(ISSUING, issuing, now, "what it vouches for signs nothing", RECOVER)
        require_going_on(_OF_DEVICE, device.pem, now, "it signs nothing", _RENEW_DEVICE)
        with self._vault.read() as session:
            pkcs8 = session.scalar(select(DEVICE_KEY.c.pkcs8).where(DEVICE_KEY.c.fingerprint == print_of))
        chain = (issuing, self._vault.header.authority.root_pem)
        signer = PersonSigner("", device.pem, chain, key_from_der(pkcs8 or b""))
        try:
            yield signer
        finally:
            signer.drop()

    def _serials(self, session: Session, issuing_pem: str) -> list[tuple[int, datetime]]:
        """What an issuing authority issued and was revoked."""
        issuer = load(issuing_pem)
        gone = [(load(one.certificate.pem), one.at) for one in revocations(session, self._vault.trust)]
        return [(certificate.serial_number, at) for certificate, at in gone if issued_by(certificate, issuer)]
