"""Rows and parts of the header that only the audit log vouches for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ehr_desk.vault.header import Header
from ehr_desk.vault.headerfile import HeaderFile
from ehr_desk.vault.kept_rows import KEPT, faults, told
from ehr_desk.vault.people import Person
from ehr_desk.vault.sitting import Sitting
from tests.vault import insider
from tests.vault.clinic import ADA_WORDS, BEN, BEN_WORDS, Clinic


def _person(change: Callable[[Person], Person]) -> Callable[[Header], Header]:
    return lambda header: replace(header, people={**header.people, BEN.staff_id: change(header.people[BEN.staff_id])})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_person(lambda ben: replace(ben, provisional=True)), "The access of Ben Okafor"),
        (_person(lambda ben: replace(ben, identity=replace(ben.identity, login="benny"))), "The access of Ben Okafor"),
        (_person(lambda ben: replace(ben, slots=())), "The access of Ben Okafor"),
        (lambda h: replace(h, recovery=replace(h.recovery, wrapped=bytes(len(h.recovery.wrapped)))), "The recovery"),
        (lambda h: replace(h, recovery=replace(h.recovery, salt=bytes(16))), "The recovery slot"),
        (lambda h: replace(h, recovery=replace(h.recovery, sheet=9)), "The recovery slot"),
        (lambda h: replace(h, clinic_name="Another clinic"), "The clinic's name"),
    ],
)
def test_a_header_changed_with_the_records_key_is_found(
    clinic: Clinic, change: Callable[[Header], Header], said: str
) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    assert sitting.check().ok
    file = HeaderFile(clinic.folder)
    file.repair(change(file.read().header), sitting._vault.keys)
    sitting.lock()
    sitting = clinic.unlock()
    assert [f.text for f in sitting.check().findings if f.text.startswith(said) and f.text.endswith("log says.")]
    sitting.lock()


def test_whatever_honestly_changes_the_header_is_no_finding(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock(BEN_WORDS, BEN.staff_id)
    sitting.change_passphrase(BEN_WORDS, "another eight lamps by the door")
    assert sitting.check().ok
    sitting.lock()
    sitting = clinic.unlock()
    sitting.renew_key(ADA_WORDS)
    assert sitting.check().ok
    sitting.retire(ADA_WORDS, BEN.staff_id, "left")
    assert sitting.check().ok
    sitting.lock()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE certificate SET issued_at = '2030-01-01T00:00:00.000000Z'",
        "UPDATE certificate SET issued_by = 'x'",
        "DELETE FROM certificate_retirement",
        "UPDATE certificate_retirement SET at = '2030-01-01T00:00:00.000000Z'",
        "UPDATE revocation_list SET number = number + 7",
        "DELETE FROM revocation_list WHERE number = (SELECT max(number) FROM revocation_list)",
        "INSERT INTO certificate_revocation VALUES ('x', 'x', 'x', 'x')",
    ],
)
def test_a_row_written_past_the_program_is_found(clinic: Clinic, statement: str) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    sitting.retire(ADA_WORDS, BEN.staff_id, "left")
    with sitting.read() as session:
        assert list(faults(session, KEPT)) == []
        assert told(session)["certificate_retirement"]
    with insider.database(clinic, insider.key_of(sitting)) as connection:
        assert connection.execute(statement).rowcount
    with sitting.read() as session:
        assert list(faults(session, KEPT))
    sitting.lock()


def _revoked_and_failed(sitting: Sitting) -> None:
    with sitting.write() as unit:
        unit.session.connection().exec_driver_sql("INSERT INTO certificate_revocation VALUES ('x', 'x', 'x', 'x')")
        raise ValueError("no")


def test_a_transaction_that_is_rolled_back_leaves_nothing_to_tell(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    with pytest.raises(ValueError, match="no"):
        _revoked_and_failed(sitting)
    with sitting.write() as unit:
        unit.record("chart.opened")
    with sitting.read() as session:
        assert list(faults(session, KEPT)) == []
        assert "certificate_revocation" not in told(session)
    with sitting.write() as unit:  # and without an act of its own
        unit.session.connection().exec_driver_sql("INSERT INTO certificate_revocation VALUES ('y', 'x', 'x', 'x')")
    assert [event.action for event in sitting.audit.events(limit=1)] == ["record.written"]
    sitting.lock()
