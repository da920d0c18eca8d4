"""Whether a summary still says what the record says. Pure; asked before signing.

A summary that leaves out what was signed about its period since it was assembled must not be signed: a lapse could be
missing. Nor one with a sentence that the record no longer gives. What the author wrote is the author's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from ehr_desk.chart.entries.prefill import fill, left_out, with_sources
from ehr_desk.chart.entries.rooms import Filled, Prefill, PrefillContext
from ehr_desk.chart.entries.said import Said
from ehr_desk.chart.entries.sentences import Choice, assembled, stands
from ehr_desk.chart.entries.source_words import IN_ERROR
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.summaries.prefills import PREFIX, all_prefills
from ehr_desk.chart.summaries.words import counted
from ehr_desk.forms import Finding, Item, readable

STALE = "The record changed since this was assembled. Assemble again."
"""Said when what stands in a summary is no longer what the record gives, and no sentence of it can be named."""
OTHER_PERIOD = "The period is another one than this was first assembled for. Assemble again."
"""Said in its place where the author chose another period: the record need not have changed."""
_NO_LONGER = "is no longer what the record says"
_GOES_NOT = "does not go with"
_PERIOD = (PREFIX + "period_from", PREFIX + "period_to")


def check_fresh(filled: Filled) -> list[Finding]:
    """What was assembled still equals what the record gives, sentence by sentence; the author's own words stay."""
    items = list(_assembled(filled.form.items))
    if not items or _before_the_stay(filled):
        return []
    was = readable(filled.form, _filled_in(filled, items)).answers
    out = left_out(filled.carried)
    own = {
        one.id for one in items if not one.readonly and (one.id in out or filled.answers.get(one.id) != was.get(one.id))
    }
    # What is assembled may speak of a table that the author wrote on: the appointments after discharge.
    tables = {one.id: filled.answers.get(one.id, []) for one in items if one.id in own and one.is_group}
    now, own_tables = _now(filled, items, tables), _Tables(filled, items, tables)
    found = _stale_sentences(filled, now, own_tables)
    if not found:
        stale = [one for one in items if one.id not in own and now.get(one.id) != filled.answers.get(one.id)]
        found = [Finding("must", stale[0].id, OTHER_PERIOD if _period_moved(filled) else STALE)] if stale else []
    return [*found, *_no_longer_true(filled, now, found, own_tables), *_choices(filled)]


@dataclass(frozen=True)
class _Tables:
    """The assembled tables that the author wrote on, which may make untrue what the record gives by itself."""

    filled: Filled
    items: list[Item]
    rows: Mapping[str, Any]

    def against(self, sentence: str) -> str:
        """The name of the table that says otherwise than a sentence which the record still gives; empty where it is the
        record that says otherwise."""
        return next((item.text for item in self.items if item.id in self.rows and self._without(item.id, sentence)), "")

    def _without(self, name: str, sentence: str) -> bool:
        others = {each: rows for each, rows in self.rows.items() if each != name}
        now = _now(self.filled, self.items, others)
        passages = with_sources(self.filled.form)
        return any(row[0] == sentence for item in passages for row in assembled(self.filled.form, item, now))


def _before_the_stay(filled: Filled) -> bool:
    """The day of discharge lies before the stay that it ends: nothing was so on that day, and only the day is wrong."""
    left = str(filled.value("discharged_on") or "")
    stays: list[EpisodeRow] = [row for row in filled.chart.rows("episodes") if row.is_open]
    return bool(left) and filled.kind == "original" and any(left < row.admitted_on.isoformat() for row in stays)


def _period_moved(filled: Filled) -> bool:
    """Whether the author chose another period than the record proposed."""
    chosen = [item.id for item in filled.form.items if item.prefill in _PERIOD and item.id in filled.carried]
    return any(filled.answers.get(name) != filled.carried[name] for name in chosen)


