"""What a signature of one's own asks for, and the signature: for one act, with the passphrase typed at that moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ehr_desk.vault.openvault import OpenVault
from ehr_desk.vault.own_access import OwnAccess
from ehr_desk.vault.paper_keys import PaperKeys
from ehr_desk.vault.register import issuer_of
from ehr_desk.vault.revocations import require_not_revoked
from ehr_desk.vault.signer import PersonSigner
from ehr_desk.vault.terms import ISSUING, RECOVER, SET_CLOCK, require_begun, require_going_on

_ASK_TO_RENEW = "Ask an administrator to renew it (Settings, Staff, Renew certificate), then sign again."


class OwnSigning:
    """The signing of one person at the desk."""

    def __init__(self, vault: OpenVault, staff_id: str, own: OwnAccess, paper_keys: PaperKeys) -> None:
        self._vault = vault
        self._staff_id = staff_id
        self._own = own
        self._paper_keys = paper_keys

    @contextmanager
    def signer(self, passphrase: str) -> Iterator[PersonSigner]:
        """The signature, which is dropped at the end."""
        opened, mine = self._own.open_to_sign(passphrase), self._own.me.certificate_pem
        chain = self._good_chain(mine)
        signer = PersonSigner(self._staff_id, mine, chain, opened.signing, self._paper_keys.opened(opened))
        del opened
        try:
            yield signer
        finally:
            signer.drop()

    def require_may_sign(self) -> None:
        """Refuses what :meth:`signer` would refuse with the right passphrase: before somebody else's work is for
        nothing, as a client's who draws."""
        self._own.require_may_sign()
        self._good_chain(self._own.me.certificate_pem)

    def _good_chain(self, mine: str) -> tuple[str, str]:
        """Issuing and root certificate of this person's, which is not revoked and in its term: a signature before the
        begin of a certificate or after its end is one that nobody outside could hold true."""
        with self._vault.read() as session:
            require_not_revoked(session, self._vault.trust, mine, self._vault.clock)
            issuing = issuer_of(session, mine)
        now = self._vault.clock.local()
        require_begun(ISSUING, issuing, now, f"{RECOVER} {SET_CLOCK}")
        require_begun("Your certificate", mine, now, f"{_ASK_TO_RENEW} {SET_CLOCK}")
        require_going_on(ISSUING, issuing, now, "what it vouches for signs nothing", RECOVER)
        require_going_on("Your certificate", mine, now, "it signs nothing", _ASK_TO_RENEW)
        return issuing, self._vault.header.authority.root_pem
