"""What counts is what a sitting of its writer wrote, while the key that opened it was good by the order of the log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.vault.audit import AuditLog
from ehr_desk.vault.enrolment import ADMINISTRATION
from ehr_desk.vault.enrolments import KEY_BEGUN, KEY_CHANGED, RETIRED, enrolments
from ehr_desk.vault.next_key import statement
from ehr_desk.vault.opener import Opener
from ehr_desk.vault.register import CERTIFICATE_RETIRED
from ehr_desk.vault.seal import b64
from ehr_desk.vault.sitting import Sitting
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic
from tests.vault.insider import administrators, promotion, record


def kept(sitting: Sitting, clinic: Clinic) -> AuditLog:
    """The key of a sitting, kept by a changed program beyond its end."""
    own = sitting._vault.log
    assert own._key is not None
    return AuditLog(own.signatory, own._key, clinic.clock)


def end(sitting: Sitting, mark: str) -> None:
    with sitting.write() as unit:
        unit.record(CERTIFICATE_RETIRED, entity="certificate", entity_id=mark, detail={"certificate": mark})


@pytest.mark.parametrize("how", ["revoked", "replaced"])
def test_a_sitting_key_kept_from_before_its_certificate_was_revoked_or_replaced_ends_nothing(
    clinic: Clinic, how: str
) -> None:
    clinic.enrol_ben(administrator=True)
    ben = clinic.unlock_ben()
    stolen = kept(ben, clinic)
    ben.lock()
    sitting = clinic.unlock()
    mine, bens = (sitting.certificate_of(each.staff_id).fingerprint for each in (ADA, BEN))
    if how == "revoked":
        sitting.authority.revoke(ADA_WORDS, bens, "Stolen.")
    else:
        sitting.renew_access(ADA_WORDS, BEN.staff_id, "a new way in for Ben", provisional=False)
    own, sitting._vault.log = sitting._vault.log, stolen
    end(sitting, mine)
    with sitting.write() as unit:
        unit.record(RETIRED, entity="staff", entity_id=ADA.staff_id)
    sitting._vault.log = own
    assert mine not in sitting.authority.ended()
    assert administrators(sitting) == {ADA.staff_id, BEN.staff_id}
    late = "in a sitting that a key of Ben Okafor opened which had ended or was revoked by then."
    assert [finding.text.endswith(late) for finding in sitting.check().findings] == [True, True]
    sitting.lock()


def test_whoever_renews_their_own_certificate_goes_on_in_the_same_sitting_and_in_none_opened_afterwards(
    clinic: Clinic,
) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    sitting.renew_certificate(ADA_WORDS, ADA)
    sitting.renew_access(ADA_WORDS, BEN.staff_id, BEN_WORDS, provisional=False)
    assert sitting.check().findings == ()
    assert len(sitting.authority.ended()) == 2
    sitting.lock()


def test_a_key_is_revoked_under_every_certificate_it_has(clinic: Clinic) -> None:
    """The older of two certificates for the same key is revoked: the present one is no better."""
    clinic.enrol_ben(administrator=True)
    sitting = clinic.unlock()
    older = sitting.certificate_of(BEN.staff_id).fingerprint
    fresh = sitting.renew_certificate(ADA_WORDS, BEN).fingerprint
    mine = sitting.certificate_of(ADA.staff_id).fingerprint
    sitting.authority.revoke(ADA_WORDS, older, "Stolen last week.")
    known = sitting.authority.revocation_of(fresh)
    assert known is not None
    assert known.certificate.fingerprint == older
    sitting.lock()
    ben = clinic.unlock_ben()
    with pytest.raises(UserError, match="was revoked as of"), ben.signer(BEN_WORDS):
        pass
    with pytest.raises(UserError, match="was revoked as of"):
        ben.attend(BEN_WORDS)
    with pytest.raises(UserError, match="was revoked as of"):
        ben.require_may_sign()
    opener = Opener(BEN.staff_id, "", fresh, ben._own.open(BEN_WORDS).sign)
    with ben.write() as unit:
        eve = {**promotion(ben, opener), "administrator": False}
        unit.record(ADMINISTRATION, entity="staff", entity_id=BEN.staff_id, detail=eve)
    end(ben, mine)
    assert mine not in ben.authority.ended()
    assert administrators(ben) == {ADA.staff_id, BEN.staff_id}
    ben.lock()
    sitting = clinic.unlock()
    sitting.renew_access(ADA_WORDS, BEN.staff_id, BEN_WORDS, provisional=False)
    sitting.lock()
    clinic.unlock_ben().attend(BEN_WORDS)


@contextmanager
def in_adas_name(sitting: Sitting) -> Iterator[None]:
    own = sitting._vault.log.signatory
    sitting._vault.log.signatory = replace(own, staff_id=ADA.staff_id)
    yield
    sitting._vault.log.signatory = own


def test_what_an_administrator_signed_once_counts_in_no_sitting_but_theirs(clinic: Clinic) -> None:
    """A colleague with the record's key enters it in the administrator's name, in a sitting of their own."""
    clinic.enrol_ben()
    sitting = clinic.unlock()
    mine = sitting.certificate_of(ADA.staff_id).fingerprint
    opener = Opener(ADA.staff_id, "", mine, sitting._own.open(ADA_WORDS).sign)
    role, sheet = promotion(sitting, opener), {"key_gen": 2, "recovery": "5c" * 32, "sheet": 2, "wraps": "00"}
    key = {**sheet, "signature": b64(opener.sign(statement(sitting.vault_id, sheet))), "signed_by": mine}
    sitting.lock()

    def enter(sitting: Sitting) -> None:
        record(sitting, role)
        for action in (KEY_BEGUN, KEY_CHANGED):
            with sitting.write() as unit:
                unit.record(action, detail=key)

    ben = clinic.unlock_ben()
    with in_adas_name(ben):
        enter(ben)
    assert administrators(ben) == {ADA.staff_id}
    assert sheets(ben) != {"5c" * 32}
    last = ben.audit.events()[0].seq
    said = "gives access, a role or a recovery sheet; no administrator of that moment signed it."
    assert {f"Event {seq} {said}" for seq in (last - 2, last - 1)} <= {one.text for one in ben.check().findings}
    ben.lock()
    sitting = clinic.unlock()
    enter(sitting)
    assert administrators(sitting) == {ADA.staff_id, BEN.staff_id}
    assert sheets(sitting) == {"5c" * 32}
    sitting.lock()


def sheets(sitting: Sitting) -> frozenset[str]:
    with sitting.read() as session:
        return enrolments(session, sitting._vault.trust).sheets
