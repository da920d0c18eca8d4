"""One page for whoever receives our papers: how to make their PDF reader know the clinic's root certificate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from ehr_desk.documents.days import day
from ehr_desk.documents.model import (
    Block,
    Bullets,
    ClientHeader,
    Document,
    Fact,
    Heading,
    Letterhead,
    Panel,
    Paragraph,
    sentences,
)
from ehr_desk.documents.render import Press

FILE_NAME = "clinic-root.cer"
LETTER_NAME = "clinic-root-instructions.pdf"
LIST_NAME = "clinic-revoked.crl"
"""The list of the present issuing authority; those of root and earlier authorities have a word or number added."""


def root_file(root_pem: str) -> bytes:
    """The root certificate as other programs read it (DER)."""
    return x509.load_pem_x509_certificate(root_pem.encode()).public_bytes(Encoding.DER)


def list_files(root_pem: str, issuing_pem: str, lists: Sequence[bytes]) -> dict[str, bytes]:
    """The lists of revoked certificates (CRL, DER) with the names of their files: the issuing authority's, the root's,
    and those of authorities that were replaced."""
    root, issuing = (x509.load_pem_x509_certificate(pem.encode()) for pem in (root_pem, issuing_pem))
    stem, ending = LIST_NAME.removesuffix(".crl"), ".crl"
    found: dict[str, bytes] = {}
    earlier: list[bytes] = []
    for der in lists:
        one = x509.load_der_x509_crl(der)
        if one.is_signature_valid(issuing.public_key()):  # type: ignore[arg-type]
            found[LIST_NAME] = der
        elif one.is_signature_valid(root.public_key()):  # type: ignore[arg-type]
            found[f"{stem}-root{ending}"] = der
        else:
            earlier.append(der)
    earlier.sort(key=lambda der: x509.load_der_x509_crl(der).last_update_utc)
    found.update((f"{stem}-{number}{ending}", der) for number, der in enumerate(earlier, 1))
    return found


def root_letter(
    root_pem: str, letterhead: Letterhead, at: datetime, lists: Sequence[str] = (), press: Press | None = None
) -> bytes:
    """The instruction as a PDF, on the clinic's letterhead. Not signed: it explains how to trust signatures. ``lists``:
    the names of the files with lists of revoked certificates that go with it."""
    return (press or Press()).render(_describe(root_pem, letterhead, at, lists))


def _describe(root_pem: str, letterhead: Letterhead, at: datetime, lists: Sequence[str]) -> Document:
    root = x509.load_pem_x509_certificate(root_pem.encode())
    hexadecimal = root.fingerprint(hashes.SHA256()).hex().upper()
    groups = [hexadecimal[start : start + 4] for start in range(0, len(hexadecimal), 4)]
    return Document(
        document_id="root-certificate",
        version=1,
        kind="root_certificate",
        title="How to check our signatures",
        subtitle="For everybody who receives documents from us",
        letterhead=letterhead,
        client=ClientHeader(""),
        prepared_at=at,
        blocks=(
            Paragraph(
                sentences(
                    "Our documents are PDFs with electronic signatures. Each staff member has a certificate of their"
                    " own, and each certificate comes from our root certificate. Until your PDF reader knows it, the"
                    " reader says that the signer's identity is unknown. Nothing is wrong with the document then; the"
                    " reader just cannot tell."
                )
            ),
            Heading("First compare the fingerprint"),
            Paragraph(
                sentences(
                    f"With this page you received the file {FILE_NAME}. Before you trust it, open it and compare its"
                    " SHA-256 fingerprint with the one below. Ask us for the fingerprint by telephone, under a number"
                    " that you know from elsewhere, not from this page."
                )
            ),
            Panel(
                (
                    Fact("SHA-256 fingerprint", " ".join(groups), wide=True),
                    Fact("Name", root.subject.rfc4514_string(), wide=True),
                    Fact("Valid until", day(f"{root.not_valid_after_utc:%Y-%m-%d}")),
                )
            ),
            Heading("In Adobe Acrobat and Reader"),
            Bullets(
                sentences(
                    "Open Preferences, then Signatures, then Identities & Trusted Certificates, and choose More.",
                    f"Choose Trusted Certificates, then Import, and take the file {FILE_NAME}.",
                    "Select the certificate, choose Edit Trust, and tick both \u201cUse this certificate as a trusted"
                    " root\u201d and \u201cCertified documents\u201d. Leave dynamic content and scripts unticked.",
                    "Open our document again. It should now say that it is certified or signed, and that it was not"
                    " changed.",
                )
            ),
            Heading("In other readers"),
            Bullets(
                sentences(
                    "Okular and other readers that use the certificates of Firefox: open Firefox, Settings, Privacy &"
                    f" Security, View Certificates, Authorities, Import, and take {FILE_NAME}.",
                    "Windows: double-click the file, choose Install Certificate, Current User, and put it into"
                    " Trusted Root Certification Authorities.",
                )
            ),
            *_of_lists(lists, at),
            Heading("What no reader can tell you"),
            Paragraph(
                sentences(
                    "Whether a later version exists, or whether we have taken a document back. Call us and read us the"
                    " code that is printed beside the signatures: we can say at once whether it is the newest version."
                )
            ),
        ),
    )


def _of_lists(lists: Sequence[str], at: datetime) -> tuple[Block, ...]:
    if not lists:
        return ()
    # All of them: who signed some years ago stands in the list of the authority of then.
    given = " ".join(f"--crl {name}" for name in sorted(lists))
    command = f"ehr-desk verify FILE.pdf --root {FILE_NAME} {given}"
    return (
        Heading("Certificates that we revoked"),
        Bullets(
            sentences(
                f"They stand in {', '.join(sorted(lists))}, as of {day(f'{at:%Y-%m-%d}')}. No program can tell that a"
                " list is old: ask us for the newest before you rely on it.",
                f"EHR Desk, which is free, reads them: {command}. Windows: right-click the file, Install CRL.",
            )
        ),
    )
