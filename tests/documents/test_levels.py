"""Signatures with time from outside and with revocation data: PAdES B-T, B-LT, B-LTA."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.documents.inspecting import level_of
from ehr_desk.documents.protecting import protected_copy
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import countersign, sign_author
from ehr_desk.documents.timestamps import (
    PAUSE,
    Level,
    TimestampServer,
    TrustServices,
    level_named,
)
from ehr_desk.documents.timestamps_late import add_timestamp
from tests.documents import baseline
from tests.documents.archival import archival_faults
from tests.documents.keys import Authority, Handle
from tests.documents.samples import AT, document
from tests.documents.timestamping import TimeAuthority, served
from tests.documents.tools import pdfsig_report, qpdf_is_clean
from tests.documents.verified import verify


class Now:
    """A clock's hand."""

    def __init__(self) -> None:
        self.at = AT

    def __call__(self) -> object:
        return self.at


@pytest.fixture
def time_authority() -> TimeAuthority:
    return TimeAuthority(AT)


@pytest.fixture
def server(time_authority: TimeAuthority) -> Iterator[TimestampServer]:
    with served(time_authority) as address:
        yield TimestampServer(address, lambda: AT)


def services(level: Level, server: TimestampServer, clinic: Authority, time: TimeAuthority) -> TrustServices:
    return TrustServices(level, server, roots=(clinic.root_pem, time.root_pem), crls=(*clinic.crls, time.crl))


def _signed(press: Press, author: Handle, given: TrustServices, *, certify: bool = True) -> bytes:
    unsigned = press.render(document())
    return sign_author(
        unsigned, author, meaning="I am the author.", at=AT, certify=certify, press=press, services=given
    )


@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LT", "B-LTA"])
@pytest.mark.parametrize("certify", [True, False])
def test_every_level_is_reached_and_stays_archival(
    press: Press,
    author: Handle,
    supervisor: Handle,
    authority: Authority,
    time_authority: TimeAuthority,
    server: TimestampServer,
    tmp_path: Path,
    level: Level,
    certify: bool,
) -> None:
    given = services(level, server, authority, time_authority)
    first = _signed(press, author, given, certify=certify)
    second = countersign(first, supervisor, meaning="I concur.", at=AT, press=press, services=given)
    for pdf, count in ((first, 1), (second, 2)):
        assert level_of(pdf) == level
        assert pdfsig_report(pdf, tmp_path).count("Signature is Valid") == count
        assert qpdf_is_clean(pdf, tmp_path)
        assert not archival_faults(pdf)
        assert baseline.faults(pdf, level) == []
        roots, later = [authority.root_pem], AT + timedelta(days=1)
        assert verify(pdf, roots=roots, time_roots=[time_authority.root_pem], now=later).outcome == "untouched"
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            assert opened.pdf_version == "1.7"
            assert "/Version" not in opened.Root


def test_a_silent_server_keeps_nobody_from_signing_and_is_left_alone_for_a_while(
    press: Press, author: Handle, authority: Authority, time_authority: TimeAuthority
) -> None:
    hand = [AT]
    with served(time_authority) as address:
        server = TimestampServer(address, lambda: hand[0])
        given = services("B-LTA", server, authority, time_authority)
        time_authority.mood = "refuses"
        assert level_of(_signed(press, author, given)) == "B-B"
        asked = time_authority.asked
        assert level_of(_signed(press, author, given)) == "B-B"
        assert time_authority.asked == asked
        hand[0] += PAUSE
        time_authority.mood = "answers"
        assert level_of(_signed(press, author, given)) == "B-LTA"


