"""What the audit log says of the times at which things were signed: clocks that ran backwards, and signatures that name
another time than the log. Told by the check, a fault of nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.entries.attested import COSIGNED, SIGNED
from ehr_desk.chart.entries.tables import Cosignature, EntryVersion
from ehr_desk.common.clock import from_stamp
from ehr_desk.vault.audit import AuditEvent
from ehr_desk.vault.timekeeping import ALLOWANCE, SetBack

_SIGNING = frozenset({SIGNED, COSIGNED, "sealed.signed"})
_NAMED = 5
"""More signatures than these are counted."""


def clock_notes(session: Session, places: Sequence[SetBack], events: Sequence[AuditEvent]) -> list[str]:
    """What to tell of clocks, in sentences; entries are named by their ids. ``events``: those about signing."""
    signings = sorted((event for event in events if event.action in _SIGNING), key=lambda event: event.seq)
    return [*(_place_in_words(place, signings) for place in places), *_dated_otherwise(session, signings)]


def _place_in_words(place: SetBack, signings: Sequence[AuditEvent]) -> str:
    meanwhile = [one for one in signings if place.seq <= one.seq <= place.until]
    signed = list(dict.fromkeys(one.entity_id for one in meanwhile if one.seq <= place.answered_until))
    later = len({one.entity_id for one in meanwhile if one.seq > place.answered_until})
    said = (
        f"clock: event {place.seq} is dated {_utc(place.at)} by {place.device}, although the log had come to "
        f"{_utc(place.before)}; up to event {place.until} no clock had come to that time again."
    )
    answered = " Somebody said that the clock had been wrong before." if place.answered else ""
    # Whoever says so and lies signs then; that a clock was once ahead is no news of everything signed since.
    since = f" Signed in later sittings before that time came again: {later}." if later else ""
    if not signed:
        return f"{said}{answered} Nothing was signed {'in that sitting' if later else 'meanwhile'}.{since}"
    more = f" and {len(signed) - _NAMED} more" if len(signed) > _NAMED else ""
    names = ", ".join(signed[:_NAMED])
    return f"{said}{answered} Signed meanwhile, with times that may be too early: {names}{more}.{since}"


def _dated_otherwise(session: Session, signings: Sequence[AuditEvent]) -> Iterator[str]:
    entered: dict[tuple[str, object], datetime] = {}
    cosigned: dict[tuple[str, object], datetime] = {}
    for event in signings:
        with suppress(KeyError, TypeError):  # what cannot be read is a fault already
            if event.action == SIGNED:
                entered[event.entity_id, event.detail["seq"]] = event.at
            elif event.action == COSIGNED:
                cosigned.update({(event.entity_id, seq): event.at for seq in event.detail["seqs"]})
    for table, known in ((EntryVersion, entered), (Cosignature, cosigned)):
        for entry_id, seq, signed_at in session.execute(select(table.entry_id, table.seq, table.signed_at)):
            with suppress(KeyError, TypeError, ValueError):
                at, said = known[entry_id, seq], from_stamp(signed_at)
                if abs(at - said) > ALLOWANCE:
                    yield f"clock: {entry_id} says that it was signed {_utc(said)}; the log entered it {_utc(at)}."


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
