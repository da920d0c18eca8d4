"""The program's numbers in the clinic's settings."""

from __future__ import annotations

from ehr_desk.ui.pages.settings.clinic_tab import ClinicTab
from ehr_desk.ui.pages.settings.page import SettingsPage
from tests.ui.shell.fixtures import SitAt


def test_minimum_week_and_late_hours_are_kept(sit_at: SitAt) -> None:
    view = sit_at("administrator")
    view.go_to("settings")
    page = view.page("settings")
    assert isinstance(page, SettingsPage)
    tab = page.tab("clinic")
    assert isinstance(tab, ClinicTab)
    assert (tab.minutes.value(), tab.adolescents.value(), tab.late.value()) == (540, 360, 24)
    assert tab.week_start.value() == "Monday"
    tab.adolescents.set_value(420)
    tab.late.set_value(48)
    assert tab.group_size.value() == 12
    tab.group_size.set_value(10)
    assert (tab.incentive_cap.value(), tab.incentive_months.value()) == (599, 6)
    tab.incentive_cap.set_value(750)
    tab.incentive_months.set_value(0)
    tab.incentive_witness.setChecked(True)
    tab.week_start.set_value("Sunday")
    tab.keep()
    clinic = view.desk.clinic.read()
    kept = (clinic.weekly_minutes_minimum, clinic.weekly_minutes_adolescents, clinic.late_entry_hours)
    assert kept == (540, 420, 48)
    assert (clinic.week_starts_on, clinic.group_size) == (6, 10)
    assert (clinic.incentive_cap, clinic.incentive_cap_months, clinic.incentive_witness) == (750, 0, True)
    tab.late.set_value(None)
    tab.keep()
    assert "hours after which" in tab.bar.accessibleName()
