"""A second secret from a FIDO2 security key: the hmac-secret extension (CTAP 2.1, section 12.5).

Tested against a software authenticator that speaks CTAP2, not on hardware. The library is loaded when a key is really
used. A key answers without its PIN, except where it insists on one: the two answers differ, so the question is always
the same one. Nothing is stored on the key itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from ehr_desk.vault.factors import SECURITY_KEY, FactorRefused, Second
from ehr_desk.vault.kdf import KEY_BYTES
from ehr_desk.vault.seal import b64, unb64
from ehr_desk.vault.security_key_devices import RELYING_PARTY, plugged_in

if TYPE_CHECKING:
    from fido2.client import WebAuthnClient

    Find = Callable[[], AbstractContextManager[WebAuthnClient]]

_PATIENCE_MS = 60_000


class SecurityKey:
    """One plugged-in security key. ``find`` opens it; a :class:`FactorRefused` where there is none."""

    kind = SECURITY_KEY

    def __init__(self, find: Find | None = None) -> None:
        self._find = find

    def register(self) -> Second:
        """Make a credential and ask it for its secret at once; the key wants two touches."""
        from fido2.webauthn import (
            AuthenticatorSelectionCriteria,
            PublicKeyCredentialCreationOptions,
            PublicKeyCredentialParameters,
            PublicKeyCredentialRpEntity,
            PublicKeyCredentialType,
            PublicKeyCredentialUserEntity,
            ResidentKeyRequirement,
            UserVerificationRequirement,
        )

        options = PublicKeyCredentialCreationOptions(
            rp=PublicKeyCredentialRpEntity(name="EHR Desk", id=RELYING_PARTY),
            # The key keeps no name of a person: a random handle, and the program's name on its display.
            user=PublicKeyCredentialUserEntity(name="EHR Desk", id=secrets.token_bytes(16)),
            challenge=secrets.token_bytes(32),
            pub_key_cred_params=[PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=-7)],
            timeout=_PATIENCE_MS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.DISCOURAGED,
                user_verification=UserVerificationRequirement.DISCOURAGED,
            ),
            extensions={"hmacCreateSecret": True},
        )
        with self._open() as client:
            made = _asked(lambda: client.make_credential(options))
            if not made.client_extension_results.get("hmacCreateSecret"):
                raise FactorRefused(
                    "This security key cannot keep a secret for the record (it has no hmac-secret).",
                    "Use another security key, or a key stick.",
                )
            credential = made.response.attestation_object.auth_data.credential_data
            public = {"credential": b64(credential.credential_id), "salt": b64(secrets.token_bytes(KEY_BYTES))}
            return Second(SECURITY_KEY, public, _secret(client, public))

    def secret(self, public: Mapping[str, Any]) -> bytes:
        """The key's answer to this slot's salt; it wants one touch."""
        with self._open() as client:
            return _secret(client, public)

    def _open(self) -> AbstractContextManager[WebAuthnClient]:
        if self._find is not None:
            return self._find()
        return plugged_in()


def _secret(client: WebAuthnClient, public: Mapping[str, Any]) -> bytes:
    from fido2.webauthn import (
        PublicKeyCredentialDescriptor,
        PublicKeyCredentialRequestOptions,
        PublicKeyCredentialType,
        UserVerificationRequirement,
    )

    try:
        credential, salt = unb64(str(public["credential"])), unb64(str(public["salt"]))
    except (KeyError, ValueError) as error:
        raise FactorRefused("The slot of this security key is damaged.", "Use your other way in.") from error
    options = PublicKeyCredentialRequestOptions(
        challenge=secrets.token_bytes(32),
        timeout=_PATIENCE_MS,
        rp_id=RELYING_PARTY,
        allow_credentials=[PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=credential)],
        user_verification=UserVerificationRequirement.DISCOURAGED,
        extensions={"hmacGetSecret": {"salt1": salt}},
    )
    answer = _asked(lambda: client.get_assertion(options).get_response(0))
    # By attribute: by key the library hands out text for JSON.
    output = getattr(answer.client_extension_results.hmac_get_secret, "output1", None)
    if not isinstance(output, bytes) or len(output) != KEY_BYTES:
        raise FactorRefused("This security key gave no secret.", "Use the security key that was registered.")
    return output


def _asked(question: Callable[[], Any]) -> Any:
    """The key's answer, or what went wrong in words."""
    from fido2.client import ClientError

    try:
        return question()
    except ClientError as error:
        code = error.code
        if code == ClientError.ERR.TIMEOUT:
            said = "The security key was not touched in time."
        elif code == ClientError.ERR.DEVICE_INELIGIBLE:
            said = "This security key is not the one that was registered."
        else:
            said = "The security key did not answer."
        raise FactorRefused(said, "Plug in your own security key, try again, and touch it when it blinks.") from error
    except OSError as error:
        raise FactorRefused("The security key was unplugged.", "Plug it in and try again.") from error
