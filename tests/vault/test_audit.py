from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from ehr_desk.common.canonical import canonical
from ehr_desk.vault import DatabaseRefused
from ehr_desk.vault.audit import Pending, checkpoint
from ehr_desk.vault.enrolment import PASSPHRASE_CHANGED
from ehr_desk.vault.merkle import Frontier, leaf_hash
from ehr_desk.vault.signer import sign_with
from ehr_desk.vault.sitting import Sitting
from tests.vault import insider
from tests.vault.clinic import ADA, ADA_WORDS, BEN, BEN_WORDS, Clinic


def _texts(sitting: Sitting) -> list[str]:
    return [finding.text for finding in sitting.check().findings if finding.area == "audit log"]


def _edited(clinic: Clinic, edit: Callable[[Any], None]) -> list[str]:
    """What the check says after an insider's edit while the desk was locked."""
    sitting = clinic.unlock()
    for n in range(1, 4):
        clinic.add_note(sitting, f"note {n}")
    key = insider.key_of(sitting)
    sitting.lock()
    kept = insider.trigger_sql(clinic, key)
    with insider.database(clinic, key) as connection:
        edit(connection)
        insider.restore_triggers(connection, kept)
    sitting = clinic.unlock()
    said = _texts(sitting)
    sitting.lock()
    return said


def _body(connection: Any, seq: int) -> dict[str, Any]:
    (body,) = connection.execute("SELECT body FROM audit_event WHERE seq = ?", (seq,)).fetchone()
    value: dict[str, Any] = json.loads(body)
    return value


