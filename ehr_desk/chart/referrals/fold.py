"""Pure: what entries say of referrals, to one list of where each stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from ehr_desk.chart.entries.effects import SignedEffect
from ehr_desk.chart.referrals import effects
from ehr_desk.chart.referrals.rows import ACCEPTED, APPOINTMENT, CLOSED, CONTACT, MADE, PLANNED, ReferralRow
from ehr_desk.chart.referrals.rules import referral_id

KINDS = frozenset({effects.STATED, effects.LISTED, effects.APPOINTED})
_UNLISTED = "No longer named"


def fold_referrals(ordered: Sequence[SignedEffect]) -> list[ReferralRow]:
    """Every referral in the order in which it was named first. A newer plan, or newer appointments, close what they no
    longer name and nobody has followed up."""
    rows: dict[str, ReferralRow] = {}
    last = {effect.entry_id: place for place, effect in enumerate(ordered) if effect.kind == effects.APPOINTED}
    for place, effect in enumerate(ordered):
        if effect.kind == effects.STATED:
            _state(rows, effect)
        elif effect.kind == effects.LISTED:
            _list(rows, effect)
        else:
            _appoint(rows, effect)
            if place == last[effect.entry_id]:
                _unlist(rows, effect, APPOINTMENT, (MADE, ACCEPTED))
    return list(rows.values())


def _state(rows: dict[str, ReferralRow], effect: SignedEffect) -> None:
    number = _text(effect, "referral_id")
    row = rows.get(number) or _new(number, _text(effect, "what"), _text(effect, "to"), CONTACT, effect)
    since, next_on = _text(effect, "since"), _text(effect, "next_on")
    rows[number] = replace(
        row,
        contact=_text(effect, "contact") or row.contact,
        status=_text(effect, "status"),
        said=_text(effect, "said"),
        since=date.fromisoformat(since) if since else effect.effective_on,
        next_on=date.fromisoformat(next_on) if next_on else None,
        entry_id=effect.entry_id,
    )


def _list(rows: dict[str, ReferralRow], effect: SignedEffect) -> None:
    by, listed = _text(effect, "by"), {row.line: number for number, row in rows.items()}
    for line in effect.data.get("lines") or []:
        number = listed.get(str(line)) or referral_id(str(line), "")
        row = rows.get(number)
        if row is None:
            rows[number] = _new(number, str(line), "", by, effect)
        elif row.said == _UNLISTED:
            rows[number] = replace(row, status=PLANNED, said="", since=effect.effective_on, entry_id=effect.entry_id)
        elif row.source == by and row.status == PLANNED:
            rows[number] = replace(row, entry_id=effect.entry_id)
    _unlist(rows, effect, by, (PLANNED,))


def _appoint(rows: dict[str, ReferralRow], effect: SignedEffect) -> None:
    what, to, when = _text(effect, "service") or "Appointment", _text(effect, "provider"), _text(effect, "when")
    number = referral_id(what, to)
    row = rows.get(number) or _new(number, what, to, APPOINTMENT, effect)
    known = number in rows
    settled = known and row.status not in (PLANNED, MADE, ACCEPTED) and row.said != _UNLISTED
    contact = _text(effect, "contact") or row.contact
    if settled and when in ("", row.when):
        # The same appointment in the next paper says nothing new of what became of it.
        rows[number] = replace(row, contact=contact)
        return
    status = ACCEPTED if when else MADE if row.status == PLANNED or row.said == _UNLISTED else row.status
    since = effect.effective_on if not known or status != row.status else row.since
    rows[number] = replace(
        row, contact=contact, status=status, said="", since=since, when=when, next_on=None, entry_id=effect.entry_id
    )


def _unlist(rows: dict[str, ReferralRow], effect: SignedEffect, source: str, stand: Iterable[str]) -> None:
    """Close what the entry of the effect no longer names, and nobody has said anything else of. An appointment that has
    passed by then stays: nobody names it any more, and whether it was kept is still open."""
    for number, row in rows.items():
        untouched = row.source == source and row.status in stand and not row.said
        passed = bool(row.when) and row.when[:10] < effect.effective_on.isoformat()
        if untouched and not passed and row.entry_id != effect.entry_id:
            rows[number] = replace(
                row, status=CLOSED, said=_UNLISTED, since=effect.effective_on, entry_id=effect.entry_id
            )


def _new(number: str, what: str, to: str, source: str, effect: SignedEffect) -> ReferralRow:
    on = effect.effective_on
    return ReferralRow(number, what, to, "", PLANNED, "", on, "", None, source, on, effect.entry_id)


def _text(effect: SignedEffect, key: str) -> str:
    value = effect.data.get(key)
    return "" if value is None else str(value).strip()
