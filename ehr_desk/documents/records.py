"""What papers ask of the record: the letterhead, the words for a source, the register of stored papers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.entries.reader import lines_by_id, paper_states
from ehr_desk.common.days import in_words
from ehr_desk.documents.model import Letterhead
from ehr_desk.documents.verdict import RegisteredState
from ehr_desk.vault.sitting import Sitting


def letterhead_of(clinic: ClinicRow) -> Letterhead:
    """The clinic as it stands at the head of a paper."""
    licence = " · ".join(
        part for part in (clinic.licence and f"Licence {clinic.licence}", clinic.npi and f"NPI {clinic.npi}") if part
    )
    fax = f" · Fax {clinic.fax}" if clinic.fax else ""
    return Letterhead(
        name=clinic.name,
        address=tuple(line for line in (*clinic.address.splitlines(), licence) if line.strip()),
        phone=f"Tel {clinic.phone}{fax}" if clinic.phone else "",
        demo=clinic.demonstration,
        page="a4" if clinic.page_size == "a4" else "letter",
    )


class SourceWords:
    """What to print for an entry that is named as a source: title, day and author."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting

    def __call__(self, entry_ids: Collection[str]) -> Mapping[str, str]:
        """The words by entry id; ids that are not in the record are left out."""
        with self._sitting.read() as session:
            lines = lines_by_id(session, entry_ids)
        return {line.entry_id: f"{line.title}, {in_words(line.effective_on)}, {line.author_name}" for line in lines}


class PaperRegister:
    """The papers that this vault stored, by document number."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting

    def states(self, document_id: str) -> Sequence[RegisteredState]:
        """Every stored state of a document, oldest first."""
        with self._sitting.read() as session:
            found = paper_states(session, document_id)
        return [RegisteredState(version, sha256, signatures) for version, sha256, signatures in found]
