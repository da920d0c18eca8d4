"""Letting a client sign on the screen: from the plan, the documents, what needs attention, or right after signing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ehr_desk.chart.entries.rows import Signed
from ehr_desk.ui.pages.base import DOCUMENTS, Changed, Shell
from ehr_desk.ui.pages.documents.acknowledging import AcknowledgeDialog, Asking
from ehr_desk.ui.pages.documents.presenter import pad_stop, paper_words
from ehr_desk.ui.pages.record.faults import words_of

if TYPE_CHECKING:
    from ehr_desk.chart.entries.acknowledging import Pad
    from ehr_desk.chart.entries.client_signs import PaperStanding

Failed = Callable[[Exception], object]


class ClientSigning(QObject):
    """Opens the pad for one paper, or says before anybody draws why it cannot be signed here, and the way out."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._over = parent

    def ask(self, document_id: str, client: str, failed: Failed) -> None:
        """Open the pad for a paper. ``client``: their name."""
        self._read(document_id, client, failed, now=False)

    def ask_entry(self, entry_id: str, client_id: str, client: str, failed: Failed) -> None:
        """Open the pad for the newest paper of an entry."""
        self._find(client_id, lambda one: one.entry_id == entry_id and one.counts, client, failed, now=False)

    def offer(self, signed: Signed, client: str, failed: Failed) -> None:
        """Open the pad at once, where what was just signed says that the client signs on the screen."""
        if len(signed.client_ids) == 1:
            entries, client_id = frozenset(signed.entry_ids), next(iter(signed.client_ids))
            self._find(client_id, lambda one: one.waits and one.entry_id in entries, client, failed, now=True)

    def _find(
        self, client_id: str, wanted: Callable[[PaperStanding], bool], client: str, failed: Failed, *, now: bool
    ) -> None:
        desk = self._shell.desk

        def found(papers: list[PaperStanding]) -> None:
            paper = next((one for one in papers if wanted(one)), None)
            if paper is not None:
                self._read(paper.document_id, client, failed, now=now)

        self._shell.runner.submit_read(
            lambda: desk.acknowledging.standings(client_id), context=self._over, on_ok=found, on_error=failed
        )

    def _read(self, document_id: str, client: str, failed: Failed, *, now: bool) -> None:
        desk = self._shell.desk
        self._shell.runner.submit_read(
            lambda: desk.acknowledging.pad(document_id),
            context=self._over,
            on_ok=partial(self._open, client, now=now),
            on_error=failed,
        )

    def _open(self, client: str, pad: Pad, *, now: bool) -> None:
        desk, shell = self._shell.desk, self._shell
        stop = pad_stop(pad, desk.clock)
        asking = Asking(client, desk.me.signature_name, paper_words(pad.paper), pad.devices, stop, now)
        dialog = AcknowledgeDialog(shell.theme, asking, self._over)
        document_id = pad.paper.document_id

        def done(_nothing: object) -> None:
            dialog.accept()
            shell.changed(Changed.of(DOCUMENTS, clients=(pad.client_id,)))
            shell.toast("The client's signature stands on the document")

        def asked(device: str, drawn: object, passphrase: str) -> None:
            dialog.busy()
            shell.runner.submit_write(
                lambda: desk.acknowledging.acknowledge(document_id, device, drawn, passphrase),  # type: ignore[arg-type]
                context=dialog,
                on_ok=done,
                on_error=lambda error: dialog.fail(*words_of(error)),
            )

        dialog.asked.connect(asked)
        dialog.open()
