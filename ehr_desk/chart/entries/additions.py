"""Addenda that wait for a co-signature by themselves: the text that they add to has its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from operator import attrgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries.grounds import takes_addenda
from ehr_desk.chart.entries.line import awaiting_cosignature, content_version
from ehr_desk.chart.entries.reader import to_version
from ehr_desk.chart.entries.rows import EntryView, VersionRow
from ehr_desk.chart.entries.tables import Cosignature, EntryVersion


def waiting_alone(versions: Sequence[VersionRow], cosigned: Collection[int]) -> list[VersionRow]:
    """The addenda of an entry that wait while its text does not, oldest first; else none. ``versions``: all of the
    entry; ``cosigned``: the signing numbers that carry a co-signature."""
    waiting = awaiting_cosignature(versions, cosigned)
    return [] if content_version(versions) in waiting else waiting


def handed_back(
    versions: Sequence[VersionRow], cosigned: Collection[int], returned: Collection[int]
) -> list[VersionRow]:
    """The addenda of an entry that are with their author, oldest first: handed back, and not added anew since by
    who added them; whatever else is signed meanwhile answers nothing. ``returned``: the signing numbers up to
    which versions were handed back. Where the text itself waits, that is what was handed back."""
    if not versions or not returned or any(one.kind == "entered_in_error" for one in versions):
        return []
    content = content_version(versions)
    if content.body["needs_cosignature"] and content.seq not in cosigned:
        return []
    refused = [one for one in versions if one.kind == "addendum" and one.seq <= max(returned)]
    return [
        one
        for one in refused
        if one.body["needs_cosignature"] and one.seq not in cosigned and not _answered(one, versions)
    ]


def _answered(addendum: VersionRow, versions: Sequence[VersionRow]) -> bool:
    """Whether its author added it anew, or a correction took it along with the text."""
    who, number = addendum.body["author"]["staff_id"], addendum.version
    return any(
        takes_addenda(str(later.body.get("ground")))
        or (later.kind == "addendum" and later.body["author"]["staff_id"] == who and number in _handed_back(later))
        for later in versions
        if later.seq > addendum.seq
    )


def returned_addenda(found: EntryView) -> list[VersionRow]:
    """The same of an entry that was read."""
    return handed_back(found.versions, {one.seq for one in found.cosignatures}, {one.seq for one in found.returns})


def _handed_back(version: VersionRow) -> Collection[int]:
    found: Collection[int] = version.body.get("handed_back", ())
    return found


def additions_waiting(session: Session, entry_ids: Iterable[str]) -> dict[str, VersionRow]:
    """The newest addendum of each of these entries that waits alone; without the others."""
    wanted = list(entry_ids)
    cosigned = set(session.scalars(select(Cosignature.seq).where(Cosignature.entry_id.in_(wanted))))
    added = select(EntryVersion.entry_id).where(EntryVersion.entry_id.in_(wanted), EntryVersion.kind == "addendum")
    query = select(EntryVersion).where(EntryVersion.entry_id.in_(added))
    stored = session.scalars(query.order_by(EntryVersion.entry_id, EntryVersion.seq))
    found = {}
    for entry_id, versions in groupby(map(to_version, stored), attrgetter("entry_id")):
        if alone := waiting_alone(list(versions), cosigned):
            found[entry_id] = alone[-1]
    return found


def signed_name(version: VersionRow) -> str:
    """Name and credential of who signed a version."""
    author = version.body["author"]
    return ", ".join(str(part) for part in (author["name"], author["credential"]) if part)
