"""A paper to which something was added twice: its newest state is judged, and the others follow from it, or do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from ehr_desk.documents import stored_judging
from ehr_desk.documents.stored import NOT_AS_SIGNED, NOT_ENTERED
from tests.desk.signed_papers.acts import Consent, amend, copy_for_the_client, paper_of
from tests.desk.test_meddling import meddled
from tests.documents import tampering

NOT_GROWN = "a stored paper does not go on from its state before"
MISSING = "a stored paper is missing"


def _grown(desk: Desk, entry_id: str, document_id: str) -> list[bytes]:
    """The states of a paper with two addenda."""
    states = [paper_of(desk, document_id)]
    for words in ("The address was read out to the client.", "The client has a copy."):
        amend(desk, entry_id, "addendum", why="To make it clearer", added_text=words)
        states.append(paper_of(desk, document_id))
    return states


def _second(document_id: str, pdf: bytes) -> str:
    put = f"pdf = x'{pdf.hex()}', sha256 = '{sha256_hex(pdf)}'"
    return f"UPDATE paper SET {put} WHERE document_id = '{document_id}' AND revision = 2"  # noqa: S608 - no input


def test_of_a_paper_that_grew_twice_one_state_is_reviewed(consent: Consent, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, entry_id, document_id = consent
    states = _grown(desk, entry_id, document_id)
    read: list[bytes] = []
    reader = stored_judging._reader

    def noted(pdf: bytes) -> object:
        read.append(pdf)
        return reader(pdf)

    monkeypatch.setattr(stored_judging, "_reader", noted)
    assert desk.check().sound
    assert desk.check().sound
    assert read == [states[-1]]


def test_whatever_happens_to_a_state_in_the_middle_is_named_and_the_paper_stays_in(
    consent: Consent, tmp_path: Path
) -> None:
    desk, entry_id, document_id = consent
    first, second, newest = _grown(desk, entry_id, document_id)
    assert newest.startswith(second)
    repainted = tampering.repainted_page(first)
    for other, what in ((repainted, {NOT_AS_SIGNED, NOT_GROWN}), (first, {NOT_ENTERED}), (newest, {NOT_ENTERED})):
        assert what <= set(meddled(desk, _second(document_id, other)))
        with pytest.raises(UserError, match="changed outside the program"):
            desk.disclosures.release_to_folder(copy_for_the_client(document_id), tmp_path)
    meddled(desk, _second(document_id, second))
    assert desk.check().sound
    gone = f"DELETE FROM paper WHERE document_id = '{document_id}' AND revision = 2"  # noqa: S608 - no input
    assert {NOT_ENTERED, MISSING} <= set(meddled(desk, gone))
    with pytest.raises(UserError, match="changed outside the program"):
        desk.disclosures.release_to_folder(copy_for_the_client(document_id), tmp_path)
    assert not list(tmp_path.glob("*.pdf"))
