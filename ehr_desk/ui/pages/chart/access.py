"""The access log of one chart in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ehr_desk.common.clock import Clock
from ehr_desk.ui.widgets.dates import show_date
from ehr_desk.ui.widgets.table import Column, TableRow

if TYPE_CHECKING:
    from ehr_desk.vault.audit import AuditEvent

COLUMNS = (
    Column("When", 190, whole=True),
    Column("Who", 175),
    Column("What", 175),
    Column("Details"),
    Column("Computer", 90),
)
PAGE = 200

_ACTIONS = {
    "chart.opened": "Opened the chart",
    "document.viewed": "Looked at a document",
    "page.opened": "Opened a page",
    "client.searched": "Looked for a client",
    "client.added": "Added the client",
    "client.changed": "Changed the client's facts",
    "entry.signed": "Signed an entry",
    "entry.cosigned": "Co-signed an entry",
    "draft.discarded": "Discarded a draft",
    "draft.restored": "Took back a discard",
    "session.planned": "Planned a session",
    "session.made": "Brought in a session of the weekly program",
    "session.expected": "Put on the roster of a session",
    "session.changed": "Changed a planned session",
    "session.cancelled": "Cancelled a session",
    "session.restored": "Put a cancelled session back",
    "disclosure.released": "Handed out a document",
    "disclosure.started": "Began to hand out a document",
    "disclosure.may_have_left": "Recorded that a document may have left",
    "disclosure.not_completed": "Recorded that a document was not handed out",
    "disclosure.refused": "Was not allowed to hand out a document",
    "act.refused": "Was refused",
    "unlock.refused": "Wrong passphrases",
    "emergency.opened": "Emergency access",
    "emergency.reviewed": "Reviewed emergency access",
    "access.assigned": "Assigned somebody to the client",
    "access.ended": "Ended an assignment",
    "sitting.opened": "Unlocked the desk",
    "sitting.closed": "Locked the desk",
    "audit.exported": "Exported the audit log",
    "audit.alarm": "Alarm: the record is not as it was remembered",
    "audit.cut_back": "Alarm: the history was cut back",
    "audit.end_altered": "Alarm: the end of the history was altered",
    "clock.behind": "Alarm: the computer's clock was behind the record",
    "clock.gone_on": "Said that the clock had been wrong before, and went on",
    "audit.history_accepted": "Answered for the record after an alarm",
    "audit.anchors_put_back": "The lost file of anchors was there again",
    "record.rebuilt": "Wrote lines and lists anew from the signed entries",
    "schema.migrated": "Brought the record to the form of this version",
    "triggers.restored": "Alarm: protection was missing and put back",
    "staff.added": "Added a staff member",
    "staff.enrolled": "Gave a staff member keys",
    "staff.role_changed": "Changed a role",
    "staff.credential_changed": "Changed a credential",
    "staff.certificate_renewed": "Renewed a certificate",
    "staff.access_renewed": "Gave a new passphrase",
    "staff.access_ended": "Ended somebody's access",
    "certificate.retired": "Took a certificate out of use",
    "paper_key.chosen": "Chose a certificate from elsewhere for papers",
    "paper_key.vouched": "Confirmed whose a certificate from elsewhere is",
    "staff.retired": "Retired a certificate with its keys",
    "staff.readmitted": "Gave access again",
    "staff.administration_changed": "Gave or took the right to issue certificates",
    "slot.added": "Added a second secret to a passphrase",
    "slot.removed": "Removed a second secret from a passphrase",
    "passphrase.changed": "Changed the passphrase",
    "passphrase.marked_again": "Has to set a passphrase of their own again: the header had been changed",
    "issuing.renewed": "Renewed the clinic's issuing certificate",
    "record_key.begun": "Began to give the record a new key",
    "record_key.changed": "Gave the record a new key",
    "record_key.postponed": "Could not give the record its new key yet",
    "recovery.sheet_kept": "Said that the recovery sheet is kept safe",
    "sealed.signed": "Signed a sealed note",
    "sealed.read": "Read a sealed note",
    "sealed.granted": "Let a colleague read sealed notes",
    "sealed.withdrawn": "Let a colleague read sealed notes no more",
    "sealed.compartment_made": "Made a key for sealed notes",
    "sealed.custodian_made": "Made a custodian's sheet",
    "sealed.custodian_agreed": "Agreed that the custodian's sheet opens their sealed notes",
    "sealed.custodian_refused": "Took back the yes to the custodian's sheet",
    "sealed.custodian_used": "Used the custodian's sheet",
    "clinic.changed": "Changed the clinic's settings",
}
_SHORT = 8


def action_words(action: str) -> str:
    """An audit action as people read it."""
    return _ACTIONS.get(action) or action.replace(".", ": ").replace("_", " ").capitalize()


def when(event: AuditEvent, clock: Clock) -> str:
    """Day and time of an event, in the zone of the desk."""
    at = event.at.astimezone(clock.local().tzinfo)
    return f"{show_date(at.date())} {at:%H:%M:%S}"


def rows(
    events: Iterable[AuditEvent], people: Mapping[str, str], clock: Clock, forms: Mapping[str, str]
) -> list[TableRow]:
    """The events as rows, newest first as they come. ``forms``: what each form is called, by id."""
    return [
        TableRow(
            str(event.seq),
            (
                when(event, clock),
                people.get(event.staff_id, "Somebody who is no longer on the staff list"),
                action_words(event.action),
                details(event, forms),
                event.device,
            ),
        )
        for event in events
    ]


def details(event: AuditEvent, forms: Mapping[str, str]) -> str:
    """What else an event says: which entry or document, which fields, what was refused."""
    detail, parts = event.detail, []
    form = str(detail.get("form", ""))
    if form:
        parts.append(forms.get(form, form))
    if event.entity in ("entry", "document") and event.entity_id:
        parts.append(event.entity_id if event.entity == "document" else f"entry {event.entity_id[:_SHORT]}")
    elif detail.get("document_id"):
        parts.append(str(detail["document_id"]))
    elif event.entity == "page":
        parts.append(event.entity_id.replace("_", " "))
    parts += [
        str(detail[name]).replace("_", " ") for name in ("act", "reason", "relation", "basis") if detail.get(name)
    ]
    if detail.get("how"):
        parts.append({"save": "saved", "print": "printed"}.get(str(detail["how"]), str(detail["how"])))
    if "as_of" in detail:
        parts.append(f"as of {detail['as_of']}")
    if detail.get("fields"):
        parts.append(
            "changed: " + ", ".join(str(name).removesuffix("_id").replace("_", " ") for name in detail["fields"])
        )
    if detail.get("from") and detail.get("to"):
        parts.append(f"{detail['from']} → {detail['to']}")
    parts += [f"{detail[name]} {words}" for name, words in _COUNTS.items() if isinstance(detail.get(name), int)]
    if str(detail.get("kind", "original")) != "original":
        parts.append(str(detail["kind"]).replace("_", " "))
    return " · ".join(parts)


_WORDS = ("act", "reason", "relation", "basis")
_COUNTS = {"count": "times", "found": "found", "remembered": "remembered"}
