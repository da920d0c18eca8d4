"""Verifying a PDF in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehr_desk.ui.pages.verify.page import VerifyPage
from ehr_desk.ui.shell.desk_view import DeskView
from tests.ui.shell.fixtures import SitAt


def verify(view: DeskView) -> VerifyPage:
    view.go_to("verify")
    page = view.page("verify")
    assert isinstance(page, VerifyPage)
    return page


@pytest.fixture
def paper(sit_at: SitAt, tmp_path: Path) -> tuple[VerifyPage, Path]:
    """The verify page, and a signed summary as a file."""
    view = sit_at("case manager")
    client = next(one for one in view.desk.clients.all() if one.family_name == "Alvarez")
    papers = view.desk.charts.reload(client.id).papers
    document_id = next(paper.document_id for paper in papers if paper.kind == "progress_summary")
    file = tmp_path / "summary.pdf"
    file.write_bytes(view.desk.charts.paper(document_id)[1])
    return verify(view), file


def test_an_untouched_document_names_its_signer(paper: tuple[VerifyPage, Path]) -> None:
    page, file = paper
    page.verify(file)
    answer = page.answer()
    assert answer is not None
    assert answer.tone == "success"
    assert [(one.who, one.chip) for one in answer.signatures] == [("Cory Lindqvist, CDCA", "Trusted")]
    assert any("byte for byte" in fact for fact in answer.facts)


def test_one_changed_byte_is_told(paper: tuple[VerifyPage, Path]) -> None:
    page, file = paper
    data = bytearray(file.read_bytes())
    at = data.index(b"stream") + 40
    data[at] ^= 1
    file.write_bytes(bytes(data))
    page.verify(file)
    answer = page.answer()
    assert answer is not None
    assert answer.tone == "danger"


def test_a_file_that_is_no_pdf_or_is_not_there_is_told_in_words(paper: tuple[VerifyPage, Path], tmp_path: Path) -> None:
    page, _ = paper
    other = tmp_path / "letter.pdf"
    other.write_text("this is no PDF", "utf-8")
    page.verify(other)
    answer = page.answer()
    assert answer is not None
    assert answer.tone in ("danger", "warning")
    page.verify(tmp_path / "gone.pdf")
    assert "cannot be read" in page.bar.accessibleName()
    assert page.empty.isVisible()
