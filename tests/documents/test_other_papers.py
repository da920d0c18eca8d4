"""Papers that no form makes: cover sheet, page for recipients, a paper made anew; and a clinic's own look."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from ehr_desk.chart.entries.paper import EarlierPaper, Told
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.documents.cover import CoverMaker
from ehr_desk.documents.kinds.continued import describe_continued
from ehr_desk.documents.kinds.large import enlarge
from ehr_desk.documents.kinds.summary import scales_of
from ehr_desk.documents.model import Document, Letterhead
from ehr_desk.documents.paper import PaperMaker
from ehr_desk.documents.render import Press
from ehr_desk.documents.root_letter import root_letter
from tests.documents import baseline
from tests.documents.accessible import accessibility_faults
from tests.documents.archival import archival_faults, unknown
from tests.documents.bodies import LIBRARY, body, form
from tests.documents.keys import Authority, Handle
from tests.documents.pictures import PNG
from tests.documents.samples import AT, LETTERHEAD
from tests.documents.test_cover import FACTS
from tests.documents.test_paper import Key
from tests.documents.tools import pdf_text, pdfsig_report, qpdf_is_clean

PLAIN = replace(LETTERHEAD, page="a4", tagline="Intensive outpatient program")
OWN = replace(PLAIN, logo=PNG)
LONG = "On the way home she called her sister, as planned, and told her how the session went. " * 40
GOLDEN = {
    "cover sheet": "e8da4b8771beb6ac300d5a8cf7e93be50b152bc3530bcea7be2f47aeb0d89357",
    "discharge summary": "f1fcc5a52e8e55e222a14b0a7b78e6d3d4d2c405b5ee32251e2aecd06aab70c9",
    "large print": "b72098a241cb91a5b1bc08620924f559431da15379d262e5d72a13c1644413f4",
    "made anew for an addendum": "94eb4d2b83248f7274b8e4534cbbe1665248ca7eadfb9cbeffea813fbba5e7ae",
}
"""SHA-256 of renders on A4, unsigned, uncompressed and without a logo, which the picture library packs."""


class Unpacked(Press):
    """A press that compresses nothing."""

    def render(self, document: Document, *, compress: bool = True) -> bytes:
        del compress
        return super().render(document, compress=False)


def _maker(press: Press, letterhead: Letterhead = OWN) -> PaperMaker:
    return PaperMaker(lambda: letterhead, press=press, scales=scales_of(LIBRARY.all()))


def _told() -> list[Told]:
    added = {"added_on": "2026-11-20", "why": "Information came later", "added_text": LONG}
    again = body("addendum", added, version=2, kind="addendum", document_id="D-0117A20318")
    return [Told(body("dap_note"), form("dap_note")), Told(again, form("addendum"))]


def _earlier(pdf: bytes) -> EarlierPaper:
    return EarlierPaper("D-0117A20317", 1, 1, 7, "dap_note", sha256_hex(pdf), pdf)


def _summary(maker: PaperMaker) -> Document:
    return maker.describe(body("discharge_summary"), form("discharge_summary"), AT)


def _anew(maker: PaperMaker) -> Document:
    return describe_continued(
        _told(),
        _earlier(b"an earlier paper"),
        letterhead=maker.letterhead(),
        prepared_at=AT,
        notice=maker.notice(),
        scales=scales_of(LIBRARY.all()),
        compose=maker.compose,
    )


def _rendered(maker: PaperMaker, document: Document) -> bytes:
    return maker.press.render(replace(document, facts={}))  # Hashes of forms say nothing of the look.


MAKERS: dict[str, Callable[[PaperMaker], bytes]] = {
    "cover sheet": lambda maker: CoverMaker(maker.letterhead, maker.press).make(FACTS),
    "discharge summary": lambda maker: _rendered(maker, _summary(maker)),
    "large print": lambda maker: _rendered(maker, enlarge(_summary(maker), "Dana Whitlock, LPCC-S")),
    "made anew for an addendum": lambda maker: _rendered(maker, _anew(maker)),
}


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_it_has_the_bytes_it_always_had_and_is_archival_and_accessible(press: Press, kind: str, tmp_path: Path) -> None:
    assert hashlib.sha256(MAKERS[kind](_maker(Unpacked(), PLAIN))).hexdigest() == GOLDEN[kind]
    pdf = MAKERS[kind](_maker(press))
    assert archival_faults(pdf) == []
    assert accessibility_faults(pdf) == []
    assert qpdf_is_clean(pdf, tmp_path)


@pytest.mark.parametrize("letterhead", [LETTERHEAD, OWN], ids=["letter", "a4"])
def test_the_page_for_recipients_is_one_page_and_keeps_the_rules(
    press: Press, authority: Authority, letterhead: Letterhead, tmp_path: Path
) -> None:
    lists = ["clinic-revoked.crl", "clinic-revoked-root.crl", "clinic-revoked-1.crl"]
    pdf = root_letter(authority.root_pem.decode(), letterhead, AT, lists, press)
    assert archival_faults(pdf) == []
    assert accessibility_faults(pdf) == []
    assert qpdf_is_clean(pdf, tmp_path)
    assert "Page 1 of 1" in pdf_text(pdf, tmp_path)
    words = pdf_text(pdf, tmp_path)
    assert "CONFIDENTIAL" not in words
    assert all(f"--crl{name}" in "".join(words.split()) for name in lists), "the command gives every list"


def test_a_paper_made_anew_is_signed_by_who_adds_and_keeps_the_rules_with_the_signed_one_inside(
    press: Press, author: Handle, tmp_path: Path
) -> None:
    maker = _maker(press)
    first = maker.make(body("dap_note"), form("dap_note"), Key(author), Key(author), AT)
    made = maker.continued(_told(), Key(author), Key(author), AT, _earlier(first.pdf))
    with pikepdf.open(io.BytesIO(made.pdf)) as opened:
        assert opened.attachments["predecessor.pdf"].get_file().read_bytes() == first.pdf
    assert archival_faults(made.pdf) == []
    assert accessibility_faults(made.pdf) == []
    assert baseline.faults(made.pdf) == []
    assert qpdf_is_clean(made.pdf, tmp_path)
    assert pdfsig_report(made.pdf, tmp_path).count("Signature is Valid") == 1


def test_without_what_the_validator_has_no_rules_for_it_understands_everything(press: Press) -> None:
    """Attachment, form and tags are what it cannot judge: without them nothing is left that it does not know."""
    with pikepdf.open(io.BytesIO(press.render(_summary(_maker(press))))) as opened:
        for name in ("/AF", "/Names", "/AcroForm", "/StructTreeRoot", "/MarkInfo"):
            del opened.Root[name]
        for page in opened.pages:
            for name in ("/Annots", "/StructParents", "/Tabs"):
                if name in page:
                    del page[name]
        kept = io.BytesIO()
        opened.save(kept, static_id=True)
    assert archival_faults(kept.getvalue()) == []
    assert unknown(kept.getvalue()) == []
