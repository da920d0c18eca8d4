"""A birth in the future, a discharge before the admission."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ehr_desk.chart.clients.rules import ClientFacts
from ehr_desk.chart.entries.pending import Incomplete
from ehr_desk.desk import Desk
from tests.bad_input.conftest import Place
from tests.bad_input.saying import FAMILY, GIVEN, clinical_in, refused
from tests.clinical_forms.filled import FILLED, told
from tests.support.clinic import passphrase_of

TODAY = date(2026, 12, 28)
WORDS = passphrase_of("therapist")


def _facts(born: date) -> ClientFacts:
    return ClientFacts(FAMILY, GIVEN, born, record_number="DEMO-0002")


@pytest.mark.parametrize(
    ("born", "said"),
    [
        (TODAY + timedelta(days=1), "The date of birth lies in the future. Check the year."),
        (date(2991, 3, 14), "The date of birth lies in the future. Check the year."),
        (date(1891, 3, 14), "The date of birth makes this person older than 120. Check the year."),
    ],
)
def test_a_birth_that_cannot_be_is_refused_when_adding_and_when_changing(place: Place, born: date, said: str) -> None:
    desk = place.desk()
    with refused() as told:
        desk.clients.add(_facts(born))
    assert str(told) == said
    before = desk.clients.one(place.client.id)
    with refused() as told:
        desk.clients.change(place.client.id, _facts(born))
    assert str(told) == said
    assert desk.clients.all() == [before]
    desk.lock()
    place.is_whole()


def test_a_client_born_today_can_be_added(place: Place) -> None:
    desk = place.desk()
    assert desk.clients.add(_facts(TODAY)).date_of_birth == TODAY
    desk.lock()


def _discharge(desk: Desk, place: Place, on: str) -> str:
    draft = desk.drafts.start("discharge_summary", client_id=place.client.id)
    given = {**told("discharge_summary"), **draft.answers, "entry_date": on, "discharged_on": on}
    desk.drafts.assemble_again(draft.id, given)
    return draft.id


def test_a_discharge_before_the_admission_is_named_and_nothing_is_signed(place: Place) -> None:
    desk = place.desk()
    draft_id = _discharge(desk, place, "2026-09-27")
    kept = desk.drafts.one(draft_id)
    (prepared,) = desk.signing.prepare(draft_id)
    musts = [(finding.item, finding.text) for finding in prepared.findings if finding.level == "must"]
    assert musts == [("discharged_on", "The discharge lies before the admission.")]
    with refused(Incomplete):
        desk.signing.sign([draft_id], WORDS)
    assert desk.drafts.one(draft_id) == kept
    desk.lock()
    place.is_whole()


def test_with_the_right_day_the_same_draft_is_signed(place: Place) -> None:
    desk = place.desk()
    draft_id = _discharge(desk, place, "2026-09-27")
    desk.drafts.assemble_again(
        draft_id, {**desk.drafts.one(draft_id).answers, "entry_date": "2026-12-18", "discharged_on": "2026-12-18"}
    )
    desk.signing.sign([draft_id], WORDS)
    (episode,) = desk.charts.state(place.client.id)["episodes"]
    assert (episode.admitted_on, episode.discharged_on) == (date(2026, 9, 28), date(2026, 12, 18))
    desk.lock()
    place.is_whole(entries=2)


@pytest.mark.parametrize("day", ["2026-12-29", "2991-10-14", "2026-02-30", "yesterday", ""])
def test_a_note_about_a_day_to_come_or_a_day_that_is_none_is_named_and_kept(place: Place, day: str) -> None:
    desk = place.desk()
    draft = desk.drafts.start("dap_note", client_id=place.client.id)
    desk.drafts.save(draft.id, {**FILLED["dap_note"], "session_date": day})
    (prepared,) = desk.signing.prepare(draft.id)
    found = [one.text for one in prepared.findings if one.level == "must" and one.item == "session_date"]
    assert found
    assert all(text.endswith(".") and clinical_in(text) == [] for text in found)
    with refused(Incomplete):
        desk.signing.sign([draft.id], WORDS)
    assert desk.drafts.one(draft.id).answers["session_date"] == day
    desk.lock()
    place.is_whole()
