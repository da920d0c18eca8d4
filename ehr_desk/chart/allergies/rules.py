"""What must hold for allergies. Pure; asked before signing.

Source: domain page, medication-management entry and admission; "none known" counts only with the day it was asked.
"""

from __future__ import annotations

from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.forms import Finding


def check_allergies(filled: Filled) -> list[Finding]:
    """Allergies with reactions, or none known and asked on a day; never both.

    What the form itself requires is left to the form engine.
    """
    if "allergies" not in filled.form.states or next(filled.items("allergies"), None) is None:
        return []
    rows = filled.rows("allergies")
    none_known = filled.value("no_known_allergies") is True
    at, at_none = _item(filled, "allergies"), _item(filled, "no_known_allergies")
    found: list[Finding] = []
    for row in rows:
        substance = str(row.get("substance") or "").strip()
        if not substance and not _asked_by_form(filled, "substance", at):
            found.append(Finding("must", at, "An allergy has no substance."))
        if not str(row.get("reaction") or "").strip() and not _asked_by_form(filled, "reaction", at):
            found.append(Finding("must", at, f"Say what reaction the client has to {substance or 'it'}."))
    if none_known and rows:
        found.append(Finding("must", at_none, 'There is an allergy and also "no known allergies". Keep one of them.'))
    if none_known and not filled.day("allergies_asked_on") and not _asked_by_form(filled, "allergies_asked_on"):
        found.append(Finding("must", _item(filled, "allergies_asked_on"), "Say on which day allergies were asked for."))
    left_to_form = _asked_by_form(filled, "no_known_allergies") or _asked_by_form(filled, "allergies")
    if "episode.open" in filled.form.states and not rows and not none_known and not left_to_form:
        found.append(Finding("must", at, "Record the allergies, or that none are known and when it was asked."))
    if none_known:
        found.extend(
            Finding("should", at_none, f"The record lists an allergy to {known.substance}; it stays on the list.")
            for known in filled.chart.rows("allergies")
        )
    return found


def _asked_by_form(filled: Filled, role: str, inside: str = "") -> bool:
    item = filled.form.by_role(role, inside)
    return item is not None and item.required


def _item(filled: Filled, role: str) -> str:
    item = next(filled.items(role), None)
    return item.id if item else ""
