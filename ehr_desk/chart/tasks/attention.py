"""The quiet list of a chart: what should be looked at, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from ehr_desk.chart.allergies.rows import AllergyStatusRow
from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.consents.rules import is_active
from ehr_desk.chart.entries.quoting import Resting
from ehr_desk.chart.entries.rooms import Rows
from ehr_desk.chart.episodes.rows import EpisodeRow
from ehr_desk.chart.measures.rows import MeasureRow, SafetyRow
from ehr_desk.chart.sessions.hours import WeekHours, hours_text
from ehr_desk.chart.sessions.rows import AttendanceRow
from ehr_desk.chart.tasks.calls import calls
from ehr_desk.chart.tasks.drug_screens import awaited_screens, drug_screens
from ehr_desk.chart.tasks.due import LEFT_EARLY, About
from ehr_desk.chart.tasks.level_of_care import level_of_care
from ehr_desk.chart.tasks.partial import positive_without_total, worse_without_total
from ehr_desk.chart.tasks.referrals import referrals
from ehr_desk.chart.tasks.rows import LEVELS, Alert, Attention, Level, Waiting
from ehr_desk.chart.tasks.rules import (
    DEFAULT_RULES,
    DueRules,
    ReliableChanges,
    has_died,
    open_episode,
    planned_end,
    review_due,
    stays_before,
)
from ehr_desk.chart.tasks.supply import supply
from ehr_desk.chart.tasks.words import counted, session_words
from ehr_desk.chart.tasks.worsening import name_of, sentences, without_total, worsened
from ehr_desk.common.days import in_words

NO_RISK = "no current risk found"
_GONE = 3
"""Sessions missed in a row after which somebody may have left."""


def attention(
    state: Rows,
    today: date,
    *,
    waiting: Waiting = Waiting(),  # noqa: B008 - frozen
    reliable: ReliableChanges | None = None,
    rules: DueRules = DEFAULT_RULES,
    resting: Sequence[Resting] = (),
) -> list[Attention]:
    """Everything worth a look, what matters most first. Empty where nothing is. ``resting``: entries that rest
    on others which were entered in error, or of which words were taken back, with those."""
    found = [
        *_safety(state, today, rules),
        *_scores(state, today, rules, reliable or {}),
        *_positive(state, today, rules, reliable or {}),
        *drug_screens(state, today, rules),
        *awaited_screens(state, today),
        *_allergies(state),
        *_missed(state, today, rules),
        *_hours(waiting),
        *_resting(resting),
        *_plan(state, today, rules, waiting),
        *level_of_care(state, today, rules),
        *supply(state, today, rules),
        *_consents(state, today, rules),
        *_discharge(state, today, rules),
        *_gone(state, today, rules),
        *calls(state, today, rules),
        *referrals(state, today, rules),
        *_waiting(waiting),
    ]
    return sorted(found, key=lambda one: LEVELS.index(one.level))


def alerts(
    client_id: str, state: Rows, today: date, *, reliable: ReliableChanges, rules: DueRules = DEFAULT_RULES
) -> list[Alert]:
    """What stands out clinically: safety events, whether the client is in treatment, was never admitted or has left;
    of an open stay also positive screens, unexpected drug screens and scores that got worse by more than chance."""
    found = [] if has_died(state) else [(one, "Safety") for one in _safety(state, today, rules)]
    if open_episode(state):
        found += [(one, "Score") for one in _scores(state, today, rules, reliable)]
        found += [(one, "Screen") for one in _positive(state, today, rules, reliable)]
        found += [(one, "Drug screen") for one in drug_screens(state, today, rules)]
    found.sort(key=lambda one: LEVELS.index(one[0].level))
    return [Alert(client_id, one.level, one.text, chip, one.entry_id, one.act) for one, chip in found]


def short_of_hours(waiting: Waiting) -> WeekHours | None:
    """Last week, where it stayed under the program's minimum."""
    last = waiting.hours[0] if waiting.hours else None
    return last if last is not None and last.shortfall else None


