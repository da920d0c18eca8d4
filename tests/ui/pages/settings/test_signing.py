"""Settings about signatures on papers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from ehr_desk.chart.entries.stamping import Stamped
from ehr_desk.ui.pages.base import CLINIC, Changed
from ehr_desk.ui.pages.settings.devices_card import AddDeviceDialog, ChosenDeviceDialog
from ehr_desk.ui.pages.settings.elsewhere_card import EndElsewhereDialog, VouchDialog
from ehr_desk.ui.pages.settings.issuing_card import RenewIssuingDialog
from ehr_desk.ui.pages.settings.key_words import custodian_text
from ehr_desk.ui.pages.settings.page import SettingsPage
from ehr_desk.ui.pages.settings.signing_dialogs import KeyFileDialog, TokenDialog
from ehr_desk.ui.pages.settings.signing_tab import SigningTab
from ehr_desk.ui.pages.settings.signing_words import (
    device_words,
    issuing_ends,
    issuing_words,
    round_words,
    waiting_words,
)
from ehr_desk.ui.pages.settings.stamp_schedule import StampSchedule
from ehr_desk.ui.shell.desk_view import DeskView
from ehr_desk.vault.create import ROOT_KEY_NAME
from tests.documents.test_imported_keys import WORDS, Provider
from tests.documents.timestamping import TimeAuthority
from tests.documents.tools import pdf_text
from tests.support.clinic import TestClinic, passphrase_of
from tests.ui.shell.fixtures import SitAt


def signing(view: DeskView) -> SigningTab:
    view.go_to("settings")
    page = view.page("settings")
    assert isinstance(page, SettingsPage)
    tab = page.tab("signing")
    assert isinstance(tab, SigningTab)
    return tab


def test_a_key_from_a_file_is_chosen_and_given_back(sit_at: SitAt, tmp_path: Path) -> None:
    file = tmp_path / "mine.p12"
    file.write_bytes(Provider().file(ec.generate_private_key(ec.SECP256R1())))
    view = sit_at("therapist")
    tab = signing(view)
    assert tab.key.text() == "Your papers are signed with the key the clinic gave you."
    tab.ask_file()
    dialog = tab.findChild(KeyFileDialog)
    assert dialog is not None
    dialog.try_go()
    assert "Choose the file" in dialog.messages.accessibleName()
    dialog.file.edit.setText(str(file))
    dialog.password.line.setText("not this one")
    dialog.own.line.setText(passphrase_of("therapist"))
    dialog.try_go()
    assert "password is wrong" in dialog.messages.accessibleName()
    dialog.password.line.setText(WORDS)
    dialog.try_go()
    assert "until an administrator has confirmed" in tab.key.text()
    assert not tab.elsewhere.isVisibleTo(tab)
    tab.use_clinics()
    assert "the key the clinic gave you" in tab.key.text()


def test_an_administrator_confirms_whose_a_certificate_is(sit_at: SitAt, tmp_path: Path) -> None:
    file = tmp_path / "mine.p12"
    file.write_bytes(Provider().file(ec.generate_private_key(ec.SECP256R1()), owner="Ona Petrov"))
    view = sit_at("administrator")
    tab = signing(view)
    assert not tab.elsewhere.isVisibleTo(tab)
    view.desk.own_keys.use_file(file, WORDS, passphrase_of("administrator"))
    tab.elsewhere.read()
    assert tab.elsewhere.isVisibleTo(tab)
    assert "Ona Petrov, MBA: waits for an administrator" in tab.elsewhere.told.text()
    tab.elsewhere.ask()
    dialog = tab.findChild(VouchDialog)
    assert dialog is not None
    dialog.try_go()
    assert "Choose the certificate" in dialog.messages.accessibleName()
    dialog.which.setCurrentIndex(1)
    assert "issuer: Invented Provider" in dialog.told.text()
    dialog.own.line.setText(passphrase_of("administrator"))
    dialog.try_go()
    assert "Ona Petrov, MBA: confirmed" in tab.elsewhere.told.text()
    assert not tab.elsewhere.confirm.isVisibleTo(tab)
    assert "a certificate from a file: Ona Petrov" in tab.key.text()
    tab.elsewhere.ask_end()
    ending = tab.findChild(EndElsewhereDialog)
    assert ending is not None
    ending.which.setCurrentIndex(1)
    ending.own.line.setText(passphrase_of("administrator"))
    ending.try_go()
    assert "say why" in ending.messages.accessibleName()
    ending.reason.setText("The card is lost.")
    ending.try_go()
    assert not tab.elsewhere.isVisibleTo(tab)
    assert "the key the clinic gave you" in tab.key.text()


def test_a_missing_library_of_a_card_is_told_in_the_dialog(sit_at: SitAt) -> None:
    tab = signing(sit_at("therapist"))
    tab.ask_token()
    dialog = tab.findChild(TokenDialog)
    assert dialog is not None
    dialog.module.edit.setText("/nowhere/library.so")
    dialog.pin.line.setText("1234")
    dialog.list()
    assert "library" in dialog.messages.accessibleName()
    dialog.try_go()
    assert "choose one" in dialog.messages.accessibleName()


def test_the_root_certificate_is_saved_with_a_page_that_explains_it(
    sit_at: SitAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = sit_at("therapist")
    tab = signing(view)
    monkeypatch.setattr(tab, "_choose_folder", lambda _parent: str(tmp_path))
    tab.export_root()
    root = x509.load_der_x509_certificate((tmp_path / "clinic-root.cer").read_bytes())
    letter = pdf_text((tmp_path / "clinic-root-instructions.pdf").read_bytes(), tmp_path)
    from cryptography.hazmat.primitives import hashes

    assert root.fingerprint(hashes.SHA256()).hex().upper() in "".join(letter.split())
    assert "Trusted Certificates" in letter
    assert x509.load_der_x509_crl((tmp_path / "clinic-revoked.crl").read_bytes()).issuer != root.subject
    assert "clinic-revoked.crl" in letter
    assert "CONFIDENTIAL" not in letter


def test_an_administrator_chooses_proof_of_time(sit_at: SitAt, tmp_path: Path) -> None:
    view = sit_at("administrator")
    tab = signing(view)
    tab.level.set_value("Timestamp")
    tab.keep()
    assert "needs a timestamp server" in tab.bar.accessibleName()
    file = tmp_path / "time.pem"
    file.write_bytes(TimeAuthority(datetime(2026, 11, 21, tzinfo=UTC)).root_pem)
    tab.server.setText("https://time.example.org/")
    tab.time_root.edit.setText(str(file))
    tab.certifies.setChecked(False)
    assert not tab.in_names.isChecked()
    tab.in_names.setChecked(True)
    tab.keep()
    stored = view.desk.clinic.read()
    assert (stored.signature_level, stored.timestamp_server) == ("B-T", "https://time.example.org/")
    assert stored.timestamp_root.startswith("-----BEGIN CERTIFICATE-----")
    assert not stored.author_certifies
    assert stored.client_in_file_names


def test_how_many_papers_wait_for_a_timestamp_is_told_at_once(sit_at: SitAt, monkeypatch: pytest.MonkeyPatch) -> None:
    assert waiting_words(1).startswith("1 paper waits for a timestamp")
    view = sit_at("therapist")
    monkeypatch.setattr(view.desk.timestamps, "due", lambda: ["D-1", "D-2"])
    tab = signing(view)
    assert tab.waiting.text().startswith("2 papers wait for a timestamp")
    monkeypatch.setattr(view.desk.timestamps, "due", list)
    tab.stamp_now()
    assert not tab.waiting.text()


def test_others_see_the_clinics_choices_and_change_nothing(sit_at: SitAt) -> None:
    tab = signing(sit_at("therapist"))
    assert not tab.save.isVisibleTo(tab)
    assert not tab.server.isEnabled()


def test_the_custodians_sheet_does_not_say_that_it_needs_an_administrator() -> None:
    said = custodian_text("Riverbend Demo Clinic", "AAAA-BBBB")
    assert "AAAA-BBBB" in said
    assert "only together" not in said
    assert "could read those notes with another program, and nobody would be told" in " ".join(said.split())


def test_late_timestamps_in_words() -> None:
    assert round_words(Stamped(0, 0)) == "No paper waits for a timestamp"
    assert round_words(Stamped(2, 0)) == "2 papers got their timestamp"
    assert round_words(Stamped(1, 3)) == "1 paper got its timestamp, 3 still wait"
    assert round_words(Stamped(0, 3, "The timestamp server does not answer.")).endswith("does not answer.")
    assert round_words(Stamped(2, 0, below=1)) == (
        "2 papers got their timestamp (1 without revocation data: none could be had of the server's certificate)"
    )
    named = Stamped(4, 1, "This paper cannot take a timestamp.", ("7K3M",))
    assert round_words(named) == (
        "4 papers got their timestamp, 1 still waits. Document 7K3M: This paper cannot take a timestamp."
    )


def test_an_administrator_adds_a_device_that_clients_sign_on(sit_at: SitAt) -> None:
    tab = signing(sit_at("administrator"))
    assert "None yet" in tab.devices.devices.text()
    tab.devices.ask()
    dialog = tab.findChild(AddDeviceDialog)
    assert dialog is not None
    dialog.try_go()
    assert "Name the device" in dialog.messages.accessibleName()
    dialog.called.setText("front desk tablet")
    dialog.own.line.setText(passphrase_of("administrator"))
    dialog.try_go()
    assert tab.devices.devices.text().startswith("front desk tablet, until")


def test_a_device_is_renewed_and_revoked_and_its_last_days_are_told(sit_at: SitAt) -> None:
    view = sit_at("administrator")
    authority, words = view.desk.sitting.authority, passphrase_of("administrator")
    old = authority.add_device(words, "front desk tablet")
    end = old.not_after.date()
    assert device_words(old, end - timedelta(days=90)).endswith(str(end.year))
    assert device_words(old, end - timedelta(days=30)).endswith(": renew it")
    assert "ended on" in device_words(old, end + timedelta(days=1))
    assert "begins on" in device_words(old, old.not_before.date() - timedelta(days=1))
    tab = signing(view)
    tab.devices.ask_renew()
    dialog = tab.findChild(ChosenDeviceDialog)
    assert dialog is not None
    dialog.try_go()
    assert "Choose the device and type" in dialog.messages.accessibleName()
    dialog.which.set_value("front desk tablet")
    dialog.own.line.setText(words)
    dialog.try_go()
    (fresh,) = authority.known_devices()
    assert fresh.fingerprint != old.fingerprint
    dialog.deleteLater()
    dialog.setParent(None)
    tab.devices.ask_end()
    dialog = tab.findChild(ChosenDeviceDialog)
    assert dialog is not None
    assert dialog.reason is not None
    dialog.which.set_value("front desk tablet")
    dialog.own.line.setText(words)
    dialog.try_go()
    assert "say why" in dialog.messages.accessibleName()
    dialog.reason.setText("It was stolen from the car.")
    dialog.try_go()
    assert authority.known_devices() == []
    assert authority.revocation_of(fresh.fingerprint) is not None
    assert "None yet" in tab.devices.devices.text()
    assert view.desk.check().sound


def test_the_issuing_certificate_is_told_before_it_ends_and_only_the_root_key_renews_it(
    sit_at: SitAt, clinic: TestClinic
) -> None:
    end = date(2036, 11, 20)
    assert "Renew" not in issuing_words(end, end - timedelta(days=200))
    assert issuing_words(end, end - timedelta(days=100)).endswith("Renew it with the root key.")
    assert "It ended on 20 Nov 2036" in issuing_words(end, end + timedelta(days=1))
    assert issuing_ends(end, end - timedelta(days=100), administrator=False) == ()
    said, remedy = issuing_ends(end, end - timedelta(days=20), administrator=False)
    assert (said.split(":")[0], remedy) == (
        "The clinic's issuing certificate ends on 20 Nov 2036",
        "Tell an administrator.",
    )
    view = sit_at("administrator")
    authority = view.desk.sitting.authority
    clinic.clock.move_to(authority.issuing_until - timedelta(days=100))
    view.warnings.of_term()
    assert "issuing certificate ends on" in view.warnings.term.accessibleName()
    tab = signing(view)
    tab.issuing.ask()
    dialog = tab.findChild(RenewIssuingDialog)
    assert dialog is not None
    dialog.own.line.setText(passphrase_of("administrator"))
    dialog.try_go()
    assert "Choose the root key file" in dialog.messages.accessibleName()
    dialog.root.file.setText(str(clinic.folder / ROOT_KEY_NAME))
    dialog.root.words.line.setText("not the words of the sheet")
    before = authority.issuing_until
    dialog.try_go()
    assert dialog.messages.accessibleName()
    assert (authority.issuing_until, dialog.own.text()) == (before, "")
    clinic.clock.move_to(before - timedelta(days=300))
    view.changed(Changed.of(CLINIC))
    assert not view.warnings.term.isVisibleTo(view)


def test_late_timestamps_are_asked_for_by_themselves_and_silently(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    schedule = StampSchedule(view, view)
    schedule.look()
    assert view.toast_text() == ""
    assert view.desk.timestamps.due() == []
