"""A paper made anew because an addendum did not fit into its place: what was signed before, then everything added."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from ehr_desk.chart.entries.paper import EarlierPaper, Told
from ehr_desk.documents.days import day, printed
from ehr_desk.documents.kinds.choice import IN_CHART, describe, facts_of
from ehr_desk.documents.kinds.frame import NoticeText, author_text, not_taken, shown, signature_blocks
from ehr_desk.documents.kinds.generic import EntryComposer
from ehr_desk.documents.kinds.summary import Scales
from ehr_desk.documents.model import Block, Callout, Document, Heading, Letterhead, Paragraph, sentences
from ehr_desk.forms import Form

Json = Any
Compose = Callable[[Mapping[str, Json], Any], EntryComposer]


def describe_continued(
    told: Sequence[Told],
    before: EarlierPaper,
    *,
    letterhead: Letterhead,
    prepared_at: datetime,
    notice: NoticeText,
    scales: Scales,
    compose: Compose,
) -> Document:
    """The document of the content with the addenda after it; ``told``: both, oldest first, the last being signed."""
    content, *before_last, newest = told
    last, whole = newest.body, None if content.form.paper in IN_CHART else notice
    document = describe(
        _as_added_to(content.body, newest),
        content.form,
        letterhead=letterhead,
        prepared_at=prepared_at,
        notice=notice,
        scales=scales,
        added=[
            *addenda(before_last, compose, waiting_in(last), more=True),
            *addendum_blocks(newest, compose, signed=False),
        ],
        ending=signature_blocks(last, whole, by="Added by"),
    )
    return replace(
        document,
        document_id=str(last["document_id"]),
        version=int(last["version"]),
        blocks=(_head(content.body, last, before), *document.blocks),
        facts=facts_of(last, content.form),
    )


def _as_added_to(content: Mapping[str, Json], newest: Told) -> Mapping[str, Json]:
    """A corrected text is no correction on a paper that an addendum made anew: that tells of the addendum."""
    if not content.get("reason"):
        return content
    return {**content, "version_kind": "addendum", "version_reason": _reason(newest)}


def _reason(added: Told) -> str:
    """Why something was added, as it was chosen."""
    asked = next((item for item in added.form.walk() if item.type == "choice"), None)
    given = "" if asked is None else added.body.get("answers", {}).get(asked.id)
    return shown(asked, given) if asked is not None and given else ""


def _head(content: Mapping[str, Json], last: Mapping[str, Json], before: EarlierPaper) -> Callout:
    """What stands at the head: which paper this one goes on from, who added to it, and who signed what is above."""
    lines = [
        f"This version {last.get('version')} adds to version {before.version}, document {before.document_id}, "
        f"and takes its place. The addendum by {author_text(last.get('author', {}))} of "
        f"{day(_signed(last)[:10])} stands at the end, under Addenda; its author signs this version.",
        f"Nothing else was changed: the text before it was signed by {author_text(content.get('author', {}))} on "
        f"{_moment(content)}{_cosigned(last.get('text_cosigned'))}.",
        *not_taken(last),
        "The earlier version is not attached."
        if before.stays
        else "The earlier version is attached to this file as it was signed.",
        f"Its SHA-256 is {before.sha256}.",
    ]
    return Callout("Amendment", sentences(*lines), tone="warning")


def _cosigned(by: Mapping[str, Json] | None) -> str:
    """Who had co-signed the text: that signature is on the earlier paper."""
    return f", and co-signed by {author_text(by)} on {_moment(by)}" if by else ""


def addenda(
    told: Sequence[Told], compose: Compose, waiting: Collection[int] = (), *, more: bool = False
) -> list[Block]:
    """The part that tells what was added and signed before the paper; ``more``: one that is signed on it follows.
    ``waiting``: the numbers of those versions that had no co-signature yet."""
    blocks = [
        block
        for one in told
        for block in addendum_blocks(one, compose, signed=True, waits=one.body.get("version") in waiting)
    ]
    return [Heading("Addenda"), *blocks] if blocks or more else []


def waiting_in(body: Mapping[str, Json]) -> Collection[int]:
    """The earlier addenda that waited for their co-signature when a body was signed, by version."""
    return frozenset(body.get("added_waiting", ()))


def addendum_blocks(added: Told, compose: Compose, *, signed: bool, waits: bool = False) -> list[Block]:
    """What an addendum says under its day and author; ``signed``: elsewhere, before the paper it is printed on;
    ``waits``: its co-signature was missing then."""
    body = added.body
    title = f"Addendum of {day(str(body.get('effective_on', '')))} by {author_text(body.get('author', {}))}"
    blocks: list[Block] = [Heading(title, 3), *compose(body, added.form).sections(added.form.items)]
    said = [f"Signed on {_moment(body)}, before this document." if signed else "Signed below."]
    said += ["It waited for its co-signature when this document was signed."] if waits else []
    return [*blocks, Paragraph(sentences(*said), small=True)]


def words_of(body: Mapping[str, Json], form: Form) -> str:
    """What an addendum says in its place on a paper: the texts that were typed, in the form's order."""
    answers = body.get("answers", {})
    texts = [str(answers.get(item.id, "")).strip() for item in form.walk() if item.type in ("note", "text")]
    return "\n".join(text for text in texts if text)


def _moment(body: Mapping[str, Json]) -> str:
    try:
        return printed(datetime.fromisoformat(_signed(body)))
    except ValueError:
        return _signed(body)


def _signed(body: Mapping[str, Json]) -> str:
    return str(body.get("signed_local", ""))
