"""Answers in the shape of a FHIR R4 QuestionnaireResponse: question text and answer label side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ehr_desk.forms.answers import readable
from ehr_desk.forms.items import Item
from ehr_desk.forms.links import DATE, DECIMAL, FLAG, ID, LINKS, link_key
from ehr_desk.forms.model import Form
from ehr_desk.forms.values import is_declined

Json = Any
_ASKED_DECLINED: Final = {
    "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
    "valueCode": "asked-declined",
}
"""FHIR R4 names why an answer is absent: asked, and the source declined to answer."""


def response(form: Form, answers: Mapping[str, Json]) -> dict[str, Json]:
    """The visible answers, self-explaining without the form. A repeating group gives one item per row, with its id.

    Decimals become JSON numbers; at most 15 digits, so none is bent.
    """
    found = readable(form, answers).answers
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"urn:ehr-desk:form:{form.id}|{form.version}",
        "status": "completed",
        "item": _level(form.items, found),
    }


def _level(items: Sequence[Item], answers: Mapping[str, Json]) -> list[Json]:
    found: list[Json] = []
    for item in items:
        head = {"linkId": item.id, "text": item.text}
        if item.is_group and not item.repeats:
            inside = _level(item.items, answers)
            found += [{**head, "item": inside}] if inside else []
        elif item.id not in answers:
            continue
        elif item.is_group:
            found += [_row(head, row["_id"], _level(item.items, row)) for row in answers[item.id]]
        elif item.is_link:
            key = link_key(item.type)
            found += [_row(head, row[key], _link(item, row)) for row in answers[item.id]]
        elif is_declined(answers[item.id]):
            found.append({**head, "extension": [_ASKED_DECLINED]})
        else:
            found.append({**head, "answer": _answer(item, answers[item.id])})
    return found


def _row(head: Mapping[str, Json], row_id: str, inside: list[Json]) -> dict[str, Json]:
    named = {**head, "id": row_id} if row_id else dict(head)
    return {**named, "item": inside} if inside else named


def _link(item: Item, row: Mapping[str, Json]) -> list[Json]:
    kinds = {FLAG: "valueBoolean", DECIMAL: "valueDecimal", DATE: "valueDate"}
    return [
        {
            "linkId": f"{item.id}.{name}",
            "text": field.text,
            "answer": [
                {kinds.get(field.type, "valueString"): _number(row[name]) if field.type == DECIMAL else row[name]}
            ],
        }
        for name, field in LINKS[item.type].items()
        if name != link_key(item.type) and row.get(name, "") != "" and (field.type != ID or row[name])
    ]


def _answer(item: Item, value: Json) -> list[Json]:
    if item.type == "multi":
        return [{"valueCoding": {"display": label}} for label in value]
    if item.type == "choice":
        return [{"valueCoding": {"display": value}}]
    if item.type == "decimal":
        return [{"valueDecimal": _number(value)}]
    if item.type == "time":
        return [{"valueTime": f"{value}:00"}]
    # A FHIR dateTime with a time needs a zone; what was typed has none, so it stays text.
    kinds = {"integer": "valueInteger", "scale": "valueInteger", "date": "valueDate", "yesno": "valueBoolean"}
    return [{kinds.get(item.type, "valueString"): value}]


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)
