"""Signing papers with a certificate from elsewhere: PKCS#12 files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1_x509
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ehr_desk.documents.imported_keys import ImportedKey, KeyRefused, SoftwareKey, read_pkcs12
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import countersign, sign_author
from tests.documents import baseline
from tests.documents.archival import archival_faults
from tests.documents.keys import BEGIN
from tests.documents.samples import AT, document
from tests.documents.tools import pdf_text, pdfsig_report, qpdf_is_clean
from tests.documents.verified import verify

WORDS = "the file's own password"


@dataclass(frozen=True)
class Provider:
    """An invented provider of certificates; what is not as it should be is set by the test."""

    non_repudiation: bool = True
    purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.EMAIL_PROTECTION
    days: int = 700
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    called: str = "Invented Provider"

    def _certificate(self, key: pkcs12.PKCS12PrivateKeyTypes, common: str, *, authority: bool) -> x509.Certificate:
        usage = x509.KeyUsage(
            digital_signature=not authority,
            content_commitment=self.non_repudiation and not authority,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=authority,
            crl_sign=authority,
            encipher_only=False,
            decipher_only=False,
        )
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(common))
            .issuer_name(_name(self.called))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(BEGIN)
            .not_valid_after(BEGIN + timedelta(days=7000 if authority else self.days))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        if not authority:
            builder = builder.add_extension(x509.ExtendedKeyUsage([self.purpose]), critical=False)
        return builder.sign(self.key, hashes.SHA256())

    @property
    def root(self) -> x509.Certificate:
        return self._certificate(self.key, self.called, authority=True)

    def file(self, key: pkcs12.PKCS12PrivateKeyTypes, password: str = WORDS, *, owner: str = "Dana Whitlock") -> bytes:
        """A PKCS#12 file."""
        certificate = self._certificate(key, owner, authority=False)
        closed = BestAvailableEncryption(password.encode()) if password else NoEncryption()
        return pkcs12.serialize_key_and_certificates(b"mine", key, certificate, [self.root], closed)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


@dataclass
class Imported:
    """An imported key as the paper floor sees it."""

    key: ImportedKey
    display_name: str = "Dana Whitlock"
    credential: str = "LPCC-S"

    @property
    def certificate_pem(self) -> bytes:
        return self.key.certificate_pem

    @property
    def chain_pem(self) -> bytes:
        return self.key.chain_pem

    def sign(self, data: bytes) -> bytes:
        return SoftwareKey(self.key.secret).sign(data)


@pytest.fixture(scope="module")
def long_rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 3072)


def test_p256_and_rsa_3072_sign_papers_that_others_accept(
    press: Press, long_rsa: rsa.RSAPrivateKey, tmp_path: Path
) -> None:
    provider = Provider()
    root = provider.root.public_bytes(Encoding.PEM)
    for key in (ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP384R1()), long_rsa):
        handle = Imported(read_pkcs12(provider.file(key), WORDS, AT))
        pdf = sign_author(press.render(document()), handle, meaning="I am the author.", at=AT, press=press)
        pdf = countersign(pdf, handle, meaning="I concur.", at=AT, press=press)
        assert pdfsig_report(pdf, tmp_path).count("Signature is Valid") == 2
        assert qpdf_is_clean(pdf, tmp_path)
        assert archival_faults(pdf) == []
        assert baseline.faults(pdf) == []
        assert "issued by Invented Provider" in pdf_text(pdf, tmp_path)
        assert verify(pdf, roots=[root], now=AT + timedelta(days=1)).outcome == "untouched"


def test_a_file_without_a_password_and_with_a_wrong_one() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    assert read_pkcs12(Provider().file(key, ""), "", AT).certificate_pem
    for password in ("", "another one", "\u05e9\u05dc\u05d5\u05dd"):
        with pytest.raises(KeyRefused, match="password is wrong"):
            read_pkcs12(Provider().file(key), password, AT)
    with pytest.raises(KeyRefused, match="no PKCS#12"):
        read_pkcs12(b"something else", WORDS, AT)


@pytest.mark.parametrize("key", [ed25519.Ed25519PrivateKey.generate(), ed448.Ed448PrivateKey.generate()])
def test_keys_that_readers_call_broken_are_refused(key: pkcs12.PKCS12PrivateKeyTypes) -> None:
    with pytest.raises(KeyRefused, match="such as Ed25519"):
        read_pkcs12(Provider().file(key), WORDS, AT)


def test_short_rsa_and_odd_curves_are_refused() -> None:
    with pytest.raises(KeyRefused, match="1024 bits is too short"):
        read_pkcs12(Provider().file(rsa.generate_private_key(65537, 1024)), WORDS, AT)  # noqa: S505 - refused, that is the point
    with pytest.raises(KeyRefused, match="curve secp256k1"):
        read_pkcs12(Provider().file(ec.generate_private_key(ec.SECP256K1())), WORDS, AT)


def test_a_certificate_for_something_else_or_out_of_date_is_refused() -> None:
    key, right = ec.generate_private_key(ec.SECP256R1()), Provider()
    with pytest.raises(KeyRefused, match="non-repudiation"):
        read_pkcs12(replace(right, non_repudiation=False).file(key), WORDS, AT)
    with pytest.raises(KeyRefused, match="another purpose"):
        read_pkcs12(replace(right, purpose=ExtendedKeyUsageOID.SERVER_AUTH).file(key), WORDS, AT)
    with pytest.raises(KeyRefused, match="expired on 2026-01-31"):
        read_pkcs12(replace(right, days=30).file(key), WORDS, AT)
    with pytest.raises(KeyRefused, match="valid from 2026-01-01"):
        read_pkcs12(right.file(key), WORDS, BEGIN - timedelta(days=1))


def test_a_certificate_signed_with_sha1_is_refused() -> None:
    provider, key = Provider(), ec.generate_private_key(ec.SECP256R1())
    _, right, _ = pkcs12.load_key_and_certificates(provider.file(key), WORDS.encode())
    assert right is not None
    closed = pkcs12.serialize_key_and_certificates(
        b"mine", key, _signed_with_sha1(right, provider.key), None, BestAvailableEncryption(WORDS.encode())
    )
    with pytest.raises(KeyRefused, match="SHA-1"):
        read_pkcs12(closed, WORDS, AT)


def _signed_with_sha1(certificate: x509.Certificate, issuer: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """The same certificate as it would have been issued fifteen years ago; today's library makes no such one."""
    old = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    algorithm = SignedDigestAlgorithm({"algorithm": "sha1_ecdsa"})
    old["tbs_certificate"]["signature"] = algorithm
    old["signature_algorithm"] = algorithm
    told = old["tbs_certificate"].dump(force=True)
    old["signature_value"] = issuer.sign(told, ec.ECDSA(hashes.SHA1()))  # noqa: S303 - refused
    return x509.load_der_x509_certificate(old.dump(force=True))
