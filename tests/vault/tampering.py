"""Ways of tampering with a vault, each by a holder of its key, and what a check says of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ehr_desk.common.canonical import canonical
from ehr_desk.vault.alarms import ALARM
from ehr_desk.vault.audit import checkpoint
from ehr_desk.vault.check import CheckReport
from ehr_desk.vault.merkle import Frontier, leaf_hash
from ehr_desk.vault.signer import sign_with
from ehr_desk.vault.sitting import Sitting
from tests.vault import insider
from tests.vault.clinic import Clinic

Edit = Callable[[Any, Sitting], None]


def worked(clinic: Clinic, profile: Path | None, *notes: str) -> None:
    sitting = clinic.watched(profile)
    for body in notes:
        clinic.add_note(sitting, body)
    sitting.lock()


def tampered(clinic: Clinic, edit: Edit) -> None:
    """Somebody with the key and another program; the triggers stand there again afterwards."""
    sitting = clinic.unlock()
    key = insider.key_of(sitting)
    kept = insider.trigger_sql(clinic, key)
    with insider.database(clinic, key) as connection:
        edit(connection, sitting)
        insider.restore_triggers(connection, kept)
    sitting._vault.close()


def report_of(clinic: Clinic, profile: Path | None) -> CheckReport:
    sitting = clinic.watched(profile)
    report = sitting.check()
    sitting.lock()
    return report


def _body(connection: Any, seq: int) -> dict[str, Any]:
    (body,) = connection.execute("SELECT body FROM audit_event WHERE seq = ?", (seq,)).fetchone()
    value: dict[str, Any] = json.loads(body)
    return value


def edit_an_event(connection: Any, _sitting: Sitting) -> None:
    body = canonical({**_body(connection, 6), "detail": {"n": 99}})
    connection.execute("UPDATE audit_event SET body = ? WHERE seq = 6", (body,))


def edit_an_event_and_its_hash(connection: Any, _sitting: Sitting) -> None:
    body = canonical({**_body(connection, 6), "detail": {"n": 99}})
    connection.execute("UPDATE audit_event SET body = ?, leaf = ? WHERE seq = 6", (body, leaf_hash(body)))


def delete_an_event(connection: Any, _sitting: Sitting) -> None:
    connection.execute("DELETE FROM audit_event WHERE seq = 6")


def delete_an_unlock(connection: Any, _sitting: Sitting) -> None:
    connection.execute("DELETE FROM audit_event WHERE seq = 4")


def sign_again(connection: Any, sitting: Sitting) -> None:
    """Rewrite an event of an earlier sitting, then every head after it, signed with one's own sitting key."""
    body = canonical({**_body(connection, 6), "detail": {"n": 99}})
    connection.execute("UPDATE audit_event SET body = ? WHERE seq = 6", (body,))
    key, frontier = sitting._vault.log._key, Frontier()
    assert key is not None
    heads = {size for (size,) in connection.execute("SELECT size FROM audit_head")}
    for seq, stored in connection.execute("SELECT seq, body FROM audit_event ORDER BY seq").fetchall():
        leaf = leaf_hash(stored)
        frontier.append(leaf)
        connection.execute("UPDATE audit_event SET leaf = ? WHERE seq = ?", (leaf, seq))
        if seq in heads and seq >= 6:
            signature = sign_with(key, checkpoint(sitting.vault_id, seq, frontier.root()))
            connection.execute(
                "UPDATE audit_head SET root = ?, frontier = ?, signature = ? WHERE size = ?",
                (frontier.root(), frontier.to_bytes(), signature, seq),
            )


def count_fewer(connection: Any, _sitting: Sitting) -> None:
    connection.execute("UPDATE vault_meta SET value = '1' WHERE name = 'log_size'")


def cut_the_end_off(connection: Any, _sitting: Sitting) -> None:
    connection.execute("DELETE FROM audit_event WHERE seq > 6")
    connection.execute("DELETE FROM audit_head WHERE size > 6")


def cut_the_end_off_and_count_again(connection: Any, sitting: Sitting) -> None:
    cut_the_end_off(connection, sitting)
    connection.execute("UPDATE vault_meta SET value = '6' WHERE name = 'log_size'")


def answered_once(clinic: Clinic, profile: Path) -> None:
    """One answer, one event of it; nothing is told of what was answered for from then on."""
    sitting = clinic.watched(profile)
    told = len(sitting.audit.events(action=ALARM))
    sitting.accept_history("An editor was tried out on it")
    assert sitting.alarms == ()
    assert sitting.check().ok
    sitting.lock()
    for _ in range(2):
        sitting = clinic.watched(profile)
        assert sitting.alarms == ()
        assert sitting.check().findings == ()
        assert len(sitting.audit.events(action=ALARM)) == told
        sitting.lock()
