"""What waits in the queue: a trainee's entries, and the page they wait on."""

from __future__ import annotations

from ehr_desk.ui.pages.to_sign.page import ToSignPage
from ehr_desk.ui.shell.desk_view import DeskView
from tests.support.clinic import TestClinic
from tests.ui.pages.chart.making import write


def trainee_writes(clinic: TestClinic, *forms: str) -> None:
    desk = clinic.desk("trainee")
    client = next(one for one in desk.clients.all() if one.family_name == "Alvarez")
    for form_id in forms:
        write(desk, form_id, client)
    desk.lock()


def to_sign(view: DeskView) -> ToSignPage:
    view.go_to("to_sign")
    page = view.page("to_sign")
    assert isinstance(page, ToSignPage)
    return page
