"""What a note is held against before it is signed: the other charts of its session, and what was written before. Pure.

Shown, never silently blocked: what is identical, and a name that another member of the group bears, is signed once the
author has confirmed it in words, which become part of the signed entry. Of what is nearly the same the reason is asked
for, and kept where it is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries import confirmed
from ehr_desk.chart.entries.alike import Alike, Held, LastNote
from ehr_desk.chart.entries.likeness import Likeness, likeness
from ehr_desk.chart.entries.name_forms import Names, names_of_people
from ehr_desk.chart.entries.naming import named_in, names_found
from ehr_desk.chart.entries.placeholders import waiting
from ehr_desk.chart.entries.reused import Passage, untouched
from ehr_desk.common.days import in_words
from ehr_desk.forms import Finding, Form, Item, visible

Answers = Mapping[str, Any]
_MUCH = 20
"""Words of a field from which on a reason is asked for where they were written before; fewer are shown only."""

_NAMED = "The reason you gave names another client: “{}” Say it without the name."
_WHY_NAMED = (
    "The reason of this change names another client: “{}” It goes into the chart. Write it again without the name."
)


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
    reasons: Mapping[str, str] = field(default_factory=dict)
    """What the author confirmed, by the key of the finding."""
    reused: Sequence[Passage] = ()
    staff: Sequence[str] = ()
    """Full names of those who work here: in a reason they may be named."""
    why: str = ""
    """Why a signed entry is changed, as the author gave it when the change was begun."""

    def findings(self, client_id: str) -> list[Finding]:
        """What one chart of the draft should be looked at for."""
        found = [
            *self._names(client_id),
            *self._responses(client_id),
            *self._note(client_id),
            *self._carried(client_id),
            *self._waiting(client_id),
        ]
        return list(dict.fromkeys(found))

    def named_in_reasons(
        self, client_id: str, found: Sequence[Finding], seen: Callable[[], Sequence[ClientRow]] = tuple
    ) -> list[Finding]:
        """A reason goes into the chart like everything else, so it names nobody either; another one takes its place.

        ``seen``: whom the author saw or writes about that day. Asked once, where there is a reason at all.
        """
        asked = [one for one in found if self.reasons.get(one.confirm)]
        given = {(confirmed.question_of(one.confirm), self.reasons[one.confirm]): one for one in reversed(asked)}
        if not given and not self.why:
            return []
        names = self._names_beside(client_id, (*self.fellows, *seen()))
        told = []
        for (_, reason), one in given.items():
            if self._names_somebody(reason, names):
                told.append(Finding("must", one.item, _NAMED.format(reason), confirm=one.confirm))
        if self._names_somebody(self.why, names):
            key = confirmed.key(confirmed.WHY, "", "", self.why)
            told.append(Finding("must", "", _WHY_NAMED.format(self.why), confirm=key))
        return told

    def _names_somebody(self, reason: str, names: Names) -> bool:
        return any(sure for _, sure in named_in(_without_all(reason, self.staff), names))

    def _names_beside(self, client_id: str, seen: Sequence[ClientRow] = ()) -> Names:
        own = self.attending[client_id]
        others = [one.client for who, one in self.attending.items() if who != client_id]
        also = [one for one in seen if one.id != client_id]
        return names_of_people([names_of(one) for one in (*others, *self.others, *also)], own.names)

    def _names(self, client_id: str) -> Iterator[Finding]:
        names = self._names_beside(client_id)
        if not names and not self.fellows:
            return
        answers = {key: _without(value, self.author) for key, value in self.attending[client_id].answers.items()}
        for one in names_found(self.form, answers, names):
            text = f"“{one.word}” is the name of another client of this group. Take it out of this client's chart"
            if one.sure:
                # What is written once for all charts is asked about once.
                whose = "" if self.form.item(one.item).per == "session" else client_id
                key = confirmed.key(confirmed.NAMED, whose, one.item, one.word)
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
            kinds = confirmed.LIKE_OTHER, confirmed.NEAR_OTHER
            yield _alike(client_id, item, text, best, kinds, f"the response of {name}")
        earlier = [(likeness(text, last, own.names), at) for at, last in enumerate(own.last)]
        last, at = max(earlier, key=lambda pair: (pair[0].identical, pair[0].share, -pair[1]), default=(None, 0))
        if last is not None and last.near:
            what = "this client's last response" if at == 0 else "an earlier response of this client"
            yield _alike(client_id, item, text, last, _LAST, what)

    def _note(self, client_id: str) -> Iterator[Finding]:
        own = self.attending[client_id]
        for one in Held(self.last_notes, own.names).alike(self.form, own.answers):
            where = self._where(one)
            if one.whole:
                yield _alike(client_id, one.item, one.text, one.found, _LAST, where, "The note as a whole is ")
                continue
            words = f"{one.place}: {one.found.percent} % the same as in {where}."
            much = len(one.text.split()) >= _MUCH
            key = confirmed.key(confirmed.NEAR_LAST, client_id, one.item.id, one.text) if much else ""
            yield Finding("should", one.item.id, words, confirm=key)

    def _where(self, one: Alike) -> str:
        if len(one.of) > 1:
            return "the last notes for this client, taken together"
        (note,) = one.of
        whose = "your" if note.own else "the"
        newest = next(each for each in self.last_notes if each.own == note.own)
        which = "last note" if note is newest else f"note of {in_words(date.fromisoformat(note.on))}"
        return f"{whose} {which} for this client"

    def _carried(self, client_id: str) -> Iterator[Finding]:
        """What was carried forward and not touched is signed only with a reason: must."""
        carried = untouched(self.reused, self.attending[client_id].answers)
        if not carried:
            return
        places = {item.id: item.section or item.text for item in self.form.walk()}
        shown = visible(self.form, self.attending[client_id].answers)
        for one in carried:
            if one.item not in shown:
                continue
            words = (
                f"{places[one.item]}: carried forward from {in_words(date.fromisoformat(one.on))} and not rewritten "
                "since. Rewrite it, mark it as still true, or confirm it with a reason."
            )
            key = confirmed.key(confirmed.REUSED, client_id, one.item, one.text)
            yield Finding("must", one.item, words, confirm=key)

    def _waiting(self, client_id: str) -> Iterator[Finding]:
        """A snippet's placeholder that nobody filled in."""
        for item in self.form.items:
            for words in dict.fromkeys(waiting(self.attending[client_id].answers.get(item.id))):
                text = f"{item.section or item.text}: “{{{words}}}” is not filled in yet."
                key = confirmed.key(confirmed.WAITING, client_id, item.id, words)
                yield Finding("must", item.id, text, confirm=key)


_LAST = confirmed.LIKE_LAST, confirmed.NEAR_LAST


def names_of(client: ClientRow) -> tuple[str, ...]:
    """What a client may be called in a text."""
    return client.given_name, client.family_name, client.preferred_name


def _alike(
    client_id: str, item: Item, text: str, found: Likeness, kinds: tuple[str, str], what: str, begins: str = ""
) -> Finding:
    """``kinds``: of a confirmation where the text is the same, and where it is nearly the same."""
    kind = kinds[0] if found.identical else kinds[1]
    key = confirmed.key(kind, client_id, item.id, text)
    if not found.identical:
        return Finding("should", item.id, f"{begins}{found.percent} % the same as {what}.", confirm=key)
    words = f"The same as {what}. Write what is different, or confirm it with a reason."
    return Finding("must", item.id, words, confirm=key)


def _without_all(text: str, people: Sequence[str]) -> str:
    """Without the full names of people who may be named."""
    for one in sorted(filter(None, people), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", "staff", text, flags=re.IGNORECASE)
    return text


def _without(value: Any, author: str) -> Any:
    """Without the author's own name, which a form may have filled in."""
    return value.replace(author, "") if author and isinstance(value, str) else value
