"""Papers whose timestamp comes later than their signatures."""

from __future__ import annotations

from dataclasses import replace

from ehr_desk.documents.inspecting import level_of
from tests.desk.signed_papers.acts import (
    Consent,
    DeskOf,
    amend,
    copy_for_the_client,
    paper_of,
)
from tests.documents.timestamping import TimeAuthority, served
from tests.support.clinic import START, add_client
from tests.support.writing import write


def test_papers_signed_while_the_server_was_silent_get_their_timestamp_later(desk_of: DeskOf, consent: Consent) -> None:
    desk, _, document_id = consent
    assert desk.timestamps.due() == []
    desk.lock()
    time = TimeAuthority(START)
    with served(time) as address:
        admin = desk_of("administrator")
        wanted = replace(
            admin.clinic.read(),
            signature_level="B-T",
            timestamp_server=address,
            timestamp_root=time.root_pem.decode(),
        )
        admin.clinic.save(wanted)
        admin.lock()
        desk = desk_of("therapist")
        time.mood = "refuses"
        silent = desk.timestamps.run()
        assert (silent.done, silent.waiting) == (0, 1)
        assert "does not answer" in silent.reason
        desk.lock()
        desk = desk_of("therapist")
        time.mood = "answers"
        assert desk.timestamps.due() == [document_id]
        handed = paper_of(desk, document_id)
        desk.disclosures.release(copy_for_the_client(document_id), lambda pdf, cover: None)
        assert desk.timestamps.run().done == 1
        earlier = desk.verify(handed)
        assert earlier.exit_code == 0
        assert "handed out on 28 Dec 2026; since then: timestamp added on 28 Dec 2026." in earlier.sentences()[-1]
        assert desk.timestamps.due() == []
        pdf = paper_of(desk, document_id)
        assert level_of(pdf) == "B-T"
        found = desk.verify(pdf)
        assert found.outcome == "untouched"
        assert found.signatures[0].time_authority == "Invented Time Server"
        assert desk.check().sound


def test_what_is_signed_above_a_late_timestamp_accuses_no_honest_paper(desk_of: DeskOf) -> None:
    time = TimeAuthority(START)
    with served(time) as address:
        admin = desk_of("administrator")
        known = replace(admin.clinic.read(), timestamp_server=address, timestamp_root=time.root_pem.decode())
        admin.clinic.save(replace(known, signature_level="B-T"))
        admin.lock()
        time.mood = "refuses"
        desk = desk_of("therapist")
        client = add_client(desk)
        write(desk, "admission", client)
        signed = write(desk, "mental_status", client)
        desk.lock()
        time.mood = "answers"
        desk = desk_of("therapist")
        assert desk.timestamps.run().done
        stamped = paper_of(desk, signed.document_ids[0])
        more = {"why": "To make it clearer", "added_text": "The address was read out to the client."}
        amend(desk, signed.entry_ids[0], "addendum", **more)
        pdf = paper_of(desk, signed.document_ids[0])
        assert pdf.startswith(stamped)
        assert pdf != stamped
        assert desk.check().sound
        desk.disclosures.release(copy_for_the_client(signed.document_ids[0]), lambda pdf, cover: None)
        desk.lock()
