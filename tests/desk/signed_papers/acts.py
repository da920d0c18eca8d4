"""What the tests of signed papers do at a desk again and again."""

from __future__ import annotations

from collections.abc import Callable

from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.disclosures.rows import DisclosureRequest
from ehr_desk.chart.entries.rows import Signed
from ehr_desk.desk import Desk
from ehr_desk.vault.certificates import Certificate
from tests.clinical_forms.filled import FILLED
from tests.support.changing import signed_before
from tests.support.clinic import passphrase_of

DRAWN = [[(0.1, 0.5), (0.5, 0.2), (0.9, 0.4)]]
LONG = "A long story about the day. " * 60
DeskOf = Callable[[str], Desk]
Consent = tuple[Desk, str, str]


def sign_as(desk: Desk, who: str, draft_id: str) -> None:
    desk.signing.sign([draft_id], passphrase_of(who))


def sign_consent(desk: Desk, client: ClientRow) -> Signed:
    """The therapist's signed consent of a client."""
    draft = desk.drafts.start("consent", client_id=client.id)
    desk.drafts.save(draft.id, FILLED["consent"])
    return desk.signing.sign([draft.id], passphrase_of("therapist"))


def paper_of(desk: Desk, document_id: str) -> bytes:
    return desk.charts.paper(document_id)[1]


def newest_paper(desk: Desk) -> str:
    """The newest paper of the client's newest entry."""
    return desk.charts.reload(desk.clients.all()[0].id).entries[0].document_id


def amend(desk: Desk, entry_id: str, kind: str, reason: str = "", **answers: object) -> None:
    """The therapist amends an entry and signs."""
    draft = desk.amending.start(entry_id, kind, reason=reason)
    desk.drafts.save(draft.id, {**signed_before(desk, draft), **answers})
    sign_as(desk, "therapist", draft.id)


def copy_for_the_client(document_id: str) -> DisclosureRequest:
    return DisclosureRequest(document_id, "Marisol Vega-Ortiz", "client", "Copy", "client access", "save")


def tablet(desk_of: DeskOf) -> Certificate:
    """A device that the administrator gave a certificate."""
    admin = desk_of("administrator")
    device = admin.sitting.authority.add_device(passphrase_of("administrator"), "front desk tablet")
    admin.lock()
    return device