def recent_safety(state: Rows, today: date, rules: DueRules = DEFAULT_RULES) -> list[SafetyRow]:
    """Safety events of the last days in which a risk was seen, newest first."""
    rows: list[SafetyRow] = list(state.rows("safety"))
    first = today - timedelta(days=rules.safety_recent)
    return [row for row in reversed(rows) if first <= row.on <= today and row.level.casefold() != NO_RISK]


def recent_flags(state: Rows, today: date, rules: DueRules = DEFAULT_RULES) -> list[MeasureRow]:
    """Measures whose newest result raised an alert in the last days."""
    first = today - timedelta(days=rules.score_recent)
    return [row for row in newest_scores(state, today) if row.flagged and row.on >= first]


def unscored_flags(state: Rows, today: date, rules: DueRules = DEFAULT_RULES) -> list[SafetyRow]:
    """Measures of the last days without a total, an answer of which raised an alert; none since asked with a total."""
    first = today - timedelta(days=rules.score_recent)
    scored = {(row.title, row.on) for row in newest_scores(state, today)}
    rows: list[SafetyRow] = list(state.rows("safety"))
    return [
        row
        for row in rows
        if row.unscored
        and first <= row.on <= today
        and not any(title == row.unscored and on > row.on for title, on in scored)
    ]


def newest_scores(state: Rows, today: date) -> list[MeasureRow]:
    """The newest score of each measure."""
    newest: dict[tuple[str, str], MeasureRow] = {}
    for row in state.rows("measures"):
        if row.on <= today:
            newest[(row.form_id, row.score_id)] = row
    return list(newest.values())


def missed_lately(state: Rows, today: date, rules: DueRules = DEFAULT_RULES) -> list[AttendanceRow]:
    """Sessions missed without excuse since the client was last there, within the last days; newest first."""
    rows: list[AttendanceRow] = [row for row in state.rows("attendance") if row.on <= today]
    first = today - timedelta(days=rules.missed_recent)
    found: list[AttendanceRow] = []
    for row in reversed(rows):
        if row.was_there or row.on < first:
            break
        if row.status == "no-show":
            found.append(row)
    return found


def _safety(state: Rows, today: date, rules: DueRules) -> Iterator[Attention]:
    events = recent_safety(state, today, rules)
    if events:
        newest = events[0]
        level: Level = "warning" if newest.level.casefold() == "low" else "danger"
        judged = f"risk judged {newest.level.lower()}" if newest.level else "a safety event"
        yield Attention(level, f"Safety: {judged} on {in_words(newest.on)}.", "safety", newest.entry_id)
    answered = {row.entry_id for row in events}
    for row in recent_flags(state, today, rules):
        if row.entry_id not in answered:
            text = f"{name_of(row)} of {in_words(row.on)} ({_score(row)}): an answer needs attention."
            yield Attention("danger", text, "measures", row.entry_id)
    for event in unscored_flags(state, today, rules):
        if event.entry_id not in answered:
            text = f"{without_total(event.unscored)} of {in_words(event.on)}, without a total"
            yield Attention("danger", f"{text}: an answer needs attention.", "measures", event.entry_id)


def _score(row: MeasureRow) -> str:
    """The score and what its band is called."""
    return f"{row.score}, {row.band[:1].lower()}{row.band[1:]}" if row.band else str(row.score)


def _scores(state: Rows, today: date, rules: DueRules, reliable: ReliableChanges) -> Iterator[Attention]:
    first = today - timedelta(days=rules.score_recent)
    for text, row in sentences(worsened(state, today, first, reliable)):
        yield Attention("warning", text, "measures", row.entry_id)
    for text, partial in worse_without_total(state, today, first, reliable):
        yield Attention("warning", text, "measures", partial.entry_id)


