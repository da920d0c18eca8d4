"""A person's own certificate from elsewhere, kept for signing papers: its secret opens with their passphrase only."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault.certificates import Certificate, describe, fingerprint, load
from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.own_access import OwnAccess
from ehr_desk.vault.people import OpenedPerson
from ehr_desk.vault.register import add_certificate, known_certificate
from ehr_desk.vault.seal import CannotOpen, seal, unseal
from ehr_desk.vault.signer import OpenedPaperKey
from ehr_desk.vault.tables import PAPER_KEY

FILE, TOKEN = "file", "token"


@dataclass(frozen=True)
class PaperKeyFacts:
    """Which certificate from elsewhere somebody signs papers with. ``kind``: file or token."""

    kind: str
    certificate: Certificate


class PaperKeys:
    """The certificate from elsewhere of the person at the desk, if they chose one.

    The PIN of a token is asked once in a sitting, kept in memory until the desk locks, and stored nowhere.
    """

    def __init__(self, vault: OpenVault, staff_id: str, own: OwnAccess) -> None:
        self._vault = vault
        self._staff_id = staff_id
        self._own = own
        self._pin = ""
        found = self.facts()
        self._token = found is not None and found.kind == TOKEN

    @property
    def pin_wanted(self) -> bool:
        """Whether the next signature on a paper needs the PIN of a token. Asks memory only."""
        return self._token and not self._pin

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
        return PaperKeyFacts(row.kind, describe(row.certificate, "imported", self._staff_id)) if row else None

    def keep(self, passphrase: str, kind: str, certificate_pem: str, chain_pem: str, secret: bytes) -> None:
        """From now on papers are signed with this. The certificate is entered in the clinic's register for good."""
        opened = self._own.open_to_sign(passphrase)
        now, print_of = stamp(self._vault.clock.now()), fingerprint(load(certificate_pem))
        sealed = seal(opened.user_key, secret, self._bound(print_of))
        with self._vault.write() as unit:
            if not known_certificate(unit.session, print_of):
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
            self._token, self._pin = kind == TOKEN, ""
            unit.record("paper_key.chosen", entity="staff", entity_id=self._staff_id, detail={"certificate": print_of})

    def forget(self) -> None:
        """Papers are signed with the clinic's key again."""
        self._token, self._pin = False, ""
        with self._vault.write() as unit:
            gone = unit.session.execute(delete(PAPER_KEY).where(PAPER_KEY.c.staff_id == self._staff_id))
            if gone.rowcount:  # type: ignore[attr-defined]
                unit.record("paper_key.forgotten", entity="staff", entity_id=self._staff_id)

    def opened(self, opened: OpenedPerson) -> OpenedPaperKey | None:
        """The key for one act, with the person's keys open."""
        with self._vault.read() as session:
            row = session.execute(select(PAPER_KEY).where(PAPER_KEY.c.staff_id == self._staff_id)).first()
        if row is None:
            return None
        try:
            secret = unseal(opened.user_key, row.sealed, self._bound(fingerprint(load(row.certificate))))
        except CannotOpen as error:
            raise UserError(
                "Your own certificate was imported before you got new keys, and opens no more.",
                "In the settings, part Signing keys, import it again or choose the clinic's key.",
            ) from error
        return OpenedPaperKey(row.kind, row.certificate, row.chain, secret, self._pin, self.drop_pin)

    def _bound(self, print_of: str) -> list[object]:
        return [self._vault.header.vault_id, self._staff_id, "paper key", print_of]