def _now(filled: Filled, items: list[Item], tables: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the record fills in now, for what the author chose and the tables that are theirs."""
    others = {**_others(filled, items), **tables}
    context = PrefillContext(filled.client, filled.chart, filled.today, filled.answers, _no_new_id, stay=filled.stay)
    return readable(filled.form, fill(filled.form, others, _only(items), context)).answers


def _filled_in(filled: Filled, items: list[Item]) -> dict[str, Any]:
    """What the record filled in when it was assembled last."""
    known = {item.id: filled.carried[item.id] for item in items if item.id in filled.carried}
    return {**_others(filled, items), **known}


def _others(filled: Filled, items: list[Item]) -> dict[str, Any]:
    ids = {item.id for item in items}
    return {name: value for name, value in filled.answers.items() if name not in ids}


def _stale_sentences(filled: Filled, now: Mapping[str, Any], tables: _Tables) -> list[Finding]:
    """Passages with a sentence that the record no longer gives, that a table of this draft makes untrue, or that rests
    on an entry that is in error."""
    found: list[Finding] = []
    for item in with_sources(filled.form):
        text, current = str(filled.answers.get(item.id, "")), assembled(filled.form, item, now)
        said = {sentence for sentence, _ in current}
        rows = [row for row in assembled(filled.form, item, filled.answers) if row not in current]
        gone = [row for row in rows if row[0] not in said or filled.entries.get(row[1], "").endswith(IN_ERROR)]
        left = [sentence for sentence in dict.fromkeys(row[0] for row in gone) if stands(sentence, text)]
        if left:
            entries = [entry for each, entry in gone if each == left[0]]
            more = f" So {_are(len(left) - 1)}." if len(left) > 1 else ""
            is_not = "is not what the record says of this period" if _period_moved(filled) else _NO_LONGER
            if table := tables.against(left[0]):
                is_not = f"{_GOES_NOT} “{table}” in this draft"
            text = f"\u201c{left[0]}\u201d {is_not}{_resting(filled, entries)}.{more}"
            found.append(Finding("must", item.id, f"{text} Assemble again."))
    return found


def _no_longer_true(filled: Filled, now: Mapping[str, Any], named: list[Finding], tables: _Tables) -> Iterator[Finding]:
    """Sentences that the record gave once and no longer gives, wherever they stand: taken back, or copied."""
    current = {row[0] for item in with_sources(filled.form) for row in assembled(filled.form, item, now)}
    told = {one.item for one in named}
    for item in filled.form.items:
        if item.type not in ("note", "text") or item.readonly or item.id in told:
            continue
        text = str(filled.answers.get(item.id, ""))
        for sentence, entries in Said.kept(filled.carried).gone.items():
            if sentence not in current and stands(sentence, text):
                table = tables.against(sentence)
                is_not = f"{_GOES_NOT} “{table}” in this draft" if table else _NO_LONGER
                said = f"\u201c{sentence}\u201d {is_not}{_resting(filled, entries)}."
                yield Finding("must", item.id, f"{said} Take it out, or say what holds.")


def _choices(filled: Filled) -> Iterator[Finding]:
    """Sentences that the author and the record both changed: one of the two goes."""
    for name, choices in Said.kept(filled.carried).choices.items():
        for one in choices:
            if one.is_open(str(filled.answers.get(name, ""))):
                yield Finding("must", name, _choice_words(filled, one))


def _choice_words(filled: Filled, one: Choice) -> str:
    if one.now:
        return f"You wrote \u201c{one.own}\u201d; the record now says \u201c{one.now}\u201d. Keep one of the two."
    gone = _resting(filled, Said.kept(filled.carried).gone.get(one.was, ()))
    yours = f"You wrote \u201c{one.own}\u201d from a sentence that the record no longer gives{gone}."
    return f"{yours} Take it out, or change it to what holds."


def _resting(filled: Filled, entries: Sequence[str]) -> str:
    """The entry that a sentence rested on: the one that was in error, else the only one."""
    words = [filled.entries[entry] for entry in entries if entry in filled.entries]
    wrong = [each for each in words if each.endswith(IN_ERROR)]
    told = wrong[:1] or (words if len(words) == 1 else [])
    return f" ({told[0]})" if told else ""


def _are(number: int) -> str:
    return f"{'is' if number == 1 else 'are'} {counted(number, 'other sentence')} of it"


def _only(items: list[Item]) -> dict[str, Prefill]:
    prefills = all_prefills()
    return {item.prefill: prefills[item.prefill] for item in items}


def _assembled(items: tuple[Item, ...]) -> Iterator[Item]:
    # The period is the author's choice: it is what the rest is assembled for.
    known = all_prefills().keys() - set(_PERIOD)
    for item in items:
        if item.prefill in known:
            yield item
        if item.type == "group" and not item.repeats:
            yield from _assembled(item.items)


def _no_new_id() -> str:
    # Assembled rows take their ids from their content; nothing asks for a new one.
    return uuid5(NAMESPACE_OID, PREFIX).hex
