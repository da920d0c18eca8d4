"""Whose signature gives access: an administrator's of that moment, in an event of their own, with a key in use."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select

from ehr_desk.common.canonical import canonical, parse
from ehr_desk.common.clock import stamp
from ehr_desk.common.errors import UserError
from ehr_desk.vault import DiskFull
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.enrolment import ADMINISTRATION, REGRANTED, RENEWED, enrolment_detail
from ehr_desk.vault.enrolments import KEY_BEGUN, KEY_CHANGED, RETIRED
from ehr_desk.vault.kept_rows import DETAIL
from ehr_desk.vault.merkle import leaf_hash
from ehr_desk.vault.opener import RECOVERY, Opener
from ehr_desk.vault.recovery import read_code, signing_key
from ehr_desk.vault.register import CERTIFICATE_RETIRED, REVOKED, add_certificate
from ehr_desk.vault.signer import sign_with
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.tables import AUDIT_EVENT
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic
from tests.vault.insider import administrators, database, forged, key_of, promotion, record


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


def test_whoever_has_a_revoked_key_administers_nothing_until_they_have_new_keys(clinic: Clinic) -> None:
    clinic.enrol_ben(administrator=True)
    sitting = clinic.unlock()
    stolen = sitting.certificate_of(BEN.staff_id).fingerprint
    sitting.authority.revoke(ADA_WORDS, stolen, "The laptop was stolen.")
    sitting.lock()
    ben = clinic.unlock_ben()
    for act in (
        lambda: ben.enrol(
            BEN_WORDS, replace(BEN, staff_id="staff-eve", login="eve"), "ten small bells", administrator=True
        ),
        lambda: ben.authority.revoke(BEN_WORDS, ben.certificate_of(ADA.staff_id).fingerprint, "No reason."),
        lambda: ben.renew_access(BEN_WORDS, ADA.staff_id, "twelve wooden horses"),
        lambda: ben.renew_certificate(BEN_WORDS, BEN),
        lambda: ben.attend(BEN_WORDS),
    ):
        with pytest.raises(UserError, match="was revoked as of"):
            act()
    ben.lock()
    sitting = clinic.unlock()
    sitting.renew_access(ADA_WORDS, BEN.staff_id, BEN_WORDS, provisional=False)
    sitting.lock()
    ben = clinic.unlock_ben()
    ben.renew_certificate(BEN_WORDS, ADA)
    assert administrators(ben) == {ADA.staff_id, BEN.staff_id}
    assert ben.check().findings == ()
    ben.lock()


def test_what_is_signed_with_a_revoked_key_or_written_in_its_sitting_counts_for_nothing(clinic: Clinic) -> None:
    """With a changed program, that does not refuse."""
    clinic.enrol_ben(administrator=True)
    sitting = clinic.unlock()
    sitting.authority.revoke(ADA_WORDS, sitting.certificate_of(BEN.staff_id).fingerprint, "Stolen.")
    sitting.set_administrator(ADA_WORDS, BEN.staff_id, administrator=True)
    sitting.lock()
    ben = clinic.unlock_ben()
    assert ben.check().findings == (), "reading is allowed"
    own = ben._own.open(BEN_WORDS)
    mark = ben.certificate_of(ADA.staff_id).fingerprint
    record(ben, promotion(ben, Opener(BEN.staff_id, "", ben.certificate_of(BEN.staff_id).fingerprint, own.sign)))
    said = [_named(ben)]
    with ben.write() as unit:
        unit.record(
            REVOKED,
            entity="staff",
            entity_id=ADA.staff_id,
            detail={"certificate": mark, "at": "2026-09-01T00:00:00.000Z"},
        )
    with ben.write() as unit:
        unit.record(CERTIFICATE_RETIRED, entity="certificate", entity_id=mark, detail={"certificate": mark})
    with ben.write() as unit:
        unit.record(RETIRED, entity="staff", entity_id=ADA.staff_id)
    assert ben.authority.ended() == {}
    assert [each.certificate.staff_id for each in ben.authority.revocations()] == [BEN.staff_id]
    assert administrators(ben) == {ADA.staff_id, BEN.staff_id}
    seq, late = (
        ben.audit.events()[0].seq,
        "in a sitting that a key of Ben Okafor opened which had ended or was revoked by then.",
    )
    assert [finding.text for finding in ben.check().findings] == [
        *said,
        f"Event {seq - 2} says that a certificate of Ada Marlow was revoked, {late}",
        f"Event {seq - 1} says that a certificate of Ada Marlow was taken out of use, {late}",
        f"Event {seq} says that the access of Ada Marlow ended, {late}",
    ]
    ben.lock()


def test_a_revoked_key_is_good_under_no_later_certificate(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    sitting.authority.revoke(ADA_WORDS, sitting.certificate_of(BEN.staff_id).fingerprint, "Stolen.")
    with pytest.raises(UserError, match="and the key with it") as told:
        sitting.renew_certificate(ADA_WORDS, BEN)
    assert "a new key comes with it" in told.value.remedy
    monkeypatch.setattr("ehr_desk.vault.staffing.revoked_with_key", lambda *_: None)  # a changed program
    fresh = sitting.renew_certificate(ADA_WORDS, BEN)
    said = [finding.text for finding in sitting.check().findings]
    assert "No signed enrolment was found for the certificate of Ben Okafor." in said
    with pytest.raises(UserError, match="o signed enrolment was found"):
        sitting.renew_key(ADA_WORDS)
    assert fresh.fingerprint not in sitting.authority.ended()
    sitting.lock()


def test_a_key_that_was_replaced_ends_nobodys_certificate_or_access(clinic: Clinic) -> None:
    """A colleague with the record's key and an administrator's old one opens a sitting in their name."""
    clinic.enrol_ben()
    sitting = clinic.unlock()
    old = Opener(
        ADA.staff_id, "desk-1", sitting.certificate_of(ADA.staff_id).fingerprint, sitting._own.open(ADA_WORDS).sign
    )
    sitting.renew_access(ADA_WORDS, ADA.staff_id, "a new way in for Ada", provisional=False)
    sitting.lock()
    ben = clinic.unlock_ben()
    before, mark = ben.authority.ended(), ben.certificate_of(ADA.staff_id).fingerprint
    with forged(ben, old, clinic.clock):
        with ben.write() as unit:
            unit.record(CERTIFICATE_RETIRED, entity="certificate", entity_id=mark, detail={"certificate": mark})
        with ben.write() as unit:
            unit.record(RETIRED, entity="staff", entity_id=ADA.staff_id)
    assert ben.authority.ended() == before
    assert administrators(ben) == {ADA.staff_id}
    assert not ben.check().ok
    ben.lock()
    clinic.unlock("a new way in for Ada").lock()


@pytest.mark.parametrize("set_back", [False, True])
def test_a_recovery_sheet_that_was_replaced_makes_no_administrator_and_ends_nothing(
    clinic: Clinic, *, set_back: bool
) -> None:
    """A colleague with the record's key and the old sheet's code opens a sitting as the recovery; where they set the
    header's sheet back too, the log knows that the key changed."""
    clinic.enrol_ben()
    sitting = clinic.unlock()
    old = sitting._vault.header.recovery
    sitting.keep_sheet(sitting.renew_key(ADA_WORDS).number)
    sitting.lock()
    ben = clinic.unlock_ben()
    key, mark = (
        signing_key(read_code(clinic.created.recovery_code), old.salt),
        ben.certificate_of(ADA.staff_id).fingerprint,
    )
    opener = Opener(RECOVERY, "desk-1", RECOVERY, lambda data: sign_with(key, data))
    if set_back:
        ben._vault.header = replace(ben._vault.header, recovery=old)
    with forged(ben, opener, clinic.clock):
        record(ben, promotion(ben, opener))
        with ben.write() as unit:
            unit.record(CERTIFICATE_RETIRED, entity="certificate", entity_id=mark, detail={"certificate": mark})
    assert ben.authority.ended() == {}
    assert administrators(ben) == {ADA.staff_id}
    said = [finding.text for finding in ben.check().findings]
    seq = ben.audit.events(action=CERTIFICATE_RETIRED)[0].seq
    assert f"Event {seq - 2}: the unlock is not signed by the person it names." in said
    assert (
        f"Event {seq - 1} gives access, a role or a recovery sheet; no administrator of that moment signed it." in said
    )
    wrong = "The recovery code in the header is not the one that was printed for this record."
    assert (wrong in said) is set_back
    ben.lock()


