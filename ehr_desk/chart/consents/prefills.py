"""What forms about consents start with. Rows are keyed by the roles of the columns."""

from __future__ import annotations

from ehr_desk.chart.consents.rows import ConsentRow, as_signed
from ehr_desk.chart.consents.rules import is_active
from ehr_desk.chart.entries.rooms import PrefillContext
from ehr_desk.common.canonical import Json
from ehr_desk.common.days import in_words


def active(context: PrefillContext) -> Json:
    """One line for each consent that counts today, to say whether the client takes it back."""
    rows = as_signed(context.chart.rows("consents"), context.undrawn())
    return [
        {
            "_id": context.new_id(),
            "consent_id": row.consent_id,
            "consent_recipient": f"{row.recipient} ({row.recipient_kind})" if row.recipient_kind else row.recipient,
            "consent_scope": ", ".join(row.scope),
            "consent_purpose": row.purpose,
            "consent_given_on": row.given_on.isoformat(),
            "consent_ends": _ends(row),
        }
        for row in rows
        if is_active(row, context.today)
    ] or None


def _ends(row: ConsentRow) -> str:
    """Its last day or the event that ends it, in words; empty where it has neither."""
    return in_words(row.expires_on) if row.expires_on else row.expires_event
