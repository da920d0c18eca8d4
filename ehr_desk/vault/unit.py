"""One write transaction: the rows and the audit events that belong to them."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from ehr_desk.vault.audit import Detail, Pending


class Unit:
    """Handed out by :meth:`Sitting.write`. What is recorded here is signed and committed with the rows."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.events: list[Pending] = []
        self.before_commit: list[Callable[[], None]] = []

    def record(
        self,
        action: str,
        *,
        entity: str = "",
        entity_id: str = "",
        client_id: str = "",
        detail: Detail | None = None,
    ) -> None:
        """Enter an act into the audit log. ``detail`` is plain JSON: ids, counts, hashes; no clinical text."""
        self.events.append(Pending(action, entity, entity_id, client_id, dict(detail or {})))
