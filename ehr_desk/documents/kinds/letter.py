"""A letter that confirms attendance: to whom, what for, and of the record only what its author ticked."""

from __future__ import annotations

from ehr_desk.documents.days import day
from ehr_desk.documents.kinds.frame import author_text, capital, note_blocks
from ehr_desk.documents.kinds.generic import EntryComposer
from ehr_desk.documents.model import Block, ClientHeader, Column, Fact, Facts, Panel, Paragraph, Row, Table, sentences

ADMISSION = "When the client came to us"
HOURS = "Time attended"
MISSED = "Time missed"
SERVICES = "Sessions by kind of service"


class LetterComposer(EntryComposer):
    """The letter. 42 CFR 2.13(a): no more than the purpose needs, so nothing that was not ticked is printed."""

    def client(self) -> ClientHeader:
        """Name and birth date; the record number and the rest are no business of the recipient."""
        whole = super().client()
        return ClientHeader(whole.name, whole.date_of_birth)

    def subtitle(self) -> str:
        """The day of the letter."""
        return day(str(self.body["effective_on"])) if self.body.get("effective_on") else ""

    def blocks(self) -> list[Block]:
        """Recipient, what is confirmed, what was ticked, closing words."""
        client = self.client()
        to = Fact("To", "\n".join(part for part in (self._text("recipient"), self._text("recipient_address")) if part))
        about = Fact(
            "About", f"{client.name}, born {day(client.date_of_birth)}" if client.date_of_birth else client.name
        )
        period = f"from {day(self._text('period_from'))} to {day(self._text('period_to'))}"
        words = [f"We confirm the attendance of {client.name} at our program {period}."]
        if self._text("purpose"):
            words.append(f"This letter was written for this purpose: {self._text('purpose').rstrip('.')}.")
        return [
            Panel((to, about), columns=2),
            Paragraph(sentences(*words)),
            *self._ticked(),
            *(note_blocks(self._text("closing")) if self._text("closing") else []),
            Paragraph(
                sentences(
                    "This letter says only what its purpose needs. "
                    f"{author_text(self.body.get('author', {}))} answers questions that the client's consent covers."
                )
            ),
        ]

    def _ticked(self) -> list[Block]:
        item = self.form.by_role("letter_tells")
        told = set(self.answers.get(item.id, [])) if item else set()
        facts = []
        if ADMISSION in told and self._text("admitted_on"):
            facts.append(Fact("Came to us on", day(self._text("admitted_on"))))
        if HOURS in told:
            facts.append(Fact("Time attended", self._text("hours_delivered") or "None recorded"))
        if MISSED in told:
            facts.append(Fact("Time missed", self._text("hours_missed") or "None recorded"))
        blocks: list[Block] = [Facts(tuple(facts))] if facts else []
        return [*blocks, *self._services()] if SERVICES in told else blocks

    def _services(self) -> list[Block]:
        table = self.form.by_role("services")
        if table is None or not self.answers.get(table.id):
            return []
        names = {child.id: child.role for child in table.items}
        rows = [{names.get(key, key): value for key, value in row.items()} for row in self.answers[table.id]]
        columns = (Column("Service", 4), Column("Sessions", 1, align="right"))
        cells = (Row((capital(str(row.get("service", ""))), str(row.get("sessions", "")))) for row in rows)
        return [Table(columns, tuple(cells))]

    def _text(self, role: str) -> str:
        item = self.form.by_role(role)
        return "" if item is None else str(self.answers.get(item.id) or "").strip()
