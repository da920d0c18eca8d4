"""Words taken back in one chart of a group note: what the group shares must stay private in all of them; what was
written about one client is nothing of the others."""

from __future__ import annotations

from ehr_desk.desk import Desk
from tests.desk.test_group_charts import RESPONSES, note, twelve
from tests.desk.test_handed_out_no_more import amend, musts
from tests.support.clinic import passphrase_of

SECRET = "A visitor named Marco Diaz told of selling pills behind the mill."


def test_shared_text_that_must_stay_private_is_told_of_in_the_other_charts_and_ones_own_part_is_not(desk: Desk) -> None:
    clients = twelve(desk)[:3]
    draft = note(desk, clients, process=f"Worked on triggers. {SECRET}")
    draft_rows = {**draft.answers["clients"]}
    first = clients[0]
    draft_rows[first.id] = {**draft_rows[first.id], "response": f"{RESPONSES[0]} Thanked Ignatius Goldfinch for it."}
    desk.drafts.save(draft.id, {**draft.answers, "clients": draft_rows})
    for prepared in desk.signing.prepare(draft.id):
        keys = [one.confirm for one in prepared.findings if one.confirm]
        desk.drafts.confirm(draft.id, keys, "So it is.")
    signed = desk.signing.sign([draft.id], passphrase_of("therapist"))
    entries = dict(zip(signed.client_ids, signed.entry_ids, strict=True))
    papers = {client.id: desk.charts.entry(entries[client.id]).view.line.document_id for client in clients}
    amend(desk, entries[first.id], "correction", "privacy", response=RESPONSES[0])
    assert [musts(desk, papers[one.id], one) for one in clients[1:]] == [[], []]
    amend(desk, entries[first.id], "correction", "privacy", process="Worked on triggers.")
    for one in clients[1:]:
        (must,) = musts(desk, papers[one.id], one)
        assert (
            "the same note in another chart of the group: “Worked on triggers. A visitor named Marco Diaz told" in must
        )
        (told,) = [each for each in desk.tasks.attention(one.id) if "holds words that were taken back" in each.text]
        assert told.entry_id == entries[one.id]