def test_a_copy_under_a_passphrase_gets_the_time_of_the_server_and_goes_without_where_that_is_silent(
    cosigned: bytes, author: Handle, authority: Authority, time_authority: TimeAuthority
) -> None:
    known: dict[str, Any] = {
        "roots": [authority.root_pem],
        "time_roots": [time_authority.root_pem],
        "now": AT + timedelta(days=1),
    }
    with served(time_authority) as address:
        given = services("B-LTA", TimestampServer(address, lambda: AT), authority, time_authority)
        told = {}
        for mood in ("answers", "refuses"):
            time_authority.mood = mood
            copy = protected_copy(cosigned, "kettle orbit meadow", author, AT, given)
            told[mood] = verify(copy, passphrase="kettle orbit meadow", **known)
    assert {mood: (found.outcome, found.signatures[0].trusted_time) for mood, found in told.items()} == {
        "answers": ("untouched", AT),
        "refuses": ("untouched", None),
    }


def test_a_server_that_is_not_there_or_babbles_counts_as_silent(
    press: Press, author: Handle, authority: Authority, time_authority: TimeAuthority
) -> None:
    with served(time_authority) as address:
        gone = address
        time_authority.mood = "babbles"
        given = services("B-T", TimestampServer(address, lambda: AT), authority, time_authority)
        assert level_of(_signed(press, author, given)) == "B-B"
    given = services("B-T", TimestampServer(gone, lambda: AT), authority, time_authority)
    assert level_of(_signed(press, author, given)) == "B-B"


def test_without_revocation_data_of_the_authority_there_is_a_timestamp_at_least(
    press: Press, author: Handle, authority: Authority, time_authority: TimeAuthority, server: TimestampServer
) -> None:
    given = TrustServices("B-LT", server, roots=(authority.root_pem, time_authority.root_pem))
    assert level_of(_signed(press, author, given)) == "B-T"


@pytest.mark.parametrize("level", ["B-LT", "B-LTA"])
def test_a_certificate_from_elsewhere_gets_revocation_data_where_its_issuers_list_is_known_else_a_timestamp(
    press: Press, authority: Authority, time_authority: TimeAuthority, server: TimestampServer, level: Level
) -> None:
    """Its root is not the clinic's: without its list nobody is kept from signing."""
    elsewhere = Authority("Invented Provider")
    theirs = elsewhere.person("Dana Whitlock", "LPCC-S")
    ours = services(level, server, authority, time_authority)
    without = _signed(press, theirs, ours)
    assert level_of(without) == "B-T"
    assert baseline.faults(without, "B-T") == []
    known = TrustServices(level, server, roots=ours.roots, crls=(*ours.crls, *elsewhere.crls))
    full = _signed(press, theirs, known)
    assert level_of(full) == level
    assert baseline.faults(full, level) == []
    # The clinic trusts that provider no more for it.
    found = verify(full, roots=[authority.root_pem], now=AT + timedelta(days=3))
    assert (found.outcome, found.signatures[0].certificate_state) == ("unknown signer", "unknown")


def test_a_paper_signed_with_a_certificate_from_elsewhere_gets_its_late_timestamp_too(
    press: Press, authority: Authority, time_authority: TimeAuthority, server: TimestampServer
) -> None:
    theirs = Authority("Invented Provider").person("Dana Whitlock", "LPCC-S")
    unsigned = press.render(document())
    plain = sign_author(unsigned, theirs, meaning="I am the author.", at=AT, press=press)
    later = add_timestamp(plain, services("B-LT", server, authority, time_authority), AT)
    assert later.startswith(plain)
    assert level_of(later) != "B-B"


def test_a_revoked_certificate_signs_nothing_where_revocation_is_looked_at(
    press: Press, author: Handle, authority: Authority, time_authority: TimeAuthority, server: TimestampServer
) -> None:
    lists = (authority.crl((author.certificate, AT - timedelta(days=3))), authority.crls[1], time_authority.crl)
    given = TrustServices("B-LT", server, roots=(authority.root_pem, time_authority.root_pem), crls=lists)
    with pytest.raises(UserError, match="revoked"):
        _signed(press, author, given)


