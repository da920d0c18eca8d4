"""The paper floor as the record uses it."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest

from ehr_desk.common.canonical import parse
from ehr_desk.documents.kinds.summary import scales_of
from ehr_desk.documents.model import Letterhead
from ehr_desk.documents.paper import PaperMaker
from ehr_desk.documents.render import Press
from tests.clinical_forms.filled import FILLED
from tests.documents.archival import archival_faults
from tests.documents.bodies import LIBRARY, body, form
from tests.documents.keys import Authority, Handle
from tests.documents.samples import AT, LETTERHEAD
from tests.documents.tools import pdf_text, pdfsig_report, qpdf_is_clean
from tests.documents.verified import verify


@dataclass
class Key:
    """A vault's signing handle and the person, in one."""

    handle: Handle

    @property
    def certificate_pem(self) -> str:
        return self.handle.certificate_pem.decode()

    @property
    def chain_pem(self) -> tuple[str, ...]:
        return (self.handle.chain_pem.decode(),)

    @property
    def name(self) -> str:
        return self.handle.display_name

    @property
    def credential(self) -> str:
        return self.handle.credential

    def sign(self, data: bytes) -> bytes:
        return self.handle.sign(data)


@pytest.fixture
def maker(press: Press) -> PaperMaker:
    return PaperMaker(lambda: LETTERHEAD, press=press, scales=scales_of(LIBRARY.all()))


@pytest.mark.parametrize("name", ["progress_summary", "discharge_summary", "aftercare_plan"])
def test_a_summary_is_made_signed_and_countersigned(
    maker: PaperMaker, author: Handle, supervisor: Handle, authority: Authority, tmp_path: Path, name: str
) -> None:
    signer, second = Key(author), Key(supervisor)
    made = maker.make(body(name, needs_cosignature=True), form(name), signer, signer, AT)
    assert made.sha256 == hashlib.sha256(made.pdf).hexdigest()
    later = maker.countersign(made.pdf, second, second, AT + timedelta(hours=2))
    assert (made.signatures, later.signatures) == (1, 2)
    assert made.pages == later.pages == len(pikepdf.open(io.BytesIO(made.pdf)).pages)
    for pdf, count in ((made.pdf, 1), (later.pdf, 2)):
        assert pdfsig_report(pdf, tmp_path).count("Signature is Valid") == count
        assert qpdf_is_clean(pdf, tmp_path)
        assert not archival_faults(pdf)
    found = verify(later.pdf, roots=[authority.root_pem], now=datetime(2026, 12, 1, tzinfo=UTC))
    assert found.exit_code == 0
    assert found.signatures[1].meaning == "I have reviewed this entry and concur."


def test_a_preview_is_a_draft_without_a_signature(maker: PaperMaker, tmp_path: Path) -> None:
    pdf = maker.preview(body("progress_summary", document_id=""), form("progress_summary"))
    found = verify(pdf, roots=[], now=datetime(2026, 12, 1, tzinfo=UTC))
    assert found.outcome == "unsigned"
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert all("/ExtGState" in page.Resources for page in opened.pages)
    assert "Document draft" in pdf_text(pdf, tmp_path)


def test_the_statements_of_the_law_are_printed_as_shipped(maker: PaperMaker, tmp_path: Path) -> None:
    notice = maker.notice()
    text = " ".join(pdf_text(maker.preview(body("discharge_summary"), form("discharge_summary")), tmp_path).split())
    for part in notice.full.split("\n\n"):
        assert " ".join(part.split())[:70] in text
    assert text.count(notice.short) >= 2


def test_sources_are_printed_in_the_words_the_record_has_for_them(press: Press) -> None:
    entry = "a" * 32
    answers = {
        **FILLED["progress_summary"],
        "use_sources": [{"_id": "1" * 32, "use_sources_sentence": "No other use.", "use_sources_entry": entry}],
    }
    asked: list[set[str]] = []

    def words(entries: object) -> dict[str, str]:
        assert isinstance(entries, set)
        asked.append(entries)
        return {entry: "Dual-diagnosis note, 21 Oct 2026, D. Whitlock"}

    maker = PaperMaker(lambda: LETTERHEAD, press=press, source_words=words)
    made = maker.describe(body("progress_summary", answers), form("progress_summary"), AT)
    assert entry in asked[0]
    assert "Dual-diagnosis note, 21 Oct 2026, D. Whitlock" in str(made.record())
    assert entry not in str(made.record()["blocks"])


def test_a_changed_letterhead_is_on_the_next_paper(press: Press) -> None:
    now = [Letterhead("First Clinic"), Letterhead("Second Clinic")]
    maker = PaperMaker(lambda: now.pop(0), press=press)
    names = []
    for _ in range(2):
        with pikepdf.open(io.BytesIO(maker.preview(body("dap_note"), form("dap_note")))) as opened:
            names.append(parse(opened.attachments["record.json"].get_file().read_bytes())["clinic"]["name"])
    assert names == ["First Clinic", "Second Clinic"]


def test_a_clinics_own_logo_is_printed(press: Press) -> None:
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (8, 8), (10, 90, 110)).save(picture, "PNG")
    maker = PaperMaker(lambda: Letterhead("Clinic", logo=picture.getvalue()), press=press)
    with pikepdf.open(io.BytesIO(maker.preview(body("dap_note"), form("dap_note")))) as opened:
        assert len(opened.pages[0].get_images()) == 1
