"""The record's key and its recovery sheet in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ehr_desk.vault.rotation import KeyState

ROOT_KEY = (
    "An administrator could have kept a copy of the clinic's issuing key. With the root key the clinic gets a new one. "
    "Without it this can be left empty: certificates made with a kept copy stand in no register, so this record "
    "refuses them, but PDF programs elsewhere do not know that."
)
RENEWING = (
    "The whole record is encrypted again under a new key, and the recovery sheet is replaced. Everybody keeps their "
    "passphrase. Use it when a sheet was lost or seen by somebody, or when access ended and the key could not be "
    "changed."
)
NEW_SHEET = (
    "The record has a new key. This code is shown only now; the sheet before it opens the record no more, but still "
    "the backups made in its time: keep it with them. The passphrase of the clinic's root key stays on the first sheet."
)


def ending(name: str) -> str:
    """What happens to somebody whose access ends."""
    return (
        f"{name} can unlock no more, and their certificate signs nothing from now on. What they signed stays. The "
        "record is encrypted again under a new key, so copies and keys that they kept open nothing written from now "
        "on; copies made before stay readable to them. A new recovery sheet is shown at the end."
    )


def left_words(name: str, notes: int, drafts: int) -> str:
    """What somebody whose access ends leaves undone; empty where that is nothing."""
    parts = [
        f"{count} {one if count == 1 else several}"
        for count, one, several in ((notes, "note owed", "notes owed"), (drafts, "unsigned draft", "unsigned drafts"))
        if count
    ]
    if not parts:
        return ""
    return f"{name} leaves {' and '.join(parts)}. Nobody can open a draft after this; supervisors see both on Today."


def step_words(step: str, done: float) -> str:
    """How far it is."""
    if step == "encrypting":
        return f"Encrypting the record again: {round(done * 100)} %. Drafts wait and are saved afterwards."
    return {
        "waiting": "Waiting until nobody reads or writes…",
        "checking": "Checking everybody's keys…",
        "finishing": "Finishing…",
    }.get(step, "")


def state_words(state: KeyState) -> tuple[str, bool]:
    """The sheet and the key in one sentence, and whether somebody has to act."""
    if state.owed:
        return "Access has ended, but the record still has the key from before. Make a new key.", True
    if not state.sheet_kept:
        return f"Nobody has said that recovery sheet {state.sheet} is kept safe. Make a new one.", True
    return f"Recovery sheet {state.sheet} is valid.", False


CUSTODIAN = (
    "Its code is shown only now. With it, and an administrator's passphrase, somebody can be let read an author's "
    "sealed notes: the author after a forgotten passphrase, or a colleague when the author has left. The author is "
    "shown each use. It is worth as much as all sealed notes together: keep it with somebody who does not work on them."
)
NO_CUSTODIAN = (
    "There is no custodian's sheet: an author who forgets their passphrase, or leaves, takes their sealed notes along."
)
HAS_CUSTODIAN = "A custodian's sheet exists for sealed notes. It opens the notes of each author who agreed to it."
NEW_CUSTODIAN = (
    "Every author is told of it and asked on their tab of sealed notes; it opens the notes of those who agree. A sheet "
    "that was made before opens nothing that they write after that."
)


def custodian_text(clinic: str, code: str) -> str:
    """The custodian's sheet as plain text."""
    return (
        f"{clinic}\nCustodian's sheet for sealed notes. Keep it locked away, apart from the recovery sheet.\n\n"
        f"Code\n{code}\n\n"
        "It opens nothing but sealed notes, of those authors who agreed to it. The program asks for an\n"
        "administrator's passphrase too, enters each use into the log and tells the author. But whoever has this\n"
        "code and can unlock the record could read those notes with another program, and nobody would be told.\n"
        "If somebody has seen it: have another sheet made, ask the authors again, and destroy this one.\n"
    )


def sheet_text(clinic: str, number: int, code: str) -> str:
    """The recovery sheet as plain text, to be printed once and locked away."""
    return (
        f"{clinic}\nRecovery sheet {number} of the clinical record. Keep it locked away from the computer.\n\n"
        f"Recovery code\n{code}\n\n"
        "Sheets with lower numbers open backups that name them, and nothing else.\n"
        "The passphrase of the clinic's root key is on sheet 1.\n"
    )
