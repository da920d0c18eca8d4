"""Settings on a real record: oneself, the clinic, the screen, what the program is made of."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtTest import QTest

from ehr_desk.common.paths import resources_dir
from ehr_desk.ui.pages.settings import presenter
from ehr_desk.ui.pages.settings.about_tab import AboutTab
from ehr_desk.ui.pages.settings.clinic_tab import ClinicTab
from ehr_desk.ui.pages.settings.me_tab import MeTab
from ehr_desk.ui.pages.settings.screen_tab import ScreenTab
from ehr_desk.ui.pages.settings.staff_dialogs import (
    OwnPassphraseDialog,
)
from ehr_desk.ui.pages.settings.staff_tab import StaffTab
from ehr_desk.ui.shell.preferences import PreferencesFile
from tests.support.clinic import TestClinic, passphrase_of
from tests.ui.pages.settings.tabs import NEW, settings
from tests.ui.shell.fixtures import SitAt


def test_it_says_who_i_am_and_until_when_my_certificate_holds(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    facts = presenter.read_facts(view.desk)
    lines = dict(presenter.me_lines(facts))
    assert lines["Name"] == "Dana Whitlock, LPCC-S"
    assert lines["Certificate"].replace(" ", "") == facts.serial
    assert lines["Valid until"].endswith("2028")


def test_a_passphrase_is_changed_and_the_new_one_opens_the_record(clinic: TestClinic, sit_at: SitAt) -> None:
    view = sit_at("therapist")
    tab = settings(view).tab("me")
    assert isinstance(tab, MeTab)
    for edit, words in ((tab.old, passphrase_of("therapist")), (tab.new, NEW), (tab.again, NEW)):
        QTest.keyClicks(edit.line, words)
    tab.change()
    assert view.toast_text() == "Passphrase changed"
    assert tab.new.text() == ""
    with view.desk.sitting.signer(NEW):
        pass


def test_a_passphrase_is_not_changed_without_the_present_one(sit_at: SitAt) -> None:
    tab = settings(sit_at("therapist")).tab("me")
    assert isinstance(tab, MeTab)
    tab.old.line.setText("not this one at all")
    tab.new.line.setText(NEW)
    tab.again.line.setText("something else entirely")
    tab.change()
    assert "differ" in tab.bar.accessibleName()
    tab.again.line.setText(NEW)
    tab.change()
    assert "does not open the record" in tab.bar.accessibleName()


def test_somebody_whose_certificate_was_revoked_reads_why_and_what_to_do(clinic: TestClinic, sit_at: SitAt) -> None:
    admin = clinic.desk("administrator")
    admin.staff.revoke_certificate(
        clinic.staff_ids["therapist"], "The laptop was stolen.", own_passphrase=passphrase_of("administrator")
    )
    admin.lock()
    lines = dict(presenter.me_lines(presenter.read_facts(sit_at("therapist").desk)))
    assert lines["Valid until"].endswith("(The laptop was stolen.). Ask an administrator for a new passphrase.")


def test_the_settings_say_when_the_last_verified_backup_was_made(sit_at: SitAt) -> None:
    desk = sit_at("therapist").desk
    told = dict(presenter.me_lines(presenter.read_facts(desk)))["Backups"]
    assert told == "No verified backup has been made yet."
    desk.backups.make()
    told = dict(presenter.me_lines(presenter.read_facts(desk)))["Backups"]
    assert told.startswith("Last verified backup: today at ")


def test_a_certificate_that_ends_within_60_days_asks_to_be_renewed(clinic: TestClinic, sit_at: SitAt) -> None:
    clinic.clock.advance(timedelta(days=2 * 365 - 58))
    lines = dict(presenter.me_lines(presenter.read_facts(sit_at("therapist").desk)))
    assert lines["Valid until"].endswith("Ask an administrator to renew it (Settings, Staff).")


def test_a_key_stick_is_made_and_taken_off(clinic: TestClinic, sit_at: SitAt, tmp_path: Path) -> None:
    view = sit_at("therapist")
    tab = settings(view).tab("me")
    assert isinstance(tab, MeTab)
    tab.ways._ask_file = lambda _title, name: tmp_path / name
    for act, said in ((tab.ways.make_stick, "keyfile"), (None, "passphrase")):
        if act is None:
            tab.ways.take_off(view.desk.sitting.ways[0])
        else:
            act()
        dialog = tab.ways.findChild(OwnPassphraseDialog)
        assert dialog is not None
        dialog.own.line.setText(passphrase_of("therapist"))
        dialog.try_go()
        dialog.setParent(None)
        assert [way.kind for way in view.desk.sitting.ways] == [said]
    assert (tmp_path / "dana.ehrkey").is_file()


def test_only_administrators_add_people_and_only_some_change_the_clinic(sit_at: SitAt) -> None:
    page = settings(sit_at("therapist"))
    staff, letterhead = page.tab("staff"), page.tab("clinic")
    assert isinstance(staff, StaffTab)
    assert isinstance(letterhead, ClinicTab)
    assert not staff.add.isVisible()
    assert letterhead.save.isHidden()
    assert not letterhead.address.isEnabled()


def test_the_letterhead_is_changed_by_a_supervisor(sit_at: SitAt) -> None:
    view = sit_at("supervisor")
    tab = settings(view).tab("clinic")
    assert isinstance(tab, ClinicTab)
    tab._lines["fax"].setText("(419) 555-0143")
    tab.minutes.set_value(360)
    tab.page_size.set_value("A4")
    tab.keep()
    clinic = view.desk.clinic.read()
    assert (clinic.fax, clinic.weekly_minutes_minimum, clinic.page_size) == ("(419) 555-0143", 360, "a4")
    tab._lines["name"].setText("  ")
    tab.keep()
    assert "no name" in tab.bar.accessibleName()


def test_look_and_text_size_take_effect_and_are_remembered(sit_at: SitAt, preferences: PreferencesFile) -> None:
    view = sit_at("therapist")
    tab = settings(view).tab("screen")
    assert isinstance(tab, ScreenTab)
    tab.look.button("Dark").click()
    tab._resize(20)
    tab.idle.button("15 min").click()
    assert view.theme.dark
    assert view.theme.metrics.scale == 120
    kept = preferences.read()
    assert (kept.look, kept.text_size, kept.idle_minutes) == ("dark", 120, 15)


def test_every_part_made_by_others_has_its_licence(sit_at: SitAt) -> None:
    parts = presenter.licences(resources_dir() / "licences")
    assert {"Inter", "Qt and Qt for Python", "Tabler Icons"} <= {part.name for part in parts}
    assert all(path.is_file() for part in parts for path in part.texts)
    tab = settings(sit_at("therapist")).tab("about")
    assert isinstance(tab, AboutTab)
    tab.list.setCurrentRow(next(at for at, part in enumerate(parts) if part.name == "Inter"))
    assert "SIL" in tab.text.toPlainText().upper()
