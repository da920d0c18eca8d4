"""The stay itself: admission, diagnoses, allergies, safety, family, what comes after. Pure."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from ehr_desk.chart.allergies.rows import AllergyRow, AllergyStatusRow
from ehr_desk.chart.diagnoses.rows import DiagnosisRow
from ehr_desk.chart.episodes.rows import EpisodeRow, FollowupRow, LevelRow
from ehr_desk.chart.families.rows import FamilySessionRow
from ehr_desk.chart.measures.rows import SafetyRow
from ehr_desk.chart.summaries.measures import NO_TOTAL, name_of
from ehr_desk.chart.summaries.rows import Sentence, sources
from ehr_desk.chart.summaries.scope import Scope
from ehr_desk.chart.summaries.words import counted, day_words, ended, hours_words, listed, open_ended, small


def admission(scope: Scope) -> list[Sentence]:
    """When, to what and why the client was admitted."""
    episode = scope.episode
    if episode is None:
        return [Sentence("No admission is recorded.")]
    entry = sources([episode.opened_by_entry])
    first = episode.stages()[0]
    care = ", ".join(part for part in (episode.program.strip(), small(first.level_of_care.strip())) if part)
    track = f", {first.track.lower()} track" if first.track.strip() else ""
    to = f" to {care}{track}" if care else ""
    found = [Sentence(f"The client was admitted on {day_words(episode.admitted_on)}{to}.", entry)]
    if episode.referral.strip() and episode.referral.strip().casefold() != "other":
        found.append(Sentence(f"Referred by: {small(open_ended(episode.referral))}.", entry))
    if episode.presenting_problem.strip():
        found.append(Sentence(ended(episode.presenting_problem), entry))
    else:
        found.append(Sentence("No presenting problem is recorded."))
    return found


def level_changes(scope: Scope) -> list[Sentence]:
    """The changes of level, track or hours in the scope, each with its day, its terms and why."""
    if scope.episode is None:
        return []
    found = []
    for before, after in pairwise(scope.episode.stages()):
        if scope.start <= after.since <= scope.end:
            level = small(after.level_of_care)
            what = f"The level of care changed from {small(before.level_of_care)} to {level}"
            if before.level_of_care == after.level_of_care:
                what = f"The terms of {level} changed"
            why = f": {small(open_ended(after.reason))}" if after.reason.strip() else ""
            text = f"{what} on {day_words(after.since)}{_terms(after)}{why}."
            found.append(Sentence(text, sources([after.entry_id])))
    return found


def level_rows(scope: Scope) -> list[dict[str, object]]:
    """The table of the stay's levels of care; empty while there has been one only, which the head tells."""
    stages = scope.episode.stages() if scope.episode else ()
    return [
        {
            "level": stage.level_of_care,
            "since": stage.since.isoformat(),
            "until": stage.until.isoformat() if stage.until else "",
            "track": stage.track,
            "weekly_hours": stage.planned_hours,
            "reason": stage.reason,
        }
        for stage in (stages if len(stages) > 1 else ())
    ]


def _terms(stage: LevelRow) -> str:
    hours = f"{stage.planned_hours} hours a week" if stage.planned_hours else ""
    words = ", ".join(part for part in (f"{stage.track.lower()} track" if stage.track else "", hours) if part)
    return f" ({words})" if words else ""


def diagnoses(scope: Scope) -> list[DiagnosisRow]:
    """The diagnoses as they stood at the end of the scope, primary ones first."""
    rows: list[DiagnosisRow] = scope.rows("diagnoses")
    return sorted(rows, key=lambda row: row.rank != "primary")


def diagnosis_rows(scope: Scope) -> list[dict[str, object]]:
    """The table of diagnoses."""
    return [
        {"code": row.code, "text": row.text, "rank": row.rank.capitalize(), "status": row.status.capitalize()}
        for row in diagnoses(scope)
    ]


def changed_diagnoses(scope: Scope) -> list[Sentence]:
    """The diagnoses that are no longer simply active: in remission or resolved."""
    return [
        Sentence(f"{open_ended(row.text)}{f' ({row.code})' if row.code else ''}: {row.status}.", (row.entry_id,))
        for row in diagnoses(scope)
        if row.status != "active"
    ]


def allergies_text(scope: Scope) -> str:
    """Allergies in words: which, or none known and when it was asked, or that nobody asked.

    Whatever period a paper covers, it tells every allergy that is known today: leaving one out could harm somebody.
    """
    rows: list[AllergyRow] = list(scope.present.rows("allergies"))
    asked: AllergyStatusRow | None = next(iter(scope.present.rows("allergy_status")), None)
    when = f" Asked on {day_words(asked.asked_on)}." if asked and asked.asked_on else ""
    if rows:
        parts = [f"{open_ended(row.substance)}{_reaction(row)}" for row in rows]
        return f"{'; '.join(parts)}.{when}"
    if asked and asked.none_known:
        return f"No known allergies.{when}"
    return (
        f"No allergy is recorded.{when}" if when else "No allergy is recorded. It is not recorded that anybody asked."
    )


def allergy_rows(scope: Scope) -> list[dict[str, object]]:
    """The table of allergies."""
    return [
        {"substance": row.substance, "reaction": ", ".join(part for part in (row.reaction, _severity(row)) if part)}
        for row in scope.present.rows("allergies")
    ]


