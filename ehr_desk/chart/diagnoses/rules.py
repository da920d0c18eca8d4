"""What must hold for diagnoses. Pure; asked before signing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ehr_desk.chart.diagnoses.codes import CodeRelease
from ehr_desk.chart.diagnoses.rows import MENTAL_HEALTH, PRIMARY, RESOLVED, SUBSTANCE_USE, DiagnosisRow
from ehr_desk.chart.entries.rooms import Check, Filled
from ehr_desk.common.canonical import Json
from ehr_desk.forms import Finding

# ICD-10-CM Official Guidelines, section I.A.2 and the order file: a letter, a digit, a digit or letter, then up to
# four more characters after a point.
_CODE = re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?")


def is_code(code: str) -> bool:
    """Whether the text has the shape of an ICD-10-CM code ("F11.20"). Says nothing about the code's existence."""
    return _CODE.fullmatch(code) is not None


def check_diagnoses(filled: Filled) -> list[Finding]:
    """The diagnoses of the form, and the list they would lead to."""
    links = filled.links("diagnosis")
    if "diagnoses" not in filled.form.states or not links:
        return []
    at = _item(filled)
    after = _after(filled, links)
    return [
        *(finding for link in links for finding in _check_one(link, at)),
        *_check_primaries(after, at),
        *_check_doubles(after, at),
    ]


def check_release(release: CodeRelease | None) -> Check:
    """A rule that points out diagnoses coded for a day after the code table's last one.

    Source: ICD-10-CM Official Guidelines: codes are those valid on the day of service; each fiscal year begins on
    1 October.
    """

    def check(filled: Filled) -> list[Finding]:
        if release is None or filled.effective_on <= release.valid_to or "diagnoses" not in filled.form.states:
            return []
        known = {(row.diagnosis_id, row.code) for row in filled.chart.rows("diagnoses")}
        links = [
            (str(link.get("_id") or ""), str(link.get("code") or "").strip()) for link in filled.links("diagnosis")
        ]
        codes = list(dict.fromkeys(code for row_id, code in links if code and (row_id, code) not in known))
        if not codes:
            return []
        text = f"The code list is {release.words}. Check {', '.join(codes)} before billing."
        return [Finding("should", _item(filled), text)]

    return check


def check_dual_diagnosis(filled: Filled) -> list[Finding]:
    """An integrated note needs a diagnosis on both sides, on the record or in the note.

    Such a note is one with an item for how each problem affects the other (role ``interplay``). Source: SAMHSA COCE
    Overview Paper 2, TIP 42: both disorders addressed, each in the context of the other.
    """
    if next(filled.items("interplay"), None) is None:
        return []
    kinds = {row["kind"] for row in _after(filled, filled.links("diagnosis")) if row["status"] != RESOLVED}
    return [
        Finding(
            "must", _item(filled), f"A dual-diagnosis note needs a {words} diagnosis, on the record or in the note."
        )
        for kind, words in ((SUBSTANCE_USE, "substance use"), (MENTAL_HEALTH, "mental health"))
        if kind not in kinds
    ]


def _item(filled: Filled) -> str:
    return next((item.id for item in filled.form.walk() if item.type == "diagnosis"), "")


def _after(filled: Filled, links: Sequence[Mapping[str, Json]]) -> list[dict[str, str]]:
    known: list[DiagnosisRow] = list(filled.chart.rows("diagnoses"))
    after = {
        row.diagnosis_id: {"code": row.code, "kind": row.kind, "rank": row.rank, "status": row.status} for row in known
    }
    for link in links:
        after[str(link.get("_id") or "")] = {
            name: str(link.get(name) or "").strip() for name in ("code", "kind", "rank", "status")
        }
    return list(after.values())


def _check_one(link: Mapping[str, Json], at: str) -> Iterator[Finding]:
    code, kind = str(link.get("code") or "").strip(), str(link.get("kind") or "")
    name = code or str(link.get("text") or "").strip() or "A diagnosis"
    if not code:
        yield Finding("should", at, f"{name} has no ICD-10-CM code.")
    elif not is_code(code):
        yield Finding("must", at, f"{code} is not an ICD-10-CM code. Choose one from the list.")
    elif code.startswith("F1") and kind != SUBSTANCE_USE:
        yield Finding("should", at, f"{code} is a substance use diagnosis, but is marked as {kind or 'nothing'}.")
    elif kind == SUBSTANCE_USE and not code.startswith("F1"):
        yield Finding("tip", at, f"{code} is marked as substance use; such codes begin with F1.")


def _check_primaries(after: Sequence[Mapping[str, str]], at: str) -> Iterator[Finding]:
    for kind in (SUBSTANCE_USE, MENTAL_HEALTH):
        primaries = [
            row for row in after if row["kind"] == kind and row["rank"] == PRIMARY and row["status"] != RESOLVED
        ]
        if len(primaries) > 1:
            yield Finding("should", at, f"There is more than one primary {kind} diagnosis. Keep one as primary.")


def _check_doubles(after: Sequence[Mapping[str, str]], at: str) -> Iterator[Finding]:
    codes = [row["code"] for row in after if row["code"] and row["status"] != RESOLVED]
    for code in dict.fromkeys(codes):
        if codes.count(code) > 1:
            yield Finding("should", at, f"{code} is on the list twice.")
