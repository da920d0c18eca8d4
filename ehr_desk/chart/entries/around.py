"""What a note is held against before it is signed: the other charts of its session, and what was written before.

Shown, never silently blocked: what is identical, and a name that another member of the group bears, is signed once the
author has confirmed it in words, which become part of the signed entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.clients.reader import one_client
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries import definitions
from ehr_desk.chart.entries.alike import LastNote, alike, response_in
from ehr_desk.chart.entries.likeness import Likeness, likeness
from ehr_desk.chart.entries.name_forms import Names, names_of_people
from ehr_desk.chart.entries.naming import named_in, names_found
from ehr_desk.chart.entries.placeholders import waiting
from ehr_desk.chart.entries.reader import last_by, last_entries
from ehr_desk.chart.entries.reused import Passage, untouched
from ehr_desk.chart.entries.rows import DraftRow, VersionRow
from ehr_desk.chart.entries.tables import EntryLine
from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.days import in_words
from ehr_desk.forms import Finding, Form, Item, readable, visible

Answers = Mapping[str, Any]
NOTE_CATEGORIES = frozenset({"note"})
"""Forms that are held against the last notes for the client, where they tell of a session: what a summary puts
together from the record is meant to be the same as long as the record is."""
_READ, _FEW = 8, 3
"""How many entries are read to find the last few notes that a text is held against: absences say nothing."""
_GROUPS = 20
"""How many group notes back somebody counts as being in a group with the client."""
_NAMED, _LIKE_OTHER, _LIKE_LAST = "named", "same_as_another", "same_as_last"
_REUSED, _WAITING = "carried_forward", "placeholder"
CONFIRMED_WORDS = {
    _NAMED: "A name that another member of the group bears means somebody else.",
    _LIKE_OTHER: "The response is the same as another one in this session.",
    _LIKE_LAST: "The text is the same as last time.",
    _REUSED: "A passage was carried forward from an earlier note and was not rewritten since.",
    _WAITING: "Words in curly brackets are meant as they stand.",
}
"""What a confirmation says in the signed entry: never whose name or response it is."""


@dataclass(frozen=True)
class Attending:
    """One client of a draft: answers as they count, own names, and what was written about them the last few times,
    newest first."""

    client: ClientRow
    answers: Answers
    last: Sequence[str] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The client's names."""
        return names_of(self.client)


