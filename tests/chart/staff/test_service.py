"""What an administrator changes about the staff, on a real vault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.x509.oid import NameOID

from ehr_desk.chart.entries.rooms import author_of
from ehr_desk.chart.staff.rows import CredentialRow
from ehr_desk.chart.staff.service import NewStaff
from ehr_desk.common.errors import Refused, UserError
from ehr_desk.desk import Desk, unlock
from ehr_desk.vault import WrongPassphrase
from ehr_desk.vault.certificates import SUPERSEDED, load
from ehr_desk.vault.own_access import OwnPassphraseNeeded
from tests.support.clinic import TestClinic, add_client, passphrase_of

ADMIN = passphrase_of("administrator")
FIRST, OWN = "an invented first passphrase", "an invented passphrase of my own"
Sit = Callable[..., Desk]


@pytest.fixture
def clinic(built_clinic: TestClinic, tmp_path: Path) -> TestClinic:
    return built_clinic.copy_to(tmp_path / "clinic.vault")


@pytest.fixture
def sit(clinic: TestClinic) -> Iterator[Sit]:
    desks: list[Desk] = []

    def at(who: str, passphrase: str = "") -> Desk:
        for before in desks:
            before.lock()
        desks.append(
            unlock(
                clinic.folder,
                clinic.staff_ids[who],
                passphrase or passphrase_of(who),
                clock=clinic.clock,
                ids=clinic.ids,
                kdf=clinic.kdf,
            )
        )
        return desks[-1]

    yield at
    for desk in desks:
        desk.lock()


def sound(desk: Desk) -> bool:
    report = desk.check()
    assert report.sound, report.sentences()
    return True


def draft_of(desk: Desk) -> str:
    client = add_client(desk)
    return desk.drafts.start("birp_note", client_id=client.id).id


def musts(desk: Desk, draft_id: str) -> list[str]:
    return [one.text for one in desk.signing.prepare(draft_id)[0].findings if one.level == "must" and not one.item]


def test_a_forgotten_passphrase_gives_new_keys_that_sign_only_under_an_own_passphrase(
    clinic: TestClinic, sit: Sit
) -> None:
    admin = sit("administrator")
    old = admin.sitting.certificate_of(clinic.staff_ids["therapist"])
    admin.staff.grant(clinic.staff_ids["therapist"], FIRST, own_passphrase=ADMIN)
    register = {one.fingerprint: one for one in admin.sitting.certificates()}
    assert register[old.fingerprint].retired_because == SUPERSEDED
    assert sound(admin)
    with pytest.raises(WrongPassphrase):
        sit("therapist")
    dana = sit("therapist", FIRST)
    assert dana.sitting.provisional
    with pytest.raises(OwnPassphraseNeeded), dana.sitting.signer(FIRST):
        pass
    dana.sitting.change_passphrase(FIRST, OWN)
    with dana.sitting.signer(OWN):
        pass
    assert sound(dana)


def test_nobody_grants_themselves_or_without_their_own_passphrase(clinic: TestClinic, sit: Sit) -> None:
    admin = sit("administrator")
    with pytest.raises(UserError, match="your own passphrase"):
        admin.staff.grant(clinic.staff_ids["administrator"], FIRST, own_passphrase=ADMIN)
    with pytest.raises(WrongPassphrase):
        admin.staff.grant(clinic.staff_ids["therapist"], FIRST, own_passphrase="not my passphrase")
    dana = sit("therapist")
    with pytest.raises(Refused):
        dana.staff.grant(clinic.staff_ids["trainee"], FIRST, own_passphrase=passphrase_of("therapist"))


def test_access_ends_and_comes_back_with_new_keys_for_the_same_person(clinic: TestClinic, sit: Sit) -> None:
    admin, cory = sit("administrator"), clinic.staff_ids["case manager"]
    with pytest.raises(UserError, match="reason"):
        admin.staff.retire(cory, " ", own_passphrase=ADMIN)
    assert admin.staff.retire(cory, "Left the clinic", own_passphrase=ADMIN).row.retired
    assert sound(admin)
    with pytest.raises(UserError, match="has ended"):
        sit("case manager")
    admin = sit("administrator")
    with pytest.raises(UserError, match="access has ended"):
        admin.staff.change_role(cory, "therapist", own_passphrase=ADMIN)
    back = admin.staff.readmit(cory, FIRST, own_passphrase=ADMIN)
    assert (back.id, back.retired) == (cory, False)
    assert sound(admin)
    assert sit("case manager", FIRST).sitting.provisional


def test_a_role_changes_and_an_administrator_can_give_access(clinic: TestClinic, sit: Sit) -> None:
    admin = sit("administrator")
    sam = clinic.staff_ids["supervisor"]
    with pytest.raises(UserError, match="own role"):
        admin.staff.change_role(clinic.staff_ids["administrator"], "supervisor", own_passphrase=ADMIN)
    assert admin.staff.change_role(sam, "administrator", own_passphrase=ADMIN).role == "administrator"
    assert sound(admin)
    samira = sit("supervisor")
    new = NewStaff("nadia", "Nadia Brook", "therapist", "CT", trainee=True)
    samira.staff.add(new, own_passphrase=passphrase_of("supervisor"), their_passphrase=FIRST)
    admin = sit("administrator")
    assert admin.staff.change_role(sam, "supervisor", own_passphrase=ADMIN).role == "supervisor"
    assert admin.staff.change_role(sam, "therapist", own_passphrase=ADMIN).role == "therapist"
    assert sound(admin)
    with pytest.raises(Refused):
        sit("supervisor").staff.add(new, own_passphrase=passphrase_of("supervisor"), their_passphrase=FIRST)


def test_a_signature_shows_the_credential_of_its_day_and_an_expired_one_signs_nothing(
    clinic: TestClinic, sit: Sit
) -> None:
    today = clinic.clock.today()
    admin, toby = sit("administrator"), clinic.staff_ids["trainee"]
    (trainee,) = next(one for one in admin.staff.all() if one.id == toby).credentials
    ends = CredentialRow("", "CT", "T.0417", True, None, today + timedelta(days=9))
    row = admin.staff.enter_credential(toby, ends, own_passphrase=ADMIN, replaces=trainee.id)
    assert (row.licence, row.valid_until, len(row.credentials)) == ("T.0417", ends.valid_until, 1)
    begins = CredentialRow("", "LPC", "C.0991", False, today + timedelta(days=20), None)
    row = admin.staff.enter_credential(toby, begins, own_passphrase=ADMIN)
    assert (row.credential, len(row.credentials)) == ("CT", 2)
    assert admin.sitting.certificate_of(toby).credential == "CT"
    assert sound(admin)

    desk = sit("trainee")
    draft = draft_of(desk)
    assert not [text for text in musts(desk, draft) if "credential" in text]
    clinic.clock.advance(timedelta(days=10))  # also in a sitting that goes on over midnight
    (said,) = [text for text in musts(desk, draft) if "credential" in text]
    assert "has expired on" in said
    desk = sit("trainee")
    assert desk.me.credential == "CT"
    assert [text for text in musts(desk, draft) if "has expired" in text]
    clinic.clock.advance(timedelta(days=10))
    desk = sit("trainee")
    assert (desk.me.credential, desk.me.trainee) == ("LPC", False)
    assert author_of(desk.me).credential == "LPC"
    assert not [text for text in musts(desk, draft) if "credential" in text]
    admin = sit("administrator")
    admin.staff.renew_certificate(toby, own_passphrase=ADMIN)
    assert admin.sitting.certificate_of(toby).credential == "LPC"
    assert sound(admin)


def test_a_new_credential_of_today_gives_a_certificate_that_names_it(clinic: TestClinic, sit: Sit) -> None:
    admin, dana = sit("administrator"), clinic.staff_ids["therapist"]
    held = CredentialRow("", "LPCC-S, LICDC", "E.1", False, date(2020, 1, 1), None)
    admin.staff.enter_credential(dana, held, own_passphrase=ADMIN)
    assert admin.sitting.certificate_of(dana).credential == "LPCC-S, LICDC"
    assert license_in_certificate(admin, dana) == "E.1"
    with pytest.raises(UserError, match="changed meanwhile"):
        admin.staff.enter_credential(dana, held, own_passphrase=ADMIN, replaces="gone")
    assert sit("therapist").me.signature_name == "Dana Whitlock, LPCC-S, LICDC"


def test_a_license_number_that_changes_is_in_the_next_certificate(clinic: TestClinic, sit: Sit) -> None:
    admin, dana = sit("administrator"), clinic.staff_ids["therapist"]
    (now,) = next(one for one in admin.staff.all() if one.id == dana).credentials
    admin.staff.enter_credential(dana, replace(now, licence="E.2"), own_passphrase=ADMIN, replaces=now.id)
    assert license_in_certificate(admin, dana) == "E.2", "also where the credential has the same name"
    admin.staff.grant(dana, FIRST, own_passphrase=ADMIN)
    assert license_in_certificate(admin, dana) == "E.2", "and in the certificate of a new key"
    assert sound(admin)


def license_in_certificate(desk: Desk, staff_id: str) -> str:
    subject = load(desk.sitting.certificate_of(staff_id).pem).subject
    return " ".join(str(one.value) for one in subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER))


def test_an_expired_credential_cosigns_nothing(clinic: TestClinic, sit: Sit) -> None:
    admin, sam = sit("administrator"), clinic.staff_ids["supervisor"]
    (now,) = next(one for one in admin.staff.all() if one.id == sam).credentials
    ended = CredentialRow("", "LISW-S", "", False, None, clinic.clock.today() - timedelta(days=1))
    admin.staff.enter_credential(sam, ended, own_passphrase=ADMIN, replaces=now.id)
    with pytest.raises(Refused, match="has expired"):
        sit("supervisor").cosigning.cosign(["any"], passphrase_of("supervisor"))


def test_every_act_on_staff_stands_in_the_audit_log(clinic: TestClinic, sit: Sit) -> None:
    admin, cory = sit("administrator"), clinic.staff_ids["case manager"]
    admin.staff.change_role(cory, "therapist", own_passphrase=ADMIN)
    admin.staff.grant(cory, FIRST, own_passphrase=ADMIN)
    admin.staff.retire(cory, "Left", own_passphrase=ADMIN)
    admin.staff.readmit(cory, FIRST, own_passphrase=ADMIN)
    actions = {event.action for event in admin.sitting.audit.events() if event.entity_id == cory}
    assert {
        "staff.role_changed",
        "staff.access_renewed",
        "staff.retired",
        "staff.access_ended",
        "staff.readmitted",
    } <= actions


def test_a_revoked_certificate_signs_nothing_until_a_new_key_is_given_and_its_owner_is_told_why(
    clinic: TestClinic, sit: Sit
) -> None:
    admin, dana = sit("administrator"), clinic.staff_ids["therapist"]
    with pytest.raises(UserError, match="reason"):
        admin.staff.revoke_certificate(dana, " ", own_passphrase=ADMIN)
    tomorrow = clinic.clock.today() + timedelta(days=1)
    with pytest.raises(UserError, match="future"):
        admin.staff.revoke_certificate(dana, "Lost.", own_passphrase=ADMIN, since=tomorrow)
    with pytest.raises(UserError, match="their own"):
        admin.staff.revoke_certificate(clinic.staff_ids["administrator"], "Lost.", own_passphrase=ADMIN)
    lost = clinic.clock.today() - timedelta(days=2)
    admin.staff.revoke_certificate(dana, "The laptop was stolen.", own_passphrase=ADMIN, since=lost)
    with pytest.raises(UserError, match="the key with it"):
        admin.staff.renew_certificate(dana, own_passphrase=ADMIN)
    held = CredentialRow("", "LPCC")
    assert admin.staff.enter_credential(dana, held, own_passphrase=ADMIN).credential == "LPCC"
    admin.lock()
    therapist = sit("therapist")
    draft = therapist.drafts.start("absence", client_id=add_client(therapist).id)
    words = passphrase_of("therapist")
    with pytest.raises(UserError, match="as of 19 Nov 2026: The laptop") as told, therapist.sitting.signer(words):
        pass
    assert "new passphrase" in told.value.remedy
    assert [each.id for each in therapist.drafts.mine()] == [draft.id]
    therapist.lock()
    admin = sit("administrator")
    admin.staff.grant(dana, FIRST, own_passphrase=ADMIN)
    admin.staff.renew_certificate(dana, own_passphrase=ADMIN)
    assert admin.check().sound
