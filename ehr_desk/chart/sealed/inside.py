"""What is sealed in a note or an addition, and what stands in the open beside it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ehr_desk.chart.staff.rows import StaffRow
from ehr_desk.common.canonical import canonical, parse, sha256_hex
from ehr_desk.forms import Form

ADDENDUM, IN_ERROR = "addendum", "entered in error"
AMENDING = {ADDENDUM: "sealed_addendum", IN_ERROR: "sealed_error"}
"""The form of each kind of addition."""
NOTE, ADDITION = "sealed note", "sealed addition"


@dataclass(frozen=True)
class Inside:
    """The sealed part. Of an addition: the note it is ``added_to``, the hash of what was signed there, and its kind."""

    form_id: str
    title: str
    answers: Mapping[str, Any] = field(repr=False)
    added_to: str = ""
    statement: str = ""
    kind: str = ""


def to_seal(form: Form, answers: Mapping[str, Any], added_to: str, statement: bytes, kind: str) -> bytes:
    """The bytes that are sealed: everything that says more than that a session took place."""
    inside: dict[str, Any] = {"answers": dict(answers), "form": form.definition()}
    if added_to:
        inside |= {"added_to": added_to, "kind": kind, "statement": sha256_hex(statement)}
    return canonical(inside)


def unsealed(data: bytes) -> Inside:
    """The sealed part of opened bytes."""
    value = parse(data)
    return Inside(
        value["form"]["id"],
        value["form"]["title"],
        value["answers"],
        value.get("added_to", ""),
        value.get("statement", ""),
        value.get("kind", ""),
    )


def in_the_open(
    author: StaffRow, note_id: str, client_id: str, compartment: str, box: bytes, at: str
) -> dict[str, Any]:
    """What everybody with the record's key may read, and the signature covers. No form, no kind, no word of it."""
    return {
        "author": {"credential": author.credential, "id": author.id, "name": author.name},
        "client": client_id,
        "compartment": compartment,
        "id": note_id,
        "sealed": sha256_hex(box),
        "signed_at": at,
    }
