"""Stays that cannot be are told before an amendment is signed, whatever it amends."""

from __future__ import annotations

from datetime import date

import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.pending import Incomplete
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import told
from tests.desk.stays import admit, amend, discharge, void
from tests.support.clinic import passphrase_of


def stays(desk: Desk, client: ClientRow) -> list[tuple[str, str]]:
    return [(str(row.admitted_on), str(row.discharged_on)) for row in desk.charts.state(client.id)["episodes"]]


def test_a_discharge_before_a_readmission_is_not_taken_away_alone(desk: Desk, client: ClientRow) -> None:
    admit(desk, client, "2026-09-28")
    ended = discharge(desk, client, "2026-11-20")
    again = admit(desk, client, "2026-12-01")
    was = stays(desk, client)
    (text,) = void(desk, ended)
    assert text.startswith("Two stays would be open at once, since 28 Sep 2026 and since 1 Dec 2026.")
    assert stays(desk, client) == was
    assert void(desk, again) == []
    assert void(desk, ended) == []
    assert stays(desk, client) == [("2026-09-28", "None")]


def test_an_admission_is_not_corrected_to_a_day_after_its_discharge(desk: Desk, client: ClientRow) -> None:
    admitted = admit(desk, client, "2026-09-28")
    discharge(desk, client, "2026-11-20")
    late = {"admitted_on": "2026-12-10", "entry_date": "2026-12-10"}
    (text,) = amend(desk, admitted, "correction", late)
    assert text.startswith("The stay that begins on 10 Dec 2026 would end before it, on 20 Nov 2026.")
    assert stays(desk, client) == [("2026-09-28", "2026-11-20")]


def test_the_old_admission_taken_away_leaves_the_present_stay_open(desk: Desk, client: ClientRow) -> None:
    first = admit(desk, client, "2026-09-28")
    discharge(desk, client, "2026-11-20")
    admit(desk, client, "2026-11-20")
    assert void(desk, first) == []
    assert stays(desk, client) == [("2026-11-20", "None")]


def test_a_step_is_corrected_and_taken_back_and_the_former_level_holds_again(desk: Desk, client: ClientRow) -> None:
    admit(desk, client, "2026-09-28")
    draft = desk.drafts.start("level_of_care_change", client_id=client.id)
    desk.drafts.save(draft.id, {**draft.answers, **told("level_of_care_change")})
    (step,) = desk.signing.sign([draft.id], passphrase_of("therapist")).entry_ids
    assert levels(desk, client) == [("Intensive outpatient", "2026-09-28"), ("Outpatient", "2026-12-03")]
    (then,) = desk.charts.as_of(client.id, date(2026, 12, 2))["episodes"]
    assert then.level_of_care == "Intensive outpatient"
    (text,) = amend(desk, step, "correction", {"level_from": "2026-09-20"})
    assert text.startswith("20 Sep 2026 lies before the admission on 28 Sep 2026.")
    assert amend(desk, step, "correction", {"level_from": "2026-12-07"}) == []
    assert levels(desk, client)[1] == ("Outpatient", "2026-12-07")
    assert void(desk, step) == []
    assert levels(desk, client) == [("Intensive outpatient", "2026-09-28")]


def test_an_admission_never_comes_onto_the_day_of_a_change_in_either_order(desk: Desk, client: ClientRow) -> None:
    admitted = admit(desk, client, "2026-09-28")
    draft = desk.drafts.start("level_of_care_change", client_id=client.id)
    desk.drafts.save(draft.id, {**draft.answers, **told("level_of_care_change")})
    (step,) = desk.signing.sign([draft.id], passphrase_of("therapist")).entry_ids
    (text,) = amend(desk, admitted, "correction", {"admitted_on": "2026-12-03"})
    assert "would change on 3 Dec 2026, and the stay begins on 3 Dec 2026" in text
    assert len(amend(desk, step, "correction", {"level_from": "2026-09-28"})) == 1
    assert void(desk, admitted) == []
    with pytest.raises(Incomplete) as refused:
        admit(desk, client, "2026-12-03")
    (must,) = (found.text for found in refused.value.prepared[0].findings if found.level == "must")
    assert "and the stay begins on 3 Dec 2026" in must
    desk.drafts.discard(desk.drafts.mine()[0].id)
    admit(desk, client, "2026-11-02")
    assert len(amend(desk, step, "correction", {"level_from": "2026-11-02"})) == 1
    assert levels(desk, client) == [("Intensive outpatient", "2026-11-02"), ("Outpatient", "2026-12-03")]
    assert desk.check().sound


def levels(desk: Desk, client: ClientRow) -> list[tuple[str, str]]:
    (stay,) = desk.charts.state(client.id)["episodes"]
    return [(one.level_of_care, str(one.since)) for one in stay.stages()]


def test_a_stay_of_one_day_whose_admission_is_written_anew_stays_ended(desk: Desk, client: ClientRow) -> None:
    admitted = admit(desk, client, "2026-11-20")
    discharge(desk, client, "2026-11-20")
    assert void(desk, admitted) == []
    anew = admit(desk, client, "2026-11-20")
    assert stays(desk, client) == [("2026-11-20", "2026-11-20")]
    admit(desk, client, "2026-11-20")
    assert stays(desk, client) == [("2026-11-20", "2026-11-20"), ("2026-11-20", "None")]
    assert void(desk, anew) == []  # who came again after that stay is not discharged by it
    assert stays(desk, client) == [("2026-11-20", "None")]
    assert desk.check().sound
