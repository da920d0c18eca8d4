"""The body of a version: exactly what the signature covers. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.entries.effects import Effect, SignedEffect
from ehr_desk.chart.entries.meanings import CO_SIGNATURE, meaning_of
from ehr_desk.chart.entries.rooms import Author
from ehr_desk.common.canonical import Json
from ehr_desk.forms import Form, ScoreResult, evaluate, is_declined
from ehr_desk.forms import scores as compute_scores

FORMAT = 1
_EXCERPT = 160
_NAMED = ("staff_id", "name", "credential")
_NOTHING = frozenset({"", "none", "no", "n/a"})


@dataclass(frozen=True)
class BodyParts:
    """Everything that goes into a body."""

    entry_id: str
    version: int
    kind: str
    reason: str
    previous: str
    client: ClientRow
    episode_id: str
    session_id: str
    form: Form
    effective_on: date
    answers: Mapping[str, Json]
    scores: Mapping[str, ScoreResult]
    effects: Sequence[Effect]
    author: Author
    signed_at: str
    signed_local: str
    needs_cosignature: bool
    document_id: str
    demonstration: bool
    log: tuple[int, str]
    """Size and root of the audit log this entry was signed upon: whoever holds the entry can tell a shorter log."""
    group: str = ""
    """The same in every chart that one group note went to; tells nothing of the others."""
    confirmed: Sequence[Mapping[str, str]] = ()
    """What the author confirmed before signing, with the reasons."""
    ground: str = ""
    """Of a correction: decides whether the paper that it replaces travels along (``grounds``)."""
    rests_on: Sequence[str] = ()
    """The entries that words or answers were carried from and still stand in it, by id."""
    in_place_of: Mapping[str, str] = field(default_factory=dict)
    """Of a correction by somebody else: who wrote the entry first (``correctors``)."""
    handed_back: Sequence[int] = ()
    """The addenda (numbers of versions) that were with their author when this was signed, handed back and not
    co-signed: from here on they stand on no paper and wait no more."""
    late_entry: str = ""
    """Of a corrected late entry: when its first version was signed, local time. The mark is for good (``late``)."""


def build(parts: BodyParts) -> dict[str, Any]:
    """The body as plain JSON, ready for RFC 8785."""
    apart = {
        "group": parts.group,
        "confirmed": [dict(one) for one in parts.confirmed],
        "ground": parts.ground,
        "rests_on": list(parts.rests_on),
        "in_place_of": {name: parts.in_place_of[name] for name in _NAMED if name in parts.in_place_of},
        "handed_back": list(parts.handed_back),
        "late_entry": parts.late_entry,
    }
    return {
        **{name: value for name, value in apart.items() if value},
        "format": FORMAT,
        "entry_id": parts.entry_id,
        "version": parts.version,
        "kind": parts.kind,
        "reason": parts.reason,
        "previous": parts.previous,
        "client": {
            "id": parts.client.id,
            "record_number": parts.client.record_number,
            "name": parts.client.name,
            "preferred_name": parts.client.preferred_name,
            "pronouns": parts.client.pronouns,
            "date_of_birth": parts.client.date_of_birth.isoformat(),
        },
        "episode_id": parts.episode_id,
        "session_id": parts.session_id,
        "form": {
            "id": parts.form.id,
            "version": parts.form.version,
            "hash": parts.form.hash,
            "title": parts.form.title,
            "category": parts.form.category,
            "paper": parts.form.paper,
        },
        "effective_on": parts.effective_on.isoformat(),
        "start": _start(parts.form, parts.answers),
        "answers": dict(parts.answers),
        "scores": {
            name: {"value": score.value, "maximum": score.maximum, "band": score.band}
            | ({"note": score.note} if score.declined else {})
            for name, score in parts.scores.items()
        },
        "effects": [effect.to_json() for effect in parts.effects],
        "author": {
            "staff_id": parts.author.staff_id,
            "name": parts.author.name,
            "credential": parts.author.credential,
            "role": parts.author.role,
        },
        "signed_at": parts.signed_at,
        "signed_local": parts.signed_local,
        "meaning": meaning_of(parts.kind, in_place=bool(parts.in_place_of)),
        "needs_cosignature": parts.needs_cosignature,
        "document_id": parts.document_id,
        "demonstration": parts.demonstration,
        "log": {"size": parts.log[0], "root": parts.log[1]},
    }


def effects_of(body: Mapping[str, Any], seq: int) -> list[SignedEffect]:
    """The effects that a signed body states."""
    return [
        SignedEffect(
            kind=stated["kind"],
            effective_on=date.fromisoformat(stated["effective_on"]),
            data=stated["data"],
            sentence=stated["sentence"],
            entry_id=body["entry_id"],
            seq=seq,
            ordinal=ordinal,
            author_name=body["author"]["name"],
            author_id=body["author"]["staff_id"],
        )
        for ordinal, stated in enumerate(body["effects"])
    ]


def cosign_statement(
    *, entry_id: str, seq: int, body_hash: str, signer: Author, signed_at: str, signed_local: str
) -> dict[str, Any]:
    """What a co-signature covers."""
    return {
        "format": FORMAT,
        "entry_id": entry_id,
        "seq": seq,
        "body_hash": body_hash,
        "signer": {
            "staff_id": signer.staff_id,
            "name": signer.name,
            "credential": signer.credential,
            "role": signer.role,
        },
        "meaning": CO_SIGNATURE,
        "signed_at": signed_at,
        "signed_local": signed_local,
    }


def excerpt(form: Form, answers: Mapping[str, Json], scores: Mapping[str, Mapping[str, Json]]) -> str:
    """The first words of an entry, for lists: its scores, else the first note that says more than "none". Parts of a
    measure tell nothing without its total."""
    parts = {score.id for score in form.scores if score.part}
    measures = [score for name, score in scores.items() if name not in parts]
    if any(score["value"] is not None for score in measures):
        told = [_score_words(score) for score in scores.values() if score["value"] is not None]
    else:
        told = _declined_words(form, answers, measures)
    if told:
        return " · ".join([*told, *_alerts(form, answers)])
    for item in form.items:
        value = answers.get(item.id)
        if item.type == "note" and isinstance(value, str) and value.strip().rstrip(".").casefold() not in _NOTHING:
            words = " ".join(value.split())
            return words if len(words) <= _EXCERPT else words[: _EXCERPT - 1].rstrip() + "…"
    return ""


def _declined_words(form: Form, answers: Mapping[str, Json], scores: Sequence[Mapping[str, Json]]) -> list[str]:
    """Why a measure has no score: of several scores the questions of all are counted, each once."""
    notes = [str(score["note"]).partition(".")[0] for score in scores if score.get("note")]
    if not notes or len(scores) == 1:
        return notes
    asked = {item.id for item in form.walk()} & {name for score in form.scores for name in score.items}
    declined = sum(is_declined(answers.get(item)) for item in asked)
    return [f"No score: {declined} of {len(asked)} answers {'was' if declined == 1 else 'were'} declined"]


def _alerts(form: Form, answers: Mapping[str, Json]) -> list[str]:
    """Answers that need action whatever the total is, as item 9 of the PHQ-9: a mild total must not hide them."""
    computed = compute_scores(form, answers)
    return [
        alert.text.rstrip(".")
        for item in form.walk()
        for alert in item.alerts
        if alert.level == "must" and alert.text and evaluate(alert.when, answers, computed, form)
    ]


def _score_words(score: Mapping[str, Json]) -> str:
    band = f", {score['band'].lower()}" if score["band"] else ""
    prorated = ", prorated" if score.get("note") else ""
    return f"{score['value']} of {score['maximum']}{band}{prorated}"


def _start(form: Form, answers: Mapping[str, Json]) -> str:
    for item in form.items:
        if item.role == "start":
            return str(answers.get(item.id, ""))
    return ""