def _positive(state: Rows, today: date, rules: DueRules, reliable: ReliableChanges) -> Iterator[Attention]:
    """Screens that became positive: those that were before in the same stay, or that got worse, are said otherwise or
    known."""
    first = today - timedelta(days=rules.score_recent)
    before: dict[tuple[str, str, int], bool] = {}
    newest = {id(row) for row in newest_scores(state, today)}
    worse = {id(one.row) for one in worsened(state, today, first, reliable)}
    for row in state.rows("measures"):
        key = (row.form_id, row.score_id, stays_before(state, row.on))
        known = before.get(key, False)
        before[key] = row.positive
        told = row.flagged or id(row) in worse
        if id(row) in newest and row.positive and not known and not told and row.on >= first:
            text = f"{name_of(row)} is a positive screen: {row.score} on {in_words(row.on)}."
            yield Attention("review", text, "measures", row.entry_id)
    worse_partial = {row.entry_id for _, row in worse_without_total(state, today, first, reliable)}
    for text, partial in positive_without_total(state, today, first):
        if partial.entry_id not in worse_partial:
            yield Attention("review", text, "measures", partial.entry_id)


def _allergies(state: Rows) -> Iterator[Attention]:
    status: AllergyStatusRow | None = next(iter(state.rows("allergy_status")), None)
    if status is None and not state.rows("allergies") and open_episode(state):
        yield Attention("warning", "Nobody has asked about allergies yet.", "allergies")


def _missed(state: Rows, today: date, rules: DueRules) -> Iterator[Attention]:
    if open_episode(state) is None:
        return
    rows = missed_lately(state, today, rules)
    if len(rows) == 1:
        text = f"Missed {session_words(rows[0].service)} on {in_words(rows[0].on)}."
        yield Attention("warning", text, "timeline", rows[0].entry_id)
    elif rows:
        text = f"Missed {len(rows)} sessions in a row, the last on {in_words(rows[0].on)}."
        yield Attention("danger", text, "timeline", rows[0].entry_id)


def _why(week: WeekHours) -> str:
    """Why sessions of a week were missed, as their notes say; and that somebody has to say so."""
    said = "; ".join(week.reasons)
    known = f" Reasons: {said}." if said else ""
    open_ones = week.unexplained
    sessions = "one missed session" if open_ones == 1 else f"{open_ones} missed sessions"
    return known + (f" No reason is recorded for {sessions}." if open_ones else "")


def _hours(waiting: Waiting) -> Iterator[Attention]:
    last = short_of_hours(waiting)
    if last is not None:
        part = f", {hours_text(last.excused)} excused" if last.excused else ""
        least = hours_text(last.minimum)
        text = f"Last week {hours_text(last.delivered)} of at least {least} were attended{part}.{_why(last)}"
        yield Attention("warning", text, "timeline")
    coming = waiting.hours[1] if len(waiting.hours) > 1 else None
    if coming is not None and coming.planned and coming.planned_shortfall:
        text = f"This week {hours_text(coming.planned)} are planned, the program asks for {hours_text(coming.minimum)}."
        yield Attention("review", text, "timeline")


def _resting(found: Sequence[Resting]) -> Iterator[Attention]:
    for one in found:
        of = f"{one.line.title} of {in_words(one.line.effective_on)}"
        if one.holds:
            yield Attention(
                "warning", f"{of} holds words that were taken back with {one.holds}.", "timeline", one.line.entry_id
            )
            continue
        first = f"{one.upon[0].title} of {in_words(one.upon[0].effective_on)}"
        more = f" and {counted(len(one.upon) - 1, 'other')}" if len(one.upon) > 1 else ""
        in_error = any(each.state == "entered in error" for each in one.upon)
        what = "rests on what was entered in error" if in_error else "rests on words that were taken back"
        said = what if one.forbids else "names as its source what was corrected since"
        text = f"{of} {said}: {first}{more}."
        yield Attention("warning" if one.forbids else "review", text, "timeline", one.line.entry_id)


