"""What somebody has to answer for: the record is not what was remembered, or was meddled with past the program."""

from __future__ import annotations

from dataclasses import dataclass

from ehr_desk.vault.anchors import NAME
from ehr_desk.vault.audit import Detail, Kind, Pending

ALARM, ACCEPTED = "audit.alarm", "audit.history_accepted"
UPGRADE = "the upgrade"
TRIGGERS, DEFINITIONS = "foreign triggers", "definitions"
ANCHOR_FILE, ANCHOR_LINES, HEADER_AHEAD = "the file of anchors", "lines in the file of anchors", "the header"
THIS_COMPUTER = "this computer"
SOURCES = (THIS_COMPUTER, NAME, UPGRADE, TRIGGERS, DEFINITIONS, ANCHOR_FILE, ANCHOR_LINES, HEADER_AHEAD)
"""Whom or what an alarm may name."""


@dataclass(frozen=True)
class Alarm:
    """The record is older than, or another one than, somebody remembers. ``source`` says who remembers. Of kind
    "edited": rows for reading were not what the log said when a later program brought them up to date; ``found`` counts
    them. ``raised_by``: at whose unlock, of one before: a changed program can enter an alarm, under its own name."""

    kind: Kind
    source: str
    remembered: int
    found: int
    raised_by: str = ""

    def sentence(self) -> str:
        """The alarm in words."""
        return f"{self._said()} This was found at an unlock of {self.raised_by}." if self.raised_by else self._said()

    def _said(self) -> str:
        if self.source == TRIGGERS:
            return (
                f"Somebody had put {self.found} triggers into the database that can change what is written. They were "
                "taken off at unlock; the audit log names them. Look at what was signed since the last check."
            )
        if self.source == DEFINITIONS:
            return (
                "Somebody changed how the tables of the database are defined, past the program. The record check names "
                "what differs."
            )
        if self.source == HEADER_AHEAD:
            return (
                "The header (vault.hdr) was changed past the program, or the program ended in the middle of a change "
                "of the staff. Look at everybody's access, and try the recovery sheet on a backup."
            )
        if self.source == ANCHOR_FILE:
            return (
                f"The file {NAME} beside the record is gone, shorter or another one than it was at an unlock "
                "before. It remembers how far the history went: compare the record with a copy of that file from "
                "elsewhere."
            )
        if self.source == ANCHOR_LINES:
            return (
                f"Somebody wrote lines into the file {NAME} beside the record that nobody of the clinic signed. They "
                "say nothing about the record: compare the file with a copy from elsewhere."
            )
        if self.kind == "edited":
            return (
                f"Before the upgrade {self.found} lines or states of charts were not what had been signed: they had "
                "been changed past the program. They were written anew from the signed entries; the backup made before "
                "the upgrade keeps them as they were."
            )
        if self.kind == "truncated":
            return (
                f"The history was cut back: it had {self.found} events at the unlock, and {self.source} remembers "
                f"{self.remembered}."
            )
        if self.remembered > self.found:
            return (
                f"An older state of the record was put back: it held {self.found} events at the unlock, and "
                f"{self.source} remembers {self.remembered}."
            )
        return (
            f"The history is another one than {self.source} remembers (up to event {self.remembered}): an older state "
            "was put back and work went on, or it was written anew."
        )

    def detail(self) -> Detail:
        """What the audit log keeps of it."""
        return {"kind": self.kind, "source": self.source, "remembered": self.remembered, "found": self.found}


def altered_alarm(count: int) -> Pending:
    """The event of an upgrade that found rows for reading changed past the program."""
    return Pending(ALARM, "record", detail=Alarm("edited", UPGRADE, 0, count).detail())


def form_alarm(source: str, count: int) -> Pending:
    """The event of an unlock that found foreign triggers, or tables defined otherwise."""
    return Pending(ALARM, "record", detail=Alarm("edited", source, 0, count).detail())
