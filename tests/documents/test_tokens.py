"""Signing papers with a key that never leaves its token, through SoftHSM2."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key

from ehr_desk.common.errors import UserError
from ehr_desk.documents.imported_keys import ImportedKey
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import sign_author
from ehr_desk.documents.tokens import TokenSigner, list_keys
from tests.documents import baseline
from tests.documents.archival import archival_faults
from tests.documents.keys import Authority
from tests.documents.samples import AT, document
from tests.documents.tools import pdfsig_report, qpdf_is_clean
from tests.documents.verified import verify

PIN = "739201"
PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)
pytestmark = pytest.mark.skipif(shutil.which("softhsm2-util") is None, reason="softhsm2 is not installed")


@dataclass
class OnToken:
    """A key on a token as the paper floor sees it."""

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
        return TokenSigner(self.key.secret, PIN).sign(data)


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[str]:
    """The library, with one token that holds a P-256 and an RSA key made inside it."""
    import pkcs11

    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(settings)
    path = next(each for each in PLACES if Path(each).is_file())
    command = ["softhsm2-util", "--init-token", "--free", "--label", "Dana", "--pin", PIN, "--so-pin", "84620173"]
    subprocess.run(command, check=True, capture_output=True)
    library = pkcs11.lib(path)
    library.reinitialize()
    with library.get_token(token_label="Dana").open(rw=True, user_pin=PIN) as session:
        _make_keys(session, authority)
    yield path
    if before is None:
        del os.environ["SOFTHSM2_CONF"]
    else:
        os.environ["SOFTHSM2_CONF"] = before


def _make_keys(session: object, authority: Authority) -> None:
    from pkcs11 import Attribute, KeyType, ObjectClass, Session
    from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters
    from pkcs11.util.rsa import encode_rsa_public_key

    assert isinstance(session, Session)
    curve = {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
    parameters = session.create_domain_parameters(KeyType.EC, curve, local=True)
    elliptic = parameters.generate_keypair(store=True, label="elliptic", id=b"\x01")
    long = session.generate_keypair(KeyType.RSA, 3072, store=True, label="rsa", id=b"\x02")
    made = [("elliptic", b"\x01", elliptic, encode_ec_public_key), ("rsa", b"\x02", long, encode_rsa_public_key)]
    for label, identifier, (public, private), encode in made:
        assert not private[Attribute.EXTRACTABLE]
        certificate = authority.for_key(load_der_public_key(encode(public)), "Dana Whitlock")
        for held in (certificate, *x509.load_pem_x509_certificates(authority.chain_pem)):
            own = held is certificate
            session.create_object(
                {
                    Attribute.CLASS: ObjectClass.CERTIFICATE,
                    Attribute.CERTIFICATE_TYPE: 0,
                    Attribute.TOKEN: True,
                    Attribute.LABEL: label if own else "issuer",
                    Attribute.ID: identifier if own else b"",
                    Attribute.SUBJECT: held.subject.public_bytes(),
                    Attribute.VALUE: held.public_bytes(Encoding.DER),
                }
            )


def test_keys_on_a_token_are_found_and_sign_papers_that_others_accept(
    module: str, press: Press, authority: Authority, tmp_path: Path
) -> None:
    found = list_keys(module, PIN, AT)
    assert [(each.token, each.label, each.name, each.refused) for each in found] == [
        ("Dana", "elliptic", "Dana Whitlock", ""),
        ("Dana", "rsa", "Dana Whitlock", ""),
    ]
    for each in found:
        pdf = sign_author(press.render(document()), OnToken(each.key), meaning="I wrote it.", at=AT, press=press)
        assert "Signature is Valid" in pdfsig_report(pdf, tmp_path)
        assert qpdf_is_clean(pdf, tmp_path)
        assert archival_faults(pdf) == []
        assert baseline.faults(pdf) == []
        assert verify(pdf, roots=[authority.root_pem], now=AT + timedelta(days=1)).outcome == "untouched"


def test_a_wrong_pin_and_a_missing_token_are_told_in_words(module: str) -> None:
    with pytest.raises(UserError, match="PIN is wrong"):
        list_keys(module, "000000", AT)
    with pytest.raises(UserError, match="library"):
        list_keys("/nowhere/lib.so", PIN, AT)
    secret = list_keys(module, PIN, AT)[0].key.secret
    serial = b'"serial": "'
    at = secret.index(serial) + len(serial)
    with pytest.raises(UserError, match="not there"):
        TokenSigner(secret[:at] + b"ffff" + secret[at + 4 :], PIN).sign(b"data")


def test_a_key_that_was_deleted_from_the_token_is_told(module: str) -> None:
    secret = list_keys(module, PIN, AT)[0].key.secret
    with pytest.raises(UserError, match="not on this card"):
        TokenSigner(secret.replace(b'"id": "01"', b'"id": "0a"'), PIN).sign(b"data")


def test_the_pin_is_kept_nowhere_and_a_refused_one_is_forgotten_at_once(module: str) -> None:
    """A few wrong ones lock the token, so a wrong PIN must not be tried again by itself."""
    secret = list_keys(module, PIN, AT)[0].key.secret
    assert PIN.encode() not in secret
    refused: list[str] = []
    with pytest.raises(UserError, match="asks for its PIN"):
        TokenSigner(secret, "").sign(b"data")
    with pytest.raises(UserError, match="PIN is wrong"):
        TokenSigner(secret, "000000", lambda: refused.append("forget it")).sign(b"data")
    assert refused == ["forget it"]
    assert TokenSigner(secret, PIN).sign(b"data")
