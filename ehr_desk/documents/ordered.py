"""Papers to order: the whole chart and large print, certified by the person who asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ehr_desk.chart.entries.additions import returned_addenda
from ehr_desk.chart.entries.line import awaiting_cosignature, content_version, standing_addenda
from ehr_desk.chart.entries.ordering import Step
from ehr_desk.chart.entries.paper import ChartPart, MadePaper, Ordered, SignsData, Told
from ehr_desk.chart.entries.rooms import Author
from ehr_desk.documents.kinds.continued import addenda
from ehr_desk.documents.kinds.large import enlarge
from ehr_desk.documents.kinds.whole_chart import describe_chart, header_of
from ehr_desk.documents.paper import PaperMaker

_DESCRIBED, _RENDERED = 0.08, 0.95
"""How much of the time goes by until a chart is put into blocks, and until it is rendered; then it is signed."""


class OrderMaker:
    """Makes papers to order with the letterhead and the terms of a paper maker, and a press of its own.

    A whole chart takes seconds: nobody's signing waits for it, it is made on a thread of its own.
    """

    def __init__(self, paper: PaperMaker) -> None:
        self._paper = paper.apart()

    def whole_chart(
        self, ordered: Ordered, parts: Sequence[ChartPart], signer: SignsData, author: Author, step: Step
    ) -> MadePaper:
        """All signed entries in order."""
        document = describe_chart(
            ordered,
            parts,
            letterhead=self._paper.letterhead(),
            maker=_named(author),
            notice=self._paper.notice(),
            compose=self._paper.compose,
            step=lambda done: step(_DESCRIBED * done),
        )
        return self._paper.certify(
            document, signer, author, lambda done: step(_DESCRIBED + (_RENDERED - _DESCRIBED) * done)
        )

    def large_print(
        self, ordered: Ordered, part: ChartPart, signer: SignsData, author: Author, step: Step
    ) -> MadePaper:
        """The entry's answers that count, in 18 point type, and after them what was added since."""
        version = content_version(part.view.versions)
        made = self._paper.describe(version.body, part.forms[version.seq], ordered.at)
        document = replace(made, document_id=ordered.document_id, client=header_of(ordered), prepared_at=ordered.at)
        back = returned_addenda(part.view)
        standing = (one for one in standing_addenda(part.view.versions) if one not in back)
        added = [Told(one.body, part.forms[one.seq]) for one in standing]
        cosigned = {one.seq for one in part.view.cosignatures}
        waiting = {one.version for one in awaiting_cosignature(part.view.versions, cosigned)}
        blocks = addenda(added, self._paper.compose, waiting)
        return self._paper.certify(enlarge(document, _named(author), blocks), signer, author, step)


def _named(author: Author) -> str:
    return f"{author.name}, {author.credential}" if author.credential else author.name
