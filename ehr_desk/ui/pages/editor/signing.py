"""The acts that ask for the passphrase again: sign drafts, co-sign entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ehr_desk.chart.entries.meanings import CO_SIGNATURE
from ehr_desk.chart.entries.rows import EntryRow, Prepared, Signed
from ehr_desk.ui.dialogs.sign import SignDialog, Signer, SignItem
from ehr_desk.ui.pages.base import DOCUMENTS, DRAFTS, ENTRIES, Changed, Shell
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.record.to_cosign import ToCosign
from ehr_desk.ui.pages.record.words import count, moment
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.message_bar import Level, Message
from ehr_desk.ui.widgets.text import within_sentence

if TYPE_CHECKING:
    from ehr_desk.desk import Desk


class SignFlow(QObject):
    """Shows what will be stated, asks for the passphrase, signs, and tells everybody what changed."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._parent = parent

    def sign(
        self,
        draft_ids: Sequence[str],
        prepared: Sequence[Prepared],
        *,
        done: Callable[[Signed], object],
        incomplete: Callable[[list[Prepared]], object],
        title: str = "",
    ) -> SignDialog:
        """Open the dialog for complete drafts. ``incomplete`` when something went missing in between. ``title``: what
        is signed, where its form's own title does not tell."""
        desk = self._shell.desk
        dialog = SignDialog(
            self._shell.theme,
            [_item(one) for one in prepared],
            self._signer(desk, meanings(prepared)),
            self._parent,
            verb=f"Sign {within_sentence(title)}" if title else "",
            pin=desk.own_keys.pin_wanted,
        )
        if any(one.needs_cosignature for one in prepared):
            dialog.set_subtitle("A supervisor has to co-sign this afterwards.")

        def asked(passphrase: str) -> None:
            _give_pin(desk, dialog)
            dialog.busy()
            self._shell.runner.submit_paper(
                lambda: desk.signing.sign(list(draft_ids), passphrase, seen=prepared),
                context=self,
                on_ok=signed,
                on_error=partial(_failed, dialog, incomplete),
            )

        def signed(result: Signed) -> None:
            _close(dialog)
            done(result)
            topics = {ENTRIES, DRAFTS} | ({DOCUMENTS} if result.document_ids else set())
            self._shell.changed(Changed.of(*topics, clients=result.client_ids))
            self._shell.toast("Signed" if len(result.entry_ids) == 1 else f"{len(result.entry_ids)} entries signed")

        return _show(dialog, asked)

    def cosign(
        self,
        entries: Sequence[EntryRow],
        clients: Sequence[str],
        asked: Sequence[ToCosign],
        *,
        done: Callable[[], object],
    ) -> SignDialog:
        """Open the dialog that co-signs entries of others, or addenda to them. ``clients`` says for each whose it is,
        ``asked`` what of it waits."""
        desk = self._shell.desk
        items = [
            SignItem(one.title, f"{one.author} · {show_date(entry.effective_on)}", one.sentences, about=client)
            for entry, client, one in zip(entries, clients, asked, strict=True)
        ]
        what = "addendum" if asked[0].alone else "entry"
        verb = f"Co-sign this {what}" if len(items) == 1 else f"Co-sign {len(items)} entries"
        wanted = desk.own_keys.pin_wanted
        signer = self._signer(desk, CO_SIGNATURE)
        dialog = SignDialog(self._shell.theme, items, signer, self._parent, verb=verb, pin=wanted)
        dialog.go.setText("Co-sign")

        def given(passphrase: str) -> None:
            _give_pin(desk, dialog)
            dialog.busy()
            ids = [entry.entry_id for entry in entries]
            self._shell.runner.submit_paper(
                lambda: desk.cosigning.cosign(ids, passphrase),
                context=self,
                on_ok=signed,
                on_error=partial(_failed, dialog, None),
            )

        def signed(_result: object) -> None:
            _close(dialog)
            done()
            concerned = {entry.client_id for entry in entries}
            self._shell.changed(Changed.of(ENTRIES, DOCUMENTS, clients=concerned))
            self._shell.toast(f"{count(len(entries), 'entry', 'entries')} co-signed")

        return _show(dialog, given)

    def _signer(self, desk: Desk, meaning: str) -> Signer:
        return Signer(desk.me.name, desk.me.credential, moment(desk.clock.local()), meaning)


def _give_pin(desk: Desk, dialog: SignDialog) -> None:
    if dialog.token_pin is not None:
        desk.own_keys.give_pin(dialog.token_pin.text())


def meanings(prepared: Sequence[Prepared]) -> str:
    """What the signatures will mean, in the words that are signed; where they differ, each with its entries."""
    by_meaning: dict[str, list[str]] = {}
    for one in prepared:
        by_meaning.setdefault(one.meaning, []).append(one.title)
    if len(by_meaning) < 2:
        return "".join(by_meaning)
    return "\n".join(f"{', '.join(dict.fromkeys(titles))}: {meaning}" for meaning, titles in by_meaning.items())


def _show(dialog: SignDialog, asked: Callable[[str], None]) -> SignDialog:
    dialog.sign_requested.connect(asked)
    dialog.finished.connect(lambda _result: dialog.deleteLater())
    dialog.open()
    return dialog


def _close(dialog: SignDialog) -> None:
    """The dialog may have been left while the signature was made; what was signed is signed all the same."""
    if isValid(dialog):
        dialog.accept()


def _failed(dialog: SignDialog, incomplete: Callable[[list[Prepared]], object] | None, error: Exception) -> None:
    if not isValid(dialog):
        return
    missing: list[Prepared] | None = getattr(error, "prepared", None)
    if missing is not None and incomplete is not None:
        dialog.reject()
        incomplete(missing)
        return
    dialog.fail(*words_of(error))


def _item(one: Prepared) -> SignItem:
    levels: dict[str, Level] = {"must": "must", "should": "should", "tip": "tip"}
    findings = tuple(Message(levels.get(each.level, "should"), each.text) for each in one.findings)
    hours = f"{one.start}–{one.end}" if one.start and one.end else one.start
    facts = " · ".join(filter(None, (one.client_name, show_date(one.on) if one.on else "", hours)))
    return SignItem(one.title, facts, tuple(one.sentences), findings, undoes=tuple(one.undoes), why=one.why)
