"""Whether a document may leave: pure rules over the request, the document and the client's consents.

42 CFR 2.13(a): only what is permitted, only as much as needed. 42 CFR 2.31(c): nothing on a consent that is expired,
revoked or known to be deficient. Findings never repeat clinical text; a consent's limits stand in them as the
client wrote them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ehr_desk.chart.consents.classes import class_in, named_in
from ehr_desk.chart.consents.rows import ConsentRow
from ehr_desk.chart.consents.rules import (
    TREATMENT_PAYMENT_OPERATIONS,
    covers,
    may_name_class,
    names_class,
)
from ehr_desk.chart.disclosures.bases import CONSENT, LegalBasis, Need, basis_of
from ehr_desk.chart.disclosures.recipients import KnownPeople, check_recipient, is_discloser
from ehr_desk.chart.disclosures.rows import HOW, RECIPIENT_KINDS, DisclosureRequest, DocumentFacts
from ehr_desk.chart.disclosures.scopes import NOTES
from ehr_desk.forms import Finding

_FEWEST_LETTERS = 3
"""Fewer letters and digits than these are no name, agreement or reason."""

_TELLS_ATTENDANCE = "attendance_letter"
_ASSEMBLED = frozenset({"progress_summary", "discharge_summary", "aftercare_plan", _TELLS_ATTENDANCE})
"""Papers whose text the record puts together; others carry words over."""
_JUSTICE = frozenset({"court, probation or parole", "law enforcement"})


def judge(
    request: DisclosureRequest,
    document: DocumentFacts,
    consents: Sequence[ConsentRow],
    people: KnownPeople,
    *,
    on: date,
    demonstration: bool,
) -> list[Finding]:
    """What stands in the way ("must") and what to weigh ("should"). ``consents`` are the document's client's own."""
    basis, consents = basis_of(request.basis), [_taken_back(row, on) for row in consents]
    findings = _plain(request, basis)
    if basis is not None:
        findings += _basis(request, basis, demonstration)
        findings += check_recipient(request, basis, people, consents, on)
        findings += _report_only(basis, document)
    if basis is not None and basis.key == CONSENT and request.consent_id:
        findings += _consent(request, document, consents, people, on)
    return findings + _document(document) + _asked(request, document)


def permitted(findings: Sequence[Finding]) -> bool:
    """Whether nothing forbids the disclosure."""
    return all(finding.level != "must" for finding in findings)


def _plain(request: DisclosureRequest, basis: LegalBasis | None) -> list[Finding]:
    findings: list[Finding] = []
    if not request.recipient.strip():
        findings.append(Finding("must", "recipient", "Say who receives the document."))
    if request.recipient_kind not in RECIPIENT_KINDS:
        findings.append(Finding("must", "recipient_kind", "Say what kind of recipient this is."))
    if not request.purpose.strip():
        findings.append(Finding("must", "purpose", "Say what it is for."))
    if request.how not in HOW:
        findings.append(Finding("must", "how", "Say how it leaves: as a file, printed, or as a protected copy."))
    if basis is None:
        findings.append(Finding("must", "basis", "Choose the legal basis from the list."))
    return findings


def _basis(request: DisclosureRequest, basis: LegalBasis, demonstration: bool) -> list[Finding]:
    findings = [
        Finding("must", need.field, f"{need.words}{more}")
        for need in basis.needs
        for more in _lacking(need, str(getattr(request, need.field)))
    ]
    if basis.only_in_demonstration and not demonstration:
        text = "This basis exists only in a demonstration vault. Choose a legal basis."
        findings.append(Finding("must", "basis", text))
    if basis.recipient_kinds and request.recipient_kind not in basis.recipient_kinds:
        allowed = ", ".join(basis.recipient_kinds)
        findings.append(Finding("must", "recipient_kind", f"On this basis it can only go to: {allowed} ({basis.law})."))
    if basis.caution:
        findings.append(Finding("should", "basis", basis.caution))
    return findings


def _lacking(need: Need, answer: str) -> list[str]:
    """What an answer lacks, to go on after the words that ask for it; none where it says enough."""
    if not answer.strip():
        return [""]
    if need.field != "consent_id" and not _says_enough(answer):
        return [" What is written there says too little."]
    return (
        [" There is no number and no day in what is written there."] if need.with_number and not _digits(answer) else []
    )


def _says_enough(answer: str) -> bool:
    return sum(one.isalpha() for one in answer) + _digits(answer) >= _FEWEST_LETTERS


def _digits(text: str) -> int:
    return sum(one.isdigit() for one in text)


def _report_only(basis: LegalBasis, document: DocumentFacts) -> list[Finding]:
    """42 CFR 2.12(c)(5) and (6) permit a report of certain facts; the record stays under the rules of the others."""
    if not basis.report_only or document.kind == _TELLS_ATTENDANCE:
        return []
    text = (
        f"A report tells certain facts and takes no clinical document along ({basis.law}). Tell the facts; hand this "
        "document out only with the client's consent or on a court order."
    )
    return [Finding("must", "basis", text)]


def _consent(
    request: DisclosureRequest,
    document: DocumentFacts,
    consents: Sequence[ConsentRow],
    people: KnownPeople,
    on: date,
) -> list[Finding]:
    consent = next((row for row in consents if row.consent_id == request.consent_id), None)
    if consent is None:
        return [Finding("must", "consent_id", "This consent is not in the client's chart. Choose another one.")]
    named = named_in(consent.recipient, request.recipient)
    of_class = not named and may_name_class(consent) and class_in(consent.recipient, request.recipient_kind)
    recipient = consent.recipient if of_class or (named and may_name_class(consent)) else request.recipient
    reasons = covers(consent, recipient=recipient, scope_needed=(document.scope,), on=on)
    findings = [Finding("must", "consent_id", _of_consent(reason)) for reason in reasons]
    if names_class(consent) and class_in(request.recipient):
        text = "The consent names a class of recipients. Write who of them receives this: the ledger has to name them."
        findings.append(Finding("must", "recipient", text))
    elif of_class and not reasons:
        text = "The consent names a class of recipients. Make sure that this recipient belongs to it."
        findings.append(Finding("should", "recipient", text))
    if consent.expires_event.strip() and not reasons:
        text = "The consent ends on an event. Make sure that it has not happened yet."
        findings.append(Finding("should", "consent_id", text))
    if consent.limits and not reasons:
        text = f"The client set limits: \u201c{consent.limits}\u201d Make sure that this document keeps them."
        findings.append(Finding("should", "consent_id", text))
    if not reasons:
        findings += _more_than_named(request, document, consent, on)
    if not is_discloser(consent.discloser, people):
        text = f"The consent lets {consent.discloser} disclose. Make sure that this program is meant."
        findings.append(Finding("should", "consent_id", text))
    findings += _for_justice(request, consent)
    if request.purpose.strip() and _folded(request.purpose) != _folded(consent.purpose):
        text = "The consent names another purpose. Make sure that what you hand out serves the purpose it names."
        findings.append(Finding("should", "purpose", text))
    return findings


def _more_than_named(
    request: DisclosureRequest, document: DocumentFacts, consent: ConsentRow, on: date
) -> list[Finding]:
    """42 CFR 2.13(a), 2.31(a)(3): a paper that shows more than the consent describes leaves with a reason only."""
    notes = covers(consent, recipient=consent.recipient, scope_needed=(NOTES,), on=on)
    if not document.shows_more or not notes or _says_enough(request.note):
        return []
    text = (
        f"The consent names {document.scope}. This also shows {document.shows_more}. Take a consent for {NOTES} too, "
        "or say in the note for the ledger why this is meant."
    )
    return [Finding("must", "note", text)]


def _taken_back(consent: ConsentRow, on: date) -> ConsentRow:
    """A revocation that the record knows was signed by now, whatever day the computer says (42 CFR 2.31(c))."""
    return consent if consent.revoked_on is None else replace(consent, revoked_on=min(consent.revoked_on, on))


def _for_justice(request: DisclosureRequest, consent: ConsentRow) -> list[Finding]:
    """42 CFR 2.31(d), 2.35: courts and police are no recipients for treatment, payment and operations."""
    if request.recipient_kind not in _JUSTICE:
        return []
    if _folded(consent.kind) == TREATMENT_PAYMENT_OPERATIONS:
        text = (
            "A consent for treatment, payment and operations does not permit this recipient. "
            "Ask for a consent that names it (42 CFR 2.31(d), 2.35)."
        )
        return [Finding("must", "consent_id", text)]
    if request.recipient_kind == "law enforcement":
        text = (
            "Use in a proceeding against the client needs a consent of its own, combined with nothing (42 CFR 2.31(d))."
        )
        return [Finding("should", "consent_id", text)]
    return []


def _asked(request: DisclosureRequest, document: DocumentFacts) -> list[Finding]:
    return [
        *_client_signs(request, document),
        *_third_party(request, document),
        *_words_taken_back(request, document),
        *_addressee(request, document),
    ]


def _words_taken_back(request: DisclosureRequest, document: DocumentFacts) -> list[Finding]:
    """Words that were taken back are found by what they say: somebody looks whether they are these (42 CFR 2.13(a))."""
    if not document.words_taken_back or _says_enough(request.note):
        return []
    text = (
        "It holds words that were taken back. Let it be corrected and hand out that one, or say in the note for the "
        f"ledger why they may leave: {'; '.join(document.words_taken_back)}."
    )
    return [Finding("must", "note", text)]


def _addressee(request: DisclosureRequest, document: DocumentFacts) -> list[Finding]:
    """What is written to one is meant for another reader than the next one."""
    if not document.addressed_to or not request.recipient.strip() or named_in(document.addressed_to, request.recipient):
        return []
    text = f"This letter is written to {document.addressed_to}. Make sure that it may go to somebody else."
    return [Finding("should", "recipient", text)]


def _third_party(request: DisclosureRequest, document: DocumentFacts) -> list[Finding]:
    """What holds sensitive information about somebody else stays in unless somebody says why it leaves.

    AAMFT Code of Ethics 2.2: each competent person in a treatment unit agrees to what is disclosed about them. What is
    kept about them (``third_party_detail``) is on no paper; the rest of such a note may still tell of them.
    """
    if not document.third_party or request.note.strip():
        return []
    text = (
        "A note in this document is marked as holding sensitive information about somebody else, and stays in. "
        "To hand it out all the same, write into the note for the ledger why, and who of them agreed."
    )
    return [Finding("must", "note", text)]


def document_remarks(document: DocumentFacts) -> tuple[str, ...]:
    """What the recipient of a signed paper is told about it: its own bytes cannot change any more."""
    said = []
    if document.superseded:
        said.append("This version is superseded: a newer version of this document exists.")
    if document.addenda:
        said.append("Something was added to this entry after the document was made; it is not in it.")
    if document.client_unsigned:
        said.append("It says that the client signed it on the screen. The client has not signed it.")
    if document.cosignature_pending:
        said.append("The document waits for a co-signature.")
    if document.never_cosigned:
        said.append("The document was not co-signed: what it says was replaced before that.")
    return tuple(said)


def _document(document: DocumentFacts) -> list[Finding]:
    findings: list[Finding] = []
    if document.entered_in_error:
        text = "This document belongs to an entry that was entered in error. It cannot be handed out."
        findings.append(Finding("must", "document_id", text))
    if document.taken_back:
        text = (
            f"This version was taken back: {document.taken_back}. It cannot be handed out. Hand out the version that "
            "took its place."
        )
        findings.append(Finding("must", "document_id", text))
    if document.signed_since:
        what = "something was" if document.signed_since == 1 else f"{document.signed_since} things were"
        text = f"Since this was made, {what} signed in this chart. Make it anew and hand out that one."
        findings.append(Finding("must", "document_id", text))
    if document.sources_in_error:
        findings.append(Finding("must", "document_id", _fallen(document)))
    if document.sources_corrected:
        which = "; ".join(document.sources_corrected)
        text = f"Corrected since it was assembled from it: {which}. Compare the two, or assemble it again."
        findings.append(Finding("should", "document_id", text))
    if document.superseded and not document.taken_back:
        text = "A newer version of this document exists. Hand out the newer one, unless this one was asked for."
        findings.append(Finding("should", "document_id", text))
    if document.addenda:
        words = "An addendum was" if document.addenda == 1 else f"{document.addenda} addenda were"
        text = f"{words} added after this document was made and is not in it. Hand it out as well."
        if document.addenda > 1:
            text = f"{words} added after this document was made and are not in it. Hand them out as well."
        findings.append(Finding("should", "document_id", text))
    if document.cosignature_pending:
        findings.append(Finding("should", "document_id", "This document still waits for its co-signature."))
    if document.never_cosigned:
        text = "This document was not co-signed: what it says was replaced before that."
        findings.append(Finding("should", "document_id", text))
    return findings


def _fallen(document: DocumentFacts) -> str:
    """What a paper rests on that fell away, when, and what to hand out instead."""
    assembled = document.kind in _ASSEMBLED
    when = "before it was signed" if document.in_error_before else "since"
    text = (
        f"It {'was assembled from' if assembled else 'rests on'} what was taken back or entered in error {when}: "
        f"{'; '.join(document.sources_in_error)}."
    )
    if document.newer:
        return f"{text} Hand out version {document.newer}."
    again = " and assembles it again" if assembled else ""
    return (
        f"{text} Its author (where the author has no access any more, a supervisor) corrects this document{again}: "
        "hand out that one."
    )


def _client_signs(request: DisclosureRequest, document: DocumentFacts) -> list[Finding]:
    """A paper that says "signed on this screen" is relied upon elsewhere only with that signature. What nobody may wait
    for is told and leaves as the record has it: the client's own access (45 CFR 164.524), what a law or a court orders,
    an emergency, and a paper that a newer one has taken the place of."""
    if not document.client_unsigned:
        return []
    text = "This document says that the client signed it on the screen, and nobody has signed there."
    if request.basis != CONSENT or document.superseded:
        return [Finding("should", "document_id", f"{text} The cover sheet says so.")]
    remedy = "Let the client sign it, or correct what it says of the signature."
    return [Finding("must", "document_id", f"{text} {remedy}")]


def _of_consent(reason: str) -> str:
    return f"The consent {reason[3:]}" if reason.startswith("It ") else reason


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
