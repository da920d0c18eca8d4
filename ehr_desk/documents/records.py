"""What papers ask of the record: the letterhead, the words for a source, the register of stored papers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, tzinfo

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.chart.disclosures.reader import copies_handed_out, handed_out
from ehr_desk.chart.entries.entry_words import entry_words
from ehr_desk.chart.entries.paper_states import later_versions, paper_states
from ehr_desk.chart.entries.reader import lines_by_id
from ehr_desk.common.clock import from_stamp
from ehr_desk.common.days import in_words
from ehr_desk.documents.logo import logo_of
from ehr_desk.documents.model import Letterhead
from ehr_desk.documents.register_match import RegisteredState
from ehr_desk.vault.sitting import Sitting


def letterhead_of(clinic: ClinicRow) -> Letterhead:
    """The clinic as it stands at the head of a paper."""
    licenses = " · ".join(
        part for part in (clinic.licence and f"License {clinic.licence}", clinic.npi and f"NPI {clinic.npi}") if part
    )
    fax = f" · Fax {clinic.fax}" if clinic.fax else ""
    return Letterhead(
        name=clinic.name,
        address=tuple(line for line in (*clinic.address.splitlines(), licenses) if line.strip()),
        phone=f"Tel {clinic.phone}{fax}" if clinic.phone else "",
        demo=clinic.demonstration,
        logo=logo_of(clinic.logo),
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
        return {line.entry_id: entry_words(line) for line in lines}


_LATER = {
    "entered_in_error": "The entry on this paper was marked as entered in error on",
    "addendum": "Something was added to the entry on",
    "correction": "The entry was corrected on",
    "amendment_at_client_request": "The entry was amended at the client's request on",
}


class PaperRegister:
    """The papers that this vault stored, by document number."""

    def __init__(self, sitting: Sitting, zone: Callable[[], tzinfo | None] = lambda: None) -> None:
        self._sitting = sitting
        self._zone = zone

    def states(self, document_id: str) -> Sequence[RegisteredState]:
        """Every stored state of a document, oldest first, with what made it and when it was handed out."""
        with self._sitting.read() as session:
            found = paper_states(session, document_id)
            left = {number: handed_out(session, number) for number in {state.document_id for state in found}}
        return [
            RegisteredState(
                state.version,
                state.sha256,
                state.signatures,
                state.act,
                state.who,
                self._day(from_stamp(state.made_at)),
                # Handed out twice on one day is told once.
                tuple(dict.fromkeys(self._day(at) for at in left[state.document_id].get(state.sha256, ()))),
                state.inside,
                state.entered,
            )
            for state in found
        ]

    def covers(self, document_id: str) -> Mapping[str, Sequence[str]]:
        """The days on which each cover sheet left with a document, by its SHA-256."""
        with self._sitting.read() as session:
            left = handed_out(session, document_id, covers=True)
        return {sha256: tuple(dict.fromkeys(self._day(at) for at in times)) for sha256, times in left.items()}

    def copies(self, document_id: str) -> Mapping[str, Sequence[str]]:
        """The days on which each copy under a passphrase left, by its SHA-256."""
        with self._sitting.read() as session:
            left = copies_handed_out(session, document_id)
        return {sha256: tuple(dict.fromkeys(self._day(at) for at in times)) for sha256, times in left.items()}

    def remarks(self, document_id: str, *, printed: bool = False) -> Sequence[str]:
        """What happened to the entry after this paper was made. What was written onto the paper itself is told by its
        states; of a ``printed`` sheet nobody knows in which state it was printed, so it is told too."""
        with self._sitting.read() as session:
            later = later_versions(session, document_id)
        return [
            f"{_LATER.get(one.kind, 'The entry was amended on')} {self._day(from_stamp(one.signed_at))} ({one.name})."
            for one in later
            if printed or not one.on_paper
        ]

    def _day(self, at: datetime) -> str:
        return in_words(at.astimezone(self._zone()).date())
