"""The PIN of a card or stick: asked once in a sitting, stored nowhere, forgotten when it is refused."""

from __future__ import annotations

import pytest

from ehr_desk.common.errors import UserError
from ehr_desk.desk import Desk
from tests.clinical_forms.filled import FILLED
from tests.documents.keys import Authority
from tests.documents.test_tokens import PIN, module, pytestmark  # noqa: F401 - a fixture, and when it is skipped
from tests.support.clinic import TestClinic, add_client, passphrase_of

WORDS = passphrase_of("therapist")


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def _wanted(desk: Desk) -> bool:
    return desk.own_keys.pin_wanted


def _sign(desk: Desk) -> str:
    client = add_client(desk)
    draft = desk.drafts.start("consent", client_id=client.id)
    desk.drafts.save(draft.id, FILLED["consent"])
    return desk.signing.sign([draft.id], WORDS).document_ids[0]


def test_the_pin_is_asked_once_in_a_sitting_and_again_after_the_next_unlock(
    clinic: TestClinic,
    module: str,  # noqa: F811
) -> None:
    desk = clinic.desk("therapist")
    assert not _wanted(desk)
    desk.own_keys.use_token(next(one.key for one in desk.own_keys.token_keys(module, PIN) if not one.refused), WORDS)
    assert not _wanted(desk), "no administrator has confirmed it yet"
    facts = desk.own_keys.facts()
    assert facts is not None
    desk.lock()
    admin = clinic.desk("administrator")
    admin.own_keys.vouch(passphrase_of("administrator"), facts.certificate.fingerprint)
    admin.lock()
    desk = clinic.desk("therapist")
    assert _wanted(desk)
    with pytest.raises(UserError, match="asks for its PIN"):
        _sign(desk)
    desk.own_keys.give_pin("000000")
    with pytest.raises(UserError, match="PIN is wrong"):
        _sign(desk)
    assert _wanted(desk)
    desk.own_keys.give_pin(PIN)
    assert desk.verify(desk.charts.paper(_sign(desk))[1]).signatures
    assert not _wanted(desk)
    desk.lock()
    again = clinic.desk("therapist")
    assert _wanted(again)
    again.own_keys.use_clinics()
    assert not _wanted(again)
    again.lock()
