"""The three summaries (progress, discharge, aftercare) on paper: forms whose items are recognised by their roles.

What has no role known here is printed in the general way, in the order of the form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ehr_desk.common.days import days_from_to
from ehr_desk.documents.days import day
from ehr_desk.documents.kinds.frame import (
    author_text,
    capital,
    changed_why,
    client_facts,
    client_header,
    note_sentences,
    shown,
)
from ehr_desk.documents.kinds.generic import EntryComposer
from ehr_desk.documents.model import (
    BandRange,
    Block,
    Callout,
    Chart,
    Column,
    Fact,
    Heading,
    KeyFigure,
    KeyFigures,
    MedicationLine,
    Medications,
    Panel,
    Row,
    Sentence,
    Series,
    Table,
)
from ehr_desk.forms import Form, Item

Json = Any
Scales = Mapping[str, Sequence[BandRange]]
"""The bands of measures by the name under which summaries print them."""

_PANEL_ROLES = (
    "program",
    "level_of_care",
    "admitted_on",
    "discharged_on",
    "last_attended_on",
    "discharge_reason",
    "discharge_reason_detail",
    "disposition",
    "disposition_detail",
)
_WIDE_ROLES = frozenset({"discharge_reason_detail"})
_LABELS = {"discharge_reason_detail": "Reason for discharge, in our own words"}
_HOURS = ("hours_delivered", "hours_planned", "hours_missed")


class SummaryComposer(EntryComposer):
    """A summary: the frame of the stay in the panel, key figures, tables by role, trend chart, risk called out."""

    in_panel = EntryComposer.in_panel | frozenset({*_PANEL_ROLES, *_HOURS, "period_from", "period_to"})

    small_print = False

    def __init__(self, body: Mapping[str, Json], form: Form, scales: Scales) -> None:
        super().__init__(body, form)
        self._scales = scales
        self.handlers = {
            "allergies_text": self._allergies_text,
            "allergies": self._allergies,
            "diagnoses": self._diagnoses,
            "services": self._services,
            "measures": self._measures,
            "objectives": self._objectives,
            "medications": self._medications,
            "risk": self._risk,
            "crisis_steps": self._risk,
        }

    def subtitle(self) -> str:
        """Level of care and the dates that frame the document."""
        if self._text("period_from"):
            frame = f"{day(self._text('period_from'))} to {day(self._text('period_to'))}"
        else:
            days = (("admitted", "admitted_on"), ("discharged", "discharged_on"))
            frame = " \u00b7 ".join(f"{word} {day(self._text(role))}" for word, role in days if self._text(role))
        program = self._text("level_of_care") or self._text("program")
        parts = [program, frame or day(str(self.body.get("effective_on", "")))]
        kind = str(self.body.get("kind", "original"))
        if kind == "late_entry" or self.body.get("late_entry"):
            written = day(str(self.body.get("effective_on", "")))
            parts.append(f"{self.version_words(kind)} (for {written})")
        return " \u00b7 ".join(part for part in parts if part)

    def opening(self) -> list[Block]:
        """Client panel with the frame of the stay, then the key figures."""
        facts = client_facts(client_header(self.body), str(self.body.get("effective_on", "")))
        for role in _PANEL_ROLES:
            item = self.form.by_role(role)
            if item is not None and item.id in self.answers:
                value = shown(item, self.answers[item.id])
                facts.append(Fact(_LABELS.get(role, item.text), value, wide=role in _WIDE_ROLES or len(value) > 44))
        tiles = self._tiles()[:4]
        stay = self._length_of_stay()
        if stay and len(tiles) < 4:
            tiles.append(KeyFigure("Length of stay", stay))
        elif stay:
            facts.append(Fact("Length of stay", stay))
        facts += [Fact("Written by", author_text(self.body.get("author", {})))]
        reason = changed_why(self.body)
        facts += [Fact("Reason for this version", reason, wide=True)] if reason else []
        # Facts that need the whole width go last, so that the grid above them has no holes.
        ordered = [fact for fact in facts if not fact.wide] + [fact for fact in facts if fact.wide]
        return [Panel(tuple(ordered)), *([KeyFigures(tuple(tiles))] if tiles else [])]

    def section(self, title: str, items: Sequence[Item]) -> list[Block]:
        """The blocks of one section, with the hours and the chart where their tables stand."""
        blocks = super().section(title, items)
        roles = {item.role for item in items}
        if "measure_points" in roles:
            blocks = [*self._chart(), *blocks]
        return blocks

    def _tiles(self) -> list[KeyFigure]:
        tiles: list[KeyFigure] = []
        rows = self._rows("services")
        if rows:
            sessions = sum(int(row.get("sessions", 0)) for row in rows)
            tiles.append(KeyFigure("Sessions attended", str(sessions), _kinds(len(rows))))
        hours, planned, missed = (self._text(role) for role in _HOURS)
        if hours:
            note = f"of {planned}" if planned else ""
            note += f"{', ' if note else ''}{missed} missed" if missed and missed != "0 min" else ""
            tiles.append(KeyFigure("Time attended", hours, note))
        for row in self._rows("measures"):
            first, last = str(row.get("first", "")), str(row.get("last", ""))
            value = f"{first} \u2192 {last}" if first and row.get("first_on") != row.get("last_on") else last
            tiles.append(KeyFigure(str(row.get("measure", "")), value, str(row.get("band", ""))))
        return tiles

    def _chart(self) -> list[Block]:
        series: dict[str, list[tuple[str, float]]] = {}
        tops: dict[str, float] = {}
        for row in self._rows("measure_points"):
            name = str(row.get("measure", ""))
            series.setdefault(name, []).append((str(row["on"]), float(row["value"])))
            tops[name] = max(tops.get(name, 0.0), float(row.get("maximum") or 0), float(row["value"]))
        lines = tuple(
            Series(name, tuple(sorted(points)), tops[name], tuple(self._scales.get(name.casefold(), ())))
            for name, points in series.items()
            if len(points) > 1
        )
        if not lines:
            return []
        words = [
            f"{line.name} from {first[1]:g} on {day(first[0])} to {last[1]:g} on {day(last[0])}"
            for line in lines
            for first, last in [(line.points[0], line.points[-1])]
        ]
        return [Chart(lines, f"Scores over time: {'; '.join(words)}.")]

    def _allergies_text(self, item: Item, value: Json) -> list[Block]:
        none = "none known" in str(value).casefold() or "no known" in str(value).casefold()
        title = "" if item.section else item.text
        return [Callout(title, (Sentence(str(value)),), "neutral" if none else "warning")]

    def _allergies(self, item: Item, value: Json) -> list[Block] | None:
        """The table, unless the words above it say the same."""
        words = self._text("allergies_text")
        rows = self._rows("allergies")
        cells = [str(row.get(key, "")) for row in rows for key in ("substance", "reaction")]
        said = all(cell.casefold() in words.casefold() for cell in cells)
        return [] if words and said else None

    def _diagnoses(self, item: Item, value: Json) -> list[Block]:
        rows = self._rows("diagnoses")
        columns = (Column("ICD-10-CM", 1.1), Column("Diagnosis", 5), Column("Rank", 1.2), Column("Status", 1.7))
        return [
            Table(
                columns,
                tuple(
                    Row(tuple(capital(cell) for cell in _cells(row, "code", "text", "rank", "status"))) for row in rows
                ),
            )
        ]

    def _services(self, item: Item, value: Json) -> list[Block]:
        rows = self._rows("services")
        columns = (Column("Service", 4), Column("Sessions", 1, align="right"), Column("Time", 1.4, align="right"))
        lines = [
            Row((capital(str(row.get("service", ""))), str(row.get("sessions", "")), _duration(row.get("minutes"))))
            for row in rows
        ]
        if len(rows) > 1:
            total = [sum(int(row.get(key) or 0) for row in rows) for key in ("sessions", "minutes")]
            lines.append(Row(("Total", str(total[0]), _duration(total[1]))))
        return [Table(columns, tuple(lines))]

    def _measures(self, item: Item, value: Json) -> list[Block]:
        columns = (
            Column("Measure", 2.2),
            Column("First", 2),
            Column("Last", 2),
            Column("Change", 1, align="right"),
            Column("Now", 2),
        )
        rows = []
        for row in self._rows("measures"):
            first = (
                f"{row.get('first', '')} on {day(str(row['first_on']))}"
                if row.get("first_on")
                else str(row.get("first", ""))
            )
            last = (
                f"{row.get('last', '')} on {day(str(row['last_on']))}"
                if row.get("last_on")
                else str(row.get("last", ""))
            )
            if row.get("change") in (None, "") and first == last:
                last = "Given once"
            rows.append(
                Row((str(row.get("measure", "")), first, last, _signed(row.get("change")), str(row.get("band", ""))))
            )
        return [Table(columns, tuple(rows))]

    def _objectives(self, item: Item, value: Json) -> list[Block]:
        """One table for each goal; its name stands above, so the columns have room for the course."""
        columns = (
            Column("Objective", 3),
            Column("At the start", 1.3),
            Column("Target", 1.3),
            Column("Now", 1.6),
            Column("Outcome", 1.1),
            Column("What shows it", 2.7),
        )
        goals: dict[str, list[Row]] = {}
        for row in self._rows("objectives"):
            cells = _cells(row, "objective", "start", "target", "now", "outcome", "evidence")
            shown = tuple(capital(cell) for cell in cells)
            goals.setdefault(str(row.get("goal", "")), []).append(Row(shown))
        blocks: list[Block] = []
        for goal, rows in goals.items():
            blocks += [Heading(f"Goal: {goal}", 3)] if goal else []
            blocks.append(Table(columns, tuple(rows)))
        return blocks

    def _medications(self, item: Item, value: Json) -> list[Block]:
        texts = {child.role: child.text for child in item.items}

        def labelled(row: Mapping[str, Json]) -> list[str]:
            """What is not clear without its label."""
            return [f"{texts[role]}: {day(str(row[role]))}" for role in ("prescriber", "supply_until") if row.get(role)]

        # Where the changes have a table of their own, they are not told twice.
        told = bool(self._rows("medication_changes"))
        lines = []
        for row in self._rows("medications"):
            directions = ", ".join(part for part in _cells(row, "dose", "frequency") if part)
            course = [*_cells(row, "status", *([] if told else ["changes"])), *labelled(row)]
            words = ". ".join(capital(part.rstrip(".")) for part in course if part)
            lines.append(
                MedicationLine(
                    str(row.get("medication", "")), directions, capital(str(row.get("indication", ""))), words
                )
            )
        last = "Status" if told else "Next prescriber and supply" if "prescriber" in texts else "Status and changes"
        return [Medications(tuple(lines), last)]

    def _risk(self, item: Item, value: Json) -> list[Block] | None:
        if item.type != "note":
            return None
        told = note_sentences(str(value), self.source_rows(item), self.notes)
        nothing = all(sentence.text.startswith("No ") for sentence in told)
        return [Callout(item.text, told, "neutral" if nothing else "danger")]

    def _rows(self, role: str) -> list[dict[str, Json]]:
        """The rows of the table with a role, keyed by the roles of its columns."""
        table = next((item for item in self.form.walk() if item.role == role and item.is_group), None)
        if table is None:
            return []
        names = {child.id: child.role or child.id for child in table.items}
        return [{names.get(key, key): value for key, value in row.items()} for row in self.answers.get(table.id, [])]

    def _text(self, role: str) -> str:
        item = self.form.by_role(role)
        return "" if item is None or item.is_group else str(self.answers.get(item.id, ""))

    def _length_of_stay(self) -> str:
        try:
            first = date.fromisoformat(self._text("admitted_on"))
            last = date.fromisoformat(self._text("discharged_on"))
        except ValueError:
            return ""
        days = days_from_to(first, last)
        return f"{days} day" if days == 1 else f"{days} days"


def scales_of(forms: Sequence[Form]) -> dict[str, tuple[BandRange, ...]]:
    """The bands of every scored form, by the name under which summaries print the measure (in lower case)."""
    found: dict[str, tuple[BandRange, ...]] = {}
    for form in forms:
        for score in (each for each in form.scores if each.bands):
            ends = [band.start - 1 for band in score.bands[1:]]
            highest = max([band.start for band in score.bands], default=0)
            bands = tuple(
                BandRange(band.label, band.start, end) for band, end in zip(score.bands, [*ends, highest], strict=True)
            )
            for name in (score.text, score.text.removesuffix(" total")):
                found.setdefault(name.casefold(), bands)
    return found


def _cells(row: Mapping[str, Json], *roles: str) -> tuple[str, ...]:
    return tuple(str(row.get(role) or "") for role in roles)


def _duration(minutes: Json) -> str:
    if minutes in (None, ""):
        return ""
    hours, rest = divmod(int(minutes), 60)
    parts = [f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else ""]
    return " ".join(part for part in parts if part)


def _signed(change: Json) -> str:
    text = str(change or "")
    return text.replace("-", "\u2212") if text.startswith("-") else f"+{text}" if text not in ("", "0") else text


def _kinds(number: int) -> str:
    return "one kind of service" if number == 1 else f"{number} kinds of service"