def safety(scope: Scope) -> list[Sentence]:
    """Every safety event and what was done."""
    rows: list[SafetyRow] = scope.with_screening(scope.rows("safety"))
    found = [Sentence(f"{day_words(row.on)}: {_risk(row)}{ended(row.what)}", (row.entry_id,)) for row in rows]
    return found or [Sentence(f"No safety event is recorded{scope.in_it}.")]


def family_sessions(scope: Scope) -> list[FamilySessionRow]:
    """Family sessions of the scope."""
    return scope.within(scope.rows("family_sessions"))


def family(scope: Scope) -> list[Sentence]:
    """Whether family took part, and on which days without the client; the table names who and for what."""
    rows = family_sessions(scope)
    if not rows:
        return [Sentence(f"No family session is recorded{scope.in_it}.")]
    verb = "is" if len(rows) == 1 else "are"
    total = hours_words(sum(row.minutes for row in rows))
    text = f"{counted(len(rows), 'family session')} {verb} recorded{scope.in_it} ({total})."
    found = [Sentence(text, sources(row.entry_id for row in rows))]
    alone = [row for row in rows if not row.client_present]
    if alone:
        days = listed([day_words(row.on) for row in alone])
        found.append(Sentence(f"The client was not present on {days}.", sources(row.entry_id for row in alone)))
    return found


def family_rows(scope: Scope) -> list[dict[str, object]]:
    """The table of family sessions."""
    return [
        {"on": row.on.isoformat(), "participants": "; ".join(row.participants), "purpose": row.purpose}
        for row in family_sessions(scope)
    ]


def barriers(scope: Scope) -> list[Sentence]:
    """The barriers that the plan names."""
    if scope.plan is None:
        return [Sentence("No barrier is recorded.")]
    if not scope.plan.barriers.strip():
        return [Sentence("The treatment plan names no barrier.", sources([scope.plan.entry_id]))]
    return [Sentence(ended(scope.plan.barriers), sources([scope.plan.entry_id]))]


def dates_ahead(scope: Scope) -> list[Sentence]:
    """When the plan is reviewed next, and when discharge is expected."""
    plan, episode, found = scope.plan, scope.episode, []
    if plan and plan.next_review_on and plan.next_review_on > scope.end:
        text = f"The next review of the plan is due on {day_words(plan.next_review_on)}."
        found.append(Sentence(text, sources([plan.entry_id])))
    expected, entry = projected_discharge(scope)
    if expected and episode and episode.is_open and expected > scope.end:
        found.append(Sentence(f"Discharge is expected on {day_words(expected)}.", sources([entry])))
    return found


def projected_discharge(scope: Scope) -> tuple[date | None, str]:
    """The expected day of discharge and the entry that says so: the plan's, else the admission's."""
    if scope.plan and scope.plan.projected_discharge:
        return scope.plan.projected_discharge, scope.plan.entry_id
    if scope.episode and scope.episode.projected_discharge:
        return scope.episode.projected_discharge, scope.episode.opened_by_entry
    return None, ""


def appointments(scope: Scope) -> Sentence:
    """That there are appointments after discharge; the table has day, place and number. What the author adds to the
    table or takes out of it counts."""
    rows = _ahead(scope)
    count = len(rows) if scope.followups is None else scope.followups
    if not count:
        return Sentence("No follow-up appointment is recorded.")
    what = "appointment" if count == 1 else f"{count} appointments"
    return Sentence(f"Keep the {what} listed under Follow-up.", sources(row.entry_id for row in rows))


def followup_rows(scope: Scope) -> list[dict[str, object]]:
    """The table of follow-up."""
    return [
        {
            "when": row.when,
            "service": row.service,
            "provider": row.provider,
            "place": row.place,
            "contact": row.contact,
        }
        for row in _ahead(scope)
    ]


def _ahead(scope: Scope) -> list[FollowupRow]:
    """The follow-up that has not passed by the end of the scope; what has no day yet is still ahead.

    What was arranged after the end of the stay is told too, as long as no later stay began.
    """
    episodes: list[EpisodeRow] = list(scope.present.rows("episodes"))
    later_stay = any(scope.episode and row.admitted_on > scope.episode.admitted_on for row in episodes)
    rows: list[FollowupRow] = list((scope.chart if later_stay else scope.present).rows("followup"))
    return [row for row in rows if not row.when or row.when[:10] >= scope.end.isoformat()]


def _risk(row: SafetyRow) -> str:
    # Without a total no score tells of the answer, so it is told here, before what was judged of it.
    alert = f"an answer on the {name_of(row)} raised an alert; {NO_TOTAL}. " if row.unscored else ""
    if not row.level.strip():
        return f"{alert}Done: " if alert else ""
    level = small(open_ended(row.level))
    by = f", assessed by {open_ended(row.assessed_by)}" if row.assessed_by.strip() else ""
    judged = f"risk judged {level}"
    if level.startswith("no "):
        judged = "Judged to be without risk that day, once asked about it" if alert else "no current risk found"
    elif alert:
        judged = f"R{judged[1:]}"
    return f"{alert}{judged}{by}. Done: "


def _reaction(row: AllergyRow) -> str:
    words = ", ".join(part for part in (open_ended(small(row.reaction)), _severity(row)) if part)
    return f" ({words})" if words else ""


def _severity(row: AllergyRow) -> str:
    return "" if row.severity.casefold() in {"", "not known"} else row.severity.lower()
