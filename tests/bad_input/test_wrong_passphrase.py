from __future__ import annotations

from datetime import timedelta

from ehr_desk.desk import Desk, unlock
from ehr_desk.vault import WaitRequired, WrongPassphrase
from tests.bad_input.conftest import Place
from tests.bad_input.saying import refused
from tests.support.clinic import passphrase_of

SECRET = "an invented guess that nobody may read"


def _try(place: Place, who: str, words: str) -> Desk:
    clinic = place.clinic
    return unlock(place.folder, clinic.staff_ids[who], words, clock=clinic.clock, ids=clinic.ids, kdf=clinic.kdf)


def test_the_words_are_the_same_for_everybody_and_for_every_guess(place: Place) -> None:
    said = set()
    for who in ("therapist", "administrator"):
        for guess in (SECRET, passphrase_of("supervisor"), ""):
            with refused(WrongPassphrase) as told:
                _try(place, who, guess)
            said.add(str(told))
            place.clock.advance(timedelta(hours=1))
    assert said == {
        "That passphrase does not open the record. Check Caps Lock and the keyboard layout, then type it again."
    }
    place.is_whole()


def test_the_wait_grows_for_that_person_alone_and_says_how_long(place: Place) -> None:
    for expected in (0, 0, 2, 4, 8):
        with refused(WrongPassphrase):
            _try(place, "therapist", SECRET)
        if expected:
            with refused(WaitRequired) as told:
                _try(place, "therapist", passphrase_of("therapist"))
            assert f"The next try is possible in {expected} seconds." in str(told)
            place.desk("supervisor").lock()
            place.clock.advance(timedelta(seconds=expected))
    place.is_whole()


def test_what_was_typed_stands_in_no_file_and_the_tries_stand_in_the_audit_log(place: Place) -> None:
    for _ in range(2):
        with refused(WrongPassphrase):
            _try(place, "therapist", SECRET)
    assert not any(SECRET.encode() in path.read_bytes() for path in place.folder.iterdir() if path.is_file())
    desk = place.desk("supervisor")
    (event,) = desk.sitting.audit.events(action="unlock.refused")
    assert (event.entity_id, event.detail["count"]) == (place.clinic.staff_ids["therapist"], 2)
    desk.lock()


def test_a_wrong_passphrase_while_signing_signs_nothing_and_keeps_the_draft(place: Place) -> None:
    desk = place.desk()
    draft = place.ready_summary(desk)
    events = desk.sitting.audit.head()
    for _ in range(3):
        with refused(WrongPassphrase):
            desk.signing.sign([draft.id], SECRET)
    with refused(WaitRequired):
        desk.signing.sign([draft.id], passphrase_of("therapist"))
    assert desk.drafts.one(draft.id) == draft
    assert desk.sitting.audit.head() == events
    place.clock.advance(timedelta(seconds=2))
    assert desk.signing.sign([draft.id], passphrase_of("therapist")).document_ids
    desk.lock()
    place.is_whole(entries=2)
