"""Verifying with time from outside and with lists of revoked certificates."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.documents.certificate_states import entered_at
from ehr_desk.documents.render import Press
from ehr_desk.documents.revocation import lists_told, revoked_on
from ehr_desk.documents.signing import countersign, sign_author
from ehr_desk.documents.staff_certificates import StaffCertificate
from ehr_desk.documents.timestamps import Level, TimestampServer, TrustServices
from ehr_desk.documents.timestamps_late import add_timestamp
from tests.documents.keys import Authority, Handle
from tests.documents.samples import AT, document
from tests.documents.test_verifying import Register, _state
from tests.documents.timestamping import TimeAuthority, served
from tests.documents.verified import verify

NOW = datetime(2026, 12, 1, tzinfo=UTC)
STAMPED = AT + timedelta(seconds=2)


@pytest.fixture(scope="module")
def time_authority() -> TimeAuthority:
    return TimeAuthority(STAMPED)


@pytest.fixture(scope="module")
def server(time_authority: TimeAuthority) -> Iterator[TimestampServer]:
    with served(time_authority) as address:
        yield TimestampServer(address, lambda: AT)


def _services(level: Level, server: TimestampServer, clinic: Authority, time: TimeAuthority) -> TrustServices:
    return TrustServices(level, server, roots=(clinic.root_pem, time.root_pem), crls=(*clinic.crls, time.crl))


@pytest.mark.parametrize("level", ["B-T", "B-LT", "B-LTA"])
def test_the_trusted_time_stands_beside_the_claimed_one(
    press: Press,
    author: Handle,
    supervisor: Handle,
    authority: Authority,
    time_authority: TimeAuthority,
    server: TimestampServer,
    level: Level,
) -> None:
    given = _services(level, server, authority, time_authority)
    pdf = sign_author(press.render(document()), author, meaning="I wrote it.", at=AT, press=press, services=given)
    pdf = countersign(pdf, supervisor, meaning="I concur.", at=AT, press=press, services=given)
    zone = timezone(timedelta(hours=2))
    found = verify(pdf, roots=[authority.root_pem], time_roots=[time_authority.root_pem], now=NOW, zone=zone)
    assert found.outcome == "untouched"
    signers = [row for row in found.signatures if row.kind == "signature"]
    assert [(row.trusted_time, row.time_authority) for row in signers] == [(STAMPED, "Invented Time Server")] * 2
    text = " ".join(found.sentences())
    assert "was there on 21 Nov 2026 at 21:34 UTC+02:00, by a timestamp of Invented Time Server." in text
    unknown = verify(pdf, roots=[authority.root_pem], now=NOW)
    assert unknown.outcome == "untouched"
    assert unknown.signatures[0].trusted_time is None
    assert "a timestamp of Invented Time Server, which is not known here" in " ".join(unknown.sentences())


def test_a_later_timestamp_on_the_whole_file_is_told_and_loose_bytes_behind_it_are_a_change(
    cosigned: bytes, authority: Authority, time_authority: TimeAuthority, server: TimestampServer
) -> None:
    pdf = add_timestamp(cosigned, _services("B-T", server, authority, time_authority), AT)
    found = verify(pdf, roots=[authority.root_pem], time_roots=[time_authority.root_pem], now=NOW)
    assert [(row.kind, row.coverage) for row in found.signatures] == [
        ("signature", "later signatures only"),
        ("signature", "later signatures only"),
        ("timestamp", "whole file"),
    ]
    assert found.signatures[0].trusted_time == STAMPED
    assert "Timestamp of 21 Nov 2026" in " ".join(found.sentences())
    assert verify(pdf + b"x", roots=[authority.root_pem], now=NOW).outcome == "changed"


def test_one_flipped_byte_anywhere_below_the_last_timestamp_is_a_change(
    press: Press, author: Handle, authority: Authority, time_authority: TimeAuthority, server: TimestampServer
) -> None:
    given = _services("B-LTA", server, authority, time_authority)
    pdf = sign_author(press.render(document()), author, meaning="I wrote it.", at=AT, press=press, services=given)
    # What comes after the last timestamp is validation data for it, which nothing can cover and nobody's words are in.
    stamp = PdfFileReader(io.BytesIO(pdf)).embedded_timestamp_signatures[-1]
    end = int(stamp.byte_range[2]) + int(stamp.byte_range[3])
    container = range(int(stamp.byte_range[1]), int(stamp.byte_range[2]))  # it cannot cover itself
    for at in (each for each in range(200, end, end // 23) if each not in container):
        changed = bytearray(pdf)
        changed[at] ^= 0x01
        found = verify(bytes(changed), roots=[authority.root_pem], time_roots=[time_authority.root_pem], now=NOW)
        assert found.exit_code == 1, f"byte {at}"


def test_a_revoked_certificate_is_told_with_its_day_by_the_clinics_list(
    press: Press,
    signed: bytes,
    author: Handle,
    authority: Authority,
    time_authority: TimeAuthority,
    server: TimestampServer,
) -> None:
    roots, day = [authority.root_pem], AT + timedelta(days=3)
    lists = [authority.crl((author.certificate, day))]
    claimed = verify(signed, roots=roots, now=NOW, crls=lists)
    assert (claimed.outcome, claimed.signatures[0].certificate_state) == ("unknown signer", "revoked")
    assert "was revoked on 24 Nov 2026 at 19:34 UTC." in " ".join(claimed.sentences())
    held = verify(signed, roots=roots, now=NOW, crls=lists, register=Register(_state(signed, 1)))
    assert held.outcome == "untouched"
    assert "It was revoked later, on 24 Nov 2026" in " ".join(held.sentences())
    given = _services("B-T", server, authority, time_authority)
    pdf = sign_author(press.render(document()), author, meaning="I wrote it.", at=AT, press=press, services=given)
    proven = verify(pdf, roots=roots, time_roots=[time_authority.root_pem], now=NOW, crls=lists)
    assert proven.outcome == "untouched"
    late = [authority.crl((author.certificate, AT - timedelta(days=3)))]
    assert verify(pdf, roots=roots, time_roots=[time_authority.root_pem], now=NOW, crls=late).exit_code == 2


def test_the_list_of_a_renewed_authority_judges_nothing_that_the_earlier_one_issued() -> None:
    """Both have the same name; a file that was co-signed later brings both."""
    earlier, renewed = Authority(), Authority()
    first, second = earlier.person("Sam Rivera", "LPC"), renewed.person("Dana Whitlock", "LPCC-S")
    issuers = [x509.load_pem_x509_certificates(each.chain_pem)[0] for each in (earlier, renewed)]
    assert issuers[0].subject == issuers[1].subject
    signers = [each.certificate for each in (first, second)]
    lists = [x509.load_der_x509_crl(renewed.crl((first.certificate, AT)))]
    judged, unknown = lists_told(signers[::-1], issuers, lists)
    assert "is judged by its list of" in judged
    assert unknown.startswith("NOT CHECKED: none of the lists given")
    assert "issued the certificate of Sam Rivera: what it revoked is not known here." in unknown
    assert revoked_on(first.certificate, issuers, lists) is None


def test_a_list_its_issuer_did_not_sign_revokes_nothing(signed: bytes, author: Handle, authority: Authority) -> None:
    forged = Authority(authority.clinic).crl((author.certificate, AT))
    for lists in ([forged], [b"no list"], [b""]):
        assert verify(signed, roots=[authority.root_pem], now=NOW, crls=lists).outcome == "untouched"


def test_a_certificate_from_elsewhere_counts_for_papers_of_the_record_and_names_the_staff_member(
    press: Press, authority: Authority
) -> None:
    elsewhere = Authority("Elsewhere").person("Dana Whitlock", "LPCC-S")
    pdf = sign_author(press.render(document()), elsewhere, meaning="I wrote it.", at=AT, press=press)
    entered = [StaffCertificate(elsewhere.certificate_pem, vouched=True, name="Dana Q. Whitlock", credential="CDCA")]
    held = verify(pdf, roots=[authority.root_pem], now=NOW, staff=entered, register=Register(_state(pdf, 1)))
    assert held.outcome == "untouched"
    assert held.sentences()[2].startswith("Dana Q. Whitlock, CDCA signed")
    assert "is trusted" not in " ".join(held.sentences()[2:])
    foreign = verify(pdf, roots=[authority.root_pem], now=NOW, staff=entered)
    assert foreign.outcome == "unknown signer"
    assert "only for papers that its record holds" in " ".join(foreign.sentences())
    assert verify(pdf, roots=[authority.root_pem], now=NOW, staff=[]).outcome == "unknown signer"
    gone = [StaffCertificate(elsewhere.certificate_pem, AT - timedelta(days=1), vouched=True)]
    assert verify(pdf, roots=[authority.root_pem], now=NOW, staff=gone).signatures[0].certificate_state == "retired"


@pytest.mark.parametrize(
    ("entered", "ended", "state"), [(5, 6, "trusted"), (6, 5, "retired"), (0, 6, "retired"), (5, 0, "retired")]
)
def test_where_the_log_entered_the_very_bytes_before_a_certificate_ended_no_clock_is_asked(
    signed: bytes,
    cosigned: bytes,
    author: Handle,
    supervisor: Handle,
    authority: Authority,
    entered: int,
    ended: int,
    state: str,
) -> None:
    """The author signed on a clock that was fast: by the times, their certificate had ended an hour before."""
    first = replace(_state(signed, 1), seq=entered)
    staff = [
        StaffCertificate(author.certificate_pem, AT - timedelta(hours=1), retired_seq=ended),
        StaffCertificate(supervisor.certificate_pem),
    ]
    for pdf, states in ((signed, [first]), (cosigned, [first, replace(_state(cosigned, 2), seq=9)])):
        found = verify(pdf, roots=[authority.root_pem], now=NOW, staff=staff, register=Register(*states))
        assert [row.certificate_state for row in found.signatures] == [state, "trusted"][: len(states)]
    foreign = verify(signed + b"\n", roots=[authority.root_pem], now=NOW, staff=staff, register=Register(first))
    assert foreign.exit_code != 0


@pytest.mark.parametrize(("entered", "state"), [(5, "trusted"), (7, "retired"), (0, "trusted")])
def test_what_the_log_entered_after_a_certificate_ended_was_made_after_it_whatever_time_it_claims(
    signed: bytes, cosigned: bytes, supervisor: Handle, author: Handle, authority: Authority, entered: int, state: str
) -> None:
    """The supervisor left a day after the claimed time, at event 6; somebody kept a copy of her key."""
    staff = [
        StaffCertificate(author.certificate_pem),
        StaffCertificate(supervisor.certificate_pem, AT + timedelta(days=1), retired_seq=6),
    ]
    register = Register(replace(_state(signed, 1), seq=4), replace(_state(cosigned, 2), seq=entered))
    found = verify(cosigned, roots=[authority.root_pem], now=NOW, staff=staff, register=register)
    assert [row.certificate_state for row in found.signatures] == ["trusted", state]
    assert found.exit_code == (0 if state == "trusted" else 2)


@pytest.mark.parametrize(
    ("entered", "entry", "since", "state"),
    [
        (3, 5, timedelta(0), "trusted"),  # revoked a minute later, by a clock that was not as fast as the author's
        (6, 5, timedelta(0), "revoked"),
        (6, 5, timedelta(hours=2), "revoked"),  # the claimed time lies before, the bytes came after
        (3, 5, timedelta(days=-3), "revoked"),  # said to hold since before
    ],
)
def test_where_the_log_knows_both_no_clock_says_which_came_first_a_signature_or_its_revocation(
    signed: bytes,
    cosigned: bytes,
    author: Handle,
    authority: Authority,
    entered: int,
    entry: int,
    since: timedelta,
    state: str,
) -> None:
    revoked = AT - timedelta(minutes=1) + since
    event = (entry, max(revoked, AT - timedelta(minutes=1)))
    staff = [StaffCertificate(author.certificate_pem, revoked_entry=event)]
    gone = {f"{x509.load_pem_x509_certificate(author.certificate_pem).serial_number:X}": revoked}
    states = [replace(_state(signed, 1), seq=entered), replace(_state(cosigned, 2), seq=9)]
    for pdf in (signed, cosigned):
        register = Register(*states[: 1 + (pdf == cosigned)])
        found = verify(pdf, roots=[authority.root_pem], now=NOW, staff=staff, revoked=gone, register=register)
        assert found.signatures[0].certificate_state == state


def test_the_first_stored_state_that_holds_a_signature_tells_when_it_was_entered() -> None:
    """Also where validation data stood behind the signature already when it was stored."""
    signature, stored, later = b"signed%%EOF\n", b"validation data%%EOF", b"\nco-signed%%EOF\n"
    pdf = signature + stored + later
    entered = {sha256_hex(pdf): 9, sha256_hex(signature + stored): 4}
    assert entered_at(pdf, len(signature), entered) == 4
    assert entered_at(pdf, len(pdf), entered) == 9
    assert entered_at(pdf + b"more", len(signature), {}) == 0


def test_computers_that_differ_by_minutes_claim_no_time_in_the_future(signed: bytes, authority: Authority) -> None:
    for minutes, outcome in ((9, "untouched"), (11, "unknown signer")):
        found = verify(signed, roots=[authority.root_pem], now=AT - timedelta(minutes=minutes))
        assert found.outcome == outcome


def test_an_expired_certificate_is_told_with_its_day_and_stays_good_for_what_it_signed(
    press: Press, authority: Authority
) -> None:
    short = authority.person("Dana Whitlock", "LPCC-S", days=330)
    pdf = sign_author(press.render(document()), short, meaning="x", at=AT, press=press)
    found = verify(pdf, roots=[authority.root_pem], now=AT + timedelta(days=30))
    assert found.outcome == "untouched"
    assert "It has expired since, on 27 Nov 2026" in " ".join(found.sentences())


def test_what_happened_to_the_entry_since_is_told(signed: bytes, authority: Authority) -> None:
    said = "The entry on this paper was marked as entered in error on 30 Nov 2026 (Dana Whitlock)."
    register = Register(_state(signed, 1), remarks=[said])
    found = verify(signed, roots=[authority.root_pem], now=NOW, register=register)
    assert found.sentences()[-1] == said
    assert found.to_json()["remarks"] == [said]