@dataclass(frozen=True)
class Around:
    """Everything beside one draft, read once for all of its charts."""

    form: Form
    attending: Mapping[str, Attending]
    others: Sequence[ClientRow] = ()
    """Members of the group who are not among the charts of this draft."""
    fellows: Sequence[ClientRow] = ()
    """For a note of one client: who was in a group with them lately."""
    last_notes: Sequence[LastNote] = ()
    """The last few notes for the client, and the author's own last few, newest first."""
    author: str = ""
    confirmed: Mapping[str, str] = field(default_factory=dict)
    reused: Sequence[Passage] = ()

    def findings(self, client_id: str) -> list[Finding]:
        """What one chart of the draft should be looked at for; what was confirmed is a tip with the reason."""
        found = [
            *self._names(client_id),
            *self._responses(client_id),
            *self._note(client_id),
            *self._carried(client_id),
            *self._waiting(client_id),
        ]
        return [self._settled(one) for one in dict.fromkeys(found)] + self._reasons(client_id, found)

    def confirmations(self, client_id: str) -> list[dict[str, str]]:
        """What the author confirmed about one chart, as the signed entry keeps it; each kind once."""
        keys = [one.confirm for one in self.findings(client_id) if one.confirm in self.confirmed]
        kept = {(_kind_of(key), self.confirmed[key]): None for key in keys}
        return [{"what": CONFIRMED_WORDS[kind], "reason": reason} for kind, reason in kept]

    def _settled(self, one: Finding) -> Finding:
        reason = self.confirmed.get(one.confirm, "")
        if not reason:
            return one
        return Finding("tip", one.item, f"{one.text} You confirmed it: {reason}", one.rows, one.confirm)

    def _reasons(self, client_id: str, found: Sequence[Finding]) -> list[Finding]:
        """A reason goes into the chart like everything else, so it names nobody either."""
        names = self._names_beside(client_id)
        given = {self.confirmed[one.confirm] for one in found if one.confirm in self.confirmed}
        if not any(sure for reason in given for _, sure in named_in(reason, names)):
            return []
        return [Finding("must", "", "The reason you gave names another member of the group. Say it without the name.")]

    def _names_beside(self, client_id: str) -> Names:
        own = self.attending[client_id]
        others = [one.client for who, one in self.attending.items() if who != client_id]
        return names_of_people([names_of(one) for one in (*others, *self.others)], own.names)

    def _names(self, client_id: str) -> Iterator[Finding]:
        names = self._names_beside(client_id)
        if not names and not self.fellows:
            return
        answers = {key: _without(value, self.author) for key, value in self.attending[client_id].answers.items()}
        for one in names_found(self.form, answers, names):
            text = f"“{one.word}” is the name of another client of this group. Take it out of this client's chart"
            if one.sure:
                key = _key(client_id, one.item, _NAMED, one.word)
                yield Finding("must", one.item, f"{text}, or confirm that somebody else is meant.", confirm=key)
            else:
                yield Finding("should", one.item, f"{text} if it means that person.")
        fellows = names_of_people([names_of(one) for one in self.fellows], self.attending[client_id].names)
        for one in names_found(self.form, answers, fellows):
            text = f"“{one.word}” is the name of somebody who was in a group with this client"
            if one.sure:
                yield Finding("should", one.item, f"{text}. Take it out of this chart if it means that person.")

    def _responses(self, client_id: str) -> Iterator[Finding]:
        item = self.form.by_role("response") if self.form.scope == "session" else None
        if item is None:
            return
        own = self.attending[client_id]
        text = str(own.answers.get(item.id) or "")
        compared = [
            (likeness(text, str(one.answers.get(item.id) or ""), (*own.names, *one.names)), one.client.name)
            for who, one in self.attending.items()
            if who != client_id
        ]
        best, name = max(compared, key=lambda pair: (pair[0].identical, pair[0].share), default=(None, ""))
        if best is not None and best.near:
            yield _alike(client_id, item, text, best, _LIKE_OTHER, f"the response of {name}")
        earlier = [(likeness(text, last, own.names), at) for at, last in enumerate(own.last)]
        last, at = max(earlier, key=lambda pair: (pair[0].identical, pair[0].share, -pair[1]), default=(None, 0))
        if last is not None and last.near:
            what = "this client's last response" if at == 0 else "an earlier response of this client"
            yield _alike(client_id, item, text, last, _LIKE_LAST, what)

    def _note(self, client_id: str) -> Iterator[Finding]:
        own = self.attending[client_id]
        found: dict[str, Finding] = {}
        closest: dict[str, float] = {}
        told: set[bool] = set()
        for last in self.last_notes:
            whose = "your" if last.own else "the"
            where = f"{whose} last note for this client"
            if last.own in told:
                where = f"{whose} note of {in_words(date.fromisoformat(last.on))} for this client"
            told.add(last.own)
            for one in alike(self.form, own.answers, last, own.names):
                if one.whole:
                    kept = _alike(client_id, one.item, one.text, one.found, _LIKE_LAST, where)
                else:
                    words = f"{one.place}: {one.found.percent} % the same as in {where}."
                    kept = Finding("should", one.item.id, words)
                share = one.whole + (1.0 if one.found.identical else one.found.share)
                if share > closest.get(one.item.id, 0.0):
                    found[one.item.id], closest[one.item.id] = kept, share
        yield from found.values()

    def _carried(self, client_id: str) -> Iterator[Finding]:
        """What was carried forward and not touched is signed only with a reason: must."""
        places = {item.id: item.section or item.text for item in self.form.walk()}
        shown = visible(self.form, self.attending[client_id].answers)
        for one in untouched(self.reused, self.attending[client_id].answers):
            if one.item not in shown:
                continue
            words = (
                f"{places[one.item]}: carried forward from {in_words(date.fromisoformat(one.on))} and not rewritten "
                "since. Rewrite it, mark it as still true, or confirm it with a reason."
            )
            yield Finding("must", one.item, words, confirm=_key(client_id, one.item, _REUSED, one.text))

    def _waiting(self, client_id: str) -> Iterator[Finding]:
        """A snippet's placeholder that nobody filled in."""
        for item in self.form.items:
            for words in dict.fromkeys(waiting(self.attending[client_id].answers.get(item.id))):
                text = f"{item.section or item.text}: “{{{words}}}” is not filled in yet."
                yield Finding("must", item.id, text, confirm=_key(client_id, item.id, _WAITING, words))


