"""What the desk gets from the paper floor, put together in one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.common.clock import Clock
from ehr_desk.common.paths import resources_dir
from ehr_desk.documents.copies import LazyCopies
from ehr_desk.documents.cover import CoverMaker
from ehr_desk.documents.kinds.summary import scales_of
from ehr_desk.documents.model import Letterhead
from ehr_desk.documents.own_keys import OwnKeys
from ehr_desk.documents.paper import PaperMaker
from ehr_desk.documents.paper_checks import PaperChecks, Terms
from ehr_desk.documents.records import SourceWords, letterhead_of
from ehr_desk.documents.stored import StoredPapers
from ehr_desk.forms import Form
from ehr_desk.vault.sitting import Sitting

if TYPE_CHECKING:
    from ehr_desk.documents.fonts import FontSet


class PaperFloor:
    """Makes papers and covers, checks papers, keeps keys from elsewhere. The clinic is asked anew each time."""

    @staticmethod
    def load() -> None:
        """Load the parts that are loaded when they are first needed: to render and to sign."""
        for name in ("render", "signing", "signing_slots", "signing_versions"):
            import_module(f"ehr_desk.documents.{name}")

    def __init__(self, sitting: Sitting, clock: Clock, clinic: Callable[[], ClinicRow], forms: Sequence[Form]) -> None:
        def letterhead() -> Letterhead:
            return letterhead_of(clinic())

        terms = Terms(sitting, clinic, clock.now)
        self.maker = PaperMaker(letterhead, scales=scales_of(forms), source_words=SourceWords(sitting), terms=terms)
        self.covers = CoverMaker(letterhead)
        self.checks = PaperChecks(sitting, clock, clinic)
        self.stored = StoredPapers(sitting, self.checks.verify)
        self.copies = LazyCopies(terms)
        self.own_keys = OwnKeys(sitting, clock, letterhead)
        self._fonts: FontSet | None = None

    def drawable(self, text: str) -> bool:
        """Whether the fonts have every letter of a text. They are loaded when first asked for."""
        from ehr_desk.documents.fonts import FontSet
        from ehr_desk.documents.shaping import clean, has_all

        if self._fonts is None:
            self._fonts = FontSet(resources_dir() / "fonts")
        return has_all(self._fonts, clean(text))
