"""The cover sheet of a disclosure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from ehr_desk.chart.disclosures.cover import ConsentFacts, CoverFacts
from ehr_desk.documents.cover import CoverMaker
from ehr_desk.documents.render import Press
from tests.documents.accessible import accessibility_faults
from tests.documents.archival import archival_faults
from tests.documents.samples import AT, LETTERHEAD
from tests.documents.tools import pdf_text

CONSENT = ConsentFacts(
    recipient="Millbrook Family Practice",
    purpose="Treatment",
    scope=("Discharge summary",),
    limits="Not the notes of October.",
    given_on=date(2026, 7, 9),
    expires_on=None,
    expires_event="The end of treatment",
    statement="This record is protected.",
)
FACTS = CoverFacts(
    document_id="D-0117A20317",
    revision=1,
    document_title="Discharge summary",
    pages=3,
    client_name="Marisol Vega-Ortiz",
    record_number="DEMO-20317",
    recipient="Millbrook Family Practice",
    purpose="Treatment",
    basis_title="Consent",
    basis_law="42 CFR 2.31",
    staff_name="Dana Whitlock, LPCC-S",
    prepared_at=AT,
    demonstration=True,
    consent=CONSENT,
)


def test_a_superseded_document_is_called_so_where_its_own_bytes_cannot_change(press: Press, tmp_path: Path) -> None:
    maker = CoverMaker(lambda: LETTERHEAD, press)
    told = maker.make(replace(FACTS, remarks=("This version is superseded: a newer version of this document exists.",)))
    assert "This version is superseded" in " ".join(pdf_text(told, tmp_path).split())
    assert "About this document" not in pdf_text(maker.make(FACTS), tmp_path)
    assert archival_faults(told) == []
    assert accessibility_faults(told) == []


def test_the_client_s_limits_stand_on_the_cover_as_written(press: Press, tmp_path: Path) -> None:
    maker = CoverMaker(lambda: LETTERHEAD, press)
    told = maker.make(FACTS)
    text = " ".join(pdf_text(told, tmp_path).split())
    assert "The client's words, and limits" in text
    assert "Not the notes of October." in text
    assert archival_faults(told) == []
    assert accessibility_faults(told) == []
    assert "limits" not in pdf_text(maker.make(replace(FACTS, consent=replace(CONSENT, limits=""))), tmp_path)


def test_where_nothing_rests_on_a_consent_the_sheet_says_only_what_must_be_known(press: Press, tmp_path: Path) -> None:
    maker = CoverMaker(lambda: LETTERHEAD, press)
    told = maker.make(replace(FACTS, consent=None, remarks=("This version is superseded.",)))
    text = " ".join(pdf_text(told, tmp_path).split())
    assert "This version is superseded." in text
    assert "consent this rests on" not in text
    assert archival_faults(told) == []
    assert accessibility_faults(told) == []
