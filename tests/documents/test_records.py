"""The letterhead that a clinic's settings give."""

from __future__ import annotations

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.documents.records import letterhead_of


def test_the_letterhead_tells_license_and_npi_below_the_address() -> None:
    row = ClinicRow(
        name="Riverbend", address="1840 Canal Street\nMillbrook, OH 44901", licence="4711", npi="1234567893"
    )
    assert letterhead_of(row).address == ("1840 Canal Street", "Millbrook, OH 44901", "License 4711 · NPI 1234567893")


def test_what_a_clinic_did_not_enter_leaves_no_empty_line() -> None:
    made = letterhead_of(ClinicRow(name="Riverbend", address="1840 Canal Street"))
    assert (made.address, made.phone, made.page) == (("1840 Canal Street",), "", "letter")
