"""A new version of a paper: the box that says so, and the signed predecessor embedded in the file.

Pages cannot be added to a signed file. A change of content is a new paper; where its reason is clinical the paper that
it takes the place of comes along as it was signed, else only its number and hash are named, so that what was printed
for the wrong eyes is not handed on; nor is a paper that the door would refuse by itself, or whose text was replaced
before it got the co-signature that it needed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from ehr_desk.chart.entries.grounds import CLINICAL
from ehr_desk.chart.entries.paper import EarlierPaper
from ehr_desk.documents.days import day
from ehr_desk.documents.kinds.frame import author_text, changed_why, not_taken
from ehr_desk.documents.model import Callout, sentences

PREDECESSOR = "predecessor.pdf"
_ADDED = (
    "The addendum to an earlier version stands at the end, under Addenda.",
    "The addenda to earlier versions stand at the end, under Addenda.",
)


def carries(body: Mapping[str, Any], before: EarlierPaper) -> bool:
    """Whether the predecessor comes along: its author said that the content was changed for a clinical reason, and
    nothing speaks against the paper itself (``EarlierPaper.stays``)."""
    return body.get("ground") == CLINICAL and not before.stays


def amendment_box(body: Mapping[str, Any], before: EarlierPaper, added: int = 0) -> Callout:
    """What stands at the head of a new version: what it replaces, who changed it, when and why. ``added``: how many
    addenda to an earlier version stand on it."""
    who, on = author_text(body.get("author", {})), day(str(body.get("signed_local", ""))[:10])
    done = f"by {who} on {on}"
    if body.get("in_place_of"):
        done = f"on {on} by {who}, in place of {author_text(body['in_place_of'])}, who wrote it first"
    how = "amended at the client's request" if body.get("kind") == "amendment_at_client_request" else "corrected"
    reason = changed_why(body)
    lines = [
        f"This version {body.get('version')} takes the place of version {before.version}, "
        f"document {before.document_id}. It was {how} {done}.",
        *([f"Reason: {reason if reason.endswith('.') else reason + '.'}"] if reason else []),
        *([_ADDED[added > 1]] if added else []),
        *not_taken(body),
        "The earlier version is attached to this file as it was signed."
        if carries(body, before)
        else "The earlier version is not attached.",
        f"Its SHA-256 is {before.sha256}.",
    ]
    return Callout("Amendment", sentences(*lines), tone="warning")


def embed_predecessor(writer: IncrementalPdfFileWriter, before: EarlierPaper, at: datetime) -> None:
    """Attach the signed predecessor (AFRelationship Supplement) in the update that also takes the signature."""
    content: Any = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/EmbeddedFile"),
            pdf_name("/Subtype"): pdf_name("/application/pdf"),
            pdf_name("/Params"): generic.DictionaryObject(  # type: ignore[no-untyped-call]
                {
                    pdf_name("/ModDate"): generic.pdf_date(at),
                    pdf_name("/Size"): generic.NumberObject(len(before.pdf)),  # type: ignore[no-untyped-call]
                    pdf_name("/CheckSum"): generic.ByteStringObject(
                        hashlib.md5(before.pdf, usedforsecurity=False).digest()
                    ),
                }
            ),
        },
        stream_data=before.pdf,
    )
    content.compress()
    file = writer.add_object(content)
    specification = writer.add_object(
        generic.DictionaryObject(  # type: ignore[no-untyped-call]
            {
                pdf_name("/Type"): pdf_name("/Filespec"),
                pdf_name("/F"): pdf_string(PREDECESSOR),
                pdf_name("/UF"): pdf_string(PREDECESSOR),
                pdf_name("/Desc"): pdf_string(f"The earlier version as it was signed, document {before.document_id}"),
                pdf_name("/AFRelationship"): pdf_name("/Supplement"),
                pdf_name("/EF"): generic.DictionaryObject(  # type: ignore[no-untyped-call]
                    {pdf_name("/F"): file, pdf_name("/UF"): file}
                ),
            }
        )
    )
    root: Any = writer.root
    names = root["/Names"]["/EmbeddedFiles"]["/Names"]
    # The names stand in order: "predecessor.pdf" comes before "record.json".
    names.insert(0, specification)
    names.insert(0, pdf_string(PREDECESSOR))
    root["/AF"].append(specification)
    for container in (names, root["/AF"]):
        writer.update_container(container)
    writer.update_root()  # type: ignore[no-untyped-call]
