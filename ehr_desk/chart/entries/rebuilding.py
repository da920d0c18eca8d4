"""Lines and folded rows anew from the signed entries, when a program with other words or rules opens a record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries.body import effects_of
from ehr_desk.chart.entries.definitions import kept
from ehr_desk.chart.entries.derived import NO_ROWS, REBUILT, Told, fold_hashes, line_hashes
from ehr_desk.chart.entries.fold import Fold, VersionMark, counting_versions, in_force
from ehr_desk.chart.entries.line import content_version, line_of
from ehr_desk.chart.entries.reader import to_row, to_version
from ehr_desk.chart.entries.replay import UNREADABLE
from ehr_desk.chart.entries.rows import VersionRow
from ehr_desk.chart.entries.tables import Cosignature, EntryLine, EntryVersion
from ehr_desk.forms import Form
from ehr_desk.vault.audit import Pending


def rebuild(session: Session, folds: Sequence[Fold]) -> list[Pending]:
    """Rebuild the whole record; answers one event for each client of whom something reads otherwise than the log says.

    What has no signed entry behind it stays as it is, and so does what cannot be read: the check names both.
    """
    lines, clients = _Lines(session), list(session.scalars(select(EntryVersion.client_id).distinct()))
    done: dict[str, set[str]] = {}
    for client_id in sorted(clients):
        query = select(EntryVersion).where(EntryVersion.client_id == client_id).order_by(EntryVersion.seq)
        try:
            versions = [to_version(stored) for stored in session.scalars(query)]
            done[client_id] = lines.rewrite(versions)
            _refold(session, client_id, versions, folds)
        except UNREADABLE:
            continue
        finally:
            session.flush()
            session.expunge_all()
    return _events(session, done, [fold.table_name for fold in folds])


class _Lines:
    """Rewrites lines; each kept form is read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._forms: dict[str, Form] = {}
        self._cosigned: dict[str, set[int]] = defaultdict(set)
        for entry_id, seq in session.execute(select(Cosignature.entry_id, Cosignature.seq)):
            self._cosigned[entry_id].add(seq)

    def rewrite(self, versions: Sequence[VersionRow]) -> set[str]:
        """The lines of one client's entries; answers the entries whose line stands now as it should."""
        by_entry: dict[str, list[VersionRow]] = defaultdict(list)
        for version in versions:
            by_entry[version.entry_id].append(version)
        return {entry_id for entry_id, chain in by_entry.items() if self._rewritten(entry_id, chain)}

    def _rewritten(self, entry_id: str, chain: Sequence[VersionRow]) -> bool:
        try:
            row = line_of(chain, self._cosigned[entry_id], self._form(content_version(chain)))
            stored = self._session.get(EntryLine, entry_id)
            if stored is not None and to_row(stored) == row:
                return True
        except UNREADABLE:
            return False
        values = asdict(row) | {"effective_on": row.effective_on.isoformat()}
        del values["returned"]
        self._session.merge(EntryLine(**values))
        return True

    def _form(self, version: VersionRow) -> Form:
        name = version.body["form"]["hash"]
        if name not in self._forms:
            self._forms[name] = kept(self._session, name)
        return self._forms[name]


def _refold(session: Session, client_id: str, versions: Sequence[VersionRow], folds: Sequence[Fold]) -> None:
    effects = [effect for version in versions for effect in effects_of(version.body, version.seq)]
    counting = counting_versions(VersionMark(version.entry_id, version.seq, version.kind) for version in versions)
    standing = in_force(effects, counting)
    for fold in folds:
        fold.store(session, client_id, fold.fold([effect for effect in standing if effect.kind in fold.kinds]))


def _events(session: Session, done: dict[str, set[str]], tables: Sequence[str]) -> list[Pending]:
    connection = session.connection()
    log, lines = Told(connection), line_hashes(connection)
    folds = {table: fold_hashes(connection, table) for table in tables}
    events = []
    for client_id, entries in done.items():
        new_lines = {entry: lines[entry] for entry in sorted(entries) if lines[entry] != log.lines.get(entry)}
        new_folds = {
            table: found.get(client_id, NO_ROWS)
            for table, found in folds.items()
            if found.get(client_id, NO_ROWS) != log.folds.get((table, client_id), NO_ROWS)
        }
        if new_lines or new_folds:
            detail = {"derived": {"lines": new_lines, "folds": new_folds}}
            events.append(Pending(REBUILT, "client", client_id, client_id, detail))
    return events
