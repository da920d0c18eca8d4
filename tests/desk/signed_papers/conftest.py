"""Desks of the clinic, and a consent that was signed there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ehr_desk.desk import Desk
from tests.desk.signed_papers.acts import Consent, DeskOf, sign_consent
from tests.support.clinic import TestClinic, add_client


@pytest.fixture
def desk_of(clinic: TestClinic) -> Iterator[DeskOf]:
    """Sits down at the clinic's desk as anybody."""
    opened: list[Desk] = []

    def sit(who: str) -> Desk:
        opened.append(clinic.desk(who))
        return opened[-1]

    yield sit
    for desk in opened:
        desk.lock()


@pytest.fixture
def consent(desk_of: DeskOf) -> Consent:
    """A therapist's desk with a signed consent: desk, entry and document."""
    desk = desk_of("therapist")
    signed = sign_consent(desk, add_client(desk))
    return desk, signed.entry_ids[0], signed.document_ids[0]
