"""An entry as one line: computed from its versions and co-signatures. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from ehr_desk.chart.entries.body import excerpt
from ehr_desk.chart.entries.fold import CONTENT_KINDS
from ehr_desk.chart.entries.grounds import takes_addenda
from ehr_desk.chart.entries.late import LATE
from ehr_desk.chart.entries.rows import EntryRow, VersionRow
from ehr_desk.forms import Form

_LEVEL = "level_of_care"
_CONSENT, _REVOKED = "consent", "consent.revoked"
_TOLD = frozenset({"drug_screen", "followup_call"})
"""Forms that state these: the sentence of the effect says more than the first note of the entry does."""


def line_of(versions: Sequence[VersionRow], cosigned: Collection[int], form: Form) -> EntryRow:
    """The line of an entry.

    ``versions`` are all its versions, oldest first; ``cosigned`` the signing numbers that carry a co-signature;
    ``form`` the form of the newest content version (see :func:`content_version`).
    """
    content = content_version(versions)
    body = content.body
    return EntryRow(
        entry_id=content.entry_id,
        client_id=body["client"]["id"],
        episode_id=body["episode_id"],
        session_id=body["session_id"],
        form_id=body["form"]["id"],
        title=body["form"]["title"],
        category=body["form"]["category"],
        effective_on=date.fromisoformat(body["effective_on"]),
        start=body["start"],
        author_id=body["author"]["staff_id"],
        author_name=body["author"]["name"],
        author_credential=body["author"]["credential"],
        signed_at=body["signed_at"],
        seq=content.seq,
        version=versions[-1].version,
        state=_state(versions, content, cosigned),
        amended=len(versions) > 1,
        excerpt=_first_words(form, body),
        document_id=_document(versions, content),
        late=any(version.kind == LATE for version in versions),
        group_id=body.get("group", ""),
    )


def _first_words(form: Form, body: Mapping[str, Any]) -> str:
    """The first words of what counts; of a level of care from what to what it went and since when, of a drug screen
    or a follow-up call what it came to, of a consent to whom, for what and until when or that it was taken back, as the
    effect says, without the words that the title has."""
    stated = body["effects"]
    if stated and _CONSENT in form.states:
        # A consent that was taken back says that; several taken back at once say each.
        back = [str(one["sentence"]) for one in stated if one["kind"] == _REVOKED]
        return _sentence(" ".join(back) or str(stated[0]["sentence"]).removeprefix(f"{body['form']['title']} "))
    if stated and (body["form"]["category"] == _LEVEL or _TOLD.intersection(form.states)):
        sentence = str(stated[0]["sentence"])
        return _sentence(sentence.partition(": ")[2] or sentence)
    return excerpt(form, body["answers"], body["scores"])


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _document(versions: Sequence[VersionRow], content: VersionRow) -> str:
    """The newest paper of what counts: an addendum for which there was no room made it anew."""
    anew = (
        str(one.body["document_id"]) for one in reversed(versions) if one.seq > content.seq and "continues" in one.body
    )
    return next(anew, str(content.body["document_id"]))


def content_version(versions: Sequence[VersionRow]) -> VersionRow:
    """The newest version whose answers count; ``versions`` are oldest first and never empty."""
    return next(version for version in reversed(versions) if version.kind in CONTENT_KINDS)


def standing_addenda(versions: Sequence[VersionRow]) -> list[VersionRow]:
    """The addenda that the entry's papers show, oldest first: those that were handed back to their author stand on no
    paper signed later (``handed_back`` in its body). A correction leaves the others as they are, since they
    were signed apart, unless its ground takes them along (``grounds.takes_addenda``)."""
    found: list[VersionRow] = []
    for version in versions:
        back = version.body.get("handed_back", ())
        found = [one for one in found if one.version not in back]
        if version.kind == "addendum":
            found.append(version)
        elif version.kind in CONTENT_KINDS and takes_addenda(str(version.body.get("ground"))):
            found.clear()
    return found


def shown_on(versions: Sequence[VersionRow], seq: int, document_id: str = "") -> list[VersionRow]:
    """What the paper made with the signing number ``seq`` shows: the text of that moment, what was added by then, and
    what was put into its places later (on ``document_id``). ``versions``: all of the entry, oldest first."""
    by_then = [one for one in versions if one.seq <= seq]
    if not by_then:
        return []
    later = [one for one in versions if one.seq > seq and document_id and one.body.get("on_paper") == document_id]
    return [content_version(by_then), *standing_addenda(by_then), *later]


def awaiting_cosignature(versions: Sequence[VersionRow], cosigned: Collection[int]) -> list[VersionRow]:
    """The versions that still need a co-signature: the newest content version and every addendum that stands, also
    where the text was corrected since."""
    counts = {content_version(versions).seq, *(one.seq for one in standing_addenda(versions))}
    return [
        version
        for version in versions
        if version.seq in counts and version.body["needs_cosignature"] and version.seq not in cosigned
    ]


def _state(versions: Sequence[VersionRow], content: VersionRow, cosigned: Collection[int]) -> str:
    if any(version.kind == "entered_in_error" for version in versions):
        return "entered in error"
    return "co-sign pending" if awaiting_cosignature(versions, cosigned) else "signed"
