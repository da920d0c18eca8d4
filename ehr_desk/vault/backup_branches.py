"""Copies of one record that each make backups: which of those in a folder are a record's own, and what a record that
was just made of a backup lets go of."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ehr_desk.vault.backup_manifest import RESTORED, Manifest, StoredManifest, backups_in
from ehr_desk.vault.meta import get_value, set_value
from ehr_desk.vault.tables import AUDIT_EVENT, AUDIT_HEAD

STATE, SETTINGS, LETS_GO = "backup_state", "backup_settings", "let_go"
LET_GO = (
    "This record was made of a backup. So that it takes nothing away from the record it is a copy of, it does not use "
    "that one's second folder. If work goes on here, choose the folder again; saving the settings without one is an "
    "answer too."
)


def of_record(place: Path, vault_id: str) -> list[StoredManifest]:
    """The finished backups in a folder that say they are of a record, whichever copy of it made them."""
    return [one for one in backups_in(place) if one.manifest.vault_id == vault_id]


def own(session: Session, manifests: Iterable[Manifest]) -> set[str]:
    """The backups that this record made itself, since it was restored if it was: its own log has their root."""
    restored = select(func.max(AUDIT_EVENT.c.seq)).where(AUDIT_EVENT.c.action == RESTORED)
    begun = session.execute(restored).scalar() or 0
    return {
        one.backup_id
        for one in manifests
        if one.events >= begun and one.root and root_at(session, one.events) == one.root
    }


def root_at(session: Session, size: int) -> str:
    """The root that the log has at a size, hexadecimal; empty where it has none."""
    root = session.execute(select(AUDIT_HEAD.c.root).where(AUDIT_HEAD.c.size == size)).scalar()
    return bytes(root).hex() if root is not None else ""


def stored(session: Session, name: str) -> dict[str, Any]:
    """What is remembered of the backups, or their settings; nothing where that cannot be read."""
    value = get_value(session, name)
    try:
        found = json.loads(value) if value else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def let_go_of_second(session: Session) -> None:
    """In a record that was just made of a backup: it has no backup of its own yet, and the second folder stays with the
    record it was made of until somebody chooses it here."""
    settings = stored(session, SETTINGS)
    second = bool(settings.get("second_folder"))
    if second:
        set_value(session, SETTINGS, json.dumps(settings | {"second_folder": ""}))
    set_value(session, STATE, json.dumps({LETS_GO: second} if second else {}))
