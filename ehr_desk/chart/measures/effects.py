"""What a signed entry can state about measures and safety."""

from __future__ import annotations

from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.common.canonical import Json
from ehr_desk.forms import evaluate

SCORED = "measure.scored"
SAFETY = "safety.action"


def scored(filled: Filled) -> list[Effect]:
    """One effect per score that could be computed; a refused measure has none."""
    flagged = alerts(filled)
    titles = {score.id: score.text for score in filled.form.scores}
    found = []
    for score_id, result in filled.scores.items():
        if result.value is None:
            continue
        title = titles.get(score_id) or filled.form.title
        data: dict[str, Json] = {
            "form_id": filled.form.id,
            "title": title,
            "score_id": score_id,
            "score": result.value,
            "maximum": result.maximum,
            "band": result.band,
            "flagged": flagged,
        }
        band = f", {result.band.lower()}" if result.band else ""
        alert = "; an answer needs action" if flagged else ""
        found.append(
            Effect(SCORED, filled.effective_on, data, f"{title}: {result.value} of {result.maximum}{band}{alert}.")
        )
    return found


def safety(filled: Filled) -> list[Effect]:
    """What was done about a risk, where something was."""
    what = filled.text("safety_action").strip()
    if not what:
        return []
    level = filled.text("safety_level").strip()
    data = {"what": what, "level": level, "assessed_by": filled.text("safety_assessed_by").strip()}
    words = f"Risk {level.lower()}" if level else "Risk answered"
    return [Effect(SAFETY, filled.effective_on, data, f"{words}. Done: {what.rstrip('.')}.")]


def alerts(filled: Filled) -> bool:
    """Whether an answer raised one of the form's alerts, whatever was done about it."""
    return any(
        evaluate(alert.when, filled.answers, filled.scores, filled.form)
        for item in filled.form.walk()
        for alert in item.alerts
    )
