"""New versions of a paper: the box at the head, and the signed predecessor inside."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest

from ehr_desk.chart.entries.grounds import CLINICAL, GROUNDS
from ehr_desk.chart.entries.paper import EarlierPaper
from ehr_desk.documents.kinds.frame import changed_why
from ehr_desk.documents.paper import PaperMaker
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing_versions import PREDECESSOR
from tests.documents import baseline
from tests.documents.accessible import accessibility_faults
from tests.documents.archival import archival_faults
from tests.documents.bodies import body, form
from tests.documents.keys import Authority, Handle
from tests.documents.samples import AT, LETTERHEAD
from tests.documents.test_paper import Key
from tests.documents.tools import pdf_text, pdfsig_report, qpdf_is_clean
from tests.documents.verified import verify

NOW = datetime(2026, 12, 1, tzinfo=UTC)
LATER = AT + timedelta(days=2)


@pytest.fixture(scope="module")
def maker(press: Press) -> PaperMaker:
    return PaperMaker(lambda: LETTERHEAD, press=press)


@pytest.fixture(scope="module")
def first(maker: PaperMaker, author: Handle) -> EarlierPaper:
    signer = Key(author)
    made = maker.make(body("aftercare_plan"), form("aftercare_plan"), signer, signer, AT)
    return EarlierPaper("D-0117A20317", 1, 1, 7, "aftercare_plan", made.sha256, made.pdf)


def _second(
    maker: PaperMaker, author: Handle, first: EarlierPaper, reason: str, ground: str = "clinical correction"
) -> bytes:
    signer = Key(author)
    changed = body(
        "aftercare_plan", version=2, kind="correction", reason=reason, ground=ground, document_id="D-0117A20318"
    )
    return maker.make(changed, form("aftercare_plan"), signer, signer, LATER, first).pdf


def test_a_clinical_correction_carries_the_signed_predecessor_byte_for_byte(
    maker: PaperMaker, author: Handle, first: EarlierPaper, authority: Authority, tmp_path: Path
) -> None:
    pdf = _second(maker, author, first, "The appointment is on the 3rd")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        attached = opened.attachments[PREDECESSOR]
        assert attached.relationship == pikepdf.Name.Supplement
        assert attached.get_file().read_bytes() == first.pdf
        assert list(opened.attachments) == [PREDECESSOR, "record.json"]
        assert len(opened.Root.AF) == 2
    text = " ".join(pdf_text(pdf, tmp_path).split())
    assert "takes the place of version 1, document D-0117A20317" in text
    assert "Reason: The appointment is on the 3rd." in text
    assert "attached to this file as it was signed" in text
    assert first.sha256 in text.replace(" ", "")
    for each in (pdf, first.pdf):
        assert verify(each, roots=[authority.root_pem], now=NOW).outcome == "untouched"
    assert "Signature is Valid" in pdfsig_report(pdf, tmp_path)
    assert qpdf_is_clean(pdf, tmp_path)
    assert archival_faults(pdf) == []
    assert accessibility_faults(pdf) == []
    assert baseline.faults(pdf) == []


@pytest.mark.parametrize("ground", ["wrong client", "privacy", "sealed content", ""])
def test_where_the_ground_is_not_clinical_only_number_and_hash_are_named(
    maker: PaperMaker, author: Handle, first: EarlierPaper, tmp_path: Path, ground: str
) -> None:
    pdf = _second(maker, author, first, "An address had to go", ground)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert list(opened.attachments) == ["record.json"]
    text = " ".join(pdf_text(pdf, tmp_path).split())
    assert "The earlier version is not attached." in text
    assert ("An address had to go" in text) == (not ground)
    assert text.count("It held what must stay private.") == (2 if ground == "privacy" else 0)
    assert first.sha256 in text.replace(" ", "")


def test_papers_for_the_client_have_a_place_to_acknowledge_and_every_paper_two_for_addenda(
    maker: PaperMaker, author: Handle, supervisor: Handle
) -> None:
    signer = Key(author)
    made = maker.make(body("consent", needs_cosignature=True), form("consent"), signer, signer, AT)
    with pikepdf.open(io.BytesIO(made.pdf)) as opened:
        names = [str(field.T) for field in opened.Root.AcroForm.Fields]
    assert names[:3] == ["Author", "Supervisor", "Client"]
    assert sorted(names[3:]) == ["Addendum 1", "Addendum 1 signature", "Addendum 2", "Addendum 2 signature"]
    drawn = [[(0.1, 0.5), (0.9, 0.4)]]
    seen = maker.acknowledge(made.pdf, Key(supervisor), "Marisol Vega-Ortiz", Key(author), drawn, AT)
    assert seen.signatures == 2


@pytest.mark.parametrize("ground", [one for one in GROUNDS if one != CLINICAL])
def test_on_another_than_a_clinical_ground_a_paper_says_the_ground_and_not_what_was_typed(ground: str) -> None:
    said = changed_why({"ground": ground, "reason": "It named Petra."})
    assert "Petra" not in said
    assert said.startswith("It ")
