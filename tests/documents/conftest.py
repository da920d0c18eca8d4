"""One press and one certificate authority for all paper tests: fonts and keys are slow to make."""

from __future__ import annotations

import pytest

from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import countersign, sign_author
from tests.documents.keys import Authority, Handle
from tests.documents.samples import AT, document


@pytest.fixture(scope="session")
def press() -> Press:
    return Press()


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="session")
def author(authority: Authority) -> Handle:
    return authority.person("Dana Whitlock", "LPCC-S")


@pytest.fixture(scope="session")
def supervisor(authority: Authority) -> Handle:
    return authority.person("Adaeze Okonkwo", "MD, FASAM")


@pytest.fixture(scope="session")
def signed(press: Press, author: Handle) -> bytes:
    """A document signed by its author."""
    return sign_author(press.render(document()), author, meaning="I am the author of this entry.", at=AT, press=press)


@pytest.fixture(scope="session")
def cosigned(press: Press, signed: bytes, supervisor: Handle) -> bytes:
    """The same with the supervisor's approval."""
    return countersign(signed, supervisor, meaning="Reviewed and approved.", at=AT, press=press)
