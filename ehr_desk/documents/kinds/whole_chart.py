"""The whole chart: a contents page, then every signed entry in the order of its days, each with all its versions.

What the record hands out no more (``chart.entries.withheld``) is named with author, time and hash, without its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any

from ehr_desk.chart.entries.line import content_version
from ehr_desk.chart.entries.paper import ChartPart, Ordered
from ehr_desk.chart.entries.rows import VersionRow
from ehr_desk.common.clock import from_stamp
from ehr_desk.documents.days import day, printed
from ehr_desk.documents.kinds.frame import NoticeText, author_text, client_facts
from ehr_desk.documents.kinds.generic import EntryComposer
from ehr_desk.documents.model import (
    AUTHOR_FIELD,
    Block,
    Callout,
    ClientHeader,
    Contents,
    Document,
    Fact,
    Facts,
    Heading,
    Letterhead,
    Notice,
    Panel,
    Paragraph,
    Sentence,
    Signatures,
    SignatureSlot,
    sentences,
)
from ehr_desk.forms import Form

Json = Any
Compose = Callable[[Mapping[str, Json], Form], EntryComposer]
_OF_CLIENT = frozenset({"Client", "Preferred name", "Pronouns", "Date of birth", "MRN"})


def describe_chart(
    ordered: Ordered,
    parts: Sequence[ChartPart],
    *,
    letterhead: Letterhead,
    maker: str,
    notice: NoticeText,
    compose: Compose,
    step: Callable[[float], None],
    uncertified: str = "",
) -> Document:
    """The document. ``maker``: who certifies it. ``step`` is told how much is described. ``uncertified``: nobody does,
    and why; then ``maker`` says how it was made."""
    client = header_of(ordered)
    blocks: list[Block] = [Callout("Not certified", sentences(uncertified))] if uncertified else []
    blocks += [*_front(client, ordered, parts, maker), Heading("Contents"), Contents()]
    for number, part in enumerate(parts):
        blocks += _entry(part, compose, ordered.at.tzinfo)
        step((number + 1) / len(parts))
    if not uncertified:
        blocks += [Heading("Certified by"), Signatures((SignatureSlot(AUTHOR_FIELD, "Made by", maker),))]
    blocks += [
        Notice("Notice of prohibition on redisclosure (42 CFR \u00a7 2.32)", notice.full),
    ]
    return Document(
        document_id=ordered.document_id,
        version=1,
        kind="whole_chart",
        title="Whole chart",
        subtitle=f"as of {printed(ordered.at)}",
        letterhead=letterhead,
        client=client,
        prepared_at=ordered.at,
        blocks=tuple(blocks),
        confidentiality=notice.short,
        facts={"entries": str(len(parts)), "last_seq": str(max(part.view.versions[-1].seq for part in parts))},
    )


def header_of(ordered: Ordered) -> ClientHeader:
    """The client as they are called today."""
    row = ordered.client
    return ClientHeader(row.name, row.date_of_birth.isoformat(), row.record_number, row.preferred_name, row.pronouns)


def _front(client: ClientHeader, ordered: Ordered, parts: Sequence[ChartPart], maker: str) -> list[Block]:
    first, last = parts[0].view.line.effective_on, parts[-1].view.line.effective_on
    facts = [
        *client_facts(client, ordered.at.date().isoformat()),
        Fact("Entries", str(len(parts))),
        Fact("From", day(first.isoformat())),
        Fact("To", day(last.isoformat())),
        Fact("Made by", maker),
    ]
    words = (
        "Every signed entry of this chart, in the order of the days they are about, with all versions. "
        "Drafts are no part of the record. Notes that are kept sealed are not in this document."
    )
    if any(part.not_printed for part in parts):
        words += (
            " Of what was entered in error, or taken back for another than a clinical reason, only author, time and "
            "hash are told."
        )
    return [Panel(tuple(facts)), Paragraph(sentences(words))]


def _entry(part: ChartPart, compose: Compose, zone: tzinfo | None) -> Iterator[Block]:
    line, versions = part.view.line, part.view.versions
    when = f"{day(line.effective_on.isoformat())} {line.start}".strip()
    yield Heading(f"{when}: {line.title}", look=1)
    if line.state == "entered in error":
        yield Callout("Entered in error", sentences(f"{_who(versions[-1])} marked this entry as entered in error."))
    counting = content_version(versions)
    for version in versions:
        if len(versions) > 1:
            yield Heading(_version_words(version, counting), 3, look=2)
        if version.seq in part.not_printed:
            yield Paragraph(sentences(f"Not printed: {part.not_printed[version.seq]}."))
        else:
            yield from _text(version, part.forms[version.seq], compose, deeper=2 if len(versions) > 1 else 1)
        yield _signed(version)
    for one in part.view.cosignatures:
        name = f"{one.name}, {one.credential}" if one.credential else one.name
        yield Paragraph(
            sentences(f"Co-signed by {name}, {printed(from_stamp(one.signed_at).astimezone(zone))}. {one.meaning}"),
            small=True,
        )


def _version_words(version: VersionRow, counting: VersionRow) -> str:
    kind = version.kind.replace("_", " ")
    words = f"Version {version.version}" if kind == "original" else f"Version {version.version}, {kind}"
    replaced = version.seq < counting.seq and version.kind != "addendum"
    return f"{words} (replaced by version {counting.version})" if replaced else words


def _text(version: VersionRow, form: Form, compose: Compose, *, deeper: int) -> Iterator[Block]:
    for block in compose(version.body, form).blocks():
        if isinstance(block, Panel):
            own = tuple(fact for fact in block.facts if fact.label not in _OF_CLIENT)
            if own:
                yield Facts(own)
        elif isinstance(block, Heading):
            level = block.level + deeper
            yield replace(block, level=level, look=level - 1)
        else:
            yield block


def _signed(version: VersionRow) -> Paragraph:
    meaning = str(version.body.get("meaning") or "")
    signed = (
        f"Signed by {_who(version)}. {meaning} Entry {version.entry_id[:8]}, SHA-256 {version.body_hash[:16]}\u2026"
    )
    return Paragraph((Sentence(signed),), small=True)


def _who(version: VersionRow) -> str:
    return f"{author_text(version.body.get('author', {}))}, {_at(str(version.body.get('signed_local', '')))}"


def _at(stamp: str) -> str:
    try:
        return printed(datetime.fromisoformat(stamp))
    except ValueError:
        return stamp
