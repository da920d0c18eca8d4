from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from ehr_desk.vault import DiskFull
from tests.bad_input.conftest import Place
from tests.bad_input.disk import filled, no_more_pages, small_disk
from tests.bad_input.saying import NOTE, assert_says_nothing_clinical, refused
from tests.support.clinic import passphrase_of

WORDS = passphrase_of("therapist")
SAID = (
    "The disk is full, so this could not be saved. Everything saved before is intact. "
    "Free some space on the disk that holds the record, then do it again."
)


def _state(desk: Desk, place: Place, draft_id: str) -> object:
    chart = desk.charts.reload(place.client.id)
    return desk.drafts.one(draft_id), chart.entry_count, len(chart.papers), chart.state


def test_nothing_is_signed_the_draft_stays_and_with_room_again_it_is_signed(place: Place) -> None:
    desk = place.desk()
    draft = place.ready_summary(desk)
    before, head = _state(desk, place, draft.id), desk.sitting.audit.head()
    with no_more_pages(desk):
        for _ in range(3):
            with refused(DiskFull) as told:
                desk.signing.sign([draft.id], WORDS)
            assert str(told) == SAID
            assert _state(desk, place, draft.id) == before
        assert desk.sitting.audit.head() == head
    desk.signing.sign([draft.id], WORDS)
    desk.lock()
    place.is_whole(entries=2)


def test_what_is_typed_meanwhile_is_refused_in_words_and_what_was_saved_before_stays(place: Place) -> None:
    desk = place.desk()
    draft = place.ready_summary(desk)
    with no_more_pages(desk):
        with refused(DiskFull):
            desk.drafts.save(draft.id, {**draft.answers, "recommendation": NOTE * 4000})
        assert desk.drafts.one(draft.id) == draft
    desk.drafts.save(draft.id, {**draft.answers, "recommendation": NOTE * 4000})
    desk.lock()


@pytest.mark.slow
def test_on_a_disk_that_is_really_full_signing_is_all_or_nothing_and_says_which(place: Place, tmp_path: Path) -> None:
    """With more and more room left, the disk fills up at later and later points of the same signing."""
    disk, told = tmp_path / "disk", []
    with small_disk(disk, 16):
        for kib in (0, 64, 128, 160, 192, 224, 256, 320):
            there = Place(place.clinic.copy_to(disk / "clinic.vault"), place.client)
            told.append(_signed_with_room_for(there, disk, kib * 1024))
            shutil.rmtree(there.folder)
    assert told == sorted(told), "once there is enough room, more room does no harm"
    assert {told[0], told[-1]} == {False, True}


def _signed_with_room_for(place: Place, disk: Path, room: int) -> bool:
    """Sign while so many bytes fit on the disk; whether it was told to be signed, which has to be true."""
    desk = place.desk()
    draft = place.ready_summary(desk)
    desk.sitting.checkpoint()
    before, errors = _state(desk, place, draft.id), []
    with filled(disk, leave_bytes=room):
        try:
            desk.signing.sign([draft.id], WORDS)
        except UserError as error:
            errors.append(error)
            assert _state(desk, place, draft.id) == before
    for said in errors:
        assert_says_nothing_clinical(said)
        assert "disk" in said.message
        desk.signing.sign([draft.id], WORDS)
    desk.lock()
    place.is_whole(entries=2)
    return not errors


@pytest.mark.slow
def test_a_full_disk_keeps_nobody_from_locking_and_everything_is_there_afterwards(place: Place, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, 16):
        there = Place(place.clinic.copy_to(disk / "clinic.vault"), place.client)
        there.clock.move_to(place.clock.now())
        desk = there.desk()
        draft = there.ready_summary(desk)
        with filled(disk):
            desk.lock()
            with refused() as told:
                there.desk()
            assert "disk" in str(told)
        desk = there.desk()
        assert desk.drafts.one(draft.id) == draft
        desk.lock()
        there.is_whole()


@pytest.mark.slow
def test_handing_out_to_a_full_disk_is_said_and_leaves_nothing_half_written(place: Place, tmp_path: Path) -> None:
    desk = place.desk()
    draft = place.ready_summary(desk)
    signed = desk.signing.sign([draft.id], WORDS)
    request = DisclosureRequest(
        document_id=signed.document_ids[0],
        recipient=place.client.name,
        recipient_kind="client",
        purpose="Copy for the client",
        basis="client access",
        how="save",
    )
    disk = tmp_path / "stick"
    with small_disk(disk, 1):
        with filled(disk, leave_bytes=8192), refused():
            desk.disclosures.release_to_folder(request, disk)
        assert list(disk.iterdir()) == []
        assert [row.outcome for row in desk.disclosures.ledger(place.client.id)] == ["not completed"]
        assert len(desk.disclosures.release_to_folder(request, disk)) >= 1
    desk.lock()
    place.is_whole(entries=2)
