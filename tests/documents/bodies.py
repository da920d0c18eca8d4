"""Signed bodies of entries, as the record hands them to the paper floor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import Form, FormLibrary, normalise, scores
from tests.clinical_forms.filled import FILLED, OBJECTIVE_PANIC

LIBRARY = FormLibrary.load(forms_dir())
OBJECTIVE = "1.1 Use paced breathing and stay on the train."


def form(name: str) -> Form:
    """A shipped form."""
    return LIBRARY.get(name)


def body(name: str, answers: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """The body of one entry on a shipped form, filled in plausibly unless answers are given."""
    used = form(name)
    kept = normalise(used, FILLED[name] if answers is None else answers)
    return {
        "format": 1,
        "entry_id": "e" * 32,
        "version": 1,
        "kind": "original",
        "reason": "",
        "previous": "",
        "client": {
            "name": "Marisol Vega-Ortiz",
            "preferred_name": "Mari",
            "pronouns": "she/her",
            "date_of_birth": "1991-03-14",
            "record_number": "DEMO-20317",
        },
        "form": {"id": used.id, "paper": used.paper},
        "effective_on": "2026-11-05",
        "answers": kept,
        "scores": {
            key: {"value": score.value, "maximum": score.maximum, "band": score.band}
            | ({"note": score.note} if score.declined else {})
            for key, score in scores(used, kept).items()
        },
        "effects": [{"data": {"objective_id": OBJECTIVE_PANIC}, "sentence": f"Objective {OBJECTIVE}: some progress."}],
        "author": {"staff_id": "s" * 32, "name": "Dana Whitlock", "credential": "LPCC-S", "role": "therapist"},
        "signed_at": "2026-11-21T19:34:05.000000Z",
        "signed_local": "2026-11-21T14:34:05-05:00",
        "meaning": "I am the author of this entry.",
        "needs_cosignature": False,
        "document_id": "D-0117A20317",
        "demonstration": True,
        **more,
    }
