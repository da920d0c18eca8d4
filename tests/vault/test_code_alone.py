"""What somebody can do who found the recovery sheet, without the root key, and with a program of their own: nothing of
anybody ends, and nobody is given anything."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import insert

from ehr_desk.common.clock import stamp
from ehr_desk.vault.certificates import fingerprint, load
from ehr_desk.vault.enrolment import REGRANTED, enrolment_detail
from ehr_desk.vault.enrolments import RETIRED
from ehr_desk.vault.opener import RECOVERY, Opener
from ehr_desk.vault.register import ISSUING_RENEWED, REVOKED, add_certificate, retire_certificate, row_print
from ehr_desk.vault.signer import sign_with
from ehr_desk.vault.tables import CERTIFICATE_REVOCATION
from ehr_desk.vault.unit import Unit
from tests.vault.clinic import ADA, ADA_WORDS, BEN, Clinic
from tests.vault.insider import administrators


def _revoke(unit: Unit, mark: str, now: str) -> None:
    row = {"fingerprint": mark, "at": now, "revoked_by": RECOVERY, "reason": "made up"}
    unit.session.execute(insert(CERTIFICATE_REVOCATION).values(row))
    detail = {"certificate": mark, "listed": False, "at": now, "row": row_print(**row)}
    unit.record(REVOKED, entity="staff", entity_id=ADA.staff_id, detail=detail)


def _let_go(unit: Unit, _mark: str, _now: str) -> None:
    unit.record(RETIRED, entity="staff", entity_id=ADA.staff_id)


def _retire(unit: Unit, mark: str, now: str) -> None:
    retire_certificate(unit, mark, now, RECOVERY, "made up")


@pytest.mark.parametrize("act", [_revoke, _let_go, _retire])
def test_the_code_alone_ends_nobodys_access_or_certificate_and_check_names_it(clinic: Clinic, act: object) -> None:
    clinic.enrol_ben()
    recovered = clinic.recover()
    mark = fingerprint(load(recovered._vault.header.people[ADA.staff_id].certificate_pem))
    with recovered._vault.write() as unit:
        act(unit, mark, stamp(clinic.clock.now()))  # type: ignore[operator]
    seq = recovered.audit.events()[0].seq
    recovered.lock()
    sitting = clinic.unlock()
    with sitting.signer(ADA_WORDS) as signer:
        assert signer.sign(b"Ada signs as before")
    said = [finding.text for finding in sitting.check().findings]
    (named,) = [text for text in said if text.startswith(f"Event {seq} says that")]
    instead = "gave them no new keys with it" if act is _retire else "ends no such thing"
    assert named.endswith(f"and the recovery code {instead}.")
    sitting.renew_key(ADA_WORDS)
    assert administrators(sitting) == {ADA.staff_id}
    sitting.lock()


@pytest.mark.parametrize("given", ["her own", "made up", "of a copied issuing key"])
def test_the_code_with_a_certificate_that_the_root_key_did_not_make_gives_and_ends_nothing(
    clinic: Clinic, given: str
) -> None:
    clinic.enrol_ben(administrator=True)
    sitting = clinic.unlock()
    registrar, _ = sitting._staffing.registrar(ADA_WORDS)
    sitting.lock()
    recovered, now = clinic.recover(), stamp(clinic.clock.now())
    key, ada = ec.generate_private_key(ec.SECP256R1()), recovered._vault.header.people[ADA.staff_id]
    mark, sheet = fingerprint(load(ada.certificate_pem)), recovered._key
    assert sheet is not None
    pem = registrar.certificate(ADA, key.public_key(), clinic.clock.now())
    with recovered._vault.write() as unit:
        if given == "of a copied issuing key":
            add_certificate(unit.session, pem, "person", ADA.staff_id, now, RECOVERY)
            old = fingerprint(load(registrar.header.authority.issuing_pem))
            unit.record(ISSUING_RENEWED, detail={"certificate": old})
        retire_certificate(unit, mark, now, RECOVERY, "made up")
        made_up = ada if given == "her own" else replace(ada, certificate_pem=pem)
        opener = Opener(RECOVERY, "", RECOVERY, lambda data: sign_with(sheet, data))
        detail = enrolment_detail(recovered._vault.header.vault_id, made_up, opener)
        unit.record(REGRANTED, entity="staff", entity_id=ADA.staff_id, detail=detail)
    seq = recovered.audit.events()[0].seq
    recovered.lock()
    sitting = clinic.unlock()
    said = [finding.text for finding in sitting.check().findings]
    assert f"Event {seq} gives access, a role or a recovery sheet; no administrator of that moment signed it." in said
    assert any(text.endswith("and the recovery code gave them no new keys with it.") for text in said), said
    sitting.renew_certificate(ADA_WORDS, BEN)
    assert administrators(sitting) == {ADA.staff_id, BEN.staff_id}
    sitting.lock()
