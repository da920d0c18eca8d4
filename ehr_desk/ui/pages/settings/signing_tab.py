"""Settings about signatures on papers: whose key, what the clinic adds to them, and the certificate others need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.staff.permissions import may
from ehr_desk.ui.dialogs.base import DeskDialog, labelled
from ehr_desk.ui.pages.base import CLINIC, Changed, Shell
from ehr_desk.ui.pages.record.faults import words_of
from ehr_desk.ui.pages.settings.devices_card import DevicesCard
from ehr_desk.ui.pages.settings.elsewhere_card import ElsewhereCard
from ehr_desk.ui.pages.settings.issuing_card import IssuingCard
from ehr_desk.ui.pages.settings.presenter import Facts
from ehr_desk.ui.pages.settings.signing_dialogs import FileLine, KeyFileDialog, TokenDialog, ask_for_file
from ehr_desk.ui.pages.settings.signing_words import LEVELS, NAMES_WARNING, key_words, round_words, waiting_words
from ehr_desk.ui.widgets.buttons import button
from ehr_desk.ui.widgets.card import Card
from ehr_desk.ui.widgets.choice import Segmented
from ehr_desk.ui.widgets.message_bar import MessageBar
from ehr_desk.ui.widgets.text import label, name

if TYPE_CHECKING:
    from ehr_desk.chart.entries.stamping import Stamped

ChooseFolder = Callable[[QWidget], str]


def ask_for_folder(parent: QWidget) -> str:
    """Ask for a folder; empty where none was chosen."""
    return QFileDialog.getExistingDirectory(parent, "Choose a folder")


class SigningTab(QWidget):
    """My key for papers, others' from elsewhere, the root certificate, the clinic's signatures, devices, issuing."""

    def __init__(self, shell: Shell, choose_folder: ChooseFolder = ask_for_folder) -> None:
        super().__init__()
        self._shell = shell
        self._choose_folder = choose_folder
        self._clinic: ClinicRow | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self.bar = MessageBar(shell.theme)
        column.addWidget(self.bar)
        column.addWidget(self._mine())
        self.elsewhere = ElsewhereCard(shell, self._read_key)
        column.addWidget(self.elsewhere)
        column.addWidget(self._root())
        column.addWidget(self._clinics())
        self.devices = DevicesCard(shell)
        column.addWidget(self.devices)
        self.issuing = IssuingCard(shell)
        column.addWidget(self.issuing)
        column.addStretch(1)
        self._read_key()
        self._read_waiting()

    def show_facts(self, facts: Facts) -> None:
        """Show the clinic's choices as stored."""
        clinic = self._clinic = facts.clinic
        self.certifies.setChecked(clinic.author_certifies)
        self.level.set_value(next(words for words, level in LEVELS.items() if level == clinic.signature_level))
        self.server.setText(clinic.timestamp_server)
        self.fetch.setChecked(clinic.fetch_revocations)
        self.in_names.setChecked(clinic.client_in_file_names)
        self.root_known.setText("A certificate of it is stored." if clinic.timestamp_root else "")

    def ask_file(self) -> None:
        """Ask for a key in a file."""
        keys, dialog = self._shell.desk.own_keys, KeyFileDialog(self._shell.theme, self)
        dialog.asked.connect(
            lambda path, password, own: self._choose(dialog, lambda: keys.use_file(path, password, own))
        )
        dialog.open()

    def ask_token(self) -> None:
        """Ask for a key on a card or stick."""
        keys, dialog = self._shell.desk.own_keys, TokenDialog(self._shell.theme, self)
        dialog.listed.connect(
            lambda module, pin: self._shell.runner.submit_paper(
                lambda: keys.token_keys(module, pin),
                context=dialog,
                on_ok=dialog.show_keys,
                on_error=lambda error: dialog.fail(*words_of(error)),
            )
        )
        dialog.asked.connect(lambda key, own: self._choose(dialog, lambda: keys.use_token(key, own)))
        dialog.open()

    def use_clinics(self) -> None:
        """Sign papers with the clinic's key again."""
        keys = self._shell.desk.own_keys
        self._shell.runner.submit_write(
            keys.use_clinics, context=self, on_ok=lambda _nothing: self._read_key(), on_error=self._failed
        )

    def export_root(self) -> None:
        """Write the root certificate, the lists of revoked ones and their page into a folder."""
        chosen, keys = self._choose_folder(self), self._shell.desk.own_keys
        if chosen:
            self._shell.runner.submit_paper(
                lambda: keys.export_root(Path(chosen)),
                context=self,
                on_ok=lambda files: self._shell.toast(f"Saved {len(files)} files; {files[-1].name} explains them"),
                on_error=self._failed,
            )

    def keep(self) -> None:
        """Store the clinic's choices."""
        if self._clinic is None:
            return
        wanted = replace(
            self._clinic,
            author_certifies=self.certifies.isChecked(),
            signature_level=LEVELS.get(self.level.value(), self._clinic.signature_level),
            timestamp_server=self.server.text().strip(),
            fetch_revocations=self.fetch.isChecked(),
            client_in_file_names=self.in_names.isChecked(),
        )
        clinic, file = self._shell.desk.clinic, self.time_root.edit.text().strip()
        reader = self._shell.desk.own_keys

        def save() -> ClinicRow:
            row = replace(wanted, timestamp_root=reader.read_certificate(Path(file))) if file else wanted
            clinic.save(row)
            return row

        self._shell.runner.submit_write(save, context=self, on_ok=self._saved, on_error=self._failed)

    def stamp_now(self) -> None:
        """Give papers that wait their timestamps."""
        timestamps = self._shell.desk.timestamps
        self.now.setEnabled(False)
        self._shell.runner.submit_paper(timestamps.run, context=self, on_ok=self._stamped, on_error=self._failed)

    def _mine(self) -> QWidget:
        card = Card("Your key for papers")
        self.key = label("", "body", wrap=True)
        card.add(self.key)
        explained = (
            "Entries are always signed with the key the clinic gave you. For papers you can use a certificate that "
            "others know already: from a file, or on a card or stick. An administrator confirms that it is yours."
        )
        card.add(label(explained, "small", "text3", wrap=True))
        line = QHBoxLayout()
        line.setSpacing(8)
        theme = self._shell.theme
        line.addWidget(button(theme, "From a file…", self.ask_file, object_name="signing.file"))
        line.addWidget(button(theme, "Card or stick…", self.ask_token, object_name="signing.token"))
        self.back = button(theme, "Use the clinic's key", self.use_clinics, object_name="signing.clinics")
        line.addWidget(self.back)
        line.addStretch(1)
        card.body.addLayout(line)
        return card

    def _root(self) -> QWidget:
        card = Card("For those who receive your papers")
        words = (
            "Their PDF reader calls the signers unknown until it has the clinic's root certificate. Send them its file "
            "and the lists of revoked certificates, together with the page that explains them; after a certificate was "
            "revoked, send the lists again."
        )
        card.add(label(words, "body", wrap=True))
        save = button(self._shell.theme, "Save the files…", self.export_root, object_name="signing.root")
        card.body.addWidget(save, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _clinics(self) -> QWidget:
        theme, card = self._shell.theme, Card("Papers and signatures of the clinic")
        words = "The author's signature certifies: afterwards only what is reserved can be filled in"
        self.certifies = QCheckBox(words)
        name(self.certifies, words, "signing.certifies")
        card.add(self.certifies)
        self.level = Segmented(tuple(LEVELS))
        self.level.name_parts("Proof of time")
        hint = (
            "A timestamp server sees only a hash, but it sees that something was signed. When it is silent, papers are "
            "signed without it and get their timestamp later."
        )
        card.add(labelled("Proof of time", self.level, "signing.level", hint))
        self.server = QLineEdit()
        card.add(labelled("Address of the timestamp server", self.server, "signing.server"))
        kinds = "Certificates (*.cer *.crt *.pem)"
        self.time_root = FileLine(theme, "Root certificate of its authority", kinds, ask_for_file, "signing.time_root")
        card.add(self.time_root)
        self.root_known = label("", "small", "text2")
        card.add(self.root_known)
        fetch = "Fetch lists of revoked certificates for certificates from elsewhere"
        self.fetch = QCheckBox(fetch)
        name(self.fetch, fetch, "signing.fetch")
        card.add(self.fetch)
        in_names = "Put the client's name into the names of saved files"
        self.in_names = QCheckBox(in_names)
        name(self.in_names, in_names, "signing.in_names")
        card.add(self.in_names)
        card.add(label(NAMES_WARNING, "small", "text3", wrap=True))
        self.waiting = label("", "small", "text2", wrap=True)
        card.add(self.waiting)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.save = button(theme, "Save", self.keep, role="primary", object_name="signing.save")
        self.now = button(theme, "Ask for late timestamps now", self.stamp_now, object_name="signing.now")
        line.addWidget(self.save)
        line.addWidget(self.now)
        line.addStretch(1)
        card.body.addLayout(line)
        allowed = may(self._shell.desk.me, "change the clinic")
        for edit in (self.certifies, self.level, self.server, self.time_root, self.fetch, self.in_names):
            edit.setEnabled(allowed)
        self.save.setVisible(allowed)
        return card

    def _choose(self, dialog: DeskDialog, act: Callable[[], None]) -> None:
        dialog.busy()

        def done(_nothing: object) -> None:
            dialog.accept()
            self._read_key()
            self.elsewhere.read()
            self._shell.toast("An administrator has to confirm that it is yours")

        self._shell.runner.submit_paper(
            act, context=dialog, on_ok=done, on_error=lambda error: dialog.fail(*words_of(error))
        )

    def _read_key(self) -> None:
        keys = self._shell.desk.own_keys
        self._shell.runner.submit_read(keys.facts, context=self, on_ok=self._show_key, on_error=self._failed)

    def _read_waiting(self) -> None:
        """How many papers wait for a late timestamp: looked up where papers are made, since it reads them."""
        self._shell.runner.submit_paper(
            self._shell.desk.timestamps.due, context=self, on_ok=self._show_waiting, on_error=self._failed
        )

    def _show_waiting(self, due: Sequence[str]) -> None:
        self.waiting.setText(waiting_words(len(due)))
        self.waiting.setVisible(bool(due))

    def _show_key(self, facts: object) -> None:
        self.key.setText(key_words(facts))  # type: ignore[arg-type]
        self.back.setVisible(facts is not None)

    def _saved(self, clinic: ClinicRow) -> None:
        self._clinic = clinic
        self.bar.clear()
        self._shell.changed(Changed.of(CLINIC))
        self._shell.toast("Signatures saved")
        self._read_waiting()

    def _stamped(self, result: Stamped) -> None:
        self.now.setEnabled(True)
        self._shell.toast(round_words(result))
        self._read_waiting()

    def _failed(self, error: Exception) -> None:
        self.now.setEnabled(True)
        self.bar.show_text("must", *words_of(error))
