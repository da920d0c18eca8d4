"""What a signed version rests on, followed through to the end, and what of that fell away or was corrected since.

Two ways lead from one entry to another: words that were carried from it (``rests_on``), and a sentence, count or table
that names it as its source. What was entered in error, or written for the wrong client, takes everything along that
rests on it. Who names what was taken back for its words only (privacy, sealed content) is to be compared with it; the
words themselves are looked for wherever they stand (``withdrawals``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries import definitions, reader
from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.grounds import WRONG_CLIENT, taken_back_by
from ehr_desk.chart.entries.rows import VersionRow
from ehr_desk.chart.entries.tables import EntryVersion
from ehr_desk.forms import Form

_IN_ERROR = "entered_in_error"


@dataclass(frozen=True)
class Traced:
    """Of what a version rests on: ``fallen`` forbids handing it out, each with the signing number of what did it;
    ``corrected`` has another content since, and is to be compared."""

    fallen: Mapping[str, int]
    corrected: frozenset[str]


class Reached(NamedTuple):
    """An entry that a version rests on: by words ``carried`` all the way, as it stood before a signing number."""

    entry_id: str
    carried: bool
    before: int


class Tracing:
    """Follows sources through, with one query for each step; what was read once is kept for as long as this is."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._versions: dict[str, list[VersionRow]] = {}
        self._forms: dict[str, Form] = {}
        self._named: dict[int, frozenset[str]] = {}

    def contents(self, entry_ids: Iterable[str]) -> dict[str, list[VersionRow]]:
        """The content versions of entries and what marked them as in error, oldest first. What is damaged stops nobody:
        the record check tells of it."""
        wanted = dict.fromkeys(entry_ids)
        missing = [one for one in wanted if one not in self._versions]
        if missing:
            self._versions |= {one: [] for one in missing}
            query = select(EntryVersion).where(
                EntryVersion.entry_id.in_(missing), EntryVersion.kind.in_([*CONTENT_KINDS, _IN_ERROR])
            )
            for stored in self._session.scalars(query.order_by(EntryVersion.seq)):
                self._versions[stored.entry_id] += _readable(stored)
        return {one: self._versions[one] for one in wanted}

    def sources(self, version: VersionRow) -> frozenset[str]:
        """The entries that a version names as its sources, or that words in it were carried from."""
        return self._names(version) | _rests_on(version)

    def reached(self, version: VersionRow, only: Collection[str] | None = None) -> set[Reached]:
        """Everything that a version rests on; of its own sources ``only`` some, where they are given."""
        step = {one for one in self._next(version, True) if only is None or one.entry_id in only}
        found: set[Reached] = set()
        while step:
            found |= step
            kept = self.contents(one.entry_id for one in step)
            further = {
                another
                for one in step
                if (then := _standing(kept[one.entry_id], one.before)) is not None
                for another in self._next(then, one.carried)
            }
            step = further - found
        return found

    def of(self, version: VersionRow, only: Collection[str] | None = None) -> Traced:
        """What of that fell away, and what was corrected since."""
        direct = self.sources(version)
        fallen: dict[str, int] = {}
        corrected: set[str] = set()
        for one in sorted(self.reached(version, only)):
            at = self._fell(one)
            # Who assembles again after the fall answers for what is only named by way of others.
            if at and (one.carried or one.entry_id in direct or at > version.seq):
                fallen[one.entry_id] = min(at, fallen.get(one.entry_id, at))
            elif not at and self._differs(one, version, direct):
                corrected.add(one.entry_id)
        return Traced(fallen, frozenset(corrected - fallen.keys()))

    def still_counted(self, version: VersionRow) -> tuple[str, ...]:
        """Of the entries that words were carried from those by which nothing fell away."""
        rests: Collection[str] = version.body.get("rests_on", ())
        return tuple(one for one in rests if not self.of(version, [one]).fallen)

    def _fell(self, one: Reached) -> int:
        """The signing number of what made an entry fall away for who rests on it; 0 where it stands."""
        versions = self.contents([one.entry_id])[one.entry_id]
        wrong = next((each.seq for each in versions if each.kind == _IN_ERROR), 0)
        if wrong:
            return wrong
        anothers = (each.seq for each in versions if taken_back_by(each) == WRONG_CLIENT)
        return next((seq for seq in anothers if seq > one.before), 0)

    def _differs(self, one: Reached, version: VersionRow, direct: Collection[str]) -> bool:
        later = [each for each in self.contents([one.entry_id])[one.entry_id] if each.seq > one.before]
        if one.entry_id in direct:
            return bool(later) and one.before == version.seq
        return any(taken_back_by(each) and each.seq > version.seq for each in later)

    def _next(self, version: VersionRow, carried: bool) -> Iterator[Reached]:
        rests = _rests_on(version)
        yield from (Reached(one, carried, version.seq) for one in rests)
        yield from (Reached(one, False, version.seq) for one in self._names(version) - (rests if carried else set()))

    def _names(self, version: VersionRow) -> frozenset[str]:
        if version.seq not in self._named:
            self._named[version.seq] = named_sources(self._form(version), version.body["answers"])
        return self._named[version.seq]

    def _form(self, version: VersionRow) -> Form:
        kept = str(version.body["form"]["hash"])
        if kept not in self._forms:
            self._forms[kept] = definitions.kept(self._session, kept)
        return self._forms[kept]


def named_sources(form: Form, answers: Mapping[str, Any]) -> frozenset[str]:
    """The ids of the entries that an entry names as what it was assembled from (tables with a column ``entry``)."""
    return frozenset(_named(form, answers))


def _named(form: Form, answers: Mapping[str, Any]) -> Iterator[str]:
    for item in form.walk():
        rows = answers.get(item.id)
        columns = [child.id for child in item.items if child.role == "entry"]
        if columns and isinstance(rows, list):
            yield from (str(row[column]) for row in rows for column in columns if row.get(column))


def _readable(stored: EntryVersion) -> list[VersionRow]:
    try:
        return [reader.to_version(stored)]
    except ValueError:
        if stored.kind != _IN_ERROR:
            return []
        # That it was in error stands beside the body.
        seal = (stored.body_hash, stored.signature, stored.certificate_pem)
        return [VersionRow(stored.seq, stored.entry_id, stored.version, stored.kind, {}, *seal)]


def _rests_on(version: VersionRow) -> frozenset[str]:
    return frozenset(version.body.get("rests_on", ()))


def _standing(versions: Iterable[VersionRow], before: int) -> VersionRow | None:
    """The content of an entry as it stood before a signing number."""
    then = [one for one in versions if one.kind != _IN_ERROR and one.seq < before]
    return then[-1] if then else None
