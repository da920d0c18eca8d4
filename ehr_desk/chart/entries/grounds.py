"""Why the content of a signed entry is changed: it decides whether the paper that it replaces travels along.

The signed predecessor is put inside the new paper where the reason is clinical. Where it was written for the wrong
client, or holds what must not be handed on, only its number and hash are named, and it is handed out no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ehr_desk.chart.entries.rows import VersionRow

CLINICAL, WRONG_CLIENT, PRIVACY, SEALED = "clinical correction", "wrong client", "privacy", "sealed content"
ALL_PRIVATE = "privacy, with what was added"
GROUNDS = (CLINICAL, WRONG_CLIENT, PRIVACY, ALL_PRIVATE, SEALED)


def takes_addenda(ground: str) -> bool:
    """Whether what was added to the text goes with it; on other grounds it stays, since it was signed apart."""
    return ground in (WRONG_CLIENT, ALL_PRIVATE)


def taken_back_by(version: VersionRow) -> str:
    """The ground on which a version takes back the text before it, so that nobody gets to read it again; else empty."""
    ground = str(version.body.get("ground") or "")
    return "" if ground == CLINICAL else ground
