"""What is signed again as it was: an entry that came back to its author, a correction that changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ehr_desk.chart.entries.pending import Incomplete
from tests.clinical_forms.filled import FILLED
from tests.desk.test_amending import musts
from tests.support.changing import change
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write

NOTE = {name: value for name, value in FILLED["dap_note"].items() if name != "objectives_served"}


def test_signed_again_unchanged_it_says_why_and_is_due_when_it_was(clinic: TestClinic) -> None:
    trainee = clinic.desk("trainee")
    draft = trainee.drafts.start("dap_note", client_id=add_client(trainee).id)
    trainee.drafts.save(draft.id, {**NOTE, "session_date": clinic.clock.today().isoformat(), "start_time": "09:00"})
    trainee.drafts.save(draft.id, {**trainee.drafts.one(draft.id).answers, "end_time": "09:50"})
    (entry_id,) = trainee.signing.sign([draft.id], passphrase_of("trainee")).entry_ids
    trainee.lock()
    supervisor = clinic.desk("supervisor")
    first = supervisor.tasks.cosign_due(supervisor.cosigning.queue())[entry_id]
    supervisor.cosigning.give_back(entry_id, "Say what the client did with the plan.")
    supervisor.lock()
    clinic.clock.advance(timedelta(days=3))
    trainee = clinic.desk("trainee")
    again = trainee.amending.start(entry_id, "correction", reason="Returned.")
    with pytest.raises(Incomplete) as refused:
        trainee.signing.sign([again.id], passphrase_of("trainee"))
    (said,) = musts(refused.value)
    assert said == "Nothing was changed since this was returned to you. Change it, or say why it stays as it is."
    (key,) = [one.confirm for one in refused.value.prepared[0].findings if one.confirm]
    trainee.drafts.confirm(again.id, [key], "The plan is named in the last sentence.")
    trainee.signing.sign([again.id], passphrase_of("trainee"))
    assert trainee.charts.entry(entry_id).content.body["confirmed"] == [
        {
            "what": "The entry was returned to its author and is signed again without a change.",
            "reason": "The plan is named in the last sentence.",
        }
    ]
    trainee.lock()
    supervisor = clinic.desk("supervisor")
    assert supervisor.tasks.cosign_due(supervisor.cosigning.queue())[entry_id] == first
    supervisor.cosigning.give_back(entry_id, "Say it in the plan.")
    supervisor.lock()
    trainee = clinic.desk("trainee")
    changed = change(trainee, trainee.amending.start(entry_id, "correction", reason="Returned."))
    trainee.signing.sign([changed.id], passphrase_of("trainee"))
    trainee.lock()
    supervisor = clinic.desk("supervisor")
    assert supervisor.tasks.cosign_due(supervisor.cosigning.queue())[entry_id] != first
    assert supervisor.check().sound
    supervisor.lock()


def test_a_correction_that_changes_nothing_says_why_it_is_signed(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    (entry_id,) = write(desk, "absence", add_client(desk)).entry_ids
    draft = desk.amending.start(entry_id, "correction", reason="A slip.")
    with pytest.raises(Incomplete) as refused:
        desk.signing.sign([draft.id], passphrase_of("therapist"))
    (said,) = musts(refused.value)
    assert said == "Nothing was changed since this was signed. Change it, or say why it is signed again as it is."
    (key,) = [one.confirm for one in refused.value.prepared[0].findings if one.confirm]
    desk.drafts.confirm(draft.id, [key], "Its paper shows the clinic's new address.")
    desk.signing.sign([draft.id], passphrase_of("therapist"))
    (confirmed,) = desk.charts.entry(entry_id).content.body["confirmed"]
    assert confirmed["what"] == "The new version is signed without a change."
    desk.lock()
