"""Who can give the co-signatures that the clinic's table asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ehr_desk.chart.clinic.cosign_able import met_by, unmet
from ehr_desk.chart.clinic.cosign_rules import CosignRule, to_text
from ehr_desk.common.errors import Refused, UserError
from ehr_desk.desk import Desk
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write

PLANS = CosignRule("", "plan", "Payer contract")


def keep(desk: Desk, *rules: CosignRule) -> None:
    desk.clinic.save(replace(desk.clinic.read(), cosign_rules=to_text(rules)))


def test_an_addendum_is_of_the_kind_of_what_it_adds_to(clinic: TestClinic) -> None:
    desk = clinic.desk("supervisor")
    keep(desk, PLANS)
    desk.lock()
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    plan = write(desk, "treatment_plan", client).entry_ids[0]
    note = write(desk, "dap_note", client).entry_ids[0]
    for entry_id, waits in ((note, False), (plan, True)):
        draft = desk.amending.start(entry_id, "addendum")
        desk.drafts.save(draft.id, {**draft.answers, "text": "Read with the client."})
        assert [one.needs_cosignature for one in desk.signing.prepare(draft.id)] == [waits]
    desk.lock()


def test_a_rule_that_nobody_here_could_satisfy_is_refused(clinic: TestClinic) -> None:
    desk = clinic.desk("supervisor")
    own = desk.me.credential
    psychiatrists = [one for one in desk.staff.all() if one.role == "psychiatrist" and not one.retired]
    assert len(psychiatrists) == 1
    with pytest.raises(UserError, match="wait for ever"):
        keep(desk, CosignRule("", "medication", "Policy"))
    keep(desk, CosignRule(own, "plan", "Policy"))  # the psychiatrist can
    with pytest.raises(UserError, match="wait for ever"):  # whose medication entries wait for another psychiatrist
        keep(desk, CosignRule(psychiatrists[0].credential, "", "Policy"))
    keep(desk, CosignRule(psychiatrists[0].credential, "plan", "Policy"))
    assert unmet(CosignRule("LCADCC", "", "Policy"), desk.staff.all()) == []
    assert met_by(CosignRule("LCADCC", "", "Policy"), desk.staff.all()) == []
    assert met_by(CosignRule(own, "", "Policy"), desk.staff.all()) == [desk.me]
    desk.lock()


def test_whose_entries_wait_co_signs_nobodys_of_that_kind_and_sees_in_the_queue_what_the_role_can_sign(
    clinic: TestClinic,
) -> None:
    desk = clinic.desk("trainee")
    client = add_client(desk)
    write(desk, "admission", client)
    waiting = write(desk, "treatment_plan", client).entry_ids[0]
    with pytest.raises(Refused):
        desk.cosigning.queue()
    desk.lock()
    desk = clinic.desk("supervisor")
    keep(desk, CosignRule(desk.me.credential, "plan", "Policy"))
    with pytest.raises(Refused, match="Your own entries of this kind"):
        desk.cosigning.cosign([waiting], passphrase_of("supervisor"))
    desk.lock()
    desk = clinic.desk("psychiatrist")
    assert waiting in [one.entry_id for one in desk.cosigning.queue()]
    desk.cosigning.cosign([waiting], passphrase_of("psychiatrist"))
    assert desk.check().sound
    desk.lock()
