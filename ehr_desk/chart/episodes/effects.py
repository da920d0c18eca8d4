"""What a signed entry can state about episodes and follow-up."""

from __future__ import annotations

from datetime import date

from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.common.canonical import Json
from ehr_desk.common.days import in_words

OPENED = "episode.opened"
CLOSED = "episode.closed"
FOLLOWUP = "followup.planned"

# Roles of an admission whose text the episode carries as it is; the rows have fields of the same names.
TEXTS = (
    "program",
    "level_of_care",
    "track",
    "referral",
    "presenting_problem",
    "planned_hours",
    "primary_counselor",
)


def opened(filled: Filled) -> list[Effect]:
    """The episode that an admission opens; it counts from the day of admission."""
    on = filled.day("admitted_on") or filled.effective_on
    projected = filled.day("projected_discharge")
    data: dict[str, Json] = {
        "episode_id": filled.entry_id,
        **{role: filled.text(role).strip() for role in TEXTS},
        "projected_discharge": projected.isoformat() if projected else "",
    }
    to = ", ".join(part for part in (data["program"], data["level_of_care"].lower()) if part)
    sentence = f"Admitted on {in_words(on)}" + (f" to {to}" if to else "")
    if projected:
        sentence += f"; projected discharge {in_words(projected)}"
    return [Effect(OPENED, on, data, sentence + ".")]


def closed(filled: Filled) -> list[Effect]:
    """The end of the open episode; it counts from the day of discharge."""
    episode = open_episode(filled)
    on = filled.day("discharged_on") or filled.effective_on
    reason = filled.text("discharge_reason").strip()
    data: dict[str, Json] = {
        "episode_id": episode.episode_id if episode else "",
        "discharge_reason": reason,
        "discharge_detail": filled.text("discharge_reason_detail").strip(),
        "disposition": ", ".join(
            part for part in (filled.text("disposition").strip(), filled.text("disposition_detail").strip()) if part
        ),
    }
    words = f": {reason[:1].lower()}{reason[1:]}" if reason else ""
    return [Effect(CLOSED, on, data, f"Discharged on {in_words(on)}{words}.")]


def followup(filled: Filled) -> list[Effect]:
    """One effect per appointment of the follow-up table."""
    found = []
    for row in filled.rows("followup"):
        data = {key: str(row.get(key) or "").strip() for key in ("when", "service", "provider", "place", "contact")}
        who = f" with {data['provider']}" if data["provider"] else ""
        when = f", {_timein_words(data['when'])}" if data["when"] else ""
        found.append(
            Effect(FOLLOWUP, filled.effective_on, data, f"Follow-up: {data['service'] or 'appointment'}{who}{when}.")
        )
    return found


def open_episode(filled: Filled) -> EpisodeRow | None:
    """The episode that is open before this entry."""
    episodes: list[EpisodeRow] = list(filled.standing.rows("episodes"))
    return next((row for row in reversed(episodes) if row.is_open), None)


def _timein_words(when: str) -> str:
    day, _, time = when.partition("T")
    return f"{in_words(date.fromisoformat(day))}, {time}".rstrip(", ")