def test_a_sheet_stays_in_force_while_its_replacement_is_put_off_and_a_begun_one_counts_once(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic.enrol_ben(administrator=True)
    sitting = clinic.unlock()
    with monkeypatch.context() as patched:
        patched.setattr("ehr_desk.vault.openvault.rekey", _no_room)
        with pytest.raises(UserError):
            sitting.renew_key(ADA_WORDS)
    (begun,) = sitting.audit.events(action=KEY_BEGUN)
    sitting.lock()
    recovered, created, words = clinic.recover(), clinic.created, "a fresh start for Ben"
    root = created.root_key_file.read_bytes()
    recovered.grant(BEN.staff_id, words, root_key=root, root_passphrase=created.root_passphrase)
    assert recovered.check().findings == ()
    recovered.lock()
    sitting = clinic.unlock()
    sitting.renew_key(ADA_WORDS)
    assert sitting.check().findings == (), "what the first sheet gave while it was in force stays given"
    with sitting.write() as unit:
        unit.record(KEY_BEGUN, detail={name: value for name, value in begun.detail.items() if name != DETAIL})
    with sitting.write() as unit:
        unit.record(KEY_CHANGED)
    assert [finding.text for finding in sitting.check().findings] == [
        f"Event {sitting.audit.events(action=KEY_BEGUN)[0].seq} gives access, a role or a recovery sheet; "
        "no administrator of that moment signed it."
    ]
    sitting.lock()


def _no_room(*_: object) -> None:
    raise DiskFull


def test_a_role_in_the_header_that_the_log_does_not_give_is_named(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    with sitting.write() as unit:
        unit.record(RETIRED, entity="staff", entity_id=ADA.staff_id)
    assert "By the header, Ada Marlow is an administrator; by the audit log, not one." in [
        finding.text for finding in sitting.check().findings
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


def test_an_event_of_the_administrators_that_somebody_wrote_over_ends_nobodys_access(clinic: Clinic) -> None:
    """The head over it is signed by their sitting, and is no head of what stands there now."""
    clinic.enrol_ben()
    sitting = clinic.unlock()
    clinic.add_note(sitting, "an invented note")
    key, event = key_of(sitting), sitting.audit.events()[0]
    with sitting.read() as session:
        body = session.scalar(select(AUDIT_EVENT.c.body).where(AUDIT_EVENT.c.seq == event.seq))
    sitting.lock()
    assert body is not None
    written = canonical(parse(body) | {"action": RETIRED, "entity": "staff", "entity_id": ADA.staff_id})
    with database(clinic, key) as connection:
        values = (written, leaf_hash(written), RETIRED, event.seq)
        connection.execute("UPDATE audit_event SET body = ?, leaf = ?, action = ? WHERE seq = ?", values)
        connection.commit()
    sitting = clinic.unlock()
    assert administrators(sitting) == {ADA.staff_id}
    said = [finding.text for finding in sitting.check().findings]
    assert any(text.endswith("and Ada Marlow, whom it names, did not write it.") for text in said), said
    sitting.lock()


def test_a_certificate_that_a_copied_issuing_key_made_in_an_administrators_name_gives_nobody_anything(
    clinic: Clinic,
) -> None:
    """Ben was an administrator, copied the key with a changed program, and puts what it issues into the register."""
    clinic.enrol_ben(administrator=True)
    ben = clinic.unlock_ben()
    registrar, _ = ben._staffing.registrar(BEN_WORDS)
    ben.lock()
    sitting = clinic.unlock()
    sitting.set_administrator(ADA_WORDS, BEN.staff_id, administrator=False)
    sitting.lock()
    ben, key = clinic.unlock_ben(), ec.generate_private_key(ec.SECP256R1())
    pem = registrar.certificate(ADA, key.public_key(), clinic.clock.now())
    with ben.write() as unit:
        print_of = add_certificate(unit.session, pem, "person", ADA.staff_id, stamp(clinic.clock.now()), ADA.staff_id)
    opener = Opener(ADA.staff_id, "desk-1", print_of, lambda data: sign_with(key, data))
    made_up = replace(ben._vault.header.people[ADA.staff_id], certificate_pem=pem)
    with forged(ben, opener, clinic.clock):
        with ben.write() as unit:
            detail = enrolment_detail(ben.vault_id, made_up, opener)
            unit.record(RENEWED, entity="staff", entity_id=ADA.staff_id, detail=detail)
        record(ben, promotion(ben, opener))
        with ben.write() as unit:
            unit.record(RETIRED, entity="staff", entity_id=ADA.staff_id)
    assert administrators(ben) == {ADA.staff_id}
    said = [finding.text for finding in ben.check().findings]
    assert f"No administrator added the certificate of Ada Marlow that stands in the register ({print_of[:8]})." in said
    ben.lock()
