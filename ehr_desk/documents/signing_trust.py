"""What pyHanko needs for more than a basic signature: a client of the timestamp server, and whom to trust."""

from __future__ import annotations

from datetime import datetime

from asn1crypto import crl as asn1_crl
from asn1crypto import pem, tsp
from asn1crypto import x509 as asn1_x509
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleTrustManager

from ehr_desk.documents.timestamps import TimestampServer, TrustServices


class Stamper(HTTPTimeStamper):
    """Asks the server; an answer that cannot be read counts as silence."""

    def __init__(self, server: TimestampServer) -> None:
        super().__init__(server.url, timeout=server.patience)

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        try:
            answer = await super().async_request_tsa_response(req)
            granted = answer["status"]["status"].native in ("granted", "granted_with_mods")
            imprint = answer["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed["message_imprint"]
            fits = granted and imprint.dump() == req["message_imprint"].dump()
        except (ValueError, TypeError, KeyError, AttributeError, TimeoutError) as error:
            raise TimestampRequestError("the server's answer is no timestamp") from error
        if not fits:
            raise TimestampRequestError("the server's timestamp is for something else")
        return answer


def context_of(services: TrustServices, at: datetime, chain_pem: bytes = b"") -> ValidationContext:
    """The context in which every certificate of a chain must be shown not to be revoked at the time of signing.

    ``chain_pem``: the signer's issuers. A certificate from elsewhere has a root of its own: it counts here, where only
    data are gathered; whom the clinic trusts is asked when a paper is checked. Where no list of that provider can be
    had, the paper gets its timestamp without revocation data (``TrustServices.attempts``).
    Where lists may be fetched, the time is the computer's: the library allows no other.
    """
    issuers = load_certificates(chain_pem)
    own_roots = [each for each in issuers if each.self_issued]
    return ValidationContext(
        trust_manager=SimpleTrustManager.build(trust_roots=[*load_certificates(*services.roots), *own_roots]),
        other_certs=[*load_certificates(*services.certificates), *issuers],
        crls=[load_crl(each) for each in services.crls],
        allow_fetching=services.fetch,
        revocation_mode="require",
        moment=None if services.fetch else at,
    )


def load_certificates(*bundles: bytes) -> list[asn1_x509.Certificate]:
    """The certificates of PEM bundles or single DER ones."""
    found: list[asn1_x509.Certificate] = []
    for bundle in bundles:
        if pem.detect(bundle):
            found += [asn1_x509.Certificate.load(der) for _, _, der in pem.unarmor(bundle, multiple=True)]
        elif bundle:
            found.append(asn1_x509.Certificate.load(bundle))
    return found


def load_crl(data: bytes) -> asn1_crl.CertificateList:
    """A list of revoked certificates, PEM or DER."""
    return asn1_crl.CertificateList.load(pem.unarmor(data)[2] if pem.detect(data) else data)
