"""Verifying a PDF in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton

from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.chart.entries.rooms import Author
from ehr_desk.common.canonical import parse, sha256_hex
from ehr_desk.documents.codes import paper_code
from ehr_desk.documents.handles import handle_of
from ehr_desk.documents.inspecting import attached_record
from ehr_desk.documents.protecting import protected_copy
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import sign_author
from ehr_desk.ui.pages.verify.page import VerifyPage
from ehr_desk.ui.pages.verify.presenter import Answer
from ehr_desk.ui.runner import SyncRunner
from ehr_desk.ui.shell.desk_view import DeskView
from tests.documents.keys import Authority
from tests.documents.samples import document
from tests.support.clinic import START, passphrase_of
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


def test_a_copy_from_before_an_addendum_is_no_change_where_it_was_handed_out(sit_at: SitAt, tmp_path: Path) -> None:
    view = sit_at("case manager")
    desk = view.desk
    client = next(one for one in desk.clients.all() if one.family_name == "Alvarez")
    info = next(paper for paper in desk.charts.reload(client.id).papers if paper.kind == "progress_summary")
    file = tmp_path / "summary.pdf"
    file.write_bytes(desk.charts.paper(info.document_id)[1])
    request = DisclosureRequest(info.document_id, client.name, "client", "Copy", "client access", "save")

    def added(text: str) -> Answer | None:
        draft = desk.amending.start(info.entry_id, "addendum")
        today = desk.clock.today().isoformat()
        desk.drafts.save(draft.id, {"added_on": today, "why": "Other", "added_text": text})
        desk.signing.sign([draft.id], passphrase_of("case manager"))
        page = verify(view)
        page.verify(file)
        return page.answer()

    never = added("The lab sent one more result.")
    assert never is not None
    assert never.tone == "danger"
    assert any(
        fact.startswith("Cut back: this file ends before the addendum by Cory Lindqvist") for fact in never.facts
    )
    file.write_bytes(desk.charts.paper(info.document_id)[1])
    desk.disclosures.release_to_folder(request, tmp_path)
    handed = added("And one more.")
    assert handed is not None
    assert handed.tone == "warning"
    assert handed.head.startswith("Untouched: ")
    assert any("an earlier state of this paper, handed out on" in fact for fact in handed.facts)


def test_a_file_under_a_passphrase_asks_for_it_and_a_wrong_one_asks_again(
    paper: tuple[VerifyPage, Path], tmp_path: Path
) -> None:
    page, file = paper
    locked = tmp_path / "copy.pdf"
    words = "kettle orbit meadow harbor"
    stranger = Authority("Elsewhere").person("Somebody", "LPC")
    locked.write_bytes(protected_copy(file.read_bytes(), words, stranger, START))
    page.verify(locked)
    for wrong in ("", "not this one"):
        answer = page.answer()
        assert answer is not None
        assert (answer.locked, answer.tone) == (True, "warning")
        edit, go = page.findChild(QLineEdit, "verify.passphrase"), page.findChild(QPushButton, "verify.open")
        assert edit is not None
        assert go is not None
        assert edit.hasFocus(), "what is typed next goes into the field, not to the rail"
        edit.setText(wrong or words[:-1])
        go.click()
        assert edit.text() == ""
    answer = page.answer()
    assert answer is not None
    assert answer.facts[1:] == ("The passphrase that was typed does not open it.",)
    page.verify(locked, words)
    answer = page.answer()
    assert answer is not None
    assert (answer.locked, answer.tone) == (False, "warning"), "a stranger certified what the ledger does not know"
    assert [(one.who, one.chip) for one in answer.signatures] == [
        ("The copy: Somebody, LPC", "Not trusted"),
        ("The attached paper: Cory Lindqvist, CDCA", "Trusted"),
    ]


def test_a_paper_that_the_vault_never_made_is_a_warning_though_one_of_its_people_signed_it(
    paper: tuple[VerifyPage, Path],
) -> None:
    page, file = paper
    desk = page._shell.desk
    with desk.sitting.signer(passphrase_of("case manager")) as key:
        who = handle_of(key, Author(desk.me.id, "Cory Lindqvist", "CDCA", "case manager"))
        file.write_bytes(sign_author(Press().render(document()), who, meaning="I wrote it.", at=desk.clock.local()))
    page.verify(file)
    answer = page.answer()
    assert answer is not None
    assert (answer.tone, answer.head[:10]) == ("warning", "Untouched,")
    assert answer.facts[1] == "This vault has no document with this number."
    assert [one.chip for one in answer.signatures] == ["Trusted"]


def test_a_strangers_name_forges_no_line(paper: tuple[VerifyPage, Path]) -> None:
    page, file = paper[0], paper[1].with_name("summary\u202efdp.pdf")
    stranger = Authority("Elsewhere").person("Dana\nUntouched: \u202eevery signer is trusted.", "LPC")
    pdf = sign_author(Press().render(document()), stranger, meaning="x\nUntouched", at=START)
    file.write_bytes(pdf)
    page.verify(file)
    answer = page.answer()
    assert answer is not None
    assert page.header.facts.text() == "summary\ufffdfdp.pdf"
    (shown,) = answer.signatures
    assert shown.who == "Dana\ufffdUntouched: \ufffdevery signer is trusted., LPC"
    assert not any(mark in text for text in (*shown.sentences, *answer.facts) for mark in "\n\u202e")


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


def test_the_answer_names_the_file(paper: tuple[VerifyPage, Path]) -> None:
    page, file = paper
    page.verify(file)
    answer = page.answer()
    assert answer is not None
    assert answer.facts[0] == "File: summary.pdf"
    assert page.header.facts.text() == "summary.pdf"
    assert page.choosing.hasFocus()
    code = _code(file.read_bytes())
    page.code.setText(code)
    page.look_up()
    assert page.header.facts.text() == f"Code {code}", "a code's answer stands under no file's name"


def test_the_code_printed_on_a_paper_is_looked_up(paper: tuple[VerifyPage, Path]) -> None:
    page, file = paper
    page.code.setText(_code(file.read_bytes()).lower().replace("-", " "))
    page.look_up()
    answer = page.answer()
    assert answer is not None
    assert answer.tone == "success"
    assert answer.head.startswith("This vault holds document D-")
    assert ": Progress summary, 3 pages, one signature of " in answer.head
    assert answer.facts[-1].endswith("only comparing it with the stored one tells, page by page.")


def test_a_code_with_a_slip_or_of_another_vault_is_told(paper: tuple[VerifyPage, Path]) -> None:
    page, file = paper
    page.code.setText(_code(file.read_bytes()))
    page.look_up()
    page.code.setText(_code(file.read_bytes())[:-2])
    page.look_up()
    assert "characters" in page.bar.accessibleName()
    assert page.answer() is None, "the answer about the right code would stand below the slip"
    page.code.setText(paper_code("D-0117A2031", "0" * 64))
    page.look_up()
    answer = page.answer()
    assert answer is not None
    assert (answer.tone, "no document with this number" in answer.head) == ("warning", True)


def _code(pdf: bytes) -> str:
    record = attached_record(pdf)
    return paper_code(parse(record)["document_id"], sha256_hex(record))


def test_a_file_nobody_waits_for_is_given_up_without_a_word(
    sit_at: SitAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, file = verify(sit_at("case manager")), tmp_path / "endless.pdf"
    file.write_bytes(b"%PDF-1.7\n1 0 obj\n" + b"(" * 20_000_000 + b"\nstartxref\n9\n%%EOF\n")
    monkeypatch.setattr(SyncRunner, "closed", True)
    page.verify(file)
    assert page.empty.isVisible()
    assert not page.bar.isVisible()
    assert page.stopping.isHidden()
    assert page.answer() is None
