"""Which key signs a person's papers: the clinic's, one from a file, one on a card or stick. And the clinic's root."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ehr_desk.common.clock import Clock
from ehr_desk.common.errors import UserError
from ehr_desk.vault.paper_keys import FILE, TOKEN, PaperKeyFacts
from ehr_desk.vault.sitting import Sitting

if TYPE_CHECKING:
    from ehr_desk.documents.imported_keys import ImportedKey
    from ehr_desk.documents.model import Letterhead
    from ehr_desk.documents.tokens import TokenKey
    from ehr_desk.vault.other_certificates import FromElsewhere

_LARGEST = 1024 * 1024


class OwnKeys:
    """The choice of the person at the desk. Files are read and tokens asked here: not on the UI thread."""

    def __init__(self, sitting: Sitting, clock: Clock, letterhead: Callable[[], Letterhead]) -> None:
        self._sitting = sitting
        self._clock = clock
        self._letterhead = letterhead

    def facts(self) -> PaperKeyFacts | None:
        """What is chosen; ``None``: the key the clinic gave signs papers too."""
        return self._sitting.paper_keys.facts()

    @property
    def pin_wanted(self) -> bool:
        """Whether signing a paper needs the PIN of a card or stick; asked once in a sitting, stored nowhere."""
        return self._sitting.paper_keys.pin_wanted

    def give_pin(self, pin: str) -> None:
        """The PIN for this sitting."""
        self._sitting.paper_keys.give_pin(pin)

    def use_file(self, path: Path, password: str, passphrase: str) -> None:
        """Choose the key of a PKCS#12 file for papers. The file itself is needed no more."""
        from ehr_desk.documents.imported_keys import read_pkcs12

        try:
            if path.stat().st_size > _LARGEST:
                raise UserError("This file is too large for a certificate.", "Choose the .p12 or .pfx file.")
            data = path.read_bytes()
        except OSError as error:
            raise UserError("The file cannot be read.", "Check that it is there and that you may open it.") from error
        self._keep(FILE, read_pkcs12(data, password, self._clock.now()), passphrase)

    def token_keys(self, module: str, pin: str) -> list[TokenKey]:
        """The keys on the cards and sticks that are there."""
        from ehr_desk.documents.tokens import list_keys

        return list_keys(module, pin, self._clock.now())

    def use_token(self, key: ImportedKey, passphrase: str) -> None:
        """Choose a key on a card or stick for papers."""
        self._keep(TOKEN, key, passphrase)

    def from_elsewhere(self) -> list[FromElsewhere]:
        """Everybody's certificates from elsewhere, and for which of them an administrator vouched."""
        return self._sitting.authority.from_elsewhere()

    def vouch(self, passphrase: str, fingerprint: str) -> None:
        """Say as an administrator that a certificate from elsewhere is its owner's."""
        self._sitting.authority.vouch(passphrase, fingerprint)
        self._sitting.paper_keys.look()

    def revoke(self, passphrase: str, fingerprint: str, reason: str) -> None:
        """End a certificate from elsewhere as an administrator: it signs no papers here any more."""
        self._sitting.authority.revoke(passphrase, fingerprint, reason)
        self._sitting.paper_keys.look()

    def use_clinics(self) -> None:
        """Papers are signed with the clinic's key again."""
        self._sitting.paper_keys.forget()

    def read_certificate(self, path: Path) -> str:
        """A certificate of a file as PEM (the root of a timestamp authority)."""
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import Encoding

        try:
            data = path.read_bytes()
            pem = data.lstrip().startswith(b"-----")
            found = x509.load_pem_x509_certificate(data) if pem else x509.load_der_x509_certificate(data)
        except (OSError, ValueError) as error:
            raise UserError("This file is no certificate.", "Choose a .cer, .crt or .pem file.") from error
        return found.public_bytes(Encoding.PEM).decode()

    def export_root(self, folder: Path) -> tuple[Path, ...]:
        """Write the root certificate, the lists of revoked certificates and the page that explains both; answers the
        paths, the page last."""
        from ehr_desk.documents.root_letter import FILE_NAME, LETTER_NAME, list_files, root_file, root_letter

        pem, issuing = self._sitting.root_certificate_pem, self._sitting.issuing_certificate_pem
        lists = list_files(pem, issuing, self._sitting.authority.lists())
        letter = root_letter(pem, self._letterhead(), self._clock.local(), list(lists))
        files = {FILE_NAME: root_file(pem), **lists, LETTER_NAME: letter}
        try:
            for name, content in files.items():
                (folder / name).write_bytes(content)
        except OSError as error:
            raise UserError("The files cannot be written there.", "Choose another folder.") from error
        return tuple(folder / name for name in files)

    def _keep(self, kind: str, key: ImportedKey, passphrase: str) -> None:
        self._sitting.paper_keys.keep(
            passphrase, kind, key.certificate_pem.decode(), key.chain_pem.decode(), key.secret
        )
