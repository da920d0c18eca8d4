"""What forms about consents start with. Rows are keyed by the roles of the columns."""

from __future__ import annotations

from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.consents.rules import is_active
from ehr_desk.chart.entries.rooms import PrefillContext
from ehr_desk.common.canonical import Json
from ehr_desk.common.days import in_words


def active(context: PrefillContext) -> Json:
    """One line for each consent that counts today, to say whether the client takes it back."""
    rows: list[ConsentRow] = list(context.chart.rows("consents"))
    return [
        {"_id": context.new_id(), "consent_id": row.consent_id, "consent_text": described(row)}
        for row in rows
        if is_active(row, context.today)
    ] or None


def described(row: ConsentRow) -> str:
    """A consent in words: "Mara (Sister): attendance, treatment plan. Given 28 Sep 2026, ends 28 Mar 2027."."""
    who = f"{row.recipient} ({row.recipient_kind})" if row.recipient_kind else row.recipient
    until = ""
    if row.expires_on:
        until = f", ends {in_words(row.expires_on)}"
    elif row.expires_event:
        until = f", ends when: {row.expires_event.rstrip('.')}"
    return f"{who}: {', '.join(row.scope)}. Given {in_words(row.given_on)}{until}."
