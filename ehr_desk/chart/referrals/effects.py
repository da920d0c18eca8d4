"""What a signed entry states about referrals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.referrals.rows import AFTERCARE, PLAN, PLANNED, ReferralRow
from ehr_desk.chart.referrals.rules import STATUS, lines_of, referral_id
from ehr_desk.common.canonical import Json
from ehr_desk.common.days import in_words

STATED = "referral.stated"
LISTED = "referral.listed"
APPOINTED = "followup.planned"
"""Appointments of aftercare plans and discharge summaries, which the room of episodes states."""


def referrals(filled: Filled) -> list[Effect]:
    """Where referrals stand: those of the list, the contact's own one, and those that a text names line by line."""
    return [*_of_list(filled), *_own(filled), *_lines(filled)]


def _of_list(filled: Filled) -> Iterator[Effect]:
    known: dict[str, ReferralRow] = {row.referral_id: row for row in filled.standing.rows("referrals")}
    for line in filled.rows("referral_list"):
        said = str(line.get("referral_now") or "")
        number = str(line.get("referral_id") or "")
        if said not in STATUS or not number:
            continue
        row = known.get(number)
        yield _stated(
            filled,
            number,
            row.what if row else str(line.get("referral_what") or ""),
            row.to if row else "",
            said=said,
            since=str(line.get("referral_since") or ""),
            why=str(line.get("referral_note") or "").strip(),
            next_on=str(line.get("referral_next") or ""),
        )


def _own(filled: Filled) -> Iterator[Effect]:
    said = filled.text("referral_state")
    if said not in STATUS:
        return
    what, to = filled.text("need").strip(), filled.text("agency").strip()
    since, next_on = filled.text("referral_on"), filled.text("next_step_on")
    why, contact = filled.text("referral_why").strip(), filled.text("agency_reach").strip()
    yield _stated(
        filled, referral_id(what, to), what, to, said=said, since=since, why=why, next_on=next_on, contact=contact
    )


def _stated(
    filled: Filled,
    number: str,
    what: str,
    to: str,
    *,
    said: str,
    since: str,
    why: str,
    next_on: str,
    contact: str = "",
) -> Effect:
    data: dict[str, Json] = {
        "referral_id": number,
        "what": what,
        "to": to,
        "contact": contact,
        "status": STATUS[said],
        "said": f"{said}: {why}" if why else said,
        "since": since,
        "next_on": next_on,
    }
    to_whom = f" ({to})" if to else ""
    day = f" since {in_words(date.fromisoformat(since))}" if since else ""
    words = f"Referral, {what[:1].lower()}{what[1:]}{to_whom}: {said[:1].lower()}{said[1:]}{day}."
    return Effect(STATED, filled.effective_on, data, words)


def _lines(filled: Filled) -> Iterator[Effect]:
    item = next(filled.items("referrals"), None)
    if item is None or item.type not in ("note", "text"):
        return
    lines = lines_of(filled.text("referrals"))
    by = PLAN if "plan" in filled.form.states else AFTERCARE
    known: list[ReferralRow] = list(filled.before.rows("referrals"))
    if not lines and not any(row.source == by and row.status == PLANNED for row in known):
        return
    data: dict[str, Json] = {"lines": list(lines), "by": by}
    words = f"Referrals named: {'; '.join(lines)}." if lines else "No referral is named any more."
    yield Effect(LISTED, filled.effective_on, data, words)