def test_events_are_found_by_period_person_client_and_action(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    clinic.clock.advance(timedelta(hours=1))
    start = clinic.clock.now()
    clinic.add_note(sitting, "one")
    clinic.clock.advance(timedelta(hours=1))
    clinic.add_note(sitting, "two")
    sitting.lock()
    sitting = clinic.unlock_ben()
    clinic.add_note(sitting, "three")
    audit = sitting.audit
    assert [e.staff_id for e in audit.events(action="note.signed")] == [BEN.staff_id, ADA.staff_id, ADA.staff_id]
    assert len(audit.events(action="note")) == 3
    assert audit.events(action="not") == []
    assert len(audit.events(staff=ADA.staff_id, action="note.signed")) == 2
    assert len(audit.events(client="client-1")) == 3
    assert audit.events(client="client-2") == []
    assert len(audit.events((start, start + timedelta(hours=1)), action="note")) == 1
    newest = audit.events(limit=1)[0]
    assert (newest.action, newest.device, newest.entity, newest.sitting) == (
        "note.signed",
        "desk-1",
        "note",
        sitting.sitting_id,
    )
    assert audit.events(limit=1, before=newest.seq)[0].seq == newest.seq - 1
    assert audit.verify() == []
    sitting.lock()


def test_a_sitting_begins_and_ends_in_the_log(clinic: Clinic) -> None:
    for _ in range(2):
        clinic.unlock().lock()
    sitting = clinic.unlock()
    assert [e.action for e in sitting.audit.events()][:3] == ["sitting.opened", "sitting.closed", "sitting.opened"]
    assert sitting.audit.events(limit=1)[0].detail["after_unclean_end"] is False
    sitting.lock()


def test_several_acts_of_one_transaction_share_one_signed_head(sitting: Sitting) -> None:
    with sitting.write() as unit:
        unit.record("client.viewed", client_id="c1")
        unit.record("client.viewed", client_id="c2", detail={"fields": ["name"]})
    size, root = sitting.audit.head()
    assert sitting.audit.events(limit=1)[0].seq == size
    assert len(bytes.fromhex(root)) == 32
    assert sitting.audit.verify() == []


def test_an_edited_event_is_named(clinic: Clinic) -> None:
    def edit(connection: Any) -> None:
        value = {**_body(connection, 6), "client": "client-9"}
        connection.execute("UPDATE audit_event SET body = ? WHERE seq = 6", (canonical(value),))

    said = _edited(clinic, edit)
    assert "Event 6 has been changed." in said


def test_an_event_edited_with_its_hash_is_found_by_the_signature_over_it(clinic: Clinic) -> None:
    def edit(connection: Any) -> None:
        body = canonical({**_body(connection, 6), "detail": {"n": 99}})
        connection.execute("UPDATE audit_event SET body = ?, leaf = ? WHERE seq = 6", (body, leaf_hash(body)))

    assert _edited(clinic, edit) == ["Events 6 to 6: the log up to here is not what was signed."]


def test_an_event_that_is_listed_under_another_name_is_named(clinic: Clinic) -> None:
    def edit(connection: Any) -> None:
        connection.execute("UPDATE audit_event SET staff_id = 'staff-x' WHERE seq = 6")

    assert _edited(clinic, edit) == ["Event 6 is listed differently from what was signed."]


def test_an_unreadable_event_is_named(clinic: Clinic) -> None:
    def edit(connection: Any) -> None:
        connection.execute("UPDATE audit_event SET body = x'ff' WHERE seq = 6")

    assert "Event 6 cannot be read." in _edited(clinic, edit)


def test_a_deleted_event_is_named(clinic: Clinic) -> None:
    said = _edited(clinic, lambda c: c.execute("DELETE FROM audit_event WHERE seq = 6"))
    assert said[0] == "Event 6 is missing."


def test_a_head_without_the_right_signature_is_named(clinic: Clinic) -> None:
    def edit(connection: Any) -> None:
        connection.execute("UPDATE audit_head SET signature = x'3006020101020101' WHERE size = 6")

    assert _edited(clinic, edit) == ["Events 6 to 6: the signature is not from the sitting that wrote them."]


def test_a_deleted_head_takes_no_event_away_since_the_next_one_covers_it(clinic: Clinic) -> None:
    assert _edited(clinic, lambda c: c.execute("DELETE FROM audit_head WHERE size = 8")) == []


def test_a_sittings_last_head_cannot_be_deleted_unnoticed(clinic: Clinic) -> None:
    said = _edited(clinic, lambda c: c.execute("DELETE FROM audit_head WHERE size = 9"))
    assert said == ["Event 9 is signed by another sitting than the one that wrote it."]


def _resign(connection: Any, vault_id: str, key: ec.EllipticCurvePrivateKey, sitting_id: str, start: int) -> None:
    """Rebuild every head from event ``start`` on, signed with one's own sitting key."""
    frontier = Frontier()
    heads = {size for (size,) in connection.execute("SELECT size FROM audit_head")}
    for seq, body in connection.execute("SELECT seq, body FROM audit_event ORDER BY seq").fetchall():
        leaf = leaf_hash(body)
        frontier.append(leaf)
        connection.execute("UPDATE audit_event SET leaf = ? WHERE seq = ?", (leaf, seq))
        if seq in heads and seq >= start:
            signature = sign_with(key, checkpoint(vault_id, seq, frontier.root()))
            connection.execute(
                "UPDATE audit_head SET root = ?, frontier = ?, sitting = ?, signature = ? WHERE size = ?",
                (frontier.root(), frontier.to_bytes(), sitting_id, signature, seq),
            )


def test_an_insider_who_rewrites_a_colleagues_events_and_signs_again_is_found(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock()
    clinic.add_note(sitting, "by Ada")
    target = sitting.audit.head()[0]
    sitting.lock()
    sitting = clinic.unlock_ben()
    sitting_key = sitting._vault.log._key
    assert sitting_key is not None
    key = insider.key_of(sitting)
    with insider.database(clinic, key) as connection:
        body = canonical({**_body(connection, target), "detail": {"n": 99}})
        connection.execute("UPDATE audit_event SET body = ? WHERE seq = ?", (body, target))
        _resign(connection, sitting.vault_id, sitting_key, sitting.sitting_id, target)
    said = _texts(sitting)
    assert said[0] == f"Event {target} is signed by another sitting than the one that wrote it."
    sitting.lock()


def test_an_unlock_event_in_a_colleagues_name_is_found(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock_ben()
    sitting_key = sitting._vault.log._key
    assert sitting_key is not None
    key, (opened,) = insider.key_of(sitting), sitting.audit.events(limit=1)
    with insider.database(clinic, key) as connection:
        body = canonical({**_body(connection, opened.seq), "staff": ADA.staff_id})
        connection.execute(
            "UPDATE audit_event SET body = ?, staff_id = ? WHERE seq = ?", (body, ADA.staff_id, opened.seq)
        )
        _resign(connection, sitting.vault_id, sitting_key, sitting.sitting_id, opened.seq)
    said = _texts(sitting)
    assert said[0] == f"Event {opened.seq}: the unlock is not signed by the person it names."
    sitting.lock()


def test_a_certificate_planted_in_the_register_is_not_trusted(clinic: Clinic) -> None:
    from datetime import UTC, datetime

    from ehr_desk.vault.authority import issue, new_issuing, new_root
    from ehr_desk.vault.certificates import fingerprint, to_pem

    at = datetime(2026, 9, 1, tzinfo=UTC)
    root_key, root = new_root("Harbor Steps Clinic", at)
    issuing_key, issuing = new_issuing("Harbor Steps Clinic", root_key, root, at)
    person = ec.generate_private_key(ec.SECP256R1())
    leaf = issue(ADA, person.public_key(), "Harbor Steps Clinic", issuing_key, issuing, at)
    sitting = clinic.unlock()
    key = insider.key_of(sitting)
    with insider.database(clinic, key, keep_triggers=True) as connection:
        for certificate, kind, staff_id in ((issuing, "issuing", ""), (leaf, "person", ADA.staff_id)):
            connection.execute(
                "INSERT INTO certificate VALUES (?, ?, ?, ?, '', '')",
                (fingerprint(certificate), kind, staff_id, to_pem(certificate)),
            )
    said = [finding.text for finding in sitting.check().findings]
    assert "A certificate of Ada Marlow in the register was not issued by the clinic." in said
    assert len(said) == 2, "and the issuer that was planted with it"
    sitting.lock()


def test_cutting_off_the_end_is_seen_only_by_who_kept_a_head(clinic: Clinic) -> None:
    """The honest limit: inside one folder a whole older state looks whole. A witness outside has to remember."""
    sitting = clinic.unlock()
    clinic.add_note(sitting, "one")
    witness_size, _ = sitting.audit.head()
    key = insider.key_of(sitting)
    with insider.database(clinic, key) as connection:
        connection.execute("DELETE FROM audit_event WHERE seq >= ?", (witness_size,))
        connection.execute("DELETE FROM audit_head WHERE size >= ?", (witness_size,))
        connection.execute("UPDATE vault_meta SET value = ? WHERE name = 'log_size'", (str(witness_size - 1),))
    assert _texts(sitting) == []
    assert sitting.audit.head()[0] < witness_size
    sitting.lock()


def test_nothing_is_added_to_a_log_whose_end_was_altered_until_it_is_opened_again_and_said(clinic: Clinic) -> None:
    sitting = clinic.unlock()
    with insider.database(clinic, insider.key_of(sitting)) as connection:
        connection.execute("UPDATE audit_head SET root = zeroblob(32) WHERE size = 5")
    with pytest.raises(DatabaseRefused, match="audit log"):
        clinic.add_note(sitting, "more")
    assert clinic.notes(sitting) == []
    sitting.lock()
    sitting = clinic.unlock()
    assert [e.detail for e in sitting.audit.events(action="audit.end_altered")] == [{"events": 5}]
    assert _texts(sitting) == ["Events 4 to 5: the signature is not from the sitting that wrote them."]
    clinic.add_note(sitting, "more")
    sitting.lock()


def test_a_log_without_any_head_is_still_opened_and_said(clinic: Clinic) -> None:
    said = _edited(clinic, lambda c: c.execute("DELETE FROM audit_head"))
    assert said[0].startswith("Event 1 is signed by another sitting")


def test_the_log_holds_across_people_passphrases_and_recovery(clinic: Clinic) -> None:
    clinic.enrol_ben()
    sitting = clinic.unlock_ben()
    sitting.change_passphrase(BEN_WORDS, "another long passphrase")
    sitting.lock()
    clinic.recover().lock()
    sitting = clinic.unlock(ADA_WORDS)
    report = sitting.check()
    assert report.ok
    assert report.events == sitting.audit.head()[0]
    sitting.lock()


@pytest.mark.parametrize("detail", ["words", ["a list"]])
def test_an_event_whose_parts_are_of_another_kind_stops_nobody_and_is_named(clinic: Clinic, detail: object) -> None:
    """A changed program writes it under its own sitting."""
    clinic.enrol_ben()
    ben = clinic.unlock_ben()
    made_up = Pending(PASSPHRASE_CHANGED, "staff", BEN.staff_id, detail=detail)  # type: ignore[arg-type]
    with ben.write() as unit:
        ben._vault.log.append(unit.session, [made_up])
    seq = ben.audit.head()[0]
    ben.lock()
    sitting = clinic.unlock()
    assert f"Event {seq} cannot be read." in [finding.text for finding in sitting.check().findings]
    sitting.lock()
