"""What did not get out of the printer is not told as printed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.disclosures.ledger import NothingLeft
from ehr_desk.common.errors import UserError
from ehr_desk.ui.pages.documents.handing_out import HandingOut, done_words
from ehr_desk.ui.pages.documents.printing import print_papers
from ehr_desk.ui.pages.documents.tab import DocumentsTab
from tests.ui.pages.chart.making import PageWindow
from tests.ui.pages.documents.test_tab import ACCESS, dialog_of
from tests.ui.pages.documents.test_viewer import one_page

FULL = Path("/dev/full")
"""A device that is open to everybody and takes nothing: Linux has it."""


def into(path: Path) -> QPrinter:
    made = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(path))
    return made


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """As on a disk that has only so much room left."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_one_page_that_a_full_disk_cut_off_is_not_printed(qtbot: QtBot, tmp_path: Path) -> None:
    with files_of_at_most(2000), pytest.raises(UserError, match="not completed") as told:
        print_papers([one_page()], into(tmp_path / "cut.pdf"))
    assert not isinstance(told.value, NothingLeft)
    print_papers([one_page()], into(tmp_path / "whole.pdf"))
    assert (tmp_path / "whole.pdf").stat().st_size > 2000


def test_of_what_cannot_be_printed_nothing_left_the_sheet_on_top_neither(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(NothingLeft, match="cannot be read"):
        print_papers([one_page(), b"not a paper"], into(tmp_path / "none.pdf"))
    with pytest.raises(NothingLeft, match="did not take"):
        print_papers([one_page()], into(tmp_path / "no folder" / "none.pdf"))
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not FULL.exists(), reason="a device of Linux")
def test_what_a_full_device_refused_may_have_left_and_is_not_released(window: PageWindow, client: ClientRow) -> None:
    window.open_chart(client.id, "documents")
    tab = window.page.chart.center.currentWidget()
    assert isinstance(tab, DocumentsTab)
    tab.out = HandingOut(window, tab, printer=lambda _parent: into(FULL))
    tab.start_release("print")
    dialog = dialog_of(tab.out)
    dialog.fill(ACCESS)
    dialog.edited.emit(dialog.answers())
    dialog.go.click()
    assert "Printing was not completed" in dialog.messages.accessibleName()
    assert tab.ledger.rows()[0].cells[-1] == "failed on the way, may have left"
    dialog.reject()


def test_the_cover_sheet_is_spoken_of_only_where_there_is_one() -> None:
    assert done_words("save", 1) == "Handed out. The file is in the folder."
    assert done_words("save", 2) == "Handed out. The file and its cover sheet are in the folder."
    assert done_words("save protected", 2).startswith("Handed out. The protected copy and its cover sheet are in")
    assert done_words("print", 0) == "Printed"
