"""The script of tamperings: each is done to a real vault by a holder of its key, and the check names its kind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ehr_desk.vault.check import KINDS
from tests.vault import insider
from tests.vault.clinic import Clinic
from tests.vault.tampering import (
    Edit,
    count_fewer,
    cut_the_end_off,
    cut_the_end_off_and_count_again,
    delete_an_event,
    delete_an_unlock,
    edit_an_event,
    edit_an_event_and_its_hash,
    report_of,
    sign_again,
    tampered,
    worked,
)


@pytest.mark.parametrize(
    ("edit", "kind"),
    [
        (edit_an_event, "edited"),
        (edit_an_event_and_its_hash, "edited"),
        (delete_an_event, "deleted"),
        (delete_an_unlock, "deleted"),
        (sign_again, "re-signed"),
        (cut_the_end_off, "truncated"),
        # What is left then is, byte for byte, what an older state would be: only the witness knows of more.
        (cut_the_end_off_and_count_again, "rolled back"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_each_way_of_meddling_is_named(clinic: Clinic, profile: Path, edit: Edit, kind: str) -> None:
    worked(clinic, profile, "one", "two", "three")
    tampered(clinic, edit)
    report = report_of(clinic, profile)
    assert kind in report.kinds
    assert KINDS[report.kinds[0]]
    if kind in ("edited", "deleted"):
        assert report.kinds == (kind,)


@pytest.mark.parametrize("pretended", [{"staff_id": "staff-ben"}, {"device": "the front desk"}])
def test_an_event_in_the_name_of_somebody_else_is_found(clinic: Clinic, pretended: dict[str, str]) -> None:
    sitting = clinic.unlock()
    log = sitting._vault.log
    log.signatory = replace(log.signatory, **pretended)
    with sitting.write() as unit:
        unit.record("chart.opened", entity="client", entity_id="client-1")
    report = sitting.check()
    assert report.kinds == ("re-signed",)
    assert "names another person or computer" in report.findings[0].text
    sitting.lock()


def test_a_count_that_is_too_low_is_found(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    with insider.database(clinic, insider.key_of(sitting), keep_triggers=True) as connection:
        count_fewer(connection, sitting)
    assert sitting.check().kinds == ("edited",)
    sitting.lock()


def test_the_kind_is_still_named_in_later_sittings(clinic: Clinic, profile: Path) -> None:
    worked(clinic, profile, "one", "two", "three")
    tampered(clinic, cut_the_end_off)
    for _ in range(3):
        worked(clinic, profile, "and work goes on", "and on", "and on")
    assert "truncated" in report_of(clinic, profile).kinds
    assert "truncated" in report_of(clinic, None).kinds