@pytest.mark.parametrize("level", ["B-T", "B-LT", "B-LTA"])
def test_a_paper_whose_server_was_silent_gets_its_timestamp_later(
    press: Press,
    cosigned: bytes,
    authority: Authority,
    time_authority: TimeAuthority,
    server: TimestampServer,
    tmp_path: Path,
    level: Level,
) -> None:
    later = add_timestamp(cosigned, services(level, server, authority, time_authority), AT)
    assert later.startswith(cosigned)
    assert level_of(later) == ("B-T" if level == "B-T" else "B-LTA")
    assert pdfsig_report(later, tmp_path).count("Signature is Valid") >= 2
    assert qpdf_is_clean(later, tmp_path)
    assert not archival_faults(later)
    found = verify(later, roots=[authority.root_pem], time_roots=[time_authority.root_pem], now=AT + timedelta(days=1))
    assert found.outcome == "untouched"


@pytest.mark.parametrize("level", ["B-B", "B-LT", "B-LTA"])
def test_a_timestamp_can_be_renewed_again_and_again_and_changes_nothing_that_was_there(
    press: Press,
    author: Handle,
    authority: Authority,
    time_authority: TimeAuthority,
    server: TimestampServer,
    tmp_path: Path,
    level: Level,
) -> None:
    """Each time with lists of revoked certificates that are newer than those in the file."""
    pdf = _signed(press, author, services(level, server, authority, time_authority))
    for _ in range(3):
        before, pdf = pdf, add_timestamp(pdf, services("B-LTA", server, authority, time_authority), AT)
        assert pdf.startswith(before)
    roots, later = [authority.root_pem], AT + timedelta(days=1)
    found = verify(pdf, roots=roots, time_roots=[time_authority.root_pem], now=later)
    assert found.outcome == "untouched"
    assert {row.coverage for row in found.signatures} == {"later signatures only"}
    stamps = [row for row in found.signatures if row.kind == "timestamp"]
    assert len(stamps) == 3 + (level == "B-LTA")
    assert all(row.trusted_time for row in stamps)
    assert pdfsig_report(pdf, tmp_path).count("Signature is Valid") >= 1
    assert qpdf_is_clean(pdf, tmp_path)
    assert not archival_faults(pdf)


@pytest.mark.parametrize("level", ["B-LT", "B-LTA"])
def test_a_paper_gets_the_late_timestamp_alone_where_the_server_gives_no_revocation_data(
    cosigned: bytes, authority: Authority, time_authority: TimeAuthority, server: TimestampServer, level: Level
) -> None:
    given = services(level, server, authority, time_authority)
    later = add_timestamp(cosigned, replace(given, crls=authority.crls), AT)
    assert later.startswith(cosigned)
    assert level_of(later) == "B-T"
    found = verify(later, roots=[authority.root_pem], time_roots=[time_authority.root_pem], now=AT + timedelta(days=1))
    assert found.outcome == "untouched"


def test_a_file_that_takes_no_late_timestamp_says_why(
    authority: Authority, time_authority: TimeAuthority, server: TimestampServer
) -> None:
    with pytest.raises(UserError, match=r"This paper cannot take a timestamp: .*\w"):
        add_timestamp(b"no paper at all", services("B-T", server, authority, time_authority), AT)


def test_a_late_timestamp_needs_a_server_that_answers(
    cosigned: bytes, authority: Authority, time_authority: TimeAuthority, server: TimestampServer
) -> None:
    with pytest.raises(UserError, match="No timestamp server"):
        add_timestamp(cosigned, TrustServices(), AT)
    time_authority.mood = "refuses"
    with pytest.raises(UserError, match="does not answer"):
        add_timestamp(cosigned, services("B-T", server, authority, time_authority), AT)


def test_an_address_that_is_none_is_refused_and_an_unknown_level_is_the_basic_one() -> None:
    for address in ("", "time.example.org", "file:///etc/hosts", "https://"):
        with pytest.raises(UserError, match="no address"):
            TimestampServer(address, lambda: AT)
    assert level_named("B-LT") == "B-LT"
    assert level_named("B-X") == "B-B"
