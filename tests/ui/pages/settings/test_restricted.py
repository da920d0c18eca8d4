"""Questionnaires with terms of their own: off, switched on by an administrator, used after the next unlock."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ehr_desk.common.errors import Refused
from ehr_desk.ui.pages.settings.clinic_tab import ClinicTab
from ehr_desk.ui.pages.settings.page import SettingsPage
from ehr_desk.ui.shell.desk_view import DeskView
from ehr_desk.vault.audit_reader import Wanted
from tests.support.clinic import TestClinic
from tests.ui.shell.fixtures import SitAt


def clinic_tab(view: DeskView) -> ClinicTab:
    view.go_to("settings")
    page = view.page("settings")
    assert isinstance(page, SettingsPage)
    tab = page.tab("clinic")
    assert isinstance(tab, ClinicTab)
    return tab


def test_they_are_off_and_switched_on_in_the_window_from_the_next_unlock_on(sit_at: SitAt, clinic: TestClinic) -> None:
    view = sit_at("administrator")
    tab = clinic_tab(view)
    assert sorted(tab.restricted.ticks) == ["audit", "dast10"]
    assert not any(tick.isChecked() for tick in tab.restricted.ticks.values())
    assert "audit" not in view.desk.library
    tab.restricted.ticks["audit"].setChecked(True)
    tab.keep()
    assert view.desk.clinic.read().restricted == {"audit"}
    changed = [one for one in view.desk.log.page(Wanted()) if one.action == "clinic.changed"]
    assert changed[0].detail["fields"] == ["restricted_forms"]
    view.desk.lock()
    desk = clinic.desk("therapist")
    assert "audit" in desk.library
    assert "dast10" not in desk.library
    desk.lock()


def test_whoever_does_not_run_the_clinic_sees_the_terms_and_switches_nothing(sit_at: SitAt) -> None:
    view = sit_at("therapist")
    tab = clinic_tab(view)
    assert not any(tick.isEnabled() for tick in tab.restricted.ticks.values())
    with pytest.raises(Refused):
        view.desk.clinic.save(replace(view.desk.clinic.read(), restricted_forms="audit"))


def test_a_form_that_this_copy_does_not_carry_stays_as_it_was_set(sit_at: SitAt) -> None:
    view = sit_at("administrator")
    view.desk.clinic.save(replace(view.desk.clinic.read(), restricted_forms="audit,gone"))
    tab = clinic_tab(view)
    assert tab.restricted.ticks["audit"].isChecked()
    tab.restricted.ticks["audit"].setChecked(False)
    tab.keep()
    assert view.desk.clinic.read().restricted == {"gone"}
