"""Every act that the audit log can name: in which group it stands and what it is called. Pure.

One table, so that no act has a group without words or words without a group; a test walks the program's source for
acts that are missing here.
"""

from __future__ import annotations

from collections.abc import Mapping

ALARMS, REFUSED = "Alarms", "Refused"

GROUPS: Mapping[str, Mapping[str, str]] = {
    "Charts and documents opened": {
        "chart.opened": "Opened the chart",
        "document.viewed": "Looked at a document",
        "page.opened": "Opened a page",
        "client.searched": "Looked for a client",
    },
    "Entries and drafts": {
        "entry.signed": "Signed an entry",
        "entry.cosigned": "Co-signed an entry",
        "entry.returned": "Returned an entry to its author",
        "entry.acknowledged": "Witnessed a client's signature",
        "entry.timestamped": "Completed a paper with a late timestamp",
        "draft.discarded": "Discarded a draft",
        "draft.restored": "Took back a discard",
    },
    "Sealed notes": {
        "sealed.signed": "Signed a sealed note",
        "sealed.read": "Read a sealed note",
        "sealed.granted": "Let a colleague read sealed notes",
        "sealed.withdrawn": "Let a colleague read sealed notes no more",
        "sealed.compartment_made": "Made a key for sealed notes",
        "sealed.custodian_made": "Made a custodian's sheet",
        "sealed.custodian_agreed": "Agreed that the custodian's sheet opens their sealed notes",
        "sealed.custodian_refused": "Took back the yes to the custodian's sheet",
        "sealed.custodian_used": "Used the custodian's sheet",
    },
    "Handed out, printed, exported": {
        "disclosure.released": "Handed out a document",
        "disclosure.started": "Began to hand out a document",
        "disclosure.may_have_left": "Recorded that a document may have left",
        "disclosure.not_completed": "Recorded that a document was not handed out",
        "paper.made": "Made a paper to order",
        "chart.written_out": "Wrote the chart out with the recovery code",
        "audit.exported": "Exported the audit log",
    },
    REFUSED: {
        "act.refused": "Was refused",
        "disclosure.refused": "Was not allowed to hand out a document",
        "unlock.refused": "Wrong passphrases",
    },
    "Emergency access": {
        "emergency.opened": "Emergency access",
        "emergency.reviewed": "Reviewed emergency access",
    },
    "Client facts": {
        "client.added": "Added the client",
        "client.changed": "Changed the client's facts",
    },
    "Schedule and weekly program": {
        "session.planned": "Planned a session",
        "session.made": "Brought in a weekly session",
        "session.expected": "Put on the roster of a session",
        "session.changed": "Changed a planned session",
        "session.cancelled": "Cancelled a session",
        "session.restored": "Put a cancelled session back",
        "program.added": "Added a weekly session",
        "program.changed": "Changed a weekly session",
        "program.ended": "Took off a weekly session",
        "program.closed": "Closed the program for a day",
        "program.opened": "Opened a closed day again",
    },
    "Staff, roles and assignments": {
        "staff.added": "Added a staff member",
        "staff.enrolled": "Gave a staff member keys",
        "staff.role_changed": "Changed a role",
        "staff.credential_changed": "Changed a credential",
        "staff.administration_changed": "Gave or took the right to issue certificates",
        "staff.access_renewed": "Gave a new passphrase",
        "staff.access_ended": "Ended somebody's access",
        "staff.retired": "Retired a certificate with its keys",
        "staff.readmitted": "Gave access again",
        "access.assigned": "Assigned somebody to the client",
        "access.ended": "Ended an assignment",
    },
    "Keys and certificates": {
        "passphrase.changed": "Changed the passphrase",
        "slot.added": "Added a second secret to a passphrase",
        "slot.removed": "Removed a second secret from a passphrase",
        "staff.certificate_renewed": "Renewed a certificate",
        "certificate.retired": "Took a certificate out of use",
        "certificate.revoked": "Revoked a certificate",
        "issuing.renewed": "Renewed the clinic's issuing certificate",
        "paper_key.chosen": "Chose a certificate from elsewhere for papers",
        "paper_key.vouched": "Confirmed whose a certificate from elsewhere is",
        "paper_key.forgotten": "Went back to the clinic's certificate for papers",
        "device.added": "Gave a device a certificate",
        "record_key.begun": "Began to give the record a new key",
        "record_key.changed": "Gave the record a new key",
        "record_key.postponed": "Could not give the record its new key yet",
        "recovery.sheet_kept": "Said that the recovery sheet is kept safe",
    },
    "Unlocks and locks": {
        "sitting.opened": "Unlocked the desk",
        "sitting.closed": "Locked the desk",
    },
    "Settings and snippets": {
        "clinic.changed": "Changed the clinic's settings",
        "snippet.saved": "Saved a snippet",
        "snippet.removed": "Removed a snippet",
    },
    "Backups": {
        "backup.made": "Made a backup",
        "backup.failed": "Could not make a backup",
        "backup.drilled": "Tried out a backup",
        "backup.restored": "Restored this record from a backup",
        "backup.restored_elsewhere": "Restored a backup into another folder",
        "backup.settings_changed": "Changed where backups go",
        "vault.salvaged": "Saved what could be read of a damaged record",
        "losses.answered": "Said what was done about lost entries",
    },
    "The record itself": {
        "vault.created": "Created the record",
        "record.written": "Stored rows of the record",
        "record.rebuilt": "Wrote lines and lists anew from the signed entries",
        "schema.migrated": "Brought the record to the form of this version",
        "schema.extended": "Added what this version keeps to the database",
    },
    ALARMS: {
        "audit.alarm": "Alarm: the record is not as it was remembered",
        "audit.cut_back": "Alarm: the history was cut back",
        "audit.end_altered": "Alarm: the end of the history was altered",
        "audit.history_accepted": "Answered for the record after an alarm",
        "audit.anchors_put_back": "The lost file of anchors was there again",
        "triggers.restored": "Alarm: protection was missing and put back",
        "schema.foreign_triggers": "Alarm: foreign triggers were taken off the database",
        "header.previous_used": "Alarm: the key file was damaged, its second copy was used",
        "header.caught_up": "Alarm: the key file was ahead of the record, which followed it",
        "header.changed_past": "Alarm: the key file was changed past the program",
        "header.change_taken_back": "Alarm: a change of the key file was taken back",
        "passphrase.marked_again": "Has to set a passphrase of their own again: the header had been changed",
        "clock.behind": "Alarm: the computer's clock was behind the record",
        "clock.gone_on": "Said that the clock had been wrong before, and went on",
    },
}

_ALSO: Mapping[str, tuple[str, ...]] = {
    "Handed out, printed, exported": ("disclosure.refused",),
    "Unlocks and locks": ("unlock.refused",),
}
"""Acts that are looked for under a second group too."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "All acts": (),
    **{group: (*acts, *_ALSO.get(group, ())) for group, acts in GROUPS.items()},
}
"""Each group with the names of its acts; none of them means all."""

_WORDS = {action: words for acts in GROUPS.values() for action, words in acts.items()}


def action_words(action: str) -> str:
    """An audit action as people read it; one of a later version by its own name."""
    return _WORDS.get(action) or action.replace(".", ": ").replace("_", " ").capitalize()


def tone(action: str) -> str:
    """How a row of the log looks: "danger" for an alarm, "warning" for a refusal or an emergency."""
    if action in GROUPS[ALARMS]:
        return "danger"
    return "warning" if action in GROUPS[REFUSED] or action in GROUPS["Emergency access"] else ""
