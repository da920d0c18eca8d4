from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtensionOID, NameOID

from ehr_desk.common.errors import UserError
from ehr_desk.vault.authority import (
    issue,
    new_issuing,
    new_root,
    open_root_key,
    root_key_file,
    shortened,
)
from ehr_desk.vault.certificates import issued_by
from ehr_desk.vault.sitting import Sitting
from tests.vault.clinic import ADA, Clinic

AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def chain() -> tuple[x509.Certificate, x509.Certificate, x509.Certificate]:
    root_key, root = new_root("Harbor Steps Clinic", AT)
    issuing_key, issuing = new_issuing("Harbor Steps Clinic", root_key, root, AT)
    person = ec.generate_private_key(ec.SECP256R1())
    leaf = issue(ADA, person.public_key(), "Harbor Steps Clinic", issuing_key, issuing, AT)
    return root, issuing, leaf


Chain = tuple[x509.Certificate, x509.Certificate, x509.Certificate]


def test_each_certificate_was_issued_by_the_one_above_it(chain: Chain) -> None:
    root, issuing, leaf = chain
    assert issued_by(root, root)
    assert issued_by(issuing, root)
    assert issued_by(leaf, issuing)
    assert not issued_by(leaf, root)


def test_the_authorities_are_p384_with_bounded_path_lengths(chain: Chain) -> None:
    for certificate, length in zip(chain[:2], (1, 0), strict=True):
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
        assert constraints.critical
        assert (constraints.value.ca, constraints.value.path_length) == (True, length)
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
        assert usage.critical
        assert usage.value.key_cert_sign
        assert not usage.value.digital_signature
        key = certificate.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        assert key.curve.name == "secp384r1"


def test_a_persons_certificate_has_the_profile_that_pdf_readers_accept(chain: Chain) -> None:
    _, issuing, leaf = chain
    extensions = leaf.extensions
    assert extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    usage = extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.digital_signature
    assert usage.value.content_commitment
    assert not usage.value.key_cert_sign
    assert not usage.value.key_agreement
    uses = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [u.dotted_string for u in uses] == [
        "1.3.6.1.5.5.7.3.36",
        "1.3.6.1.5.5.7.3.4",
        "1.3.6.1.4.1.311.10.3.12",
    ]
    mine = extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    above = issuing.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    assert mine == above
    present = {e.oid for e in extensions}
    assert ExtensionOID.CRL_DISTRIBUTION_POINTS not in present
    assert ExtensionOID.AUTHORITY_INFORMATION_ACCESS not in present
    assert (leaf.not_valid_after_utc - leaf.not_valid_before_utc).days == 730
    key = leaf.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.curve.name == "secp256r1"


@pytest.mark.parametrize(
    ("licence", "named"),
    [
        ("E.1900123-SUPV", "E.1900123-SUPV"),
        (" LPCC #44 \u00a0_12*", "LPCC 44 12"),
        ("\u0661\u0662", ""),
        ("9" * 70, "9" * 64),
    ],
)
def test_a_license_number_stands_in_the_subject_as_far_as_a_certificate_can_hold_it(licence: str, named: str) -> None:
    root_key, root = new_root("Harbor Steps Clinic", AT)
    own = ec.generate_private_key(ec.SECP256R1())
    leaf = issue(replace(ADA, licence=licence), own.public_key(), "Harbor Steps Clinic", root_key, root, AT)
    found = [one.value for one in leaf.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)]
    assert found == ([named] if named else [])
    assert {one.oid for one in leaf.subject} >= {NameOID.ORGANIZATION_NAME, NameOID.TITLE, NameOID.COMMON_NAME}


def test_the_root_key_file_opens_with_the_printed_passphrase_only(clinic: Clinic) -> None:
    data = clinic.created.root_key_file.read_bytes()
    assert b"ENCRYPTED PRIVATE KEY" in data
    root = x509.load_pem_x509_certificate(clinic.created.root_certificate_pem)
    assert open_root_key(data, clinic.created.root_passphrase).public_key() == root.public_key()
    for wrong in ("", "something else"):
        with pytest.raises(UserError, match="does not open"):
            open_root_key(data, wrong)
    with pytest.raises(UserError, match="does not open"):
        open_root_key(b"not a key", clinic.created.root_passphrase)


def test_another_kind_of_key_is_not_taken_for_the_root_key() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

    data = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x"))
    with pytest.raises(UserError, match="not a clinic's root key"):
        open_root_key(data, "x")


def test_root_key_file_round_trips() -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    assert open_root_key(root_key_file(key, "words"), "words").private_numbers() == key.private_numbers()


def test_the_root_certificate_lies_in_the_folder_for_readers_outside(clinic: Clinic, sitting: Sitting) -> None:
    der = (clinic.folder / "clinic-root.cer").read_bytes()
    certificate = x509.load_der_x509_certificate(der)
    assert certificate == x509.load_pem_x509_certificate(sitting.root_certificate_pem.encode())


def test_the_removed_root_key_file_is_not_needed_for_daily_work(clinic: Clinic) -> None:
    clinic.created.root_key_file.unlink()
    clinic.enrol_ben()
    sitting = clinic.unlock_ben()
    assert sitting.check().ok
    sitting.lock()


@pytest.mark.parametrize("text", ["", "Ada", "x" * 64, "x" * 65, "\u0633" * 40, "\U0001f33f" * 20])
def test_names_are_cut_between_characters_and_only_when_they_must_be(text: str) -> None:
    cut = shortened(text)
    assert len(cut.encode()) <= 64
    assert cut == text or (cut.endswith("\u2026") and text.startswith(cut[:-1]))


def test_a_pdf_validators_own_path_check_accepts_the_chain_for_signatures(sitting: Sitting) -> None:
    from asn1crypto import pem
    from asn1crypto.x509 import Certificate
    from pyhanko_certvalidator import CertificateValidator, ValidationContext

    def parsed(text: str) -> Certificate:
        return Certificate.load(pem.unarmor(text.encode())[2])

    context = ValidationContext(
        trust_roots=[parsed(sitting.root_certificate_pem)], moment=datetime(2027, 1, 1, tzinfo=UTC)
    )
    validator: Any = CertificateValidator(
        parsed(sitting.certificate_of(ADA.staff_id).pem),
        intermediate_certs=[parsed(sitting.issuing_certificate_pem)],
        validation_context=context,
    )
    path = asyncio.run(validator.async_validate_usage({"digital_signature", "non_repudiation"}))
    assert len(list(path)) == 3
