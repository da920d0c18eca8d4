"""Signing papers."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import cms

from ehr_desk.common.errors import OurError, UserError
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import countersign, sign_author
from ehr_desk.documents.stamp import BlockText, draw_block
from ehr_desk.documents.theme import LARGE
from tests.documents.archival import archival_faults
from tests.documents.keys import Authority, Handle
from tests.documents.samples import AT, NAMES, document
from tests.documents.tools import pdf_text, pdfsig_report, qpdf_is_clean


@contextmanager
def _signatures(pdf: bytes) -> Iterator[list[pikepdf.Object]]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        yield [field.V for field in opened.Root.AcroForm.Fields if "/V" in field]


def test_poppler_and_qpdf_accept_one_and_two_signatures(signed: bytes, cosigned: bytes, tmp_path: Path) -> None:
    for pdf, count in ((signed, 1), (cosigned, 2)):
        report = pdfsig_report(pdf, tmp_path)
        assert report.count("Signature is Valid") == count
        assert "Total document signed" in report
        assert qpdf_is_clean(pdf, tmp_path)


def test_the_author_certifies_and_the_supervisor_approves(cosigned: bytes) -> None:
    with _signatures(cosigned) as (author, supervisor):
        assert author.Reference[0].TransformParams.P == 2
        assert "/Reference" not in supervisor
        assert str(author.Reason) == "I am the author of this entry."
        assert str(supervisor.Reason) == "Reviewed and approved."


def test_the_container_follows_the_baseline_profile(signed: bytes) -> None:
    with _signatures(signed) as (signature,):
        assert signature.SubFilter == "/ETSI.CAdES.detached"
        assert str(signature.M) == "D:20261121143405-05'00'"
        assert "/Cert" not in signature
        container = bytes(signature.Contents)
    data = cms.ContentInfo.load(container)["content"]
    (signer,) = data["signer_infos"]
    kinds = {attribute["type"].native for attribute in signer["signed_attrs"]}
    assert "signing_certificate_v2" in kinds
    assert not kinds & {"signing_time", "commitment_type"}
    assert data["encap_content_info"]["content_type"].native == "data"
    assert len(data["certificates"]) == 3


def test_signing_leaves_the_file_at_the_archival_version(cosigned: bytes) -> None:
    with pikepdf.open(io.BytesIO(cosigned)) as pdf:
        assert "/Version" not in pdf.Root
        assert pdf.pdf_version == "1.7"
    assert not archival_faults(cosigned)


def test_the_block_shows_who_when_and_with_what(signed: bytes, author: Handle, tmp_path: Path) -> None:
    text = pdf_text(signed, tmp_path)
    assert "Dana Whitlock, LPCC-S" in text
    assert "21 Nov 2026, 14:34:05 -05:00" in text
    assert "I am the author of this entry." in text
    assert author.serial in text
    assert "Riverbend Recovery Center Signing CA" in text


def test_an_unsigned_paper_claims_no_signature(press: Press, tmp_path: Path) -> None:
    assert "igned" not in pdf_text(press.render(document()), tmp_path).replace("Signatures", "")


def test_a_signer_with_a_long_arabic_name_and_an_emoji_can_sign(
    press: Press, authority: Authority, tmp_path: Path
) -> None:
    handle = authority.person("سارة الحداد \U0001f338 " * 20, "LPCC-S")
    pdf = sign_author(press.render(document()), handle, meaning="I am the author.", at=AT, press=press)
    assert "Signature is Valid" in pdfsig_report(pdf, tmp_path)
    assert not archival_faults(pdf)


@pytest.mark.parametrize("name", NAMES)
def test_signers_with_names_in_any_script_keep_the_paper_archival(
    press: Press, authority: Authority, tmp_path: Path, name: str
) -> None:
    pdf = sign_author(press.render(document()), authority.person(name, "LPCC-S"), meaning="x", at=AT, press=press)
    pdf = countersign(pdf, authority.person(name, "MD"), meaning="y", at=AT, press=press)
    assert pdfsig_report(pdf, tmp_path).count("Signature is Valid") == 2
    assert archival_faults(pdf) == []


def test_the_block_is_as_large_as_its_place(press: Press) -> None:
    block = BlockText("Dana Whitlock", "LPCC-S", "I am the author of this entry.", AT, "4711", "A signing authority")
    usual, large = (_content(draw_block(press, block, 232 * scale, 53 * scale)) for scale in (1, LARGE))
    assert large.split() == [*f"{LARGE} 0 0 {LARGE} 0 0 cm".encode().split(), *usual.split()]


def _content(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return opened.pages[0].Contents.read_bytes()


def test_a_place_can_be_signed_once(press: Press, signed: bytes, author: Handle) -> None:
    with pytest.raises(UserError, match="signed already"):
        sign_author(signed, author, meaning="Again.", at=AT, press=press)


def test_a_missing_place_and_a_broken_file_are_refused_in_words(press: Press, author: Handle) -> None:
    pdf = press.render(document())
    with pytest.raises(UserError, match="no place"):
        sign_author(pdf, author, meaning="x", at=AT, field="Elsewhere", press=press)
    with pytest.raises(UserError, match="cannot take"):
        sign_author(b"not a PDF", author, meaning="x", at=AT, press=press)


def test_a_time_without_zone_is_our_mistake(press: Press, author: Handle) -> None:
    with pytest.raises(OurError):
        sign_author(press.render(document()), author, meaning="x", at=datetime(2026, 1, 1), press=press)


def test_signing_works_under_a_running_event_loop_and_on_a_worker_thread(press: Press, author: Handle) -> None:
    pdf = press.render(document())
    made: list[bytes] = []

    def act() -> None:
        made.append(sign_author(pdf, author, meaning="x", at=AT, press=press))

    async def under_a_loop() -> None:
        act()

    asyncio.run(under_a_loop())
    worker = threading.Thread(target=act)
    worker.start()
    worker.join()
    assert len(made) == 2


def test_the_private_key_is_asked_for_one_signature(press: Press, author: Handle) -> None:
    asked: list[int] = []

    class Watched(Handle):
        def sign(self, data: bytes) -> bytes:
            asked.append(len(data))
            return super().sign(data)

    watched = Watched(author.key, author.certificate, author.chain_pem, author.display_name, author.credential)
    sign_author(press.render(document()), watched, meaning="x", at=AT, press=press)
    assert len(asked) == 1
