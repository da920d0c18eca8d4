"""An alarm of an unlock before is told with whose unlock it was; one in somebody else's name is not believed."""

from __future__ import annotations

import pytest

from ehr_desk.vault.alarms import ACCEPTED, ALARM, HEADER_AHEAD, altered_alarm, form_alarm
from ehr_desk.vault.audit import Detail
from ehr_desk.vault.sitting import Sitting
from tests.vault.clinic import ADA, Clinic
from tests.vault.insider import in_name_of


def _write(sitting: Sitting, action: str, detail: Detail) -> None:
    with sitting.write() as unit:
        unit.record(action, entity="record", detail=detail)


def _told(clinic: Clinic) -> tuple[list[str], list[str]]:
    """What stands above every page of Ada's, and what the check says of the audit log."""
    sitting = clinic.watched(None)
    above = [alarm.sentence() for alarm in sitting.alarms]
    found = [finding.text for finding in sitting.check().findings]
    sitting.lock()
    return above, found


def test_an_alarm_of_an_unlock_before_says_whose_it_was(clinic: Clinic) -> None:
    clinic.enrol_ben()
    ben = clinic.unlock_ben()
    _write(ben, ALARM, altered_alarm(12).detail)
    ben.lock()
    above, found = _told(clinic)
    (said,) = above
    assert said.startswith("Before the upgrade 12 lines")
    assert said.endswith("This was found at an unlock of Ben Okafor.")
    assert found == [said]


def test_an_alarm_or_an_answer_in_somebody_elses_name_counts_for_nothing(clinic: Clinic) -> None:
    clinic.enrol_ben()
    ben = clinic.unlock_ben()
    with in_name_of(ben, ADA.staff_id, clinic.clock):
        _write(ben, ALARM, altered_alarm(12).detail)
    ben.lock()
    above, found = _told(clinic)
    assert above == []
    assert not [text for text in found if "upgrade" in text]
    ben = clinic.unlock_ben()
    _write(ben, ALARM, altered_alarm(7).detail)
    with in_name_of(ben, ADA.staff_id, clinic.clock):
        _write(ben, ACCEPTED, {"reason": "made up"})
    ben.lock()
    above, _found = _told(clinic)
    assert [said[:25] for said in above] == ["Before the upgrade 7 line"]


@pytest.mark.parametrize("source", ["Ben, who says that Ada deleted it,", HEADER_AHEAD])
def test_an_alarm_tells_only_what_the_program_can_say(clinic: Clinic, source: str) -> None:
    clinic.enrol_ben()
    ben = clinic.unlock_ben()
    _write(ben, ALARM, form_alarm(source, 3).detail)
    ben.lock()
    above, _found = _told(clinic)
    assert len(above) == (source == HEADER_AHEAD)
    assert not [said for said in above if "deleted" in said]


def test_the_alarm_of_this_unlock_is_told_once(clinic: Clinic) -> None:
    ben = clinic.unlock()
    _write(ben, ALARM, altered_alarm(12).detail)
    ben.lock()
    sitting = clinic.watched(None)
    _write(sitting, ALARM, altered_alarm(12).detail)
    assert len([finding for finding in sitting.check().findings if "upgrade" in finding.text]) == 1
    sitting.lock()
