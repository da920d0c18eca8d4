"""Whose signature gives access: an administrator's of that moment, in an event of their own, with a key in use."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.enrolment import ADMINISTRATION, REGRANTED, enrolment_detail
from ehr_desk.vault.enrolments import RETIRED, Enrolments
from ehr_desk.vault.kept_rows import DETAIL
from ehr_desk.vault.opener import Opener
from ehr_desk.vault.register import CERTIFICATE_RETIRED, all_certificates
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.trust import trusted_people
from tests.vault.clinic import ADA, ADA_WORDS, BEN, Clinic


def administrators(sitting: Sitting) -> frozenset[str]:
    vault = sitting._vault
    with sitting.read() as session:
        trusted = trusted_people(vault.trust.root_pem, all_certificates(session))
        return Enrolments(session, vault.trust, trusted).administrators_before(sitting.audit.events()[0].seq + 1)


def record(sitting: Sitting, detail: dict[str, Any]) -> None:
    """What a changed program can write into the log."""
    with sitting.write() as unit:
        unit.record(ADMINISTRATION, entity="staff", entity_id=BEN.staff_id, detail=detail)


def promotion(sitting: Sitting, opener: Opener) -> dict[str, Any]:
    ben = sitting._vault.header.people[BEN.staff_id]
    return enrolment_detail(sitting.vault_id, replace(ben, issuing=b"any"), opener)


def test_somebody_who_is_no_administrator_any_more_does_not_become_one_with_their_old_promotion(
    clinic: Clinic,
) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    for administrator in (True, False):
        sitting.set_administrator(ADA_WORDS, BEN.staff_id, administrator=administrator)
    promoted = next(e for e in sitting.audit.events(action=ADMINISTRATION) if e.detail["administrator"])
    sitting.lock()
    sitting = clinic.unlock_ben()
    record(sitting, {name: value for name, value in promoted.detail.items() if name != DETAIL})
    assert administrators(sitting) == {ADA.staff_id}
    assert [finding.text for finding in sitting.check().findings] == [_named(sitting)]
    sitting.lock()


def _named(sitting: Sitting) -> str:
    """What the check says of the last event."""
    seq = sitting.audit.events()[0].seq
    return f"Event {seq} gives access, a role or a recovery sheet; no administrator of that moment signed it."


@pytest.mark.parametrize("replaced", [False, True])
def test_a_key_that_was_replaced_makes_no_administrator_by_the_order_of_the_log(
    clinic: Clinic, *, replaced: bool
) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    own, words = sitting._own.open(ADA_WORDS), ADA_WORDS
    opener = Opener(ADA.staff_id, "", fingerprint(load(sitting._own.me.certificate_pem)), own.sign)
    if replaced:
        words = "a new way in for Ada"
        sitting.renew_access(ADA_WORDS, ADA.staff_id, words, provisional=False)
        assert sitting.check().ok, "she vouched for it with the key that went out of use"
    record(sitting, promotion(sitting, opener))
    assert (BEN.staff_id in administrators(sitting)) is not replaced
    assert (_named(sitting) in [finding.text for finding in sitting.check().findings]) is replaced
    sitting.lock()


def test_what_a_recovery_sheet_gave_once_counts_in_nobodys_event_but_the_recoverys(clinic: Clinic) -> None:
    """Ben was an administrator when the sheet gave him new keys; what it signed then makes him none again."""
    clinic.enrol_ben(administrator=True)
    recovered, created, words = clinic.recover(), clinic.created, "a fresh start for Ben"
    key = created.root_key_file.read_bytes()
    recovered.grant(BEN.staff_id, words, root_key=key, root_passphrase=created.root_passphrase)
    recovered.lock()
    sitting = clinic.unlock()
    (given,) = sitting.audit.events(action=REGRANTED)
    sitting.set_administrator(ADA_WORDS, BEN.staff_id, administrator=False)
    sitting.lock()
    ben = clinic.unlock_ben(words)
    with ben.write() as unit:
        detail = {name: value for name, value in given.detail.items() if name != DETAIL}
        unit.record(REGRANTED, entity="staff", entity_id=BEN.staff_id, detail=detail)
    assert administrators(ben) == {ADA.staff_id}
    assert [finding.text for finding in ben.check().findings] == [_named(ben)]
    ben.lock()


def test_what_no_administrator_wrote_ends_nobodys_certificate_or_access_and_is_named_with_who_did(
    clinic: Clinic,
) -> None:
    """A colleague with the record's key and a changed program writes one event about the administrator."""
    clinic.enrol_ben()
    sitting = clinic.unlock()
    sitting.renew_certificate(ADA_WORDS, BEN)
    (old,) = sitting.audit.events(action=CERTIFICATE_RETIRED)
    sitting.lock()
    ben = clinic.unlock_ben()
    mark = fingerprint(load(ben._vault.header.people[ADA.staff_id].certificate_pem))
    copied = {name: value for name, value in old.detail.items() if name != DETAIL}
    with ben.write() as unit:
        unit.record(CERTIFICATE_RETIRED, entity="certificate", entity_id=mark, detail=copied)
    with ben.write() as unit:
        unit.record(CERTIFICATE_RETIRED, entity="certificate", entity_id=mark, detail={"certificate": mark})
    with ben.write() as unit:
        unit.record(RETIRED, entity="staff", entity_id=ADA.staff_id)
    seq = ben.audit.events()[0].seq
    ben.lock()
    clinic.clock.advance(timedelta(days=1))
    sitting = clinic.unlock()
    assert administrators(sitting) == {ADA.staff_id}
    assert mark not in sitting.authority.ended()
    sitting.renew_certificate(ADA_WORDS, BEN)
    said = "and no administrator wrote it: Ben Okafor did."
    assert [finding.text for finding in sitting.check().findings] == [
        f"Event {seq - 2} says that a certificate of Ada Marlow was taken out of use, {said}",
        f"Event {seq - 1} says that a certificate of Ada Marlow was taken out of use, {said}",
        f"Event {seq} says that the access of Ada Marlow ended, {said}",
    ]
    sitting.lock()


def test_an_administrator_takes_one_certificate_out_of_use_with_an_event_and_names_no_other(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    mine, bens = (sitting.certificate_of(each.staff_id).fingerprint for each in (ADA, BEN))
    with sitting.write() as unit:
        unit.record(CERTIFICATE_RETIRED, entity="certificate", entity_id=mine, detail={"certificate": bens})
    assert sitting.authority.ended() == {}
    (said,) = [finding.text for finding in sitting.check().findings]
    assert said.endswith("names another one as well, and was written by Ada Marlow.")
    sitting.lock()


def test_an_event_in_the_administrators_name_that_their_sitting_did_not_sign_ends_nothing(clinic: Clinic) -> None:
    clinic.enrol_ben()
    ben = clinic.unlock_ben()
    mark = ben.certificate_of(ADA.staff_id).fingerprint
    own = ben._vault.log.signatory
    ben._vault.log.signatory = replace(own, staff_id=ADA.staff_id)
    with ben.write() as unit:
        unit.record(CERTIFICATE_RETIRED, entity="certificate", entity_id=mark, detail={"certificate": mark})
    ben._vault.log.signatory = own
    assert ben.authority.ended() == {}
    said = [finding.text for finding in ben.check().findings]
    assert any(text.endswith("and Ada Marlow, whom it names, did not write it.") for text in said), said
    ben.lock()
    assert administrators(clinic.unlock()) == {ADA.staff_id}
