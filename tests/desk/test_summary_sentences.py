"""An assembled summary with a sentence of the author's own never says what the record no longer says."""

from __future__ import annotations

import pytest

from ehr_desk.chart.entries.pending import Incomplete
from tests.clinical_forms.filled import FILLED
from tests.desk.test_past_periods import start
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write

OWN = "My own sentence at the end."


def test_what_rests_on_an_entry_in_error_is_named_and_renewed_around_the_authors_own_sentence(
    clinic: TestClinic,
) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    write(desk, "treatment_plan", client)
    lapse = {
        **FILLED["dap_note"],
        "use_since_last": "Use",
        "use_events": [{"_id": "1" * 32, "use_substance": "Alcohol", "use_amount": "Four beers"}],
    }
    write(desk, "dap_note", client, lapse)
    draft = start(desk, client)
    assert "four beers" in draft.answers["use"].casefold()
    edited = {**draft.answers, "use": f"{draft.answers['use']} {OWN}"}
    desk.drafts.save(draft.id, edited)

    line = next(one for one in desk.charts.timeline(client.id) if one.form_id == "dap_note")
    error = desk.amending.start(line.entry_id, "entered_in_error", reason="Wrong client.")
    desk.drafts.save(error.id, {**error.answers, "error_kind": "Wrong client", "error_reason": "Not theirs."})
    desk.signing.sign([error.id], passphrase_of("therapist"))

    with pytest.raises(Incomplete) as refused:
        desk.signing.sign([draft.id], passphrase_of("therapist"))
    said = [f.text for one in refused.value.prepared for f in one.findings if f.level == "must" and f.item == "use"]
    assert len(said) == 1
    assert f"{line.title}, " in said[0]
    assert "entered in error" in said[0]

    again = desk.drafts.assemble_again(draft.id, edited)
    assert "beers" not in str(again.answers)
    assert line.entry_id not in str(again.answers)
    assert OWN in again.answers["use"]
    taken_back = {**again.answers, "use": edited["use"]}
    desk.drafts.save(draft.id, taken_back)
    with pytest.raises(Incomplete):
        desk.signing.sign([draft.id], passphrase_of("therapist"))
    desk.drafts.save(draft.id, again.answers)
    desk.signing.sign([draft.id], passphrase_of("therapist"))
    assert desk.check().sound
    desk.lock()