def read_around(
    session: Session,
    draft: DraftRow,
    form: Form,
    parts: Sequence[tuple[str, Answers]],
    author_id: str,
    author: str,
) -> Around:
    """Read what a draft is held against. ``parts``: the answers of each chart it goes to."""
    grouped = form.scope == "session"
    attending = {}
    for client_id, raw in parts:
        last = last_responses(session, client_id, form) if draft.kind == "original" and grouped else ()
        attending[client_id] = Attending(one_client(session, client_id), readable(form, raw).answers, last)
    last_notes = _last_notes(session, draft.client_id, form, author_id) if draft.kind == "original" else []
    others = [one_client(session, one) for one in _beside(session, draft) if one not in attending]
    known = () if grouped else _fellows(session, draft.client_id)
    fellows = [one_client(session, one) for one in known if one not in attending]
    return Around(form, attending, others, fellows, last_notes, author, draft.confirmed, draft.reused)


def _last_notes(session: Session, client_id: str, form: Form, author_id: str) -> list[LastNote]:
    if form.category not in NOTE_CATEGORIES or not form.service or not client_id:
        return []
    found: dict[str, LastNote] = {}
    for author in (author_id, ""):
        taken = 0
        for version in last_by(session, client_id, form.category, author, limit=_READ):
            written = _form_of(session, version)
            if written.service and taken < _FEW:
                note = LastNote(written, version.body["answers"], own=bool(author), on=version.body["effective_on"])
                found.setdefault(version.entry_id, note)
                taken += 1
    return list(found.values())


def last_responses(session: Session, client_id: str, form: Form) -> list[str]:
    """What was written about a client in the last few notes of a form, newest first; absences say nothing."""
    versions = last_entries(session, client_id, form.id, limit=_READ)
    found = (response_in(_form_of(session, version), version.body["answers"]) for version in versions)
    return [text for text in found if text.strip()][:_FEW]


def names_of(client: ClientRow) -> tuple[str, ...]:
    """What a client may be called in a text."""
    return client.given_name, client.family_name, client.preferred_name


def _beside(session: Session, draft: DraftRow) -> list[str]:
    """Who else is or was in the group: those taken off the draft, and for an amendment those of the signed note."""
    apart = draft.answers.get("clients") if isinstance(draft.answers.get("clients"), dict) else None
    found = [*draft.attendees, *(apart or ())]
    amended = [*draft.amended.values(), *([draft.amends] if draft.amends else ())]
    if amended:
        groups = select(EntryLine.group_id).where(EntryLine.entry_id.in_(amended), EntryLine.group_id != "")
        # Also whoever's entry was marked as entered in error since: the group knows their name all the same.
        found += session.scalars(select(EntryLine.client_id).where(EntryLine.group_id.in_(groups)))
    return list(dict.fromkeys(found))


def _fellows(session: Session, client_id: str) -> list[str]:
    """Who was in the last groups with a client, as the signed notes of those groups know them."""
    mine = (
        select(EntryLine.group_id)
        .where(EntryLine.client_id == client_id, EntryLine.group_id != "")
        .order_by(EntryLine.effective_on.desc(), EntryLine.seq.desc())
        .limit(_GROUPS)
    )
    groups = list(session.scalars(mine))
    if not groups or not client_id:
        return []
    query = select(EntryLine.client_id).where(EntryLine.group_id.in_(groups), EntryLine.client_id != client_id)
    return list(session.scalars(query.distinct()))


def _form_of(session: Session, version: VersionRow) -> Form:
    return definitions.kept(session, version.body["form"]["hash"])


def _alike(client_id: str, item: Item, text: str, found: Likeness, kind: str, what: str) -> Finding:
    if not found.identical:
        return Finding("should", item.id, f"{found.percent} % the same as {what}.")
    words = f"The same as {what}. Write what is different, or confirm it with a reason."
    return Finding("must", item.id, words, confirm=_key(client_id, item.id, kind, text))


def _key(client_id: str, item: str, kind: str, text: str) -> str:
    """Names what was confirmed: another text asks again."""
    return f"{kind}/{client_id}/{item}/{sha256_hex(text.encode())[:16]}"


def _kind_of(key: str) -> str:
    return key.partition("/")[0]


def _without(value: Any, author: str) -> Any:
    """Without the author's own name, which a form may have filled in."""
    return value.replace(author, "") if author and isinstance(value, str) else value
