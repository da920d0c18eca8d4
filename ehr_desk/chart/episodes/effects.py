"""What a signed entry can state about episodes and follow-up."""

from __future__ import annotations

from datetime import date

from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.rooms import Filled, Rows
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
    """The episode that an admission opens; it counts from the day of admission. ``follows`` is the stay that was the
    last one until then: an admission that is written anew does not follow the one whose place it takes."""
    before: list[EpisodeRow] = list(filled.standing.rows("episodes"))
    on = filled.day("admitted_on") or filled.effective_on
    projected = filled.day("projected_discharge")
    data: dict[str, Json] = {
        "episode_id": filled.entry_id,
        **{role: filled.text(role).strip() for role in TEXTS},
        "projected_discharge": projected.isoformat() if projected else "",
        "follows": before[-1].episode_id if before else "",
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
    """The episode that is open before this entry; for an amendment the one that the entry closes, whenever it was
    written and whoever was admitted since: a request for amendment must be possible (45 CFR 164.526)."""
    its_own: list[EpisodeRow] = [row for row in filled.chart.rows("episodes") if row.episode_id == filled.stay]
    episodes: list[EpisodeRow] = its_own or list(filled.standing.rows("episodes"))
    return next((row for row in reversed(episodes) if row.is_open), None)


def closed_or_signed_in(record: Rows, entry_id: str, signed_in: str) -> str:
    """The stay that an entry closes as the record stands, else the one it was signed in."""
    episodes: list[EpisodeRow] = list(record.rows("episodes"))
    return next((row.episode_id for row in episodes if row.closed_by_entry == entry_id), signed_in)


def _timein_words(when: str) -> str:
    day, _, time = when.partition("T")
    return f"{in_words(date.fromisoformat(day))}, {time}".rstrip(", ")
