"""Planning a session by hand."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ehr_desk.common.clock import SystemClock
from ehr_desk.forms.words import SERVICES
from ehr_desk.ui.pages.today.planning import PlanSessionDialog
from ehr_desk.ui.pages.today.presenter import SERVICE_WORDS
from ehr_desk.ui.theme import Theme


def test_every_service_that_a_form_may_name_can_be_planned() -> None:
    assert set(SERVICE_WORDS) == {one for one in SERVICES if one}


@pytest.mark.parametrize("service", SERVICE_WORDS)
def test_a_service_proposes_its_usual_length(theme: Theme, qtbot: QtBot, service: str) -> None:
    dialog = PlanSessionDialog(theme, SystemClock(), [], {}, service=service)
    qtbot.addWidget(dialog)
    assert isinstance(dialog.minutes.value(), int)
    dialog.minutes.set_value(47)
    dialog.service.set_value(SERVICE_WORDS["group"])
    dialog.service.edited.emit()
    assert dialog.minutes.value() == 47, "a length that somebody typed stays"
