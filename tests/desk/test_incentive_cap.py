"""The clinic's cap of incentives, from its settings to the signed entry."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ehr_desk.chart.clinic.service import store_clinic
from ehr_desk.chart.entries.confirmed import OVER_CAP, kind_of
from ehr_desk.chart.entries.pending import Incomplete
from tests.clinical_forms.filled import told
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write


def test_above_the_clinics_cap_a_note_is_signed_with_a_reason_which_it_keeps(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    write(desk, "treatment_plan", client)
    with desk.sitting.write() as unit:
        store_clinic(unit, replace(desk.clinic.read(), incentive_cap=9, incentive_cap_months=0))
    draft = desk.drafts.start("girp_note", client_id=client.id)
    desk.drafts.save(draft.id, {**draft.answers, **told("girp_note")})
    with pytest.raises(Incomplete) as refused:
        desk.signing.sign([draft.id], passphrase_of("therapist"))
    musts = [one for one in refused.value.prepared[0].findings if one.level == "must"]
    assert [kind_of(one.confirm) for one in musts] == [OVER_CAP]
    desk.drafts.confirm(draft.id, [musts[0].confirm], "The second grant of this client has a cap of its own.")
    (entry_id,) = desk.signing.sign([draft.id], passphrase_of("therapist")).entry_ids
    body = desk.charts.entry(entry_id).view.versions[-1].body
    assert body["confirmed"][0]["what"] == (
        "The client has earned $10 in a calendar year, more than the clinic's cap of $9."
    )
    (row,) = desk.charts.reload(client.id).state["incentives"]
    assert (row.amount, row.entry_id) == ("10", entry_id)
    desk.lock()
