"""A stored paper that its author signed alone is known by its plain bytes; any other is read."""

from __future__ import annotations

import pytest

from ehr_desk.documents import stored_judging
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import countersign, sign_author
from ehr_desk.documents.stored_judging import authors_alone, grown, signatures_on
from ehr_desk.vault.certificates import fingerprint
from tests.documents import tampering
from tests.documents.keys import Handle
from tests.documents.samples import AT, document


def test_only_a_paper_that_its_author_signed_in_the_authors_place_is_not_read(
    press: Press, author: Handle, signed: bytes, cosigned: bytes
) -> None:
    assert authors_alone(signed)
    rendered = press.render(document())
    below = countersign(rendered, author, meaning="I have seen it.", at=AT, press=press)
    over = sign_author(below, author, meaning="I am the author.", at=AT, certify=False, press=press)
    for pdf in (rendered, cosigned, below, over, tampering.repainted_page(cosigned), b"", b"%%EOF"):
        assert not authors_alone(pdf)


def test_a_paper_that_was_grown_tells_its_places_and_certificates(
    signed: bytes, cosigned: bytes, author: Handle, supervisor: Handle
) -> None:
    own = [("Author", fingerprint(author.certificate)), ("Supervisor", fingerprint(supervisor.certificate))]
    assert [(put.field, put.certificate) for put in grown(cosigned) or ()] == own
    assert [(put.field, put.certificate) for put in signatures_on(signed)] == own[:1]
    assert grown(tampering.repainted_page(cosigned)) is None


def test_a_file_without_a_signature_has_no_last_signer(press: Press) -> None:
    assert stored_judging.last_signer(press.render(document())) is None


@pytest.mark.parametrize("who", ["author", "supervisor"])
def test_the_last_signer_is_told_by_the_whole_certificate(
    signed: bytes, cosigned: bytes, author: Handle, supervisor: Handle, who: str
) -> None:
    pdf, handle = (signed, author) if who == "author" else (cosigned, supervisor)
    assert stored_judging.last_signer(pdf) == fingerprint(handle.certificate)
