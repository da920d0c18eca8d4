"""What came before what is told by the numbers of events."""

from __future__ import annotations

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.vault.order import first_naming
from ehr_desk.vault.sitting import Sitting


def test_of_several_events_that_name_a_hash_the_first_one_about_this_client_counts(sitting: Sitting) -> None:
    mark, other = sha256_hex(b"a paper"), sha256_hex(b"of nobody")
    numbers = []
    for client in ("client-2", "client-1", "client-1"):
        with sitting.write() as unit:
            unit.record("document.viewed", client_id=client, detail={"paper": mark})
        numbers.append(sitting.audit.events()[0].seq)
    with sitting.read() as session:
        assert first_naming(session, "client-1", {mark, other}) == {mark: numbers[1]}