def _plan(state: Rows, today: date, rules: DueRules, waiting: Waiting) -> Iterator[Attention]:
    due = review_due(state, today, rules=rules, planned=waiting.planned)
    if due is None:
        return
    on = in_words(due.due_on)
    if due.kind == "plan":
        if due.days < 0:
            yield Attention("warning", f"No signed treatment plan. It was due on {on}.", "plan")
        else:
            yield Attention("review", f"No signed treatment plan yet. Due on {on}.", "plan")
    elif due.days < 0:
        yield Attention("warning", f"Plan review overdue since {on}.", "plan review")
    elif due.days <= rules.review_soon:
        yield Attention("review", f"Plan review due on {on}.", "plan review")


def _consents(state: Rows, today: date, rules: DueRules) -> Iterator[Attention]:
    rows: list[ConsentRow] = list(state.rows("consents"))
    last = today + timedelta(days=rules.consent_soon)
    for row in rows:
        if row.expires_on and row.expires_on <= last and is_active(row, today):
            text = f"The consent for {row.recipient} ends on {in_words(row.expires_on)}."
            yield Attention("review", text, "consents", row.entry_id)


def _discharge(state: Rows, today: date, rules: DueRules) -> Iterator[Attention]:
    episode = open_episode(state)
    expected = expected_discharge(state, episode)
    if episode is None or expected is None:
        return
    if expected < today:
        summary = rules.table.due("discharge summary", expected, episode.level_on(expected).level_of_care)
        # Who seems to have left before that day has an earlier date for the summary, which is told with it.
        due = f"; its summary is due by {in_words(summary)}" if _left(state, today, rules) is None else ""
        text = f"Discharge was expected on {in_words(expected)}{due}."
        yield Attention("warning", text, "discharge", episode.opened_by_entry)
    elif (expected - today).days <= rules.discharge_soon:
        text = f"Discharge is expected on {in_words(expected)}."
        yield Attention("review", text, "discharge", episode.opened_by_entry)


def _gone(state: Rows, today: date, rules: DueRules) -> Iterator[Attention]:
    """Who seems to have left before the planned day, where such a discharge has a shorter time for its summary."""
    episode, left = open_episode(state), _left(state, today, rules)
    if episode is None or left is None:
        return
    last, missed = left
    care = episode.level_on(last).level_of_care
    due = rules.table.due("discharge summary", last, care, About(left_early=True))
    text = (
        f"Last seen on {in_words(last)}, then missed {missed} sessions. If that was the end of the stay, the "
        f"discharge summary is due by {in_words(due)}."
    )
    yield Attention("warning", text, "discharge", episode.opened_by_entry)


def _left(state: Rows, today: date, rules: DueRules) -> tuple[date, int] | None:
    """When who seems to have left the open stay before its planned day was last seen, and how many sessions were missed
    since; None where a discharge before that day has no time of its own."""
    episode = open_episode(state)
    if episode is None or not rules.table.asks("discharge summary", case=LEFT_EARLY):
        return None
    missed = sum(row.on >= episode.admitted_on for row in missed_lately(state, today, rules))
    rows: list[AttendanceRow] = list(state.rows("attendance"))
    last = max((row.on for row in rows if row.was_there and episode.admitted_on <= row.on <= today), default=None)
    end = expected_discharge(state, episode)
    if missed < _GONE or last is None or (end is not None and last >= end):
        return None
    return last, missed


def expected_discharge(state: Rows, episode: EpisodeRow | None) -> date | None:
    """The expected day of discharge of an open stay."""
    return planned_end(next(iter(state.rows("plan")), None), episode) if episode is not None else None


def _waiting(waiting: Waiting) -> Iterator[Attention]:
    if waiting.notes_owed:
        oldest = min(owed.on for owed in waiting.notes_owed)
        words = counted(len(waiting.notes_owed), "session")
        yield Attention("warning", f"{words} without your signed note, the first on {in_words(oldest)}.", "timeline")
    if waiting.cosign:
        verb = "waits" if waiting.cosign == 1 else "wait"
        text = f"{counted(waiting.cosign, 'entry', 'entries')} {verb} for a co-signature."
        yield Attention("review", text, "to sign")
