"""Throw-away certificates for tests, made the way the clinic's own authority makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")


@dataclass
class Handle:
    """A person's key as the paper floor sees it."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain_pem: bytes
    display_name: str
    credential: str

    @property
    def certificate_pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def serial(self) -> str:
        return f"{self.certificate.serial_number:X}"

    def sign(self, data: bytes) -> bytes:
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


class Authority:
    """Root and issuing authority of an invented clinic."""

    def __init__(self, clinic: str = "Riverbend Recovery Center") -> None:
        self.clinic = clinic
        self._root_key = ec.generate_private_key(ec.SECP384R1())
        self._issuing_key = ec.generate_private_key(ec.SECP384R1())
        root_name = _name(f"{clinic} Root", clinic)
        self._issuing_name = _name(f"{clinic} Signing CA", clinic)
        self._root = _authority(root_name, root_name, self._root_key, self._root_key, 1)
        self._issuing = _authority(self._issuing_name, root_name, self._issuing_key, self._root_key, 0)

    @property
    def root_pem(self) -> bytes:
        return self._root.public_bytes(serialization.Encoding.PEM)

    @property
    def chain_pem(self) -> bytes:
        return self._issuing.public_bytes(serialization.Encoding.PEM) + self.root_pem

    @property
    def crls(self) -> list[bytes]:
        """Lists of revoked certificates (DER) of the root and of the issuing authority, both empty."""
        return [self.crl(), _revoked_list(self._root_key, self._root.subject, [])]

    def crl(self, *revoked: tuple[x509.Certificate, datetime]) -> bytes:
        """The issuing authority's list (DER) with these certificates."""
        return _revoked_list(self._issuing_key, self._issuing_name, revoked)

    def device(self, name: str) -> Handle:
        """A device's certificate; its name says that it is one."""
        return self.person(f"Device: {name}", "")

    def person(self, name: str, credential: str, *, days: int = 730) -> Handle:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self.for_key(key.public_key(), name, credential, days=days)
        return Handle(key, certificate, self.chain_pem, name, credential)

    def for_key(self, public: PublicKeyTypes, name: str, credential: str = "", *, days: int = 730) -> x509.Certificate:
        """A certificate for a key that is elsewhere."""
        assert isinstance(public, ec.EllipticCurvePublicKey | rsa.RSAPublicKey)
        subject = _name(name.encode()[:64].decode(errors="ignore"), self.clinic, credential)
        usages = [DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]
        builder = _builder(subject, self._issuing_name, public, self._issuing_key.public_key(), days)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_usage(person=True), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        return builder.sign(self._issuing_key, hashes.SHA384())


def _revoked_list(
    key: ec.EllipticCurvePrivateKey, issuer: x509.Name, revoked: Sequence[tuple[x509.Certificate, datetime]]
) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer)
        .last_update(BEGIN)
        .next_update(BEGIN + timedelta(days=7300))
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    )
    for certificate, at in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number).revocation_date(at).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(key, hashes.SHA384()).public_bytes(serialization.Encoding.DER)


def _name(common: str, clinic: str, title: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, clinic)]
    parts += [x509.NameAttribute(NameOID.TITLE, title)] if title else []
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _usage(*, person: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=person,
        content_commitment=person,
        key_cert_sign=not person,
        crl_sign=not person,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
    authority: ec.EllipticCurvePublicKey,
    days: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGIN)
        .not_valid_after(BEGIN + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority), critical=False)
    )


def _authority(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    depth: int,
) -> x509.Certificate:
    builder = _builder(subject, issuer, key.public_key(), signer.public_key(), 7300)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=depth), critical=True)
    return builder.add_extension(_usage(person=False), critical=True).sign(signer, hashes.SHA384())
