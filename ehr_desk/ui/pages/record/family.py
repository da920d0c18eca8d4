"""The family tab as rows: who takes part, what they may hear, and the sessions held. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.families.rows import FamilyGoalRow, FamilyMemberRow, FamilySessionRow
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.table import Column, TableRow
from ehr_desk.ui.widgets.trend_data import Trend, TrendBand, TrendPoint

MEMBER_COLUMNS = (
    Column("Name", 130),
    Column("Relationship", 100),
    Column("Age", 60),
    Column("Sessions", 80, numbers=True),
    Column("Last time", 170),
    Column("Knows the limits", 130),
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
    Column("Recipient", 220),
    Column("Purpose", 200),
    Column("Covers"),
    Column("Given", 116),
    Column("Counts until", 116),
    Column("State", 150, unstruck=True),
)


def member_rows(state: Mapping[str, Sequence[Any]], today: date) -> list[TableRow]:
    """One row for each person, with the consent that covers them."""
    consents: list[ConsentRow] = list(state.get("consents", ()))
    return [_member(row, consent_for(row, consents, today), today) for row in state.get("family_members", ())]


def consent_for(member: FamilyMemberRow, consents: Sequence[ConsentRow], on: date) -> ConsentRow | None:
    """The consent that says what somebody may hear: one that counts and names them, else the one chosen or the last."""
    named = [
        one for one in consents if one.consent_id == member.consent_id or _plain(one.recipient) == _plain(member.name)
    ]
    valid = [one for one in named if counts(one, on)]
    last = (valid or named)[-1] if named else None
    return next((one for one in valid if one.lets_hear), last)


def uncovered(state: Mapping[str, Sequence[Any]], on: date) -> str:
    """Who of the people known may hear nothing about substance use, and why, in one sentence; empty for nobody."""
    consents: list[ConsentRow] = list(state.get("consents", ()))
    found = []
    for member in state.get("family_members", ()):
        consent = consent_for(member, consents, on)
        if consent is None:
            found.append(f"{member.name} (no consent)")
        elif not counts(consent, on):
            found.append(f"{member.name} (consent {consent_state(consent, on)})")
        elif not consent.lets_hear:
            found.append(f"{member.name} (consent for {', '.join(consent.scope)} only)")
    return f"Share nothing about substance use with {'; '.join(found)}." if found else ""


def goal_trends(state: Mapping[str, Sequence[Any]]) -> list[Trend]:
    """One trend for each family goal, in the order they were first rated; the word of a point is who rated it."""
    by_goal: dict[str, list[FamilyGoalRow]] = {}
    for row in state.get("family_goals", ()):
        by_goal.setdefault(row.goal_id, []).append(row)
    ends = (TrendBand(0, "not at all"), TrendBand(10, "reached"))
    return [
        Trend(
            rows[-1].text,
            tuple(TrendPoint(one.on, one.rating, one.rated_by.lower()) for one in sorted(rows, key=lambda one: one.on)),
            low=0,
            high=10,
            bands=ends,
        )
        for rows in by_goal.values()
    ]


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
    return one.given_on <= on and not (revoked or ended or one.unsigned)


def consent_state(one: ConsentRow, on: date) -> str:
    """The state of a consent in words."""
    if one.revoked_on is not None and one.revoked_on <= on:
        return f"revoked {show_date(one.revoked_on)}"
    if one.expires_on is not None and one.expires_on < on:
        return f"ended {show_date(one.expires_on)}"
    if one.given_on > on:
        return f"counts from {show_date(one.given_on)}"
    if one.unsigned:
        return "not signed yet"
    return "counts"


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _member(one: FamilyMemberRow, consent: ConsentRow | None, today: date) -> TableRow:
    if consent is None:
        covered, tone = "No consent on file: share nothing about substance use", "warning"
    elif counts(consent, today) and not consent.lets_hear:
        covered, tone = f"Consent for {', '.join(consent.scope)} only: share nothing about substance use", "warning"
    elif counts(consent, today):
        until = f" until {show_date(consent.expires_on)}" if consent.expires_on else ""
        covered, tone = f"Consent{until}: {', '.join(consent.scope)}", ""
    else:
        covered, tone = f"Consent {consent_state(consent, today)}: share nothing about substance use", "danger"
    last = f"{one.last_presence}, {show_date(one.last_on)}" if one.last_on else "–"
    limits = "yes" if one.acknowledged else "not yet said"
    cells = (one.name, one.relationship, one.age_band, str(one.sessions), last, limits, covered)
    return TableRow(one.participant_id, cells, tone=tone, tooltip="\n".join(part for part in cells if part))
