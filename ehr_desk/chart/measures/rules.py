"""What must hold for measures. Pure; asked before signing.

That an alarming answer needs a recorded action (PHQ-9 item 9) is said by the form itself and checked by its engine.
"""

from __future__ import annotations

from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.forms import Finding


def check_complete(filled: Filled) -> list[Finding]:
    """A measure is scored, or says that the client refused it (an item with the role ``refused``)."""
    if "measure" not in filled.form.states or filled.value("refused") is True:
        return []
    required = {item.id for item in filled.form.walk() if item.required}
    return [
        Finding("must", _first_open(filled, score.items), f"{score.text or filled.form.title} cannot be computed yet.")
        for score in filled.form.scores
        # Where every item of the score is required, the form asks for each of them by name.
        if filled.scores[score.id].value is None and not set(score.items) <= required
    ]


def _first_open(filled: Filled, items: tuple[str, ...]) -> str:
    return next((item for item in items if item not in filled.answers and not item.startswith("score.")), "")
