"""A person's own certificate from elsewhere, kept for signing papers: its secret opens with their passphrase only.

It signs nothing until an administrator has said that it is theirs (``vouching``); until then the clinic's key does.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault.certificates import Certificate, describe, fingerprint, load
from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.other_certificates import from_elsewhere
from ehr_desk.vault.own_access import OwnAccess
from ehr_desk.vault.people import OpenedPerson
from ehr_desk.vault.register import add_certificate, all_certificates
from ehr_desk.vault.seal import CannotOpen, seal, unseal
from ehr_desk.vault.signer import OpenedPaperKey
from ehr_desk.vault.tables import PAPER_KEY
from ehr_desk.vault.terms import SET_CLOCK, require_begun, require_going_on
from ehr_desk.vault.vouching import claims_issuer, is_made_out_to, made_out_to

_MINE = "Your certificate from elsewhere"
_OTHER_KEY = "In the settings, part Signing, import another one or choose the clinic's key, then sign again."
FILE, TOKEN = "file", "token"


@dataclass(frozen=True)
class PaperKeyFacts:
    """Which certificate from elsewhere somebody chose for papers. ``kind``: file or token. ``vouched``: it signs them;
    else the clinic's key does, until an administrator has said that the certificate is theirs."""

    kind: str
    certificate: Certificate
    vouched: bool


class PaperKeys:
    """The certificate from elsewhere of the person at the desk, if they chose one.

    The PIN of a token is asked once in a sitting, kept in memory until the desk locks, and stored nowhere.
    """

    def __init__(self, vault: OpenVault, staff_id: str, own: OwnAccess) -> None:
        self._vault = vault
        self._staff_id = staff_id
        self._own = own
        self._pin = ""
        self._token = False
        self.look()

    @property
    def pin_wanted(self) -> bool:
        """Whether the next signature on a paper needs the PIN of a token. Asks memory only."""
        return self._token and not self._pin

    def look(self) -> None:
        """Look again what is chosen: an administrator may have vouched for it."""
        found = self.facts()
        self._token = found is not None and found.kind == TOKEN and found.vouched

    def give_pin(self, pin: str) -> None:
        """The PIN of the token, for this sitting."""
        self._pin = pin

    def drop_pin(self) -> None:
        """Forget the PIN: it was wrong, or the desk locks."""
        self._pin = ""

    def facts(self) -> PaperKeyFacts | None:
        """What is chosen now; ``None``: the key the clinic gave them signs papers too."""
        with self._vault.read() as session:
            row = session.execute(select(PAPER_KEY).where(PAPER_KEY.c.staff_id == self._staff_id)).first()
            if row is None:
                return None
            certificate = describe(row.certificate, "imported", self._staff_id)
            return PaperKeyFacts(row.kind, certificate, self._vouched(session, certificate.fingerprint))

    def keep(self, passphrase: str, kind: str, certificate_pem: str, chain_pem: str, secret: bytes) -> None:
        """Choose this for papers; it signs them once an administrator has vouched for it. The certificate is entered in
        the clinic's register for good. Refuses one that is made out to somebody else, or names the clinic as issuer."""
        self._require_own(certificate_pem)
        opened = self._own.open_to_sign(passphrase)
        now, print_of = stamp(self._vault.clock.now()), fingerprint(load(certificate_pem))
        sealed = seal(opened.user_key, secret, self._bound(print_of))
        with self._vault.write() as unit:
            if not self._known(unit.session, print_of):
                add_certificate(unit.session, certificate_pem, "imported", self._staff_id, now, self._staff_id)
            unit.session.execute(delete(PAPER_KEY).where(PAPER_KEY.c.staff_id == self._staff_id))
            unit.session.execute(
                insert(PAPER_KEY).values(
                    staff_id=self._staff_id,
                    kind=kind,
                    certificate=certificate_pem,
                    chain=chain_pem,
                    sealed=sealed,
                    added_at=now,
                )
            )
            unit.record("paper_key.chosen", entity="staff", entity_id=self._staff_id, detail={"certificate": print_of})
        self._pin = ""
        self.look()

    def forget(self) -> None:
        """Papers are signed with the clinic's key again."""
        self._token, self._pin = False, ""
        with self._vault.write() as unit:
            gone = unit.session.execute(delete(PAPER_KEY).where(PAPER_KEY.c.staff_id == self._staff_id))
            if gone.rowcount:  # type: ignore[attr-defined]
                unit.record("paper_key.forgotten", entity="staff", entity_id=self._staff_id)

    def opened(self, opened: OpenedPerson) -> OpenedPaperKey | None:
        """The key for one act, with the person's keys open; ``None``: the clinic's key signs."""
        with self._vault.read() as session:
            row = session.execute(select(PAPER_KEY).where(PAPER_KEY.c.staff_id == self._staff_id)).first()
            if row is None or not self._vouched(session, fingerprint(load(row.certificate))):
                return None
        now, remedy = self._vault.clock.local(), f"{_OTHER_KEY} {SET_CLOCK}"
        require_begun(_MINE, row.certificate, now, remedy)
        require_going_on(_MINE, row.certificate, now, "it signs no papers", remedy)
        try:
            secret = unseal(opened.user_key, row.sealed, self._bound(fingerprint(load(row.certificate))))
        except CannotOpen as error:
            raise UserError(
                "Your own certificate was imported before you got new keys, and opens no more.",
                "In the settings, part Signing, import it again or choose the clinic's key.",
            ) from error
        return OpenedPaperKey(row.kind, row.certificate, row.chain, secret, self._pin, self.drop_pin)

    def _vouched(self, session: Session, print_of: str) -> bool:
        found = from_elsewhere(session, self._vault.trust)
        return any(
            one.vouched and not one.ended and one.certificate.staff_id == self._staff_id
            for one in found
            if one.certificate.fingerprint == print_of
        )

    def _known(self, session: Session, print_of: str) -> bool:
        """Whether it stands in the register, as this person's; refuses one that is somebody else's or was ended."""
        if all(one.fingerprint != print_of for one in all_certificates(session)):
            return False
        brought = from_elsewhere(session, self._vault.trust)
        mine = next((one for one in brought if one.certificate.fingerprint == print_of), None)
        if mine is None or mine.certificate.staff_id != self._staff_id:
            raise UserError("This certificate belongs to somebody else here.", "Choose your own.")
        if mine.ended:
            raise UserError(
                "This certificate was ended here, with the keys you had when you brought it or because it was revoked.",
                "Choose another one, or sign papers with the clinic's key.",
            )
        return True

    def _require_own(self, pem: str) -> None:
        mine, authority = self._own.me.identity.display_name, self._vault.header.authority
        if claims_issuer(pem, authority.root_pem, authority.issuing_pem):
            raise UserError(
                "This certificate says that the clinic issued it, and the clinic did not.",
                "Choose a certificate of a provider, or sign papers with the clinic's key.",
            )
        if not is_made_out_to(pem, mine):
            raise UserError(
                f"This certificate is made out to {made_out_to(pem) or 'nobody'}, not to {mine}.",
                "Choose your own; where your name is written otherwise here, ask an administrator to correct it.",
            )

    def _bound(self, print_of: str) -> list[object]:
        return [self._vault.header.vault_id, self._staff_id, "paper key", print_of]
