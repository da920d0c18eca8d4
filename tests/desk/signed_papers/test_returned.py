"""What a supervisor returned: what of it stands on later papers, lies inside them, and is told of them."""

from __future__ import annotations

import io

import pikepdf

from ehr_desk.desk import Desk
from ehr_desk.documents.inspecting import attached_record
from tests.clinical_forms.filled import FILLED
from tests.desk.signed_papers.acts import DeskOf, newest_paper, paper_of, sign_as
from tests.support.changing import change
from tests.support.clinic import add_client, passphrase_of

NOTE = {**FILLED["dap_note"], "objectives_served": []}


def _trainees_note(desk_of: DeskOf) -> str:
    trainee = desk_of("trainee")
    draft = trainee.drafts.start("dap_note", client_id=add_client(trainee).id)
    trainee.drafts.save(draft.id, NOTE)
    signed = trainee.signing.sign([draft.id], passphrase_of("trainee"))
    trainee.lock()
    return signed.entry_ids[0]


def _returned(desk_of: DeskOf, entry_id: str, comment: str = "Say more.") -> None:
    supervisor = desk_of("supervisor")
    supervisor.cosigning.give_back(entry_id, comment)
    supervisor.lock()


def _cosigned(desk_of: DeskOf, entry_id: str) -> None:
    supervisor = desk_of("supervisor")
    supervisor.cosigning.cosign([entry_id], passphrase_of("supervisor"))
    supervisor.lock()


def _corrected(desk_of: DeskOf, entry_id: str) -> None:
    trainee = desk_of("trainee")
    draft = change(trainee, trainee.amending.start(entry_id, "correction", reason="Returned."))
    sign_as(trainee, "trainee", draft.id)
    trainee.lock()


def _inside(desk: Desk, document_id: str) -> bool:
    with pikepdf.open(io.BytesIO(paper_of(desk, document_id))) as opened:
        return "predecessor.pdf" in opened.attachments


def test_a_paper_that_nobody_cosigned_does_not_leave_inside_the_one_that_takes_its_place(desk_of: DeskOf) -> None:
    entry_id = _trainees_note(desk_of)
    _returned(desk_of, entry_id, "You name another member of the group.")
    _corrected(desk_of, entry_id)
    _cosigned(desk_of, entry_id)
    desk = desk_of("therapist")
    second = newest_paper(desk)
    assert not _inside(desk, second)
    assert "The earlier version is not attached." in attached_record(paper_of(desk, second)).decode()
    desk.lock()
    _corrected(desk_of, entry_id)
    desk = desk_of("therapist")
    assert _inside(desk, newest_paper(desk)), "what a supervisor co-signed goes along"
    assert desk.check().sound
