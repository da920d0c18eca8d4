"""One entry about to be signed: what it states, and what is found about it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ehr_desk.chart.entries.effects import Effect
from ehr_desk.chart.entries.late import LATE
from ehr_desk.chart.entries.meanings import meaning_of
from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.entries.rows import DraftRow, Prepared
from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.common.errors import UserError
from ehr_desk.forms import Finding


class Incomplete(UserError):
    """Something is missing or cannot be right; ``prepared`` says what, entry by entry."""

    def __init__(self, prepared: list[Prepared]) -> None:
        count = sum(1 for one in prepared for finding in one.findings if finding.level == "must")
        things = "One thing needs" if count == 1 else f"{count} things need"
        super().__init__(f"This cannot be signed yet. {things} your attention.", "See the list in the form.")
        self.prepared = prepared


@dataclass(frozen=True)
class Pending:
    """One entry about to be signed."""

    draft: DraftRow
    filled: Filled
    effects: tuple[Effect, ...]
    findings: tuple[Finding, ...]
    episode_id: str
    revision: int
    needs_cosignature: bool
    late: bool = False
    confirmed: tuple[Mapping[str, str], ...] = ()
    undoes: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of the version that is signed."""
        return LATE if self.late else self.draft.kind

    def shown(self) -> Prepared:
        """What the signer is shown."""
        sentences = [effect.sentence for effect in self.effects]
        return Prepared(
            draft_id=self.draft.id,
            client_id=self.filled.client.id,
            client_name=self.filled.client.name,
            title=self.filled.form.title,
            findings=self.findings,
            sentences=tuple(sentences),
            needs_cosignature=self.needs_cosignature,
            digest=sha256_hex(canonical([self.filled.client.id, dict(self.filled.answers), sentences])),
            undoes=self.undoes,
            meaning=meaning_of(self.kind, in_place=self.filled.leader != self.filled.author),
            on=self.filled.effective_on,
            start=self.filled.text("start"),
            end=self.filled.text("end"),
            why=": ".join(filter(None, (self.draft.ground.capitalize(), self.draft.reason))),
        )
