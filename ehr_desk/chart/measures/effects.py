"""What a signed entry can state about measures, safety and reported use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.common.canonical import Json
from ehr_desk.common.days import in_words
from ehr_desk.forms import ScoreResult, evaluate, visible

SCORED = "measure.scored"
PARTIAL = "measure.partial"
SAFETY = "safety.action"
USE = "use.reported"

_USED = "Used"
_IN_USE = frozenset({_USED, "Less use than before"})
"""Results of a craving log that are use."""


def measured(filled: Filled) -> list[Effect]:
    """Every score, and what is known of those that have no total."""
    return [*scored(filled), *partial(filled)]


def scored(filled: Filled) -> list[Effect]:
    """One effect per score that could be computed; a refused measure has none, and a part of a measure neither."""
    flagged, positive = alerts(filled), is_positive(filled)
    titles = {score.id: score.text for score in filled.form.scores if not score.part}
    found = []
    for score_id, result in filled.scores.items():
        if result.value is None or score_id not in titles:
            continue
        title = titles.get(score_id) or filled.form.title
        data: dict[str, Json] = {
            "form_id": filled.form.id,
            "title": title,
            "score_id": score_id,
            "score": result.value,
            "maximum": result.maximum,
            "band": _band(result),
            "flagged": flagged,
            "positive": positive,
        }
        band = f", {_band(result).lower()}" if _band(result) else ""
        alert = "; an answer needs action" if flagged else ""
        found.append(
            Effect(SCORED, filled.effective_on, data, f"{title}: {result.value} of {result.maximum}{band}{alert}.")
        )
    return found


def partial(filled: Filled) -> list[Effect]:
    """One effect per score that has no total because questions were declined: what it comes to at the least."""
    flagged, positive = alerts(filled), is_positive(filled)
    found = []
    for score in filled.form.scores:
        result = filled.scores[score.id]
        if score.part or result.reached is None:
            continue
        title = score.text or filled.form.title
        data: dict[str, Json] = {
            "form_id": filled.form.id,
            "title": title,
            "score_id": score.id,
            "least": result.reached,
            "maximum": result.maximum,
            "declined": result.declined,
            "flagged": flagged,
            "positive": positive,
        }
        screen = "; the screen is positive" if positive else ""
        words = f"{title}: none, {result.declined} declined; at least {result.reached} of {result.maximum}{screen}."
        found.append(Effect(PARTIAL, filled.effective_on, data, words))
    return found


def _band(result: ScoreResult) -> str:
    """The band; of a total with a declined question also that it is prorated: it stands beside full ones in trends."""
    return ", ".join(part for part in (result.band, "prorated" if result.declined else "") if part)


def safety(filled: Filled) -> list[Effect]:
    """What was done about a risk, where something was."""
    what = filled.text("safety_action").strip()
    if not what:
        return []
    level = filled.text("safety_level").strip()
    data: dict[str, Json] = {"what": what, "level": level, "assessed_by": filled.text("safety_assessed_by").strip()}
    unscored = _unscored(filled)
    if unscored:
        data["unscored"] = unscored
    words = f"Risk {level.lower()}" if level else "Risk answered"
    return [Effect(SAFETY, filled.effective_on, data, f"{words}. Done: {what.rstrip('.')}.")]


def _unscored(filled: Filled) -> str:
    """The name of a measure that raised an alert and has no total: no score in the chart would tell of the answer."""
    totals = [score for score in filled.form.scores if not score.part]
    if not totals or any(filled.scores[score.id].value is not None for score in totals) or not alerts(filled):
        return ""
    return totals[0].text or filled.form.title


def use(filled: Filled) -> list[Effect]:
    """What the client reported about substance use and cravings; nothing where neither was asked. A craving of a log
    that ended in use is use."""
    said, craving = filled.text("use_since_last").strip(), filled.value("craving")
    logged = [row for row in filled.rows("cravings") if _ended_in_use(row)]
    asked = said.casefold() not in {"", "not asked"} or bool(logged)
    if not asked and craving is None:
        return []
    used = said.casefold() == "use" or bool(logged)
    events = [
        {key: str(row.get(key) or "").strip() for key in ("substance", "on", "amount")}
        for row in (filled.rows("use_events") if said.casefold() == "use" else [])
    ]
    events += [_of_craving(row) for row in logged]
    data: dict[str, Json] = {"asked": asked, "used": used, "events": events, "craving": craving}
    words = []
    if asked:
        what = ", ".join(event["substance"] for event in events if event["substance"])
        on = (
            ""
            if what
            else ", ".join(dict.fromkeys(in_words(date.fromisoformat(one["on"])) for one in events if one["on"]))
        )
        told = f": {what}" if what else f" on {on}" if on else ""
        words.append(f"Use reported{told}." if used else "No use reported.")
    if craving is not None:
        words.append(f"Strongest craving {craving} of 10.")
    return [Effect(USE, filled.effective_on, data, " ".join(words))]


def _ended_in_use(row: Mapping[str, Json]) -> bool:
    """Whether a craving of a log (its answers by role) ended in use, in less of it too."""
    return str(row.get("result") or "") in _IN_USE


def _of_craving(row: Mapping[str, Json]) -> dict[str, str]:
    """The use that a craving ended in; the log does not ask of what."""
    less = str(row["result"]) != _USED
    return {"substance": "", "on": str(row.get("on") or ""), "amount": str(row["result"]) if less else ""}


def is_positive(filled: Filled) -> bool:
    """Whether the screen is positive: the form shows its item with the role ``positive_screen``."""
    item = next(filled.items("positive_screen"), None)
    return item is not None and item.id in visible(filled.form, filled.answers)


def alerts(filled: Filled) -> bool:
    """Whether an answer raised one of the form's alerts, whatever was done about it."""
    return any(
        evaluate(alert.when, filled.answers, filled.scores, filled.form)
        for item in filled.form.walk()
        for alert in item.alerts
    )
