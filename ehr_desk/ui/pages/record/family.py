"""The family tab as rows: who takes part, what they may hear, and the sessions held. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.families.rows import FamilyMemberRow, FamilySessionRow
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.table import Column, TableRow

MEMBER_COLUMNS = (
    Column("Name", 130),
    Column("Relationship", 100),
    Column("Age", 60),
    Column("Sessions", 80, numbers=True),
    Column("Last time", 185),
    Column("May hear substance use information"),
)
SESSION_COLUMNS = (
    Column("Date", 120),
    Column("Who took part"),
    Column("Client", 110),
    Column("Minutes", 90, numbers=True),
    Column("About", 260),
)
CONSENT_COLUMNS = (
    Column("Recipient", 140),
    Column("Purpose", 200),
    Column("Covers"),
    Column("Given", 116),
    Column("Counts until", 116),
    Column("State", 150),
)


def member_rows(state: Mapping[str, Sequence[Any]], today: date) -> list[TableRow]:
    """One row for each person, with the consent that covers them."""
    consents = {row.consent_id: row for row in state.get("consents", ())}
    return [_member(row, consents, today) for row in state.get("family_members", ())]


def session_rows(state: Mapping[str, Sequence[Any]]) -> list[TableRow]:
    """The sessions held, newest first; ids are entry ids."""
    rows: list[FamilySessionRow] = sorted(state.get("family_sessions", ()), key=lambda one: one.on, reverse=True)
    return [
        TableRow(
            one.entry_id,
            (
                show_date(one.on),
                "; ".join(one.participants) or "nobody",
                "present" if one.client_present else "not present",
                str(one.minutes),
                one.purpose,
            ),
        )
        for one in rows
    ]


def consent_rows(state: Mapping[str, Sequence[Any]], today: date) -> list[TableRow]:
    """Every written consent with what it covers and whether it counts; ids are entry ids."""
    rows: list[ConsentRow] = list(state.get("consents", ()))
    return [
        TableRow(
            one.entry_id,
            (
                one.recipient,
                one.purpose,
                ", ".join(one.scope),
                show_date(one.given_on),
                show_date(one.expires_on) if one.expires_on else one.expires_event or "no end",
                consent_state(one, today),
            ),
            struck=not counts(one, today),
        )
        for one in sorted(rows, key=lambda one: (not counts(one, today), one.recipient.casefold()))
    ]


def consent_choices(state: Mapping[str, Sequence[Any]], today: date) -> list[tuple[str, str]]:
    """The consents that count today, to choose from: (id, "Recipient: purpose, until 3 Jan 2027")."""
    found = []
    for one in state.get("consents", ()):
        if counts(one, today):
            until = f", until {show_date(one.expires_on)}" if one.expires_on else ""
            found.append((one.consent_id, f"{one.recipient}: {one.purpose}{until}"))
    return found


def counts(one: ConsentRow, on: date) -> bool:
    """Whether a consent counts on a day; whom and what it covers is judged when something is handed out."""
    revoked = one.revoked_on is not None and one.revoked_on <= on
    ended = one.expires_on is not None and one.expires_on < on
    return one.given_on <= on and not revoked and not ended


def consent_state(one: ConsentRow, on: date) -> str:
    """The state of a consent in words."""
    if one.revoked_on is not None and one.revoked_on <= on:
        return f"revoked {show_date(one.revoked_on)}"
    if one.expires_on is not None and one.expires_on < on:
        return f"ended {show_date(one.expires_on)}"
    if one.given_on > on:
        return f"counts from {show_date(one.given_on)}"
    return "counts"


def _member(one: FamilyMemberRow, consents: Mapping[str, ConsentRow], today: date) -> TableRow:
    consent = consents.get(one.consent_id)
    if consent is None:
        covered, tone = "No consent on file: share nothing about substance use", "warning"
    elif counts(consent, today):
        until = f" until {show_date(consent.expires_on)}" if consent.expires_on else ""
        covered, tone = f"Consent{until}: {', '.join(consent.scope)}", ""
    else:
        covered, tone = f"Consent {consent_state(consent, today)}: share nothing about substance use", "danger"
    last = f"{one.last_presence}, {show_date(one.last_on)}" if one.last_on else "–"
    cells = (one.name, one.relationship, one.age_band, str(one.sessions), last, covered)
    return TableRow(one.participant_id, cells, tone=tone, tooltip="\n".join(part for part in cells if part))
