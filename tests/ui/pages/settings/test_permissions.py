"""The table of permissions that is shown is the one that the gates ask."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import cast

import pytest

from ehr_desk.chart.access.rules import EMERGENCY_HOURS
from ehr_desk.chart.staff.gate import Gate
from ehr_desk.chart.staff.permissions import PERMISSIONS, may, may_write
from ehr_desk.chart.staff.rows import ROLES, StaffRow
from ehr_desk.common.errors import Refused
from ehr_desk.forms.words import CATEGORIES
from ehr_desk.ui.pages.settings.page import SettingsPage
from ehr_desk.ui.pages.settings.permission_rows import COLUMNS, NO, YES, caseload_words, permission_rows
from ehr_desk.ui.pages.settings.permissions_tab import PermissionsTab
from ehr_desk.vault.sitting import Sitting
from tests.documents.bodies import LIBRARY
from tests.ui.shell.fixtures import SitAt

FORMS = LIBRARY.all()
SHOWN = {row.id: dict(zip(ROLES, row.cells[1:], strict=True)) for row in permission_rows(FORMS)}


def who(role: str) -> StaffRow:
    return StaffRow("s", "login", "Dana Whitlock", role, "", "", trainee=False, retired=False)


def passes(role: str, kind: str) -> list[str]:
    """What the gate lets this role do with this kind of form: nothing of it asks the record."""
    gate = Gate(cast(Sitting, None), who(role))
    found = []
    asked: dict[str, Callable[[], None]] = {
        "write": lambda: gate.check_writing(kind),
        "co-sign": lambda: gate.check_cosigning(kind),
        "void": lambda: gate.check_voiding(kind, "somebody else"),
    }
    for words, ask in asked.items():
        try:
            ask()
        except Refused:
            continue
        found.append(words)
    return found


def test_every_act_and_every_kind_of_form_has_its_row_and_every_role_its_column() -> None:
    assert [column.title.lower() for column in COLUMNS[1:]] == list(ROLES)
    assert {row_id for row_id in SHOWN if row_id.startswith("act.")} == {f"act.{act}" for act in PERMISSIONS}
    assert {row_id for row_id in SHOWN if row_id.startswith("kind.")} == {f"kind.{kind}" for kind in CATEGORIES}


@pytest.mark.parametrize("role", ROLES)
def test_what_is_shown_is_what_the_gate_does(role: str) -> None:
    for act in PERMISSIONS:
        assert SHOWN[f"act.{act}"][role] == (YES if may(who(role), act) else NO)
    for kind in CATEGORIES:
        told = SHOWN[f"kind.{kind}"][role]
        assert ([] if told == NO else told.lower().split(", ")) == passes(role, kind)


def test_a_form_that_fewer_roles_write_than_its_kind_allows_has_a_row_of_its_own() -> None:
    for form in FORMS:
        allowed = {role: may_write(who(role), form.category, form.authors) for role in ROLES}
        own = SHOWN.get(f"form.{form.id}")
        kind = {role: "Write" in told for role, told in SHOWN[f"kind.{form.category}"].items()}
        assert allowed == ({role: told == YES for role, told in own.items()} if own else kind), form.id
    assert any(row_id.startswith("form.") for row_id in SHOWN)


def test_everybody_reads_it_in_the_settings_with_whose_charts_are_open(sit_at: SitAt) -> None:
    assert caseload_words(caseload_only=False).startswith("Every chart is open to every clinical role.")
    supervisor = sit_at("supervisor").desk
    supervisor.clinic.save(dataclasses.replace(supervisor.clinic.read(), caseload_only=True))
    view = sit_at("case manager")
    view.go_to("settings")
    page = view.page("settings")
    assert isinstance(page, SettingsPage)
    tab = page.tab("permissions")
    assert isinstance(tab, PermissionsTab)
    assert len(tab.table.rows.rows()) == len(permission_rows(view.desk.library.all()))
    assert f"for {EMERGENCY_HOURS} hours" in tab.charts.text()
