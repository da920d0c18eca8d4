"""Signing looks at a draft anew only where something was written since; the charts of a group are read together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.pending import Incomplete
from ehr_desk.chart.sessions.service import NewSession
from ehr_desk.desk import Desk
from ehr_desk.vault.signer import PersonSigner
from tests.clinical_forms.filled import told
from tests.desk.test_day_queries import counted
from tests.desk.test_group_charts import TWELVE, note
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write

WORDS = passphrase_of("therapist")


def absence(desk: Desk, client: ClientRow) -> tuple[str, str]:
    """A draft about a planned session, and the session."""
    start = datetime.combine(desk.clock.today(), datetime.min.time()) + timedelta(hours=6)
    session_id = desk.sessions.plan_session(NewSession(start, 50, "individual", "", desk.me.id, [client.id])).id
    draft = desk.drafts.start("dap_note", client_id=client.id, session_id=session_id)
    desk.drafts.save(draft.id, {**told("dap_note"), **draft.answers, "objectives_served": []})
    return draft.id, session_id


def while_deriving(desk: Desk, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Something happens between the look before the passphrase and the signature."""
    derive = desk.sitting.signer

    @contextmanager
    def later(passphrase: str) -> Iterator[PersonSigner]:
        with derive(passphrase) as signer:
            act()
            yield signer

    monkeypatch.setattr(desk.sitting, "signer", later)


def test_what_was_written_while_the_key_was_derived_is_looked_at(
    clinic: TestClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    draft_id, session_id = absence(desk, client)
    assert all(one.complete for one in desk.signing.prepare(draft_id))
    while_deriving(desk, monkeypatch, lambda: desk.sessions.cancel(session_id, "Closed"))
    with pytest.raises(Incomplete):
        desk.signing.sign([draft_id], WORDS)
    assert desk.drafts.one(draft_id).id == draft_id
    desk.lock()


def test_a_minute_that_passed_while_the_key_was_derived_is_looked_at(
    clinic: TestClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    draft_id, _ = absence(desk, client)
    while_deriving(desk, monkeypatch, lambda: clinic.clock.advance(timedelta(days=3)))
    signed = desk.signing.sign([draft_id], WORDS)
    (version,) = desk.charts.entry(signed.entry_ids[0]).view.versions
    assert version.kind == "late_entry"
    desk.lock()


def test_each_further_chart_of_a_group_costs_few_queries(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    clients = [add_client(desk, family, given) for family, given in TWELVE[:9]]
    for client in clients:
        write(desk, "admission", client)
    looked, asked = [], []
    for some in (clients[:3], clients[3:]):
        draft = note(desk, some)
        with counted() as queries:
            desk.signing.prepare(draft.id)
        looked.append(len(queries))
        with counted() as queries:
            desk.signing.sign([draft.id], WORDS)
        asked.append(len(queries))
    # Three charts more: by each, what only its own notes and sessions can tell, and what is written.
    assert looked[1] - looked[0] <= 3 * 10
    assert asked[1] - asked[0] <= 3 * 36
    desk.lock()
